import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";

/** Type tokens that several models of EC2 look each other up by. */
export const vpcType = "aws:ec2/vpc:Vpc";
export const subnetType = "aws:ec2/subnet:Subnet";
export const internetGatewayType = "aws:ec2/internetGateway:InternetGateway";
export const eipType = "aws:ec2/eip:Eip";
export const natGatewayType = "aws:ec2/natGateway:NatGateway";
export const routeTableType = "aws:ec2/routeTable:RouteTable";
export const routeType = "aws:ec2/route:Route";
export const associationType = "aws:ec2/routeTableAssociation:RouteTableAssociation";
export const ingressRuleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const egressRuleType = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";
/** The main route table that comes with a VPC. */
export const mainRouteTableType = "sim:ec2/mainRouteTable";

export const invalidValue = "InvalidParameterValue";

/** The VPC, or EC2's `InvalidVpcID.NotFound`. */
export function needVpc(cloud: Cloud, id: string): CloudObject {
    return cloud.need(vpcType, id, "InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`);
}

/** The subnet, or EC2's `InvalidSubnetID.NotFound`. */
export function needSubnet(cloud: Cloud, id: string): CloudObject {
    return cloud.need(subnetType, id, "InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);
}

/** The route table, main ones too, or EC2's `InvalidRouteTableID.NotFound`. */
export function needRouteTable(cloud: Cloud, id: string): CloudObject {
    const table = cloud.find(routeTableType, id) ?? cloud.find(mainRouteTableType, id);
    if (table === undefined) throw new AwsError("InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`);
    return table;
}

export function hasDependencies(noun: string, id: string): AwsError {
    return new AwsError("DependencyViolation", `The ${noun} '${id}' has dependencies and cannot be deleted.`);
}
