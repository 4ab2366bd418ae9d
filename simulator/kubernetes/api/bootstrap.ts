import type { KubeObject, Manifest, ObjectKey } from "./types";

interface Maker {
    serviceIp(host: number): string;
    get(key: ObjectKey): KubeObject | undefined;
    create(object: Manifest, manager?: string): KubeObject;
}

/** What a new EKS cluster has. */
export function bootstrap(cluster: Maker): void {
    if (cluster.get({ apiVersion: "v1", kind: "Namespace", name: "default" }) !== undefined) return;
    for (const name of ["default", "kube-node-lease", "kube-public", "kube-system"]) {
        cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, "kube-apiserver");
    }
    const metadata = { namespace: "default", name: "kubernetes", labels: { component: "apiserver", provider: "kubernetes" } };
    const spec = { clusterIP: cluster.serviceIp(1), ports: [{ name: "https", port: 443, targetPort: 443 }] };
    cluster.create({ apiVersion: "v1", kind: "Service", metadata, spec }, "kube-apiserver");
}

/** What controllers put into every new namespace: its account and the certificate of the API server. */
export function furnish(cluster: Maker, namespace: string): void {
    cluster.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace, name: "default" } });
    const metadata = { namespace, name: "kube-root-ca.crt" };
    const data = { "ca.crt": "-----BEGIN CERTIFICATE-----\nsimulated\n-----END CERTIFICATE-----\n" };
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data });
}
