import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, isAbsent, isProps, numberOr, optionalText, Props, record, records, text, texts } from "../../cloud/values";
import { findKey, isAwsManagedKey, isEnabled, keyGrants } from "../kms/keys";
import { objectProperty, textProperty } from "../model";
import { invalidParameter, invalidRequest } from "./types";

/** What a node group takes from a launch template. */
export interface Template {
    readonly instanceType?: string;
    readonly securityGroupIds: readonly string[];
    readonly customAmi: boolean;
    /** Its id, name and version as EKS reports them. */
    readonly reported: Props;
}

const templateType = "aws:ec2/launchTemplate:LaunchTemplate";

/** EKS API Reference, CreateNodegroup, `amiType`. */
export const amiTypes = [
    "AL2_x86_64",
    "AL2_x86_64_GPU",
    "AL2_ARM_64",
    "CUSTOM",
    "AL2023_x86_64_STANDARD",
    "AL2023_ARM_64_STANDARD",
    "AL2023_x86_64_NEURON",
    "AL2023_x86_64_NVIDIA",
    "AL2023_ARM_64_NVIDIA",
    "BOTTLEROCKET_ARM_64",
    "BOTTLEROCKET_x86_64",
    "BOTTLEROCKET_ARM_64_FIPS",
    "BOTTLEROCKET_x86_64_FIPS",
    "BOTTLEROCKET_ARM_64_NVIDIA",
    "BOTTLEROCKET_x86_64_NVIDIA",
    "BOTTLEROCKET_ARM_64_NVIDIA_FIPS",
    "BOTTLEROCKET_x86_64_NVIDIA_FIPS",
    "WINDOWS_CORE_2019_x86_64",
    "WINDOWS_FULL_2019_x86_64",
    "WINDOWS_CORE_2022_x86_64",
    "WINDOWS_FULL_2022_x86_64",
    "WINDOWS_CORE_2025_x86_64",
    "WINDOWS_FULL_2025_x86_64",
];

/** The processor that an AMI type needs; undefined where it may be any. */
export function architectureOf(amiType: string): "x86_64" | "arm64" | undefined {
    if (amiType === "CUSTOM") return undefined;
    return amiType.includes("ARM_64") ? "arm64" : "x86_64";
}

/** The input `launchTemplate` of a node group; `id` or `name`, never both. */
export const launchTemplate = objectProperty(
    {
        id: textProperty({ computed: true, replace: true, pattern: /^lt-/, conflictsWith: ["name"] }),
        name: textProperty({ computed: true, replace: true, minLength: 3, maxLength: 128 }),
        version: textProperty({ required: true, minLength: 1, maxLength: 255 }),
    },
    { source: "EKS API Reference, LaunchTemplateSpecification" },
);

/** The launch template of a node group, checked; undefined where it has none. */
export function checkTemplate(cloud: Cloud, group: Props): Template | undefined {
    if (!isProps(group["launchTemplate"])) return undefined;
    const wanted = record(group, "launchTemplate");
    const id = optionalText(wanted, "id");
    const name = optionalText(wanted, "name");
    const found = id !== undefined ? cloud.find(templateType, id) : cloud.where(templateType, "name", name ?? "")[0];
    if (found === undefined) {
        throw invalidRequest(
            `Launch template ${id ?? name ?? ""} does not exist (Service: Ec2, Status Code: 400, Error Code: `
                + "InvalidLaunchTemplateId.NotFound)",
        );
    }
    const version = text(wanted, "version");
    const newest = numberOr(found.props, "latestVersion", 1);
    const exists = /^\d+$/.test(version)
        ? Number(version) >= 1 && Number(version) <= newest
        : ["$Latest", "$Default"].includes(version);
    if (!exists) {
        throw invalidRequest(
            `Could not find launch template version ${version} (Service: Ec2, Status Code: 400, Error Code: `
                + "InvalidLaunchTemplateId.VersionNotFound)",
        );
    }
    checkContents(group, found.props);
    checkDisks(cloud, found.props);
    const interfaces = records(found.props, "networkInterfaces");
    return {
        instanceType: optionalText(found.props, "instanceType"),
        securityGroupIds: [
            ...texts(found.props, "vpcSecurityGroupIds"),
            ...interfaces.flatMap((item) => texts(item, "securityGroups")),
        ],
        customAmi: !isAbsent(found.props["imageId"]) && found.props["imageId"] !== "",
        reported: { id: found.id, name: text(found.props, "name"), version },
    };
}

// EKS User Guide, "Customize managed nodes with launch templates": what belongs into one place only.
function checkContents(group: Props, template: Props): void {
    if (!isAbsent(group["diskSize"])) throw invalidParameter("Disk size must be specified within the launch template.");
    if (texts(group, "instanceTypes").length > 0 && (optionalText(template, "instanceType") ?? "") !== "") {
        throw invalidParameter("You cannot specify an instance type in both the launch template and the node group request.");
    }
    if (isProps(template["iamInstanceProfile"]))
        throw invalidParameter("Launch template should not specify an instance profile.");
    if (records(template, "networkInterfaces").some((item) => (optionalText(item, "subnetId") ?? "") !== "")) {
        throw invalidParameter("Launch template should not specify a subnet.");
    }
    if (flag(record(template, "hibernationOptions"), "configured"))
        throw invalidParameter("Launch template should not specify hibernation.");
    if ((optionalText(template, "imageId") ?? "") !== "" && !["CUSTOM", undefined].includes(optionalText(group, "amiType"))) {
        throw invalidParameter("AmiType must be CUSTOM or absent when the launch template specifies an AMI.");
    }
}

// What Auto Scaling does with a key to start a machine with an encrypted disk: EC2 Auto Scaling User Guide, "Required AWS KMS key
// policy for use with encrypted volumes".
const diskUses = [
    "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey",
    "kms:CreateGrant",
];
const serviceRole = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

/** Machines with disks under a key that Auto Scaling may not use end before they run (same guide, "Client error on launch"). */
function checkDisks(cloud: Cloud, template: Props): void {
    const role = `arn:${cloud.partition}:iam::${cloud.account}:role/${serviceRole}`;
    const context = {
        "aws:PrincipalAccount": cloud.account,
        "aws:PrincipalArn": role,
        "kms:CallerAccount": cloud.account,
        "kms:GrantIsForAWSResource": "true",
        "kms:ViaService": `ec2.${cloud.region}.amazonaws.com`,
    };
    for (const mapping of records(template, "blockDeviceMappings")) {
        const reference = optionalText(record(mapping, "ebs"), "kmsKeyId") ?? "";
        if (reference === "" || isAwsManagedKey(reference)) continue;
        const key = findKey(cloud, reference);
        if (key !== undefined && isEnabled(key) && keyGrants(key, role, diskUses, context)) continue;
        throw new AwsError(
            "AsgInstanceLaunchFailures",
            "Could not launch On-Demand Instances. Unknown - Instance became unhealthy while waiting for instance to be in "
                + "InService state. Termination Reason: Client.InternalError: Client error on launch. Launching EC2 instance failed.",
        );
    }
}
