import { isProps, Props, textOr, Value } from "../../cloud/values";
import type { KubeCluster } from "../api/objects";
import { KubeObject, labelsOf, namespaceOf, stringsOf } from "../api/types";
import { loadBalancerController } from "./helm-charts";

/** Helm 3 keeps a release as a Secret of this type in its namespace (Helm docs, "Advanced techniques, Storage backends"). */
export const releaseSecretType = "helm.sh/release.v1";

/** What is kept of a release. */
export interface StoredRelease {
    readonly name: string;
    readonly namespace: string;
    readonly chart: string;
    readonly version: string;
    readonly appVersion: string;
    readonly revision: number;
    readonly values: Props;
}

export function secretName(release: string, revision: number): string {
    return `sh.helm.release.v1.${release}.v${revision}`;
}

export function storedReleases(cluster: KubeCluster, namespace?: string): readonly StoredRelease[] {
    const secrets = cluster.list("v1", "Secret", namespace).filter((secret) => secret["type"] === releaseSecretType);
    return secrets.filter((secret) => labelsOf(secret)["status"] === "deployed").flatMap((secret) => decode(secret));
}

export function findRelease(cluster: KubeCluster, namespace: string, name: string): StoredRelease | undefined {
    return storedReleases(cluster, namespace).find((release) => release.name === name);
}

export function encode(release: StoredRelease): string {
    return Buffer.from(JSON.stringify(release)).toString("base64");
}

function decode(secret: KubeObject): readonly StoredRelease[] {
    const parsed = JSON.parse(Buffer.from(stringsOf(secret["data"])["release"] ?? "", "base64").toString()) as Value;
    if (!isProps(parsed)) return [];
    const { values, revision } = parsed;
    return [{
        name: textOr(parsed, "name", ""),
        namespace: namespaceOf(secret) ?? "default",
        chart: textOr(parsed, "chart", ""),
        version: textOr(parsed, "version", ""),
        appVersion: textOr(parsed, "appVersion", ""),
        revision: typeof revision === "number" ? revision : 1,
        values: isProps(values) ? values : {},
    }];
}

/** Whether the AWS Load Balancer Controller runs in a cluster: its Helm release is there. */
export function controllerInstalled(cluster: KubeCluster): boolean {
    return storedReleases(cluster).some((release) => release.chart === loadBalancerController.name);
}
