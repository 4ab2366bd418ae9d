import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { optionalText } from "../../cloud/values";

/** Type tokens of Secrets Manager. */
export const secretType = "aws:secretsmanager/secret:Secret";
export const versionType = "aws:secretsmanager/secretVersion:SecretVersion";
export const rotationType = "aws:secretsmanager/secretRotation:SecretRotation";
/** A secret in its recovery window, which keeps its name taken: `name`, `until` (milliseconds). */
export const deletedSecretType = "sim:secretsmanager/deletedSecret";

export const service = "Secrets Manager";
export const invalid = "InvalidParameterException";

export function invalidRequest(message: string): AwsError {
    return new AwsError("InvalidRequestException", message);
}

/** The secret that an ARN or a name stands for. */
export function findSecret(cloud: Cloud, reference: string): CloudObject | undefined {
    return (
        cloud.find(secretType, reference) ?? cloud.all(secretType).find(({ props }) => optionalText(props, "name") === reference)
    );
}

export function needSecret(cloud: Cloud, reference: string): CloudObject {
    const secret = findSecret(cloud, reference);
    if (secret === undefined)
        throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400);
    return secret;
}

/** The AWS service that manages a secret, as `rds`. */
export function owningService(secret: CloudObject): string | undefined {
    return optionalText(secret.hidden ?? {}, "owningService");
}
