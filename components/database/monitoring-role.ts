/** The role by which RDS writes the figures of enhanced monitoring. */

import { Role, RolePolicyAttachment } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../lib/account";
import { assumeRolePolicy, ofAccount } from "../lib/policy";

export interface MonitoringRole {
    readonly role: Role;
    readonly attachment: RolePolicyAttachment;
}

/**
 * RDS user guide, "Setting up and enabling Enhanced Monitoring"; only this instance may use it ("Preventing cross-service
 * confused deputy").
 */
export function createMonitoringRole(identifier: string, account: Account, parent: pulumi.Resource): MonitoringRole {
    const { id, partition, region } = account;
    const instanceArn = pulumi.interpolate`arn:${partition}:rds:${region}:${id}:db:${identifier}`;
    const role = new Role(`${identifier}-monitoring`, {
        description: `Writes the enhanced monitoring of ${identifier}`,
        assumeRolePolicy: assumeRolePolicy("monitoring.rds.amazonaws.com", [
            ofAccount(account),
            { test: "ArnEquals", variable: "aws:SourceArn", values: [instanceArn] },
        ]),
    }, { parent });
    const attachment = new RolePolicyAttachment(`${identifier}-monitoring-policy`, {
        role: role.name,
        policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
    }, { parent });
    return { role, attachment };
}
