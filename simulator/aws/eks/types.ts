import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { optionalText, record, text } from "../../cloud/values";

/** Type tokens of EKS, and what its models look each other up by. */
export const clusterType = "aws:eks/cluster:Cluster";
export const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
export const addonType = "aws:eks/addon:Addon";
export const accessEntryType = "aws:eks/accessEntry:AccessEntry";
export const policyAssociationType = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
export const podIdentityType = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

export const service = "EKS";
export const invalid = "InvalidParameterException";
/** EKS API Reference, CreateCluster, `name`. */
export const clusterName = /^[0-9A-Za-z][A-Za-z0-9\-_]*$/;

export function invalidParameter(message: string): AwsError {
    return new AwsError(invalid, message);
}

export function invalidRequest(message: string): AwsError {
    return new AwsError("InvalidRequestException", message);
}

export function inUse(message: string): AwsError {
    return new AwsError("ResourceInUseException", message, 409);
}

/** The cluster, or `ResourceNotFoundException`. */
export function needCluster(cloud: Cloud, name: string): CloudObject {
    return cloud.need(clusterType, name, "ResourceNotFoundException", `No cluster found for name: ${name}.`, 404);
}

export function versionOf(cluster: CloudObject): string {
    return text(cluster.props, "version");
}

export function authenticationModeOf(cluster: CloudObject): string {
    return optionalText(record(cluster.props, "accessConfig"), "authenticationMode") ?? "CONFIG_MAP";
}

/** Everything of a type that belongs to a cluster. */
export function ofCluster(cloud: Cloud, type: string, name: string): readonly CloudObject[] {
    return cloud.where(type, "clusterName", name);
}
