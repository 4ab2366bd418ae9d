import { strict as assert } from "node:assert";
import { SecurityEvents } from "../../../components/audit/security-events";
import { Trail, type TrailArgs } from "../../../components/audit/trail";
import { watchedEvents } from "../../../components/audit/watched-events";
import { json, record, type Recording, type Values } from "../recorder";

const trailType = "aws:cloudtrail/trail:Trail";
const trailArn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/prod-trail";
const args: TrailArgs = {
    retentionDays: 365, logRetentionDays: 90, requestLogs: { bucket: "prod-lb-logs", prefix: "s3/" },
};

describe("trail", () => {
    let whole: Recording<Trail>;
    before(async () => {
        whole = await record(() => new Trail("prod", args));
    });
    const statements = (type: string, name: string, input = "policy"): Values[] => json(whole.inputs(type, name)[input]).Statement as Values[];

    it("records every region, validated, encrypted, in a bucket and in CloudWatch Logs, with objects", () => {
        assert.deepEqual(whole.inputs(trailType, "prod-trail"), {
            name: "prod-trail",
            s3BucketName: "prod-trail-files",
            kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/prod-trail-files-key-id",
            isMultiRegionTrail: true,
            enableLogFileValidation: true,
            cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:/colorway/prod/trail:*",
            cloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/prod-trail-role",
            eventSelectors: [{
                readWriteType: "All",
                includeManagementEvents: true,
                dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }],
            }],
        });
    });

    it("is made only when bucket, key and role take it", () => {
        const trail = whole.one(trailType, "prod-trail");
        for (const [type, name] of [
            ["aws:s3/bucketPolicy:BucketPolicy", "prod-trail-files-policy"],
            ["aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "prod-trail-files-lock"],
            ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "prod-trail-policy-attachment"],
        ] as const) assert.ok(whole.waitsFor(trail, whole.one(type, name)), name);
    });

    it("is the only one that may write to its bucket and use its key", () => {
        const [acl, write] = statements("aws:s3/bucketPolicy:BucketPolicy", "prod-trail-files-policy");
        const bySource = { "aws:SourceArn": trailArn };
        assert.deepEqual(acl.Condition, { StringEquals: bySource });
        assert.deepEqual(write.Resource, "arn:aws:s3:::prod-trail-files/AWSLogs/111122223333/*");
        assert.deepEqual(write.Condition, { StringEquals: { ...bySource, "s3:x-amz-acl": "bucket-owner-full-control" } });
        const [, encrypt, describe] = statements("aws:kms/key:Key", "prod-trail-files-key");
        assert.deepEqual([encrypt.Action, describe.Action], ["kms:GenerateDataKey*", "kms:DescribeKey"]);
        assert.deepEqual(describe.Condition, { StringEquals: bySource });
    });

    it("lets a role that only it takes write to its own stream", () => {
        assert.deepEqual(statements("aws:iam/role:Role", "prod-trail-role", "assumeRolePolicy")[0]?.Condition, {
            StringEquals: { "aws:SourceAccount": "111122223333" }, ArnEquals: { "aws:SourceArn": trailArn },
        });
        assert.deepEqual(
            statements("aws:iam/policy:Policy", "prod-trail-policy")[0]?.Resource,
            "arn:aws:logs:us-east-1:111122223333:log-group:/colorway/prod/trail:log-stream:111122223333_CloudTrail_us-east-1*",
        );
    });

    it("lets its files go the day after their lock", () => {
        const [rule] = whole.inputs(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "prod-trail-files-lifecycle",
        ).rules as Values[];
        assert.deepEqual([rule.expiration, rule.noncurrentVersionExpiration], [{ days: 366 }, { noncurrentDays: 1 }]);
    });

    it("keeps its log group from being deleted where nobody can delete its files", async () => {
        const group = (recording: Recording<Trail>): unknown =>
            recording.inputs("aws:cloudwatch/logGroup:LogGroup", "prod-trail-events-logs").deletionProtectionEnabled;
        assert.equal(group(whole), true);
        assert.equal(group(await record(() => new Trail("prod", { ...args, lock: "governance" }))), false);
    });
});

describe("security events", () => {
    const topicArn = "arn:aws:sns:us-east-1:111122223333:prod-alarms";

    it("are counted in the trail's log, each with an alarm on the same metric", async () => {
        const recording = await record(() => new SecurityEvents("prod", { logGroupName: "/colorway/prod/trail", topicArn }));
        assert.equal(recording.resources.length, 1 + 2 * watchedEvents.length);
        for (const { role, pattern } of watchedEvents) {
            const filter = recording.inputs("aws:cloudwatch/logMetricFilter:LogMetricFilter", `prod-${role}-filter`);
            assert.deepEqual(filter, {
                name: `prod-${role}`,
                logGroupName: "/colorway/prod/trail",
                pattern,
                metricTransformation: { namespace: "colorway/prod", name: role, value: "1", defaultValue: "0" },
            });
            const alarm = recording.inputs("aws:cloudwatch/metricAlarm:MetricAlarm", `prod-${role}-alarm`);
            assert.deepEqual([alarm.namespace, alarm.metricName, alarm.statistic], ["colorway/prod", role, "Sum"]);
            assert.deepEqual([alarm.alarmActions, alarm.okActions], [[topicArn], [topicArn]]);
        }
    });

    it("have patterns that CloudWatch Logs takes, each name once", () => {
        const names = watchedEvents.map(({ role }) => role);
        assert.equal(new Set(names).size, names.length);
        assert.deepEqual(watchedEvents.filter(({ pattern }) => pattern.length > 1024).map(({ role }) => role), []);
        const all = watchedEvents.flatMap(({ pattern }) => [...pattern.matchAll(/eventName = (\w+)/g)].map(([, name]) => name));
        assert.equal(new Set(all).size, all.length, "each call counts once");
    });
});
