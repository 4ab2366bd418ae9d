/**
 * What an update may change of the stack's own roles and policies. A role gets no more than the boundary, and must have it; the
 * boundary itself, the roles of the pipelines and their provider are out of reach (IAM user guide, "Delegating responsibility to
 * others using permissions boundaries").
 */

import * as pulumi from "@pulumi/pulumi";
import { globalArns, type Grant, ofPipelines, pipelineWrites, type Scope } from "./scope";

/** @param boundaryArn policy that each role must have as its boundary */
export function identityGrants(scope: Scope, boundaryArn: pulumi.Input<string>): readonly Grant[] {
    const { name } = scope;
    const iam = (...actions: readonly string[]): string[] => actions.map(action => `iam:${action}`);
    const roles = globalArns(scope, "iam", `role/${name}-*`);
    return [
        {
            sid: "BoundedRoles",
            actions: iam("CreateRole", "AttachRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary"),
            resources: roles,
            conditions: [{ test: "StringEquals", variable: "iam:PermissionsBoundary", values: [boundaryArn] }],
        },
        {
            sid: "Roles",
            actions: iam("UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy", "DeleteRole", "TagRole", "UntagRole"),
            resources: roles,
        },
        {
            sid: "Policies",
            actions: iam("CreatePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "DeletePolicy", "TagPolicy", "UntagPolicy"),
            resources: globalArns(scope, "iam", `policy/${name}-*`),
        },
        {
            sid: "ServiceRoles",
            actions: iam("CreateServiceLinkedRole"),
            resources: globalArns(scope, "iam", "role/aws-service-role/*"),
        },
        {
            sid: "NotThemselves",
            effect: "Deny",
            actions: pipelineWrites,
            resources: globalArns(scope, "iam", ...ofPipelines(name)),
        },
    ];
}
