import { strict as assert } from "node:assert";
import { accountSources } from "../../../simulator/aws/account/models";
import { defaultGroupOf } from "../../../simulator/aws/ec2/groups";
import { interfacesIn } from "../../../simulator/aws/ec2/interfaces";
import { findKey } from "../../../simulator/aws/kms/keys";
import { findLogGroupByArn } from "../../../simulator/aws/logs/groups";
import { isUnknown, text, texts, UNKNOWN } from "../../../simulator/cloud/values";
import { Account } from "./harness";
import {
    alias, allow, eip, endpoint, gateway, key, logGroup, nat, oidcProvider, policy, ref, role, rolePolicy, route, subnet, table,
    template, vpc,
} from "./refused/steps";
import { accountWith, models, outputs, zone } from "./foundation";

describe("what AWS computes", () => {
    it("gives a VPC its main route table, default group and network ACL", async () => {
        const account = await accountWith(vpc("vpc", "10.0.0.0/16"));
        const props = outputs(account, "vpc");
        const { id } = account.resource("vpc");
        assert.match(id, /^vpc-0[0-9a-f]{16}$/);
        assert.equal(props["arn"], `arn:aws:ec2:us-east-1:111122223333:vpc/${id}`);
        assert.match(text(props, "mainRouteTableId"), /^rtb-0[0-9a-f]{16}$/);
        assert.equal(props["defaultRouteTableId"], props["mainRouteTableId"]);
        assert.match(text(props, "defaultNetworkAclId"), /^acl-0[0-9a-f]{16}$/);
        assert.match(text(props, "dhcpOptionsId"), /^dopt-0[0-9a-f]{16}$/);
        assert.equal(props["defaultSecurityGroupId"], defaultGroupOf(account.cloud, id)?.id);
        assert.equal(props["ownerId"], "111122223333");
        assert.equal(props["enableDnsSupport"], true);
        assert.equal(props["enableDnsHostnames"], false);
    });

    it("takes routes in the main table, which go with the VPC", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            gateway("igw"),
            route("out", {
                routeTableId: ref("vpc.mainRouteTableId"),
                destinationCidrBlock: "0.0.0.0/0",
                gatewayId: ref("igw.id"),
            }),
        );
        await account.remove("igw");
        await account.remove("vpc");
        assert.deepEqual(account.cloud.store.types(), []);
    });

    it("knows the zone of a subnet by name and number", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1d" }),
        );
        assert.equal(outputs(account, "a")["availabilityZoneId"], "use1-az6");
        await account.run([subnet("b", "10.0.1.0/24", { availabilityZoneId: "use1-az3" })]);
        assert.equal(outputs(account, "b")["availabilityZone"], "us-east-1e");
    });

    it("gives a NAT gateway its addresses and interface", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            subnet("a", "10.0.8.0/24"),
            gateway("igw"),
            eip("eip"),
            nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") }),
        );
        const props = outputs(account, "nat");
        assert.equal(props["publicIp"], outputs(account, "eip")["publicIp"]);
        assert.equal(props["privateIp"], "10.0.8.4");
        assert.match(text(props, "associationId"), /^eipassoc-0/);
        assert.equal(interfacesIn(account.cloud, { owner: account.resource("nat").id })[0]?.id, props["networkInterfaceId"]);
        assert.equal(outputs(account, "eip")["publicDns"], "ec2-203-0-113-1.compute-1.amazonaws.com");
    });

    it("names a route by its table and destination, as the provider does", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16"),
            gateway("igw"),
            table("table"),
            route("out", { destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }),
        );
        assert.equal(account.resource("out").id, `r-${account.resource("table").id}1080289494`);
        assert.equal(outputs(account, "out")["state"], "active");
    });

    it("puts an interface endpoint into each subnet and names it", async () => {
        const account = await accountWith(
            vpc("vpc", "10.0.0.0/16", { enableDnsHostnames: true }),
            subnet("a", "10.0.0.0/24", zone),
            subnet("b", "10.0.1.0/24", { availabilityZone: "us-east-1b" }),
            endpoint("ecr", {
                serviceName: "com.amazonaws.us-east-1.ecr.api",
                vpcEndpointType: "Interface",
                subnetIds: [ref("a.id")],
                privateDnsEnabled: true,
            }),
        );
        const first = outputs(account, "ecr");
        assert.equal(texts(first, "networkInterfaceIds").length, 1);
        assert.deepEqual(texts(first, "securityGroupIds"), [outputs(account, "vpc")["defaultSecurityGroupId"]]);
        const names = JSON.stringify(first["dnsEntries"]);
        assert.match(names, /"api\.ecr\.us-east-1\.amazonaws\.com"/);
        assert.match(names, /-us-east-1a\.api\.ecr\.us-east-1\.vpce\.amazonaws\.com"/);
        const inputs = { ...account.resource("ecr").inputs, subnetIds: [ref("b.id")] };
        const { properties } = await account.update("ecr", inputs);
        assert.equal(texts(properties, "networkInterfaceIds").length, 1);
        assert.notDeepEqual(properties["networkInterfaceIds"], first["networkInterfaceIds"]);
        assert.equal(interfacesIn(account.cloud, { subnetId: account.resource("a").id }).length, 0);
    });

    it("makes a new version of a launch template for new content only", async () => {
        const account = await accountWith(template("nodes", { name: "nodes", updateDefaultVersion: true }));
        const tagged = { name: "nodes", updateDefaultVersion: true, tags: { Name: "x" } };
        assert.equal((await account.update("nodes", tagged)).properties["latestVersion"], 1);
        const { properties } = await account.update("nodes", { ...tagged, ebsOptimized: "true" });
        assert.equal(properties["latestVersion"], 2);
        assert.equal(properties["defaultVersion"], 2);
    });

    it("gives roles, policies and identity providers IAM's ids and ARNs", async () => {
        const account = await accountWith(
            role("role", "eks.amazonaws.com", { name: "app", path: "/team/" }),
            policy("policy", allow("s3:*", "*"), { name: "p" }),
            oidcProvider("oidc", "https://oidc.eks.us-east-1.amazonaws.com/id/ABC"),
            rolePolicy("inline", allow("s3:*", "*"), { name: "i" }),
        );
        const props = outputs(account, "role");
        assert.equal(account.resource("role").id, "app");
        assert.equal(props["arn"], "arn:aws:iam::111122223333:role/team/app");
        assert.match(text(props, "uniqueId"), /^AROA[0-9A-F]{17}$/);
        assert.match(text(props, "createDate"), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.equal(props["region"], undefined, "IAM has no region");
        assert.equal(account.resource("policy").id, "arn:aws:iam::111122223333:policy/p");
        assert.equal(account.resource("inline").id, "app:i");
        assert.equal(outputs(account, "oidc")["url"], "oidc.eks.us-east-1.amazonaws.com/id/ABC");
        assert.equal(
            account.resource("oidc").id,
            "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC",
        );
    });

    it("finds a key by id, ARN and alias", async () => {
        const account = await accountWith(key("key"), alias("alias", { name: "alias/app/logs", targetKeyId: ref("key.arn") }));
        const { id, properties } = account.resource("key");
        assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        assert.match(text(properties, "policy"), /Enable IAM User Permissions/);
        assert.equal(outputs(account, "alias")["targetKeyId"], id);
        for (const reference of [
            id,
            text(properties, "arn"),
            "alias/app/logs",
            "arn:aws:kms:us-east-1:111122223333:alias/app/logs",
        ]) {
            assert.equal(findKey(account.cloud, reference)?.id, id, reference);
        }
        assert.equal(findKey(account.cloud, text(properties, "arn").replace("us-east-1", "eu-west-1")), undefined);
    });

    it("finds a log group by its ARN, also with the star that EKS and others add", async () => {
        const account = await accountWith(logGroup("logs", { name: "/a" }));
        assert.equal(outputs(account, "logs")["arn"], "arn:aws:logs:us-east-1:111122223333:log-group:/a");
        assert.equal(findLogGroupByArn(account.cloud, "arn:aws:logs:us-east-1:111122223333:log-group:/a:*")?.id, "/a");
    });
});

