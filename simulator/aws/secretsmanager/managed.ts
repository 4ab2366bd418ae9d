import { Cloud, CloudObject } from "../../cloud/cloud";
import { Props } from "../../cloud/values";
import { managedKeyArn } from "../references";
import { secretType } from "./types";

export interface ManagedSecret {
    /** `rds!db-…`; RDS User Guide, "Password management with Amazon RDS and AWS Secrets Manager". */
    readonly name: string;
    /** `rds`. */
    readonly owner: string;
    readonly description: string;
    readonly kmsKeyArn?: string;
    readonly tags: Props;
}

/** A secret that a service makes and rotates itself, every seven days by default. */
export function makeManagedSecret(cloud: Cloud, secret: ManagedSecret): CloudObject {
    const arn = cloud.arn("secretsmanager", `secret:${secret.name}-${suffix(cloud)}`);
    return cloud.put(
        secretType,
        arn,
        {
            arn,
            name: secret.name,
            namePrefix: "",
            description: secret.description,
            kmsKeyId: secret.kmsKeyArn ?? managedKeyArn(cloud, "secretsmanager"),
            policy: "",
            region: cloud.region,
            tags: secret.tags,
            tagsAll: secret.tags,
        },
        { owningService: secret.owner, rotation: { automaticallyAfterDays: 7 }, ...versionStages(cloud) },
    );
}

/** The six characters that Secrets Manager puts behind a name. */
export function suffix(cloud: Cloud): string {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return (
        cloud
            .hex(12)
            .match(/../g)
            ?.map((byte) => letters[Number.parseInt(byte, 16) % letters.length])
            .join("") ?? ""
    );
}

function versionStages(cloud: Cloud): Props {
    return { currentVersion: cloud.hex(32), lastRotated: cloud.clock.iso() };
}

/** Takes a managed secret away with what it belonged to. */
export function removeManagedSecret(cloud: Cloud, arn: string): void {
    cloud.remove(secretType, arn);
}

/** Rotates a managed secret at once. */
export function rotateManagedSecret(cloud: Cloud, secret: CloudObject): void {
    cloud.put(secretType, secret.id, secret.props, { ...secret.hidden, ...versionStages(cloud) });
}
