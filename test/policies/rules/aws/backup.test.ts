import { backupRules } from "../../../../policies/rules/aws/backup";
import { describeRules, later, type Made } from "../harness";
import { own } from "../own";

const vaultType = "aws:backup/vault:Vault";
const planType = "aws:backup/plan:Plan";
const vault = (name: string, props: Made["props"] = {}): Made => ({ type: vaultType, name, props });
const lock = (props: Made["props"]): Made => ({
    type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration", name: "bolt", props: { backupVaultName: later, ...props },
    from: { backupVaultName: ["vault"] },
});
const rule = (schedule: unknown, deleteAfter: unknown): Made["props"] =>
    ({ rules: [{ ruleName: "daily", schedule, lifecycle: { deleteAfter } }] });
const arn = (region: string): string => `arn:aws:backup:${region}:111122223333:backup-vault:copies`;
const copyTo = (...arns: readonly unknown[]): Made["props"] =>
    ({ rules: [{ ruleName: "daily", copyActions: arns.map((destinationVaultArn) => ({ destinationVaultArn })) }] });
const plan = (props: Made["props"], from: Made["from"] = {}): Made => ({ type: planType, name: "plan", props, from });
const daily = "cron(0 5 ? * * *)";

describeRules("Backup", backupRules, {
    "backup-vault-kms": own(vaultType, {
        good: { kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" },
        wrong: [[{ kmsKeyArn: "" }, "kmsKeyArn is not set; a customer managed key is required"]],
        absent: ["kmsKeyArn is not set; a customer managed key is required"],
        later: [{ kmsKeyArn: later }, "kmsKeyArn"],
        other: planType,
    }),
    "backup-plan-retention": own(planType, {
        good: rule(daily, 35),
        alsoGood: [
            rule(undefined, undefined), rule("rate(12 hours)", 90), rule("cron(0 5/8 * * ? *)", 35),
            rule("cron(0 5 1/1 * ? *)", 35),
        ],
        wrong: [
            [rule(daily, 34), "rules[0].lifecycle.deleteAfter is 34; 35 or more is required"],
            [rule("cron(0 5 ? * SUN *)", 35), `rules[0].schedule is "cron(0 5 ? * SUN *)"; a schedule of every day is required`],
            [rule("cron(0 5 1 * ? *)", 35), `rules[0].schedule is "cron(0 5 1 * ? *)"; a schedule of every day is required`],
            [rule("rate(2 days)", 35), `rules[0].schedule is "rate(2 days)"; a schedule of every day is required`],
        ],
        absent: ["rules is not set; a rule is required", "rules is not set; a rule is required"],
        later: [rule(later, later), "rules[0].schedule", "rules[0].lifecycle.deleteAfter"],
        other: vaultType,
    }),
    "backup-vault-lock": {
        passes: [
            [vault("vault"), lock({ minRetentionDays: 35 })],
            [vault("vault", { name: "kept" }), { ...lock({ backupVaultName: "kept", minRetentionDays: 90 }), from: {} }],
        ],
        fails: [
            {
                given: [vault("vault"), lock({ minRetentionDays: 7 })],
                findings: ["has the lock bolt with minRetentionDays 7; 35 or more is required"],
            },
            {
                given: [vault("vault"), lock({})],
                findings: ["has the lock bolt with minRetentionDays not set; 35 or more is required"],
            },
        ],
        absent: { given: [vault("vault")], verdict: { kind: "notMet", findings: ["has no lock"], undecided: [] } },
        unknown: { given: [vault("vault"), lock({ minRetentionDays: later })], undecided: ["bolt.minRetentionDays"] },
        notApplicable: { otherType: planType },
    },
    "backup-cross-region-copy": {
        passes: [
            [plan({ region: "eu-west-1", ...copyTo(arn("eu-central-1")) })],
            [plan(copyTo(arn("eu-west-1"), arn("eu-central-1")))],
            [plan({ arn: "arn:aws:backup:eu-west-1:111122223333:backup-plan:1", ...copyTo(arn("eu-central-1")) })],
            [plan({ region: "eu-west-1", ...copyTo(later) }, { rules: ["away"] }), vault("away", { region: "eu-central-1" })],
        ],
        fails: [
            {
                given: [plan({ region: "eu-west-1", ...copyTo(arn("eu-west-1")) })],
                findings: ["rules copies only to eu-west-1 itself; another region is required"],
            },
            { given: [plan(copyTo())], findings: ["rules has no copyActions; one to another region is required"] },
        ],
        absent: {
            given: [plan({})],
            verdict: { kind: "notMet", findings: ["rules has no copyActions; one to another region is required"], undecided: [] },
        },
        unknown: { given: [plan({ region: "eu-west-1", ...copyTo(later) })], undecided: ["rules"] },
        notApplicable: { otherType: vaultType },
    },
});
