/** Policies of buckets. */
import { met, notApplicable, notMet, Outcome } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import {
    conditionValues, deniesEverybody, deniesPlain, judgedPolicy, namesAction, type Statement,
} from "../../core/policy-document";
import { beside, isOutcome } from "../../core/relations";
import type { Rule } from "../../core/rule";
import { bindingKeys, bucketTypes, policyType, renamed } from "./buckets";
import { notOpenToAll } from "./open-policies";

/** What decides over a bucket itself (AWS Security Hub, control S3.6). */
const administration = [
    "s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration", "s3:PutObjectAcl",
];
/** Reading and writing. */
const transfers = ["s3:GetObject", "s3:PutObject"];
const leastTls = 1.2;

export const s3PolicyRules: readonly Rule[] = [
    {
        id: "s3-ssl-requests-only",
        title: "A bucket refuses requests without TLS",
        why: "S3 answers plain HTTP, where anybody between can read and change what passes.",
        cure: "Deny s3:* to everybody in the bucket's policy where aws:SecureTransport is false.",
        types: bucketTypes,
        kind: "stack",
        conditions: [
            (subject, { stack }) => {
                const found = beside(subject, stack, [policyType], "bucket", "policy that denies requests without TLS");
                if (!isOutcome(found)) {
                    return found.flatMap((resource) => refusesPlain(resource, `has the policy ${resource.name}`));
                }
                return found.kind === "notMet" && subject.props.at("policy").reading !== "absent"
                    ? refusesPlain(subject, "has a policy")
                    : found;
            },
        ],
    },
    {
        id: "s3-minimum-tls-version",
        title: "A bucket's policy refuses old versions of TLS",
        why: "TLS 1.0 and 1.1 can be broken.",
        cure: "Deny s3:* to everybody in the policy where s3:TlsVersion is NumericLessThan 1.2.",
        types: [policyType],
        kind: "resource",
        conditions: [
            ({ props }) => judgedPolicy(props.at("policy"), notMet("policy", "is not set; a policy is required"), (statements) =>
                [statements.some(deniesOldTls) ? met : notMet("policy", "does not deny requests with s3:TlsVersion below 1.2")]),
        ],
    },
    {
        id: "s3-policy-no-public-principal",
        title: "A bucket's policy does not let everybody in",
        why: "Everybody on the Internet can do what it allows.",
        cure: `Name principals, or add a condition on ${bindingKeys.join(", ")}.`,
        types: [policyType, ...bucketTypes],
        kind: "resource",
        conditions: [notOpenToAll("policy", bindingKeys)],
    },
    {
        id: "s3-policy-no-foreign-account-admin",
        title: "No other account decides over a bucket",
        why: "Who is not of this house can open the bucket to everybody, or lock its owner out.",
        cure: "Allow other accounts single actions on objects; list accounts of your own in the parameter accounts.",
        types: [policyType],
        kind: "resource",
        parameters: {
            accounts: textsParameter(
                "ids of the accounts that may decide over buckets", [], { items: { type: "string", pattern: "^[0-9]{12}$" } },
            ),
        },
        conditions: [
            ({ props }, context) => judgedPolicy(props.at("policy"), notApplicable("it has no policy"), (statements) => {
                const found = statements.flatMap((statement) => foreignAdministration(statement, textsOf(context, "accounts")));
                return found.length === 0 ? [met] : found;
            }),
        ],
    },
];

function refusesPlain(owner: Parameters<typeof renamed>[0], what: string): readonly Outcome[] {
    const judged = judgedPolicy(owner.props.at("policy"), notMet("", `${what} without a document`), (statements) =>
        [statements.some((statement) => deniesPlain(statement, ...transfers))
            ? met
            : notMet("", `${what} that does not deny requests without TLS`)]);
    return judged.map((outcome) => (outcome.kind === "unknown" ? (renamed(owner, [outcome])[0] ?? outcome) : outcome));
}

function deniesOldTls(statement: Statement): boolean {
    return deniesEverybody(statement, ...transfers)
        && conditionValues(statement, "NumericLessThan", "s3:TlsVersion").some((value) => Number(value) >= leastTls);
}

function foreignAdministration(statement: Statement, accounts: readonly string[]): readonly Outcome[] {
    if (statement.effect !== "Allow") return [];
    const actions = administration.filter((action) => namesAction(statement, action));
    const foreign = (statement.principals["AWS"] ?? []).filter((principal) => !accounts.includes(accountOf(principal)));
    if (actions.length === 0 || foreign.length === 0) return [];
    return [
        notMet(
            statement.path,
            `allows ${actions.join(", ")} to ${foreign.join(", ")}; only accounts of the parameter accounts may do that`,
        ),
    ];
}

/** Of an ARN, or of the id that stands for an account's root. */
function accountOf(principal: string): string {
    return /^\d{12}$/.test(principal) ? principal : (principal.split(":")[4] ?? "");
}
