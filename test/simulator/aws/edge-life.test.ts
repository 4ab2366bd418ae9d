import { strict as assert } from "node:assert";
import { accountSources } from "../../../simulator/aws/account/models";
import { acmModels } from "../../../simulator/aws/acm/models";
import { interfacesIn } from "../../../simulator/aws/ec2/interfaces";
import { ec2Models } from "../../../simulator/aws/ec2/models";
import { elbv2Models } from "../../../simulator/aws/elbv2/models";
import { route53Models, route53Sources } from "../../../simulator/aws/route53/models";
import { registeredZoneId, seedAccount } from "../../../simulator/aws/route53/seed";
import { wafv2Models } from "../../../simulator/aws/wafv2/models";
import { Props, UNKNOWN } from "../../../simulator/cloud/values";
import { Account } from "./harness";
import {
    acl,
    balanced,
    balancer,
    certificate,
    forward,
    listener,
    listening,
    network,
    protect,
    record,
    rule,
    targets,
    validation,
    validationRecord,
    zone,
} from "./refused/edge-steps";
import { ref } from "./refused/steps";

const models = [...ec2Models, ...elbv2Models, ...acmModels, ...route53Models, ...wafv2Models];

describe("the life of load balancers, names, certificates and firewalls", () => {
    let account: Account;

    beforeEach(() => {
        account = new Account(models, [...accountSources, ...route53Sources]);
        seedAccount(account.cloud);
    });

    it("answers ARNs, names and zones in AWS's form", async () => {
        await account.run([...balanced, listener("listener"), rule("rule")]);
        const { properties, id } = account.resource("lb");
        const hex = "[0-9a-f]{16}";
        assert.match(id, new RegExp(`^arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/lb/${hex}$`));
        assert.equal(properties["arn"], id);
        assert.equal(`arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/${String(properties["arnSuffix"])}`, id);
        assert.match(String(properties["dnsName"]), /^lb-1\d{9}\.us-east-1\.elb\.amazonaws\.com$/);
        assert.equal(properties["zoneId"], "Z35SXDOTRQ7X7K");
        assert.equal(properties["vpcId"], account.resource("vpc").id);
        assert.match(account.resource("blue").id, new RegExp(`:targetgroup/blue/${hex}$`));
        assert.match(account.resource("listener").id, new RegExp(`:listener/app/lb/${hex}/${hex}$`));
        assert.equal(
            account.resource("rule").id.replace("listener-rule", "listener").startsWith(account.resource("listener").id),
            true,
        );
    });

    it("leaves open in a preview what AWS chooses", async () => {
        await account.run(network);
        const { type, inputs } = balancer("lb");
        const shown = await account.preview(type, "lb", inputs);
        for (const name of ["arn", "arnSuffix", "dnsName", "zoneId", "vpcId", "securityGroups", "subnetMappings"])
            assert.equal(shown[name], UNKNOWN, name);
        assert.equal(shown["idleTimeout"], 60);
    });

    it("takes addresses in the subnets, public where it faces the internet, and gives them back", async () => {
        await account.run([...network, balancer("lb"), balancer("inside", { internal: true })]);
        const plugs = (name: string): readonly Props[] =>
            interfacesIn(account.cloud, { owner: account.resource(name).id }).map(({ props }) => props);
        assert.deepEqual(
            plugs("lb").map((one) => one["public"]),
            [true, true],
        );
        assert.deepEqual(
            plugs("inside").map((one) => one["public"]),
            [false, false],
        );
        await assert.rejects(account.remove("a"), /DependencyViolation/);
        await account.remove("lb");
        await account.remove("inside");
        assert.deepEqual(interfacesIn(account.cloud, {}), []);
        await account.remove("a");
    });

    it("keeps a protected load balancer until its protection is off", async () => {
        await account.run([...network, balancer("lb", { enableDeletionProtection: true })]);
        await assert.rejects(
            account.remove("lb"),
            /OperationNotPermitted: Load balancer '.*' cannot be deleted because deletion protection is enabled/,
        );
        await account.update("lb", balancer("lb").inputs);
        await account.remove("lb");
    });

    it("keeps a target group while a rule or listener uses it", async () => {
        await account.run([...listening, rule("rule", { actions: [forward(["blue", 0], ["green", 1])] })]);
        await assert.rejects(
            account.remove("blue"),
            /ResourceInUse: Target group '.*' is currently in use by a listener or a rule/,
        );
        await account.update("rule", rule("rule", { actions: [forward(["green", 1])] }).inputs);
        await account.remove("blue");
        await account.remove("rule");
        await account.remove("green");
    });

    it("tells a target group's load balancers on a refresh", async () => {
        await account.run(balanced);
        await account.create(
            listener("listener").type,
            "listener",
            listener("listener", { defaultActions: [forward(["blue", 1])] }).inputs,
        );
        assert.deepEqual((await account.refresh("blue"))?.properties["loadBalancerArns"], [account.resource("lb").id]);
        assert.deepEqual((await account.refresh("green"))?.properties["loadBalancerArns"], []);
    });

    it("deletes listeners and rules with their load balancer", async () => {
        await account.run([...listening, rule("rule")]);
        await account.remove("lb");
        assert.equal(await account.refresh("listener"), undefined);
        assert.equal(await account.refresh("rule"), undefined);
    });

    it("gives a rule without a priority the one after the highest", async () => {
        await account.run([...listening, rule("first", { priority: 40 }), rule("second")]);
        assert.equal(account.resource("second").properties["priority"], 41);
    });

    it("refuses target stickiness behind a weighted rule without group stickiness", async () => {
        await account.run([...balanced, listener("listener", { defaultActions: [forward(["blue", 1], ["green", 1])] })]);
        const sticky = targets("blue", { stickiness: { type: "lb_cookie", enabled: true } }).inputs;
        await assert.rejects(
            account.update("blue", sticky),
            /InvalidConfigurationRequest: This target group appears behind a rule with group stickiness disabled/,
        );
    });

    it("drops what the program no longer gives", async () => {
        await account.run([...network, balancer("lb", { tags: { a: "b" }, idleTimeout: 90 })]);
        const { properties } = await account.update("lb", balancer("lb").inputs);
        assert.equal(properties["idleTimeout"], 60);
        assert.equal(properties["tags"], undefined);
        assert.deepEqual(properties["tagsAll"], {});
    });

    it("issues a certificate only when its record is in the DNS, and for good", async () => {
        await account.run([certificate("certificate")]);
        const name = String(
            (account.resource("certificate").properties["domainValidationOptions"] as readonly Props[])[0]?.[
                "resourceRecordName"
            ],
        );
        await assert.rejects(
            account.run([validation("validation")]),
            new RegExp(`last state: 'PENDING_VALIDATION'.*does not answer ${name} CNAME`),
        );
        await assert.rejects(
            account.run([validation("validation", { validationRecordFqdns: ["other.colorway.example"] })]),
            new RegExp(`missing app\\.colorway\\.example DNS validation record: ${name.slice(0, -1)}$`),
        );
        await account.run([
            validationRecord("record"),
            validation("validation", { validationRecordFqdns: [ref("record.fqdn")] }),
        ]);
        assert.equal((await account.refresh("certificate"))?.properties["status"], "ISSUED");
        await account.remove("record");
        assert.equal((await account.refresh("certificate"))?.properties["status"], "ISSUED");
        assert.notEqual(await account.refresh("validation"), undefined);
    });

    it("issues no certificate by a record that the world does not see", async () => {
        await account.run([
            zone("zone", { name: "sub.colorway.example" }),
            certificate("certificate", { domainName: "app.sub.colorway.example" }),
        ]);
        const hidden = validationRecord("record");
        await account.create(hidden.type, "record", { ...hidden.inputs, zoneId: ref("zone.id") });
        await assert.rejects(account.run([validation("validation")]), /PENDING_VALIDATION/);
        await account.run([
            record("delegation", { name: "sub", type: "NS", ttl: 300, records: ref("zone.nameServers") }),
            validation("validation"),
        ]);
    });

    it("keeps a certificate while a listener uses it", async () => {
        await account.run([
            ...balanced,
            certificate("certificate"),
            validationRecord("record"),
            listener("listener", { protocol: "HTTPS", port: 443, certificateArn: ref("certificate.arn") }),
        ]);
        assert.equal(account.resource("listener").properties["sslPolicy"], "ELBSecurityPolicy-2016-08");
        await assert.rejects(account.remove("certificate"), /ResourceInUseException: Certificate .* in use\./);
        await account.remove("listener");
        await account.remove("certificate");
    });

    it("keeps a zone while records are in it, unless told to destroy them", async () => {
        const inside = {
            ...record("record", { name: "app", type: "A", ttl: 60, records: ["192.0.2.1"] }).inputs,
            zoneId: ref("zone.id"),
        };
        await account.run([zone("zone", { name: "other.example" })]);
        await account.create("aws:route53/record:Record", "record", inside);
        await assert.rejects(account.remove("zone"), /HostedZoneNotEmpty/);
        await account.update("zone", { name: "other.example", forceDestroy: true });
        await account.remove("zone");
        assert.equal(await account.refresh("record"), undefined);
    });

    it("finds the registered domain's zone, and one zone only", async () => {
        const found = await account.invoke("aws:route53/getZone:getZone", { name: "colorway.example.", privateZone: false });
        assert.equal(found["zoneId"], registeredZoneId);
        assert.equal(found["resourceRecordSetCount"], 2);
        await assert.rejects(
            account.invoke("aws:route53/getZone:getZone", { name: "none.example" }),
            /no matching Route 53 Hosted Zone found/,
        );
        await account.run([zone("zone", { name: "colorway.example" })]);
        await assert.rejects(
            account.invoke("aws:route53/getZone:getZone", { name: "colorway.example" }),
            /multiple Route 53 Hosted Zones matched/,
        );
    });

    it("seeds an account once, always with the same zone", () => {
        const before = account.cloud.all("aws:route53/zone:Zone");
        seedAccount(account.cloud);
        assert.deepEqual(account.cloud.all("aws:route53/zone:Zone"), before);
        assert.equal(before[0]?.id, "Z0442917COLORWAY4GX2");
    });

    it("counts a firewall's capacity", async () => {
        const { type, inputs } = acl("acl", []);
        assert.equal((await account.create(type, "acl", inputs)).properties["capacity"], 0);
    });

    it("keeps a web ACL that protects something", async () => {
        await account.run([...network, balancer("lb"), acl("acl"), protect("protection")]);
        await assert.rejects(account.remove("acl"), /WAFAssociatedItemException/);
        await account.remove("protection");
        await account.remove("acl");
    });

    it("leaves a load balancer without a firewall when the older of two associations goes", async () => {
        await account.run([
            ...network,
            balancer("lb"),
            acl("acl"),
            acl("second"),
            protect("first"),
            protect("next", { webAclArn: ref("second.arn") }),
        ]);
        assert.equal(await account.refresh("first"), undefined);
        await account.remove("first");
        assert.equal(await account.refresh("next"), undefined);
    });

    it("logs to a bucket only when its policy lets the log service write", async () => {
        await account.run(network);
        const { cloud } = account;
        const resource = "arn:aws:s3:::logs/edge/AWSLogs/111122223333/*";
        const allow = {
            Effect: "Allow",
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: resource,
        };
        const policy = (...statements: readonly object[]): void => {
            cloud.put("aws:s3/bucketPolicy:BucketPolicy", "logs", {
                bucket: "logs",
                policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
            });
        };
        const { type, inputs } = balancer("lb", { accessLogs: { bucket: "logs", prefix: "edge", enabled: true } });
        const create = (): Promise<unknown> => account.create(type, "lb", inputs);
        const denied = /InvalidConfigurationRequest: Access Denied for bucket: logs\. Please check S3bucket permission/;
        cloud.put("aws:s3/bucket:Bucket", "logs", { bucket: "logs", region: "us-east-1" });
        await assert.rejects(create(), denied);
        policy({ ...allow, Resource: "arn:aws:s3:::logs/AWSLogs/111122223333/*" });
        await assert.rejects(create(), denied);
        policy({ ...allow, Principal: { Service: "delivery.logs.amazonaws.com" } });
        await assert.rejects(create(), denied);
        policy({ ...allow, Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } });
        await assert.rejects(create(), denied);
        policy(allow, { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::logs/*" });
        await assert.rejects(create(), denied);
        policy(allow, {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: "arn:aws:s3:::logs/*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        });
        const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }];
        cloud.put("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "logs", {
            bucket: "logs",
            rules,
        });
        await assert.rejects(create(), denied);
        cloud.remove("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "logs");
        await create();
    });
});
