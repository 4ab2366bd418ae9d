/** Trails of CloudTrail. */
import { isTrue } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { customerKey, refersTo } from "../../core/references";
import type { Node } from "../../core/node";
import type { Condition, Context, Rule, StackView, Subject } from "../../core/rule";
import { blockFlags, blocksPublicAccess, bucketTypes, logsAccess, notPublic } from "./buckets";

const trail = "aws:cloudtrail/trail:Trail";
const objects = "AWS::S3::Object";
const everyBucket = ["arn:aws:s3", "arn:aws:s3:::"];

export const cloudtrailRules: readonly Rule[] = [
    {
        id: "cloudtrail-multi-region",
        title: "A trail records every region",
        why: "What is done in a region that nobody uses nobody sees.",
        cure: "Set isMultiRegionTrail to true, and leave includeGlobalServiceEvents out.",
        types: [trail],
        // One trail of the stack is enough.
        kind: "stack",
        conditions: [isTrue("isMultiRegionTrail"), isTrue("includeGlobalServiceEvents", "met")].map((condition) =>
            (subject, context) =>
                (anotherRecordsAll(subject, context.stack)
                    ? notApplicable("another trail of the stack records every region")
                    : condition(subject, context))),
    },
    {
        id: "cloudtrail-logging-on",
        title: "A trail records what is read and what is changed",
        why: "Nobody can tell who did what.",
        cure: "Leave enableLogging out, and record management events of all kinds (readWriteType All).",
        types: [trail],
        kind: "resource",
        conditions: [isTrue("enableLogging", "met"), managementEvents("read"), managementEvents("write")],
    },
    {
        id: "cloudtrail-log-file-validation",
        title: "A change of a trail's files is noticed",
        why: "Whoever gets at the bucket can change the record, and it proves nothing.",
        cure: "Set enableLogFileValidation to true.",
        types: [trail],
        kind: "resource",
        conditions: [isTrue("enableLogFileValidation")],
    },
    {
        id: "cloudtrail-kms-encryption",
        title: "A trail is encrypted under a key of the account's own",
        why: "Whoever may read the bucket reads the record, too.",
        cure: "Make an aws.kms.Key whose policy lets cloudtrail.amazonaws.com use it, and give its ARN as kmsKeyId.",
        types: [trail],
        kind: "resource",
        conditions: [customerKey("kmsKeyId")],
    },
    {
        id: "cloudtrail-cloudwatch-logs",
        title: "A trail goes to CloudWatch Logs, too",
        why: "Files in a bucket alarm nobody.",
        cure: "Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn.",
        types: [trail],
        kind: "resource",
        conditions: [refersTo("cloudWatchLogsGroupArn", "a log group"), refersTo("cloudWatchLogsRoleArn", "a role")],
    },
    {
        id: "cloudtrail-s3-data-events",
        title: "A trail records the reading and writing of objects",
        why: "Who took or changed which object can't be told: a trail records only management by itself.",
        cure: "Add an event selector for AWS::S3::Object with readWriteType All, for arn:aws:s3 or for each sensitive bucket.",
        types: [trail],
        kind: "resource",
        parameters: {
            buckets: textsParameter("names of the buckets whose objects matter; none for all buckets"),
        },
        conditions: [objectEvents],
    },
    {
        id: "cloudtrail-bucket-not-public",
        title: "A trail's bucket is not public",
        why: "Everybody reads what is done in the account, or plants files in it.",
        cure: "Add an aws.s3.BucketPublicAccessBlock with all four flags true, and take public ACLs and statements out.",
        types: [trail],
        kind: "stack",
        conditions: [
            ...blockFlags.map((flag) => ofBucket((bucket, stack) => blocksPublicAccess(bucket, stack, flag))),
            ofBucket((bucket, stack) => notPublic(bucket, stack)),
        ],
    },
    {
        id: "cloudtrail-bucket-access-logging",
        title: "Requests to a trail's bucket are logged",
        why: "Who read or deleted the record can't be told.",
        cure: "Add an aws.s3.BucketLogging for the bucket, with another bucket as targetBucket.",
        types: [trail],
        kind: "stack",
        conditions: [ofBucket(logsAccess)],
    },
];

function anotherRecordsAll(subject: Subject, stack: StackView): boolean {
    const recordsAll = ({ props }: Subject): boolean =>
        props.at("isMultiRegionTrail").flag === true && props.at("includeGlobalServiceEvents").reading === "absent";
    return stack.ofType(trail).some((other) => other !== subject && recordsAll(other));
}

type Kind = "read" | "write";