describe("previews of the foundation", () => {
    it("leaves what AWS computes unknown, and what is given as it is", async () => {
        const account = new Account(models, accountSources);
        const shown = await account.preview("aws:ec2/subnet:Subnet", "a", { vpcId: UNKNOWN, cidrBlock: "10.0.0.0/24", ...zone });
        assert.equal(shown["availabilityZone"], "us-east-1a");
        assert.equal(shown["mapPublicIpOnLaunch"], false);
        for (const name of ["vpcId", "arn", "availabilityZoneId", "ownerId"]) assert.ok(isUnknown(shown[name]), name);
    });

    it("takes unknown values in rules over several properties", async () => {
        const account = new Account(models, accountSources);
        await account.preview("aws:ec2/route:Route", "r", {
            routeTableId: UNKNOWN,
            destinationCidrBlock: "0.0.0.0/0",
            natGatewayId: UNKNOWN,
        });
        await account.preview("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "i", {
            securityGroupId: UNKNOWN,
            ipProtocol: "tcp",
            fromPort: UNKNOWN,
            toPort: UNKNOWN,
            referencedSecurityGroupId: UNKNOWN,
        });
        await account.preview("aws:iam/role:Role", "role", { assumeRolePolicy: UNKNOWN });
        await account.preview("aws:kms/alias:Alias", "alias", { name: UNKNOWN, targetKeyId: UNKNOWN });
    });
});

