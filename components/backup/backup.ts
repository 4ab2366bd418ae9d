/**
 * Daily backups by AWS Backup, apart from the database and from what RDS itself keeps: in a vault of their own, locked where the
 * environment asks for it, and copied to another region. They outlive the database, and where they are locked, the account's
 * administrators cannot delete them.
 */

import { Plan, Selection } from "@pulumi/aws/backup";
import type * as inputs from "@pulumi/aws/types/input";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { createManagedRole } from "../lib/managed-role";
import { fitName } from "../lib/names";
import { assumeRolePolicy, ofAccount } from "../lib/policy";
import { BackupVault } from "./vault";

/** Letters of a plan's and a selection's name (AWS Backup API reference, CreateBackupPlan and CreateBackupSelection). */
const maxName = 50;
/** Minutes until a backup must have begun, 60 or more, and until it must be done. */
const startMinutes = 60;
const completionMinutes = 360;
/** What backing up and restoring need (AWS Backup developer guide, "Managed policies for AWS Backup"). */
const policies = ["service-role/AWSBackupServiceRolePolicyForBackup", "service-role/AWSBackupServiceRolePolicyForRestores"];

export interface BackupArgs {
    /** ARNs of what is backed up, one or more. */
    readonly resourceArns: pulumi.Input<string>[];
    /** When the daily backup begins, UTC, `hh:mm`. */
    readonly startsAt: string;
    /** Days that a backup is kept. */
    readonly retentionDays: number;
    /** `none`, `governance` or `compliance`. @default "compliance" */
    readonly lock?: string;
    /** Topic that hears of failures. */
    readonly topicArn: pulumi.Input<string>;
    /** Vault in another region. @default - no copies */
    readonly copyVaultArn?: pulumi.Input<string>;
}

export interface BackupOutputs {
    readonly vaultName: pulumi.Output<string>;
    /** Role of backups and restores. */
    readonly roleArn: pulumi.Output<string>;
}

export class Backup extends pulumi.ComponentResource implements BackupOutputs {
    readonly vaultName: pulumi.Output<string>;
    readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: BackupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:backup:Backup", name, {}, opts);
        const vault = new BackupVault(`${name}-backup`, {
            lock: args.lock ?? "compliance", retentionDays: args.retentionDays, topicArn: args.topicArn,
        }, { parent: this });
        const account = accountOf(this);
        const { role, attachments } = createManagedRole(`${name}-backup`, {
            description: `Backs up and restores the data of ${name}`,
            assumeRolePolicy: assumeRolePolicy("backup.amazonaws.com", [ofAccount(account)]),
            policies,
        }, account, this);
        const plan = createPlan(name, args, vault, this);
        new Selection(`${name}-backup-selection`, {
            name: fitName([name, "data"], maxName),
            planId: plan.id,
            iamRoleArn: role.arn,
            resources: args.resourceArns,
        }, { parent: this, dependsOn: attachments });
        this.vaultName = vault.vaultName;
        this.roleArn = role.arn;
        this.registerOutputs({ vaultName: this.vaultName, roleArn: this.roleArn });
    }
}

function createPlan(name: string, args: BackupArgs, vault: BackupVault, parent: pulumi.Resource): Plan {
    const lifecycle = { deleteAfter: args.retentionDays };
    const copies: pulumi.Input<inputs.backup.PlanRuleCopyAction>[] =
        args.copyVaultArn === undefined ? [] : [{ destinationVaultArn: args.copyVaultArn, lifecycle }];
    return new Plan(`${name}-backup-plan`, {
        name: fitName([name, "daily"], maxName),
        rules: [{
            ruleName: "daily",
            targetVaultName: vault.vaultName,
            schedule: dailyAt(args.startsAt),
            startWindow: startMinutes,
            completionWindow: completionMinutes,
            lifecycle,
            copyActions: copies,
        }],
        tags: { Name: `${name}-daily` },
        // A plan's retention must fit the vault's lock from the start.
    }, { parent, dependsOn: [vault] });
}

/** Six fields, of which the third or the fifth is `?` (AWS Backup API reference, BackupRuleInput, `ScheduleExpression`). */
function dailyAt(time: string): string {
    const [hour, minute] = time.split(":").map(Number);
    return `cron(${minute} ${hour} ? * * *)`;
}
