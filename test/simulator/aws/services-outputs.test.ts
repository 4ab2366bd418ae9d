import { strict as assert } from "node:assert";
import { nodesOf } from "../../../simulator/aws/eks/nodes";
import { interfacesIn } from "../../../simulator/aws/ec2/interfaces";
import { isUnknown, Props, record, records, text, texts, UNKNOWN } from "../../../simulator/cloud/values";
import { outputs } from "./foundation";
import {
    addon,
    accessEntry,
    adminArn,
    bucket,
    cache,
    cacheReady,
    cluster,
    clusterRole,
    database,
    databaseReady,
    network,
    nodeGroup,
    podIdentity,
    ready,
} from "./refused/service-steps";
import { accountWith } from "./services-models";

describe("outputs of simulated services", () => {
    it("a cluster has endpoint, issuer, certificate and security group in EKS's form", async () => {
        const account = await accountWith(...network, clusterRole, cluster());
        const props = outputs(account, "cluster");
        assert.match(text(props, "endpoint"), /^https:\/\/[0-9A-F]{32}\.gr7\.us-east-1\.eks\.amazonaws\.com$/);
        assert.equal(text(props, "arn"), "arn:aws:eks:us-east-1:111122223333:cluster/colorway");
        const hex = /[0-9A-F]{32}/.exec(text(props, "endpoint"))?.[0] ?? "";
        const [identity] = records(props, "identities");
        assert.equal(
            text(records(identity ?? {}, "oidcs")[0] ?? {}, "issuer"),
            `https://oidc.eks.us-east-1.amazonaws.com/id/${hex}`,
        );
        const pem = Buffer.from(text(record(props, "certificateAuthority"), "data"), "base64").toString();
        assert.match(pem, /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----\n$/);
        assert.equal(props["platformVersion"], "eks.15");
        assert.equal(props["status"], "ACTIVE");
        assert.deepEqual(record(props, "kubernetesNetworkConfig")["serviceIpv4Cidr"], "172.20.0.0/16");
        const groupId = text(record(props, "vpcConfig"), "clusterSecurityGroupId");
        const group = account.cloud.find("sim:ec2/securityGroup", groupId);
        assert.match(text(group?.props ?? {}, "name"), /^eks-cluster-sg-colorway-\d+$/);
        assert.equal(interfacesIn(account.cloud, { owner: text(props, "arn") }).length, 2);
    });

    it("a preview leaves open what AWS chooses, inside of objects too", async () => {
        const account = await accountWith(...network, clusterRole);
        const step = cluster();
        const planned = await account.preview(step.type, step.name, step.inputs);
        const vpcConfig = record(planned, "vpcConfig");
        assert.ok(isUnknown(vpcConfig["clusterSecurityGroupId"]));
        assert.ok(isUnknown(vpcConfig["vpcId"]));
        assert.equal(vpcConfig["endpointPublicAccess"], true);
        assert.ok(isUnknown(planned["endpoint"]));
        assert.equal(planned["version"], "1.35");
        const unknown = await account.preview(step.type, step.name, {
            ...step.inputs,
            roleArn: UNKNOWN,
            vpcConfig: { subnetIds: UNKNOWN },
        });
        assert.ok(isUnknown(unknown["roleArn"]));
    });

    it("nodes are spread over zones, have addresses of their subnets and stay the same", async () => {
        const account = await accountWith(
            ...ready,
            nodeGroup({
                scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 },
                instanceTypes: ["m6i.xlarge"],
                labels: { pool: "main" },
            }),
        );
        const nodes = nodesOf(account.cloud, "colorway");
        assert.deepEqual(
            nodes.map(({ zone }) => zone),
            ["us-east-1a", "us-east-1b", "us-east-1a"],
        );
        for (const node of nodes) {
            assert.match(node.address, node.zone === "us-east-1a" ? /^10\.0\.0\.\d+$/ : /^10\.0\.1\.\d+$/);
            assert.equal(node.name, `ip-${node.address.replaceAll(".", "-")}.ec2.internal`);
            assert.match(node.instanceId, /^i-0[0-9a-f]{16}$/);
            assert.deepEqual([node.instanceType, node.vcpus, node.memoryGib, node.pods], ["m6i.xlarge", 4, 16, 58]);
            assert.deepEqual([node.version, node.nodeGroup, node.labels], ["1.35", "main", { pool: "main" }]);
        }
        assert.deepEqual(nodesOf(account.cloud, "colorway"), nodes);
    });

    it("fewer nodes keep the oldest in every zone", async () => {
        const account = await accountWith(...ready, nodeGroup({ scalingConfig: { minSize: 1, desiredSize: 4, maxSize: 4 } }));
        const before = nodesOf(account.cloud, "colorway");
        await account.update("nodes", nodeGroup({ scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 4 } }).inputs);
        assert.deepEqual(nodesOf(account.cloud, "colorway"), before.slice(0, 2));
    });

    it("add-ons, entries and associations have the ARNs of EKS", async () => {
        const account = await accountWith(...ready, addon("vpc-cni"), accessEntry(adminArn), podIdentity());
        assert.match(
            text(outputs(account, "addon"), "arn"),
            /^arn:aws:eks:us-east-1:111122223333:addon\/colorway\/vpc-cni\/[0-9a-f-]{36}$/,
        );
        assert.equal(outputs(account, "addon")["addonVersion"], "v1.23.0-eksbuild.4");
        const entry = outputs(account, "entry");
        assert.match(
            text(entry, "accessEntryArn"),
            /^arn:aws:eks:us-east-1:111122223333:access-entry\/colorway\/role\/111122223333\/admin\/[0-9a-f-]{36}$/,
        );
        assert.equal(entry["userName"], "arn:aws:sts::111122223333:assumed-role/admin/{{SessionName}}");
        assert.equal(account.resource("entry").id, `colorway:${adminArn}`);
        assert.match(text(outputs(account, "identity"), "associationArn"), /:podidentityassociation\/colorway\/a-[0-9a-f]{17}$/);
    });

    it("a database has its address, resource id and a secret that really is one", async () => {
        const account = await accountWith(...databaseReady, database({ multiAz: true }));
        const props = outputs(account, "database");
        assert.match(text(props, "address"), /^colorway\.[0-9a-f]{12}\.us-east-1\.rds\.amazonaws\.com$/);
        assert.equal(props["endpoint"], `${text(props, "address")}:5432`);
        assert.match(text(props, "resourceId"), /^db-[A-Z2-7]{26}$/);
        assert.equal(account.resource("database").id, props["resourceId"]);
        assert.deepEqual([props["engineVersion"], props["engineVersionActual"]], ["17.9", "17.9"]);
        assert.deepEqual(
            [props["iops"], props["storageThroughput"], props["parameterGroupName"]],
            [3000, 125, "default.postgres17"],
        );
        const [secret] = records(props, "masterUserSecrets");
        const arn = text(secret ?? {}, "secretArn");
        assert.match(arn, /^arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-[0-9a-f-]{36}-[A-Za-z0-9]{6}$/);
        assert.equal(account.cloud.find("aws:secretsmanager/secret:Secret", arn)?.props["arn"], arn);
        const zones = interfacesIn(account.cloud, { owner: text(props, "arn") }).map((one) =>
            text(one.props, "availabilityZone"),
        );
        assert.deepEqual(zones, ["us-east-1a", "us-east-1b"]);
    });

    it("a major version alone runs the newest minor and stays as written", async () => {
        const account = await accountWith(...databaseReady, database({ engineVersion: "16" }));
        assert.deepEqual(
            [outputs(account, "database")["engineVersion"], outputs(account, "database")["engineVersionActual"]],
            ["16", "16.14"],
        );
        assert.equal(await account.change("database", database({ engineVersion: "16" }).inputs), "same");
    });

    const endpoints: readonly (readonly [string, Props, Props])[] = [
        [
            "with TLS",
            {},
            {
                primaryEndpointAddress: /^master\.colorway\.[0-9a-f]{6}\.use1\.cache\.amazonaws\.com$/.source,
                readerEndpointAddress: /^replica\.colorway\./.source,
            },
        ],
        [
            "without TLS",
            { transitEncryptionEnabled: false, transitEncryptionMode: null },
            {
                primaryEndpointAddress: /^colorway\.[0-9a-f]{6}\.ng\.0001\.use1\.cache\.amazonaws\.com$/.source,
                readerEndpointAddress: /^colorway-ro\./.source,
            },
        ],
        [
            "in cluster mode",
            { numCacheClusters: null, numNodeGroups: 2, replicasPerNodeGroup: 1 },
            {
                configurationEndpointAddress: /^clustercfg\.colorway\.[0-9a-f]{6}\.use1\.cache\.amazonaws\.com$/.source,
                primaryEndpointAddress: "^$",
            },
        ],
    ];
    for (const [how, inputs, expected] of endpoints) {
        it(`a cache ${how} has ElastiCache's host names`, async () => {
            const account = await accountWith(...cacheReady, cache(inputs));
            for (const [name, pattern] of Object.entries(expected))
                assert.match(text(outputs(account, "cache"), name), new RegExp(String(pattern)));
        });
    }

    it("the members of a cache are numbered and placed zone by zone", async () => {
        const account = await accountWith(...cacheReady, cache({ numCacheClusters: 3 }));
        assert.deepEqual(texts(outputs(account, "cache"), "memberClusters"), ["colorway-001", "colorway-002", "colorway-003"]);
        const zones = interfacesIn(account.cloud, { owner: text(outputs(account, "cache"), "arn") }).map(({ props }) =>
            text(props, "availabilityZone"),
        );
        assert.deepEqual(zones, ["us-east-1a", "us-east-1b", "us-east-1a"]);
    });

    it("a bucket has its domain names", async () => {
        const account = await accountWith(bucket("colorway-logs"));
        const props = outputs(account, "bucket");
        assert.equal(props["bucketRegionalDomainName"], "colorway-logs.s3.us-east-1.amazonaws.com");
        assert.equal(props["bucketDomainName"], "colorway-logs.s3.amazonaws.com");
        assert.equal(props["arn"], "arn:aws:s3:::colorway-logs");
        assert.equal(props["hostedZoneId"], "Z3AQBSTGFYJSTF");
    });

    it("a cluster's token and facts are found by its name", async () => {
        const account = await accountWith(...network, clusterRole, cluster());
        const auth = await account.invoke("aws:eks/getClusterAuth:getClusterAuth", { name: "colorway" });
        assert.match(text(auth, "token"), /^k8s-aws-v1\.[\w-]+$/);
        const facts = await account.invoke("aws:eks/getCluster:getCluster", { name: "colorway" });
        assert.equal(facts["endpoint"], outputs(account, "cluster")["endpoint"]);
    });
});
