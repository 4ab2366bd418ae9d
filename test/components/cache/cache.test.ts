import { strict as assert } from "node:assert";
import { Cache, type CacheArgs } from "../../../components/cache/cache";
import { parameterFamily } from "../../../components/cache/engine";
import { environments } from "../../../config/types";
import { sampleSettings } from "../../config/samples";
import { record, type Recording, valueOf } from "../recorder";

const groupType = "aws:elasticache/replicationGroup:ReplicationGroup";
const userType = "aws:elasticache/user:User";
const userGroupType = "aws:elasticache/userGroup:UserGroup";

const defaults: CacheArgs = {
    vpcId: "vpc-1",
    subnetIds: ["subnet-a", "subnet-b"],
    clientSecurityGroupId: "sg-cluster",
    version: "8.1",
    nodeType: "cache.t4g.small",
    snapshotWindow: "03:00-04:00",
    maintenanceWindow: "sun:05:30-sun:06:30",
};
const all: CacheArgs = { ...defaults, engine: "redis", version: "7.1", nodes: 1, snapshotRetentionDays: 5, logRetentionDays: 14 };

const always = [
    "aws:cloudwatch/logGroup:LogGroup dev-cache-engine-log-logs",
    "aws:cloudwatch/logGroup:LogGroup dev-cache-slow-log-logs",
    "aws:ec2/securityGroup:SecurityGroup dev-cache-sg",
    "aws:elasticache/parameterGroup:ParameterGroup dev-cache-parameters",
    "aws:elasticache/replicationGroup:ReplicationGroup dev-cache",
    "aws:elasticache/subnetGroup:SubnetGroup dev-cache-subnets",
    "aws:elasticache/user:User dev-cache-services",
    "aws:elasticache/userGroup:UserGroup dev-cache-users",
    "aws:kms/alias:Alias dev-cache-key-alias",
    "aws:kms/alias:Alias dev-cache-logs-key-alias",
    "aws:kms/key:Key dev-cache-key",
    "aws:kms/key:Key dev-cache-logs-key",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-cache-clients",
    "colorway:cache:Cache dev",
    "colorway:cache:CacheUsers dev",
    "colorway:logs:EncryptedLogs dev-cache",
];

