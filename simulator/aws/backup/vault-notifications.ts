import { Cloud } from "../../cloud/cloud";
import { Props, text } from "../../cloud/values";
import { Made, ResourceModel, setProperty, textProperty } from "../model";
import { findTopic, letsPublish } from "../sns/types";
import { invalid, invalidCode, needVault, notificationsType, service } from "./types";

const putNotifications = "AWS Backup API Reference, PutBackupVaultNotifications";

const events = [
    "BACKUP_JOB_STARTED", "BACKUP_JOB_COMPLETED", "BACKUP_JOB_SUCCESSFUL", "BACKUP_JOB_FAILED", "BACKUP_JOB_EXPIRED",
    "RESTORE_JOB_STARTED", "RESTORE_JOB_COMPLETED", "RESTORE_JOB_SUCCESSFUL", "RESTORE_JOB_FAILED", "COPY_JOB_STARTED",
    "COPY_JOB_SUCCESSFUL", "COPY_JOB_FAILED", "RECOVERY_POINT_MODIFIED", "RECOVERY_POINT_INDEX_COMPLETED",
    "RECOVERY_POINT_INDEX_DELETED", "RECOVERY_POINT_INDEXING_FAILED", "BACKUP_PLAN_CREATED", "BACKUP_PLAN_MODIFIED",
    "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED",
];

/** Who hears of a vault's jobs. */
export const vaultNotifications: ResourceModel = {
    type: notificationsType,
    service,
    actions: { create: "PutBackupVaultNotifications", remove: "DeleteBackupVaultNotifications" },
    invalidCode,
    tagged: false,
    inputs: {
        backupVaultEvents: setProperty(
            textProperty({ oneOf: events }), { required: true, minItems: 1, source: putNotifications },
        ),
        backupVaultName: textProperty({ required: true, pattern: /^[a-zA-Z0-9_-]{2,50}$/, source: putNotifications }),
        snsTopicArn: textProperty({ required: true, pattern: /^arn:aws:sns:.+$/, source: putNotifications }),
    },
    outputs: ["backupVaultArn"],
    create,
    usualSeconds: { create: 1, remove: 1 },
    checks: [
        { what: "The vault exists (ResourceNotFoundException).", source: putNotifications },
        {
            what: "The topic exists and lets backup.amazonaws.com send to it, where AWS stays silent (InvalidParameterValueException).",
            source: "AWS Backup Developer Guide, Notification options with AWS Backup",
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const vault = needVault(cloud, text(given, "backupVaultName"));
    const topic = findTopic(cloud, text(given, "snsTopicArn"));
    if (topic === undefined || !letsPublish(cloud, topic, "backup.amazonaws.com")) {
        throw invalid(`SNS topic ${text(given, "snsTopicArn")} does not exist or does not let AWS Backup publish to it`);
    }
    return { id: vault.id, props: { ...given, backupVaultArn: text(vault.props, "arn") } };
}
