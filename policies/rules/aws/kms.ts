/** Keys of KMS. */
import { atLeast, atMost, isTrue, shown } from "../../core/conditions";
import { all, unlessSet, when, whereOneOf } from "../../core/guards";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter } from "../../core/parameters";
import { judgedPolicy, namesAction, type Statement } from "../../core/policy-document";
import { beside, isOutcome } from "../../core/relations";
import type { Rule, Subject } from "../../core/rule";
import { renamed } from "./buckets";
import { notOpenToAll } from "./open-policies";

const key = "aws:kms/key:Key";
const keyPolicy = "aws:kms/keyPolicy:KeyPolicy";
const symmetric = "SYMMETRIC_DEFAULT";
/** The specs that are approved, with what each can be used for (KMS developer guide, "Key spec reference"). */
const specs: readonly { readonly form: RegExp; readonly uses: readonly string[] }[] = [
    { form: /^SYMMETRIC_DEFAULT$/, uses: ["ENCRYPT_DECRYPT"] },
    { form: /^RSA_(3072|4096)$/, uses: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"] },
    { form: /^ECC_NIST_/, uses: ["SIGN_VERIFY", "KEY_AGREEMENT"] },
    { form: /^HMAC_/, uses: ["GENERATE_VERIFY_MAC"] },
];

export const kmsRules: readonly Rule[] = [
    {
        id: "kms-rotation-enabled",
        title: "A symmetric key is rotated every year",
        why: "All that was ever encrypted hangs on one piece of key material.",
        cure: "Set enableKeyRotation to true and rotationPeriodInDays to 365 or less, or leave it out.",
        types: [key],
        kind: "resource",
        parameters: {
            maximumDays: integerParameter("days between rotations at most", 365, { minimum: 90, maximum: 2560 }),
        },
        // Keys of other kinds and those with material from outside KMS can't rotate (KMS developer guide, "Rotating AWS KMS
        // keys").
        conditions: when(
            all(
                whereOneOf("customerMasterKeySpec", [symmetric], symmetric, "only symmetric keys are rotated by KMS"),
                unlessSet(["customKeyStoreId", "xksKeyId"], "KMS does not rotate keys in custom key stores"),
            ),
            isTrue("enableKeyRotation"), atMost("rotationPeriodInDays", "maximumDays", "met"),
        ),
    },
    {
        id: "kms-deletion-window",
        title: "A key waits long before it is deleted",
        why: "What it encrypted is lost with it; the wait is the only time to notice.",
        cure: "Leave deletionWindowInDays out: KMS waits 30 days then.",
        types: [key],
        kind: "resource",
        parameters: { minimumDays: integerParameter("days that a key waits at least", 30, { minimum: 7, maximum: 30 }) },
        conditions: [atLeast("deletionWindowInDays", "minimumDays", "met")],
    },
    {
        id: "kms-policy-no-public-principal",
        title: "A key's policy does not let everybody in",
        why: "Every AWS account can decrypt with the key, or delete it.",
        cure: "Name principals, or add a condition on kms:CallerAccount or aws:PrincipalOrgID.",
        types: [key, keyPolicy],
        kind: "resource",
        conditions: [notOpenToAll("policy", ["kms:CallerAccount", "aws:PrincipalOrgID"])],
    },
    {
        id: "kms-policy-defined",
        title: "A key has a policy that keeps administrators and users apart",
        why: "Who can both use a key and change who uses it can read everything, unnoticed.",
        cure: "Set policy of the aws.kms.Key, or add an aws.kms.KeyPolicy; give kms:* to the account's root alone.",
        types: [key],
        kind: "stack",
        conditions: [
            (subject, { stack }) => {
                if (subject.props.at("policy").reading !== "absent" && subject.sets("policy")) return keptApart(subject);
                const found = beside(subject, stack, [keyPolicy], "keyId", "policy of its own");
                return isOutcome(found) ? found : found.flatMap((policy) => renamed(policy, keptApart(policy)));
            },
        ],
    },
    {
        id: "kms-key-spec-approved",
        title: "A key is of an approved kind and length",
        why: "Short keys and curves outside the standards can be broken, or nobody checks them.",
        cure: "Set customerMasterKeySpec to SYMMETRIC_DEFAULT, RSA_3072, RSA_4096, ECC_NIST_*, or HMAC_*, with a keyUsage that "
            + "fits.",
        types: [key],
        kind: "resource",
        conditions: [approvedSpec],
    },
    {
        id: "kms-grant-least-privilege",
        title: "A grant that hands on decryption is bound",
        why: "Who may decrypt and make grants lets anybody else decrypt, and nobody knows for how long.",
        cure: "Take CreateGrant out of operations, or set constraints or retireOnDelete.",
        types: ["aws:kms/grant:Grant"],
        kind: "resource",
        conditions: [boundGrant],
    },
];

/** An account's root stands for all that IAM allows (KMS developer guide, "Default key policy"). */
function isRoot(principal: string): boolean {
    return /^\d{12}$/.test(principal) || /^arn:[^:]*:iam::\d{12}:root$/.test(principal);
}

function mixes(statement: Statement): readonly string[] {
    if (statement.effect !== "Allow" || !namesAction(statement, "kms:PutKeyPolicy") || !namesAction(statement, "kms:Decrypt")) {
        return [];
    }
    return (statement.principals["AWS"] ?? []).filter((principal) => !isRoot(principal));
}

function keptApart({ props }: Subject): readonly Outcome[] {
    return judgedPolicy(props.at("policy"), notMet("policy", "is not set; a policy is required"), (statements) => {
        const mixed = statements.filter((statement) => mixes(statement).length > 0);
        return mixed.length === 0 ? [met] : mixed.map((statement) =>
            notMet(
                statement.path,
                `lets ${mixes(statement).join(", ")} both administer and use the key; statements for one of them are required`,
            ));
    });
}

function approvedSpec({ props }: Subject): Outcome {
    const spec = props.at("customerMasterKeySpec");
    const usage = props.at("keyUsage");
    if (spec.reading === "unknown") return unknown(spec.path);
    const found = specs.find(({ form }) => form.test(spec.text ?? symmetric));
    if (found === undefined) {
        return notMet(
            spec.path, `is ${shown(spec.value)}; SYMMETRIC_DEFAULT, RSA_3072, RSA_4096, ECC_NIST_*, or HMAC_* is required`,
        );
    }
    if (usage.reading === "unknown") return unknown(usage.path);
    const use = usage.text ?? "ENCRYPT_DECRYPT";
    return found.uses.includes(use)
        ? met
        : notMet(usage.path, `is ${shown(use)}; ${found.uses.join(" or ")} is required for ${spec.text ?? symmetric}`);
}

function boundGrant({ props }: Subject): Outcome {
    const operations = props.at("operations");
    if (!operations.settled) return unknown(operations.path);
    const listed = operations.items().map(({ text }) => text);
    if (!listed.includes("CreateGrant") || !listed.includes("Decrypt")) return notApplicable("it does not hand on decryption");
    const [retire, constraints] = [props.at("retireOnDelete"), props.at("constraints")];
    if (retire.flag === true || constraints.items().length > 0) return met;
    const open = [retire, constraints].find(({ reading }) => reading === "unknown");
    return open === undefined
        ? notMet("operations", "has both CreateGrant and Decrypt; constraints or retireOnDelete is required")
        : unknown(open.path);
}
