/**
 * The way in, apart from which color is live: load balancer with its logs, firewall and redirect, certificate, DNS name and the target
 * groups of both colors. The listeners that forward to them are the traffic split and the test listener.
 */

import { getZoneOutput, Record } from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { Certificate } from "./certificate";
import { Firewall } from "./firewall";
import { LoadBalancer } from "./load-balancer";
import { LogBucket } from "./log-bucket";
import { createRedirect } from "./redirect";
import { TargetGroups } from "./target-groups";

export interface EdgeArgs {
    readonly vpcId: pulumi.Input<string>;
    readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Security group of the pods. */
    readonly clusterSecurityGroupId: pulumi.Input<string>;
    /** The public services. */
    readonly services: readonly EdgeService[];
    /** Fully qualified name that users call, inside `hostedZone`. */
    readonly domain: string;
    /** Name of an existing public Route 53 zone. */
    readonly hostedZone: string;
    readonly allowedCidrs: readonly string[];
    readonly testAllowedCidrs: readonly string[];
    /** Seconds, 1–4000. @default 60 */
    readonly idleTimeoutSeconds?: number;
    /** Of the load balancer, the log bucket and the logs of the firewall. @default true */
    readonly deletionProtection?: boolean;
    /** Days until access and connection logs are deleted. */
    readonly accessLogRetentionDays: number;
    /** Days; one of the values that CloudWatch Logs knows. */
    readonly firewallLogRetentionDays: number;
    /** Requests of one address in five minutes before it is blocked. */
    readonly rateLimit: number;
    /** Whether the log bucket is destroyed with what is in it. @default false */
    readonly forceDestroyLogs?: boolean;
}

export interface EdgeService {
    readonly name: string;
    readonly port: number;
    readonly healthPath: string;
    readonly longestRequestSeconds: number;
}

export interface EdgeOutputs {
    readonly loadBalancerArn: pulumi.Output<string>;
    readonly loadBalancerDnsName: pulumi.Output<string>;
    /** Of a certificate that is valid. */
    readonly certificateArn: pulumi.Output<string>;
    readonly targetGroups: TargetGroups;
    /** Of the redirect from port 80. */
    readonly httpListenerArn: pulumi.Output<string>;
    readonly webAclArn: pulumi.Output<string>;
    /** Where requests to other buckets are logged. */
    readonly logs: LogBucket;
}

export class Edge extends pulumi.ComponentResource implements EdgeOutputs {
    readonly loadBalancerArn: pulumi.Output<string>;
    readonly loadBalancerDnsName: pulumi.Output<string>;
    readonly certificateArn: pulumi.Output<string>;
    readonly targetGroups: TargetGroups;
    readonly httpListenerArn: pulumi.Output<string>;
    readonly webAclArn: pulumi.Output<string>;
    readonly logs: LogBucket;

    constructor(name: string, args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:Edge", name, {}, opts);
        const zoneId = getZoneOutput({ name: args.hostedZone, privateZone: false }, { parent: this }).zoneId;
        const certificate = new Certificate(name, { domain: args.domain, zoneId }, { parent: this });
        this.logs = new LogBucket(name, {
            retentionDays: args.accessLogRetentionDays, forceDestroy: args.forceDestroyLogs, protect: args.deletionProtection,
        }, { parent: this });
        const balancer = createLoadBalancer(name, args, this.logs, this);
        this.targetGroups = new TargetGroups(name, { vpcId: args.vpcId, services: args.services }, { parent: this });
        const redirect = createRedirect(name, balancer.arn, this);
        const firewall = new Firewall(name, {
            loadBalancerArn: balancer.arn,
            rateLimit: args.rateLimit,
            logRetentionDays: args.firewallLogRetentionDays,
            logDeletionProtection: args.deletionProtection,
        }, { parent: this });
        createAlias(name, args.domain, zoneId, balancer, this);
        this.loadBalancerArn = balancer.arn;
        this.loadBalancerDnsName = balancer.dnsName;
        this.certificateArn = certificate.arn;
        this.httpListenerArn = redirect.arn;
        this.webAclArn = firewall.webAclArn;
        this.registerOutputs({
            loadBalancerArn: this.loadBalancerArn, loadBalancerDnsName: this.loadBalancerDnsName, certificateArn: this.certificateArn,
            httpListenerArn: this.httpListenerArn, webAclArn: this.webAclArn,
        });
    }
}

function createLoadBalancer(name: string, args: EdgeArgs, logs: LogBucket, parent: pulumi.Resource): LoadBalancer {
    return new LoadBalancer(name, {
        vpcId: args.vpcId,
        subnetIds: args.publicSubnetIds,
        allowedCidrs: args.allowedCidrs,
        testAllowedCidrs: args.testAllowedCidrs,
        clusterSecurityGroupId: args.clusterSecurityGroupId,
        servicePorts: args.services.map(service => service.port),
        idleTimeoutSeconds: args.idleTimeoutSeconds,
        deletionProtection: args.deletionProtection,
        logBucket: logs.bucket,
        accessLogPrefix: logs.accessPrefix,
        connectionLogPrefix: logs.connectionPrefix,
        // The load balancer writes a test object the moment logs are enabled.
    }, { parent, dependsOn: [logs.policy] });
}

/** Only an A record: the load balancer has no IPv6 address. */
function createAlias(
    name: string, domain: string, zoneId: pulumi.Input<string>, balancer: LoadBalancer, parent: pulumi.Resource,
): void {
    new Record(`${name}-alias`, {
        zoneId,
        name: domain,
        type: "A",
        aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
    }, { parent });
}
