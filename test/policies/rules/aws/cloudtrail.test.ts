import { cloudtrailRules } from "../../../../policies/rules/aws/cloudtrail";
import { describeRules, later, type Fixtures, type Made } from "../harness";
import { isMet, own } from "../own";
import { acl, block, blocked, bucket, flags, logging, policy, statements } from "./bucket-parts";

const type = "aws:cloudtrail/trail:Trail";
const trail = (props: Made["props"] = {}): Made =>
    ({ type, name: "trail", props: { s3BucketName: later, ...props }, from: { s3BucketName: ["data"] } });
const foreign: Made = { type, name: "trail", props: { s3BucketName: "elsewhere" } };
const adrift: Made = { type, name: "trail", props: { s3BucketName: later } };
const flag = (path: string): Fixtures => own(type, {
    good: { [path]: true },
    wrong: [[{ [path]: false }, `${path} is false; true is required`]],
    absent: [`${path} is not set; true is required`],
    later: [{ [path]: later }, path],
    other: "aws:s3/bucket:Bucket",
});
const writes = "writes to the bucket data that";
const none = { reason: "the bucket is none of this stack", given: [foreign] as const };
const field = (name: string, ...equals: readonly string[]): unknown => ({ field: name, equals });
const advanced = (...fields: readonly unknown[]): Made["props"] =>
    ({ eventSelectors: undefined, advancedEventSelectors: [{ fieldSelectors: fields }] });
const basic = (...selectors: readonly unknown[]): Made["props"] => ({ eventSelectors: selectors });
const reads = "records no management events that read; one selector with all of them is required";
const changes = "records no management events that write; one selector with all of them is required";
const everything = "records no reading and writing of objects in all buckets";
const ofObjects = (values: readonly string[]): unknown => ({ dataResources: [{ type: "AWS::S3::Object", values }] });

