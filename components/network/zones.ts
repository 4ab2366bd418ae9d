/** Which availability zones a network uses, and the letters that its subnets are named by. */

import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";

/**
 * Zones in which EKS places no control plane (EKS user guide, "Amazon EKS networking requirements for VPC and subnets", Subnet
 * requirements). They are given by id, since a name means another zone in every account.
 */
const zonesWithoutEks = ["use1-az3", "usw1-az2", "cac1-az3"];

export interface Zone {
    /** Part of the subnets' logical names: the letter of a zone that is named, otherwise the place in the list. */
    readonly letter: string;
    readonly zoneName: pulumi.Output<string>;
}

/** The zones named, or else the first `zoneCount` standard ones of the region that EKS can use. */
export function chooseZones(names: readonly string[], zoneCount: number, parent: pulumi.Resource): readonly Zone[] {
    if (names.length > 0) {
        return names.map(name => ({ letter: name.slice(-1), zoneName: pulumi.output(name) }));
    }
    const offered = getAvailabilityZonesOutput({
        state: "available",
        excludeZoneIds: zonesWithoutEks,
        // Without the filter, local zones that the account opted in to are listed too.
        filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    }, { parent }).names;
    return Array.from({ length: zoneCount }, (_, index) => ({
        letter: String.fromCharCode("a".charCodeAt(0) + index),
        zoneName: offered.apply(zones => zoneAt(zones, index, zoneCount)),
    }));
}

/** @throws Error when there are not `zoneCount` zones */
export function zoneAt(zones: readonly string[], index: number, zoneCount: number): string {
    if (index >= zones.length) {
        const offered = `${zones.length} zones (${zones.join(", ")})`;
        throw new Error(`zoneCount: got ${zoneCount}, but the region offers ${offered}; use fewer`);
    }
    return zones[index];
}
