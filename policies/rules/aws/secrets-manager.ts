/** Secrets of Secrets Manager. */
import { atLeast, isTrue, shown } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter } from "../../core/parameters";
import { customerKey } from "../../core/references";
import { withBeside } from "../../core/relations";
import type { Rule, Subject } from "../../core/rule";
import { notOpenToAll } from "./open-policies";

const secret = "aws:secretsmanager/secret:Secret";
const rotation = "aws:secretsmanager/secretRotation:SecretRotation";
const secretPolicy = "aws:secretsmanager/secretPolicy:SecretPolicy";
const hoursOfDay = 24;
/** Of the longest month. */
const daysOfMonth = 31;

export const secretsManagerRules: readonly Rule[] = [
    {
        id: "secretsmanager-customer-managed-key",
        title: "A secret is encrypted under a key of the account's own",
        why: "Nobody can restrict, audit by itself, or withdraw the key aws/secretsmanager.",
        cure: "Make an aws.kms.Key and give its ARN as kmsKeyId.",
        types: [secret],
        kind: "resource",
        conditions: [customerKey("kmsKeyId")],
    },
    {
        id: "secretsmanager-rotation-enabled",
        title: "A secret is rotated by itself",
        why: "Who once got hold of it can use it for ever.",
        cure: "Add an aws.secretsmanager.SecretRotation with its rotationRules.",
        types: [secret],
        kind: "stack",
        conditions: [
            (subject, context) => {
                // Secrets of other services carry their name and are rotated by them (Secrets Manager user guide, "Secrets
                // managed by other AWS services").
                const name = subject.props.at("name").text ?? "";
                if (/^[a-z-]+!/.test(name)) return notApplicable(`the service ${name.split("!", 1)[0]} rotates it`);
                return withBeside([rotation], "secretId", "rotation", rotates)(subject, context);
            },
        ],
    },
    {
        id: "secretsmanager-rotation-interval",
        title: "A secret is rotated often enough",
        why: "Who once got hold of it can use it for long.",
        cure: "Set rotationRules.automaticallyAfterDays to 90 or less.",
        types: [rotation],
        kind: "resource",
        parameters: {
            maximumDays: integerParameter("days between rotations at most", 90, { minimum: 1, maximum: 1000 }, "ia-05_odp.01"),
        },
        conditions: [(subject, context) => oftenEnough(subject, Number(context.parameter("maximumDays")))],
    },
    {
        id: "secretsmanager-policy-not-public",
        title: "A secret's policy does not let everybody in",
        why: "Every AWS account can read the secret.",
        cure: "Name principals in the policy, and set blockPublicPolicy of aws.secretsmanager.SecretPolicy to true.",
        types: [secretPolicy, secret],
        kind: "resource",
        conditions: [
            notOpenToAll("policy", []),
            (subject, context) => (subject.type === secretPolicy
                ? isTrue("blockPublicPolicy")(subject, context)
                : notApplicable("it has no policy")),
        ],
    },
    {
        id: "secretsmanager-recovery-window",
        title: "A deleted secret can be had back",
        why: "What is deleted by mistake is gone at once.",
        cure: "Leave recoveryWindowInDays out: 30 days then.",
        types: [secret],
        kind: "resource",
        parameters: {
            minimumDays: integerParameter("days that a deleted secret can be had back at least", 7, { minimum: 7, maximum: 30 }),
        },
        // 30 where nothing is said (aws.secretsmanager.Secret, recoveryWindowInDays).
        conditions: [atLeast("recoveryWindowInDays", "minimumDays", "met")],
    },
];

function rotates({ name, props }: Subject): readonly Outcome[] {
    const enabled = props.at("rotationEnabled");
    const rules = props.at("rotationRules");
    if (enabled.reading === "unknown") return [unknown(`${name}.rotationEnabled`)];
    if (enabled.flag === false) return [notMet("", `has the rotation ${name} that is turned off`)];
    const schedule = [rules.at("automaticallyAfterDays"), rules.at("scheduleExpression")];
    if (schedule.some(({ reading }) => reading === "known")) return [met];
    const open = schedule.find(({ reading }) => reading === "unknown");
    return [open === undefined ? notMet("", `has the rotation ${name} without a schedule`) : unknown(`${name}.${open.path}`)];
}

function oftenEnough({ props }: Subject, most: number): Outcome {
    const rules = props.at("rotationRules");
    const enabled = props.at("rotationEnabled");
    if (enabled.flag === false) return notMet(enabled.path, "is false; a rotation is required");
    const [days, schedule] = [rules.at("automaticallyAfterDays"), rules.at("scheduleExpression")];
    const open = [rules, days, schedule].find(({ reading }) => reading === "unknown");
    if (open !== undefined) return unknown(open.path);
    const node = days.reading === "known" ? days : schedule.reading === "known" ? schedule : days;
    const every = node === schedule ? daysBetween(schedule.text ?? "") : days.number;
    if (node.reading === "absent") return notMet(node.path, `is not set; 1 to ${most} is required`);
    return every !== undefined && every > 0 && every <= most
        ? met
        : notMet(node.path, `is ${shown(node.value)}; 1 to ${most} days is required`);
}

/**
 * At most, of a schedule (Secrets Manager user guide, "Schedule expressions in Secrets Manager rotation"); undefined where it
 * can't be told.
 */
function daysBetween(schedule: string): number | undefined {
    const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(schedule);
    if (rate !== null) return Number(rate[1]) / (rate[2] === "hour" ? hoursOfDay : 1);
    const months = /^cron\(\S+ \S+ \S+ (\S+) \S+ \*\)$/.exec(schedule)?.[1];
    if (months === "*") return daysOfMonth;
    const step = /^(?:\*|1)\/(\d+)$/.exec(months ?? "")?.[1];
    return step === undefined ? undefined : Number(step) * daysOfMonth;
}
