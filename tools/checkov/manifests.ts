/** Kubernetes resources of a program as manifests, one file each. */

import type { ResourceData } from "../../policies/core/stack";

export interface Manifest {
    readonly fileName: string;
    readonly json: string;
    readonly resource: ResourceData;
}

interface KubernetesObject {
    readonly apiVersion?: unknown;
    readonly kind?: unknown;
    readonly metadata?: { readonly name?: unknown };
}

/** Charts are left out: only the provider makes objects of them. */
export function manifestsOf(resources: readonly ResourceData[]): readonly Manifest[] {
    const objects = resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/"));
    return objects.map((resource, index) => ({
        fileName: `${String(index).padStart(4, "0")}.json`, json: manifest(resource), resource,
    }));
}

function manifest({ type, name, props }: ResourceData): string {
    const object = props as KubernetesObject;
    const [, groupVersion = "", kind = ""] = type.split(":");
    return JSON.stringify({
        ...object,
        apiVersion: object.apiVersion ?? groupVersion.replace(/^core\//, ""),
        kind: object.kind ?? kind,
        // Without a name the provider makes one of the resource's.
        metadata: { ...object.metadata, name: object.metadata?.name ?? name },
    }, undefined, 1);
}
