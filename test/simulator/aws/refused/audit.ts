import {
    aclCheck, describes, encrypts, locked, metricFilter, objectLock, requestLog, target, targetPolicy, toLogs, trail, trailBucket,
    trailGroup, trailKey, trailReady, trailRole, write, writing,
} from "./audit-steps";
import { RefusedCase } from "./case";
import { bucket, bucketPolicy, bucketSetting } from "./service-steps";
import { key, ref, role } from "./steps";

const bucketPolicyCode = "InsufficientS3BucketPolicyException";
const roleCode = "InvalidCloudWatchLogsRoleArnException";
const groupCode = "InvalidCloudWatchLogsLogGroupArnException";
const selectorCode = "InvalidEventSelectorsException";
const targetCode = "InvalidTargetBucketForLogging";

const others = [1, 2, 3, 4, 5].map((number) => trail({ name: `audit-${number}` }, `trail-${number}`));
const openPolicy = bucketPolicy(aclCheck, { ...write, Condition: {} });

/** What CloudTrail refuses. */
export const refusedTrails: readonly RefusedCase[] = [
    {
        title: "a trail's name of two letters",
        program: [...trailReady, trail({ name: "ab" })],
        expect: { code: "InvalidTrailNameException" },
    },
    {
        title: "a trail's name with two hyphens",
        program: [...trailReady, trail({ name: "a--b" })],
        expect: { code: "InvalidTrailNameException" },
    },
    {
        title: "a trail named like an address",
        program: [...trailReady, trail({ name: "192.168.5.4" })],
        expect: { code: "InvalidTrailNameException" },
    },
    {
        title: "a second trail of the same name",
        program: [...trailReady, trail(), trail({}, "again")],
        expect: { code: "TrailAlreadyExistsException", message: "Trail audit already exists for customer: 111122223333" },
    },
    {
        title: "a sixth trail",
        program: [trailBucket, openPolicy, ...others, trail()],
        expect: {
            code: "MaximumNumberOfTrailsExceededException",
            message: "User: 111122223333 already has 5 trails in us-east-1.",
        },
    },
    {
        title: "a bucket that is not there",
        program: [trail({ s3BucketName: "nowhere-at-all" })],
        expect: { code: "S3BucketDoesNotExistException", message: "S3 bucket nowhere-at-all does not exist!" },
    },
    {
        title: "a bucket without a policy",
        program: [trailBucket, trail()],
        expect: { code: bucketPolicyCode, message: "Incorrect S3 bucket policy is detected for bucket: colorway-trail" },
    },
    {
        title: "a bucket whose ACL the trail can't see",
        program: [trailBucket, bucketPolicy(write), trail()],
        expect: { code: bucketPolicyCode },
    },
    {
        title: "a bucket for another trail",
        program: [...trailReady, trail({ name: "other" })],
        expect: { code: bucketPolicyCode },
    },
    {
        title: "a folder that the bucket does not take",
        program: [...trailReady, trail({ s3KeyPrefix: "logs" })],
        expect: { code: bucketPolicyCode },
    },
    {
        title: "a key that CloudTrail may not use",
        program: [...trailReady, key("key"), trail({ kmsKeyId: ref("key.arn") })],
        expect: {
            code: "InsufficientEncryptionPolicyException",
            message: /^Insufficient permissions to access S3 bucket colorway-trail or KMS key /,
        },
    },
    {
        title: "a key that CloudTrail can't describe",
        program: [...trailReady, trailKey(encrypts), trail({ kmsKeyId: ref("key.arn") })],
        expect: { code: "InsufficientEncryptionPolicyException" },
    },
    {
        title: "a key that is not there",
        program: [...trailReady, trail({ kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" })],
        expect: { code: "KmsKeyNotFoundException" },
    },
    {
        title: "a key by its alias's name",
        program: [...trailReady, trail({ kmsKeyId: "alias/trail" })],
        expect: { code: "InvalidKmsKeyIdException" },
    },
    {
        title: "a log group without a role",
        program: [...trailReady, trailGroup, trail({ cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:trail:*" })],
        expect: { code: roleCode, message: "log group and role come together" },
    },
    {
        title: "a log group's ARN without its star",
        program: [...trailReady, trailGroup, trailRole, trail({ ...toLogs, cloudWatchLogsGroupArn: ref("group.arn") })],
        expect: { code: groupCode, message: "CloudTrail cannot validate the specified log group ARN." },
    },
    { title: "a log group that is not there", program: [...trailReady, trailRole, trail(toLogs)], expect: { code: groupCode } },
    {
        title: "a role that CloudTrail can't take",
        program: [...trailReady, trailGroup, role("writer", "ec2.amazonaws.com"), ...writing("logs:*"), trail(toLogs)],
        expect: { code: roleCode, message: "Access denied. Verify in IAM that the role has adequate permissions." },
    },
    {
        title: "a role that may not write to the log",
        program: [...trailReady, trailGroup, trailRole, ...writing("logs:CreateLogStream"), trail(toLogs)],
        expect: {
            code: roleCode,
            message: /^Access denied\. The role may not logs:PutLogEvents on arn:aws:logs:.*; check that in IAM\.$/,
        },
    },
    {
        title: "a trail of every region without global services",
        program: [...trailReady, trail({ isMultiRegionTrail: true, includeGlobalServiceEvents: false })],
        expect: { code: "InvalidParameterCombinationException" },
    },
    {
        title: "an organization's trail without one",
        program: [...trailReady, trail({ isOrganizationTrail: true })],
        expect: { code: "AWSOrganizationsNotInUseException" },
    },
    {
        title: "a topic that is not there",
        program: [...trailReady, trail({ snsTopicName: "none" })],
        expect: { code: "InsufficientSnsTopicPolicyException" },
    },
    {
        title: "both kinds of selectors",
        program: [...trailReady, trail({
            eventSelectors: [{ readWriteType: "All" }],
            advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }] }],
        })],
        expect: { code: selectorCode },
    },
    {
        title: "a bucket's name for its objects",
        program: [...trailReady, trail({ eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: ["colorway-trail"] }] }] })],
        expect: { code: selectorCode, message: "AWS::S3::Object has no colorway-trail" },
    },
    {
        title: "a selector of nothing",
        program: [...trailReady, trail({ eventSelectors: [{ includeManagementEvents: false }] })],
        expect: { code: selectorCode },
    },
    {
        title: "data events of no type",
        program: [...trailReady, trail({ advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }] })],
        expect: { code: selectorCode, message: "a selector of data events has one resources.type" },
    },
    {
        title: "an advanced selector without a category",
        program: [...trailReady, trail({ advancedEventSelectors: [{ fieldSelectors: [{ field: "readOnly", equals: ["true"] }] }] })],
        expect: { code: selectorCode },
    },
];

