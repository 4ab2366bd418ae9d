import { Draft, isAbsent, isList, isProps, isUnknown, Props, record, sameValue, Value } from "../../cloud/values";
import { ChangeKind, Diff, PropertyChange } from "../../protocol/provider";

/** What replaces whatever the kind is. */
const always = ["metadata.name", "metadata.namespace"];

const roleRef = ["roleRef"];

/** Fields whose change replaces an object (pulumi/pulumi-kubernetes provider/pkg/provider/diff.go, version 4). */
const replacing: Readonly<Record<string, readonly string[]>> = {
    "apps/v1 Deployment": ["spec.selector"],
    "v1 ResourceQuota": ["spec.scopes"],
    "v1 Service": ["spec.clusterIP"],
    "rbac.authorization.k8s.io/v1 RoleBinding": roleRef,
    "rbac.authorization.k8s.io/v1 ClusterRoleBinding": roleRef,
    "storage.k8s.io/v1 StorageClass": ["parameters", "provisioner"],
};

export interface Mutability {
    readonly configMaps: boolean;
    readonly secrets: boolean;
}

/** The fields whose change replaces this object. */
export function replacingFields(object: Props, mutable: Mutability): readonly string[] {
    const kind = `${String(object["apiVersion"])} ${String(object["kind"])}`;
    const frozen = object["immutable"] === true;
    if (kind === "v1 Secret") return [...always, ...(mutable.secrets && !frozen ? ["type"] : ["type", "stringData", "data"])];
    if (kind === "v1 ConfigMap") return [...always, ...(mutable.configMaps && !frozen ? [] : ["binaryData", "data"])];
    return [...always, ...(replacing[kind] ?? [])];
}

/** Every difference between what is and what is wanted, by property path. */
export function changesBetween(before: Props, after: Props, replacingPaths: readonly string[]): Diff["changes"] {
    const found: Record<string, PropertyChange> = {};
    compareRecords(before, after, "", (path, kind, now) => {
        const place = segments(path).filter((segment) => !/^\d+$/.test(segment));
        found[path] = { kind, replace: replacingPaths.some((each) => touches(place, now, each.split("."))) };
    });
    return found;
}

/** Whether a change at that place changes what is at or below `path`; a record that is added may bring it. */
function touches(place: readonly string[], now: Value | undefined, path: readonly string[]): boolean {
    const shared = Math.min(place.length, path.length);
    if (place.slice(0, shared).join("\n") !== path.slice(0, shared).join("\n")) return false;
    if (place.length >= path.length) return true;
    return isProps(now) && valueAt(now, path.slice(shared).join(".")) !== undefined;
}

type Note = (path: string, kind: ChangeKind, now: Value | undefined) => void;

function compareRecords(before: Props, after: Props, at: string, note: Note): void {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const here = join(at, name);
        const old = before[name];
        const now = after[name];
        if (isAbsent(old) && isAbsent(now)) continue;
        if (isAbsent(now)) note(here, "delete", undefined);
        else if (isAbsent(old)) note(here, "add", now);
        else compare(old, now, here, note);
    }
}

function compare(old: Value, now: Value, at: string, note: Note): void {
    if (isProps(old) && isProps(now)) return compareRecords(old, now, at, note);
    if (isList(old) && isList(now)) {
        for (let index = 0; index < Math.max(old.length, now.length); index += 1) {
            const [left, right] = [old[index], now[index]];
            const here = `${at}[${index}]`;
            if (left === undefined) note(here, "add", right);
            else if (right === undefined) note(here, "delete", undefined);
            else compare(left, right, here, note);
        }
        return;
    }
    if (isUnknown(now) || !sameValue(old, now)) note(at, "update", now);
}

function join(at: string, name: string): string {
    if (/[."[\]]/.test(name)) return `${at}["${name.replaceAll('"', '\\"')}"]`;
    return at === "" ? name : `${at}.${name}`;
}

/** Without what the program says to ignore. */
export function withoutIgnored(changes: Diff["changes"], ignored: readonly string[]): Diff["changes"] {
    const covers = (path: string, change: string): boolean => {
        const wanted = segments(path);
        const got = segments(change);
        return wanted.length <= got.length && wanted.every((segment, index) => segment === "*" || segment === got[index]);
    };
    return Object.fromEntries(Object.entries(changes).filter(([change]) => !ignored.some((path) => covers(path, change))));
}

/** The parts of a property path: `a.b[0]["c.d"]`. */
export function segments(path: string): readonly string[] {
    return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)].map(
        (found) => found[1] ?? found[2] ?? found[3] ?? "",
    );
}

export function valueAt(object: Props, path: string): Value | undefined {
    return segments(path).reduce<Value | undefined>((value, name) => {
        if (isProps(value)) return value[name];
        return isList(value) ? value[Number(name)] : undefined;
    }, object);
}

/** The object with another value at a path of records; an absent one removes it. */
export function withValueAt(object: Props, path: string, value: Value | undefined): Props {
    const [name = "", ...rest] = segments(path);
    const copy: Draft = { ...object };
    if (rest.length > 0) copy[name] = withValueAt(record(object, name), rest.join("."), value);
    else if (value === undefined) delete copy[name];
    else copy[name] = value;
    return copy;
}
