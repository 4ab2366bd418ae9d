import { strict as assert } from "node:assert";
import { Backup, type BackupArgs } from "../../../components/backup/backup";
import { BackupVault } from "../../../components/backup/vault";
import { json, record, type Recording, type Values } from "../recorder";

const planType = "aws:backup/plan:Plan";
const vaultType = "aws:backup/vault:Vault";
const lockType = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const databaseArn = "arn:aws:rds:us-east-1:111122223333:db:prod-database";
const copyVaultArn = "arn:aws:backup:us-west-2:111122223333:backup-vault:prod-backup-copy";

const args: BackupArgs = {
    resourceArns: [databaseArn], startsAt: "06:05", retentionDays: 90, topicArn: "arn:aws:sns:us-east-1:111122223333:prod-alarms",
};

function rulesOf(recording: Recording<Backup>): Values {
    return (recording.inputs(planType, "prod-backup-plan").rules as Values[])[0];
}

describe("backup", () => {
    let whole: Recording<Backup>;
    before(async () => {
        whole = await record(() => new Backup("prod", { ...args, copyVaultArn }));
    });

    it("makes exactly these resources", () => {
        assert.deepEqual(whole.list(), [
            "aws:backup/plan:Plan prod-backup-plan",
            "aws:backup/selection:Selection prod-backup-selection",
            "aws:backup/vault:Vault prod-backup-vault",
            "aws:backup/vaultLockConfiguration:VaultLockConfiguration prod-backup-lock",
            "aws:backup/vaultNotifications:VaultNotifications prod-backup-notifications",
            "aws:iam/role:Role prod-backup-role",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment prod-backup-AWSBackupServiceRolePolicyForBackup",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment prod-backup-AWSBackupServiceRolePolicyForRestores",
            "aws:kms/alias:Alias prod-backup-key-alias",
            "aws:kms/key:Key prod-backup-key",
            "colorway:backup:Backup prod",
            "colorway:backup:BackupVault prod-backup",
        ]);
    });

    it("backs up every day, keeps it for its time here and in the other region", () => {
        assert.deepEqual(rulesOf(whole), {
            ruleName: "daily",
            targetVaultName: "prod-backup",
            schedule: "cron(5 6 ? * * *)",
            startWindow: 60,
            completionWindow: 360,
            lifecycle: { deleteAfter: 90 },
            copyActions: [{ destinationVaultArn: copyVaultArn, lifecycle: { deleteAfter: 90 } }],
        });
    });

    it("copies nothing where there is no other vault", async () => {
        assert.deepEqual(rulesOf(await record(() => new Backup("prod", args))).copyActions, []);
    });

    it("takes what it is given by a role that only AWS Backup of this account takes", () => {
        assert.deepEqual(whole.inputs("aws:backup/selection:Selection", "prod-backup-selection"), {
            name: "prod-data",
            planId: "prod-backup-plan-id",
            iamRoleArn: "arn:aws:iam::111122223333:role/prod-backup-role",
            resources: [databaseArn],
        });
        assert.deepEqual(json(whole.inputs("aws:iam/role:Role", "prod-backup-role").assumeRolePolicy).Statement, [{
            Effect: "Allow",
            Principal: { Service: "backup.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        }]);
    });

    it("tells of what failed and of restores", () => {
        assert.deepEqual(whole.inputs(
            "aws:backup/vaultNotifications:VaultNotifications", "prod-backup-notifications",
        ).backupVaultEvents,
            ["BACKUP_JOB_FAILED", "BACKUP_JOB_EXPIRED", "COPY_JOB_FAILED", "RESTORE_JOB_COMPLETED"]);
    });

    it("plans only when the vault has its lock", () => {
        assert.ok(whole.waitsFor(whole.one(planType, "prod-backup-plan"), whole.one(lockType, "prod-backup-lock")));
    });
});

describe("vault", () => {
    const build = (lock: string): Promise<Recording<BackupVault>> => record(
        () => new BackupVault("prod-backup", { lock, retentionDays: 35 }),
    );

    it("can be emptied without a lock", async () => {
        const none = await build("none");
        assert.deepEqual(none.ofType(lockType), []);
        assert.equal(none.inputs(vaultType, "prod-backup-vault").forceDestroy, true);
        assert.equal(none.one(vaultType, "prod-backup-vault").protect, false);
    });

    it("is locked so that whoever may can lift it", async () => {
        const governance = await build("governance");
        assert.deepEqual(
            governance.inputs(lockType, "prod-backup-lock"), { backupVaultName: "prod-backup", minRetentionDays: 35 },
        );
        assert.equal(governance.inputs(vaultType, "prod-backup-vault").forceDestroy, false);
    });

    it("is locked for good after a fortnight, and kept by Pulumi, too, with its key", async () => {
        const compliance = await build("compliance");
        assert.deepEqual(compliance.inputs(lockType, "prod-backup-lock"), {
            backupVaultName: "prod-backup", minRetentionDays: 35, changeableForDays: 14,
        });
        assert.equal(compliance.one(vaultType, "prod-backup-vault").protect, true);
        assert.equal(compliance.one("aws:kms/key:Key", "prod-backup-key").protect, true);
    });
});
