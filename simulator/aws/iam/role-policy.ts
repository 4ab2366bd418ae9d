import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, optionalText, Props, text } from "../../cloud/values";
import { ResourceModel, textProperty } from "../model";
import { nameFrom, uniqueSuffix } from "../naming";
import { documentSize, jsonRule, parseDocument, sameDocument, Statement, statementsOf } from "./document";
import { policyExists, policyType } from "./managed-policies";
import { roleType } from "./roles";

export const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";
export const rolePolicyAttachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

const putRolePolicy = "IAM API Reference, PutRolePolicy";
const attach = "IAM API Reference, AttachRolePolicy";
const quotas = "IAM User Guide, IAM and AWS STS quotas";
const name = /^[\w+=,.@-]+$/;

/** Characters of all inline policies of a role together. */
const maxInlineSize = 10240;
/** Default of an adjustable quota. */
const maxAttached = 10;

export const rolePolicy: ResourceModel = {
    type: rolePolicyType,
    service: "IAM",
    actions: { create: "PutRolePolicy", update: "PutRolePolicy", remove: "DeleteRolePolicy" },
    invalidCode: "ValidationError",
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            minLength: 1,
            maxLength: 128,
            pattern: name,
            conflictsWith: ["namePrefix"],
            source: putRolePolicy,
        }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 102, pattern: name }),
        policy: textProperty({
            required: true,
            rule: jsonRule,
            same: sameDocument,
            code: "MalformedPolicyDocument",
            source: putRolePolicy,
        }),
        role: textProperty({ required: true, replace: true, source: putRolePolicy }),
    },
    outputs: [],
    tagged: false,
    autoname: { property: "name", maxLength: 128 },
    create: createInline,
    update: (cloud, object, inputs) => {
        checkInline(cloud, inputs, text(object.props, "name"));
        return { ...object.props, ...inputs };
    },
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "The role exists (NoSuchEntity).", source: putRolePolicy },
        { what: "The document names actions, resources and no principal (MalformedPolicyDocument).", source: putRolePolicy },
        { what: "The inline policies of a role have at most 10,240 characters together (LimitExceeded).", source: quotas },
    ],
};

function createInline(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const policyName = nameFrom(cloud, inputs);
    checkInline(cloud, inputs, policyName);
    return {
        id: `${text(inputs, "role")}:${policyName}`,
        props: { ...inputs, name: policyName, namePrefix: optionalText(inputs, "namePrefix") ?? "" },
    };
}

function checkInline(cloud: Cloud, inputs: Props, policyName: string): void {
    const roleName = needRoleNamed(cloud, text(inputs, "role"));
    const document = text(inputs, "policy");
    mustBeIdentityPolicy(document);
    const others = cloud
        .where(rolePolicyType, "role", roleName)
        .filter((other) => text(other.props, "name") !== policyName)
        .reduce((sum, other) => sum + documentSize(text(other.props, "policy")), 0);
    if (others + documentSize(document) > maxInlineSize) {
        throw new AwsError("LimitExceeded", `Maximum policy size of ${maxInlineSize} bytes exceeded for role ${roleName}`, 409);
    }
}

/** Refuses what is no policy document for an identity. */
export function mustBeIdentityPolicy(document: string): void {
    const parsed = parseDocument(document, "identity");
    if ("mistake" in parsed) throw new AwsError("MalformedPolicyDocument", parsed.mistake);
}

function needRoleNamed(cloud: Cloud, roleName: string): string {
    cloud.need(roleType, roleName, "NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
    return roleName;
}

export const rolePolicyAttachment: ResourceModel = {
    type: rolePolicyAttachmentType,
    service: "IAM",
    actions: { create: "AttachRolePolicy", remove: "DetachRolePolicy" },
    invalidCode: "ValidationError",
    inputs: {
        policyArn: textProperty({
            required: true,
            replace: true,
            minLength: 20,
            maxLength: 2048,
            pattern: /^arn:/,
            source: attach,
        }),
        role: textProperty({ required: true, replace: true, source: attach }),
    },
    outputs: [],
    tagged: false,
    create: createAttachment,
    usualSeconds: { create: 1, remove: 1 },
    checks: [
        { what: "The role and the policy exist, AWS's own under their whole path (NoSuchEntity).", source: attach },
        { what: "A role has at most 10 attached policies, the default of an adjustable quota (LimitExceeded).", source: quotas },
    ],
};

function createAttachment(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const roleName = needRoleNamed(cloud, text(inputs, "role"));
    const policyArn = text(inputs, "policyArn");
    if (!policyExists(cloud, policyArn)) {
        throw new AwsError("NoSuchEntity", `Policy ${policyArn} does not exist or is not attachable.`, 404);
    }
    const attached = new Set(attachedTo(cloud, roleName));
    if (!attached.has(policyArn) && attached.size >= maxAttached) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for PoliciesPerRole: ${maxAttached}`, 409);
    }
    return { id: `${roleName}-${uniqueSuffix(cloud)}`, props: { ...inputs } };
}

/** ARNs of the managed policies attached to a role. */
export function attachedTo(cloud: Cloud, roleName: string): readonly string[] {
    return cloud.where(rolePolicyAttachmentType, "role", roleName).map((attachment) => text(attachment.props, "policyArn"));
}

/** What a role's policies say; undefined where one of them is AWS's own, whose text is not modeled. */
export function grantsOf(cloud: Cloud, roleName: string): readonly Statement[] | undefined {
    const attached = attachedTo(cloud, roleName).map((arn) => cloud.find(policyType, arn));
    const policies = [...attached, ...cloud.where(rolePolicyType, "role", roleName)];
    const known = policies.flatMap((policy) => policy ?? []);
    if (known.length < policies.length) return undefined;
    return known.flatMap(({ props }) => statementsOf(text(props, "policy"), "identity"));
}

/** Whether any role has the policy. */
export function isAttached(cloud: Cloud, policy: CloudObject): boolean {
    return cloud.where(rolePolicyAttachmentType, "policyArn", text(policy.props, "arn")).length > 0;
}
