/** `colorway:network`: the VPC. */

import { logRetentionDays, serviceCidr } from "../aws";
import { block, isPrivate, overlap, privateRanges, readCidr } from "../cidr";
import { type Checked, type Field, flag, integer, list, object, oneOf, oneOfNumbers, text } from "../fields";
import { either, type Place } from "../problems";
import { publicSubnetPrefix, smallestPublicSubnet, smallestVpcPrefix } from "../subnets";
import type { NetworkSettings } from "../types";

/** VPC user guide, "VPC CIDR blocks". */
const largestVpcPrefix = 16;
/** VPC quotas, "Interface endpoints per VPC" (adjustable). */
const maxEndpoints = 50;
/** These get a gateway endpoint, which costs nothing. */
const gatewayServices = ["s3", "dynamodb"];

export function networkField(defaults: NetworkSettings): Field<NetworkSettings> {
    return object<NetworkSettings>(
        {
            cidr: text({
                about: "IPv4 block of the VPC.",
                allowed:
                    `a private IPv4 block of /${largestVpcPrefix} to /${smallestVpcPrefix}, inside ${either(privateRanges)}, ` +
                    `apart from ${serviceCidr}`,
                example: "10.0.0.0/16",
                cure: "write a block that no connected network uses, for example 10.0.0.0/16",
                source: "VPC user guide, \"VPC CIDR blocks\"; ALB user guide, \"Subnets for your load balancer\"",
                check: vpcComplaint,
            }),
            zones: list(
                text({
                    about: "Name of an availability zone.",
                    allowed: "the name of the region and a letter",
                    example: "us-east-1a",
                    check: zone =>
                        /^[a-z]{2,4}(-[a-z]+)+-\d[a-z]$/.test(zone) ? undefined : "is no name of an availability zone",
                }),
                {
                    about: "Names of the availability zones. Empty: the first `zoneCount` that the region offers.",
                    allowed: "2 or 3 zones of the region, or an empty list",
                    cure: "write it as [us-east-1a, us-east-1b], or leave it out",
                    max: 3,
                    sameness: zone => zone,
                },
            ),
            zoneCount: integer({
                about: "Number of availability zones; follows from `zones` where they are named.",
                min: 2,
                max: 3,
                source: "RDS user guide, \"Working with DB subnet groups\": no less than two",
            }),
            nat: oneOf(["single", "perZone"], {
                about: "One NAT gateway for all zones (`single`) or one in each (`perZone`).",
            }),
            flowLogRetentionDays: oneOfNumbers(logRetentionDays, {
                about: "Retention of the flow logs in days.",
                source: "CloudWatch Logs API reference, PutRetentionPolicy",
            }),
            interfaceEndpoints: list(
                text({
                    about: "Name of a service of AWS.",
                    allowed: `what comes after com.amazonaws.REGION. in a service name; not ${either(gatewayServices)}`,
                    example: "ecr.api",
                    cure: "list the names with `aws ec2 describe-vpc-endpoint-services`",
                    check: name => {
                        if (gatewayServices.includes(name))
                            return { message: "is reached through a gateway endpoint already", cure: "remove it" };
                        return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/.test(name) && !name.startsWith("com.amazonaws")
                            ? undefined
                            : "is no name of a service";
                    },
                }),
                {
                    about: "Services reached inside the VPC through an interface endpoint.",
                    allowed: `at most ${maxEndpoints} names of services`,
                    cure: "write it as [ecr.api, sts]",
                    max: maxEndpoints,
                    source: "VPC quotas, \"Interface endpoints per VPC\"",
                    sameness: name => name,
                },
            ),
            deletionProtection: flag({ about: "Whether the flow logs refuse to be deleted." }),
        },
        { about: "The VPC and its subnets.", defaults },
    );
}

function vpcComplaint(cidr: string): { readonly message: string; readonly cure?: string } | undefined {
    const range = readCidr(cidr);
    if ("message" in range) return range;
    if (range.prefix < largestVpcPrefix) return { message: `is larger than AWS allows: /${range.prefix}` };
    if (!isPrivate(range)) return { message: "is not private" };
    if (overlap(range, block(serviceCidr))) {
        return { message: `overlaps ${serviceCidr}, from which the cluster gives its Services their addresses` };
    }
    if (range.prefix <= smallestVpcPrefix) return undefined;
    const prefix = publicSubnetPrefix(range.prefix);
    return {
        message:
            `is too small for the subnets of the zones: each public one would be a /${prefix}, and a load balancer wants ` +
            `/${smallestPublicSubnet}`,
        cure: `write a block of /${smallestVpcPrefix} or larger`,
    };
}

/** What the parser checks once the members are read. `written` is the section as it stands in the configuration. */
export function networkRules(
    network: Checked<NetworkSettings>,
    written: unknown,
    region: string | undefined,
    field: Field<NetworkSettings>,
    place: Place,
): void {
    const { zones } = network;
    if (zones === undefined || zones.length === 0) return;
    const expected = field.members?.zones ?? field;
    if (zones.length === 1) {
        place
            .member("zones")
            .note(expected, { message: "names one zone; a database needs two", cure: "name a second one, or none" }, zones);
    }
    for (const [index, zone] of zones.entries()) {
        if (zone === undefined || region === undefined || zone.slice(0, -1) === region) continue;
        place
            .member("zones")
            .item(index)
            .note(
                expected,
                {
                    message: `is no zone of ${region}`,
                    cure: `write ${region}${zone.slice(-1)}, or change aws:region`,
                },
                zone,
            );
    }
    const given = typeof written === "object" && written !== null && "zoneCount" in written;
    if (given && network.zoneCount !== undefined && network.zoneCount !== zones.length) {
        place.member("zoneCount").note(
            field.members?.zoneCount ?? field,
            {
                message: `differs from the ${zones.length} zones that are named`,
                cure: "remove it; it follows from zones",
            },
            network.zoneCount,
        );
    }
}
