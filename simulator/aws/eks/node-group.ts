import { Cloud, CloudObject } from "../../cloud/cloud";
import { Draft, isAbsent, isProps, numberOr, optionalText, Props, record, text, texts, Value } from "../../cloud/values";
import { nameFrom } from "../naming";
import { detachInterfaces } from "../ec2/interfaces";
import { needRole } from "../iam/roles";
import { instanceType } from "../instances";
import { merged } from "../merge";
import {
    flagProperty,
    listProperty,
    Made,
    mapProperty,
    Mistake,
    numberProperty,
    objectProperty,
    ResourceModel,
    setProperty,
    Shape,
    textProperty,
} from "../model";
import { newUuid, subnetsOf, vpcsOfSubnets } from "../references";
import { amiTypes, architectureOf, checkTemplate, launchTemplate, Template } from "./launch";
import { scaleNodes } from "./nodes";
import { clusterName, inUse, invalid, invalidParameter, needCluster, nodeGroupType, service, versionOf } from "./types";
import { minorOf, minorVersions } from "./versions";

const createNodegroup = "EKS API Reference, CreateNodegroup";
const updateNodegroup = "EKS API Reference, UpdateNodegroupVersion";

const inputs: Shape = {
    amiType: textProperty({ computed: true, replace: true, oneOf: amiTypes, source: createNodegroup }),
    capacityType: textProperty({
        computed: true,
        replace: true,
        oneOf: ["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"],
        source: createNodegroup,
    }),
    clusterName: textProperty({
        required: true,
        replace: true,
        minLength: 1,
        maxLength: 100,
        pattern: clusterName,
        source: createNodegroup,
    }),
    diskSize: numberProperty({ computed: true, replace: true, min: 1, max: 16384, source: "EBS User Guide, volume types: gp3" }),
    forceUpdateVersion: flagProperty(),
    instanceTypes: listProperty(textProperty(), { computed: true, replace: true, maxItems: 20, source: createNodegroup }),
    labels: mapProperty(textProperty({ maxLength: 63 }), {
        rule: labelRule,
        source: "EKS API Reference, CreateNodegroup, labels",
    }),
    launchTemplate,
    nodeGroupName: textProperty({
        computed: true,
        replace: true,
        maxLength: 63,
        pattern: /^[0-9A-Za-z][A-Za-z0-9\-_]*$/,
        conflictsWith: ["nodeGroupNamePrefix"],
        source: "EKS User Guide, create a managed node group: the name has at most 63 characters",
    }),
    nodeGroupNamePrefix: textProperty({ computed: true, replace: true, maxLength: 37 }),
    nodeRepairConfig: objectProperty({ enabled: flagProperty({ default: false }) }, { computed: true }),
    nodeRoleArn: textProperty({ required: true, replace: true, pattern: /^arn:/ }),
    releaseVersion: textProperty({ computed: true }),
    scalingConfig: objectProperty(
        {
            desiredSize: numberProperty({ required: true, min: 0 }),
            maxSize: numberProperty({ required: true, min: 1, max: 450 }),
            minSize: numberProperty({ required: true, min: 0 }),
        },
        {
            required: true,
            source: "EKS API Reference, NodegroupScalingConfig; EKS User Guide, service quotas: nodes per managed node group",
        },
    ),
    subnetIds: setProperty(textProperty(), { required: true, replace: true, minItems: 1 }),
    taints: setProperty(
        objectProperty({
            effect: textProperty({ required: true, oneOf: ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"] }),
            key: textProperty({ required: true, minLength: 1, maxLength: 63 }),
            value: textProperty({ maxLength: 63 }),
        }),
        { maxItems: 50, source: "EKS API Reference, Taint" },
    ),
    updateConfig: objectProperty(
        {
            maxUnavailable: numberProperty({ min: 1, max: 100 }),
            maxUnavailablePercentage: numberProperty({ min: 1, max: 100 }),
            updateStrategy: textProperty({ computed: true, oneOf: ["DEFAULT", "MINIMAL"] }),
        },
        { computed: true, source: "EKS API Reference, NodegroupUpdateConfig" },
    ),
    version: textProperty({ computed: true, pattern: /^\d+\.\d+$/ }),
};

/** A managed node group; its desired size is how many nodes the simulated Kubernetes has (`nodes.ts`). */
export const nodeGroup: ResourceModel = {
    type: nodeGroupType,
    service,
    actions: { create: "CreateNodegroup", update: "UpdateNodegroupConfig", remove: "DeleteNodegroup" },
    invalidCode: invalid,
    autoname: { property: "nodeGroupName", maxLength: 63 },
    tagged: true,
    inputs,
    outputs: ["arn", "resources", "status"],
    validate,
    replaceOn: (olds, news) => (isProps(olds["launchTemplate"]) !== isProps(news["launchTemplate"]) ? ["launchTemplate"] : []),
    recomputed: (olds, news) =>
        !isAbsent(news["version"]) && olds["version"] !== news["version"] && isAbsent(news["releaseVersion"])
            ? ["releaseVersion"]
            : [],
    create,
    update,
    remove: (cloud, object) => detachInterfaces(cloud, text(object.props, "arn")),
    usualSeconds: { create: 120, update: 300, remove: 240 },
    checks: [
        { what: "The cluster must exist (ResourceNotFoundException).", source: createNodegroup },
        { what: "A name that is taken in the cluster is refused (ResourceInUseException).", source: createNodegroup },
        {
            what: "The role must exist and trust ec2.amazonaws.com (InvalidParameterException).",
            source: "EKS User Guide, node IAM role",
        },
        { what: "Subnets must exist in the cluster's VPC (InvalidParameterException).", source: createNodegroup },
        {
            what: "Minimum, desired and maximum size must be in order (InvalidParameterException).",
            source: "EKS API Reference, NodegroupScalingConfig",
        },
        {
            what: "Instance types must exist and fit the AMI type's architecture (InvalidParameterException).",
            source: createNodegroup,
        },
        {
            what: "AMI types of Amazon Linux 2 end with version 1.32 (InvalidParameterException).",
            source: "EKS User Guide, Amazon Linux 2 end of support",
        },
        {
            what:
                "The launch template and its version must exist; it must not say what the group says "
                + "(InvalidParameterException).",
            source: "EKS User Guide, customize managed nodes with launch templates",
        },
        {
            what: "Auto Scaling may use the key of encrypted disks by its own policy (AsgInstanceLaunchFailures).",
            source: "EC2 Auto Scaling User Guide, Required AWS KMS key policy for use with encrypted volumes",
        },
        {
            what: "Nodes are never newer than their cluster, nor more than three minors older (InvalidParameterException).",
            source: "EKS User Guide, version skew",
        },
        { what: "A node group's version never goes down (InvalidParameterException).", source: updateNodegroup },
    ],
};

// EKS refuses label keys under the prefixes that Kubernetes and EKS keep for themselves.
const reservedLabels = ["kubernetes.io/", "k8s.io/", "eks.amazonaws.com/"];

function labelRule(value: Value): string | undefined {
    const keys = isProps(value) ? Object.keys(value) : [];
    const reserved = keys.some((key) => reservedLabels.some((prefix) => key.includes(prefix)));
    return reserved ? `Label cannot contain reserved prefixes [${reservedLabels.join(", ")}]` : undefined;
}

function validate(props: Props): readonly Mistake[] {
    const config = props["updateConfig"];
    if (!isProps(config)) return [];
    const given = ["maxUnavailable", "maxUnavailablePercentage"].filter((name) => !isAbsent(config[name]));
    if (given.length === 1) return [];
    const message = `updateConfig: give one of maxUnavailable and maxUnavailablePercentage, got ${given.length} (${invalid})`;
    return [{ path: "updateConfig", message }];
}

function create(cloud: Cloud, given: Props): Made {
    const cluster = needCluster(cloud, text(given, "clusterName"));
    const name = nameFrom(cloud, {
        name: given["nodeGroupName"] ?? null,
        namePrefix: given["nodeGroupNamePrefix"] ?? null,
    });
    const id = `${cluster.id}:${name}`;
    if (cloud.find(nodeGroupType, id) !== undefined)
        throw inUse(`NodeGroup already exists with name ${name} and cluster name ${cluster.id}`);
    const roleArn = text(given, "nodeRoleArn");
    needRole(cloud, roleArn, {
        service: "ec2.amazonaws.com",
        code: invalid,
        message:
            "Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of "
            + `nodeRole ${roleArn}`,
    });
    checkSubnets(cloud, cluster, texts(given, "subnetIds"));
    checkScaling(given);
    const template = checkTemplate(cloud, given);
    const machine = checkMachines(given, template, versionOf(cluster));
    const version = optionalText(given, "version") ?? versionOf(cluster);
    checkVersion(version, cluster);
    const uuid = newUuid(cloud);
    const arn = cloud.arn("eks", `nodegroup/${cluster.id}/${name}/${uuid}`);
    const props: Draft = {
        ...given,
        ...machine,
        nodeGroupName: name,
        nodeGroupNamePrefix: optionalText(given, "nodeGroupNamePrefix") ?? "",
        capacityType: optionalText(given, "capacityType") ?? "ON_DEMAND",
        diskSize: template === undefined ? numberOr(given, "diskSize", 20) : 0,
        ...(template === undefined ? {} : { launchTemplate: template.reported }),
        nodeRepairConfig: { enabled: false, ...record(given, "nodeRepairConfig") },
        updateConfig: {
            updateStrategy: "DEFAULT",
            ...(isProps(given["updateConfig"]) ? record(given, "updateConfig") : { maxUnavailable: 1 }),
        },
        version,
        releaseVersion: optionalText(given, "releaseVersion") ?? releaseOf(version),
        arn,
        resources: [{ autoscalingGroups: [{ name: `eks-${name}-${uuid}` }], remoteAccessSecurityGroupId: "" }],
        status: "ACTIVE",
    };
    const hidden = { instanceType: template?.instanceType ?? null };
    try {
        scaleNodes(cloud, { type: nodeGroupType, id, props, hidden, created: cloud.clock.iso() }, nodeGroups(cluster, template));
    } catch (error) {
        detachInterfaces(cloud, arn);
        throw error;
    }
    return { id, props, hidden };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    const cluster = needCluster(cloud, text(object.props, "clusterName"));
    const next = merged(inputs, object.props, news);
    checkScaling(next);
    const before = text(object.props, "version");
    const version = text(next, "version");
    if (version !== before) {
        if (minorOf(version) < minorOf(before)) {
            throw invalidParameter(
                `Requested Nodegroup version ${version} is lower than the current version ${before}; node groups `
                    + "cannot be downgraded",
            );
        }
        checkVersion(version, cluster);
        if (isAbsent(news["releaseVersion"])) next["releaseVersion"] = releaseOf(version);
    }
    const template = checkTemplate(cloud, { ...next, diskSize: null, instanceTypes: news["instanceTypes"] ?? null });
    if (template !== undefined) next["launchTemplate"] = template.reported;
    scaleNodes(cloud, { ...object, props: next }, nodeGroups(cluster, template));
    return next;
}

/** Security groups of the nodes: the template's, or the cluster's own. */
function nodeGroups(cluster: CloudObject, template: Template | undefined): readonly string[] {
    const own = text(record(cluster.props, "vpcConfig"), "clusterSecurityGroupId");
    return template !== undefined && template.securityGroupIds.length > 0 ? template.securityGroupIds : [own];
}

function checkSubnets(cloud: Cloud, cluster: CloudObject, ids: readonly string[]): void {
    const subnets = subnetsOf(cloud, ids, ([missing]) =>
        invalidParameter(
            `The subnet ID '${missing}' does not exist (Service: Ec2, Status Code: 400, Error Code: InvalidSubnetID.NotFound)`,
        ),
    );
    const vpcId = text(record(cluster.props, "vpcConfig"), "vpcId");
    if (vpcsOfSubnets(subnets).some((other) => other !== vpcId)) {
        throw invalidParameter(`Subnets must be in the VPC ${vpcId} of cluster ${cluster.id}`);
    }
}

function checkScaling(props: Props): void {
    const scaling = record(props, "scalingConfig");
    const [min, desired, max] = ["minSize", "desiredSize", "maxSize"].map((name) => numberOr(scaling, name, 0));
    if (min === undefined || desired === undefined || max === undefined) return;
    if (min > max) throw invalidParameter(`Minimum capacity ${min} can't be greater than max size ${max}`);
    if (min > desired) throw invalidParameter(`Minimum capacity ${min} can't be greater than desired size ${desired}`);
    if (desired > max) throw invalidParameter(`desired capacity ${desired} can't be greater than max size ${max}`);
}

function checkVersion(version: string, cluster: CloudObject): void {
    const skew = minorOf(versionOf(cluster)) - minorOf(version);
    if (!minorVersions.includes(version) || skew < 0 || skew > 3) {
        throw invalidParameter(
            `Requested Nodegroup version ${version} is invalid for cluster ${cluster.id} with Kubernetes version `
                + `${versionOf(cluster)}`,
        );
    }
}

/** Instance types and AMI type as EKS fills them in. */
function checkMachines(given: Props, template: Template | undefined, clusterVersion: string): Draft {
    const named = texts(given, "instanceTypes");
    const wanted = named.length > 0 ? named : template?.instanceType === undefined ? ["t3.medium"] : [template.instanceType];
    const unknown = wanted.filter((name) => instanceType(name) === undefined);
    if (unknown.length > 0) throw invalidParameter(`The following supplied instance types do not exist: [${unknown.join(", ")}]`);
    const architectures = wanted.map((name) => instanceType(name)?.architecture);
    if (new Set(architectures).size > 1) {
        throw invalidParameter(
            `[${wanted.join(", ")}] have different architectures; a node group has instance types of one architecture`,
        );
    }
    const amiType =
        template?.customAmi === true
            ? "CUSTOM"
            : (optionalText(given, "amiType")
              ?? (architectures[0] === "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD"));
    const architecture = architectureOf(amiType);
    if (architecture !== undefined && architectures.some((other) => other !== architecture)) {
        throw invalidParameter(`[${wanted.join(", ")}] is not a valid instance type for requested amiType ${amiType}`);
    }
    if (amiType.startsWith("AL2_") && minorOf(clusterVersion) > 32) {
        throw invalidParameter(`AMI Type ${amiType} is only supported for kubernetes versions 1.32 or earlier`);
    }
    // What the template says is not repeated.
    return { amiType, instanceTypes: named.length === 0 && template?.instanceType !== undefined ? [] : wanted };
}

/** Release of the AMI, as `1.35.0-20261105`. */
function releaseOf(version: string): string {
    return `${version}.0-20261105`;
}
