import { strict as assert } from "node:assert";
import type { DatabaseArgs } from "../../../components/database/args";
import { Database } from "../../../components/database/database";
import { parameterFamily } from "../../../components/database/engine";
import { environments } from "../../../config/types";
import { sampleSettings } from "../../config/samples";
import { json, record, type Recording, valueOf } from "../recorder";

const instanceType = "aws:rds/instance:Instance";
const keyArn = "arn:aws:kms:us-east-1:111122223333:key/dev-database-key-id";
const rotationType = "aws:secretsmanager/secretRotation:SecretRotation";

const defaults: DatabaseArgs = {
    vpcId: "vpc-1",
    subnetIds: ["subnet-a", "subnet-b"],
    clientSecurityGroupId: "sg-cluster",
    version: "17",
    instanceClass: "db.m6g.large",
    storageGib: 50,
    backupWindow: "03:00-04:00",
    maintenanceWindow: "sun:04:30-sun:05:30",
    databaseName: "colorway",
};
const all: DatabaseArgs = {
    ...defaults,
    version: "16.9",
    allowMajorVersionUpgrade: true,
    maxStorageGib: 200,
    multiAz: false,
    backupRetentionDays: 7,
    deletionProtection: false,
    performanceInsightsRetentionDays: 31,
    monitoringIntervalSeconds: 0,
    passwordRotationDays: 90,
    logRetentionDays: 14,
    eventTopicArn: "arn:aws:sns:us-east-1:111122223333:dev-alarms",
};

const always = [
    "aws:cloudwatch/logGroup:LogGroup dev-database-postgresql-logs",
    "aws:cloudwatch/logGroup:LogGroup dev-database-upgrade-logs",
    "aws:ec2/securityGroup:SecurityGroup dev-database-sg",
    "aws:kms/alias:Alias dev-database-key-alias",
    "aws:kms/alias:Alias dev-database-logs-key-alias",
    "aws:kms/key:Key dev-database-key",
    "aws:kms/key:Key dev-database-logs-key",
    "aws:rds/instance:Instance dev-database",
    "aws:rds/parameterGroup:ParameterGroup dev-database-parameters",
    "aws:rds/subnetGroup:SubnetGroup dev-database-subnets",
    "aws:secretsmanager/secretRotation:SecretRotation dev-database-password-rotation",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-database-clients",
    "colorway:database:Database dev",
    "colorway:logs:EncryptedLogs dev-database",
];

