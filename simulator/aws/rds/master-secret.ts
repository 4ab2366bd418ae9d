import { Cloud } from "../../cloud/cloud";
import { Draft, flag, optionalText, Props } from "../../cloud/values";
import { managedKeyArn, newUuid } from "../references";
import { makeManagedSecret } from "../secretsmanager/managed";
import { needKey } from "./instance-checks";

/** The secret with the master password: RDS User Guide, "Password management with Amazon RDS and AWS Secrets Manager". */
export function masterSecret(cloud: Cloud, given: Props, arn: string): Draft {
    if (!flag(given, "manageMasterUserPassword")) return { masterUserSecrets: [], masterUserSecretKmsKeyId: "" };
    const key = needKey(cloud, optionalText(given, "masterUserSecretKmsKeyId") ?? managedKeyArn(cloud, "secretsmanager"));
    const made = makeManagedSecret(cloud, {
        name: `rds!db-${newUuid(cloud)}`,
        owner: "rds",
        description: `Secret associated with primary RDS DB instance: ${arn}`,
        kmsKeyArn: key,
        tags: { "aws:rds:primaryDBInstanceArn": arn, "aws:secretsmanager:owningService": "rds" },
    });
    return {
        masterUserSecrets: [{ kmsKeyId: key, secretArn: made.id, secretStatus: "active" }],
        masterUserSecretKmsKeyId: optionalText(given, "masterUserSecretKmsKeyId") ?? key,
    };
}
