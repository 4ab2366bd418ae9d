import { Step } from "../refused/case";
import { allow, eip, gateway, group, key, logGroup, nat, ref, role, statement, subnet, table, trust, vpc } from "../refused/steps";
import { ChangeCase } from "./case";

// Expectations: ForceNew in the schemas of terraform-provider-aws, internal/service/{ec2,iam,kms,logs}.

const one = vpc("vpc", "10.0.0.0/16");
const two = vpc("other", "10.9.0.0/16");
const subnets: readonly Step[] = [
    vpc("vpc", "10.0.0.0/16", { enableDnsHostnames: true }),
    subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" }),
    subnet("b", "10.0.1.0/24", { availabilityZone: "us-east-1b" }),
];
const vpcId = ref("vpc.id");
const rule = { securityGroupId: ref("group.id"), ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" };
const groups: readonly Step[] = [one, group("group", { name: "one" }), group("second", { name: "two" })];
const routes: readonly Step[] = [
    one, subnet("a", "10.0.0.0/24"), gateway("igw"), eip("eip"), nat("nat", { subnetId: ref("a.id"), allocationId: ref("eip.id") }), table("table"), table("second"),
];
const template = { name: "nodes", metadataOptions: { httpTokens: "required" } };
const flow = {
    vpcId, trafficType: "ALL", logDestination: ref("logs.arn"), iamRoleArn: ref("role.arn"), maxAggregationInterval: 600,
};
const flowAround: readonly Step[] = [one, role("role", "vpc-flow-logs.amazonaws.com"), logGroup("logs", { name: "/flow" })];
const sts = { vpcId, serviceName: "com.amazonaws.us-east-1.sts", vpcEndpointType: "Interface" };

export const ec2Changes: readonly ChangeCase[] = [
    { title: "another VPC block", type: "aws:ec2/vpc:Vpc", before: { cidrBlock: "10.0.0.0/16" }, after: { cidrBlock: "10.1.0.0/16" }, expect: "replace", changed: ["cidrBlock"] },
    { title: "DNS host names of a VPC", type: "aws:ec2/vpc:Vpc", before: { cidrBlock: "10.0.0.0/16" }, after: { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }, expect: "update", changed: ["enableDnsHostnames"] },
    { title: "DNS support written out", type: "aws:ec2/vpc:Vpc", before: { cidrBlock: "10.0.0.0/16" }, after: { cidrBlock: "10.0.0.0/16", enableDnsSupport: true }, expect: "same" },
    { title: "dedicated hardware for a VPC", type: "aws:ec2/vpc:Vpc", before: { cidrBlock: "10.0.0.0/16" }, after: { cidrBlock: "10.0.0.0/16", instanceTenancy: "dedicated" }, expect: "replace" },
    { title: "shared hardware again", type: "aws:ec2/vpc:Vpc", before: { cidrBlock: "10.0.0.0/16", instanceTenancy: "dedicated" }, after: { cidrBlock: "10.0.0.0/16" }, expect: "update" },
    { title: "tags of a VPC", type: "aws:ec2/vpc:Vpc", before: { cidrBlock: "10.0.0.0/16" }, after: { cidrBlock: "10.0.0.0/16", tags: { Name: "x" } }, expect: "update" },
    { title: "another zone of a subnet", type: "aws:ec2/subnet:Subnet", around: [one], before: { vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" }, after: { vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1b" }, expect: "replace" },
    { title: "another block of a subnet", type: "aws:ec2/subnet:Subnet", around: [one], before: { vpcId, cidrBlock: "10.0.0.0/24" }, after: { vpcId, cidrBlock: "10.0.0.0/25" }, expect: "replace" },
    { title: "the zone that AWS chose, written out", type: "aws:ec2/subnet:Subnet", around: [one], before: { vpcId, cidrBlock: "10.0.0.0/24" }, after: { vpcId, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" }, expect: "same" },
    { title: "public addresses at launch", type: "aws:ec2/subnet:Subnet", around: [one], before: { vpcId, cidrBlock: "10.0.0.0/24" }, after: { vpcId, cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: true }, expect: "update" },
    { title: "an internet gateway at another VPC", type: "aws:ec2/internetGateway:InternetGateway", around: [one, two], before: { vpcId }, after: { vpcId: ref("other.id") }, expect: "update" },
    { title: "another address of a NAT gateway", type: "aws:ec2/natGateway:NatGateway", around: [...subnets, gateway("igw"), eip("eip"), eip("eip2")], before: { subnetId: ref("a.id"), allocationId: ref("eip.id") }, after: { subnetId: ref("a.id"), allocationId: ref("eip2.id") }, expect: "replace" },
    { title: "another subnet of a NAT gateway", type: "aws:ec2/natGateway:NatGateway", around: [...subnets, gateway("igw"), eip("eip")], before: { subnetId: ref("a.id"), allocationId: ref("eip.id") }, after: { subnetId: ref("b.id"), allocationId: ref("eip.id") }, expect: "replace" },
    { title: "another target of a route", type: "aws:ec2/route:Route", around: routes, before: { routeTableId: ref("table.id"), destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }, after: { routeTableId: ref("table.id"), destinationCidrBlock: "0.0.0.0/0", natGatewayId: ref("nat.id") }, expect: "update" },
    { title: "another destination of a route", type: "aws:ec2/route:Route", around: routes, before: { routeTableId: ref("table.id"), destinationCidrBlock: "0.0.0.0/0", gatewayId: ref("igw.id") }, after: { routeTableId: ref("table.id"), destinationCidrBlock: "192.168.0.0/16", gatewayId: ref("igw.id") }, expect: "replace" },
    { title: "another table of a subnet", type: "aws:ec2/routeTableAssociation:RouteTableAssociation", around: routes, before: { subnetId: ref("a.id"), routeTableId: ref("table.id") }, after: { subnetId: ref("a.id"), routeTableId: ref("second.id") }, expect: "update" },
    { title: "another description of a group", type: "aws:ec2/securityGroup:SecurityGroup", around: [one], before: { vpcId, name: "web", description: "a" }, after: { vpcId, name: "web", description: "b" }, expect: "replace" },
    { title: "another name of a group", type: "aws:ec2/securityGroup:SecurityGroup", around: [one], before: { vpcId, name: "web" }, after: { vpcId, name: "app" }, expect: "replace" },
    { title: "the description that Pulumi gives, written out", type: "aws:ec2/securityGroup:SecurityGroup", around: [one], before: { vpcId, name: "web" }, after: { vpcId, name: "web", description: "Managed by Pulumi" }, expect: "same" },
    { title: "another inline rule", type: "aws:ec2/securityGroup:SecurityGroup", around: [one], before: { vpcId, name: "web" }, after: { vpcId, name: "web", ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["10.0.0.0/16"] }] }, expect: "update" },
    { title: "another port of a rule", type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", around: groups, before: rule, after: { ...rule, toPort: 444 }, expect: "update" },
    { title: "another block of a rule", type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", around: groups, before: rule, after: { ...rule, cidrIpv4: "10.0.0.0/17" }, expect: "update" },
    { title: "a group for the peer of a rule", type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", around: groups, before: rule, after: { securityGroupId: ref("group.id"), ipProtocol: "tcp", fromPort: 443, toPort: 443, referencedSecurityGroupId: ref("second.id") }, expect: "replace" },
    { title: "another group of a rule", type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", around: groups, before: rule, after: { ...rule, securityGroupId: ref("second.id") }, expect: "replace" },
    { title: "the number of the same protocol", type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", around: groups, before: rule, after: { ...rule, ipProtocol: "6" }, expect: "same" },
    { title: "another subnet of an endpoint", type: "aws:ec2/vpcEndpoint:VpcEndpoint", around: subnets, before: { ...sts, subnetIds: [ref("a.id")] }, after: { ...sts, subnetIds: [ref("a.id"), ref("b.id")] }, expect: "update" },
    { title: "the subnets of an endpoint in another order", type: "aws:ec2/vpcEndpoint:VpcEndpoint", around: subnets, before: { ...sts, subnetIds: [ref("a.id"), ref("b.id")] }, after: { ...sts, subnetIds: [ref("b.id"), ref("a.id")] }, expect: "same" },
    { title: "private DNS of an interface endpoint", type: "aws:ec2/vpcEndpoint:VpcEndpoint", around: subnets, before: { ...sts, subnetIds: [ref("a.id")] }, after: { ...sts, subnetIds: [ref("a.id")], privateDnsEnabled: true }, expect: "update" },
    { title: "another service of an endpoint", type: "aws:ec2/vpcEndpoint:VpcEndpoint", around: subnets, before: sts, after: { ...sts, serviceName: "com.amazonaws.us-east-1.kms" }, expect: "replace" },
    { title: "another interval of a flow log", type: "aws:ec2/flowLog:FlowLog", around: flowAround, before: flow, after: { ...flow, maxAggregationInterval: 60 }, expect: "replace" },
    { title: "tags of a flow log", type: "aws:ec2/flowLog:FlowLog", around: flowAround, before: flow, after: { ...flow, tags: { Name: "x" } }, expect: "update" },
    { title: "another content of a launch template", type: "aws:ec2/launchTemplate:LaunchTemplate", before: template, after: { ...template, metadataOptions: { httpTokens: "optional" } }, expect: "update" },
    { title: "another name of a launch template", type: "aws:ec2/launchTemplate:LaunchTemplate", before: template, after: { ...template, name: "other" }, expect: "replace" },
];

const trusted = { name: "app", assumeRolePolicy: trust("eks.amazonaws.com") };
const document = allow("s3:GetObject", "*");

export const identityChanges: readonly ChangeCase[] = [
    { title: "another trust policy", type: "aws:iam/role:Role", before: trusted, after: { ...trusted, assumeRolePolicy: trust("ec2.amazonaws.com") }, expect: "update" },
    {
        title: "the same trust policy, written otherwise", type: "aws:iam/role:Role", before: trusted,
        after: { ...trusted, assumeRolePolicy: JSON.stringify({ Statement: { Action: ["sts:AssumeRole"], Principal: { Service: ["eks.amazonaws.com"] }, Effect: "Allow" }, Version: "2012-10-17" }, undefined, 2) },
        expect: "same",
    },
    { title: "another name of a role", type: "aws:iam/role:Role", before: trusted, after: { ...trusted, name: "web" }, expect: "replace" },
    { title: "another path of a role", type: "aws:iam/role:Role", before: trusted, after: { ...trusted, path: "/app/" }, expect: "replace" },
    { title: "another description of a role", type: "aws:iam/role:Role", before: trusted, after: { ...trusted, description: "x" }, expect: "update" },
    { title: "another inline policy", type: "aws:iam/rolePolicy:RolePolicy", around: [role("role", "eks.amazonaws.com")], before: { role: ref("role.name"), name: "p", policy: document }, after: { role: ref("role.name"), name: "p", policy: allow("s3:PutObject", "*") }, expect: "update" },
    { title: "another name of an inline policy", type: "aws:iam/rolePolicy:RolePolicy", around: [role("role", "eks.amazonaws.com")], before: { role: ref("role.name"), name: "p", policy: document }, after: { role: ref("role.name"), name: "q", policy: document }, expect: "replace" },
    { title: "another attached policy", type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", around: [role("role", "eks.amazonaws.com")], before: { role: ref("role.name"), policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, after: { role: ref("role.name"), policyArn: "arn:aws:iam::aws:policy/SecurityAudit" }, expect: "replace" },
    { title: "another document of a policy", type: "aws:iam/policy:Policy", before: { name: "p", policy: document }, after: { name: "p", policy: allow("s3:PutObject", "*") }, expect: "update" },
    { title: "another description of a policy", type: "aws:iam/policy:Policy", before: { name: "p", policy: document }, after: { name: "p", policy: document, description: "x" }, expect: "replace" },
    { title: "another client of an identity provider", type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider", before: { url: "https://a.example/id", clientIdLists: ["sts.amazonaws.com"] }, after: { url: "https://a.example/id", clientIdLists: ["sts.amazonaws.com", "other"] }, expect: "update" },
    { title: "another URL of an identity provider", type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider", before: { url: "https://a.example/id", clientIdLists: ["sts.amazonaws.com"] }, after: { url: "https://b.example/id", clientIdLists: ["sts.amazonaws.com"] }, expect: "replace" },
    { title: "rotation of a key", type: "aws:kms/key:Key", before: { description: "k" }, after: { description: "k", enableKeyRotation: true }, expect: "update" },
    { title: "another deletion window", type: "aws:kms/key:Key", before: { deletionWindowInDays: 7 }, after: { deletionWindowInDays: 30 }, expect: "update" },
    { title: "another kind of key", type: "aws:kms/key:Key", before: { description: "k" }, after: { description: "k", customerMasterKeySpec: "RSA_4096" }, expect: "replace" },
    { title: "another policy of a key", type: "aws:kms/key:Key", before: { description: "k" }, after: { description: "k", policy: statement({ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" }) }, expect: "update" },
    { title: "another key of an alias", type: "aws:kms/alias:Alias", around: [key("key"), key("second")], before: { name: "alias/a", targetKeyId: ref("key.keyId") }, after: { name: "alias/a", targetKeyId: ref("second.keyId") }, expect: "update" },
    { title: "the ARN of the same key", type: "aws:kms/alias:Alias", around: [key("key")], before: { name: "alias/a", targetKeyId: ref("key.keyId") }, after: { name: "alias/a", targetKeyId: ref("key.arn") }, expect: "same" },
    { title: "another name of an alias", type: "aws:kms/alias:Alias", around: [key("key")], before: { name: "alias/a", targetKeyId: ref("key.keyId") }, after: { name: "alias/b", targetKeyId: ref("key.keyId") }, expect: "replace" },
    { title: "another retention", type: "aws:cloudwatch/logGroup:LogGroup", before: { name: "/a", retentionInDays: 30 }, after: { name: "/a", retentionInDays: 365 }, expect: "update" },
    { title: "another class of log group", type: "aws:cloudwatch/logGroup:LogGroup", before: { name: "/a" }, after: { name: "/a", logGroupClass: "INFREQUENT_ACCESS" }, expect: "replace" },
    { title: "another name of a log group", type: "aws:cloudwatch/logGroup:LogGroup", before: { name: "/a" }, after: { name: "/b" }, expect: "replace" },
];
