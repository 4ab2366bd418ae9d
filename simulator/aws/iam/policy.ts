import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, optionalText, Props, text, textOr } from "../../cloud/values";
import { numberProperty, ResourceModel, textProperty } from "../model";
import { nameFrom } from "../naming";
import { documentSize, jsonRule, sameDocument } from "./document";
import { policyType } from "./managed-policies";
import { iamArn } from "./role";
import { isAttached, mustBeIdentityPolicy } from "./role-policy";

const createPolicy = "IAM API Reference, CreatePolicy";
const name = /^[\w+=,.@-]+$/;

/** Characters of a managed policy, white space not counted. */
const maxSize = 6144;

export const policy: ResourceModel = {
    type: policyType,
    service: "IAM",
    actions: { create: "CreatePolicy", update: "CreatePolicyVersion", remove: "DeletePolicy" },
    invalidCode: "ValidationError",
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            minLength: 1,
            maxLength: 128,
            pattern: name,
            conflictsWith: ["namePrefix"],
            source: createPolicy,
        }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 102, pattern: name }),
        description: textProperty({ replace: true, maxLength: 1000, source: createPolicy }),
        path: textProperty({
            replace: true,
            default: "/",
            maxLength: 512,
            pattern: /^(?:\/[A-Za-z0-9.,+@=_-]+)*\/$/,
            source: createPolicy,
        }),
        policy: textProperty({
            required: true,
            rule: jsonRule,
            same: sameDocument,
            code: "MalformedPolicyDocument",
            source: createPolicy,
        }),
        delayAfterPolicyCreationInMs: numberProperty({ min: 0 }),
    },
    outputs: ["arn", "attachmentCount", "policyId"],
    tagged: true,
    autoname: { property: "name", maxLength: 128 },
    create: createModel,
    update: updateModel,
    remove: removeModel,
    usualSeconds: { create: 2, update: 1, remove: 1 },
    checks: [
        { what: "The name is new in the account (EntityAlreadyExists).", source: createPolicy },
        { what: "The document names actions, resources and no principal (MalformedPolicyDocument).", source: createPolicy },
        {
            what: "The document has at most 6,144 characters without white space (LimitExceeded).",
            source: "IAM User Guide, IAM and AWS STS quotas",
        },
        { what: "A policy that a role has does not go (DeleteConflict).", source: "IAM API Reference, DeletePolicy" },
    ],
};

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const policyName = nameFrom(cloud, inputs);
    if (cloud.all(policyType).some((other) => text(other.props, "name").toLowerCase() === policyName.toLowerCase())) {
        throw new AwsError(
            "EntityAlreadyExists",
            `A policy called ${policyName} already exists. Duplicate names are not allowed.`,
            409,
        );
    }
    checkDocument(text(inputs, "policy"));
    const path = textOr(inputs, "path", "/");
    const arn = iamArn(cloud, `policy${path}${policyName}`);
    return {
        id: arn,
        props: {
            ...inputs,
            name: policyName,
            namePrefix: optionalText(inputs, "namePrefix") ?? "",
            path,
            arn,
            attachmentCount: 0,
            policyId: `ANPA${cloud.hexOf(`policy ${arn} ${cloud.hex(16)}`, 17).toUpperCase()}`,
        },
    };
}

function checkDocument(document: string): void {
    mustBeIdentityPolicy(document);
    if (documentSize(document) > maxSize) {
        throw new AwsError("LimitExceeded", `Cannot exceed quota for PolicySize: ${maxSize}`, 409);
    }
}

function updateModel(_: Cloud, object: CloudObject, inputs: Props): Props {
    checkDocument(text(inputs, "policy"));
    return { ...object.props, ...inputs };
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    if (isAttached(cloud, object)) throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
}