describe("cache", () => {
    let pair: Recording<Cache>;
    let single: Recording<Cache>;
    before(async () => {
        pair = await record(() => new Cache("dev", defaults));
        single = await record(() => new Cache("dev", all));
    });

    it("makes exactly these resources with all defaults", () => {
        assert.deepEqual(pair.list(), always);
    });

    it("makes exactly these resources with all values, here with the user that Redis demands", () => {
        assert.deepEqual(single.list(), [...always, "aws:elasticache/user:User dev-cache-default"].sort());
    });

    it("is by default encrypted at rest and on the way, and fails over between zones", () => {
        assert.deepEqual(pair.inputs(groupType, "dev-cache"), {
            replicationGroupId: "dev-cache",
            description: "Cache of dev",
            engine: "valkey",
            engineVersion: "8.1",
            autoMinorVersionUpgrade: true,
            parameterGroupName: "dev-cache-parameters",
            nodeType: "cache.t4g.small",
            numCacheClusters: 2,
            automaticFailoverEnabled: true,
            multiAzEnabled: true,
            port: 6379,
            subnetGroupName: "dev-cache-subnets",
            securityGroupIds: ["dev-cache-sg-id"],
            userGroupIds: ["dev-cache-users"],
            atRestEncryptionEnabled: true,
            kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/dev-cache-key-id",
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
            snapshotRetentionLimit: 0,
            maintenanceWindow: "sun:05:30-sun:06:30",
            logDeliveryConfigurations: ["engine-log", "slow-log"].map(logType => ({
                destination: `/aws/elasticache/dev-cache/${logType}`, destinationType: "cloudwatch-logs", logFormat: "json", logType,
            })),
            applyImmediately: false,
            tags: { Name: "dev-cache" },
        });
    });

    it("does not promise a failover with one node, and takes snapshots where they are on", () => {
        const group = single.inputs(groupType, "dev-cache");
        assert.equal(group.numCacheClusters, 1);
        assert.equal(group.automaticFailoverEnabled, false);
        assert.equal(group.multiAzEnabled, false);
        assert.equal(group.snapshotRetentionLimit, 5);
        assert.equal(group.snapshotWindow, "03:00-04:00");
        assert.equal(single.inputs("aws:elasticache/parameterGroup:ParameterGroup", "dev-cache-parameters").family, "redis7");
    });

    it("knows one user, who signs in with IAM under an id that is the name", () => {
        assert.deepEqual(pair.inputs(userType, "dev-cache-services"), {
            userId: "dev-cache-services",
            userName: "dev-cache-services",
            engine: "valkey",
            accessString: "on ~* &* +@all -@dangerous",
            authenticationMode: { type: "iam" },
        });
        assert.deepEqual(pair.inputs(userGroupType, "dev-cache-users"), {
            userGroupId: "dev-cache-users", engine: "valkey", userIds: ["dev-cache-services"],
        });
    });

    it("shuts Redis's default user out", () => {
        assert.deepEqual(single.inputs(userType, "dev-cache-default"), {
            userId: "dev-cache-default",
            userName: "default",
            engine: "redis",
            accessString: "off ~* -@all",
            authenticationMode: { type: "no-password-required" },
        });
        assert.deepEqual(single.inputs(userGroupType, "dev-cache-users").userIds, ["dev-cache-default", "dev-cache-services"]);
    });

    it("lets only the cluster in, on its port", () => {
        assert.deepEqual(pair.inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "dev-cache-clients"), {
            securityGroupId: "dev-cache-sg-id",
            description: "Redis protocol from the cluster",
            ipProtocol: "tcp",
            fromPort: 6379,
            toPort: 6379,
            referencedSecurityGroupId: "sg-cluster",
        });
    });

    it("keeps its logs for their time", () => {
        const days = (recording: Recording<Cache>): unknown[] =>
            recording.ofType("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs.retentionInDays);
        assert.deepEqual([days(pair), days(single)], [[365, 365], [14, 14]]);
    });

    it("cuts ids that would be longer than ElastiCache allows", async () => {
        const name = "an-environment-with-a-rather-long-name";
        const recording = await record(() => new Cache(name, defaults));
        const ids = [
            recording.inputs(groupType, `${name}-cache`).replicationGroupId,
            recording.inputs(userType, `${name}-cache-services`).userId,
            recording.inputs(userGroupType, `${name}-cache-users`).userGroupId,
        ].map(String);
        assert.deepEqual(ids.filter(id => id.length > 40), []);
        assert.equal(new Set(ids).size, 3);
    });

    it("gives its outputs", async () => {
        const { result } = pair;
        assert.equal(await valueOf(result.primaryEndpoint), "master.dev-cache.example.use1.cache.amazonaws.com");
        assert.equal(await valueOf(result.readerEndpoint), "replica.dev-cache.example.use1.cache.amazonaws.com");
        assert.equal(await valueOf(result.port), 6379);
        assert.equal(await valueOf(result.securityGroupId), "dev-cache-sg-id");
        assert.equal(await valueOf(result.replicationGroupArn), "arn:aws:elasticache:us-east-1:111122223333:replicationgroup:dev-cache");
        assert.deepEqual(await Promise.all(result.nodeNames.map(valueOf)), ["dev-cache-001", "dev-cache-002"]);
        assert.equal(await valueOf(result.userName), "dev-cache-services");
        assert.equal(await valueOf(result.userArn), "arn:aws:elasticache:us-east-1:111122223333:user:dev-cache-services");
    });

    const expected = { dev: [1, false, 0], staging: [2, true, 1], prod: [3, true, 7] };
    for (const environment of environments) {
        it(`is as large as ${environment} wants it`, async () => {
            const settings = sampleSettings(environment).cache;
            const recording = await record(() => new Cache(environment, {
                ...settings, vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], clientSecurityGroupId: "sg-cluster",
            }));
            const group = recording.inputs(groupType, `${environment}-cache`);
            assert.deepEqual([group.numCacheClusters, group.automaticFailoverEnabled, group.snapshotRetentionLimit], expected[environment]);
        });
    }
});

describe("parameter family of a cache engine", () => {
    for (const [engine, version, family] of [["valkey", "8.1", "valkey8"], ["valkey", "7.2", "valkey7"], ["redis", "7.1", "redis7"]]) {
        it(`is ${family} for ${engine} ${version}`, () => {
            assert.equal(parameterFamily(engine, version), family);
        });
    }

    it("refuses an engine that it does not know", () => {
        assert.throws(() => parameterFamily("memcached", "1.6"), { message: 'engine: got "memcached"; valkey or redis is allowed' });
    });

    for (const [engine, version] of [["redis", "6.2"], ["redis", "7"], ["valkey", "eight"]]) {
        it(`refuses ${engine} ${version}`, () => {
            assert.throws(() => parameterFamily(engine, version), {
                name: "RangeError",
                message: `version: got "${version}"; MAJOR.MINOR from 7.0 on is allowed, the first whose users sign in with IAM`,
            });
        });
    }
});
