import { randomUUID } from "node:crypto";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { numberOr, optionalText, Props, record, records, text } from "../../cloud/values";
import { merged } from "../merge";
import {
    flagProperty, Made, mapProperty, numberProperty, objectProperty, ResourceModel, setProperty, Shape, textProperty,
} from "../model";
import { findVault, invalid, invalidCode, invalidRequest, lockType, planType, selectionType, service, vaultType } from "./types";

const createPlan = "AWS Backup API Reference, CreateBackupPlan";
const ruleInput = "AWS Backup API Reference, BackupRuleInput";
const lifecycleSource = "AWS Backup API Reference, Lifecycle";

/** Days that a backup stays in cold storage at least. */
const coldDays = 90;
/** Minutes that a backup has at least after the start window. */
const leastWork = 60;

const lifecycle = objectProperty(
    {
        coldStorageAfter: numberProperty({ min: 1 }),
        deleteAfter: numberProperty({ min: 1 }),
        optInToArchiveForSupportedResources: flagProperty({ computed: true }),
    },
    { source: lifecycleSource },
);

const inputs: Shape = {
    name: textProperty({ computed: true, replace: true, pattern: /^[a-zA-Z0-9_.-]{1,50}$/, source: createPlan }),
    rules: setProperty(
        objectProperty({
            completionWindow: numberProperty({ default: 180, min: 1 }),
            copyActions: setProperty(objectProperty({
                destinationVaultArn: textProperty({
                    required: true, pattern: /^arn:aws:backup:[a-z0-9-]+:\d{12}:backup-vault:.+$/,
                }),
                lifecycle,
            })),
            enableContinuousBackup: flagProperty({ default: false }),
            lifecycle,
            recoveryPointTags: mapProperty(textProperty({ maxLength: 256 })),
            ruleName: textProperty({ required: true, pattern: /^[a-zA-Z0-9_.-]{1,50}$/, source: ruleInput }),
            schedule: textProperty({ rule: (value) => scheduleRule(String(value)), source: ruleInput }),
            scheduleExpressionTimezone: textProperty({ default: "Etc/UTC", minLength: 1 }),
            startWindow: numberProperty({ default: 60, min: 60, source: ruleInput }),
            targetVaultName: textProperty({ required: true, pattern: /^[a-zA-Z0-9_-]{2,50}$/, source: ruleInput }),
        }),
        { required: true, minItems: 1, source: createPlan },
    ),
};

/** When what is selected is backed up, where to, and for how long. */
export const plan: ResourceModel = {
    type: planType,
    service,
    actions: { create: "CreateBackupPlan", update: "UpdateBackupPlan", remove: "DeleteBackupPlan" },
    invalidCode,
    autoname: { property: "name", maxLength: 50 },
    tagged: true,
    inputs,
    outputs: ["arn", "version"],
    recomputed: () => ["version"],
    create,
    update: (cloud, object, news) => {
        check(cloud, news);
        return { ...merged(inputs, object.props, news), version: newVersion(cloud) };
    },
    remove,
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        { what: "A plan of the same name and rules is refused (AlreadyExistsException).", source: createPlan },
        { what: "The vault of a rule exists in the region (InvalidParameterValueException).", source: ruleInput },
        { what: "The vault of a copy exists, if it is the account's own (InvalidParameterValueException).", source: ruleInput },
        {
            what: "A backup has an hour at least after the start window (InvalidParameterValueException).",
            source: "AWS Backup Developer Guide, Backup plan options and configuration",
        },
        {
            what: "What goes to cold storage stays there for 90 days at least (InvalidParameterValueException).",
            source: lifecycleSource,
        },
        {
            what: "What is kept fits the lock of its vault; AWS refuses each job instead (InvalidParameterValueException).",
            source: "AWS Backup Developer Guide, AWS Backup Vault Lock",
        },
        {
            what: "A plan with selections does not go (InvalidRequestException).",
            source: "AWS Backup API Reference, DeleteBackupPlan",
        },
    ],
};

/** Six fields of cron; an hour between two backups at least. */
function scheduleRule(schedule: string): string | undefined {
    const fields = /^cron\(([^)]+)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
    if (fields.length !== 6) return `expected cron(minutes hours day month weekday year), got ${schedule}`;
    if (!/^\d{1,2}$/.test(fields[0] ?? "")) {
        return `backups run once an hour at most: the minutes are one number, got ${schedule}`;
    }
    return fields[2] === "?" || fields[4] === "?" ? undefined : `one of day of month and day of week must be ?, got ${schedule}`;
}

function create(cloud: Cloud, given: Props): Made {
    const name = text(given, "name");
    if (cloud.where(planType, "name", name).length > 0) {
        throw new AwsError("AlreadyExistsException", "Backup plan with the same plan document already exists.");
    }
    check(cloud, given);
    const id = randomUUID();
    return { id, props: { ...given, name, arn: cloud.arn("backup", `backup-plan:${id}`), version: newVersion(cloud) } };
}

function newVersion(cloud: Cloud): string {
    return Buffer.from(cloud.hex(36), "hex").toString("base64").replace(/[+/=]/g, "0");
}

function check(cloud: Cloud, given: Props): void {
    for (const rule of records(given, "rules")) {
        const vault = findVault(cloud, text(rule, "targetVaultName"));
        if (vault === undefined) throw invalid(`Backup vault ${text(rule, "targetVaultName")} cannot be found.`);
        checkWindows(rule);
        checkLifecycle(cloud, rule, vault);
        for (const copy of records(rule, "copyActions")) {
            const arn = text(copy, "destinationVaultArn");
            // Other accounts cannot be seen from here.
            if (arn.split(":")[4] !== cloud.account) continue;
            const target = vaultByArn(cloud, arn);
            if (target === undefined) throw invalid(`Backup vault ${arn} cannot be found.`);
            checkLifecycle(cloud, copy, target);
        }
    }
}

/** In whatever region: the store is that of the whole account. */
function vaultByArn(cloud: Cloud, arn: string): CloudObject | undefined {
    return cloud.store.list(vaultType).find(({ props }) => props["arn"] === arn);
}

function checkWindows(rule: Props): void {
    if (numberOr(rule, "completionWindow", 180) < numberOr(rule, "startWindow", 60) + leastWork) {
        throw invalid("Completion window must be at least 60 minutes longer than the start window.");
    }
}

function checkLifecycle(cloud: Cloud, of: Props, vault: CloudObject): void {
    const cold = optional(record(of, "lifecycle"), "coldStorageAfter");
    const days = optional(record(of, "lifecycle"), "deleteAfter");
    if (cold !== undefined && days !== undefined && days < cold + coldDays) {
        throw invalid("DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays");
    }
    const lock = cloud.find(lockType, vault.id)?.props ?? {};
    const least = optional(lock, "minRetentionDays");
    const most = optional(lock, "maxRetentionDays");
    if ((least !== undefined && days !== undefined && days < least) || (most !== undefined && (days ?? Infinity) > most)) {
        const allowed = `${least ?? 1} to ${most ?? "any"}`;
        throw invalid(`Retention of ${days ?? "no end"} days is outside of what the lock of ${vault.id} allows: ${allowed}`);
    }
}

function optional(props: Props, name: string): number | undefined {
    const value = props[name];
    return typeof value === "number" ? value : undefined;
}

function remove(cloud: Cloud, object: CloudObject): void {
    if (cloud.all(selectionType).some(({ props }) => optionalText(props, "planId") === object.id)) {
        throw invalidRequest("Related backup plan selections must be deleted prior to backup plan deletion");
    }
}
