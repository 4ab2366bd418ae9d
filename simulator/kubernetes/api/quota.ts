import { record, records, textOr } from "../../cloud/values";
import { forbidden } from "./errors";
import { kindOf, resourceName } from "./kinds";
import { nanosOf, quantityText } from "./quantity";
import { KubeObject, Manifest, ObjectKey, specOf, statusOf } from "./types";
import { quantities } from "./validate-container";
import type { ClusterView } from "./view";

/** Quotas: what is used, and the ResourceQuota admission plugin (k8s.io/apiserver pkg/admission/plugin/resourcequota). */

type Usage = Readonly<Record<string, bigint>>;

/** Kinds that a quota counts by their plain name; `count/…` counts any. */
const counted: ReadonlySet<string> = new Set(["pods", "services", "secrets", "configmaps", "resourcequotas"]);

const binaryNames = ["memory", "storage"];

/** What one object takes of each resource a quota can limit. */
function usageOf(object: Manifest): Usage {
    const name = resourceName(object);
    const used: Record<string, bigint> = { [`count/${name}`]: one };
    const kind = kindOf(object.apiVersion, object.kind);
    if (kind !== undefined && counted.has(kind.plural)) used[kind.plural] = one;
    if (object.kind === "Service") {
        const type = specOf(object)["type"];
        if (type === "LoadBalancer") used["services.loadbalancers"] = one;
        if (type === "NodePort" || type === "LoadBalancer")
            used["services.nodeports"] = one * BigInt(records(specOf(object), "ports").length);
    }
    if (object.kind === "Pod") Object.assign(used, podUsage(object));
    return used;
}

const one = 1_000_000_000n;

function podUsage(pod: Manifest): Usage {
    const phase = textOr(statusOf(pod), "phase", "Pending");
    if (phase === "Succeeded" || phase === "Failed") return { pods: 0n };
    const used: Record<string, bigint> = {};
    for (const container of records(specOf(pod), "containers")) {
        for (const group of ["requests", "limits"]) {
            for (const [name, amount] of Object.entries(quantities(record(container, "resources")[group]))) {
                const names = group === "requests" ? [name, `requests.${name}`] : [`limits.${name}`];
                for (const each of names) used[each] = (used[each] ?? 0n) + nanosOf(amount);
            }
        }
    }
    return used;
}

function hardOf(quota: Manifest): Readonly<Record<string, string>> {
    return quantities(specOf(quota)["hard"]);
}

function isBinary(name: string): boolean {
    return binaryNames.some((each) => name.endsWith(each));
}

/** What a namespace's objects take of what a quota limits. */
function used(namespace: string, names: readonly string[], objects: readonly KubeObject[]): Usage {
    const sums: Record<string, bigint> = Object.fromEntries(names.map((name) => [name, 0n]));
    for (const object of objects) {
        if (record(object, "metadata")["namespace"] !== namespace) continue;
        for (const [name, amount] of Object.entries(usageOf(object))) if (name in sums) sums[name] = (sums[name] ?? 0n) + amount;
    }
    return sums;
}

/** Refuses a new object that would exceed a quota of its namespace. */
export function checkQuotas(view: ClusterView, key: ObjectKey, object: Manifest, objects: () => readonly KubeObject[]): void {
    const { namespace } = key;
    if (namespace === undefined) return;
    const quotas = view.list("v1", "ResourceQuota", namespace);
    if (quotas.length === 0) return;
    const asked = usageOf(object);
    for (const quota of quotas) {
        const hard = hardOf(quota);
        if (object.kind === "Pod") demandRequests(key, object, quota, Object.keys(hard));
        const names = Object.keys(hard)
            .filter((name) => (asked[name] ?? 0n) > 0n)
            .sort();
        const sums = used(namespace, names, objects());
        const over = names.filter((name) => (sums[name] ?? 0n) + (asked[name] ?? 0n) > nanosOf(hard[name] ?? "0"));
        if (over.length === 0) continue;
        const shown = (amounts: Usage): string =>
            over.map((name) => `${name}=${quantityText(amounts[name] ?? 0n, isBinary(name))}`).join(",");
        const limited = over.map((name) => `${name}=${hard[name]}`).join(",");
        const amounts = `requested: ${shown(asked)}, used: ${shown(sums)}, limited: ${limited}`;
        throw forbidden(key, `exceeded quota: ${quota.metadata.name}, ${amounts}`);
    }
}

/** Where a quota limits cpu or memory, every container must say what it takes. */
function demandRequests(key: ObjectKey, pod: Manifest, quota: KubeObject, names: readonly string[]): void {
    const missing = names
        .filter((name) => /^((requests|limits)\.)?(cpu|memory)$/.test(name))
        .sort()
        .flatMap((name) => {
            const [group, resource] = name.includes(".") ? (name.split(".") as [string, string]) : ["requests", name];
            const without = records(specOf(pod), "containers").filter(
                (each) => quantities(record(each, "resources")[group])[resource] === undefined,
            );
            return without.length === 0
                ? []
                : [
                      `${name} for: ${without
                          .map((each) => textOr(each, "name", ""))
                          .sort()
                          .join(",")}`,
                  ];
        });
    if (missing.length > 0) throw forbidden(key, `failed quota: ${quota.metadata.name}: must specify ${missing.join("; ")}`);
}