/** What S3 refuses of locks and logs. */
export const refusedLocks: readonly RefusedCase[] = [
    {
        title: "a lock without a mode",
        program: [locked, objectLock({ days: 7 })],
        expect: { code: "MalformedXML", message: "needs a mode" },
    },
    {
        title: "a lock of days and years",
        program: [locked, objectLock({ mode: "GOVERNANCE", days: 7, years: 1 })],
        expect: { code: "MalformedXML" },
    },
    { title: "a lock of no time", program: [locked, objectLock({ mode: "GOVERNANCE" })], expect: { code: "MalformedXML" } },
    {
        title: "a lock of no day",
        program: [locked, objectLock({ mode: "GOVERNANCE", days: 0 })],
        expect: { code: "InvalidArgument" },
    },
    {
        title: "a lock of more than a hundred years",
        program: [locked, objectLock({ mode: "COMPLIANCE", years: 101 })],
        expect: { code: "InvalidArgument" },
    },
    {
        title: "a lock of a bucket without versions",
        program: [bucket("colorway-plain"), objectLock({ mode: "GOVERNANCE", days: 7 })],
        expect: {
            code: "InvalidBucketState",
            message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        },
    },
    {
        title: "no versions on a locked bucket",
        program: [locked, bucketSetting("BucketVersioning", { versioningConfiguration: { status: "Suspended" } })],
        expect: { code: "InvalidBucketState" },
    },
    {
        title: "logs of requests to a bucket that is not there",
        program: [locked, requestLog({ targetBucket: "nowhere-at-all" })],
        expect: { code: targetCode, message: "The target bucket for logging does not exist" },
    },
    {
        title: "logs of requests that the target does not take",
        program: [locked, target, requestLog()],
        expect: {
            code: targetCode,
            message: "The target bucket's policy does not let logging.s3.amazonaws.com write to s3/records/",
        },
    },
    {
        title: "logs of requests in another folder",
        program: [locked, target, targetPolicy, requestLog({ targetPrefix: "logs/" })],
        expect: { code: targetCode },
    },
    {
        title: "logs of requests in a locked bucket",
        program: [
            locked, bucket("colorway-logs", { objectLockEnabled: true }, "target"), targetPolicy,
            {
                ...objectLock({ mode: "GOVERNANCE", days: 7 }),
                inputs: { bucket: ref("target.id"), rule: { defaultRetention: { mode: "GOVERNANCE", days: 7 } } },
            },
            requestLog(),
        ],
        expect: { code: targetCode, message: "The target bucket for logging must not have a default retention period" },
    },
];

