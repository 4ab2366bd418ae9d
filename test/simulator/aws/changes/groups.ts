import { Step } from "../refused/case";
import { group, logGroup, ref, role, subnet, vpc } from "../refused/steps";
import { ChangeCase } from "./case";

// Expectations: ForceNew in the schemas of terraform-provider-aws, internal/service/{ec2,iam,kms,logs}.

const one = vpc("vpc", "10.0.0.0/16");
const subnets: readonly Step[] = [
    vpc("vpc", "10.0.0.0/16", { enableDnsHostnames: true }),
    subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" }),
    subnet("b", "10.0.1.0/24", { availabilityZone: "us-east-1b" }),
];
const vpcId = ref("vpc.id");
const rule = { securityGroupId: ref("group.id"), ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" };
const groups: readonly Step[] = [one, group("group", { name: "one" }), group("second", { name: "two" })];
const template = { name: "nodes", metadataOptions: { httpTokens: "required" } };
const flow = {
    vpcId,
    trafficType: "ALL",
    logDestination: ref("logs.arn"),
    iamRoleArn: ref("role.arn"),
    maxAggregationInterval: 600,
};
const flowAround: readonly Step[] = [one, role("role", "vpc-flow-logs.amazonaws.com"), logGroup("logs", { name: "/flow" })];
const sts = { vpcId, serviceName: "com.amazonaws.us-east-1.sts", vpcEndpointType: "Interface" };

export const groupChanges: readonly ChangeCase[] = [
    {
        title: "another description of a group",
        type: "aws:ec2/securityGroup:SecurityGroup",
        around: [one],
        before: { vpcId, name: "web", description: "a" },
        after: { vpcId, name: "web", description: "b" },
        expect: "replace",
    },
    {
        title: "another name of a group",
        type: "aws:ec2/securityGroup:SecurityGroup",
        around: [one],
        before: { vpcId, name: "web" },
        after: { vpcId, name: "app" },
        expect: "replace",
    },
    {
        title: "the description that Pulumi gives, written out",
        type: "aws:ec2/securityGroup:SecurityGroup",
        around: [one],
        before: { vpcId, name: "web" },
        after: { vpcId, name: "web", description: "Managed by Pulumi" },
        expect: "same",
    },
    {
        title: "another inline rule",
        type: "aws:ec2/securityGroup:SecurityGroup",
        around: [one],
        before: { vpcId, name: "web" },
        after: { vpcId, name: "web", ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["10.0.0.0/16"] }] },
        expect: "update",
    },
    {
        title: "another port of a rule",
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        around: groups,
        before: rule,
        after: { ...rule, toPort: 444 },
        expect: "update",
    },
    {
        title: "another block of a rule",
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        around: groups,
        before: rule,
        after: { ...rule, cidrIpv4: "10.0.0.0/17" },
        expect: "update",
    },
    {
        title: "a group for the peer of a rule",
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        around: groups,
        before: rule,
        after: {
            securityGroupId: ref("group.id"),
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            referencedSecurityGroupId: ref("second.id"),
        },
        expect: "replace",
    },
    {
        title: "another group of a rule",
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        around: groups,
        before: rule,
        after: { ...rule, securityGroupId: ref("second.id") },
        expect: "replace",
    },
    {
        title: "the number of the same protocol",
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        around: groups,
        before: rule,
        after: { ...rule, ipProtocol: "6" },
        expect: "same",
    },
    {
        title: "another subnet of an endpoint",
        type: "aws:ec2/vpcEndpoint:VpcEndpoint",
        around: subnets,
        before: { ...sts, subnetIds: [ref("a.id")] },
        after: { ...sts, subnetIds: [ref("a.id"), ref("b.id")] },
        expect: "update",
    },
    {
        title: "the subnets of an endpoint in another order",
        type: "aws:ec2/vpcEndpoint:VpcEndpoint",
        around: subnets,
        before: { ...sts, subnetIds: [ref("a.id"), ref("b.id")] },
        after: { ...sts, subnetIds: [ref("b.id"), ref("a.id")] },
        expect: "same",
    },
    {
        title: "private DNS of an interface endpoint",
        type: "aws:ec2/vpcEndpoint:VpcEndpoint",
        around: subnets,
        before: { ...sts, subnetIds: [ref("a.id")] },
        after: { ...sts, subnetIds: [ref("a.id")], privateDnsEnabled: true },
        expect: "update",
    },
    {
        title: "another service of an endpoint",
        type: "aws:ec2/vpcEndpoint:VpcEndpoint",
        around: subnets,
        before: sts,
        after: { ...sts, serviceName: "com.amazonaws.us-east-1.kms" },
        expect: "replace",
    },
    {
        title: "another interval of a flow log",
        type: "aws:ec2/flowLog:FlowLog",
        around: flowAround,
        before: flow,
        after: { ...flow, maxAggregationInterval: 60 },
        expect: "replace",
    },
    {
        title: "tags of a flow log",
        type: "aws:ec2/flowLog:FlowLog",
        around: flowAround,
        before: flow,
        after: { ...flow, tags: { Name: "x" } },
        expect: "update",
    },
    {
        title: "another content of a launch template",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        before: template,
        after: { ...template, metadataOptions: { httpTokens: "optional" } },
        expect: "update",
    },
    {
        title: "another name of a launch template",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        before: template,
        after: { ...template, name: "other" },
        expect: "replace",
    },
];
