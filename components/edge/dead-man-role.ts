/**
 * The role of the dead-man: schedules of EventBridge Scheduler that bring the live weights back when the machine that runs a
 * rollout is lost. It can write the actions of the traffic split and its rules, and do nothing else. The schedules themselves are
 * made by rollouts, not here.
 */

import { Role } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { assumeRolePolicy, ofAccount, policyDocument } from "../lib/policy";

export interface DeadManRoleArgs {
    /** Of the traffic split. */
    readonly listenerArn: pulumi.Input<string>;
}

export interface DeadManRoleOutputs {
    readonly roleArn: pulumi.Output<string>;
}

export class DeadManRole extends pulumi.ComponentResource implements DeadManRoleOutputs {
    readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: DeadManRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:DeadManRole", name, {}, opts);
        const role = createRole(name, this);
        attachPolicy(`${name}-dead-man-policy`, {
            role,
            description: `Restoring the live weights of ${name}`,
            // Service authorization reference, "Actions, resources, and condition keys for AWS Elastic Load Balancing V2".
            policy: policyDocument(
                { sid: "DefaultAction", actions: ["elasticloadbalancing:ModifyListener"], resources: [args.listenerArn] },
                { sid: "Rules", actions: ["elasticloadbalancing:ModifyRule"], resources: [rulesOf(args.listenerArn)] },
            ),
        }, this);
        this.roleArn = role.arn;
        this.registerOutputs({ roleArn: this.roleArn });
    }
}

/** EventBridge Scheduler user guide, "Confused deputy prevention": the source is a schedule group, never a schedule. */
function createRole(name: string, parent: pulumi.Resource): Role {
    const account = accountOf(parent);
    const { id, partition, region } = account;
    const group = pulumi.interpolate`arn:${partition}:scheduler:${region}:${id}:schedule-group/default`;
    return new Role(`${name}-dead-man-role`, {
        description: `Restores the live weights of ${name} when the machine of a rollout is lost`,
        assumeRolePolicy: assumeRolePolicy("scheduler.amazonaws.com", [
            ofAccount(account),
            { test: "ArnEquals", variable: "aws:SourceArn", values: [group] },
        ]),
    }, { parent });
}

/** `…:listener/app/NAME/ID/ID` has the rules `…:listener-rule/app/NAME/ID/ID/ID`. */
function rulesOf(listenerArn: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.output(listenerArn).apply(arn => `${arn.replace(":listener/", ":listener-rule/")}/*`);
}
