/** Which alarms a stack has. Creates nothing. */

import * as pulumi from "@pulumi/pulumi";

/** One alarm on one metric. */
export interface AlarmPlan {
    /** Part of the logical and of the physical name, as `database-cpu`; never changes. */
    readonly role: string;
    /** What it means and what to do first, for whoever it wakes. */
    readonly about: string;
    readonly namespace: string;
    readonly metric: string;
    /** `Average`, `Sum`, `Maximum`, `Minimum` or a percentile, as `p99`. */
    readonly statistic: string;
    readonly dimensions: { readonly [name: string]: pulumi.Input<string> };
    /** It goes off above … */
    readonly above?: number;
    /** … or below. */
    readonly below?: number;
    /** Seconds of a data point, and how many in a row decide. */
    readonly period: number;
    readonly points: number;
}

export interface WatchedDatabase {
    readonly identifier: pulumi.Input<string>;
    /** GiB. */
    readonly storageGib: number;
    /** Connections above which something leaks. */
    readonly connections: number;
}

export interface WatchedCache {
    /** Names of its nodes, the first primary first. */
    readonly nodes: readonly pulumi.Input<string>[];
}

export interface WatchedLoadBalancer {
    readonly arn: pulumi.Input<string>;
    readonly targetGroups: readonly { readonly role: string; readonly arn: pulumi.Input<string> }[];
    /** Milliseconds at p99. */
    readonly latencyMilliseconds: number;
}

export interface WatchedCluster {
    readonly name: pulumi.Input<string>;
    readonly nodeGroups: readonly { readonly role: string; readonly autoScalingGroup: pulumi.Input<string> }[];
}

export interface WatchedFirewall {
    /** Name of its metrics. */
    readonly metric: string;
    readonly region: pulumi.Input<string>;
    /** Blocked requests in five minutes. */
    readonly blockedRequests: number;
}

export interface Watched {
    readonly database: WatchedDatabase;
    readonly cache?: WatchedCache;
    readonly loadBalancer: WatchedLoadBalancer;
    readonly cluster: WatchedCluster;
    readonly firewall: WatchedFirewall;
}

const minute = 60;
const fiveMinutes = 300;
const gib = 2 ** 30;
const mib = 2 ** 20;

/**
 * The alarms of a stack.
 *
 * @param extent `essential`: what the loss of a part shows in; `full`: what comes before a loss, too
 */
export function planAlarms(watched: Watched, extent: string): readonly AlarmPlan[] {
    const essential = [
        ...essentialOfLoadBalancer(watched.loadBalancer),
        ...essentialOfDatabase(watched.database),
        ...(watched.cache === undefined ? [] : essentialOfCache(watched.cache)),
    ];
    if (extent !== "full") return essential;
    return [
        ...essential,
        ...moreOfLoadBalancer(watched.loadBalancer),
        ...moreOfDatabase(watched.database),
        ...(watched.cache === undefined ? [] : moreOfCache(watched.cache)),
        ...ofCluster(watched.cluster),
        ofFirewall(watched.firewall),
    ];
}

/** Application Load Balancers user guide, "CloudWatch metrics for your Application Load Balancer". */
const balancerMetrics = "AWS/ApplicationELB";

/** Metrics know `app/NAME/ID` of `arn:…:loadbalancer/app/NAME/ID`, … */
function balancerSuffix(arn: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.output(arn).apply(text => text.split(":loadbalancer/")[1]);
}

/** … and `targetgroup/NAME/ID` of `arn:…:targetgroup/NAME/ID`. */
function groupSuffix(arn: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.output(arn).apply(text => text.split(":").slice(5).join(":"));
}

function essentialOfLoadBalancer({ arn, targetGroups }: WatchedLoadBalancer): readonly AlarmPlan[] {
    const suffix = balancerSuffix(arn);
    return [
        {
            role: "lb-5xx",
            about: "The load balancer itself answers with errors: no healthy target, or none that answers in time.",
            namespace: balancerMetrics, metric: "HTTPCode_ELB_5XX_Count", statistic: "Sum", dimensions: { LoadBalancer: suffix },
            above: 10, period: minute, points: 3,
        },
        ...targetGroups.map((group): AlarmPlan => ({
            role: `${group.role}-unhealthy`,
            about: "Targets fail their health check for longer than a rollout's new pods do.",
            namespace: balancerMetrics, metric: "UnHealthyHostCount", statistic: "Maximum",
            dimensions: { LoadBalancer: suffix, TargetGroup: groupSuffix(group.arn) },
            above: 0, period: minute, points: 5,
        })),
    ];
}

function moreOfLoadBalancer({ arn, latencyMilliseconds }: WatchedLoadBalancer): readonly AlarmPlan[] {
    const dimensions = { LoadBalancer: balancerSuffix(arn) };
    return [
        {
            role: "lb-target-5xx",
            about: "Services answer with errors.",
            namespace: balancerMetrics, metric: "HTTPCode_Target_5XX_Count", statistic: "Sum", dimensions,
            above: 25, period: minute, points: 3,
        },
        {
            role: "lb-latency",
            about: "The slowest percent of the requests takes longer than a release may.",
            // Seconds.
            namespace: balancerMetrics, metric: "TargetResponseTime", statistic: "p99", dimensions,
            above: latencyMilliseconds / 1000, period: minute, points: 5,
        },
        {
            role: "lb-rejected",
            about: "The load balancer is at its most connections and refuses more.",
            namespace: balancerMetrics, metric: "RejectedConnectionCount", statistic: "Sum", dimensions,
            above: 0, period: minute, points: 1,
        },
    ];
}

