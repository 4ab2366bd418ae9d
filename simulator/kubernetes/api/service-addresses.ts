/** Addresses of Services, from the range that the EKS cluster was made with. */

import { addressText, cidr, Range } from "../../aws/ec2/cidr";
import { Cloud } from "../../cloud/cloud";
import { record, textOr } from "../../cloud/values";

/** What EKS takes for a VPC in 10.0.0.0/8 (EKS API Reference, KubernetesNetworkConfigRequest, `serviceIpv4Cidr`). */
const usualRange = "172.20.0.0/16";
/** The API server has the first address and CoreDNS the tenth. */
const firstFree = 11;

/** The range of the EKS cluster of that name. */
export function serviceRangeOf(cloud: Cloud, cluster: string): Range {
    const props = cloud.find("aws:eks/cluster:Cluster", cluster)?.props ?? {};
    return cidr(textOr(record(props, "kubernetesNetworkConfig"), "serviceIpv4Cidr", usualRange));
}

/** The address of that number in the range; 0 is the range's own. */
export function addressIn(range: Range, host: number): string {
    return addressText(range.first + host);
}

/** The lowest address that is not used; undefined where the range is full. */
export function freeAddress(range: Range, used: ReadonlySet<string | undefined>): string | undefined {
    // the last one is the range's broadcast address
    for (let host = firstFree; range.first + host < range.last; host += 1) {
        const address = addressIn(range, host);
        if (!used.has(address)) return address;
    }
    return undefined;
}
