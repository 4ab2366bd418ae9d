/** Vaults and plans of AWS Backup. */
import { each, shown } from "../../core/conditions";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import type { Node } from "../../core/node";
import { integerParameter } from "../../core/parameters";
import { customerKey } from "../../core/references";
import { withBeside } from "../../core/relations";
import type { Parameter, Rule, Subject } from "../../core/rule";

const vault = "aws:backup/vault:Vault";
const plan = "aws:backup/plan:Plan";
const lock = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const hoursOfDay = 24;

const minimumDays: { readonly minimumDays: Parameter } = {
    minimumDays: integerParameter("days that backups are kept at least", 35, { minimum: 1, maximum: 36500 }),
};

export const backupRules: readonly Rule[] = [
    {
        id: "backup-vault-kms",
        title: "A backup vault is encrypted under a key of the account's own",
        why: "Nobody can restrict, audit by itself, or withdraw the key aws/backup.",
        cure: "Make an aws.kms.Key and give its ARN as kmsKeyArn.",
        types: [vault],
        kind: "resource",
        conditions: [customerKey("kmsKeyArn")],
    },
    {
        id: "backup-plan-retention",
        title: "A plan backs up every day and keeps it long enough",
        why: "A mistake that is noticed late can't be undone, or a day's work is lost.",
        cure: "Give each of rules a daily schedule, and lifecycle.deleteAfter of the required days or more.",
        types: [plan],
        kind: "resource",
        parameters: minimumDays,
        conditions: [
            each("rules", "notMet", "a rule", (rule) => isDaily(rule.at("schedule"))),
            each("rules", "notMet", "a rule", (rule, { parameter }) =>
                keeps(rule.at("lifecycle.deleteAfter"), Number(parameter("minimumDays")))),
        ],
    },
    {
        id: "backup-vault-lock",
        title: "Backups in a vault can't be deleted before their time",
        why: "Whoever breaks in deletes the backups first.",
        cure: "Add an aws.backup.VaultLockConfiguration for the vault with minRetentionDays.",
        types: [vault],
        kind: "stack",
        parameters: minimumDays,
        conditions: [
            withBeside([lock], "backupVaultName", "lock", (each, { parameter }) =>
                [locks(each, Number(parameter("minimumDays")))]),
        ],
    },
    {
        id: "backup-cross-region-copy",
        title: "A plan copies backups to another region",
        why: "With its region data and backups are out of reach.",
        cure: "Add copyActions to one of rules with the ARN of a vault in another region.",
        types: [plan],
        kind: "resource",
        conditions: [copiesAway],
    },
];

/** Every day at five where nothing is said (Backup API reference, BackupRuleInput, `ScheduleExpression`). */
function isDaily(schedule: Node): Outcome {
    if (schedule.reading === "unknown") return unknown(schedule.path);
    if (schedule.reading === "absent") return met;
    const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule.text ?? "");
    const hours = { minute: 1 / 60, hour: 1, day: hoursOfDay };
    if (rate !== null && Number(rate[1]) * hours[rate[2] as keyof typeof hours] <= hoursOfDay) return met;
    const cron = /^cron\(\S+ \S+ (\S+) (\S+) (\S+) (\S+)\)$/.exec(schedule.text ?? "");
    const always = (part: string | undefined): boolean => /^(\*|\?|[*01]\/1)$/.test(part ?? "");
    const daily = cron !== null && [cron[1], cron[2], cron[3], cron[4]].every(always);
    return daily ? met : notMet(schedule.path, `is ${shown(schedule.value)}; a schedule of every day is required`);
}

/** For ever where nothing is said. */
function keeps(days: Node, least: number): Outcome {
    if (days.reading === "unknown") return unknown(days.path);
    if (days.reading === "absent") return met;
    return days.number !== undefined && days.number >= least
        ? met
        : notMet(days.path, `is ${shown(days.value)}; ${least} or more is required`);
}

function locks({ name, props }: Subject, least: number): Outcome {
    const days = props.at("minRetentionDays");
    if (days.reading === "unknown") return unknown(`${name}.minRetentionDays`);
    if (days.number !== undefined && days.number >= least) return met;
    return notMet("", `has the lock ${name} with minRetentionDays ${days.number ?? "not set"}; ${least} or more is required`);
}

/** A plan's own region is known from `region` or its ARN; else two copies in differing regions are sure to be elsewhere, too. */
function copiesAway({ props, from }: Subject): Outcome {
    const own = props.at("region").text ?? regionOf(props.at("arn").text);
    const targets = props.at("rules").items().flatMap((rule) => rule.at("copyActions").items()).map((action) =>
        action.at("destinationVaultArn"));
    const made = from("rules").filter(({ type }) => type === vault).map((each) => each.props.at("region").text);
    const regions = new Set([...targets.map(({ text }) => regionOf(text)), ...made].filter((region) => region !== undefined));
    if (regions.size > 1 || (own !== undefined && [...regions].some((region) => region !== own))) return met;
    if (!props.at("rules").settled) return unknown("rules");
    if (targets.length === 0) return notMet("rules", "has no copyActions; one to another region is required");
    return own === undefined ? unknown("region") : notMet("rules", `copies only to ${own} itself; another region is required`);
}

function regionOf(arn: string | undefined): string | undefined {
    return arn?.split(":")[3];
}
