import { isIPv4 } from "node:net";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { optionalText, textOr } from "../../cloud/values";
import { contains, parseCidr } from "../ec2/cidr";
import { targetType } from "./types";

// "IP addresses": https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

// Targets per target group: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
const mostTargets = 1000;

/** Refuses what `RegisterTargets` refuses. */
export function checkTarget(
    cloud: Cloud,
    group: CloudObject,
    target: { readonly id: string; readonly port: number; readonly zone?: string },
): void {
    const { id, port } = target;
    if (textOr(group.props, "targetType", "instance") !== "ip") {
        throw new AwsError(
            "InvalidTarget",
            `The following targets are not in a supported form: '${id}'; the target type is not 'ip'`,
        );
    }
    if (!isIPv4(id)) throw new AwsError("ValidationError", `The IP address '${id}' is not a valid IPv4 address`);
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
        throw new AwsError("ValidationError", `Port '${port}' is not valid: ports are from 1 to 65535`);
    }
    if (!within(`${id}/32`, privateRanges) && !inVpc(cloud, group, id)) {
        throw new AwsError(
            "ValidationError",
            `The IP address '${id}' is publicly routable; register an address of the VPC or a private one`,
        );
    }
    if (!inVpc(cloud, group, id) && target.zone !== "all") {
        throw new AwsError(
            "ValidationError",
            `You must specify 'all' as the Availability Zone for the IP address '${id}', which is outside the VPC`,
        );
    }
    if (cloud.where(targetType, "targetGroupArn", group.id).length >= mostTargets) {
        throw new AwsError("TooManyTargets", `The maximum number of targets for target group '${group.id}' is ${mostTargets}`);
    }
}

function inVpc(cloud: Cloud, group: CloudObject, id: string): boolean {
    const vpc = cloud.find("aws:ec2/vpc:Vpc", textOr(group.props, "vpcId", ""));
    const range = vpc === undefined ? undefined : optionalText(vpc.props, "cidrBlock");
    return range === undefined || within(`${id}/32`, [range]);
}

function within(address: string, ranges: readonly string[]): boolean {
    const one = parseCidr(address);
    return (
        one !== undefined
        && ranges.some((text) => {
            const range = parseCidr(text);
            return range !== undefined && contains(range, one);
        })
    );
}
