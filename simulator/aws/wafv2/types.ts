import { AwsError } from "../../cloud/errors";

export const webAclType = "aws:wafv2/webAcl:WebAcl";
export const webAclAssociationType = "aws:wafv2/webAclAssociation:WebAclAssociation";
export const webAclLoggingType = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

/** What a resource is associated with, by the resource's ARN: one web ACL at most. */
export const protectionType = "sim:wafv2/protection";

export const invalidParameter = "WAFInvalidParameterException";

/** In the words of the service: `Error reason: …, field: …, parameter: …`. */
export function invalid(reason: string, field: string, parameter: string): AwsError {
    return new AwsError(invalidParameter, `Error reason: ${reason}, field: ${field}, parameter: ${parameter}`);
}

export function nonexistent(): AwsError {
    return new AwsError(
        "WAFNonexistentItemException",
        "AWS WAF couldn't perform the operation because your resource doesn't exist.",
    );
}
