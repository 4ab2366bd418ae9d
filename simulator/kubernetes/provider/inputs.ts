import { createHash, randomBytes } from "node:crypto";
import { Draft, isAbsent, isList, isProps, isUnknown, Props, record, textOr, Value } from "../../cloud/values";
import { CheckRequest } from "../../protocol/provider";
import { readForm } from "../api/schema";
import { annotationsOf, isManifest, Manifest } from "../api/types";

/** The annotations by which a program steers the provider (Pulumi docs, Kubernetes provider, "Resource annotations"). */
export const annotations = {
    autonamed: "pulumi.com/autonamed",
    skipAwait: "pulumi.com/skipAwait",
    waitFor: "pulumi.com/waitFor",
    timeoutSeconds: "pulumi.com/timeoutSeconds",
    patchForce: "pulumi.com/patchForce",
    patchFieldManager: "pulumi.com/patchFieldManager",
    deletionPropagation: "pulumi.com/deletionPropagationPolicy",
} as const;

export function annotation(object: Props, name: string): string | undefined {
    return annotationsOf({ apiVersion: "", kind: "", metadata: record(object, "metadata") })[name];
}

export function isAutonamed(object: Props): boolean {
    return annotation(object, annotations.autonamed) === "true";
}

/** Whether an object has a name, be it one that is not known yet. */
export function isNamed(object: Props): boolean {
    const name = record(object, "metadata")["name"];
    return isUnknown(name) || (typeof name === "string" && name !== "");
}

/** `<logical name>-<8 hex digits>`, always the same for one seed. */
export function autoname(request: CheckRequest): string {
    const seed = request.randomSeed.length === 0 ? randomBytes(16) : request.randomSeed;
    const proposed = `${request.name}-${createHash("sha256").update(seed).digest("hex").slice(0, 8)}`;
    const { autonaming } = request;
    if (autonaming === undefined) return proposed;
    if (autonaming.mode === "disable")
        throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
    return autonaming.proposedName === "" ? proposed : autonaming.proposedName;
}

export function withAutoname(object: Props, name: string): Props {
    const metadata = record(object, "metadata");
    const marked = { ...record(metadata, "annotations"), [annotations.autonamed]: "true" };
    return { ...object, metadata: { ...metadata, name, annotations: marked } };
}

/** What of `source` is named in `shape`. Lists are compared item by item. */
export function prune(source: Props, shape: Props): Props {
    const pruned: Draft = {};
    for (const [name, value] of Object.entries(source)) {
        const wanted = shape[name];
        if (wanted !== undefined) pruned[name] = pruneValue(value, wanted);
    }
    return pruned;
}

function pruneValue(value: Value, shape: Value): Value {
    if (isProps(value) && isProps(shape)) return prune(value, shape);
    if (!isList(value) || !isList(shape)) return value;
    if (value.length === 0 || shape.length === 0) return [];
    return value.slice(0, shape.length).map((item, index) => pruneValue(item, shape[index] ?? null));
}

const serverFields = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
];

/** One form for what means the same to the API server: quantities, no nulls, nothing that only the server writes. */
export function normalized(inputs: Props): Props {
    const formed = isManifest(inputs) ? plainData(inForm(inputs)) : inputs;
    const metadata = Object.fromEntries(
        Object.entries(record(formed, "metadata")).filter(([name]) => !serverFields.includes(name)),
    );
    return { ...formed, metadata };
}

/** The manifest in the API server's form; what the API server does not know stays, for it to refuse. */
function inForm(manifest: Manifest): Props {
    const { object, mistakes } = readForm(manifest);
    const unknown = new Set(mistakes.filter(({ kind }) => kind === "unknown").map(({ path }) => path));
    return formOf(manifest, object, "", unknown);
}

function formOf(given: Props, form: Props, at: string, unknown: ReadonlySet<string>): Props {
    const result: Draft = {};
    for (const [name, value] of Object.entries(given)) {
        const path = at === "" ? name : `${at}.${name}`;
        const formed = form[name];
        if (formed !== undefined) result[name] = valueOf(value, formed, path, unknown);
        else if (unknown.has(path) && !isAbsent(value)) result[name] = value;
    }
    return result;
}

function valueOf(value: Value, formed: Value, at: string, unknown: ReadonlySet<string>): Value {
    if (isProps(value) && isProps(formed)) return formOf(value, formed, at, unknown);
    if (!isList(value) || !isList(formed) || value.length !== formed.length) return formed;
    return value.map((item, index) => valueOf(item, formed[index] ?? null, `${at}[${index}]`, unknown));
}

/** A Secret's `stringData` is compared as the `data` that it becomes. */
function plainData(object: Props): Props {
    if (object["kind"] !== "Secret" || !isProps(object["stringData"])) return object;
    const { stringData, ...rest } = object;
    const encoded = Object.entries(record({ stringData }, "stringData")).map(([key, value]) => {
        return [key, Buffer.from(String(value)).toString("base64")] as const;
    });
    return { ...rest, data: { ...record(object, "data"), ...Object.fromEntries(encoded) } };
}

export function manifestOf(inputs: Props): Manifest {
    const metadata = record(inputs, "metadata");
    return { ...inputs, apiVersion: textOr(inputs, "apiVersion", ""), kind: textOr(inputs, "kind", ""), metadata };
}

export interface Checkpoint {
    readonly inputs: Props;
    readonly live: Props;
    readonly initialApiVersion: string;
    readonly fieldManager: string | undefined;
}

/** What the engine keeps as outputs: the live object, and beside it what the next operation needs. */
export function checkpoint(inputs: Props, live: Props, initialApiVersion: string, fieldManager: string): Props {
    return { ...live, __inputs: inputs, __initialApiVersion: initialApiVersion, __fieldManager: fieldManager };
}

export function readCheckpoint(state: Props): Checkpoint {
    const { __inputs, __initialApiVersion, __fieldManager, ...live } = state;
    return {
        inputs: isProps(__inputs) ? __inputs : {},
        live,
        initialApiVersion: typeof __initialApiVersion === "string" ? __initialApiVersion : textOr(live, "apiVersion", ""),
        fieldManager: typeof __fieldManager === "string" ? __fieldManager : undefined,
    };
}
