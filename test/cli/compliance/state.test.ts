import { strict as assert } from "node:assert";
import { resourcesOf } from "../../../cli/compliance/state";
import { Stack } from "../../../policies/core/stack";

const bucket = "urn:pulumi:dev::colorway::aws:s3/bucket:Bucket::dev-logs";
const versions = "urn:pulumi:dev::colorway::aws:s3/bucketVersioning:BucketVersioning::dev-logs-versions";
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };

describe("a stack's state, for the compliance rules", () => {
    const exported = JSON.stringify({
        version: 3,
        deployment: {
            resources: [
                { urn: bucket, type: "aws:s3/bucket:Bucket", id: "dev-logs-1", protect: true, inputs: { bucket: "dev-logs-1", tags: { a: "b" } }, outputs: { bucket: "dev-logs-1", tags: {}, region: "us-east-1" } },
                { urn: `${bucket}-old`, type: "aws:s3/bucket:Bucket", delete: true },
                { urn: versions, type: "aws:s3/bucketVersioning:BucketVersioning", parent: bucket, inputs: { bucket: "dev-logs-1", mfa: secret }, propertyDependencies: { bucket: [bucket], mfa: null } },
            ],
        },
    });
    const stack = new Stack(resourcesOf(exported));

    it("is read with what was asked for before what came of it, without what waits for deletion", () => {
        assert.deepEqual(stack.all().map(({ name, protect }) => [name, protect]), [["dev-logs", true], ["dev-logs-versions", false]]);
        const [found] = stack.all();
        assert.deepEqual([found?.props.at("tags.a").text, found?.props.at("region").text], ["b", "us-east-1"]);
    });

    it("keeps relations, and knows no secret", () => {
        const [logs, beside] = stack.all();
        assert.deepEqual(beside?.from("bucket").map(({ urn }) => urn), [bucket]);
        assert.deepEqual([beside?.props.at("mfa").reading, beside?.parent, logs?.parent], ["unknown", bucket, undefined]);
    });

    it("is empty where nothing was ever made", () => assert.deepEqual(resourcesOf('{"version":3,"deployment":{}}'), []));
});
