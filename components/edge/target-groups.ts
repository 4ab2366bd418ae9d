/**
 * Two target groups for every public service, one for each color, whatever runs in the slots: nothing is ever re-pointed, so a flip
 * is a change of weights only. Who puts pods into them is the slot.
 */

import { TargetGroup } from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import { type Color, colors, type PerColor } from "../../config/types";
import { fitName, maxLoadBalancerName } from "../lib/names";

/**
 * Port of targets that are registered without one, which never happens here. Fixed, since a change would replace the group
 * (@pulumi/aws, TargetGroup, `port`), while a service may change its port.
 */
const unusedPort = 80;
/** Seconds between health checks, 5–300 (ELBv2 API reference, CreateTargetGroup): a new pod is healthy within two of them. */
const healthIntervalSeconds = 10;
/** Seconds, 2–120. */
const healthTimeoutSeconds = 5;
/** Checks in a row, 2–10. */
const healthyThreshold = 2;
const unhealthyThreshold = 3;

export interface TargetGroupsArgs {
    readonly vpcId: pulumi.Input<string>;
    /** The public services. */
    readonly services: readonly TargetGroupService[];
}

export interface TargetGroupService {
    readonly name: string;
    readonly healthPath: string;
    /** Longest request in seconds, 1–3600: a target that leaves may finish it (deregistration delay). */
    readonly longestRequestSeconds: number;
}

/** One target group. */
export interface TargetGroupOfService {
    readonly service: string;
    readonly arn: pulumi.Output<string>;
    readonly name: pulumi.Output<string>;
}

export class TargetGroups extends pulumi.ComponentResource {
    /** The groups of each color in the order of the services. */
    readonly groups: PerColor<readonly TargetGroupOfService[]>;

    constructor(name: string, args: TargetGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:TargetGroups", name, {}, opts);
        const of = (color: Color): TargetGroupOfService[] => args.services.map(service => createGroup(name, color, service, args.vpcId, this));
        this.groups = { blue: of("blue"), green: of("green") };
        this.registerOutputs({ groups: this.groups });
    }

    /** ARNs of both colors' groups of a service. @throws RangeError when there is no such service */
    arnsOf(service: string): PerColor<pulumi.Output<string>> {
        const arn = (color: Color): pulumi.Output<string> => {
            const found = this.groups[color].find(group => group.service === service);
            if (found === undefined) {
                throw new RangeError(`service: got "${service}", which has no target group; it has no public path`);
            }
            return found.arn;
        };
        return { blue: arn("blue"), green: arn("green") };
    }
}

/** Physical name of a target group: the color stands where no cut reaches it. */
export function targetGroupName(name: string, color: Color, service: string): string {
    return fitName([name, color, service], maxLoadBalancerName);
}

/** All names, to find clashes before anything is made. */
export function targetGroupNames(name: string, services: readonly string[]): string[] {
    return colors.flatMap(color => services.map(service => targetGroupName(name, color, service)));
}

function createGroup(
    name: string, color: Color, service: TargetGroupService, vpcId: pulumi.Input<string>, parent: pulumi.Resource,
): TargetGroupOfService {
    const group = new TargetGroup(`${name}-${color}-${service.name}-targets`, {
        name: targetGroupName(name, color, service.name),
        vpcId,
        targetType: "ip",
        ipAddressType: "ipv4",
        protocol: "HTTP",
        protocolVersion: "HTTP1",
        port: unusedPort,
        deregistrationDelay: service.longestRequestSeconds,
        // A color's own group would cut the traffic of its first targets, which come all at once (user guide, "Slow start mode").
        slowStart: 0,
        // A client that sticks to its color would stay there through a rollback.
        stickiness: { type: "lb_cookie", enabled: false },
        healthCheck: {
            enabled: true,
            protocol: "HTTP",
            port: "traffic-port",
            path: service.healthPath,
            matcher: "200",
            interval: healthIntervalSeconds,
            timeout: healthTimeoutSeconds,
            healthyThreshold,
            unhealthyThreshold,
        },
        tags: { Name: `${name}-${color}-${service.name}`, "colorway:color": color, "colorway:service": service.name },
    }, { parent });
    return { service: service.name, arn: group.arn, name: group.name };
}