/** RDS user guide, "Amazon CloudWatch metrics for Amazon RDS". */
const databaseMetrics = "AWS/RDS";
/** Share of the disk that is left when somebody must act, and what a small one keeps in any case. */
const freeShare = 0.1;
const leastFreeGib = 2;
/**
 * Half of what PostgreSQL has until it refuses writes (PostgreSQL documentation, "Preventing Transaction ID Wraparound
 * Failures").
 */
const usedTransactionIds = 1_000_000_000;

function essentialOfDatabase({ identifier, storageGib }: WatchedDatabase): readonly AlarmPlan[] {
    const common = { namespace: databaseMetrics, dimensions: { DBInstanceIdentifier: identifier }, period: fiveMinutes };
    return [
        {
            ...common, role: "database-cpu",
            about: "The database has no CPU to spare; look at Performance Insights for the statement.",
            metric: "CPUUtilization", statistic: "Average", above: 80, points: 3,
        },
        {
            ...common, role: "database-storage", about: "The database's disk is nearly full; it stops when it is.",
            metric: "FreeStorageSpace", statistic: "Minimum", points: 1,
            below: Math.max(leastFreeGib, Math.ceil(storageGib * freeShare)) * gib,
        },
    ];
}

/** There is no read replica, so no lag of one: the standby of Multi-AZ is written to before a commit returns. */
function moreOfDatabase({ identifier, connections }: WatchedDatabase): readonly AlarmPlan[] {
    const common = { namespace: databaseMetrics, dimensions: { DBInstanceIdentifier: identifier }, period: fiveMinutes };
    return [
        {
            ...common, role: "database-connections", about: "The database has so many connections that something leaks them.",
            metric: "DatabaseConnections", statistic: "Maximum", above: connections, points: 2,
        },
        {
            ...common, role: "database-memory", about: "The database runs out of memory and begins to swap.",
            metric: "FreeableMemory", statistic: "Minimum", below: 256 * mib, points: 3,
        },
        {
            ...common, role: "database-transaction-ids",
            about: "Vacuum does not keep up; far above this PostgreSQL refuses to write.",
            metric: "MaximumUsedTransactionIDs", statistic: "Maximum", above: usedTransactionIds, points: 1,
        },
    ];
}

/** ElastiCache user guide, "Metrics for Valkey and Redis OSS" and "Which metrics should I monitor?". */
const cacheMetrics = "AWS/ElastiCache";
/** Keys in five minutes: a full cache makes room all the time, so only a flood of it tells of a cache that is too small. */
const evictions = 10_000;
const lagSeconds = 30;

function essentialOfCache({ nodes }: WatchedCache): readonly AlarmPlan[] {
    return nodes.flatMap((node, index): readonly AlarmPlan[] => {
        const common = { namespace: cacheMetrics, dimensions: { CacheClusterId: node }, period: fiveMinutes };
        return [
            {
                ...common, role: `cache-${index + 1}-cpu`, about: "The cache's one thread is busy; commands begin to wait.",
                metric: "EngineCPUUtilization", statistic: "Average", above: 80, points: 3,
            },
            {
                ...common, role: `cache-${index + 1}-evictions`,
                about: "The cache throws away much of what it is given; it is too small.",
                metric: "Evictions", statistic: "Sum", above: evictions, points: 3,
            },
        ];
    });
}

/** With one node there is nobody to lag; which one is the primary changes with a failover. */
function moreOfCache({ nodes }: WatchedCache): readonly AlarmPlan[] {
    if (nodes.length < 2) return [];
    return nodes.map((node, index): AlarmPlan => ({
        role: `cache-${index + 1}-lag`, about: "A node of the cache is behind the primary; a failover would lose what it lacks.",
        namespace: cacheMetrics, metric: "ReplicationLag", statistic: "Maximum", dimensions: { CacheClusterId: node },
        above: lagSeconds, period: minute, points: 5,
    }));
}

/**
 * EKS user guide, "Fetch control plane raw metrics in Prometheus format", Amazon CloudWatch; EC2 user guide, "Status checks".
 * Counts of failed nodes come with Container Insights only, so nodes are watched as machines, and pods that find none as pods.
 */
function ofCluster({ name, nodeGroups }: WatchedCluster): readonly AlarmPlan[] {
    const dimensions = { ClusterName: name };
    return [
        {
            role: "cluster-api-5xx", about: "The API of Kubernetes answers with errors; rollouts and autoscaling stall.",
            namespace: "AWS/EKS", metric: "apiserver_request_total_5XX", statistic: "Sum", dimensions,
            above: 25, period: fiveMinutes, points: 2,
        },
        {
            role: "cluster-unschedulable", about: "Pods find no node; look at the node groups' sizes.",
            namespace: "AWS/EKS", metric: "scheduler_pending_pods_UNSCHEDULABLE", statistic: "Maximum", dimensions,
            above: 0, period: minute, points: 10,
        },
        ...nodeGroups.map((group): AlarmPlan => ({
            role: `nodes-${group.role}-failed`, about: "A node fails the status check of its machine.",
            namespace: "AWS/EC2", metric: "StatusCheckFailed", statistic: "Maximum",
            dimensions: { AutoScalingGroupName: group.autoScalingGroup }, above: 0, period: minute, points: 5,
        })),
    ];
}

/** WAF developer guide, "AWS WAF core metrics and dimensions". */
function ofFirewall({ metric, region, blockedRequests }: WatchedFirewall): AlarmPlan {
    return {
        role: "firewall-blocked", about: "The firewall blocks many requests: an attack, or a rule that hits users.",
        namespace: "AWS/WAFV2", metric: "BlockedRequests", statistic: "Sum",
        dimensions: { WebACL: metric, Region: region, Rule: "ALL" },
        above: blockedRequests, period: fiveMinutes, points: 1,
    };
}
