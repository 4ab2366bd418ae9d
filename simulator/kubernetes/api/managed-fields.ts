import { canonical, Draft, isProps, Props, records, sameValue, text, Value } from "../../cloud/values";
import { FieldPath, leaves } from "./field-paths";
import type { Manifest } from "./types";

/** Who set which field, as `metadata.managedFields` tells it. */
export interface Manager {
    readonly name: string;
    readonly operation: "Apply" | "Update";
    readonly time: string;
    /** Paths as JSON texts, so that they can be looked up. */
    readonly fields: ReadonlySet<string>;
    readonly status?: boolean;
}

/** Fields that are nobody's: identity, and what the server writes. */
const unowned: ReadonlySet<string> = new Set([
    "f:name",
    "f:namespace",
    "f:uid",
    "f:resourceVersion",
    "f:generation",
    "f:creationTimestamp",
    "f:deletionTimestamp",
    "f:deletionGracePeriodSeconds",
    "f:managedFields",
    "f:selfLink",
    "f:generateName",
]);

export function pathText(path: FieldPath): string {
    return JSON.stringify(path);
}

export function pathOf(textual: string): FieldPath {
    const parsed: unknown = JSON.parse(textual);
    return Array.isArray(parsed) ? parsed.map(String) : [];
}

/** The leaves of an object that can have an owner, by path. The status is left to its own subresource. */
export function ownedLeaves(object: Manifest): ReadonlyMap<string, Value> {
    const found = new Map<string, Value>();
    for (const [name, value] of Object.entries(object)) {
        if (name === "apiVersion" || name === "kind" || name === "status") continue;
        leaves(object.kind, value, name, [`f:${name}`], (path, leaf) => {
            if (path[0] === "f:metadata" && unowned.has(path[1] ?? "")) return;
            if (path.length === 1 && path[0] === "f:metadata") return;
            found.set(pathText(path), leaf);
        });
    }
    return found;
}

export function managersOf(object: Manifest): readonly Manager[] {
    return records(object.metadata, "managedFields").map((entry) => ({
        name: text(entry, "manager"),
        operation: entry["operation"] === "Apply" ? "Apply" : "Update",
        time: text(entry, "time"),
        fields: fieldSet(entry["fieldsV1"], []),
    }));
}

export function withManagers<T extends Manifest>(object: T, managers: readonly Manager[]): T {
    const entries = managers
        .filter((manager) => manager.fields.size > 0)
        .map((manager) => ({
            manager: manager.name,
            operation: manager.operation,
            apiVersion: object.apiVersion,
            time: manager.time,
            fieldsType: "FieldsV1",
            fieldsV1: fieldTree(manager.fields),
        }));
    return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

/** The object with an ordinary write's new owner on every field that the write changed. */
export function recordWrite(object: Manifest, old: Manifest | undefined, manager: string, time: string): Manifest {
    const now = ownedLeaves(object);
    const before = old === undefined ? new Map<string, Value>() : ownedLeaves(old);
    const changed = [...now]
        .filter(([path, value]) => !before.has(path) || !sameValue(before.get(path), value))
        .map(([path]) => path);
    const known = old === undefined ? [] : managersOf(old);
    const mine = known.find((each) => each.name === manager && each.operation === "Update");
    const others = known
        .filter((each) => each !== mine)
        .map((each) => {
            return { ...each, fields: new Set([...each.fields].filter((path) => now.has(path) && !changed.includes(path))) };
        });
    const kept = [...(mine?.fields ?? [])].filter((path) => now.has(path));
    if (changed.length === 0)
        return withManagers(object, mine === undefined ? others : [...others, { ...mine, fields: new Set(kept) }]);
    return withManagers(object, [
        ...others,
        { name: manager, operation: "Update", time, fields: new Set([...kept, ...changed]) },
    ]);
}

function fieldTree(fields: ReadonlySet<string>): Props {
    const root: Draft = {};
    for (const field of [...fields].sort()) {
        let branch = root;
        for (const segment of pathOf(field)) {
            const next: Draft = { ...(isProps(branch[segment]) ? branch[segment] : {}) };
            branch[segment] = next;
            branch = next;
        }
    }
    return root;
}

function fieldSet(tree: Value | undefined, path: FieldPath): ReadonlySet<string> {
    if (!isProps(tree)) return new Set();
    const found = new Set<string>();
    for (const [segment, child] of Object.entries(tree)) {
        const at = [...path, segment];
        if (isProps(child) && Object.keys(child).length > 0) fieldSet(child, at).forEach((field) => found.add(field));
        else found.add(pathText(at));
    }
    return found;
}

/** The object as it is compared: who manages it does not count. */
export function unmanaged(object: Manifest): string {
    const { managedFields: _managed, ...metadata } = object.metadata;
    return canonical({ ...object, metadata });
}
