/** How Kubernetes clients reach a cluster. */

export interface Endpoint {
    readonly clusterName: string;
    readonly region: string;
    /** URL of the API server. */
    readonly endpoint: string;
    /** Base64, as EKS gives it. */
    readonly certificateAuthority: string;
}

/**
 * A kubeconfig, as JSON. It holds no secret: clients get a token of the caller's own AWS identity from the AWS CLI each time
 * (EKS user guide, "Connect kubectl to an EKS cluster by creating a kubeconfig file").
 */
export function kubeconfigOf(cluster: Endpoint): string {
    const name = cluster.clusterName;
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name, cluster: { server: cluster.endpoint, "certificate-authority-data": cluster.certificateAuthority } }],
        users: [{
            name,
            user: {
                exec: {
                    apiVersion: "client.authentication.k8s.io/v1beta1",
                    command: "aws",
                    args: ["eks", "get-token", "--cluster-name", name, "--region", cluster.region, "--output", "json"],
                    interactiveMode: "Never",
                },
            },
        }],
        contexts: [{ name, context: { cluster: name, user: name } }],
        "current-context": name,
    });
}
