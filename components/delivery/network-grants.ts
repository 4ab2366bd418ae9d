/**
 * What an update of the network may change: only what has the stack's tag, or gets it as it is made (EC2 user guide, "Grant
 * permission to tag Amazon EC2 resources during creation"; Service authorization reference, Amazon EC2).
 */

import { arns, type Grant, ofNobody, ofStack, passing, type Scope, tagged } from "./scope";

const made = [
    "vpc/*", "subnet/*", "route-table/*", "internet-gateway/*", "natgateway/*", "elastic-ip/*", "security-group/*",
    "security-group-rule/*", "vpc-endpoint/*", "vpc-flow-log/*", "launch-template/*",
];
/** What the others are made in. */
const parents = ["vpc/*", "subnet/*", "route-table/*", "elastic-ip/*", "security-group/*"];
const makers = [
    "CreateVpc", "CreateSubnet", "CreateRouteTable", "CreateInternetGateway", "CreateNatGateway", "AllocateAddress",
    "CreateSecurityGroup", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "CreateVpcEndpoint", "CreateFlowLogs",
    "CreateLaunchTemplate",
];
const madeInside = [
    "CreateSubnet", "CreateRouteTable", "CreateNatGateway", "CreateSecurityGroup", "AuthorizeSecurityGroupIngress",
    "AuthorizeSecurityGroupEgress", "CreateVpcEndpoint", "CreateFlowLogs",
];
const changes = [
    "ModifyVpcAttribute", "DeleteVpc", "ModifySubnetAttribute", "DeleteSubnet", "CreateRoute", "ReplaceRoute", "DeleteRoute",
    "AssociateRouteTable", "ReplaceRouteTableAssociation", "DisassociateRouteTable", "DeleteRouteTable", "AttachInternetGateway",
    "DetachInternetGateway", "DeleteInternetGateway", "DeleteNatGateway", "DisassociateAddress", "ReleaseAddress",
    "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress", "ModifySecurityGroupRules",
    "UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress", "DeleteSecurityGroup",
    "ModifyVpcEndpoint", "DeleteVpcEndpoints", "DeleteFlowLogs", "CreateLaunchTemplateVersion", "DeleteLaunchTemplateVersions",
    "ModifyLaunchTemplate", "DeleteLaunchTemplate", "DeleteTags",
];
const actions = (names: readonly string[]): string[] => names.map(name => `ec2:${name}`);

export function networkGrants(scope: Scope): readonly Grant[] {
    const all = arns(scope, "ec2", ...made);
    return [
        { sid: "Make", actions: actions(makers), resources: all, conditions: [tagged(scope)] },
        {
            sid: "MakeInside",
            actions: actions(madeInside),
            resources: arns(scope, "ec2", ...parents),
            conditions: [ofStack(scope)],
        },
        { sid: "Change", actions: actions(changes), resources: all, conditions: [ofStack(scope)] },
        {
            sid: "TagMade",
            actions: ["ec2:CreateTags"],
            resources: all,
            conditions: [tagged(scope), { test: "StringEquals", variable: "ec2:CreateAction", values: makers }],
        },
        { sid: "TagOwn", actions: ["ec2:CreateTags"], resources: all, conditions: [ofStack(scope)] },
        {
            // A VPC's default group is there with it, without a tag; the program shuts it.
            sid: "ClaimDefaultGroup",
            actions: ["ec2:CreateTags", "ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"],
            resources: arns(scope, "ec2", "security-group/*"),
            conditions: [ofNobody],
        },
        passing(scope, "vpc-flow-logs.amazonaws.com"),
    ];
}
