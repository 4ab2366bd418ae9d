import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, optionalText, Props, sameValue, text, textOr } from "../../cloud/values";
import { merged } from "../merge";
import { Made, ResourceModel, textProperty } from "../model";
import { nameFrom } from "../naming";
import { newUuid } from "../references";
import { checkRules, defaultActionProperty, ruleMistakes, rulesProperty, visibilityProperty } from "./rules";
import { invalid, invalidParameter, protectionType, webAclLoggingType, webAclType } from "./types";

const create = "WAFV2 API Reference, CreateWebACL";
const quotas = "https://docs.aws.amazon.com/waf/latest/developerguide/limits.html";
const mostWebAcls = 100;

export const webAcl: ResourceModel = {
    type: webAclType,
    service: "WAFV2",
    actions: { create: "CreateWebACL", update: "UpdateWebACL", remove: "DeleteWebACL" },
    invalidCode: invalidParameter,
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            conflictsWith: ["namePrefix"],
            minLength: 1,
            maxLength: 128,
            pattern: /^[\w-]+$/,
            source: create,
        }),
        namePrefix: textProperty({ computed: true, replace: true, minLength: 1, maxLength: 102, pattern: /^[\w-]+$/ }),
        description: textProperty({
            minLength: 1,
            maxLength: 256,
            pattern: /^[\w+=:#@/\-,.][\w+=:#@/\-,.\s]+[\w+=:#@/\-,.]$/,
            source: create,
        }),
        scope: textProperty({ required: true, replace: true, oneOf: ["CLOUDFRONT", "REGIONAL"], source: create }),
        defaultAction: defaultActionProperty,
        rules: rulesProperty,
        visibilityConfig: visibilityProperty,
    },
    outputs: ["arn", "capacity", "lockToken", "applicationIntegrationUrl"],
    tagged: true,
    autoname: { property: "name", maxLength: 128 },
    validate: ruleMistakes,
    recomputed: (olds, news) => ["lockToken", ...(sameValue(olds["rules"], news["rules"]) ? [] : ["capacity"])],
    create: createModel,
    update: updateModel,
    remove: removeModel,
    usualSeconds: { create: 3, update: 3, remove: 3 },
    checks: [
        {
            what:
                "The name is not taken in its scope (WAFDuplicateItemException); 100 "
                + "web ACLs at most (WAFLimitsExceededException).",
            source: quotas,
        },
        { what: "Scope CLOUDFRONT exists in us-east-1 only (WAFInvalidParameterException).", source: create },
        {
            what: "Priorities and names of rules are different (WAFInvalidParameterException).",
            source: "WAFV2 API Reference, Rule",
        },
        {
            what:
                "Rule groups have overrideAction, other rules action; managed rule "
                + "groups exist (WAFInvalidParameterException).",
            source: "WAFV2 API Reference, Rule",
        },
        { what: "The rules take at most 5000 capacity units (WAFLimitsExceededException).", source: quotas },
        {
            what: "A web ACL that protects something is not deleted (WAFAssociatedItemException).",
            source: "WAFV2 API Reference, DeleteWebACL",
        },
    ],
};

function createModel(cloud: Cloud, inputs: Props): Made {
    const scope = text(inputs, "scope");
    const name = nameFrom(cloud, inputs);
    if (scope === "CLOUDFRONT" && cloud.region !== "us-east-1") throw invalid("The scope is not valid.", "SCOPE_VALUE", scope);
    const siblings = cloud.where(webAclType, "scope", scope);
    if (siblings.some((other) => text(other.props, "name") === name)) {
        throw new AwsError(
            "WAFDuplicateItemException",
            "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.",
        );
    }
    if (siblings.length >= mostWebAcls) {
        throw new AwsError(
            "WAFLimitsExceededException",
            `AWS WAF couldn't perform the operation because you exceeded your limit of ${mostWebAcls} web ACLs`,
        );
    }
    const capacity = checkRules(inputs);
    const id = newUuid(cloud);
    const place = scope === "CLOUDFRONT" ? "global" : "regional";
    return {
        id,
        props: {
            ...inputs,
            name,
            namePrefix: textOr(inputs, "namePrefix", ""),
            arn: cloud.arn("wafv2", `${place}/webacl/${name}/${id}`),
            capacity,
            lockToken: newUuid(cloud),
            applicationIntegrationUrl: "",
        },
    };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Draft {
    const capacity = checkRules(inputs);
    return { ...merged(webAcl.inputs, object.props, inputs), ...blocks(inputs), capacity, lockToken: newUuid(cloud) };
}

/** Blocks of which only the given one counts. */
function blocks(inputs: Props): Draft {
    return { defaultAction: inputs["defaultAction"] ?? null, rules: inputs["rules"] ?? [] };
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    const arn = text(object.props, "arn");
    if (cloud.all(protectionType).some(({ props }) => optionalText(props, "webAclArn") === arn)) {
        throw new AwsError(
            "WAFAssociatedItemException",
            "AWS WAF couldn't perform the operation because your resource is being used by "
                + "another resource or it's associated with another resource.",
        );
    }
    cloud.remove(webAclLoggingType, arn);
}

/** The web ACL of that ARN. */
export function findWebAcl(cloud: Cloud, arn: string): CloudObject | undefined {
    return cloud.where(webAclType, "arn", arn)[0];
}
