import { Cloud, CloudObject } from "../../cloud/cloud";
import { numberOr, optionalText, Props, record, records, text, texts } from "../../cloud/values";
import { attachInterface, interfaceType, interfacesIn } from "../ec2/interfaces";
import { subnetType } from "../ec2/types";
import { instanceType } from "../instances";
import { nodeGroupType, ofCluster } from "./types";

/** One worker node of a cluster, as its kubelet registers it. */
export interface Node {
    /** Private DNS name of the instance, `ip-10-0-3-17.ec2.internal`. */
    readonly name: string;
    readonly zone: string;
    readonly subnetId: string;
    readonly instanceType: string;
    /** Private IPv4 address. */
    readonly address: string;
    readonly instanceId: string;
    readonly nodeGroup: string;
    /** Kubernetes minor version of its kubelet. */
    readonly version: string;
    readonly vcpus: number;
    readonly memoryGib: number;
    /** Most pods it takes. */
    readonly pods: number;
    /** Labels of the node group. */
    readonly labels: Props;
    readonly taints: readonly Props[];
}

/** The nodes of a cluster, oldest node group first; the same as long as no node group changes. */
export function nodesOf(cloud: Cloud, clusterName: string): readonly Node[] {
    return ofCluster(cloud, nodeGroupType, clusterName).flatMap((group) =>
        interfacesIn(cloud, { owner: text(group.props, "arn") }).map((address) => nodeOf(cloud, group, address)),
    );
}

/** Makes or removes nodes until a group has its desired size, spread evenly over its subnets. */
export function scaleNodes(cloud: Cloud, group: CloudObject, securityGroupIds: readonly string[]): void {
    const owner = text(group.props, "arn");
    const wanted = numberOr(record(group.props, "scalingConfig"), "desiredSize", 0);
    const subnetIds = [...texts(group.props, "subnetIds")].sort(
        (a, b) => zoneOf(cloud, a).localeCompare(zoneOf(cloud, b)) || a.localeCompare(b),
    );
    let nodes = interfacesIn(cloud, { owner });
    const count = (subnetId: string): number => nodes.filter(({ props }) => text(props, "subnetId") === subnetId).length;
    while (nodes.length > wanted) {
        const fullest = subnetIds.reduce(
            (best, subnetId) => (count(subnetId) >= count(best) ? subnetId : best),
            subnetIds[0] ?? "",
        );
        const newest = nodes.filter(({ props }) => text(props, "subnetId") === fullest).at(-1);
        if (newest === undefined) return;
        cloud.remove(interfaceType, newest.id);
        nodes = interfacesIn(cloud, { owner });
    }
    while (nodes.length < wanted) {
        const subnetId = subnetIds.reduce((best, other) => (count(other) < count(best) ? other : best), subnetIds[0] ?? "");
        attachInterface(cloud, { subnetId, securityGroupIds, description: `aws-K8S-${cloud.newId("i")}`, owner });
        nodes = interfacesIn(cloud, { owner });
    }
}

function zoneOf(cloud: Cloud, subnetId: string): string {
    const subnet = cloud.find(subnetType, subnetId);
    return subnet === undefined ? "" : text(subnet.props, "availabilityZone");
}

function nodeOf(cloud: Cloud, group: CloudObject, address: CloudObject): Node {
    const privateIp = text(address.props, "privateIp");
    // EC2 User Guide, "EC2 instance hostnames and domains": us-east-1 has a domain of its own.
    const domain = cloud.region === "us-east-1" ? "ec2.internal" : `${cloud.region}.compute.internal`;
    const type = texts(group.props, "instanceTypes")[0] ?? optionalText(group.hidden ?? {}, "instanceType") ?? "t3.medium";
    const { vcpus = 2, memoryGib = 4, pods = 17 } = instanceType(type) ?? {};
    return {
        name: `ip-${privateIp.replaceAll(".", "-")}.${domain}`,
        zone: text(address.props, "availabilityZone"),
        subnetId: text(address.props, "subnetId"),
        instanceType: type,
        address: privateIp,
        instanceId: text(address.props, "description").replace("aws-K8S-", ""),
        nodeGroup: text(group.props, "nodeGroupName"),
        version: text(group.props, "version"),
        vcpus,
        memoryGib,
        pods,
        labels: record(group.props, "labels"),
        taints: records(group.props, "taints"),
    };
}
