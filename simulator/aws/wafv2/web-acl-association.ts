import { Cloud } from "../../cloud/cloud";
import { AwsError, NotModeled } from "../../cloud/errors";
import { optionalText, Props, text } from "../../cloud/values";
import { loadBalancerType } from "../elbv2/types";
import { Made, ResourceModel, textProperty } from "../model";
import { invalid, invalidParameter, nonexistent, protectionType, webAclAssociationType } from "./types";
import { findWebAcl } from "./web-acl";

const source = "WAFV2 API Reference, AssociateWebACL";

/**
 * A resource has one web ACL at most: associating another one takes its place, and removing any association leaves the
 * resource without, for DisassociateWebACL names the resource only.
 */
export const webAclAssociation: ResourceModel = {
    type: webAclAssociationType,
    service: "WAFV2",
    actions: { create: "AssociateWebACL", remove: "DisassociateWebACL" },
    invalidCode: invalidParameter,
    inputs: {
        resourceArn: textProperty({ required: true, replace: true, minLength: 20, maxLength: 2048, pattern: /^arn:/, source }),
        webAclArn: textProperty({ required: true, replace: true, minLength: 20, maxLength: 2048, pattern: /^arn:/, source }),
    },
    outputs: [],
    tagged: false,
    create: createModel,
    remove: (cloud, object) => cloud.remove(protectionType, text(object.props, "resourceArn")),
    read: (cloud, object) =>
        protectorOf(cloud, text(object.props, "resourceArn")) === text(object.props, "webAclArn") ? object.props : undefined,
    usualSeconds: { create: 10, remove: 5 },
    checks: [
        {
            what: "The web ACL exists (WAFNonexistentItemException) and has the scope REGIONAL (WAFInvalidParameterException).",
            source,
        },
        { what: "The resource is an Application Load Balancer that exists (WAFNonexistentItemException).", source },
        {
            what: "A resource has one web ACL: the last associated one counts, and removing an association leaves none.",
            source: "WAFV2 API Reference, DisassociateWebACL",
        },
    ],
};

function createModel(cloud: Cloud, inputs: Props): Made {
    const resourceArn = text(inputs, "resourceArn");
    const webAclArn = text(inputs, "webAclArn");
    const acl = findWebAcl(cloud, webAclArn);
    if (acl === undefined) throw nonexistent();
    if (text(acl.props, "scope") !== "REGIONAL") throw invalid("The scope is not valid.", "WEB_ACL", webAclArn);
    const [, , service, , , resource = ""] = resourceArn.split(":");
    if (service !== "elasticloadbalancing") throw new NotModeled(`a web ACL for ${resourceArn}`);
    if (!resource.startsWith("loadbalancer/app/")) throw invalid("The ARN isn't valid.", "RESOURCE_ARN", resourceArn);
    if (cloud.find(loadBalancerType, resourceArn) === undefined) {
        throw new AwsError(
            "WAFNonexistentItemException",
            `AWS WAF couldn't perform the operation because your resource doesn't exist: ${resourceArn}`,
        );
    }
    cloud.put(protectionType, resourceArn, { webAclArn });
    return { id: `${webAclArn},${resourceArn}`, props: { ...inputs } };
}

/** ARN of the web ACL that protects a resource; undefined where nothing does, or the resource is gone. */
export function protectorOf(cloud: Cloud, resourceArn: string): string | undefined {
    const protection = cloud.find(protectionType, resourceArn);
    if (protection === undefined || cloud.find(loadBalancerType, resourceArn) === undefined) return undefined;
    return optionalText(protection.props, "webAclArn");
}
