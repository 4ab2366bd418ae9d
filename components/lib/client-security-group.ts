/** A security group that lets one other group reach one port, and nothing else in or out. */

import { SecurityGroup } from "@pulumi/aws/ec2";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

export interface ClientSecurityGroupOptions {
    readonly vpcId: pulumi.Input<string>;
    readonly clientSecurityGroupId: pulumi.Input<string>;
    readonly port: number;
    /** The protocol, for people: `PostgreSQL`. */
    readonly what: string;
}

/** The group `NAME-sg` with its rule `NAME-clients`. */
export function createClientSecurityGroup(
    name: string, options: ClientSecurityGroupOptions, parent: pulumi.Resource,
): SecurityGroup {
    const group = new SecurityGroup(`${name}-sg`, {
        vpcId: options.vpcId,
        description: `${options.what} of ${name}`,
        tags: { Name: name },
    }, { parent });
    new SecurityGroupIngressRule(`${name}-clients`, {
        securityGroupId: group.id,
        description: `${options.what} from the cluster`,
        ipProtocol: "tcp",
        fromPort: options.port,
        toPort: options.port,
        referencedSecurityGroupId: options.clientSecurityGroupId,
    }, { parent });
    return group;
}
