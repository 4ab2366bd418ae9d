/** Policies of our own beside their role: in the account's list of policies, with versions, for whoever reviews them. */

import { Policy, type Role, RolePolicyAttachment } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

export interface AttachedPolicyOptions {
    readonly role: Role;
    /** What it allows, for people; AWS makes a policy anew where it changes. */
    readonly description: string;
    /** Policy document. */
    readonly policy: pulumi.Input<string>;
}

/** The policy `NAME` with its attachment `NAME-attachment`, on which depends whoever uses the role. */
export function attachPolicy(name: string, options: AttachedPolicyOptions, parent: pulumi.Resource): RolePolicyAttachment {
    const policy = new Policy(name, { description: options.description, policy: options.policy }, { parent });
    return new RolePolicyAttachment(`${name}-attachment`, { role: options.role.name, policyArn: policy.arn }, { parent });
}
