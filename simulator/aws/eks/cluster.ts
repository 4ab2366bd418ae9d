import { Cloud, CloudObject } from "../../cloud/cloud";
import { Draft, flag, isAbsent, optionalText, Props, record, text, texts, textOr } from "../../cloud/values";
import { needRole } from "../iam/roles";
import { merged } from "../merge";
import { flagProperty, Made, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { keyArnOf } from "../references";
import {
    checkNetwork,
    leaveNetwork,
    placeNetwork,
    publicCidr,
    servicesCidr,
    serviceRange,
    sharedFate,
    updateNetwork,
} from "./network";
import {
    accessEntryType,
    addonType,
    clusterName,
    clusterType,
    inUse,
    invalid,
    invalidParameter,
    invalidRequest,
    nodeGroupType,
    ofCluster,
    podIdentityType,
    policyAssociationType,
    service,
} from "./types";
import { defaultVersion, minorOf, minorVersions, platformVersionOf } from "./versions";

const createCluster = "EKS API Reference, CreateCluster";
const updateVersion = "EKS API Reference, UpdateClusterVersion";
const deleteCluster = "EKS API Reference, DeleteCluster";
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const authenticationModes = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

const inputs: Shape = {
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 1,
        maxLength: 100,
        pattern: clusterName,
        source: createCluster,
    }),
    roleArn: textProperty({ required: true, replace: true, pattern: /^arn:/, source: createCluster }),
    version: textProperty({ computed: true, pattern: /^\d+\.\d+$/, source: createCluster }),
    vpcConfig: objectProperty(
        {
            clusterSecurityGroupId: textProperty({ computed: true }),
            endpointPrivateAccess: flagProperty({ default: false }),
            endpointPublicAccess: flagProperty({ default: true }),
            publicAccessCidrs: setProperty(textProperty({ rule: publicCidr }), {
                computed: true,
                maxItems: 40,
                source: "EKS User Guide, service quotas: public endpoint access CIDR ranges per cluster",
            }),
            securityGroupIds: setProperty(textProperty(), { maxItems: 5, source: "EKS API Reference, VpcConfigRequest" }),
            subnetIds: setProperty(textProperty(), {
                required: true,
                minItems: 1,
                source: "EKS API Reference, VpcConfigRequest",
            }),
            vpcId: textProperty({ computed: true }),
        },
        { required: true },
    ),
    accessConfig: objectProperty(
        {
            authenticationMode: textProperty({
                computed: true,
                oneOf: authenticationModes,
                source: "EKS API Reference, CreateAccessConfigRequest",
            }),
            bootstrapClusterCreatorAdminPermissions: flagProperty({ default: true, replace: true }),
        },
        { computed: true },
    ),
    bootstrapSelfManagedAddons: flagProperty({ default: true, replace: true }),
    deletionProtection: flagProperty({ computed: true }),
    enabledClusterLogTypes: setProperty(textProperty({ oneOf: logTypes }), { source: "EKS API Reference, LogSetup" }),
    encryptionConfig: objectProperty({
        provider: objectProperty({ keyArn: textProperty({ required: true }) }, { required: true }),
        resources: setProperty(textProperty({ oneOf: ["secrets"] }), {
            required: true,
            source: "EKS API Reference, EncryptionConfig",
        }),
    }),
    forceUpdateVersion: flagProperty(),
    kubernetesNetworkConfig: objectProperty(
        {
            ipFamily: textProperty({
                computed: true,
                replace: true,
                oneOf: ["ipv4", "ipv6"],
                source: "EKS API Reference, KubernetesNetworkConfigRequest",
            }),
            serviceIpv4Cidr: textProperty({
                computed: true,
                replace: true,
                rule: serviceRange,
                source: "EKS API Reference, KubernetesNetworkConfigRequest",
            }),
        },
        { computed: true },
    ),
    upgradePolicy: objectProperty(
        {
            supportType: textProperty({
                computed: true,
                oneOf: ["STANDARD", "EXTENDED"],
                source: "EKS API Reference, UpgradePolicyRequest",
            }),
        },
        { computed: true },
    ),
    zonalShiftConfig: objectProperty({ enabled: flagProperty() }),
};

