import { Props } from "../../../../simulator/cloud/values";
import { Step } from "./case";

/** Resources of EC2, IAM, KMS and CloudWatch Logs, for programs that are refused or accepted. */
export const ref = (path: string): Props => ({ $ref: path });

export function vpc(name: string, cidrBlock: string, more: Props = {}): Step {
    return { type: "aws:ec2/vpc:Vpc", name, inputs: { cidrBlock, ...more } };
}

export function subnet(name: string, cidrBlock: string, more: Props = {}): Step {
    return { type: "aws:ec2/subnet:Subnet", name, inputs: { vpcId: ref("vpc.id"), cidrBlock, ...more } };
}

export function gateway(name: string, inputs: Props = { vpcId: ref("vpc.id") }): Step {
    return { type: "aws:ec2/internetGateway:InternetGateway", name, inputs };
}

export function eip(name: string): Step {
    return { type: "aws:ec2/eip:Eip", name, inputs: { domain: "vpc" } };
}

export function nat(name: string, inputs: Props): Step {
    return { type: "aws:ec2/natGateway:NatGateway", name, inputs };
}

export function table(name: string, vpcId: Props = ref("vpc.id")): Step {
    return { type: "aws:ec2/routeTable:RouteTable", name, inputs: { vpcId } };
}

export function route(name: string, inputs: Props): Step {
    return { type: "aws:ec2/route:Route", name, inputs: { routeTableId: ref("table.id"), ...inputs } };
}

export function association(name: string, inputs: Props): Step {
    return { type: "aws:ec2/routeTableAssociation:RouteTableAssociation", name, inputs };
}

export function group(name: string, more: Props = {}): Step {
    return { type: "aws:ec2/securityGroup:SecurityGroup", name, inputs: { vpcId: ref("vpc.id"), ...more } };
}

export function ingress(name: string, more: Props): Step {
    return {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        name,
        inputs: { securityGroupId: ref("group.id"), ...more },
    };
}

export function endpoint(name: string, more: Props): Step {
    return { type: "aws:ec2/vpcEndpoint:VpcEndpoint", name, inputs: { vpcId: ref("vpc.id"), ...more } };
}

export function flowLog(name: string, more: Props): Step {
    return { type: "aws:ec2/flowLog:FlowLog", name, inputs: { vpcId: ref("vpc.id"), trafficType: "ALL", ...more } };
}

export function template(name: string, inputs: Props): Step {
    return { type: "aws:ec2/launchTemplate:LaunchTemplate", name, inputs };
}

export function role(name: string, service: string, more: Props = {}): Step {
    return { type: "aws:iam/role:Role", name, inputs: { assumeRolePolicy: trust(service), ...more } };
}

export function rolePolicy(name: string, policy: string, more: Props = {}): Step {
    return { type: "aws:iam/rolePolicy:RolePolicy", name, inputs: { role: ref("role.name"), policy, ...more } };
}

export function attachment(name: string, policyArn: string | Props, roleName: string | Props = ref("role.name")): Step {
    return { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", name, inputs: { role: roleName, policyArn } };
}

export function policy(name: string, document: string, more: Props = {}): Step {
    return { type: "aws:iam/policy:Policy", name, inputs: { policy: document, ...more } };
}

export function oidcProvider(name: string, url: string): Step {
    return {
        type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        name,
        inputs: { url, clientIdLists: ["sts.amazonaws.com"] },
    };
}

export function key(name: string, inputs: Props = {}): Step {
    return { type: "aws:kms/key:Key", name, inputs };
}

export function alias(name: string, inputs: Props): Step {
    return { type: "aws:kms/alias:Alias", name, inputs };
}

export function logGroup(name: string, inputs: Props): Step {
    return { type: "aws:cloudwatch/logGroup:LogGroup", name, inputs };
}

/** A trust policy for one service. */
export function trust(service: string, more: object = {}): string {
    return statement({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", ...more });
}

export function statement(...statements: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** An identity's policy of at least `size` characters. */
export function longPolicy(size: number): string {
    const bare = allow("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:");
    return allow("logs:PutLogEvents", `arn:aws:logs:us-east-1:111122223333:log-group:${"x".repeat(size - bare.length)}`);
}

export function allow(action: string, resource: string): string {
    return statement({ Effect: "Allow", Action: action, Resource: resource });
}

const rootOwns = {
    Sid: "Root",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "kms:*",
    Resource: "*",
};

/** A key policy that lets CloudWatch Logs of a region use the key. */
export function logsKeyPolicy(region = "us-east-1", condition: object = {}): string {
    return statement(rootOwns, {
        Effect: "Allow",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        Resource: "*",
        ...condition,
    });
}
