import { s3Rules } from "../../../../policies/rules/aws/s3";
import { describeRules, later, type Made } from "../harness";

const bucket = (props = {}): Made => ({ type: "aws:s3/bucket:Bucket", name: "data", props });
const block = (props: Made["props"]): Made => ({
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name: "data-block", props: { bucket: later, ...props }, from: { bucket: ["data"] },
});
const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const without = (flag: string): string => `has the public access block data-block without ${flag}; true is required`;
const account = (props: Made["props"]): Made => ({ type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", props });
const policy = (document: unknown): Made => ({
    type: "aws:s3/bucketPolicy:BucketPolicy", name: "data-policy", props: { bucket: "x", policy: document }, from: { bucket: ["data"] },
});
const tlsOnly = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
};
const versions = (status: string): Made => ({
    type: "aws:s3/bucketVersioning:BucketVersioning", name: "data-versions", props: { bucket: later, versioningConfiguration: { status } }, from: { bucket: ["data"] },
});
const life = (rules: unknown): Made => ({
    type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", name: "data-life", props: { bucket: "b", rules }, from: { bucket: ["data"] },
});

describeRules("S3", s3Rules, {
    "s3-bucket-public-access-block": {
        passes: [[bucket(), block(blocked)]],
        fails: Object.keys(blocked).map((flag) => ({ given: [bucket(), block({ ...blocked, [flag]: false })] as const, findings: [without(flag)] })),
        absent: { given: [bucket()], verdict: { kind: "notMet", findings: Array<string>(4).fill("has no public access block"), undecided: [] } },
        unknown: { given: [bucket(), block({ ...blocked, ignorePublicAcls: later })], undecided: ["data-block.ignorePublicAcls"] },
        notApplicable: { otherType: "aws:s3/bucketPolicy:BucketPolicy" },
    },
    "s3-account-public-access-block": {
        passes: [[account(blocked)]],
        fails: Object.keys(blocked).map((flag) => ({ given: [account({ ...blocked, [flag]: false })] as const, findings: [`${flag} is false; true is required`] })),
        absent: {
            given: [account({})],
            verdict: { kind: "notMet", findings: Object.keys(blocked).map((flag) => `${flag} is not set; true is required`), undecided: [] },
        },
        unknown: { given: [account({ ...blocked, blockPublicAcls: later })], undecided: ["blockPublicAcls"] },
        notApplicable: { otherType: "aws:s3/bucket:Bucket" },
    },
    "s3-ssl-requests-only": {
        passes: [[bucket(), policy(tlsOnly)], [bucket(), policy(JSON.stringify(tlsOnly))]],
        fails: [
            { given: [bucket(), policy({ ...tlsOnly, Statement: [] })], findings: ["has the policy data-policy that does not deny requests without TLS"] },
            { given: [bucket(), policy("{")], findings: ["policy is no JSON; a policy document is required"] },
        ],
        absent: { given: [bucket()], verdict: { kind: "notMet", findings: ["has no policy that denies requests without TLS"], undecided: [] } },
        unknown: { given: [bucket(), policy(later)], undecided: ["data-policy.policy"] },
        notApplicable: { otherType: "aws:s3/bucketPolicy:BucketPolicy" },
    },
    "s3-lifecycle-configured": {
        passes: [[bucket(), versions("Enabled"), life([{ status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } }])]],
        fails: [{ given: [bucket(), versions("Enabled"), life([{ status: "Disabled", expiration: { days: 1 } }])], findings: ["has no Enabled lifecycle rule with an expiration"] }],
        absent: { given: [bucket(), versions("Enabled")], verdict: { kind: "notMet", findings: ["has no lifecycle configuration"], undecided: [] } },
        unknown: { given: [bucket(), versions("Enabled"), life(later)], undecided: ["data-life.rules"] },
        notApplicable: { given: [bucket(), versions("Suspended")], reason: "the bucket has no versions" },
    },
});
