/** What the rights of the pipelines are bound to, and the ARNs in it. */

import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../lib/account";
import type { Condition, Statement } from "../lib/policy";

/** GitHub's issuer of tokens (GitHub documentation, "OpenID Connect reference"), and its provider's place in IAM. */
export const githubIssuer = "token.actions.githubusercontent.com";
export const githubProvider = `oidc-provider/${githubIssuer}`;

export interface Scope extends Account {
    /** Name of the stack, with which the name of everything in it begins. */
    readonly name: string;
}

/** A statement of a policy of the pipelines. */
export interface Grant extends Statement {
    /** Why a right to change something is for `*`. Required there, not allowed elsewhere. */
    readonly reason?: string;
}

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:REST` of each rest. */
export function arns({ partition, region, id }: Scope, service: string, ...rests: readonly string[]): pulumi.Output<string>[] {
    return rests.map(rest => pulumi.interpolate`arn:${partition}:${service}:${region}:${id}:${rest}`);
}

/** The same for services that have no region. */
export function globalArns({ partition, id }: Scope, service: string, ...rests: readonly string[]): pulumi.Output<string>[] {
    return rests.map(rest => pulumi.interpolate`arn:${partition}:${service}::${id}:${rest}`);
}

/** Everything that the stack makes has this tag, by the provider's default tags. */
const tag = "environment";

/** What is made gets the stack's tag. */
export function tagged({ name }: Scope): Condition {
    return { test: "StringEquals", variable: `aws:RequestTag/${tag}`, values: [name] };
}

/** What is there has the stack's tag. */
export function ofStack({ name }: Scope): Condition {
    return { test: "StringEquals", variable: `aws:ResourceTag/${tag}`, values: [name] };
}

/** What is there belongs to no stack yet. */
export const ofNobody: Condition = { test: "Null", variable: `aws:ResourceTag/${tag}`, values: ["true"] };

/** Handing the stack's own roles to these services, and to no other. */
export function passing(scope: Scope, ...services: readonly string[]): Grant {
    return {
        sid: "PassRoles",
        actions: ["iam:PassRole"],
        resources: globalArns(scope, "iam", `role/${scope.name}-*`),
        conditions: [{ test: "StringEquals", variable: "iam:PassedToService", values: [...services] }],
    };
}

/** Roles and policies of the pipelines, and GitHub's provider: somebody with more rights changes them. */
export function ofPipelines(name: string): readonly string[] {
    return [`role/${name}-delivery-*`, `policy/${name}-delivery-*`, githubProvider];
}

/** Everything but looking at them. */
export const pipelineWrites = [
    "Add", "Attach", "Create", "Delete", "Detach", "PassRole", "Put", "Remove", "Set", "Tag", "Untag", "Update",
].map(verb => `iam:${verb}*`);
