/** IAM policy documents as JSON, in the one form that AWS gives them back in. */

import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** A statement of a policy. Without `resources` it is one of a trust policy. */
export interface Statement {
    /** Letters and digits only, unique in the document (IAM user guide, "IAM JSON policy elements: Sid"). @default - none */
    readonly sid?: string;
    /** @default "Allow" */
    readonly effect?: "Allow" | "Deny";
    /** As `s3:GetObject`; `*` matches any run of letters. */
    readonly actions: readonly string[];
    /** ARNs. @default - none, as in trust policies */
    readonly resources?: readonly pulumi.Input<string>[];
    /** Who it is about. @default - whoever the policy is attached to */
    readonly principals?: Principals;
    /** All must hold. @default - none */
    readonly conditions?: readonly Condition[];
}

/** Principals of one type. */
export interface Principals {
    /** `AWS`, `Service`, `Federated` or `*`. */
    readonly type: string;
    readonly identifiers: readonly pulumi.Input<string>[];
}

/** Whoever it is, with credentials or without: conditions narrow it, or the statement denies. */
export const everybody: Principals = { type: "*", identifiers: ["*"] };

/** One test, as `{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] }`. */
export interface Condition {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly pulumi.Input<string>[];
}

/** What a service does on behalf of this account only (IAM user guide, "The confused deputy problem"). */
export function ofAccount({ id }: Pick<Account, "id">): Condition {
    return { test: "StringEquals", variable: "aws:SourceAccount", values: [id] };
}

/** Version of the policy language (IAM user guide, "IAM JSON policy elements: Version"). */
const languageVersion = "2012-10-17";

/**
 * The policy document with these statements, as JSON. Lists of one are written as a plain string, as AWS itself does, so that
 * a refresh finds no difference.
 *
 * @throws Error when a statement id is used twice or no statement is given
 */
export function policyDocument(...statements: Statement[]): pulumi.Output<string> {
    checkStatements(statements);
    return pulumi.all(statements.map(resolveStatement)).apply(resolved =>
        JSON.stringify({ Version: languageVersion, Statement: resolved }),
    );
}

/** The trust policy by which a service (as `eks.amazonaws.com`) assumes a role. */
export function assumeRolePolicy(service: string, conditions?: readonly Condition[]): pulumi.Output<string> {
    return policyDocument({
        actions: ["sts:AssumeRole"],
        principals: { type: "Service", identifiers: [service] },
        conditions,
    });
}

function checkStatements(statements: readonly Statement[]): void {
    if (statements.length === 0) {
        throw new Error("statements: got none; a policy document needs at least one");
    }
    const sids = statements.map(statement => statement.sid).filter(sid => sid !== undefined);
    const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
    if (twice !== undefined) {
        throw new Error(`statements: got the id "${twice}" twice; ids must be unique in a document`);
    }
}

function resolveStatement(statement: Statement): pulumi.Output<object> {
    const { principals, conditions = [] } = statement;
    return pulumi.all([
        pulumi.all([...(statement.resources ?? [])]),
        pulumi.all([...(principals?.identifiers ?? [])]),
        pulumi.all(conditions.map(condition => pulumi.all([...condition.values]))),
    ]).apply(([resources, identifiers, values]) => ({
        ...(statement.sid === undefined ? {} : { Sid: statement.sid }),
        Effect: statement.effect ?? "Allow",
        ...(principals === undefined ? {} : { Principal: principalElement(principals.type, identifiers) }),
        Action: oneOrMany(statement.actions),
        ...(statement.resources === undefined ? {} : { Resource: oneOrMany(resources) }),
        ...(conditions.length === 0 ? {} : { Condition: conditionElement(conditions, values) }),
    }));
}

function principalElement(type: string, identifiers: readonly string[]): unknown {
    return type === "*" ? "*" : { [type]: oneOrMany(identifiers) };
}

function conditionElement(conditions: readonly Condition[], values: readonly (readonly string[])[]): unknown {
    const element: { [test: string]: { [variable: string]: unknown } } = {};
    conditions.forEach(({ test, variable }, index) => {
        const variables = (element[test] ??= {});
        if (variable in variables) {
            throw new Error(`conditions: got ${test} of ${variable} twice; put all its values into one condition`);
        }
        variables[variable] = oneOrMany(values[index]);
    });
    return element;
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
    return values.length === 1 ? values[0] : values;
}
