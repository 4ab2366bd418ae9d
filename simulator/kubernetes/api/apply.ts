import { Draft, isList, isProps, Props, sameValue, textOr, Value } from "../../cloud/values";
import { ApiError } from "./errors";
import { FieldPath, isAtomic, isSet, itemSegment, keysOf } from "./field-paths";
import { wholeSeconds } from "./garbage";
import { Manager, managersOf, ownedLeaves, pathOf, withManagers } from "./managed-fields";
import type { KubeCluster, WriteOptions } from "./objects";
import { FormMistake, readForm } from "./schema";
import { idOf, KubeObject, Manifest, namespaceOf } from "./types";

export interface ApplyOptions extends WriteOptions {
    /** Takes fields from other managers instead of refusing. */
    readonly force?: boolean;
}

/**
 * Server-side apply (Kubernetes docs, "Server-Side Apply"): the fields of `patch` become the manager's; what it applied before
 * and leaves out now goes, unless another one owns it. A field of another manager with another value is a 409.
 */
export function apply(cluster: KubeCluster, patch: Manifest, manager: string, options: ApplyOptions = {}): KubeObject {
    const key = { apiVersion: patch.apiVersion, kind: patch.kind, name: textOr(patch.metadata, "name", "") };
    const namespace = namespaceOf(patch);
    const live = cluster.get(namespace === undefined ? key : { ...key, namespace });
    const form = readForm(patch);
    if (form.mistakes.length > 0) throw untyped(patch, form.mistakes);
    const wanted = ownedLeaves(form.object);
    const time = wholeSeconds(cluster.clock.iso());
    const mine: Manager = { name: manager, operation: "Apply", time, fields: new Set(wanted.keys()) };
    if (live === undefined) return cluster.insert(withManagers(form.object, [mine]), options);

    const isMine = (each: Manager): boolean => each.name === manager && each.operation === "Apply";
    const others = managersOf(live).filter((each) => !isMine(each));
    const before = managersOf(live).find(isMine)?.fields ?? new Set<string>();
    const current = ownedLeaves(live);
    const clashes = [...wanted].flatMap(([path, value]) => {
        if (!current.has(path) || sameValue(current.get(path), value)) return [];
        return others.filter((each) => each.fields.has(path)).map((other) => ({ path, other }));
    });
    if (clashes.length > 0 && options.force !== true) throw applyConflict(patch, clashes);

    const taken = new Set(clashes.map(({ path }) => path));
    const left = others.map((each) => ({ ...each, fields: new Set([...each.fields].filter((path) => !taken.has(path))) }));
    const owned = [...wanted.keys(), ...left.flatMap((each) => [...each.fields])];
    const dropped = [...before].filter((path) => !owned.some((other) => isWithin(other, path)));
    const { status: _status, ...desired } = form.object;
    const merged = merge(patch.kind, live, desired, "") as Props;
    const pruned = dropped.reduce((object, path) => without(object, pathOf(path), patch.kind), merged);
    const metadata = isProps(pruned["metadata"]) ? pruned["metadata"] : live.metadata;
    const object: Manifest = { ...pruned, apiVersion: patch.apiVersion, kind: patch.kind, metadata };
    const there = ownedLeaves(object);
    const kept = left.map((each) => ({ ...each, fields: new Set([...each.fields].filter((path) => there.has(path))) }));
    return cluster.overwrite(withManagers(object, [...kept, mine]), options);
}

/** Whether a path is that place or below it: a record that was applied empty is kept by the fields that fill it now. */
function isWithin(path: string, place: string): boolean {
    return path === place || path.startsWith(`${place.slice(0, -1)},`);
}

/** Gives the fields of ordinary writers to the manager that applies from now on. */
export function takeOver(cluster: KubeCluster, live: KubeObject, from: readonly string[], manager: string): KubeObject {
    const managers = managersOf(live);
    const given = managers.filter((each) => each.operation === "Update" && from.includes(each.name));
    if (given.length === 0) return live;
    const isMine = (each: Manager): boolean => each.name === manager && each.operation === "Apply";
    const fields = new Set([...given, ...managers.filter(isMine)].flatMap((each) => [...each.fields]));
    const rest = managers.filter((each) => !given.includes(each) && !isMine(each));
    const time = wholeSeconds(cluster.clock.iso());
    return cluster.replace(withManagers(live, [...rest, { name: manager, operation: "Apply", time, fields }]));
}

