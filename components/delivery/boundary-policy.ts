/** The boundary of every role that a stack has, where pipelines deploy it. */

import { Policy } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { policyDocument } from "../lib/policy";
import { boundaryGrants } from "./boundary";

export interface BoundaryPolicyOutputs {
    readonly policyArn: pulumi.Output<string>;
}

export class BoundaryPolicy extends pulumi.ComponentResource implements BoundaryPolicyOutputs {
    readonly policyArn: pulumi.Output<string>;

    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:delivery:BoundaryPolicy", name, {}, opts);
        this.policyArn = new Policy(`${name}-delivery-boundary`, {
            description: `The most that any role of ${name} can do`,
            policy: policyDocument(...boundaryGrants({ ...accountOf(this), name })),
        }, { parent: this }).arn;
        this.registerOutputs({ policyArn: this.policyArn });
    }
}

/** Gives the boundary to every role that the stack makes from here on, whichever component makes it. */
export function boundRoles(boundaryArn: pulumi.Input<string>): void {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        type === "aws:iam/role:Role" ? { props: { ...props, permissionsBoundary: boundaryArn }, opts } : undefined);
}
