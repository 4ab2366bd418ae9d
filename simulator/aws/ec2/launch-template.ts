import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import {
    canonical, Draft, flag, hasUnknown, isList, isProps, numberOr, optionalText, Props, text, Value,
} from "../../cloud/values";
import {
    flagProperty, listProperty, mapProperty, numberProperty, objectProperty, ResourceModel, setProperty, Shape, textProperty,
} from "../model";
import { nameFrom } from "../naming";
import { volumeRule } from "./volumes";

const createTemplate = "EC2 API Reference, CreateLaunchTemplate";
const data = "EC2 API Reference, RequestLaunchTemplateData";
export const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";

const onOff = textProperty({ computed: true, oneOf: ["enabled", "disabled"] });
const trueOrFalse = textProperty({ oneOf: ["true", "false", ""] });
const name = /^[a-zA-Z0-9().\-/_]+$/;

/** What a version holds; a change makes a new version. */
const content: Shape = {
    blockDeviceMappings: listProperty(
        objectProperty({
            deviceName: textProperty({ required: true, pattern: /^(\/dev\/(sd[a-z]\d{0,2}|xvd[a-z]{1,2})|xvd[a-z]{1,2})$/ }),
            ebs: objectProperty(
                {
                    deleteOnTermination: trueOrFalse,
                    encrypted: trueOrFalse,
                    iops: numberProperty({ computed: true }),
                    kmsKeyId: textProperty(),
                    snapshotId: textProperty({ pattern: /^snap-[0-9a-f]+$/, code: "InvalidSnapshotID.Malformed" }),
                    throughput: numberProperty({ computed: true }),
                    volumeSize: numberProperty({ computed: true }),
                    volumeType: textProperty({ computed: true, oneOf: ["standard", "io1", "io2", "gp2", "gp3", "sc1", "st1"] }),
                },
                { rule: volumeRule, source: "EC2 API Reference, LaunchTemplateEbsBlockDeviceRequest" },
            ),
        }),
    ),
    ebsOptimized: trueOrFalse,
    imageId: textProperty({ pattern: /^(ami-[0-9a-f]{8,17}|resolve:ssm:.+)$/, code: "InvalidAMIID.Malformed", source: data }),
    instanceType: textProperty({ pattern: /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, source: data }),
    metadataOptions: objectProperty(
        {
            httpEndpoint: onOff,
            httpProtocolIpv6: onOff,
            httpPutResponseHopLimit: numberProperty({ computed: true, min: 1, max: 64 }),
            httpTokens: textProperty({ computed: true, oneOf: ["optional", "required"] }),
            instanceMetadataTags: onOff,
        },
        { computed: true, source: "EC2 API Reference, LaunchTemplateInstanceMetadataOptionsRequest" },
    ),
    monitoring: objectProperty({ enabled: flagProperty() }),
    tagSpecifications: listProperty(
        objectProperty({
            resourceType: textProperty({
                required: true,
                oneOf: ["instance", "volume", "network-interface", "spot-instances-request"],
                source: data,
            }),
            tags: mapProperty(textProperty({ maxLength: 256 })),
        }),
    ),
    // 16 KB before base64: EC2 User Guide, Run commands when you launch an instance.
    userData: textProperty({ rule: userDataRule, code: "InvalidUserData.Malformed", source: data }),
    vpcSecurityGroupIds: setProperty(textProperty({ pattern: /^sg-[0-9a-f]+$/, code: "InvalidGroupId.Malformed" })),
};

