import { strict as assert } from "node:assert";
import { ReleaseRecords, type ReleaseRecordsArgs } from "../../../components/audit/release-records";
import { json, record, type Recording, type Values } from "../recorder";

const bucketType = "aws:s3/bucket:Bucket";
const lockType = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const args: ReleaseRecordsArgs = { retentionDays: 365, requestLogs: { bucket: "prod-lb-logs", prefix: "s3/" } };

describe("records of releases", () => {
    let whole: Recording<ReleaseRecords>;
    before(async () => {
        whole = await record(() => new ReleaseRecords("prod", args));
    });

    it("are a bucket with exactly these settings", () => {
        assert.deepEqual(whole.list(), [
            "aws:kms/alias:Alias prod-records-key-alias",
            "aws:kms/key:Key prod-records-key",
            "aws:s3/bucket:Bucket prod-records",
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration prod-records-lifecycle",
            "aws:s3/bucketLogging:BucketLogging prod-records-logging",
            `${lockType} prod-records-lock`,
            "aws:s3/bucketPolicy:BucketPolicy prod-records-policy",
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock prod-records-public-access",
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration prod-records-encryption",
            "aws:s3/bucketVersioning:BucketVersioning prod-records-versioning",
            "colorway:audit:LockedBucket prod-records",
            "colorway:audit:ReleaseRecords prod",
        ]);
    });

    it("are locked in compliance mode, and kept by Pulumi with their key, unless told otherwise", () => {
        assert.deepEqual(whole.inputs(bucketType, "prod-records"), {
            objectLockEnabled: true, forceDestroy: false, tags: { "data-classification": "audit-log" },
        });
        assert.deepEqual(whole.inputs(lockType, "prod-records-lock").rule, { defaultRetention: { mode: "COMPLIANCE", days: 365 } });
        assert.equal(whole.one(bucketType, "prod-records").protect, true);
        assert.equal(whole.one("aws:kms/key:Key", "prod-records-key").protect, true);
    });

    it("can be destroyed where the lock lets", async () => {
        const dev = await record(() => new ReleaseRecords("dev", { ...args, lock: "governance", retentionDays: 7, forceDestroy: true }));
        assert.deepEqual(dev.inputs(lockType, "dev-records-lock").rule, { defaultRetention: { mode: "GOVERNANCE", days: 7 } });
        assert.equal(dev.inputs(bucketType, "dev-records").forceDestroy, true);
        assert.equal(dev.one(bucketType, "dev-records").protect, false);
    });

    it("never expire, only what was overwritten does", () => {
        const [rule] = whole.inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "prod-records-lifecycle").rules as Values[];
        assert.deepEqual(rule, {
            id: "retention",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: 365 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        });
    });

    it("are encrypted under their own key, and every request is logged elsewhere", () => {
        const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
        assert.deepEqual(whole.inputs(encryption, "prod-records-encryption").rules, [{
            applyServerSideEncryptionByDefault: {
                sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:aws:kms:us-east-1:111122223333:key/prod-records-key-id",
            },
            bucketKeyEnabled: true,
        }]);
        assert.deepEqual(whole.inputs("aws:s3/bucketLogging:BucketLogging", "prod-records-logging"), {
            bucket: "prod-records", targetBucket: "prod-lb-logs", targetPrefix: "s3/prod-records/",
        });
    });

    it("are reached over TLS 1.2 or newer only, and nobody is let in by the bucket itself", () => {
        const { Statement } = json(whole.inputs("aws:s3/bucketPolicy:BucketPolicy", "prod-records-policy").policy);
        assert.deepEqual((Statement as Values[]).map(({ Sid, Effect, Condition }) => ({ Sid, Effect, Condition })), [
            { Sid: "TlsOnly", Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
            { Sid: "CurrentTlsOnly", Effect: "Deny", Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
        ]);
    });
});