/** A trail without selectors records management events of both kinds (CloudTrail user guide, "Logging management events"). */
function managementEvents(kind: Kind): Condition {
    return ({ props }) => {
        const [basic, advanced] = [props.at("eventSelectors"), props.at("advancedEventSelectors")];
        const open = [basic, advanced].find(({ settled }) => !settled);
        if (open !== undefined) return unknown(open.path);
        const selectors = [...basic.items(), ...advanced.items()];
        if (selectors.length === 0
            || basic.items().some((one) => basicManagement(one, kind))
            || advanced.items().some((one) => advancedManagement(one, kind))) {
            return met;
        }
        return notMet(
            basic.items().length > 0 ? basic.path : advanced.path,
            `records no management events that ${kind}; one selector with all of them is required`,
        );
    };
}

function basicManagement(selector: Node, kind: Kind): boolean {
    return selector.at("includeManagementEvents").flag !== false && ofKind(selector.at("readWriteType").text, kind);
}

function ofKind(type: string | undefined, kind: Kind): boolean {
    return (type ?? "All") === "All" || type === (kind === "read" ? "ReadOnly" : "WriteOnly");
}

function advancedManagement(selector: Node, kind: Kind): boolean {
    if (!fieldEquals(selector, "eventCategory", "Management")) return false;
    const readOnly = fieldOf(selector, "readOnly");
    return readOnly === undefined || readOnly.at("equals").items().some(({ text }) => text === String(kind === "read"));
}

function fieldOf(selector: Node, name: string): Node | undefined {
    return selector.at("fieldSelectors").items().find((each) => each.at("field").text === name);
}

function fieldEquals(selector: Node, name: string, value: string): boolean {
    return fieldOf(selector, name)?.at("equals").items().some(({ text }) => text === value) === true;
}

function objectEvents({ props }: Subject, context: Context): Outcome {
    const wanted = textsOf(context, "buckets");
    const [basic, advanced] = [props.at("eventSelectors"), props.at("advancedEventSelectors")];
    const prefixes = [...basic.items().flatMap(basicObjects), ...advanced.items().flatMap(advancedObjects)];
    const recorded = (bucket: string): boolean =>
        prefixes.some((prefix) => everyBucket.includes(prefix) || prefix === `arn:aws:s3:::${bucket}/`);
    const missing = wanted.filter((bucket) => !recorded(bucket));
    if (wanted.length === 0 ? recorded("") : missing.length === 0) return met;
    const open = [basic, advanced].find(({ settled }) => !settled);
    if (open !== undefined) return unknown(open.path);
    return notMet("", `records no reading and writing of objects in ${wanted.length === 0 ? "all buckets" : missing.join(", ")}`);
}

/** ARNs that object events are recorded for. */
function basicObjects(selector: Node): readonly string[] {
    if (!ofKind(selector.at("readWriteType").text, "read") || !ofKind(selector.at("readWriteType").text, "write")) return [];
    const resources = selector.at("dataResources").items().filter((each) => each.at("type").text === objects);
    return resources.flatMap((each) => each.at("values").items().flatMap(({ text }) => text ?? []));
}

function advancedObjects(selector: Node): readonly string[] {
    const fields = selector.at("fieldSelectors").items();
    const known = ["eventCategory", "resources.type", "resources.ARN"];
    // Any other field leaves events out.
    if (fields.some((field) => !known.includes(field.at("field").text ?? ""))
        || !fieldEquals(selector, "eventCategory", "Data")
        || !fieldEquals(selector, "resources.type", objects)) {
        return [];
    }
    const arn = fieldOf(selector, "resources.ARN");
    return arn === undefined ? [everyBucket[0] ?? ""] : arn.at("startsWiths").items().flatMap(({ text }) => text ?? []);
}

/** Judges the bucket that the trail writes to. */
function ofBucket(judge: (bucket: Subject, stack: StackView) => readonly Outcome[]): Condition {
    return (subject, { stack }) => {
        const name = subject.props.at("s3BucketName");
        const found = subject.from("s3BucketName").find(({ type }) => bucketTypes.includes(type))
            ?? stack.ofType(...bucketTypes).find(({ props }) => name.text !== undefined && props.at("bucket").text === name.text);
        if (found === undefined) {
            return name.reading === "unknown" ? unknown(name.path) : notApplicable("the bucket is none of this stack");
        }
        return judge(found, stack).map(
            (outcome) => (outcome.kind === "notMet" && outcome.path === ""
                ? notMet("", `writes to the bucket ${found.name} that ${outcome.text}`)
                : outcome),
        );
    };
}
