import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, numberOr, optionalText, Props, text, textOr } from "../../cloud/values";
import { jsonRule, parseDocument, sameDocument } from "../iam/document";
import { merged } from "../merge";
import { flagProperty, Made, numberProperty, ResourceModel, Shape, textProperty } from "../model";
import { nameFrom } from "../naming";
import { keyArnOf } from "../references";
import { suffix } from "./managed";
import { deletedSecretType, findSecret, invalid, invalidRequest, owningService, secretType, service, versionType } from "./types";

const createSecret = "Secrets Manager API Reference, CreateSecret";
const deleteSecret = "Secrets Manager API Reference, DeleteSecret";
const day = 24 * 60 * 60 * 1000;

const inputs: Shape = {
    description: textProperty({ maxLength: 2048, source: createSecret }),
    forceOverwriteReplicaSecret: flagProperty({ default: false }),
    kmsKeyId: textProperty({ maxLength: 2048, source: createSecret }),
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 512,
        pattern: /^[\w/+=.@-]+$/,
        conflictsWith: ["namePrefix"],
        source: createSecret,
    }),
    namePrefix: textProperty({ computed: true, replace: true, maxLength: 486 }),
    policy: textProperty({ computed: true, rule: jsonRule, same: sameDocument }),
    recoveryWindowInDays: numberProperty({
        default: 30,
        source: deleteSecret,
        rule: (value) =>
            value === 0 || (Number(value) >= 7 && Number(value) <= 30)
                ? undefined
                : `expected 0 or a value in the range (7 - 30), got ${String(value)}`,
    }),
};

export const secret: ResourceModel = {
    type: secretType,
    service,
    actions: { create: "CreateSecret", update: "UpdateSecret", remove: "DeleteSecret" },
    invalidCode: invalid,
    autoname: { property: "name", maxLength: 512 },
    tagged: true,
    inputs,
    outputs: ["arn"],
    create,
    update,
    remove,
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "A name that is taken is refused (ResourceExistsException).", source: createSecret },
        {
            what: "The name of a deleted secret stays taken for its recovery window (InvalidRequestException).",
            source: deleteSecret,
        },
        { what: "The key must exist and be enabled (InvalidParameterException).", source: createSecret },
        {
            what: "The policy must be one (MalformedPolicyDocumentException).",
            source: "Secrets Manager API Reference, PutResourcePolicy",
        },
        {
            what: "A secret that a service manages is not changed or deleted here (InvalidRequestException).",
            source: deleteSecret,
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const name = nameFrom(cloud, given);
    if (findSecret(cloud, name) !== undefined) {
        throw new AwsError("ResourceExistsException", `The operation failed because the secret ${name} already exists.`);
    }
    const deleted = cloud.find(deletedSecretType, name);
    if (deleted !== undefined && numberOr(deleted.props, "until", 0) > cloud.clock.now()) {
        throw invalidRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");
    }
    checkInputs(cloud, given);
    if (deleted !== undefined) cloud.remove(deletedSecretType, name);
    const arn = cloud.arn("secretsmanager", `secret:${name}-${suffix(cloud)}`);
    return {
        id: arn,
        props: { ...given, name, namePrefix: textOr(given, "namePrefix", ""), policy: textOr(given, "policy", ""), arn },
    };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    refuseManaged(object);
    checkInputs(cloud, news);
    return merged(inputs, object.props, news);
}

function remove(cloud: Cloud, object: CloudObject): void {
    refuseManaged(object);
    for (const version of cloud.where(versionType, "secretArn", object.id)) cloud.remove(versionType, version.id);
    const days = numberOr(object.props, "recoveryWindowInDays", 30);
    if (days === 0) return;
    const name = text(object.props, "name");
    cloud.put(deletedSecretType, name, { name, until: cloud.clock.now() + days * day, region: cloud.region });
}

function refuseManaged(object: CloudObject): void {
    const owner = owningService(object);
    if (owner !== undefined)
        throw invalidRequest(`You can't perform this operation on the secret because it is managed by ${owner}.`);
}

function checkInputs(cloud: Cloud, given: Props): void {
    const key = optionalText(given, "kmsKeyId");
    if (key !== undefined && keyArnOf(cloud, key) === undefined) {
        throw new AwsError(invalid, `The KMS key ${key} does not exist, is not enabled, or you do not have access to it.`);
    }
    const policy = optionalText(given, "policy") ?? "";
    if (policy === "") return;
    const parsed = parseDocument(policy, "resource");
    if ("mistake" in parsed)
        throw new AwsError("MalformedPolicyDocumentException", `This resource policy contains a syntax error: ${parsed.mistake}`);
}