/** An EKS control plane: the anchor of a simulated Kubernetes, which finds it by `endpoint`. */
export const cluster: ResourceModel = {
    type: clusterType,
    service,
    actions: { create: "CreateCluster", update: "UpdateClusterConfig", remove: "DeleteCluster" },
    invalidCode: invalid,
    autoname: { property: "name", maxLength: 100 },
    tagged: true,
    inputs,
    outputs: ["arn", "certificateAuthority", "clusterId", "createdAt", "endpoint", "identities", "platformVersion", "status"],
    // terraform-provider-aws, eks/cluster.go: envelope encryption cannot be taken away again.
    replaceOn: (olds, news) => (hasEncryption(olds) && !hasEncryption(news) ? ["encryptionConfig"] : []),
    recomputed: (olds, news) => (isAbsent(news["version"]) || olds["version"] === news["version"] ? [] : ["platformVersion"]),
    create,
    update,
    remove,
    usualSeconds: { create: 540, update: 480, remove: 180 },
    checks: [
        { what: "A name that is taken is refused (ResourceInUseException).", source: createCluster },
        {
            what: "Versions that EKS does not offer are refused (InvalidParameterException).",
            source: "EKS User Guide, Kubernetes versions",
        },
        {
            what: "The role must exist and trust eks.amazonaws.com (InvalidParameterException).",
            source: "EKS User Guide, cluster IAM role",
        },
        {
            what: "Subnets must exist, share a VPC and cover at least two zones (InvalidParameterException).",
            source: "EKS User Guide, VPC and subnet requirements",
        },
        {
            what: "The zone use1-az3 has no EKS (UnsupportedAvailabilityZoneException).",
            source: "EKS User Guide, VPC and subnet requirements",
        },
        {
            what: "Security groups must exist in that VPC (InvalidParameterException).",
            source: "EKS API Reference, VpcConfigRequest",
        },
        {
            what: "One of public and private endpoint access must be on (InvalidParameterException).",
            source: "EKS User Guide, cluster endpoint access",
        },
        {
            what: "The service range must not overlap the VPC (InvalidParameterException).",
            source: "EKS API Reference, KubernetesNetworkConfigRequest",
        },
        {
            what: "The key of secrets encryption must exist and be enabled (InvalidParameterException).",
            source: "EKS User Guide, envelope encryption",
        },
        { what: "A version goes up one minor at a time and never down (InvalidParameterException).", source: updateVersion },
        {
            what: "The authentication mode never goes back (InvalidParameterException).",
            source: "EKS API Reference, UpdateClusterConfig",
        },
        {
            what: "Subnets of an update must be in the same zones as before (InvalidParameterException).",
            source: "EKS User Guide, update subnets",
        },
        { what: "A cluster with node groups is not deleted (ResourceInUseException).", source: deleteCluster },
        { what: "A cluster with deletion protection is not deleted (InvalidRequestException).", source: deleteCluster },
    ],
};

function hasEncryption(props: Props): boolean {
    return !isAbsent(props["encryptionConfig"]);
}

