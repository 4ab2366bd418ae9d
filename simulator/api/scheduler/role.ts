import { statementsOf } from "../../aws/iam/document";
import { isAllowed } from "../../aws/iam/evaluate";
import { policyType } from "../../aws/iam/managed-policies";
import { attachedTo, rolePolicyType } from "../../aws/iam/role-policy";
import { needRole } from "../../aws/iam/roles";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { text } from "../../cloud/values";

// AWS's own policies whose documents let a role change load balancers: AWS Managed Policy Reference Guide.
const ownPolicies = ["AdministratorAccess", "PowerUserAccess", "ElasticLoadBalancingFullAccess"];

/** The execution role, which must let EventBridge Scheduler assume it; else the service's `ValidationException`. */
export function executionRole(cloud: Cloud, arn: string, group: string): CloudObject {
    return needRole(cloud, arn, {
        service: "scheduler.amazonaws.com",
        // User guide, "Confused deputy prevention": the source is the schedule group.
        sourceArn: cloud.arn("scheduler", `schedule-group/${group}`),
        code: "ValidationException",
        message: "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    });
}

/** Refuses what the role's policies do not allow. */
export function checkAllowed(cloud: Cloud, role: CloudObject, action: string, resource: string): void {
    const attached = attachedTo(cloud, text(role.props, "name"));
    if (attached.some((arn) => ownPolicies.some((name) => arn === `arn:${cloud.partition}:iam::aws:policy/${name}`))) return;
    const inline = cloud.where(rolePolicyType, "role", text(role.props, "name"));
    const managed = attached.flatMap((arn) => cloud.where(policyType, "arn", arn));
    const statements = [...inline, ...managed].flatMap(({ props }) => statementsOf(text(props, "policy"), "identity"));
    const arn = text(role.props, "arn");
    const context = { "aws:PrincipalAccount": cloud.account, "aws:RequestedRegion": cloud.region };
    if (isAllowed(statements, { principal: { arn }, action, resource, context })) return;
    const who = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
    throw new AwsError("AccessDenied", `${who} because no identity-based policy allows the ${action} action`, 403);
}
