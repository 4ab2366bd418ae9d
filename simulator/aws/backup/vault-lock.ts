import { Cloud, CloudObject } from "../../cloud/cloud";
import { numberOr, Props, text } from "../../cloud/values";
import { Made, numberProperty, ResourceModel, textProperty } from "../model";
import { invalid, invalidCode, invalidRequest, lockType, needVault, service } from "./types";
import { isFinal } from "./vault";

const putLock = "AWS Backup API Reference, PutBackupVaultLockConfiguration";

/** Days: the longest that AWS keeps anything. */
const longest = 36_500;

/** Keeps what is in a vault from being deleted before its time. */
export const vaultLock: ResourceModel = {
    type: lockType,
    service,
    actions: { create: "PutBackupVaultLockConfiguration", remove: "DeleteBackupVaultLockConfiguration" },
    invalidCode,
    tagged: false,
    inputs: {
        backupVaultName: textProperty({ required: true, pattern: /^[a-zA-Z0-9_-]{2,50}$/, source: putLock }),
        changeableForDays: numberProperty({ min: 3, max: longest, source: putLock }),
        maxRetentionDays: numberProperty({ min: 1, max: longest, source: putLock }),
        minRetentionDays: numberProperty({ min: 1, max: longest, source: putLock }),
    },
    outputs: ["backupVaultArn"],
    create,
    remove: (cloud: Cloud, object: CloudObject) => {
        if (isFinal(cloud, object)) throw invalidRequest("Backup vault lock configuration cannot be changed after its lock date");
    },
    usualSeconds: { create: 2, remove: 2 },
    checks: [
        { what: "The vault exists (ResourceNotFoundException).", source: putLock },
        { what: "The least retention is no more than the most (InvalidParameterValueException).", source: putLock },
        {
            what: "With changeableForDays the lock is final after those days: it is not taken away (InvalidRequestException).",
            source: "AWS Backup Developer Guide, AWS Backup Vault Lock",
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const vault = needVault(cloud, text(given, "backupVaultName"));
    if (numberOr(given, "minRetentionDays", 1) > numberOr(given, "maxRetentionDays", longest)) {
        throw invalid("Min retention days must be less than or equal to max retention days");
    }
    return { id: vault.id, props: { ...given, backupVaultArn: text(vault.props, "arn") } };
}
