import { strict as assert } from "node:assert";
import { addObjects } from "../../../simulator/aws/s3/types";
import { interfacesIn } from "../../../simulator/aws/ec2/interfaces";
import { Props, record, records, text, texts } from "../../../simulator/cloud/values";
import { outputs, refusal } from "./foundation";
import {
    accessEntry, accessPolicy, addon, adminArn, bucket, bucketSetting, cache, cacheParameters, cacheReady, cacheSubnets, cacheUser, cacheUserGroup, cluster, clusterRole,
    database, databaseReady, dbParameters, dbSubnets, network, nodeGroup, passwordRotation, podIdentity, ready, secret,
} from "./refused/service-steps";
import { Step } from "./refused/case";
import { group, key, ref, subnet } from "./refused/steps";
import { accountWith, models } from "./services-models";

const now: Props = { applyImmediately: true };

describe("life of simulated clusters", () => {
    for (const to of ["1.36", "1.33"]) {
        it(`refuses to go from 1.34 to ${to}`, async () => {
            const account = await accountWith(...network, clusterRole, cluster({ version: "1.34" }));
            const message = await refusal(account.update("cluster", cluster({ version: to }).inputs));
            assert.equal(message, `InvalidParameterException: Unsupported Kubernetes minor version update from 1.34 to ${to}`);
        });
    }

    it("goes up one version and leaves the nodes where they are", async () => {
        const account = await accountWith(...ready, nodeGroup());
        await account.update("cluster", cluster({ version: "1.36" }).inputs);
        assert.equal(outputs(account, "cluster")["platformVersion"], "eks.7");
        assert.equal((await account.refresh("nodes"))?.properties["version"], "1.35");
        await account.update("nodes", nodeGroup({ version: "1.36" }).inputs);
        assert.match(text(outputs(account, "nodes"), "releaseVersion"), /^1\.36\./);
        assert.match(await refusal(account.update("nodes", nodeGroup({ version: "1.35" }).inputs)), /^InvalidParameterException: .* cannot be downgraded$/);
    });

    it("never goes back to a config map", async () => {
        const account = await accountWith(...network, clusterRole, cluster());
        const back = cluster({ accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } }).inputs;
        assert.equal(await refusal(account.update("cluster", back)), "InvalidParameterException: Unsupported authentication mode update from API to API_AND_CONFIG_MAP");
    });

    it("moves within the zones it was made in only", async () => {
        const account = await accountWith(...network, clusterRole, subnet("a2", "10.0.8.0/24", { availabilityZone: "us-east-1a" }), cluster());
        await account.update("cluster", cluster({}, { subnetIds: [ref("a2.id"), ref("b.id")] }).inputs);
        const other = cluster({}, { subnetIds: [ref("b.id"), ref("c.id")] }).inputs;
        assert.match(await refusal(account.update("cluster", other)), /^InvalidParameterException: .*us-east-1a, us-east-1b$/);
    });

    it("stays while it has node groups, and while it is protected", async () => {
        const account = await accountWith(...ready, nodeGroup());
        assert.equal(await refusal(account.remove("cluster")), "ResourceInUseException: Cluster has nodegroups attached");
        await account.remove("nodes");
        await account.update("cluster", cluster({ deletionProtection: true }).inputs);
        assert.match(await refusal(account.remove("cluster")), /^InvalidRequestException: .*deletion protection/);
        await account.update("cluster", cluster({ deletionProtection: false }).inputs);
        await account.remove("cluster");
    });

    it("takes add-ons, access, its group and interfaces along, so that the VPC can go", async () => {
        const account = await accountWith(...ready, addon("coredns"), accessEntry(adminArn), accessPolicy("AmazonEKSViewPolicy"), podIdentity());
        assert.match(await refusal(account.remove("a")), /^DependencyViolation/);
        await account.remove("cluster");
        for (const name of ["a", "b", "c", "vpc"]) await account.remove(name);
        const left = account.cloud.store.types().filter((type) => type.includes("eks") || type.includes("ec2"));
        assert.deepEqual(left, []);
    });

    it("an entry takes its policies along", async () => {
        const account = await accountWith(...ready, accessEntry(adminArn), accessPolicy("AmazonEKSViewPolicy"));
        await account.remove("entry");
        assert.equal(await account.refresh("policy"), undefined);
    });

    it("gives its interfaces the groups of an update", async () => {
        const account = await accountWith(...network, clusterRole, group("group"), cluster());
        await account.update("cluster", cluster({}, { securityGroupIds: [ref("group.id")] }).inputs);
        const own = text(record(outputs(account, "cluster"), "vpcConfig"), "clusterSecurityGroupId");
        const [one] = interfacesIn(account.cloud, { owner: text(outputs(account, "cluster"), "arn") });
        assert.deepEqual(texts(one?.props ?? {}, "securityGroupIds"), [own, account.resource("group").id]);
    });
});

