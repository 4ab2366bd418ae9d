import definitions from "./generated/custom-schemas.json";
import type { ObjectKey } from "./types";

/** A kind that the API server knows. */
export interface Kind {
    readonly apiVersion: string;
    readonly kind: string;
    /** The resource in URLs and error texts: `deployments`. */
    readonly plural: string;
    readonly namespaced: boolean;
    /** `metadata.generation` counts changes of the spec. */
    readonly counted?: boolean;
    /** The status is a subresource: an ordinary write leaves it alone. */
    readonly status?: boolean;
    /** No part of the API server's own description: defined by a CustomResourceDefinition, or one itself. */
    readonly custom?: boolean;
    /** Made by the cluster alone: a program cannot. */
    readonly internal?: boolean;
}

const core = "v1";
const rbac = "rbac.authorization.k8s.io/v1";

export const targetGroupBindingApi = "elbv2.k8s.aws/v1beta1";

export const kinds: readonly Kind[] = [
    { apiVersion: core, kind: "Namespace", plural: "namespaces", namespaced: false, status: true },
    { apiVersion: core, kind: "Node", plural: "nodes", namespaced: false, internal: true, status: true },
    { apiVersion: core, kind: "ServiceAccount", plural: "serviceaccounts", namespaced: true },
    { apiVersion: core, kind: "Service", plural: "services", namespaced: true, status: true },
    { apiVersion: core, kind: "ConfigMap", plural: "configmaps", namespaced: true },
    { apiVersion: core, kind: "Secret", plural: "secrets", namespaced: true },
    { apiVersion: core, kind: "ResourceQuota", plural: "resourcequotas", namespaced: true, status: true },
    { apiVersion: core, kind: "LimitRange", plural: "limitranges", namespaced: true },
    { apiVersion: core, kind: "Pod", plural: "pods", namespaced: true, internal: true, counted: true, status: true },
    { apiVersion: core, kind: "Event", plural: "events", namespaced: true, internal: true },
    {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        plural: "endpointslices",
        namespaced: true,
        internal: true,
        counted: true,
    },
    { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true, counted: true, status: true },
    {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        plural: "replicasets",
        namespaced: true,
        internal: true,
        counted: true,
        status: true,
    },
    {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        plural: "horizontalpodautoscalers",
        namespaced: true,
        status: true,
    },
    {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        plural: "poddisruptionbudgets",
        namespaced: true,
        counted: true,
        status: true,
    },
    { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", plural: "networkpolicies", namespaced: true, counted: true },
    { apiVersion: rbac, kind: "Role", plural: "roles", namespaced: true },
    { apiVersion: rbac, kind: "RoleBinding", plural: "rolebindings", namespaced: true },
    { apiVersion: rbac, kind: "ClusterRole", plural: "clusterroles", namespaced: false },
    { apiVersion: rbac, kind: "ClusterRoleBinding", plural: "clusterrolebindings", namespaced: false },
    { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", plural: "storageclasses", namespaced: false },
    {
        apiVersion: targetGroupBindingApi,
        kind: "TargetGroupBinding",
        plural: "targetgroupbindings",
        namespaced: true,
        counted: true,
        status: true,
        custom: true,
    },
    ...described(),
    {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions",
        namespaced: false,
        counted: true,
        status: true,
        custom: true,
        internal: true,
    },
];

/** What the definitions of operators bring; all count their changes and have a status (each definition's `subresources`). */
function described(): readonly Kind[] {
    return Object.entries(definitions.kinds).map(([name, { plural, namespaced }]) => {
        const slash = name.lastIndexOf("/");
        const [apiVersion, kind] = [name.slice(0, slash), name.slice(slash + 1)];
        return { apiVersion, kind, plural, namespaced, counted: true, status: true, custom: true };
    });
}

const byName = new Map(kinds.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));

export function kindOf(apiVersion: string, kind: string): Kind | undefined {
    return byName.get(`${apiVersion}/${kind}`);
}

/** The kinds that a program can make, as `apps/v1 Deployment`. */
export function kindsModeled(): readonly string[] {
    return kinds.filter((kind) => kind.internal !== true).map((kind) => `${kind.apiVersion} ${kind.kind}`);
}

/** The name of the CustomResourceDefinition that defines a custom kind. */
export function definitionName(kind: Kind): string {
    return `${kind.plural}.${groupOf(kind.apiVersion)}`;
}

/** The API group, empty for core. */
export function groupOf(apiVersion: string): string {
    return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** As error texts name it: `pods`, `deployments.apps`. */
export function resourceName(key: Pick<ObjectKey, "apiVersion" | "kind">): string {
    const group = groupOf(key.apiVersion);
    const plural = kindOf(key.apiVersion, key.kind)?.plural ?? `${key.kind.toLowerCase()}s`;
    return group === "" ? plural : `${plural}.${group}`;
}

/** As `is invalid` texts name it: `Service`, `Deployment.apps`. */
export function kindName(key: Pick<ObjectKey, "apiVersion" | "kind">): string {
    const group = groupOf(key.apiVersion);
    return group === "" ? key.kind : `${key.kind}.${group}`;
}
