import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, optionalText, Props, text, Value } from "../../cloud/values";
import { ResourceModel, textProperty } from "../model";
import { nameFrom } from "../naming";
import { aliasType, findKey } from "./keys";
import { stateAlias } from "./state-key";

const createAlias = "KMS API Reference, CreateAlias";

export const alias: ResourceModel = {
    type: aliasType,
    service: "KMS",
    actions: { create: "CreateAlias", update: "UpdateAlias", remove: "DeleteAlias" },
    invalidCode: "InvalidAliasNameException",
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            maxLength: 256,
            rule: nameRule,
            conflictsWith: ["namePrefix"],
            source: createAlias,
        }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 230, rule: nameRule, source: createAlias }),
        targetKeyId: textProperty({
            required: true,
            same: (a, b) => bareId(a) === bareId(b),
            code: "NotFoundException",
            source: createAlias,
        }),
    },
    outputs: ["arn", "targetKeyArn"],
    tagged: false,
    recomputed: (olds, news) => (bareId(olds["targetKeyId"] ?? "") === bareId(news["targetKeyId"] ?? "") ? [] : ["targetKeyArn"]),
    create: createModel,
    update: (cloud, object, inputs) => ({ ...object.props, ...targetOf(cloud, inputs) }),
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        {
            what: "The name starts with alias/, not alias/aws/, and has letters, digits, /, _ and - (InvalidAliasNameException).",
            source: createAlias,
        },
        {
            what: "The name is new in account and region (AlreadyExistsException), the key exists (NotFoundException).",
            source: createAlias,
        },
    ],
};

function nameRule(value: Value): string | undefined {
    const name = String(value);
    if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
        return `must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-], got ${JSON.stringify(name)}`;
    }
    return name.startsWith("alias/aws/") ? "names that begin with 'alias/aws/' are reserved for AWS" : undefined;
}

function bareId(reference: Value): string {
    return String(reference).replace(/^arn:.*:key\//, "");
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const name = nameFrom(cloud, inputs, "alias/");
    const arn = cloud.arn("kms", name);
    if (name === stateAlias || cloud.find(aliasType, name) !== undefined) {
        throw new AwsError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
    }
    return {
        id: name,
        props: { ...inputs, name, namePrefix: optionalText(inputs, "namePrefix") ?? "", arn, ...targetOf(cloud, inputs) },
    };
}

function targetOf(cloud: Cloud, inputs: Props): Draft {
    const reference = text(inputs, "targetKeyId");
    const key = reference.includes("alias/") ? undefined : findKey(cloud, reference);
    if (key === undefined) {
        const arn = reference.startsWith("arn:") ? reference : cloud.arn("kms", `key/${reference}`);
        throw new AwsError("NotFoundException", `Key '${arn}' does not exist`);
    }
    return { targetKeyId: key.id, targetKeyArn: text(key.props, "arn") };
}
