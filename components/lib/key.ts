/** Customer-managed KMS keys with yearly rotation and an alias. */

import { Alias, Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { policyDocument, type Statement } from "./policy";

/** Days until a deleted key is gone, 7–30 (KMS API reference, ScheduleKeyDeletion); the longest leaves most time to notice. */
export const deletionDays = 30;

export interface KeyOptions {
    readonly description: string;
    /** Statements beyond the account's own. @default - none: access through IAM alone */
    readonly statements?: readonly Statement[];
    /** Whether Pulumi refuses to delete it: what it encrypted is lost with it. @default false */
    readonly protect?: boolean;
}

/** The key `NAME-key` with its alias `alias/NAME`. */
export function createKey(name: string, options: KeyOptions, account: Account, parent: pulumi.Resource): Key {
    const key = new Key(`${name}-key`, {
        description: options.description,
        enableKeyRotation: true,
        deletionWindowInDays: deletionDays,
        policy: keyPolicy(account, options.statements ?? []),
    }, { parent, protect: options.protect });
    new Alias(`${name}-key-alias`, { name: `alias/${name}`, targetKeyId: key.keyId }, { parent });
    return key;
}

/** The policy of a key: the account's own statement, and these. */
export function keyPolicy(account: Account, statements: readonly Statement[]): pulumi.Output<string> {
    return policyDocument(
        {
            // Without it nobody could change the policy again (KMS developer guide, "Default key policy").
            sid: "Account",
            actions: ["kms:*"],
            resources: ["*"],
            principals: { type: "AWS", identifiers: [pulumi.interpolate`arn:${account.partition}:iam::${account.id}:root`] },
        },
        ...statements,
    );
}
