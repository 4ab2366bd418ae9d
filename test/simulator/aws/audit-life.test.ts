import { strict as assert } from "node:assert";
import { ImageRegistry } from "../../../simulator/images/registry";
import { addObjects } from "../../../simulator/aws/s3/types";
import { outputs, refusal } from "./foundation";
import { locked, objectLock, requestLog, target, targetPolicy, trail, trailArn, trailReady } from "./refused/audit-steps";
import { expireUntagged, lifecycle, repository } from "./refused/images";
import { bucket } from "./refused/service-steps";
import { accountWith } from "./services-models";

describe("life of trails and locked buckets", () => {
    it("a trail has its region's ARN and goes without its bucket", async () => {
        const account = await accountWith(...trailReady, trail());
        const { arn, homeRegion, snsTopicArn } = outputs(account, "trail");
        assert.deepEqual({ arn, homeRegion, snsTopicArn }, { arn: trailArn, homeRegion: "us-east-1", snsTopicArn: "" });
        await account.remove("trail");
        await account.remove("setting");
        await account.remove("bucket");
    });

    it("what is locked in compliance mode stays, even if the bucket may be emptied and its lock is taken away", async () => {
        const account = await accountWith(
            { ...locked, inputs: { ...locked.inputs, forceDestroy: true } }, objectLock({ mode: "COMPLIANCE", days: 365 }),
        );
        addObjects(account.cloud, "colorway-records", 1);
        await account.remove("lock");
        assert.match(await refusal(account.remove("bucket")), /^AccessDenied: Access Denied because object protected by object lock\./);
    });

    it("what is locked in governance mode goes with a bucket that may be emptied", async () => {
        const account = await accountWith(
            { ...locked, inputs: { ...locked.inputs, forceDestroy: true } }, objectLock({ mode: "GOVERNANCE", days: 365 }),
        );
        addObjects(account.cloud, "colorway-records", 1);
        await account.remove("lock");
        await account.remove("bucket");
    });

    it("settings go with their bucket", async () => {
        const account = await accountWith(locked, target, targetPolicy, requestLog(), objectLock({ mode: "GOVERNANCE", days: 1 }));
        await account.remove("bucket");
        assert.equal(await account.refresh("logging"), undefined);
        assert.equal(await account.refresh("lock"), undefined);
        await account.create(bucket("x").type, "again", { bucket: "colorway-records" });
    });

    it("a repository stays while it has images, unless they may go with it", async () => {
        const account = await accountWith(repository(), repository({ name: "colorway/api", forceDelete: true }, "loose"), lifecycle(expireUntagged));
        const images = new ImageRegistry(account.cloud);
        for (const name of ["colorway/web", "colorway/api"]) images.push(name, "1.0.0", "healthy");
        assert.match(await refusal(account.remove("repository")), /^RepositoryNotEmptyException: The repository with name 'colorway\/web'/);
        await account.remove("loose");
        assert.deepEqual(images.images().map((image) => image.repository), ["colorway/web"]);
    });

    it("a repository has its address and the registry's own encryption", async () => {
        const account = await accountWith(repository());
        const { arn, registryId, repositoryUrl, encryptionConfigurations } = outputs(account, "repository");
        assert.deepEqual({ arn, registryId, repositoryUrl, encryptionConfigurations }, {
            arn: "arn:aws:ecr:us-east-1:111122223333:repository/colorway/web",
            registryId: "111122223333",
            repositoryUrl: "111122223333.dkr.ecr.us-east-1.amazonaws.com/colorway/web",
            encryptionConfigurations: [{ encryptionType: "AES256", kmsKey: "" }],
        });
    });
});
