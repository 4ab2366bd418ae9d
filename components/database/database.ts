/**
 * A PostgreSQL database that only the cluster reaches: encrypted under a key of its own, TLS forced, backed up, its logs kept,
 * its master password made, kept and rotated by AWS and never seen by Pulumi. Users of the services sign in with IAM.
 *
 * The instance has a fixed name, so a change that would replace it fails instead of starting an empty database beside the full
 * one.
 */

import { SecretRotation } from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { createClientSecurityGroup } from "../lib/client-security-group";
import type { DatabaseArgs } from "./args";
import { createEventSubscriptions } from "./events";
import { createInstance, databasePort } from "./instance";

export interface DatabaseOutputs {
    /** Host name, without the port. */
    readonly endpoint: pulumi.Output<string>;
    readonly port: pulumi.Output<number>;
    /** Secret with the master user's name and password; RDS owns and rotates it. */
    readonly secretArn: pulumi.Output<string>;
    readonly securityGroupId: pulumi.Output<string>;
    readonly identifier: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    /** As in the ARN of a database user for IAM sign-in (`rds-db:connect`). */
    readonly resourceId: pulumi.Output<string>;
}

export class Database extends pulumi.ComponentResource implements DatabaseOutputs {
    readonly endpoint: pulumi.Output<string>;
    readonly port: pulumi.Output<number>;
    readonly secretArn: pulumi.Output<string>;
    readonly securityGroupId: pulumi.Output<string>;
    readonly identifier: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    readonly resourceId: pulumi.Output<string>;

    constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:database:Database", name, {}, opts);
        const securityGroup = createClientSecurityGroup(`${name}-database`, {
            vpcId: args.vpcId, clientSecurityGroupId: args.clientSecurityGroupId, port: databasePort, what: "PostgreSQL",
        }, this);
        const instance = createInstance(name, args, securityGroup.id, this);
        this.endpoint = instance.address;
        this.port = instance.port;
        this.secretArn = instance.masterUserSecrets.apply(([secret]) => secret.secretArn);
        this.securityGroupId = securityGroup.id;
        this.identifier = instance.identifier;
        this.arn = instance.arn;
        this.resourceId = instance.resourceId;
        if (args.eventTopicArn !== undefined) {
            createEventSubscriptions(name, instance, args.eventTopicArn, this);
        }
        createRotation(name, args, this.secretArn, this);
        this.registerOutputs({
            endpoint: this.endpoint, port: this.port, secretArn: this.secretArn, securityGroupId: this.securityGroupId,
            identifier: this.identifier, arn: this.arn, resourceId: this.resourceId,
        });
    }
}

/** RDS makes the secret with a rotation every seven days and rotates it by itself, so there is no function of ours to name. */
function createRotation(name: string, args: DatabaseArgs, secretArn: pulumi.Output<string>, parent: pulumi.Resource): void {
    new SecretRotation(`${name}-database-password-rotation`, {
        secretId: secretArn,
        // The password is new; to rotate it at once would race with the first sign-in.
        rotateImmediately: false,
        rotationRules: { automaticallyAfterDays: args.passwordRotationDays ?? 30 },
    }, { parent });
}
