import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, numberOr, optionalText, Props, text, textOr, Value } from "../../cloud/values";
import { findKey, isEnabled, keyAllows } from "../kms/keys";
import { flagProperty, numberProperty, ResourceModel, textProperty } from "../model";
import { nameFrom } from "../naming";
import { findLogGroup, logGroupType, retainedGroupType } from "./groups";

const createGroup = "CloudWatch Logs API Reference, CreateLogGroup";
const encryption = "CloudWatch Logs User Guide, Encrypt log data in CloudWatch Logs using AWS KMS";
const name = /^[.\-_/#A-Za-z0-9]+$/;

// CloudWatch Logs API Reference, PutRetentionPolicy; 0 is "never expire" to the provider.
const retentions = [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

// What the service does with a key: CloudWatch Logs User Guide, Set permissions on the KMS key.
const uses = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"];

export const logGroup: ResourceModel = {
    type: logGroupType,
    service: "CloudWatch Logs",
    actions: { create: "CreateLogGroup", update: "PutRetentionPolicy", remove: "DeleteLogGroup" },
    invalidCode: "InvalidParameterException",
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            minLength: 1,
            maxLength: 512,
            pattern: name,
            rule: nameRule,
            conflictsWith: ["namePrefix"],
            source: createGroup,
        }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 486, pattern: name, rule: nameRule }),
        deletionProtectionEnabled: flagProperty({ computed: true, source: createGroup }),
        kmsKeyId: textProperty({
            maxLength: 256,
            pattern: /^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
            source: "CloudWatch Logs API Reference, AssociateKmsKey",
        }),
        logGroupClass: textProperty({
            computed: true,
            replace: true,
            oneOf: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"],
            source: createGroup,
        }),
        retentionInDays: numberProperty({
            default: 0,
            oneOf: retentions,
            source: "CloudWatch Logs API Reference, PutRetentionPolicy",
        }),
        skipDestroy: flagProperty({ default: false }),
    },
    outputs: ["arn"],
    tagged: true,
    autoname: { property: "name", maxLength: 512 },
    create: createModel,
    update: updateModel,
    remove: removeModel,
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        {
            what: "The name is new (ResourceAlreadyExistsException) and does not start with aws/ (InvalidParameterException).",
            source: createGroup,
        },
        { what: "The key exists and is enabled (InvalidParameterException) and symmetric.", source: createGroup },
        {
            what: "The key's policy lets the service of the region use it for this log group (AccessDeniedException).",
            source: encryption,
        },
        {
            what: "A group with deletion protection does not go (ValidationException); skipDestroy leaves it in the account.",
            source: "CloudWatch Logs API Reference, DeleteLogGroup",
        },
    ],
};

function nameRule(value: Value): string | undefined {
    return /^aws\//i.test(String(value)) ? `log group names can't start with aws/, got ${JSON.stringify(value)}` : undefined;
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const groupName = nameFrom(cloud, inputs);
    if (findLogGroup(cloud, groupName) !== undefined) {
        throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
    }
    const arn = cloud.arn("logs", `log-group:${groupName}`);
    checkKey(cloud, inputs, arn);
    return {
        id: groupName,
        props: {
            ...inputs,
            name: groupName,
            namePrefix: optionalText(inputs, "namePrefix") ?? "",
            arn,
            deletionProtectionEnabled: flag(inputs, "deletionProtectionEnabled"),
            logGroupClass: textOr(inputs, "logGroupClass", "STANDARD"),
            retentionInDays: numberOr(inputs, "retentionInDays", 0),
        },
    };
}

function checkKey(cloud: Cloud, inputs: Props, groupArn: string): void {
    const keyArn = optionalText(inputs, "kmsKeyId");
    if (keyArn === undefined || keyArn === "") return;
    const key = findKey(cloud, keyArn);
    if (
        key === undefined
        || !isEnabled(key)
        || textOr(key.props, "customerMasterKeySpec", "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT"
    ) {
        throw new AwsError("InvalidParameterException", `KmsKeyId could not be found or is disabled: ${keyArn}`);
    }
    const service = `logs.${cloud.region}.amazonaws.com`;
    const context = {
        "kms:EncryptionContext:aws:logs:arn": groupArn,
        "aws:SourceAccount": cloud.account,
        "aws:SourceArn": groupArn,
    };
    if (!keyAllows(key, { service }, uses, context) && !keyAllows(key, { service: "logs.amazonaws.com" }, uses, context)) {
        throw new AwsError(
            "AccessDeniedException",
            `The specified KMS key does not exist or is not allowed to be used with Arn '${groupArn}'`,
        );
    }
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Props {
    const { name: groupName, namePrefix, arn, deletionProtectionEnabled, logGroupClass } = object.props;
    if (optionalText(inputs, "kmsKeyId") !== optionalText(object.props, "kmsKeyId")) {
        checkKey(cloud, inputs, text(object.props, "arn"));
    }
    return {
        deletionProtectionEnabled: deletionProtectionEnabled ?? false,
        ...inputs,
        name: groupName ?? "",
        namePrefix: namePrefix ?? "",
        arn: arn ?? "",
        logGroupClass: logGroupClass ?? "STANDARD",
    };
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    if (flag(object.props, "skipDestroy")) {
        cloud.put(retainedGroupType, object.id, object.props);
        return;
    }
    if (flag(object.props, "deletionProtectionEnabled")) {
        throw new AwsError("ValidationException", `Log group ${object.id} has deletion protection enabled and cannot be deleted`);
    }
}
