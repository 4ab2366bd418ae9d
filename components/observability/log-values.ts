/** Values of Loki and of the collectors that feed it: one takes what services send, one on each node reads what they print. */

import type * as pulumi from "@pulumi/pulumi";
import { accounts, lokiAddress, storageClassName } from "./places";

type Values = { readonly [key: string]: unknown };

export interface LokiValuesArgs {
    readonly bucket: pulumi.Input<string>;
    readonly region: pulumi.Input<string>;
    readonly retentionDays: number;
}

/** First day of the form in which logs are kept; a new form needs a row of its own below, never another day. */
const schemaFrom = "2026-01-01";
/** Of what is not yet in the bucket. */
const diskGib = 10;

export function lokiValues({ bucket, region, retentionDays }: LokiValuesArgs): Values {
    const off = { enabled: false };
    return {
        deploymentMode: "Monolithic",
        fullnameOverride: "loki",
        serviceAccount: { name: accounts.loki },
        loki: {
            // One tenant: nobody reaches it from outside of the cluster.
            auth_enabled: false,
            analytics: { reporting_enabled: false },
            commonConfig: { replication_factor: 1 },
            storage: { type: "s3", bucketNames: { chunks: bucket, ruler: bucket }, s3: { region } },
            schemaConfig: {
                configs: [{
                    from: schemaFrom, store: "tsdb", object_store: "s3", schema: "v13", index: { prefix: "index_", period: "24h" },
                }],
            },
            limits_config: { retention_period: `${retentionDays * 24}h`, allow_structured_metadata: true },
            compactor: { retention_enabled: true, delete_request_store: "s3" },
        },
        singleBinary: {
            replicas: 1,
            sidecar: false,
            persistence: { size: `${diskGib}Gi`, storageClass: storageClassName },
            resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { cpu: "2", memory: "1Gi" } },
        },
        // The single process answers all by itself.
        gateway: off,
        chunksCache: off,
        resultsCache: off,
        lokiCanary: off,
        test: off,
        minio: off,
        ruler: off,
    };
}

/** The distribution with the exporter for X-Ray. */
const image = { repository: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib" };

const closedContainer = {
    allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, capabilities: { drop: ["ALL"] },
};

/** Protocols that nobody here speaks. */
const unused = Object.fromEntries(
    ["jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin"].map(port => [port, { enabled: false }]),
);
/** `null` takes a default of the chart away (Helm, "Values files", deleting a default key). */
const noReceivers = { jaeger: null, zipkin: null, prometheus: null };

const toLoki = { "otlphttp/loki": { endpoint: `${lokiAddress}/otlp` } };

export interface CollectorValuesArgs {
    readonly region: pulumi.Input<string>;
    readonly replicas: number;
}

/** Takes traces and logs at 4317 and 4318: traces go to X-Ray, which encrypts and keeps them for 30 days, logs to Loki. */
export function collectorValues({ region, replicas }: CollectorValuesArgs): Values {
    return {
        mode: "deployment",
        fullnameOverride: "collector",
        image,
        replicaCount: replicas,
        serviceAccount: { name: accounts.collector },
        presets: { kubernetesAttributes: { enabled: true } },
        podSecurityContext: { runAsUser: 10_001, runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: closedContainer,
        ports: unused,
        config: {
            receivers: noReceivers,
            exporters: { debug: null, awsxray: { region }, ...toLoki },
            service: {
                pipelines: {
                    traces: { receivers: ["otlp"], exporters: ["awsxray"] },
                    logs: { receivers: ["otlp"], exporters: ["otlphttp/loki"] },
                    metrics: null,
                },
            },
        },
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "1", memory: "512Mi" } },
        podDisruptionBudget: { enabled: replicas > 1, maxUnavailable: 1 },
    };
}

/** One on each node: reads the files that the kubelet writes of every container, as root, and nothing else. */
export function agentValues(): Values {
    return {
        mode: "daemonset",
        fullnameOverride: "log-agent",
        image,
        presets: { logsCollection: { enabled: true, storeCheckpoints: true }, kubernetesAttributes: { enabled: true } },
        podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
        securityContext: { runAsUser: 0, runAsGroup: 0, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        ports: { ...unused, otlp: { enabled: false }, "otlp-http": { enabled: false } },
        config: {
            receivers: { ...noReceivers, otlp: null },
            exporters: { debug: null, ...toLoki },
            service: { pipelines: { logs: { exporters: ["otlphttp/loki"], receivers: [] }, traces: null, metrics: null } },
        },
        // Logs of every node, also of those that take no other pods.
        tolerations: [{ operator: "Exists" }],
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    };
}