export const launchTemplate: ResourceModel = {
    type: launchTemplateType,
    service: "EC2",
    actions: { create: "CreateLaunchTemplate", update: "CreateLaunchTemplateVersion", remove: "DeleteLaunchTemplate" },
    invalidCode: "InvalidParameterValue",
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            minLength: 3,
            maxLength: 128,
            pattern: name,
            conflictsWith: ["namePrefix"],
            code: "InvalidLaunchTemplateName.MalformedException",
            source: createTemplate,
        }),
        namePrefix: textProperty({
            computed: true,
            replace: true,
            maxLength: 99,
            pattern: name,
            code: "InvalidLaunchTemplateName.MalformedException",
        }),
        description: textProperty({ maxLength: 255, source: createTemplate }),
        defaultVersion: numberProperty({ computed: true, min: 1, conflictsWith: ["updateDefaultVersion"] }),
        updateDefaultVersion: flagProperty({ conflictsWith: ["defaultVersion"] }),
        ...content,
    },
    outputs: ["arn", "latestVersion"],
    tagged: true,
    autoname: { property: "name", maxLength: 125 },
    recomputed: (olds, news) =>
        changesContent(olds, news) ? ["latestVersion", ...(flag(news, "updateDefaultVersion") ? ["defaultVersion"] : [])] : [],
    create: createModel,
    update: updateModel,
    usualSeconds: { create: 2, update: 1, remove: 1 },
    checks: [
        { what: "The name is new (InvalidLaunchTemplateName.AlreadyExistsException).", source: createTemplate },
        {
            what: "A change of content makes a new version; the default version follows only where asked for.",
            source: "EC2 User Guide, Manage launch template versions",
        },
        { what: "User data is base64 of at most 16 KB (InvalidUserData.Malformed).", source: data },
        {
            what: "Size, IOPS and throughput of volumes fit their type (InvalidParameterValue).",
            source: "EC2 API Reference, LaunchTemplateEbsBlockDeviceRequest",
        },
        {
            what: "Images, groups and keys that a template names are not looked up, as in AWS: that happens at launch.",
            source: createTemplate,
        },
    ],
};

function userDataRule(value: Value): string | undefined {
    const encoded = String(value);
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) {
        return "invalid BASE64 encoding of user data";
    }
    const bytes = Buffer.from(encoded, "base64").length;
    return bytes <= 16384 ? undefined : `user data is limited to 16384 bytes, got ${bytes}`;
}

function changesContent(olds: Props, news: Props): boolean {
    return [...Object.keys(content), "description"].some((key) => {
        const next = news[key];
        return hasUnknown(next) || canonical(written(next)) !== canonical(written(olds[key]));
    });
}

/** Empty stands for absent, as in the provider's state. */
function written(value: Value | undefined): Value {
    const empty =
        value === undefined
        || value === ""
        || (isList(value) && value.length === 0)
        || (isProps(value) && Object.keys(value).length === 0);
    return empty ? null : value;
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const chosen = nameFrom(cloud, inputs);
    if (cloud.where(launchTemplateType, "name", chosen).length > 0) {
        throw new AwsError("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
    }
    const wanted = numberOr(inputs, "defaultVersion", 1);
    if (wanted > 1) throw versionNotFound(wanted);
    const id = cloud.newId("lt");
    return {
        id,
        props: {
            ...inputs,
            name: chosen,
            namePrefix: optionalText(inputs, "namePrefix") ?? "",
            arn: cloud.arn("ec2", `launch-template/${id}`),
            defaultVersion: 1,
            latestVersion: 1,
        },
    };
}

function updateModel(_: Cloud, object: CloudObject, inputs: Props): Props {
    const before = numberOr(object.props, "latestVersion", 1);
    const latestVersion = changesContent(object.props, inputs) ? before + 1 : before;
    const given = numberOr(inputs, "defaultVersion", numberOr(object.props, "defaultVersion", 1));
    const defaultVersion = flag(inputs, "updateDefaultVersion") ? latestVersion : given;
    if (defaultVersion > latestVersion) throw versionNotFound(defaultVersion);
    return {
        ...inputs,
        name: text(object.props, "name"),
        namePrefix: object.props["namePrefix"] ?? "",
        arn: text(object.props, "arn"),
        defaultVersion,
        latestVersion,
    };
}

function versionNotFound(version: number): AwsError {
    return new AwsError(
        "InvalidLaunchTemplateId.VersionNotFound",
        `Could not find the specified version ${version} for the launch template.`,
    );
}
