/**
 * Log groups under one key of their own: made before the service that writes to them, so that none appears by itself, without an
 * end and without a key. The key can be used by CloudWatch Logs only, and only for these groups.
 */

import { LogGroup } from "@pulumi/aws/cloudwatch";
import type { Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { type Account, accountOf } from "../lib/account";
import { createKey } from "../lib/key";

export interface EncryptedLogsArgs {
    /** Groups by their role (part of the logical name), each with its name in CloudWatch Logs. */
    readonly groups: readonly EncryptedLogGroup[];
    /** Days; one of the values that CloudWatch Logs knows (API reference, PutRetentionPolicy). */
    readonly retentionDays: number;
    /** Whether AWS refuses to delete the groups, and Pulumi the key that they are read with. @default false */
    readonly deletionProtection?: boolean;
}

export interface EncryptedLogGroup {
    /** As `flow`; never changes, since it is the group's identity. */
    readonly role: string;
    /** At most 512 letters (CloudWatch Logs API reference, CreateLogGroup). */
    readonly groupName: pulumi.Input<string>;
}

export interface EncryptedLogsOutputs {
    readonly keyArn: pulumi.Output<string>;
    /** ARNs of the groups in the order of the arguments, without the `:*` at the end. */
    readonly groupArns: pulumi.Output<string>[];
    /** The groups themselves in the order of the arguments, to depend on. */
    readonly groups: LogGroup[];
}

export class EncryptedLogs extends pulumi.ComponentResource implements EncryptedLogsOutputs {
    readonly keyArn: pulumi.Output<string>;
    readonly groupArns: pulumi.Output<string>[];
    readonly groups: LogGroup[];

    constructor(name: string, args: EncryptedLogsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:logs:EncryptedLogs", name, {}, opts);
        const account = accountOf(this);
        const key = createLogKey(name, args, account, this);
        this.groups = args.groups.map(group => createGroup(name, group, args, key, this));
        this.keyArn = key.arn;
        this.groupArns = this.groups.map(group => group.arn);
        this.registerOutputs({ keyArn: this.keyArn, groupArns: this.groupArns });
    }
}

function createLogKey(name: string, args: EncryptedLogsArgs, account: Account, parent: pulumi.Resource): Key {
    const groupArns = args.groups.map(
        ({ groupName }) => pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:log-group:${groupName}`,
    );
    return createKey(`${name}-logs`, {
        description: `Logs of ${name}`,
        protect: args.deletionProtection,
        statements: [{
            // CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service", step 2.
            sid: "Logs",
            actions: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            resources: ["*"],
            principals: { type: "Service", identifiers: [pulumi.interpolate`logs.${account.region}.amazonaws.com`] },
            conditions: [{ test: "ArnEquals", variable: "kms:EncryptionContext:aws:logs:arn", values: groupArns }],
        }],
    }, account, parent);
}

function createGroup(
    name: string, group: EncryptedLogGroup, args: EncryptedLogsArgs, key: Key, parent: pulumi.Resource,
): LogGroup {
    return new LogGroup(`${name}-${group.role}-logs`, {
        name: group.groupName,
        retentionInDays: args.retentionDays,
        kmsKeyId: key.arn,
        deletionProtectionEnabled: args.deletionProtection ?? false,
    }, { parent });
}
