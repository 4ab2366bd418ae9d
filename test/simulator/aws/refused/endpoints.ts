import { RefusedCase, Step } from "./case";
import { endpoint, flowLog, logGroup, ref, role, subnet, table, template, vpc } from "./steps";

const network: readonly Step[] = [vpc("vpc", "10.0.0.0/16"), subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" })];
const logRole: readonly Step[] = [
    role("role", "vpc-flow-logs.amazonaws.com", { name: "flow" }),
    logGroup("logs", { name: "/flow" }),
];
const toLogs = { logDestination: ref("logs.arn"), iamRoleArn: ref("role.arn") };

export const refusedEndpoints: readonly RefusedCase[] = [
    {
        title: "an endpoint of a service that there is not",
        program: [vpc("vpc", "10.0.0.0/16"), endpoint("one", { serviceName: "com.amazonaws.us-east-1.s4" })],
        expect: { code: "InvalidServiceName", message: "The Vpc Endpoint Service 'com.amazonaws.us-east-1.s4' does not exist" },
    },
    {
        title: "a gateway endpoint for a service with interfaces only",
        program: [vpc("vpc", "10.0.0.0/16"), endpoint("one", { serviceName: "com.amazonaws.us-east-1.sts" })],
        expect: {
            code: "InvalidParameter",
            message: "Endpoint type (Gateway) does not match available service types ([Interface]).",
        },
    },
    {
        title: "a gateway endpoint with a route table of another VPC",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            vpc("other", "10.9.0.0/16"),
            table("table", ref("other.id")),
            endpoint("one", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
        ],
        expect: { code: "InvalidParameter", message: /belong to different networks$/ },
    },
    {
        title: "two gateway endpoints of one service in one table",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            table("table"),
            endpoint("one", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
            endpoint("two", { serviceName: "com.amazonaws.us-east-1.s3", routeTableIds: [ref("table.id")] }),
        ],
        expect: { code: "RouteAlreadyExists", message: /already has a route with destination-prefix-list-id pl-63a5400a$/ },
    },
    {
        title: "an endpoint with a policy that names no principal",
        program: [...network, endpoint("one", {
            serviceName: "com.amazonaws.us-east-1.s3",
            policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }),
        })],
        expect: { code: "InvalidPolicyDocument", message: /Missing required field Principal/ },
    },
    {
        title: "an endpoint with a policy of 20,481 characters",
        program: [...network, endpoint("one", {
            serviceName: "com.amazonaws.us-east-1.s3",
            policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] }).padEnd(20_481),
        })],
        expect: { code: "InvalidPolicyDocument", message: /at most 20480 characters, got 20481/ },
    },
    {
        title: "a gateway endpoint with subnets",
        program: [...network, endpoint("one", { serviceName: "com.amazonaws.us-east-1.s3", subnetIds: [ref("a.id")] })],
        expect: { code: "InvalidParameter", message: /subnetIds: not supported by endpoints of type Gateway/ },
    },
    {
        title: "an interface endpoint with two subnets of one zone",
        program: [
            ...network,
            subnet("a2", "10.0.1.0/24", { availabilityZone: "us-east-1a" }),
            endpoint("one", {
                serviceName: "com.amazonaws.us-east-1.sts",
                vpcEndpointType: "Interface",
                subnetIds: [ref("a.id"), ref("a2.id")],
            }),
        ],
        expect: {
            code: "DuplicateSubnetsInSameZone",
            message: /^Found another VPC endpoint subnet in the availability zone of subnet-/,
        },
    },
    {
        title: "private DNS in a VPC without DNS host names",
        program: [
            ...network,
            endpoint("one", {
                serviceName: "com.amazonaws.us-east-1.sts",
                vpcEndpointType: "Interface",
                subnetIds: [ref("a.id")],
                privateDnsEnabled: true,
            }),
        ],
        expect: {
            code: "InvalidParameter",
            message:
                /^Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for vpc-/,
        },
    },
    {
        title: "private DNS for one service twice",
        program: [
            vpc("vpc", "10.0.0.0/16", { enableDnsHostnames: true }),
            subnet("a", "10.0.0.0/24"),
            endpoint("one", {
                serviceName: "com.amazonaws.us-east-1.ecr.api",
                vpcEndpointType: "Interface",
                subnetIds: [ref("a.id")],
                privateDnsEnabled: true,
            }),
            endpoint("two", {
                serviceName: "com.amazonaws.us-east-1.ecr.api",
                vpcEndpointType: "Interface",
                subnetIds: [ref("a.id")],
                privateDnsEnabled: true,
            }),
        ],
        expect: {
            code: "InvalidParameter",
            message: /already a conflicting DNS domain for api\.ecr\.us-east-1\.amazonaws\.com in the VPC vpc-/,
        },
    },
    {
        title: "a flow log with a role that another service may assume",
        program: [
            vpc("vpc", "10.0.0.0/16"),
            role("role", "ec2.amazonaws.com"),
            logGroup("logs", { name: "/flow" }),
            flowLog("flow", toLogs),
        ],
        expect: { code: "InvalidParameter", message: "Unable to assume given IAM role" },
    },
    {
        title: "a flow log to CloudWatch without a role",
        program: [vpc("vpc", "10.0.0.0/16"), ...logRole, flowLog("flow", { logDestination: ref("logs.arn") })],
        expect: { code: "InvalidParameter", message: "DeliverLogsPermissionArn can't be empty" },
    },
    {
        title: "a flow log of a VPC and a subnet",
        program: [...network, ...logRole, flowLog("flow", { ...toLogs, subnetId: ref("a.id") })],
        expect: { code: "InvalidParameter", message: /one of vpcId, subnetId, eniId must be specified, got vpcId, subnetId/ },
    },
    {
        title: "the same flow log twice",
        program: [vpc("vpc", "10.0.0.0/16"), ...logRole, flowLog("one", toLogs), flowLog("two", toLogs)],
        expect: { code: "FlowLogAlreadyExists" },
    },
    {
        title: "a flow log field that there is not",
        program: [vpc("vpc", "10.0.0.0/16"), ...logRole, flowLog("one", { ...toLogs, logFormat: "${version} ${srcadr}" })],
        expect: { code: "InvalidParameter", message: /unknown fields in the log format: srcadr/ },
    },
    {
        title: "a launch template name of two letters",
        program: [template("t", { name: "ab" })],
        expect: { code: "InvalidLaunchTemplateName.MalformedException" },
    },
    {
        title: "two launch templates of one name",
        program: [template("one", { name: "nodes" }), template("two", { name: "nodes" })],
        expect: { code: "InvalidLaunchTemplateName.AlreadyExistsException", message: "Launch template name already in use." },
    },
    {
        title: "user data that is not base64",
        program: [template("t", { userData: "#!/bin/sh" })],
        expect: { code: "InvalidUserData.Malformed" },
    },
    {
        title: "user data above 16 KB",
        program: [template("t", { userData: Buffer.alloc(16385).toString("base64") })],
        expect: { code: "InvalidUserData.Malformed", message: /limited to 16384 bytes, got 16385/ },
    },
    {
        title: "a volume with too few IOPS",
        program: [
            template("t", {
                blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeType: "gp3", volumeSize: 20, iops: 2999 } }],
            }),
        ],
        expect: { code: "InvalidParameterValue", message: /IOPS for gp3 volumes must be between 3000 and 80000 IOPS, got 2999/ },
    },
    {
        title: "a hop limit of 65",
        program: [template("t", { metadataOptions: { httpPutResponseHopLimit: 65 } })],
        expect: { code: "InvalidParameterValue" },
    },
];