describe("life of simulated databases", () => {
    it("a protected one is not deleted", async () => {
        const account = await accountWith(...databaseReady, database({ deletionProtection: true }));
        const message = "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.";
        assert.equal(await refusal(account.remove("database")), message);
    });

    it("needs a last snapshot of a new name, or the word that none is wanted", async () => {
        const account = await accountWith(...databaseReady, database({ skipFinalSnapshot: false }));
        assert.equal(await refusal(account.remove("database")), "InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        const last: Props = { skipFinalSnapshot: false, finalSnapshotIdentifier: "last" };
        await account.update("database", database(last).inputs);
        await account.remove("database");
        await account.run([database(last)]);
        const message = "DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier last already exists.";
        assert.equal(await refusal(account.remove("database")), message);
    });

    it("takes its secret and interfaces along; groups stay until then", async () => {
        const account = await accountWith(...databaseReady, dbParameters("postgres17"), database({ parameterGroupName: ref("parameters.name") }));
        const arn = text(records(outputs(account, "database"), "masterUserSecrets")[0] ?? {}, "secretArn");
        assert.equal(
            await refusal(account.remove("subnets")),
            "InvalidDBSubnetGroupStateFault: Cannot delete the subnet group 'data' because at least one database instance: colorway is still using it.",
        );
        assert.match(await refusal(account.remove("parameters")), /^InvalidDBParameterGroupState: /);
        assert.match(await refusal(account.remove("a")), /^DependencyViolation/);
        await account.remove("database");
        assert.equal(account.cloud.find("aws:secretsmanager/secret:Secret", arn), undefined);
        for (const name of ["parameters", "subnets", "a", "b", "c", "vpc"]) await account.remove(name);
    });

    it("never shrinks and never goes back a version", async () => {
        const account = await accountWith(...databaseReady, database({ allocatedStorage: 50, ...now }));
        const small = account.update("database", database({ allocatedStorage: 20, ...now }).inputs);
        assert.equal(await refusal(small), "InvalidParameterCombination: Requested storage size (20) cannot be less than the current storage size (50)");
        const old = account.update("database", database({ allocatedStorage: 50, engineVersion: "17.8", ...now }).inputs);
        assert.equal(await refusal(old), "InvalidParameterCombination: Cannot upgrade postgres from 17.9 to 17.8");
    });

    it("goes to the next major version when told so, with parameters of its family", async () => {
        const parameters = dbParameters("postgres17", [], "parameters17");
        const account = await accountWith(...databaseReady, parameters, dbParameters("postgres18", [], "parameters18"), database({
            parameterGroupName: ref("parameters17.name"), ...now,
        }));
        const upgrade = (more: Props): Props => database({ engineVersion: "18.1", parameterGroupName: ref("parameters18.name"), ...now, ...more }).inputs;
        assert.equal(
            await refusal(account.update("database", upgrade({}))),
            "InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
        );
        const same = upgrade({ allowMajorVersionUpgrade: true, parameterGroupName: ref("parameters17.name") });
        assert.match(await refusal(account.update("database", same)), /^InvalidParameterCombination: Current Parameter Group \(parameters17\) is non-default/);
        await account.update("database", upgrade({ allowMajorVersionUpgrade: true }));
        assert.equal(outputs(account, "database")["engineVersionActual"], "18.1");
    });

    it("leaves what restarts it to the maintenance window", async () => {
        const account = await accountWith(...databaseReady, database());
        const larger = database({ instanceClass: "db.t4g.large", backupRetentionPeriod: 14 }).inputs;
        await account.update("database", larger);
        const { instanceClass, backupRetentionPeriod } = outputs(account, "database");
        assert.deepEqual([instanceClass, backupRetentionPeriod], ["db.t4g.medium", 14]);
        assert.equal(await account.change("database", larger), "update");
        await account.update("database", { ...larger, applyImmediately: true });
        assert.equal(outputs(account, "database")["instanceClass"], "db.t4g.large");
    });

    it("keeps its secret's rotation until the rotation goes", async () => {
        const account = await accountWith(...databaseReady, database(), passwordRotation({ automaticallyAfterDays: 90 }));
        const arn = account.resource("rotation").id;
        const rotation = (): unknown => account.cloud.find("aws:secretsmanager/secret:Secret", arn)?.hidden?.["rotation"];
        assert.deepEqual(rotation(), { automaticallyAfterDays: 90 });
        await account.remove("rotation");
        assert.equal(rotation(), null);
    });

    it("gives up its managed password for one of the program's", async () => {
        const account = await accountWith(...databaseReady, database());
        const arn = text(records(outputs(account, "database"), "masterUserSecrets")[0] ?? {}, "secretArn");
        await account.update("database", database({ manageMasterUserPassword: null, password: "correct-horse" }).inputs);
        assert.deepEqual(outputs(account, "database")["masterUserSecrets"], []);
        assert.equal(account.cloud.find("aws:secretsmanager/secret:Secret", arn), undefined);
    });

    it("is found by its identifier for an import", async () => {
        const account = await accountWith(...databaseReady, database());
        const { id, type } = account.resource("database");
        const lookup = models.find((model) => model.type === type)?.lookup;
        assert.equal(lookup?.(account.cloud, "colorway")?.id, id);
        assert.equal(lookup?.(account.cloud, "other"), undefined);
    });

    it("keeps its place in the subnet group", async () => {
        const account = await accountWith(...databaseReady, database());
        const without = dbSubnets({ subnetIds: [ref("b.id"), ref("c.id")] }).inputs;
        assert.match(await refusal(account.update("subnets", without)), /^SubnetAlreadyInUse: /);
    });
});

describe("life of simulated caches", () => {
    it("groups and users stay while a cache uses them", async () => {
        const account = await accountWith(...cacheReady, cacheParameters("valkey8"), cacheUser(), cacheUserGroup(), cache({
            parameterGroupName: ref("parameters.name"), userGroupIds: [ref("users.id")],
        }));
        assert.equal(await refusal(account.remove("subnets")), "CacheSubnetGroupInUse: Cache subnet group cache is currently in use by a cache cluster.");
        assert.match(await refusal(account.remove("parameters")), /^InvalidCacheParameterGroupState: /);
        assert.match(await refusal(account.remove("users")), /^InvalidUserGroupState: /);
        for (const name of ["cache", "users", "user", "parameters", "subnets", "a", "b", "c", "vpc"]) await account.remove(name);
    });

    it("the default user of a group for Redis stays", async () => {
        const account = await accountWith(
            cacheUser({ userId: "shut", userName: "default", engine: "redis", accessString: "off ~* -@all", authenticationMode: { type: "no-password-required" } }),
            cacheUserGroup({ engine: "redis" }),
        );
        assert.match(await refusal(account.remove("user")), /^DefaultUserAssociatedToUserGroup: /);
        await account.remove("users");
        await account.remove("user");
    });

    it("a user that goes leaves its groups", async () => {
        const account = await accountWith(cacheUser(), cacheUserGroup());
        await account.remove("user");
        assert.deepEqual((await account.refresh("users"))?.properties["userIds"], []);
    });

    it("encryption in transit goes by way of preferred", async () => {
        const account = await accountWith(...cacheReady, cache());
        const off = cache({ transitEncryptionEnabled: false, transitEncryptionMode: null }).inputs;
        assert.match(await refusal(account.update("cache", off)), /^InvalidParameterCombination: .*preferred/);
        await account.update("cache", cache({ transitEncryptionMode: "preferred" }).inputs);
        await account.update("cache", off);
        assert.match(text(outputs(account, "cache"), "primaryEndpointAddress"), /\.ng\.0001\./);
    });

    it("gives back the addresses of nodes that go", async () => {
        const account = await accountWith(...cacheReady, cache({ numCacheClusters: 3 }));
        await account.update("cache", cache({ numCacheClusters: 2 }).inputs);
        assert.equal(interfacesIn(account.cloud, { owner: text(outputs(account, "cache"), "arn") }).length, 2);
    });

    it("a subnet with nodes stays in the group", async () => {
        const account = await accountWith(...cacheReady, cache());
        assert.match(await refusal(account.update("subnets", cacheSubnets({ subnetIds: [ref("b.id"), ref("c.id")] }).inputs)), /^SubnetInUse: /);
    });
});

describe("life of simulated buckets and secrets", () => {
    it("a bucket with objects goes only when it may be emptied", async () => {
        const account = await accountWith(bucket("colorway-logs"));
        addObjects(account.cloud, "colorway-logs", 3);
        assert.equal(await refusal(account.remove("bucket")), "BucketNotEmpty: The bucket you tried to delete is not empty");
        await account.update("bucket", bucket("colorway-logs", { forceDestroy: true }).inputs);
        await account.remove("bucket");
    });

    it("settings go with their bucket", async () => {
        const account = await accountWith(bucket("colorway-logs"), bucketSetting("BucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }));
        await account.remove("bucket");
        assert.equal(await account.refresh("setting"), undefined);
    });

    it("versioning is suspended, never off again", async () => {
        const on = bucketSetting("BucketVersioning", { versioningConfiguration: { status: "Enabled" } });
        const account = await accountWith(bucket("colorway-logs"), on);
        const off = bucketSetting("BucketVersioning", { versioningConfiguration: { status: "Disabled" } }).inputs;
        assert.match(await refusal(account.update("setting", off)), /^MalformedXML: /);
    });

    it("the name of a deleted secret stays taken", async () => {
        const account = await accountWith(secret());
        await account.remove("secret");
        assert.equal(
            await refusal(account.run([secret()])),
            "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
        await account.run([secret({ name: "colorway/web", recoveryWindowInDays: 0 }, "web")]);
        await account.remove("web");
        await account.run([secret({ name: "colorway/web" }, "web")]);
    });

    it("a new value makes the old one the previous", async () => {
        const value = (name: string): Step => ({
            type: "aws:secretsmanager/secretVersion:SecretVersion", name, inputs: { secretId: ref("secret.id"), secretString: name },
        });
        const account = await accountWith(key("key"), secret({ kmsKeyId: ref("key.arn") }), value("one"), value("two"));
        assert.deepEqual((await account.refresh("one"))?.properties["versionStages"], ["AWSPREVIOUS"]);
        assert.deepEqual(outputs(account, "two")["versionStages"], ["AWSCURRENT"]);
    });
});
