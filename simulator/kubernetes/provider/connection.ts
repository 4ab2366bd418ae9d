import type { KubeCluster } from "../api/objects";

/** The cluster behind a provider instance, or why there is none. */
export type Connection = { readonly cluster: KubeCluster } | { readonly unreachable: string };

/** The cluster, or the provider's error where there is none. */
export function reached(connection: Connection): KubeCluster {
    if ("cluster" in connection) return connection.cluster;
    throw new Error(`configured Kubernetes cluster is unreachable: ${connection.unreachable}`);
}
