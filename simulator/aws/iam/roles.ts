import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { text } from "../../cloud/values";
import { statementsOf } from "./document";
import { isAllowed } from "./evaluate";

export const roleType = "aws:iam/role:Role";

/** What a service asks of a role that it is given. */
export interface RoleNeed {
    /** Service principal that must be trusted, as `eks.amazonaws.com`. Absent: the role need only exist. */
    readonly service?: string;
    /** Default: `sts:AssumeRole` only. EKS Pod Identity needs `sts:TagSession` too. */
    readonly actions?: readonly string[];
    /** On whose behalf the service asks, for conditions on `aws:SourceArn`. Absent: such conditions count as met. */
    readonly sourceArn?: string;
    /** The service's error when the role is missing or does not trust it. */
    readonly code: string;
    readonly message: string;
}

/** The role with that ARN. */
export function findRole(cloud: Cloud, arn: string): CloudObject | undefined {
    return cloud.where(roleType, "arn", arn)[0];
}

/** The role, if it exists and trusts the service; else the service's error. */
export function needRole(cloud: Cloud, arn: string, need: RoleNeed): CloudObject {
    const role = findRole(cloud, arn);
    if (role === undefined || (need.service !== undefined && !trusts(cloud, role, need.service, need))) {
        throw new AwsError(need.code, need.message);
    }
    return role;
}

/** Whether the role's trust policy lets the service assume it. */
export function trusts(
    cloud: Cloud,
    role: CloudObject,
    service: string,
    options: { readonly actions?: readonly string[]; readonly sourceArn?: string } = {},
): boolean {
    const { actions = ["sts:AssumeRole"], sourceArn } = options;
    const statements = statementsOf(text(role.props, "assumeRolePolicy"), "trust");
    return actions.every((action) =>
        isAllowed(statements, {
            principal: { service },
            action,
            resource: text(role.props, "arn"),
            context: { "aws:SourceAccount": cloud.account, ...(sourceArn === undefined ? {} : { "aws:SourceArn": sourceArn }) },
            unseen: sourceArn === undefined ? ["aws:SourceArn"] : [],
        }),
    );
}