/** What CloudWatch Logs refuses of filters. */
export const refusedFilters: readonly RefusedCase[] = [
    {
        title: "a filter of no group",
        program: [metricFilter({ logGroupName: "none" })],
        expect: { code: "ResourceNotFoundException" },
    },
    {
        title: "a pattern that stays open",
        program: [trailGroup, metricFilter({ pattern: "{ ($.a = 1) || ($.b = 2 }" })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a text in a pattern that stays open",
        program: [trailGroup, metricFilter({ pattern: '{ $.a = "b }' })],
        expect: { code: "InvalidParameterException", message: "a quotation mark is not closed" },
    },
    {
        title: "a pattern of 1,025 letters",
        program: [trailGroup, metricFilter({ pattern: "a".repeat(1025) })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a metric with a colon",
        program: [trailGroup, metricFilter({ metricTransformation: { namespace: "colorway", name: "a:b", value: "1" } })],
        expect: { code: "InvalidParameterException" },
    },
    {
        title: "a default value of a metric with dimensions",
        program: [trailGroup, metricFilter({ metricTransformation: { namespace: "c", name: "r", value: "1", defaultValue: "0", dimensions: { a: "$.a" } } })],
        expect: { code: "InvalidParameterException" },
    },
];

/** Programs at the edge of what is allowed. */
export const auditEdges: readonly { readonly title: string; readonly program: RefusedCase["program"] }[] = [
    {
        title: "a trail with everything",
        program: [
            ...trailReady, trailKey(encrypts, describes), trailGroup, trailRole, ...writing("logs:CreateLogStream", "logs:PutLogEvents"),
            trail({
                kmsKeyId: ref("key.arn"),
                isMultiRegionTrail: true,
                enableLogFileValidation: true,
                ...toLogs,
                eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] }],
            }),
        ],
    },
    { title: "five trails", program: [trailBucket, openPolicy, ...others] },
    { title: "a lock of a hundred years", program: [locked, objectLock({ mode: "COMPLIANCE", days: 36_500 })] },
    {
        title: "a lock of a bucket that was made without",
        program: [
            bucket("colorway-plain"), bucketSetting("BucketVersioning", { versioningConfiguration: { status: "Enabled" } }),
            objectLock({ mode: "GOVERNANCE", years: 1 }),
        ],
    },
    { title: "logs of requests", program: [locked, target, targetPolicy, requestLog()] },
    {
        title: "a filter with quotation marks and brackets in a text",
        program: [trailGroup, metricFilter({ pattern: '{ $.a = "({[" }' })],
    },
];
