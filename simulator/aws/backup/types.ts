import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";

/** Type tokens of AWS Backup. */
export const vaultType = "aws:backup/vault:Vault";
export const lockType = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
export const notificationsType = "aws:backup/vaultNotifications:VaultNotifications";
export const planType = "aws:backup/plan:Plan";
export const selectionType = "aws:backup/selection:Selection";

export const service = "Backup";
export const invalidCode = "InvalidParameterValueException";

export function invalid(message: string): AwsError {
    return new AwsError(invalidCode, message);
}

export function invalidRequest(message: string): AwsError {
    return new AwsError("InvalidRequestException", message);
}

/** The vault of that name in the cloud's region. */
export function findVault(cloud: Cloud, name: string): CloudObject | undefined {
    return cloud.all(vaultType).find(({ props }) => props["name"] === name && props["region"] === cloud.region);
}

export function needVault(cloud: Cloud, name: string): CloudObject {
    const found = findVault(cloud, name);
    if (found === undefined) throw new AwsError("ResourceNotFoundException", `Backup vault ${name} cannot be found.`);
    return found;
}
