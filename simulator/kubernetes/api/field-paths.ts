import { canonical, isList, isProps, Props, Value } from "../../cloud/values";

/**
 * Paths of fields as server-side apply names them in `metadata.managedFields`: `f:NAME` a field, `k:{…}` an item of a list
 * by its keys, `v:VALUE` an item of a set, `.` the item itself (Kubernetes API reference, FieldsV1).
 */
export type FieldPath = readonly string[];

/** Lists whose items are told apart by keys; any other list is replaced as a whole (x-kubernetes-list-map-keys of the API). */
const listKeys: Readonly<Record<string, readonly string[]>> = {
    containers: ["name"],
    initContainers: ["name"],
    env: ["name"],
    volumes: ["name"],
    volumeMounts: ["mountPath"],
    volumeDevices: ["devicePath"],
    imagePullSecrets: ["name"],
    hostAliases: ["ip"],
    topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
    conditions: ["type"],
    ownerReferences: ["uid"],
    resourceClaims: ["name"],
    schedulingGates: ["name"],
};

/** Containers and Services key their ports; those of policies and endpoints are whole lists. */
const portKeys: Readonly<Record<string, readonly string[]>> = {
    Service: ["port", "protocol"],
    Deployment: ["containerPort", "protocol"],
    ReplicaSet: ["containerPort", "protocol"],
    Pod: ["containerPort", "protocol"],
};

const sets: ReadonlySet<string> = new Set(["finalizers"]);

/** Records that are replaced as a whole (x-kubernetes-map-type: atomic). */
const atomic: ReadonlySet<string> = new Set([
    "selector",
    "labelSelector",
    "podSelector",
    "namespaceSelector",
    "nodeSelector",
    "objectSelector",
    "scaleTargetRef",
    "secretKeyRef",
    "configMapKeyRef",
    "fieldRef",
    "resourceFieldRef",
    "roleRef",
    "targetGroupRef",
]);

/** The keys of a list's items; undefined for a list that is one value. */
export function keysOf(kind: string, name: string): readonly string[] | undefined {
    return name === "ports" ? portKeys[kind] : listKeys[name];
}

export function isSet(name: string): boolean {
    return sets.has(name);
}

export function isAtomic(name: string): boolean {
    return atomic.has(name);
}

/** The segment that names an item of a keyed list. */
export function itemSegment(item: Props, keys: readonly string[]): string {
    const named = keys.map((key) => [key, item[key] ?? (key === "protocol" ? "TCP" : null)] as const);
    return `k:${canonical(Object.fromEntries(named))}`;
}

/** Every leaf of a value with its path. */
export function leaves(
    kind: string,
    value: Value,
    name: string,
    path: FieldPath,
    visit: (path: FieldPath, value: Value) => void,
): void {
    if (isProps(value) && !isAtomic(name) && Object.keys(value).length > 0) {
        for (const [field, child] of Object.entries(value)) leaves(kind, child, field, [...path, `f:${field}`], visit);
        return;
    }
    const keys = keysOf(kind, name);
    if (isList(value) && keys !== undefined && value.every(isProps)) {
        for (const item of value) {
            const at = [...path, itemSegment(item, keys)];
            visit([...at, "."], null);
            for (const [field, child] of Object.entries(item)) leaves(kind, child, field, [...at, `f:${field}`], visit);
        }
        return;
    }
    if (isList(value) && isSet(name)) {
        for (const item of value) visit([...path, `v:${canonical(item)}`], item);
        return;
    }
    visit(path, value);
}
