import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Props, text } from "../../cloud/values";
import { jsonRule, parseDocument, sameDocument, Statement } from "../iam/document";
import { like } from "../iam/evaluate";
import { missingPrincipal } from "../iam/principals";
import { textProperty } from "../model";
import { blocksPublicPolicies, bucketSetting, ofBucket } from "./settings";
import { policyType } from "./types";

const putPolicy = "S3 API Reference, PutBucketPolicy";
/** Bytes; S3 User Guide, "Bucket policies and user policies". */
const longest = 20 * 1024;

/** Who may do what with a bucket. */
export const policy = bucketSetting({
    type: policyType,
    action: "BucketPolicy",
    source: putPolicy,
    inputs: {
        bucket: ofBucket,
        policy: textProperty({ required: true, code: "MalformedPolicy", rule: jsonRule, same: sameDocument }),
    },
    check,
    checks: [
        {
            what: "The document must be a policy with principals that exist, and resources of this bucket (MalformedPolicy).",
            source: putPolicy,
        },
        {
            what: "Public policies are refused while they are blocked (AccessDenied).",
            source: "S3 User Guide, blocking public access",
        },
    ],
});

function check(cloud: Cloud, bucket: CloudObject, given: Props): void {
    const document = text(given, "policy");
    if (Buffer.byteLength(document) > longest) throw malformed("Policies exceed the size limit of 20 KB.");
    const parsed = parseDocument(document, "resource");
    if ("mistake" in parsed) throw malformed(parsed.mistake);
    const arn = text(bucket.props, "arn");
    for (const statement of parsed.statements) {
        const foreign = statement.resources.patterns.some(
            (resource) => resource !== "*" && !like(resource.split("/")[0] ?? "", arn),
        );
        if (foreign) throw malformed("Policy has invalid resource");
        if (statement.actions.patterns.some((action) => action !== "*" && !/^s3:/i.test(action)))
            throw malformed("Policy has invalid action");
        checkPair(statement);
    }
    const missing = missingPrincipal(cloud, parsed.statements);
    if (missing !== undefined) throw malformed(`Invalid principal in policy: ${missing}`);
    if (parsed.statements.some(isPublic) && blocksPublicPolicies(cloud, bucket.id)) {
        throw new AwsError(
            "AccessDenied",
            "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the "
                + "BlockPublicPolicy setting in S3 Block Public Access.",
            403,
        );
    }
}

// Actions on objects need an object's ARN, those on the bucket the bucket's: S3 User Guide, "Policy resources".
const objectActions = /^s3:(get|put|delete|abort|restore|replicate)object|^s3:(getobject|putobject|deleteobject)/i;
const bucketActions = /^s3:(listbucket|getbucket|putbucket|deletebucket|getencryption|putencryption|getlifecycle|putlifecycle)/i;

function checkPair({ actions, resources }: Statement): void {
    if (actions.inverted || resources.inverted) return;
    const onObjects = resources.patterns.some((resource) => resource === "*" || resource.includes("/"));
    const onBucket = resources.patterns.some((resource) => resource === "*" || !resource.includes("/"));
    for (const action of actions.patterns) {
        if (objectActions.test(action) && !action.includes("*") && !onObjects)
            throw malformed("Action does not apply to any resource(s) in statement");
        if (bucketActions.test(action) && !action.includes("*") && !onBucket)
            throw malformed("Action does not apply to any resource(s) in statement");
    }
}

// Conditions that pin down who asks: S3 User Guide, "The meaning of public".
const pinning = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceorgid",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:userid",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
];

/** Whether a statement opens the bucket to anyone. */
function isPublic(statement: Statement): boolean {
    if (!statement.allows || statement.principals?.any !== true) return false;
    const keys = Object.values(statement.condition).flatMap((tests) =>
        typeof tests === "object" && tests !== null ? Object.entries(tests) : [],
    );
    return !keys.some(([key, value]) => {
        if (!pinning.includes(key.toLowerCase())) return false;
        return !JSON.stringify(value).includes("0.0.0.0/0") && JSON.stringify(value) !== '"*"';
    });
}

function malformed(message: string): AwsError {
    return new AwsError("MalformedPolicy", message);
}