describe("database", () => {
    let kept: Recording<Database>;
    let passing: Recording<Database>;
    before(async () => {
        kept = await record(() => new Database("dev", defaults));
        passing = await record(() => new Database("dev", all));
    });

    it("makes exactly these resources with all defaults", () => {
        assert.deepEqual(kept.list(), [
            ...always,
            "aws:iam/role:Role dev-database-monitoring",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-database-monitoring-policy",
            "random:index/randomId:RandomId dev-database-last-snapshot",
        ].sort());
    });

    it("makes exactly these resources with all values, here without monitoring and last snapshot, and with events", () => {
        assert.deepEqual(passing.list(), [
            ...always,
            "aws:rds/eventSubscription:EventSubscription dev-database-instance-events",
            "aws:rds/eventSubscription:EventSubscription dev-database-parameters-events",
            "aws:rds/eventSubscription:EventSubscription dev-database-security-events",
        ].sort());
    });

    it("is by default encrypted, private, in two zones, backed up, watched and kept", () => {
        assert.deepEqual(kept.inputs(instanceType, "dev-database"), {
            identifier: "dev-database",
            engine: "postgres",
            engineVersion: "17",
            autoMinorVersionUpgrade: true,
            allowMajorVersionUpgrade: false,
            parameterGroupName: "dev-database-parameters",
            instanceClass: "db.m6g.large",
            dbName: "colorway",
            storageType: "gp3",
            allocatedStorage: 50,
            storageEncrypted: true,
            kmsKeyId: keyArn,
            port: 5432,
            dbSubnetGroupName: "dev-database-subnets",
            vpcSecurityGroupIds: ["dev-database-sg-id"],
            publiclyAccessible: false,
            multiAz: true,
            caCertIdentifier: "rds-ca-rsa2048-g1",
            iamDatabaseAuthenticationEnabled: true,
            username: "dbadmin",
            manageMasterUserPassword: true,
            masterUserSecretKmsKeyId: keyArn,
            backupRetentionPeriod: 35,
            backupWindow: "03:00-04:00",
            maintenanceWindow: "sun:04:30-sun:05:30",
            copyTagsToSnapshot: true,
            deletionProtection: true,
            deleteAutomatedBackups: false,
            skipFinalSnapshot: false,
            finalSnapshotIdentifier: "dev-database-final-0a1b2c3d",
            applyImmediately: false,
            enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
            performanceInsightsEnabled: true,
            performanceInsightsKmsKeyId: keyArn,
            performanceInsightsRetentionPeriod: 7,
            monitoringInterval: 60,
            monitoringRoleArn: "arn:aws:iam::111122223333:role/dev-database-monitoring",
            tags: { Name: "dev-database" },
        });
        assert.equal(kept.one(instanceType, "dev-database").protect, true);
        assert.equal(kept.one("aws:kms/key:Key", "dev-database-key").protect, true);
    });

    it("follows all values", () => {
        const { finalSnapshotIdentifier, monitoringRoleArn, ...instance } = passing.inputs(instanceType, "dev-database");
        assert.equal(finalSnapshotIdentifier, undefined);
        assert.equal(monitoringRoleArn, undefined);
        const different = Object.entries(instance).filter(([key, value]) =>
            JSON.stringify(value) !== JSON.stringify(kept.inputs(instanceType, "dev-database")[key]),
        );
        assert.deepEqual(Object.fromEntries(different), {
            engineVersion: "16.9",
            allowMajorVersionUpgrade: true,
            maxAllocatedStorage: 200,
            multiAz: false,
            backupRetentionPeriod: 7,
            deletionProtection: false,
            deleteAutomatedBackups: true,
            skipFinalSnapshot: true,
            performanceInsightsRetentionPeriod: 31,
            monitoringInterval: 0,
        });
        assert.equal(passing.one(instanceType, "dev-database").protect, false);
    });

    it("lets only the cluster in, on its port, and nothing out", () => {
        assert.deepEqual(kept.inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "dev-database-clients"), {
            securityGroupId: "dev-database-sg-id",
            description: "PostgreSQL from the cluster",
            ipProtocol: "tcp",
            fromPort: 5432,
            toPort: 5432,
            referencedSecurityGroupId: "sg-cluster",
        });
        const group = kept.inputs("aws:ec2/securityGroup:SecurityGroup", "dev-database-sg");
        assert.deepEqual(group, { vpcId: "vpc-1", description: "PostgreSQL of dev-database", tags: { Name: "dev-database" } });
    });

    it("forces TLS, in parameters of the version's family whose name leaves room for the next one", () => {
        const group = passing.inputs("aws:rds/parameterGroup:ParameterGroup", "dev-database-parameters");
        assert.equal(group.family, "postgres16");
        assert.equal(group.name, undefined);
        assert.deepEqual(group.parameters, [
            { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
            { name: "log_connections", value: "1", applyMethod: "immediate" },
            { name: "log_disconnections", value: "1", applyMethod: "immediate" },
            { name: "log_statement", value: "ddl", applyMethod: "immediate" },
            { name: "log_min_duration_statement", value: "500", applyMethod: "immediate" },
            { name: "log_lock_waits", value: "1", applyMethod: "immediate" },
            { name: "shared_preload_libraries", value: "pg_stat_statements,pgaudit", applyMethod: "pending-reboot" },
            { name: "pgaudit.log", value: "ddl,role", applyMethod: "immediate" },
        ]);
    });

    it("tells the topic what a person must know of the instance and its parameters, and nothing of others", () => {
        const subscription = (role: string): unknown => passing.inputs("aws:rds/eventSubscription:EventSubscription", `dev-database-${role}-events`);
        const snsTopic = "arn:aws:sns:us-east-1:111122223333:dev-alarms";
        assert.deepEqual(subscription("instance"), {
            name: "dev-database-instance",
            snsTopic,
            sourceType: "db-instance",
            sourceIds: ["dev-database"],
            eventCategories: [
                "availability", "configuration change", "deletion", "failover", "failure", "low storage", "maintenance", "notification",
                "recovery", "security patching",
            ],
        });
        assert.deepEqual(subscription("parameters"), {
            name: "dev-database-parameters",
            snsTopic,
            sourceType: "db-parameter-group",
            sourceIds: ["dev-database-parameters"],
            eventCategories: ["configuration change"],
        });
        assert.deepEqual(subscription("security"), {
            name: "dev-database-security", snsTopic, sourceType: "db-security-group", eventCategories: ["configuration change", "failure"],
        });
    });

    it("rotates the password that RDS manages, without a function of its own and not at once", () => {
        const secretId = "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-00000000-0000-0000-0000-000000000000-AbCdEf";
        assert.deepEqual(passing.inputs(rotationType, "dev-database-password-rotation"), {
            secretId, rotateImmediately: false, rotationRules: { automaticallyAfterDays: 90 },
        });
        assert.deepEqual(kept.inputs(rotationType, "dev-database-password-rotation").rotationRules, { automaticallyAfterDays: 30 });
    });

    it("finds its log groups already there, under the names that RDS writes to", () => {
        const dependencies = kept.dependencies(instanceType, "dev-database");
        for (const type of ["postgresql", "upgrade"]) {
            assert.ok(dependencies.includes(`dev-database-${type}-logs`));
            const group = passing.inputs("aws:cloudwatch/logGroup:LogGroup", `dev-database-${type}-logs`);
            assert.equal(group.name, `/aws/rds/instance/dev-database/${type}`);
            assert.equal(group.retentionInDays, 14);
        }
        assert.ok(dependencies.includes("dev-database-monitoring-policy"));
    });

    it("lets only this instance take the monitoring role", () => {
        assert.deepEqual(json(kept.inputs("aws:iam/role:Role", "dev-database-monitoring").assumeRolePolicy).Statement, [{
            Effect: "Allow",
            Principal: { Service: "monitoring.rds.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
                StringEquals: { "aws:SourceAccount": "111122223333" },
                ArnEquals: { "aws:SourceArn": "arn:aws:rds:us-east-1:111122223333:db:dev-database" },
            },
        }]);
    });

    it("gives its outputs", async () => {
        const { result } = kept;
        assert.equal(await valueOf(result.endpoint), "dev-database.c0example.us-east-1.rds.amazonaws.com");
        assert.equal(await valueOf(result.port), 5432);
        assert.match(String(await valueOf(result.secretArn)), /:secret:rds!db-/);
        assert.equal(await valueOf(result.securityGroupId), "dev-database-sg-id");
        assert.equal(await valueOf(result.identifier), "dev-database");
        assert.equal(await valueOf(result.arn), "arn:aws:rds:us-east-1:111122223333:db:dev-database");
        assert.equal(await valueOf(result.resourceId), "db-dev-database");
    });

    it("puts no password anywhere", () => {
        for (const { inputs } of kept.resources) {
            assert.deepEqual(Object.keys(inputs).filter(key => /^password/i.test(key)), []);
        }
    });

    const expected = {
        dev: { instanceClass: "db.t4g.medium", multiAz: false, kept: false, storage: [20, 100], rotation: 90 },
        staging: { instanceClass: "db.m6g.large", multiAz: false, kept: false, storage: [50, 250], rotation: 90 },
        prod: { instanceClass: "db.r6g.xlarge", multiAz: true, kept: true, storage: [200, 1000], rotation: 30 },
    };
    for (const environment of environments) {
        it(`is as ${environment} wants it`, async () => {
            const settings = sampleSettings(environment).database;
            const recording = await record(() => new Database(environment, {
                ...settings, vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], clientSecurityGroupId: "sg-cluster",
            }));
            const instance = recording.inputs(instanceType, `${environment}-database`);
            const want = expected[environment];
            assert.equal(instance.instanceClass, want.instanceClass);
            assert.equal(instance.multiAz, want.multiAz);
            assert.equal(instance.deletionProtection, want.kept);
            assert.equal(recording.one(instanceType, `${environment}-database`).protect, want.kept);
            assert.deepEqual([instance.allocatedStorage, instance.maxAllocatedStorage], want.storage);
            const rotation = recording.inputs(rotationType, `${environment}-database-password-rotation`);
            assert.deepEqual(rotation.rotationRules, { automaticallyAfterDays: want.rotation });
        });
    }
});

describe("parameter family of a PostgreSQL version", () => {
    for (const [version, family] of [["17", "postgres17"], ["17.6", "postgres17"], ["16.10", "postgres16"], ["18", "postgres18"]]) {
        it(`is ${family} for ${version}`, () => {
            assert.equal(parameterFamily(version), family);
        });
    }

    for (const version of ["", "9.6", "17.", "17.6.1", "v17", "seventeen"]) {
        it(`refuses "${version}"`, () => {
            assert.throws(() => parameterFamily(version), {
                name: "RangeError",
                message: `version: got "${version}"; MAJOR or MAJOR.MINOR of PostgreSQL 10 or newer is allowed, as 17 or 17.6`,
            });
        });
    }
});
