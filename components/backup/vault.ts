/** A vault of AWS Backup under a key of its own, in the region of the provider that it is given. */

import { Vault, VaultLockConfiguration, VaultNotifications } from "@pulumi/aws/backup";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { createKey } from "../lib/key";
import { fitName } from "../lib/names";

/** Letters of a vault's name (AWS Backup API reference, CreateBackupVault). */
export const maxVaultName = 50;
/**
 * Days in which a lock in compliance mode can still be taken away, 3 or more (AWS Backup API reference,
 * PutBackupVaultLockConfiguration): a fortnight to see that the first backups are right.
 */
const graceDays = 14;
/** What a person must hear of. */
const events = ["BACKUP_JOB_FAILED", "BACKUP_JOB_EXPIRED", "COPY_JOB_FAILED", "RESTORE_JOB_COMPLETED"];

export interface BackupVaultArgs {
    /** `none`; `governance`: whoever has the right may lift it; `compliance`: after a fortnight nobody may, AWS included. */
    readonly lock: string;
    /** Days that a backup stays in any case where there is a lock. */
    readonly retentionDays: number;
    /** Topic in the vault's region that hears of failures. @default - nobody hears of them */
    readonly topicArn?: pulumi.Input<string>;
}

export interface BackupVaultOutputs {
    readonly vaultName: pulumi.Output<string>;
    readonly vaultArn: pulumi.Output<string>;
}

export class BackupVault extends pulumi.ComponentResource implements BackupVaultOutputs {
    readonly vaultName: pulumi.Output<string>;
    readonly vaultArn: pulumi.Output<string>;

    /** @param name unique in all regions of the account, as the key's alias */
    constructor(name: string, args: BackupVaultArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:backup:BackupVault", name, {}, opts);
        const vault = createVault(name, args, this);
        createLock(name, args, vault, this);
        if (args.topicArn !== undefined) {
            new VaultNotifications(`${name}-notifications`, {
                backupVaultName: vault.name, snsTopicArn: args.topicArn, backupVaultEvents: events,
            }, { parent: this });
        }
        this.vaultName = vault.name;
        this.vaultArn = vault.arn;
        this.registerOutputs({ vaultName: this.vaultName, vaultArn: this.vaultArn });
    }
}

function createVault(name: string, args: BackupVaultArgs, parent: pulumi.Resource): Vault {
    const protect = args.lock === "compliance";
    const key = createKey(name, { description: `Backups in the vault ${name}`, protect }, accountOf(parent), parent);
    return new Vault(`${name}-vault`, {
        name: fitName([name], maxVaultName),
        kmsKeyArn: key.arn,
        // Without a lock the backups are as passing as what they are of.
        forceDestroy: args.lock === "none",
        tags: { Name: name },
    }, { parent, protect });
}

function createLock(name: string, args: BackupVaultArgs, vault: Vault, parent: pulumi.Resource): void {
    if (args.lock === "none") {
        return;
    }
    new VaultLockConfiguration(`${name}-lock`, {
        backupVaultName: vault.name,
        minRetentionDays: args.retentionDays,
        changeableForDays: args.lock === "compliance" ? graceDays : undefined,
    }, { parent });
}
