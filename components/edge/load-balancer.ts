/**
 * The load balancer that users reach, with the firewall rules around it: who may call which of its ports, and that it may call nothing
 * but the public services in the cluster. Listeners, target groups and logs belong to others.
 */

import { SecurityGroup } from "@pulumi/aws/ec2";
import { LoadBalancer as AwsLoadBalancer } from "@pulumi/aws/lb";
import { SecurityGroupEgressRule, SecurityGroupIngressRule } from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { httpPort, httpsPort, testPort } from "./ports";

export interface LoadBalancerArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Public subnets, each in another zone, two or more. */
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Blocks that may reach ports 80 and 443. */
    readonly allowedCidrs: readonly string[];
    /** Blocks that may reach the test listener. */
    readonly testAllowedCidrs: readonly string[];
    /** Security group of the pods. */
    readonly clusterSecurityGroupId: pulumi.Input<string>;
    /** Ports of the public services' pods. */
    readonly servicePorts: readonly number[];
    /** Seconds, 1–4000. @default 60 */
    readonly idleTimeoutSeconds?: number;
    /** @default true */
    readonly deletionProtection?: boolean;
    readonly logBucket: pulumi.Input<string>;
    readonly accessLogPrefix: string;
    readonly connectionLogPrefix: string;
}

export interface LoadBalancerOutputs {
    readonly arn: pulumi.Output<string>;
    readonly dnsName: pulumi.Output<string>;
    /** Hosted zone of the load balancer's own name, for alias records. */
    readonly zoneId: pulumi.Output<string>;
    readonly securityGroupId: pulumi.Output<string>;
}

export class LoadBalancer extends pulumi.ComponentResource implements LoadBalancerOutputs {
    readonly arn: pulumi.Output<string>;
    readonly dnsName: pulumi.Output<string>;
    readonly zoneId: pulumi.Output<string>;
    readonly securityGroupId: pulumi.Output<string>;

    constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:LoadBalancer", name, {}, opts);
        const group = new SecurityGroup(`${name}-lb-sg`, {
            vpcId: args.vpcId,
            description: `Load balancer of ${name}`,
            tags: { Name: `${name}-lb` },
        }, { parent: this });
        allowCallers(name, args, group, this);
        allowServices(name, args, group, this);
        const balancer = createBalancer(name, args, group, this);
        this.arn = balancer.arn;
        this.dnsName = balancer.dnsName;
        this.zoneId = balancer.zoneId;
        this.securityGroupId = group.id;
        this.registerOutputs({ arn: this.arn, dnsName: this.dnsName, zoneId: this.zoneId, securityGroupId: this.securityGroupId });
    }
}

function createBalancer(name: string, args: LoadBalancerArgs, group: SecurityGroup, parent: pulumi.Resource): AwsLoadBalancer {
    const log = (prefix: string): { bucket: pulumi.Input<string>; prefix: string; enabled: boolean } =>
        ({ bucket: args.logBucket, prefix, enabled: true });
    return new AwsLoadBalancer(`${name}-lb`, {
        loadBalancerType: "application",
        internal: false,
        ipAddressType: "ipv4",
        securityGroups: [group.id],
        subnets: args.subnetIds,
        idleTimeout: args.idleTimeoutSeconds ?? 60,
        enableDeletionProtection: args.deletionProtection ?? true,
        enableHttp2: true,
        // What a proxy and a service could read differently never arrives (user guide, "Desync mitigation mode").
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "strictest",
        // A zone in trouble can be taken out by hand or by AWS.
        enableZonalShift: true,
        accessLogs: log(args.accessLogPrefix),
        connectionLogs: log(args.connectionLogPrefix),
        tags: { Name: name },
    }, { parent });
}

function allowCallers(name: string, args: LoadBalancerArgs, group: SecurityGroup, parent: pulumi.Resource): void {
    const callers = [
        ...[httpPort, httpsPort].map(port => ({ port, cidrs: args.allowedCidrs })),
        { port: testPort, cidrs: args.testAllowedCidrs },
    ];
    for (const { port, cidrs } of callers) {
        for (const cidr of cidrs) {
            new SecurityGroupIngressRule(`${name}-lb-${port}-from-${cidr.replaceAll(/[./]/g, "-")}`, {
                securityGroupId: group.id,
                description: `Callers of port ${port}`,
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
                cidrIpv4: cidr,
            }, { parent });
        }
    }
}

function allowServices(name: string, args: LoadBalancerArgs, group: SecurityGroup, parent: pulumi.Resource): void {
    for (const port of new Set(args.servicePorts)) {
        const tcp = { ipProtocol: "tcp", fromPort: port, toPort: port };
        new SecurityGroupEgressRule(`${name}-lb-to-pods-${port}`, {
            securityGroupId: group.id,
            description: "Requests and health checks to the pods",
            referencedSecurityGroupId: args.clusterSecurityGroupId,
            ...tcp,
        }, { parent });
        new SecurityGroupIngressRule(`${name}-pods-from-lb-${port}`, {
            securityGroupId: args.clusterSecurityGroupId,
            description: "Requests and health checks of the load balancer",
            referencedSecurityGroupId: group.id,
            ...tcp,
        }, { parent });
    }
}
