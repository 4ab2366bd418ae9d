/**
 * Web application firewall in front of the load balancer: AWS's managed rules against known attacks and a limit per address, every
 * decision logged without what callers sign in with.
 */

import { WebAcl, WebAclAssociation, WebAclLoggingConfiguration } from "@pulumi/aws/wafv2";
import type * as inputs from "@pulumi/aws/types/input";
import * as pulumi from "@pulumi/pulumi";
import { EncryptedLogs } from "../logs/encrypted-logs";

/** Managed rule groups in the order they are tried: the cheapest to decide first (WAF developer guide, "AWS Managed Rules rule groups list"). */
const managedGroups = [
    { name: "AWSManagedRulesAmazonIpReputationList", role: "ip-reputation" },
    { name: "AWSManagedRulesKnownBadInputsRuleSet", role: "known-bad-inputs" },
    { name: "AWSManagedRulesCommonRuleSet", role: "common" },
    { name: "AWSManagedRulesSQLiRuleSet", role: "sql-injection" },
];
/** Seconds over which requests of an address are counted: 60, 120, 300 or 600 (WAF API reference, RateBasedStatement). */
const rateWindowSeconds = 300;
/** What a log group of the firewall must be called (WAF developer guide, "Amazon CloudWatch Logs"). */
const logGroupPrefix = "aws-waf-logs-";
/** Headers whose values never reach the logs. */
const secretHeaders = ["authorization", "cookie"];

export interface FirewallArgs {
    readonly loadBalancerArn: pulumi.Input<string>;
    /** Requests of one address in five minutes before it is blocked, 10–2,000,000,000. */
    readonly rateLimit: number;
    /** Days; one of the values that CloudWatch Logs knows. */
    readonly logRetentionDays: number;
    /** Whether AWS refuses to delete the logs. @default true */
    readonly logDeletionProtection?: boolean;
}

export interface FirewallOutputs {
    readonly webAclArn: pulumi.Output<string>;
}

export class Firewall extends pulumi.ComponentResource implements FirewallOutputs {
    readonly webAclArn: pulumi.Output<string>;

    constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:Firewall", name, {}, opts);
        const acl = createAcl(name, args.rateLimit, this);
        createLogs(name, args, acl, this);
        new WebAclAssociation(`${name}-firewall-association`, {
            resourceArn: args.loadBalancerArn,
            webAclArn: acl.arn,
        }, { parent: this });
        this.webAclArn = acl.arn;
        this.registerOutputs({ webAclArn: this.webAclArn });
    }
}

/** Name of the metrics of the firewall as a whole. */
export function firewallMetric(name: string): string {
    return `${name}-firewall`;
}

function createAcl(name: string, rateLimit: number, parent: pulumi.Resource): WebAcl {
    return new WebAcl(`${name}-firewall`, {
        description: `Requests to ${name}`,
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: [rateRule(name, rateLimit), ...managedGroups.map((group, index) => managedRule(name, group, index + 1))],
        visibilityConfig: visibility(firewallMetric(name)),
        tags: { Name: name },
    }, { parent });
}

function rateRule(name: string, limit: number): inputs.wafv2.WebAclRule {
    return {
        name: "rate-limit",
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: rateWindowSeconds } },
        visibilityConfig: visibility(`${name}-rate-limit`),
    };
}

function managedRule(name: string, group: { name: string; role: string }, priority: number): inputs.wafv2.WebAclRule {
    return {
        name: group.role,
        priority,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group.name } },
        visibilityConfig: visibility(`${name}-${group.role}`),
    };
}

function visibility(metricName: string): inputs.wafv2.WebAclVisibilityConfig {
    return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}

function createLogs(name: string, args: FirewallArgs, acl: WebAcl, parent: pulumi.Resource): void {
    const logs = new EncryptedLogs(`${name}-edge`, {
        groups: [{ role: "firewall", groupName: `${logGroupPrefix}${name}` }],
        retentionDays: args.logRetentionDays,
        deletionProtection: args.logDeletionProtection ?? true,
    }, { parent });
    new WebAclLoggingConfiguration(`${name}-firewall-logging`, {
        resourceArn: acl.arn,
        logDestinationConfigs: logs.groupArns,
        redactedFields: secretHeaders.map(header => ({ singleHeader: { name: header } })),
    }, { parent });
}