describe("data sources of the account", () => {
    const zones = "aws:index/getAvailabilityZones:getAvailabilityZones";

    it("list the zones of the region, less the excluded ones", async () => {
        const account = new Account(models, accountSources);
        const all = await account.invoke(zones, {
            state: "available",
            filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
        });
        assert.deepEqual(
            all["names"],
            ["a", "b", "c", "d", "e", "f"].map((letter) => `us-east-1${letter}`),
        );
        assert.deepEqual(all["zoneIds"], ["use1-az1", "use1-az2", "use1-az4", "use1-az6", "use1-az3", "use1-az5"]);
        assert.deepEqual(all["groupNames"], ["us-east-1-zg-1"]);
        const some = await account.invoke(zones, { excludeNames: ["us-east-1a"], excludeZoneIds: ["use1-az3"] });
        assert.deepEqual(some["names"], ["us-east-1b", "us-east-1c", "us-east-1d", "us-east-1f"]);
        assert.deepEqual(
            (await account.invoke(zones, { filters: [{ name: "opt-in-status", values: ["opted-in"] }] }))["names"],
            [],
        );
        await assert.rejects(
            account.invoke(zones, { filters: [{ name: "color", values: ["blue"] }] }),
            /The filter 'color' is invalid/,
        );
        await assert.rejects(account.invoke(zones, { allAvailabilityZones: true }), /not modeled/);
    });

    it("follow the provider's region", async () => {
        const account = new Account(models, accountSources, { region: "eu-central-1" });
        assert.deepEqual((await account.invoke(zones, {}))["names"], ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
        const region = await account.invoke("aws:index/getRegion:getRegion", {});
        assert.deepEqual(
            [region["id"], region["name"], region["description"]],
            ["eu-central-1", "eu-central-1", "Europe (Frankfurt)"],
        );
    });

    it("say who calls and where", async () => {
        const account = new Account(models, accountSources);
        const caller = await account.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
        assert.deepEqual([caller["accountId"], caller["arn"]], ["111122223333", "arn:aws:iam::111122223333:user/colorway"]);
        const partition = await account.invoke("aws:index/getPartition:getPartition", {});
        assert.deepEqual([partition["partition"], partition["dnsSuffix"]], ["aws", "amazonaws.com"]);
        await assert.rejects(
            account.invoke("aws:index/getRegion:getRegion", { name: "mars-north-1" }),
            /no matching region found/,
        );
    });
});
