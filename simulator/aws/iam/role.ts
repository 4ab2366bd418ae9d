import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, numberOr, optionalText, Props, text, textOr } from "../../cloud/values";
import { flagProperty, numberProperty, ResourceModel, textProperty } from "../model";
import { nameFrom } from "../naming";
import { documentSize, jsonRule, parseDocument, sameDocument } from "./document";
import { policyExists } from "./managed-policies";
import { missingPrincipal } from "./principals";
import { rolePolicyAttachmentType, rolePolicyType } from "./role-policy";
import { roleType } from "./roles";

const createRole = "IAM API Reference, CreateRole";
const deleteRole = "IAM API Reference, DeleteRole";
const quotas = "IAM User Guide, IAM and AWS STS quotas";
const name = /^[\w+=,.@-]+$/;

/** Characters of a trust policy, white space not counted; adjustable to 4,096. */
const maxTrustSize = 2048;

export const role: ResourceModel = {
    type: roleType,
    service: "IAM",
    actions: { create: "CreateRole", update: "UpdateRole", remove: "DeleteRole" },
    invalidCode: "ValidationError",
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            minLength: 1,
            maxLength: 64,
            pattern: name,
            conflictsWith: ["namePrefix"],
            source: createRole,
        }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 38, pattern: name }),
        assumeRolePolicy: textProperty({
            required: true,
            rule: jsonRule,
            same: sameDocument,
            code: "MalformedPolicyDocument",
            source: createRole,
        }),
        description: textProperty({
            maxLength: 1000,
            pattern: /^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*$/,
            source: createRole,
        }),
        forceDetachPolicies: flagProperty({ default: false }),
        maxSessionDuration: numberProperty({ default: 3600, min: 3600, max: 43200, source: createRole }),
        path: textProperty({
            replace: true,
            default: "/",
            maxLength: 512,
            pattern: /^\/(?:[\u0021-\u007E]+\/)?$/,
            source: createRole,
        }),
        permissionsBoundary: textProperty({ minLength: 20, maxLength: 2048, source: createRole }),
    },
    outputs: ["arn", "createDate", "uniqueId"],
    tagged: true,
    autoname: { property: "name", maxLength: 64 },
    create: createModel,
    update: updateModel,
    remove: removeModel,
    usualSeconds: { create: 2, update: 1, remove: 2 },
    checks: [
        { what: "The name is new in the account, whatever its case (EntityAlreadyExists).", source: createRole },
        {
            what: "The trust policy is a document with actions of STS and without resources (MalformedPolicyDocument).",
            source: createRole,
        },
        {
            what: "Principals of the trust policy exist (MalformedPolicyDocument); those of other accounts are taken as given.",
            source: "IAM User Guide, AWS JSON policy elements: Principal",
        },
        { what: "The trust policy has at most 2,048 characters without white space (LimitExceeded).", source: quotas },
        { what: "The permissions boundary exists (NoSuchEntity).", source: createRole },
        {
            what: "A role with policies does not go, unless forceDetachPolicies is set (DeleteConflict); one in use does.",
            source: deleteRole,
        },
    ],
};

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const roleName = nameFrom(cloud, inputs);
    if (cloud.all(roleType).some((other) => text(other.props, "name").toLowerCase() === roleName.toLowerCase())) {
        throw new AwsError("EntityAlreadyExists", `Role with name ${roleName} already exists.`, 409);
    }
    checkRole(cloud, inputs);
    const path = textOr(inputs, "path", "/");
    return {
        id: roleName,
        props: {
            ...inputs,
            name: roleName,
            namePrefix: optionalText(inputs, "namePrefix") ?? "",
            path,
            maxSessionDuration: numberOr(inputs, "maxSessionDuration", 3600),
            arn: iamArn(cloud, `role${path}${roleName}`),
            createDate: cloud.clock.iso().replace(/\.\d+Z$/, "Z"),
            uniqueId: `AROA${cloud.hexOf(`role ${roleName} ${cloud.hex(16)}`, 17).toUpperCase()}`,
        },
    };
}

/** An ARN of IAM, which has no region. */
export function iamArn(cloud: Cloud, resource: string): string {
    return `arn:${cloud.partition}:iam::${cloud.account}:${resource}`;
}

function checkRole(cloud: Cloud, inputs: Props): void {
    const document = text(inputs, "assumeRolePolicy");
    const parsed = parseDocument(document, "trust");
    if ("mistake" in parsed) throw new AwsError("MalformedPolicyDocument", parsed.mistake);
    const missing = missingPrincipal(cloud, parsed.statements);
    if (missing !== undefined) throw new AwsError("MalformedPolicyDocument", `Invalid principal in policy: ${missing}`);
    if (documentSize(document) > maxTrustSize) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for ACLSizePerRole: ${maxTrustSize}`, 409);
    }
    const boundary = optionalText(inputs, "permissionsBoundary");
    if (boundary !== undefined && boundary !== "" && !policyExists(cloud, boundary)) {
        throw new AwsError("NoSuchEntity", `Scope ARN: ${boundary} does not exist or is not attachable.`, 404);
    }
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Props {
    checkRole(cloud, inputs);
    const { name: roleName, namePrefix, path, arn, createDate, uniqueId } = object.props;
    return {
        ...inputs,
        name: roleName ?? "",
        namePrefix: namePrefix ?? "",
        path: path ?? "/",
        arn: arn ?? "",
        createDate: createDate ?? "",
        uniqueId: uniqueId ?? "",
    };
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    const roleName = text(object.props, "name");
    const types = [rolePolicyAttachmentType, rolePolicyType];
    if (flag(object.props, "forceDetachPolicies")) {
        for (const type of types) for (const policy of cloud.where(type, "role", roleName)) cloud.remove(type, policy.id);
        return;
    }
    if (cloud.where(rolePolicyAttachmentType, "role", roleName).length > 0) {
        throw new AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
    }
    if (cloud.where(rolePolicyType, "role", roleName).length > 0) {
        throw new AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
    }
}
