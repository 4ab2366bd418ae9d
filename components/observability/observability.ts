/**
 * Metrics, logs, traces, alerts and dashboards inside the cluster. Nothing in the path of a request or a rollout depends on it:
 * where it fails, services and releases go on, blind.
 */

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3";
import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { RequestLogs } from "../audit/locked-bucket";
import { accountOf } from "../lib/account";
import { createKey } from "../lib/key";
import { ClosedNamespace } from "../platform/closed-namespace";
import { allowedTraffic, operatorPort, quota } from "./bounds";
import { type ChartVersion, collector, loki, prometheusStack } from "./chart-versions";
import { dashboardNames, planDashboards } from "./dashboards/dashboards";
import { Disks } from "./disks";
import { createIdentities } from "./identities";
import { LogStore } from "./log-store";
import { agentValues, collectorValues, lokiValues } from "./log-values";
import { planMonitors } from "./monitors";
import { dashboardLabel, namespaceName, nodeNamespace } from "./places";
import { prometheusValues } from "./prometheus-values";
import type { Objectives } from "./rule-types";
import { planRules } from "./rules";

/** Seconds until a release that does not get ready counts as failed: disks and images first. */
const timeoutSeconds = 900;

export interface ObservabilityArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    readonly provider: Provider;
    /** Minor version of Kubernetes, as `1.35`, whose standard for restricted pods is enforced. */
    readonly kubernetesVersion: string;
    /** Blocks of the private subnets: nodes, control plane and endpoints of AWS. */
    readonly privateCidrs: readonly string[];
    /** Ports of the services of a slot. */
    readonly servicePorts: readonly number[];
    /** Topic that alerts go to, and the key that it is encrypted under. */
    readonly topicArn: pulumi.Input<string>;
    readonly topicKeyArn: pulumi.Input<string>;
    readonly objectives: Objectives;
    /** Identifier of the database, and names of the cache's nodes, for their dashboard. */
    readonly databaseIdentifier: pulumi.Input<string>;
    readonly cacheNodes: readonly pulumi.Input<string>[];
    /** Days, 3–365, and GiB of each copy. */
    readonly metricsRetentionDays: number;
    readonly metricsStorageGib: number;
    /** 1–3. */
    readonly replicas: number;
    /** Days, 1–3650. */
    readonly logRetentionDays: number;
    /** Where requests to the bucket of the logs are logged. */
    readonly requestLogs: RequestLogs;
    /** Whether the bucket of the logs is destroyed with what is in it. @default false */
    readonly forceDestroyLogs?: boolean;
    /** Whether Pulumi refuses to delete it. @default true */
    readonly protectLogs?: boolean;
}

export class Observability extends pulumi.ComponentResource {
    constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:observability:Observability", name, {}, opts);
        const { clusterName, clusterArn, provider } = args;
        const account = accountOf(this);
        const key = createKey(`${name}-observability`, { description: `Metrics and logs of ${name}` }, account, this);
        const disks = new Disks(name, { clusterName, clusterArn, provider, key }, { parent: this });
        const logs = new LogStore(name, {
            key, retentionDays: args.logRetentionDays, requestLogs: args.requestLogs, forceDestroy: args.forceDestroyLogs,
            protect: args.protectLogs,
        }, { parent: this });
        const identities = createIdentities(name, { ...args, logBucketArn: logs.bucketArn, logKeyArn: key.arn }, this);
        const namespace = new ClosedNamespace(`${name}-observability`, {
            namespace: namespaceName,
            kubernetesVersion: args.kubernetesVersion,
            privateCidrs: args.privateCidrs,
            webhookPort: operatorPort,
            metricsPort: operatorPort,
            quota,
            policy: allowedTraffic(args),
            provider,
        }, { parent: this });
        const install = (
            role: string, chart: ChartVersion, values: Values, dependsOn: pulumi.Resource[], where = namespaceName,
        ): Release => createRelease(name, role, { chart, values, namespace: where, dependsOn: [namespace, ...dependsOn] }, provider, this);

        const { alertmanager, grafana, loki: lokiIdentity, collector: collectorIdentity } = identities;
        const { region } = account;
        const { metricsRetentionDays, metricsStorageGib, replicas, topicArn } = args;
        const operator = install("monitoring", prometheusStack, prometheusValues({
            region, topicArn, replicas, retentionDays: metricsRetentionDays, storageGib: metricsStorageGib,
        }), [disks, alertmanager, grafana]);
        const lokiRelease = install("loki", loki, lokiValues({
            bucket: logs.bucket, region, retentionDays: args.logRetentionDays,
        }), [disks, lokiIdentity]);
        install("collector", collector, collectorValues({ region, replicas }), [lokiRelease, collectorIdentity]);
        install("log-agent", collector, agentValues(), [lokiRelease], nodeNamespace);
        createRules(name, args, operator, this);
        createDashboards(name, args, namespace.namespace, this);
        this.registerOutputs({});
    }
}

type Values = { readonly [key: string]: unknown };

interface ReleasePlan {
    readonly chart: ChartVersion;
    readonly values: Values;
    readonly namespace: string;
    readonly dependsOn: pulumi.Resource[];
}

function createRelease(
    name: string, role: string, { chart, values, namespace, dependsOn }: ReleasePlan, provider: Provider, parent: pulumi.Resource,
): Release {
    return new Release(`${name}-${role}`, {
        name: role,
        namespace,
        chart: chart.chart,
        version: chart.version,
        repositoryOpts: { repo: chart.repository },
        timeout: timeoutSeconds,
        // A release that failed half-way is taken back, so that the next update starts from something known.
        atomic: true,
        // The collector's values delete defaults of its chart by `null`.
        allowNullValues: true,
        values: { ...values },
    }, { parent, provider, dependsOn });
}

/** What to scrape and what to alert on; their definitions come with the operator. */
function createRules(
    name: string, { clusterName, objectives, provider }: ObservabilityArgs, operator: Release, parent: pulumi.Resource,
): void {
    const options = { parent, provider, dependsOn: [operator] };
    const apiVersion = "monitoring.coreos.com/v1";
    const create = (role: string, kind: string, objectName: string, spec: object): CustomResource =>
        new CustomResource(`${name}-${role}`, {
            apiVersion, kind, metadata: { name: objectName, namespace: namespaceName }, spec,
        }, options);
    for (const { name: monitor, spec } of planMonitors(clusterName, objectives.services)) {
        create(`${monitor}-monitor`, "ServiceMonitor", monitor, spec);
    }
    create("rules", "PrometheusRule", "colorway", { groups: planRules(objectives) });
}

function createDashboards(
    name: string, args: ObservabilityArgs, namespace: pulumi.Output<string>, parent: pulumi.Resource,
): void {
    const { objectives, provider } = args;
    const plan = pulumi.all([args.databaseIdentifier, pulumi.all([...args.cacheNodes])]).apply(([identifier, cacheNodes]) =>
        planDashboards(objectives, { identifier, cacheNodes }));
    for (const dashboard of dashboardNames) {
        new ConfigMap(`${name}-dashboard-${dashboard}`, {
            metadata: { name: `dashboard-${dashboard}`, namespace, labels: dashboardLabel },
            data: { [`${dashboard}.json`]: plan.apply(all => JSON.stringify(all[dashboard])) },
        }, { parent, provider });
    }
}