function create(cloud: Cloud, given: Props): Made {
    const name = text(given, "name");
    if (cloud.find(clusterType, name) !== undefined) throw inUse(`Cluster already exists with name: ${name}`);
    const version = optionalText(given, "version") ?? defaultVersion;
    if (!minorVersions.includes(version)) throw invalidParameter(`unsupported Kubernetes version`);
    const roleArn = text(given, "roleArn");
    needRole(cloud, roleArn, {
        service: "eks.amazonaws.com",
        code: invalid,
        message: `Role with arn: ${roleArn}, could not be assumed because it does not exist or the trusted entity is not correct`,
    });
    const vpcConfig = record(given, "vpcConfig");
    const place = checkNetwork(cloud, name, vpcConfig);
    const networkConfig = servicesCidr(cloud, place.vpcId, record(given, "kubernetesNetworkConfig"));
    checkKey(cloud, given);
    const arn = cloud.arn("eks", `cluster/${name}`);
    const hex = cloud.hex(32).toUpperCase();
    return {
        id: name,
        props: {
            ...given,
            version,
            arn,
            vpcConfig: placeNetwork(cloud, { name, arn }, vpcConfig, place),
            accessConfig: {
                authenticationMode: "CONFIG_MAP",
                bootstrapClusterCreatorAdminPermissions: true,
                ...record(given, "accessConfig"),
            },
            kubernetesNetworkConfig: networkConfig,
            upgradePolicy: { supportType: "EXTENDED", ...record(given, "upgradePolicy") },
            deletionProtection: flag(given, "deletionProtection"),
            certificateAuthority: { data: certificate(cloud, arn) },
            clusterId: "",
            createdAt: cloud.clock.iso().replace(/\.\d+Z$/, "Z"),
            endpoint: `https://${hex}.gr7.${cloud.region}.eks.amazonaws.com`,
            identities: [{ oidcs: [{ issuer: `https://oidc.eks.${cloud.region}.amazonaws.com/id/${hex}` }] }],
            platformVersion: platformVersionOf(version),
            status: "ACTIVE",
        },
    };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    const old = object.props;
    const next = merged(inputs, old, news);
    const version = text(next, "version");
    checkUpgrade(text(old, "version"), version);
    checkAuthenticationMode(modeOf(old), modeOf(next));
    if (!hasEncryption(old)) checkKey(cloud, news);
    return {
        ...next,
        vpcConfig: updateNetwork(cloud, object, record(next, "vpcConfig")),
        // The provider associates a key once and never again: eks/cluster.go, resourceClusterUpdate.
        ...(hasEncryption(old) ? { encryptionConfig: old["encryptionConfig"] ?? null } : {}),
        platformVersion: version === old["version"] ? (old["platformVersion"] ?? null) : platformVersionOf(version),
    };
}

function modeOf(props: Props): string {
    return textOr(record(props, "accessConfig"), "authenticationMode", "CONFIG_MAP");
}

function checkUpgrade(from: string, to: string): void {
    if (from === to) return;
    if (!minorVersions.includes(to)) throw invalidParameter("unsupported Kubernetes version");
    if (minorOf(to) !== minorOf(from) + 1)
        throw invalidParameter(`Unsupported Kubernetes minor version update from ${from} to ${to}`);
}

function checkAuthenticationMode(from: string, to: string): void {
    if (authenticationModes.indexOf(to) < authenticationModes.indexOf(from)) {
        throw invalidParameter(`Unsupported authentication mode update from ${from} to ${to}`);
    }
    if (from === "CONFIG_MAP" && to === "API")
        throw invalidParameter(`Unsupported authentication mode update from ${from} to ${to}`);
}

function checkKey(cloud: Cloud, inputs: Props): void {
    if (!hasEncryption(inputs)) return;
    const config = record(inputs, "encryptionConfig");
    if (keyArnOf(cloud, textOr(record(config, "provider"), "keyArn", "")) === undefined) {
        throw invalidParameter("The keyArn in encryptionConfig provider is invalid");
    }
    if (texts(config, "resources").length === 0) throw invalidParameter("encryptionConfig resources must not be empty");
}

function remove(cloud: Cloud, object: CloudObject): void {
    const name = text(object.props, "name");
    if (flag(object.props, "deletionProtection")) {
        throw invalidRequest(
            `Cluster ${name} can't be deleted because deletion protection is enabled. Disable deletion protection first.`,
        );
    }
    if (ofCluster(cloud, nodeGroupType, name).length > 0) throw inUse("Cluster has nodegroups attached");
    for (const type of [addonType, policyAssociationType, accessEntryType, podIdentityType, sharedFate]) {
        for (const child of ofCluster(cloud, type, name)) cloud.remove(type, child.id);
    }
    leaveNetwork(cloud, object);
}

/** A certificate's outward form: clients of the simulated cluster do not check it. */
function certificate(cloud: Cloud, arn: string): string {
    const body = Buffer.from(Array.from({ length: 8 }, (_, part) => cloud.hexOf(`${arn} ${part}`, 64)).join(""), "hex").toString(
        "base64",
    );
    const lines = body.match(/.{1,64}/g) ?? [];
    return Buffer.from(["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n")).toString("base64");
}