function merge(kind: string, live: Value, wanted: Value, name: string): Value {
    if (isProps(live) && isProps(wanted) && !isAtomic(name)) {
        const merged: Draft = { ...live };
        for (const [field, value] of Object.entries(wanted)) {
            const old = live[field];
            merged[field] = old === undefined ? value : merge(kind, old, value, field);
        }
        return merged;
    }
    if (!isList(live) || !isList(wanted)) return wanted;
    if (isSet(name)) return [...live, ...wanted.filter((item) => !live.some((each) => sameValue(each, item)))];
    const keys = keysOf(kind, name);
    if (keys === undefined || !live.every(isProps) || !wanted.every(isProps)) return wanted;
    const named = new Map(live.map((item) => [itemSegment(item, keys), item]));
    const first = wanted.map((item) => {
        const old = named.get(itemSegment(item, keys));
        named.delete(itemSegment(item, keys));
        return old === undefined ? item : merge(kind, old, item, "");
    });
    return [...first, ...named.values()];
}

/** The object without what is at the path; a record that this empties goes too. */
function without(object: Props, path: FieldPath, kind: string): Props {
    return (remove(object, path, kind, "") ?? {}) as Props;
}

function remove(value: Value, path: FieldPath, kind: string, name: string): Value | undefined {
    const [segment, ...rest] = path;
    if (segment === undefined || segment === ".") return undefined;
    if (segment.startsWith("f:") && isProps(value)) {
        const field = segment.slice(2);
        const old = value[field];
        if (old === undefined) return value;
        const { [field]: _old, ...others } = value;
        const left = rest.length === 0 ? undefined : remove(old, rest, kind, field);
        if (left !== undefined) return { ...value, [field]: left };
        return Object.keys(others).length === 0 && name !== "" ? undefined : others;
    }
    if (!isList(value)) return value;
    const keys = keysOf(kind, name);
    const left = value.flatMap((item) => {
        const isIt =
            keys !== undefined && isProps(item) ? itemSegment(item, keys) === segment : `v:${JSON.stringify(item)}` === segment;
        const kept = isIt ? remove(item, rest, kind, "") : item;
        return kept === undefined ? [] : [kept];
    });
    return left.length === 0 ? undefined : left;
}

interface Clash {
    readonly path: string;
    readonly other: Manager;
}

function applyConflict(patch: Manifest, clashes: readonly Clash[]): ApiError {
    const named = ({ other }: Clash): string => {
        const updated = other.operation === "Update" ? ` using ${patch.apiVersion}` : "";
        return `${JSON.stringify(other.name)}${updated}`;
    };
    const [first] = clashes;
    if (clashes.length === 1 && first !== undefined) {
        return new ApiError(
            "Conflict",
            `Apply failed with 1 conflict: conflict with ${named(first)}: ${shown(pathOf(first.path))}`,
        );
    }
    const names = [...new Set(clashes.map(named))].sort();
    const lines = names.flatMap((name) => {
        const paths = clashes.filter((clash) => named(clash) === name).map(({ path }) => `- ${shown(pathOf(path))}`);
        return [`conflicts with ${name}:`, ...paths];
    });
    return new ApiError("Conflict", `Apply failed with ${clashes.length} conflicts: ${lines.join("\n")}`);
}

/** `.spec.template.spec.containers[name="app"].image` */
function shown(path: FieldPath): string {
    return path
        .filter((segment) => segment !== ".")
        .map((segment) => {
            const text = segment.slice(2);
            if (segment.startsWith("f:")) return `.${text}`;
            if (segment.startsWith("v:")) return `[=${text}]`;
            const keys = JSON.parse(text) as Record<string, unknown>;
            return `[${Object.entries(keys)
                .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
                .join(",")}]`;
        })
        .join("");
}

function untyped(patch: Manifest, mistakes: readonly FormMistake[]): ApiError {
    const { apiVersion, kind } = patch;
    const id = idOf({ namespace: namespaceOf(patch) ?? "", name: textOr(patch.metadata, "name", "") });
    // The server stops at the first, and looks at a record before what is in it.
    const depth = ({ path }: FormMistake): number => path.split(".").length;
    const [first] = [...mistakes].sort((a, b) => depth(a) - depth(b));
    const said = first === undefined ? "" : `${typedPath(patch, first.path)}: ${first.applyText}`;
    return new ApiError("InternalError", `failed to create typed patch object (${id}; ${apiVersion}, Kind=${kind}): ${said}`);
}

/** A path with items named by their keys: `containers[0]` becomes `containers[name="app"]`. */
function typedPath(patch: Manifest, path: string): string {
    let value: Value | undefined = patch;
    let name = "";
    return path
        .replace(/([^.[\]]+)|\[(\d+)\]/g, (whole: string, field: string | undefined, index: string | undefined) => {
            if (field !== undefined) {
                value = isProps(value) ? value[field] : undefined;
                name = field;
                return whole;
            }
            const item: Value | undefined = isList(value) ? value[Number(index)] : undefined;
            const keys = keysOf(patch.kind, name);
            value = item;
            if (keys === undefined || !isProps(item)) return whole;
            return shown([itemSegment(item, keys)]);
        })
        .replace(/^/, ".");
}
