import { Cloud, CloudObject } from "../../cloud/cloud";
import { flag, text } from "../../cloud/values";
import { parseDocument } from "../iam/document";
import { isAllowed } from "../iam/evaluate";

export const keyType = "aws:kms/key:Key";
export const aliasType = "aws:kms/alias:Alias";

/** The key that an id, an ARN, an alias name or an alias ARN stands for. AWS's own keys (`alias/aws/…`) are not among them. */
export function findKey(cloud: Cloud, reference: string): CloudObject | undefined {
    const name = reference.startsWith("arn:") ? reference.split(":").slice(5).join(":") : reference;
    if (reference.startsWith("arn:") && !reference.startsWith(`arn:${cloud.partition}:kms:${cloud.region}:${cloud.account}:`)) {
        return undefined;
    }
    if (!name.startsWith("alias/")) return cloud.find(keyType, name.replace(/^key\//, ""));
    const alias = cloud.find(aliasType, name);
    return alias === undefined ? undefined : cloud.find(keyType, text(alias.props, "targetKeyId"));
}

/** Whether a reference stands for a key that AWS keeps for a service, as `alias/aws/rds`. */
export function isAwsManagedKey(reference: string): boolean {
    return /(?:^|:)alias\/aws\/[a-z0-9]+$/.test(reference);
}

export function isEnabled(key: CloudObject): boolean {
    return flag(key.props, "isEnabled", true);
}

/**
 * Whether a key's policy itself lets a role use it. What it leaves to the account's root is left to policies of IAM (KMS
 * Developer Guide, Default key policy), which a service-linked role has none of for keys.
 */
export function keyGrants(
    key: CloudObject,
    arn: string,
    actions: readonly string[],
    context: { readonly [key: string]: string },
): boolean {
    const parsed = parseDocument(text(key.props, "policy"), "resource");
    if (!("statements" in parsed)) return false;
    const direct = parsed.statements.map((statement) => {
        const { principals } = statement;
        if (principals === undefined || !statement.allows) return statement;
        return { ...statement, principals: { ...principals, aws: principals.aws.filter((name) => name === arn) } };
    });
    const resource = text(key.props, "arn");
    return actions.every((action) => isAllowed(direct, { principal: { arn }, action, resource, context }));
}

/** Whether a key's policy lets a service or role use it. */
export function keyAllows(
    key: CloudObject,
    principal: { readonly service: string } | { readonly arn: string },
    actions: readonly string[],
    context: { readonly [key: string]: string } = {},
): boolean {
    const parsed = parseDocument(text(key.props, "policy"), "resource");
    return (
        "statements" in parsed
        && actions.every((action) =>
            isAllowed(parsed.statements, { principal, action, resource: text(key.props, "arn"), context }),
        )
    );
}
