import { strict as assert } from "node:assert";
import { interfacesIn } from "../../../simulator/aws/ec2/interfaces";
import { addObjects } from "../../../simulator/aws/s3/types";
import { text } from "../../../simulator/cloud/values";
import { outputs, refusal } from "./foundation";
import { Step } from "./refused/case";
import {
    bucket,
    bucketSetting,
    cache,
    cacheParameters,
    cacheReady,
    cacheSubnets,
    cacheUser,
    cacheUserGroup,
    secret,
} from "./refused/service-steps";
import { key, ref } from "./refused/steps";
import { accountWith } from "./services-models";

describe("life of simulated caches", () => {
    it("groups and users stay while a cache uses them", async () => {
        const account = await accountWith(
            ...cacheReady,
            cacheParameters("valkey8"),
            cacheUser(),
            cacheUserGroup(),
            cache({
                parameterGroupName: ref("parameters.name"),
                userGroupIds: [ref("users.id")],
            }),
        );
        assert.equal(
            await refusal(account.remove("subnets")),
            "CacheSubnetGroupInUse: Cache subnet group cache is currently in use by a cache cluster.",
        );
        assert.match(await refusal(account.remove("parameters")), /^InvalidCacheParameterGroupState: /);
        assert.match(await refusal(account.remove("users")), /^InvalidUserGroupState: /);
        for (const name of ["cache", "users", "user", "parameters", "subnets", "a", "b", "c", "vpc"]) await account.remove(name);
    });

    it("the default user of a group for Redis stays", async () => {
        const account = await accountWith(
            cacheUser({
                userId: "shut",
                userName: "default",
                engine: "redis",
                accessString: "off ~* -@all",
                authenticationMode: { type: "no-password-required" },
            }),
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
        assert.match(
            await refusal(account.update("subnets", cacheSubnets({ subnetIds: [ref("b.id"), ref("c.id")] }).inputs)),
            /^SubnetInUse: /,
        );
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
        const account = await accountWith(
            bucket("colorway-logs"),
            bucketSetting("BucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }),
        );
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
            "InvalidRequestException: You can't create this secret because a secret with this name is already "
                + "scheduled for deletion.",
        );
        await account.run([secret({ name: "colorway/web", recoveryWindowInDays: 0 }, "web")]);
        await account.remove("web");
        await account.run([secret({ name: "colorway/web" }, "web")]);
    });

    it("a new value makes the old one the previous", async () => {
        const value = (name: string): Step => ({
            type: "aws:secretsmanager/secretVersion:SecretVersion",
            name,
            inputs: { secretId: ref("secret.id"), secretString: name },
        });
        const account = await accountWith(key("key"), secret({ kmsKeyId: ref("key.arn") }), value("one"), value("two"));
        assert.deepEqual((await account.refresh("one"))?.properties["versionStages"], ["AWSPREVIOUS"]);
        assert.deepEqual(outputs(account, "two")["versionStages"], ["AWSCURRENT"]);
    });
});