describeRules("CloudTrail", cloudtrailRules, {
    "cloudtrail-multi-region": {
        passes: [[trail({ isMultiRegionTrail: true }), bucket()]],
        fails: [
            {
                given: [trail({ isMultiRegionTrail: false }), bucket()],
                findings: ["isMultiRegionTrail is false; true is required"],
            },
            {
                given: [trail({ isMultiRegionTrail: true, includeGlobalServiceEvents: false }), bucket()],
                findings: ["includeGlobalServiceEvents is false; true is required"],
            },
        ],
        absent: {
            given: [trail(), bucket()],
            verdict: { kind: "notMet", findings: ["isMultiRegionTrail is not set; true is required"], undecided: [] },
        },
        unknown: { given: [trail({ isMultiRegionTrail: later }), bucket()], undecided: ["isMultiRegionTrail"] },
        notApplicable: {
            given: [trail(), bucket(), { type, name: "wide", props: { isMultiRegionTrail: true } }],
            reason: "another trail of the stack records every region",
        },
    },
    "cloudtrail-logging-on": own(type, {
        good: basic({ readWriteType: "All", includeManagementEvents: true }),
        alsoGood: [
            basic({}), basic({ readWriteType: "ReadOnly" }, { readWriteType: "WriteOnly" }),
            basic({ includeManagementEvents: false, ...(ofObjects([]) as object) }, {}),
            advanced(field("eventCategory", "Management")), basic(),
        ],
        wrong: [
            [{ enableLogging: false }, "enableLogging is false; true is required"],
            [basic({ readWriteType: "WriteOnly" }), `eventSelectors ${reads}`],
            [basic({ readWriteType: "ReadOnly" }), `eventSelectors ${changes}`],
            [basic({ includeManagementEvents: false }), `eventSelectors ${reads}`, `eventSelectors ${changes}`],
            [advanced(field("eventCategory", "Management"), field("readOnly", "true")), `advancedEventSelectors ${changes}`],
            [advanced(field("eventCategory", "Data")), `advancedEventSelectors ${reads}`, `advancedEventSelectors ${changes}`],
        ],
        absent: isMet,
        later: [{ eventSelectors: [{ readWriteType: later }] }, "eventSelectors"],
        other: "aws:s3/bucket:Bucket",
    }),
    "cloudtrail-log-file-validation": flag("enableLogFileValidation"),
    "cloudtrail-kms-encryption": own(type, {
        good: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1" },
        wrong: [[{ kmsKeyId: "" }, "kmsKeyId is not set; a customer managed key is required"]],
        absent: ["kmsKeyId is not set; a customer managed key is required"],
        later: [{ kmsKeyId: later }, "kmsKeyId"],
        other: "aws:s3/bucket:Bucket",
    }),
    "cloudtrail-cloudwatch-logs": own(type, {
        good: {
            cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*",
            cloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/trail",
        },
        wrong: [
            [{ cloudWatchLogsGroupArn: undefined }, "cloudWatchLogsGroupArn is not set; a log group is required"],
            [{ cloudWatchLogsRoleArn: "" }, "cloudWatchLogsRoleArn is not set; a role is required"],
        ],
        absent: [
            "cloudWatchLogsGroupArn is not set; a log group is required", "cloudWatchLogsRoleArn is not set; a role is required",
        ],
        later: [{ cloudWatchLogsGroupArn: later }, "cloudWatchLogsGroupArn"],
        other: "aws:s3/bucket:Bucket",
    }),
    "cloudtrail-s3-data-events": own(type, {
        good: basic(ofObjects(["arn:aws:s3"])),
        alsoGood: [
            advanced(field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object")),
            basic({ readWriteType: "All", ...(ofObjects(["arn:aws:s3:::"]) as object) }),
        ],
        wrong: [
            [basic({ readWriteType: "WriteOnly", ...(ofObjects(["arn:aws:s3"]) as object) }), everything],
            [basic(ofObjects(["arn:aws:s3:::one/"])), everything],
            [basic({ dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:lambda"] }] }), everything],
            [
                advanced(field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object"), field("readOnly", "false")),
                everything,
            ],
            [
                advanced(
                    field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object"),
                    { field: "resources.ARN", startsWiths: ["arn:aws:s3:::one/"] },
                ),
                everything,
            ],
        ],
        absent: [everything],
        later: [{ eventSelectors: later }, "eventSelectors"],
        other: "aws:s3/bucket:Bucket",
    }),
    "cloudtrail-bucket-not-public": {
        passes: [
            [trail(), bucket(), block(blocked)],
            [{ ...foreign, props: { s3BucketName: "b" } }, bucket({ bucket: "b" }), block(blocked)],
        ],
        fails: [
            ...flags.map((one) => ({
                given: [trail(), bucket(), block({ ...blocked, [one]: false })] as const,
                findings: [`${writes} has the public access block data-block without ${one}; true is required`],
            })),
            {
                given: [trail(), bucket(), block(blocked), acl({ acl: "public-read" })],
                findings: [`data-acl.acl is "public-read"; private is required`],
            },
            {
                given: [
                    trail(), bucket(), block(blocked),
                    policy(statements({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" })),
                ],
                findings: ["data-policy.policy.Statement[0] allows everybody; a principal is required"],
            },
        ],
        absent: {
            given: [trail(), bucket()],
            verdict: { kind: "notMet", findings: Array<string>(4).fill(`${writes} has no public access block`), undecided: [] },
        },
        unknown: { given: [adrift], undecided: ["s3BucketName"] },
        notApplicable: none,
    },
    "cloudtrail-bucket-access-logging": {
        passes: [[trail(), bucket(), logging({ targetBucket: "logs" })]],
        fails: [
            {
                given: [trail(), bucket(), logging({ targetBucket: later }, { targetBucket: ["data"] })],
                findings: [`${writes} has the access logging data-logging to itself; another bucket is required`],
            },
        ],
        absent: {
            given: [trail(), bucket()], verdict: { kind: "notMet", findings: [`${writes} has no access logging`], undecided: [] },
        },
        unknown: { given: [trail(), bucket(), logging({ targetBucket: later })], undecided: ["data-logging.targetBucket"] },
        notApplicable: none,
    },
});

const listed = cloudtrailRules.filter(({ id }) => id === "cloudtrail-s3-data-events");
describeRules("CloudTrail, with buckets that are listed", listed, {
    "cloudtrail-s3-data-events": own(type, {
        parameters: { buckets: ["one", "two"] },
        good: basic(ofObjects(["arn:aws:s3:::one/", "arn:aws:s3:::two/"])),
        alsoGood: [
            advanced(
                field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object"),
                { field: "resources.ARN", startsWiths: ["arn:aws:s3:::one/", "arn:aws:s3:::two/"] },
            ),
        ],
        wrong: [
            [
                basic(ofObjects(["arn:aws:s3:::one/", "arn:aws:s3:::two/part"])),
                "records no reading and writing of objects in two",
            ],
        ],
        absent: ["records no reading and writing of objects in one, two"],
        later: [{ eventSelectors: [later] }, "eventSelectors"],
        other: "aws:s3/bucket:Bucket",
    }),
});
