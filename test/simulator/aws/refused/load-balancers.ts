import { Props } from "../../../../simulator/cloud/values";
import { RefusedCase } from "./case";
import { balanced, balancer, network, targets } from "./edge-steps";
import { group, ref, subnet, vpc } from "./steps";

const badChecks: readonly Props[] = [
    { healthyThreshold: 1 },
    { unhealthyThreshold: 11 },
    { interval: 4 },
    { interval: 301 },
    { timeout: 1 },
    { timeout: 121 },
    { path: "health" },
    { port: "0" },
    { protocol: "TCP" },
    { enabled: false },
];
const badSettings: readonly Props[] = [
    { deregistrationDelay: 3601 },
    { slowStart: 29 },
    { slowStart: 901 },
    { port: 0 },
    { port: 65536 },
];

export const refusedLoadBalancers: readonly RefusedCase[] = [
    {
        title: "a load balancer with a name of 33 letters",
        program: [...network, balancer("l".repeat(33))],
        expect: { code: "ValidationError", message: /cannot be longer than 32 characters, has 33/ },
    },
    {
        title: "a load balancer whose name ends with a hyphen",
        program: [...network, balancer("edge-")],
        expect: { code: "ValidationError", message: '"edge-" cannot end with a hyphen' },
    },
    {
        title: "a load balancer whose name begins like internal ones",
        program: [...network, balancer("internal-edge")],
        expect: { code: "ValidationError", message: '"internal-edge" cannot begin with "internal-"' },
    },
    {
        title: "two load balancers of one name",
        program: [...network, balancer("lb"), { ...balancer("lb"), name: "again" }],
        expect: {
            code: "DuplicateLoadBalancerName",
            message: "A load balancer with the same name 'lb' exists, but with different settings",
        },
    },
    {
        title: "a load balancer in one subnet",
        program: [...network, balancer("lb", { subnets: [ref("a.id")] })],
        expect: {
            code: "ValidationError",
            message: "At least two subnets in two different Availability Zones must be specified",
        },
    },
    {
        title: "a load balancer in two subnets of one zone",
        program: [
            ...network,
            subnet("a2", "10.0.2.0/24", { availabilityZone: "us-east-1a" }),
            balancer("lb", { subnets: [ref("a.id"), ref("a2.id")] }),
        ],
        expect: {
            code: "InvalidConfigurationRequest",
            message: "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        },
    },
    {
        title: "a load balancer in subnets of two VPCs",
        program: [
            ...network,
            vpc("other", "10.9.0.0/16"),
            subnet("far", "10.9.0.0/24", { vpcId: ref("other.id"), availabilityZone: "us-east-1b" }),
            balancer("lb", { subnets: [ref("a.id"), ref("far.id")] }),
        ],
        expect: { code: "InvalidConfigurationRequest", message: /^All subnets must be in the same VPC/ },
    },
    {
        title: "a load balancer in a subnet that there is not",
        program: [...network, balancer("lb", { subnets: [ref("a.id"), "subnet-00000000000000000"] })],
        expect: { code: "SubnetNotFound", message: "The subnet ID 'subnet-00000000000000000' does not exist" },
    },
    {
        title: "an internet-facing load balancer without an internet gateway",
        program: [...network.filter(({ name }) => name !== "gateway"), balancer("lb")],
        expect: { code: "InvalidSubnet", message: /^VPC vpc-\w+ has no internet gateway$/ },
    },
    {
        title: "a load balancer in a /28 subnet",
        program: [
            ...network,
            subnet("small", "10.0.2.0/28", { availabilityZone: "us-east-1c" }),
            balancer("lb", { subnets: [ref("a.id"), ref("small.id")] }),
        ],
        expect: { code: "InvalidSubnet", message: /ELB requires at least 8 free IP addresses in each subnet\.$/ },
    },
    {
        title: "a load balancer with a security group of another VPC",
        program: [
            ...network,
            vpc("other", "10.9.0.0/16"),
            group("group", { name: "web", vpcId: ref("other.id") }),
            balancer("lb", { securityGroups: [ref("group.id")] }),
        ],
        expect: { code: "InvalidConfigurationRequest", message: "One or more security groups are invalid" },
    },
    {
        title: "a load balancer with a security group that there is not",
        program: [...network, balancer("lb", { securityGroups: ["sg-00000000000000000"] })],
        expect: { code: "InvalidSecurityGroup", message: "Security group 'sg-00000000000000000' does not exist" },
    },
    {
        title: "subnets and subnet mappings at once",
        program: [...network, balancer("lb", { subnetMappings: [{ subnetId: ref("a.id") }] })],
        expect: { code: "ValidationError", message: /exactly one of subnets, subnetMappings must be given, got both/ },
    },
    {
        title: "access logs to a bucket that there is not",
        program: [...network, balancer("lb", { accessLogs: { bucket: "nowhere", enabled: true } })],
        expect: {
            code: "InvalidConfigurationRequest",
            message: "Access Denied for bucket: nowhere. Please check S3bucket permission",
        },
    },
    ...[0, 4001].map((idleTimeout) => ({
        title: `an idle timeout of ${idleTimeout} seconds`,
        program: [...network, balancer("lb", { idleTimeout })],
        expect: { code: "ValidationError", message: `expected idleTimeout to be in the range (1 - 4000), got ${idleTimeout}` },
    })),
    {
        title: "a client keep-alive of 59 seconds",
        program: [...network, balancer("lb", { clientKeepAlive: 59 })],
        expect: { code: "ValidationError", message: "expected clientKeepAlive to be in the range (60 - 604800), got 59" },
    },
    {
        title: "a target group with a name of 33 letters",
        program: [...network, targets("t".repeat(33))],
        expect: { code: "ValidationError", message: /cannot be longer than 32 characters, has 33/ },
    },
    {
        title: "two target groups of one name",
        program: [...balanced, { ...targets("blue"), name: "again" }],
        expect: {
            code: "DuplicateTargetGroupName",
            message: "A target group with the same name 'blue' exists, but with different settings",
        },
    },
    {
        title: "a target group in a VPC that there is not",
        program: [targets("blue", { vpcId: "vpc-00000000000000000" })],
        expect: { code: "ValidationError", message: "The VPC ID 'vpc-00000000000000000' is not found" },
    },
    {
        title: "a health check that times out after its interval",
        program: [...network, targets("blue", { healthCheck: { interval: 10, timeout: 10 } })],
        expect: { code: "ValidationError", message: "Health check timeout '10' must be smaller than the interval '10'" },
    },
    ...["500", "199", "200-", "ok"].map((matcher) => ({
        title: `a health check that passes on ${matcher}`,
        program: [...network, targets("blue", { healthCheck: { matcher } })],
        expect: { code: "ValidationError", message: /Health check matcher HTTP code '/ },
    })),
    ...badChecks.map((healthCheck) => ({
        title: `a health check with ${JSON.stringify(healthCheck)}`,
        program: [...network, targets("blue", { healthCheck })],
        expect: { code: "ValidationError", message: new RegExp(`^healthCheck\\.${Object.keys(healthCheck).join()}: `) },
    })),
    ...badSettings.map((setting) => ({
        title: `a target group with ${JSON.stringify(setting)}`,
        program: [...network, targets("blue", setting)],
        expect: { code: "ValidationError", message: new RegExp(`^${Object.keys(setting).join()}: `) },
    })),
    {
        title: "slow start with least outstanding requests",
        program: [...network, targets("blue", { slowStart: 30, loadBalancingAlgorithmType: "least_outstanding_requests" })],
        expect: {
            code: "InvalidConfigurationRequest",
            message: "Slow start mode is not supported with the least_outstanding_requests routing algorithm",
        },
    },
    {
        title: "a target group of addresses without a VPC",
        program: [...network, { ...targets("blue"), inputs: { name: "blue", port: 80, protocol: "HTTP", targetType: "ip" } }],
        expect: { code: "ValidationError", message: 'vpcId: must be given when targetType is "ip"' },
    },
    {
        title: "an internal load balancer for IPv6 clients only",
        program: [...network, balancer("lb", { internal: true, ipAddressType: "dualstack-without-public-ipv4" })],
        expect: { code: "InvalidConfigurationRequest", message: /is for internet-facing load balancers only/ },
    },
];
