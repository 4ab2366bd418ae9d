/** Roles with AWS's own policies. */

import { Role, RolePolicyAttachment } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

export interface ManagedRole {
    readonly role: Role;
    /** What must be there before the role is used, and must stay until it no longer is. */
    readonly attachments: RolePolicyAttachment[];
}

export interface ManagedRoleOptions {
    readonly description: string;
    readonly assumeRolePolicy: pulumi.Input<string>;
    /** Managed policies by name, with a path where AWS gave them one: `AmazonEKSClusterPolicy`, `service-role/NAME`. */
    readonly policies: readonly string[];
}

/** The role `NAME-role` with an attachment `NAME-POLICY` for each policy, named without the path. */
export function createManagedRole(
    name: string, options: ManagedRoleOptions, account: Account, parent: pulumi.Resource,
): ManagedRole {
    const role = new Role(`${name}-role`, {
        description: options.description,
        assumeRolePolicy: options.assumeRolePolicy,
    }, { parent });
    const attachments = options.policies.map(policy => new RolePolicyAttachment(`${name}-${policy.replace(/^.*\//, "")}`, {
        role: role.name,
        policyArn: pulumi.interpolate`arn:${account.partition}:iam::aws:policy/${policy}`,
    }, { parent }));
    return { role, attachments };
}
