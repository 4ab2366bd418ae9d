import { s3PolicyRules } from "../../../../policies/rules/aws/s3-policies";
import { describeRules, later, type Case } from "../harness";
import { own } from "../own";
import { bucket, policy, statements } from "./bucket-parts";

const types = ["aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const deny = (conditions: unknown, changed = {}): unknown =>
    ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition: conditions, ...changed });
const tls = deny({ Bool: { "aws:SecureTransport": "false" } });
const newTls = deny({ NumericLessThan: { "s3:TlsVersion": "1.2" } });
const allow = (changed: object): unknown =>
    ({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*", ...changed });
const plain = ["has the policy data-policy that does not deny requests without TLS"];
const given = (...list: readonly unknown[]): Case => [bucket(), policy(statements(...list))];
const open = "allows everybody; a principal, or a condition on aws:PrincipalOrgID, aws:SourceArn, aws:SourceAccount, "
    + "aws:SourceVpc, aws:SourceVpce is required";
const old = "policy does not deny requests with s3:TlsVersion below 1.2";
const house = "111122223333";

describeRules("S3 policies", s3PolicyRules, {
    "s3-ssl-requests-only": {
        passes: [
            given(tls), given(allow({}), tls), [bucket(), policy({ policy: JSON.stringify({ Statement: tls }) })],
            [bucket(statements(tls))],
        ],
        fails: [
            { given: given(), findings: plain },
            { given: given(deny({ Bool: { "aws:SecureTransport": "true" } })), findings: plain },
            { given: given(deny({ Bool: { "aws:SecureTransport": "false" } }, { Action: "s3:GetObject" })), findings: plain },
            { given: given(deny({ Bool: { "aws:SecureTransport": "false" } }, { Principal: { AWS: house } })), findings: plain },
            { given: [bucket(), policy({ policy: "{" })], findings: ["policy is no JSON; a policy document is required"] },
            { given: [bucket(statements())], findings: ["has a policy that does not deny requests without TLS"] },
        ],
        absent: {
            given: [bucket()],
            verdict: { kind: "notMet", findings: ["has no policy that denies requests without TLS"], undecided: [] },
        },
        unknown: { given: [bucket(), policy({ policy: later })], undecided: ["data-policy.policy"] },
        notApplicable: { otherType: "aws:s3/bucketPolicy:BucketPolicy" },
    },
    "s3-minimum-tls-version": own("aws:s3/bucketPolicy:BucketPolicy", {
        good: statements(newTls),
        wrong: [
            [statements(tls), old],
            [statements(deny({ NumericLessThan: { "s3:TlsVersion": "1.1" } })), old],
            [statements(deny({ NumericLessThan: { "s3:TlsVersion": "1.2" } }, { Effect: "Allow" })), old],
        ],
        alsoGood: [statements(tls, deny({ NumericLessThan: { "s3:TlsVersion": 1.3 } }))],
        absent: ["policy is not set; a policy is required"],
        later: [{ policy: later }, "policy"],
        other: "aws:s3/bucket:Bucket",
    }),
    "s3-policy-no-public-principal": own(types, {
        good: statements(allow({ Principal: { AWS: house } }), tls),
        alsoGood: [
            statements(allow({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })),
            statements(allow({ Condition: { ArnLike: { "AWS:SourceArn": ["arn:aws:cloudfront::1:distribution/x"] } } })),
        ],
        wrong: [
            [statements(allow({})), `policy.Statement[0] ${open}`],
            [statements(tls, allow({ Principal: { AWS: ["*"] } })), `policy.Statement[1] ${open}`],
            [statements(allow({ Principal: undefined, NotPrincipal: { AWS: house } })), `policy.Statement[0] ${open}`],
            [
                statements(allow({ Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } })),
                `policy.Statement[0] ${open}`,
            ],
            [
                statements(allow({ Condition: { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } } })),
                `policy.Statement[0] ${open}`,
            ],
            [statements(allow({ Condition: { StringLike: { "aws:SourceArn": "*" } } })), `policy.Statement[0] ${open}`],
            [statements(allow({ Condition: { Bool: { "aws:SecureTransport": "true" } } })), `policy.Statement[0] ${open}`],
        ],
        absent: { kind: "notApplicable", reason: "it has no policy" },
        later: [{ policy: later }, "policy"],
        other: [{ policy: undefined }, "it has no policy"],
    }),
    "s3-policy-no-foreign-account-admin": own("aws:s3/bucketPolicy:BucketPolicy", {
        parameters: { accounts: [house] },
        good: statements(
            allow({ Action: "s3:*", Principal: { AWS: `arn:aws:iam::${house}:root` } }),
            allow({ Principal: { AWS: "444455556666" } }),
        ),
        alsoGood: [
            statements(allow({ Action: "s3:*", Principal: { AWS: house } })),
            statements(allow({ Action: "s3:*", Principal: { Service: "logging.s3.amazonaws.com" } })),
        ],
        wrong: [
            [
                statements(allow({ Action: ["s3:PutBucketAcl", "s3:PutBucketPolicy"], Principal: { AWS: "444455556666" } })),
                "policy.Statement[0] allows s3:PutBucketAcl, s3:PutBucketPolicy to 444455556666; only accounts of the "
                    + "parameter accounts may do that",
            ],
            [
                statements(allow({ Action: "s3:PutObject*", Principal: "*" })),
                "policy.Statement[0] allows s3:PutObjectAcl to *; only accounts of the parameter accounts may do that",
            ],
            [
                statements(
                    allow({
                        Action: undefined, NotAction: ["s3:Put*", "s3:DeleteObject"],
                        Principal: { AWS: "arn:aws:iam::444455556666:role/x" },
                    }),
                ),
                "policy.Statement[0] allows s3:DeleteBucketPolicy to arn:aws:iam::444455556666:role/x; only accounts of the "
                    + "parameter accounts may do that",
            ],
        ],
        absent: { kind: "notApplicable", reason: "it has no policy" },
        later: [{ policy: later }, "policy"],
        other: "aws:s3/bucket:Bucket",
    }),
});
