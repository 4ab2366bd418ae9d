/** Availability Zones of the regions that the simulated account has switched on. */
export interface Zone {
    readonly name: string;
    /** The same physical zone in every account. */
    readonly id: string;
    readonly groupName: string;
}

// Names and numbers of zones: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
// Which letter stands for which zone differs per account; here the zone without EKS, use1-az3, is us-east-1e.
const zoneIds: { readonly [region: string]: readonly string[] } = {
    "us-east-1": ["use1-az1", "use1-az2", "use1-az4", "use1-az6", "use1-az3", "use1-az5"],
    "us-west-2": ["usw2-az1", "usw2-az2", "usw2-az3", "usw2-az4"],
    "eu-west-1": ["euw1-az1", "euw1-az2", "euw1-az3"],
    "eu-central-1": ["euc1-az1", "euc1-az2", "euc1-az3"],
};

/** The zones of a region, by name; none for a region that is not modeled. */
export function zonesOf(region: string): readonly Zone[] {
    return (zoneIds[region] ?? []).map((id, index) => ({
        name: `${region}${String.fromCharCode("a".charCodeAt(0) + index)}`,
        id,
        groupName: `${region}-zg-1`,
    }));
}
