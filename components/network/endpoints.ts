/**
 * Private ways to AWS services: free gateway endpoints for S3 and DynamoDB, and an interface endpoint for each service asked
 * for.
 */

import { SecurityGroup, VpcEndpoint } from "@pulumi/aws/ec2";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { type Account, accountOf } from "../lib/account";
import { endpointPolicy } from "./endpoint-policy";

/** The only two services with gateway endpoints (VPC user guide, "Gateway endpoints"). */
const gatewayServices = ["s3", "dynamodb"];
const httpsPort = 443;

export interface EndpointsArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Block of the VPC; all of it may call the interface endpoints. */
    readonly cidr: string;
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    readonly routeTableIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Services as in `com.amazonaws.REGION.NAME`, for example `ecr.api`. */
    readonly interfaceServices: readonly string[];
}

export interface EndpointsOutputs {
    /** Empty where no interface endpoint was asked for. */
    readonly securityGroupIds: pulumi.Output<string>[];
}

export class Endpoints extends pulumi.ComponentResource implements EndpointsOutputs {
    readonly securityGroupIds: pulumi.Output<string>[];

    constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:network:Endpoints", name, {}, opts);
        const account = accountOf(this);
        for (const service of gatewayServices) {
            createGatewayEndpoint(name, service, account, args, this);
        }
        const groups = args.interfaceServices.length > 0 ? [createSecurityGroup(name, args, this)] : [];
        this.securityGroupIds = groups.map(group => group.id);
        for (const service of args.interfaceServices) {
            createInterfaceEndpoint(name, service, account, this.securityGroupIds, args, this);
        }
        this.registerOutputs({ securityGroupIds: this.securityGroupIds });
    }
}

function createGatewayEndpoint(
    name: string, service: string, account: Account, args: EndpointsArgs, parent: pulumi.Resource,
): void {
    new VpcEndpoint(`${name}-${service}-endpoint`, {
        vpcId: args.vpcId,
        vpcEndpointType: "Gateway",
        serviceName: pulumi.interpolate`com.amazonaws.${account.region}.${service}`,
        routeTableIds: args.routeTableIds,
        policy: endpointPolicy(service, account),
        tags: { Name: `${name}-${service}` },
    }, { parent });
}

function createSecurityGroup(name: string, args: EndpointsArgs, parent: pulumi.Resource): SecurityGroup {
    const group = new SecurityGroup(`${name}-endpoints-sg`, {
        vpcId: args.vpcId,
        description: `Calls to AWS from inside ${name}`,
        tags: { Name: `${name}-endpoints` },
    }, { parent });
    new SecurityGroupIngressRule(`${name}-endpoints-https`, {
        securityGroupId: group.id,
        description: "HTTPS from the VPC",
        ipProtocol: "tcp",
        fromPort: httpsPort,
        toPort: httpsPort,
        cidrIpv4: args.cidr,
    }, { parent });
    return group;
}

function createInterfaceEndpoint(
    name: string, service: string, account: Account, securityGroupIds: pulumi.Output<string>[],
    args: EndpointsArgs, parent: pulumi.Resource,
): void {
    const role = service.replaceAll(".", "-");
    new VpcEndpoint(`${name}-${role}-endpoint`, {
        vpcId: args.vpcId,
        vpcEndpointType: "Interface",
        serviceName: pulumi.interpolate`com.amazonaws.${account.region}.${service}`,
        subnetIds: args.subnetIds,
        policy: endpointPolicy(service, account),
        securityGroupIds,
        privateDnsEnabled: true,
        tags: { Name: `${name}-${role}` },
    }, { parent });
}
