import { Draft, isAbsent, isList, isProps, isUnknown, Props, Value } from "../../cloud/values";
import { ApiError } from "./errors";
import { customRoots, customTypes } from "./custom-types";
import schemas from "./generated/schemas.json";
import type { Problems } from "./problems";
import { canonicalQuantity, isQuantity, quantityMessage } from "./quantity";
import type { Manifest } from "./types";

type Fields = Readonly<Record<string, string>>;

const builtIn: Readonly<Record<string, Fields>> = schemas.types;
const roots: Readonly<Record<string, string>> = { ...schemas.kinds, ...customRoots };
const all: Readonly<Record<string, Fields>> = { ...builtIn, ...customTypes };

interface TypeCode {
    readonly list: boolean;
    readonly map: boolean;
    readonly base: string;
    readonly required: boolean;
}

function decode(code: string): TypeCode {
    const list = code.startsWith("[]");
    const map = code.startsWith("{}");
    const required = code.endsWith("!");
    return { list, map, base: code.slice(list || map ? 2 : 0, required ? -1 : undefined), required };
}

/** What is wrong with the form of an object, found before its meaning is looked at. */
export interface FormMistake {
    readonly kind: "unknown" | "type";
    /** `spec.template.spec.containers[0].bogus` */
    readonly path: string;
    /** `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32` */
    readonly text: string;
    /** `expected numeric (int or float), got string` */
    readonly applyText: string;
}

/** The fields of an object's type; `apiVersion`, `kind` and `metadata` are everyone's. */
class Shape {
    readonly mistakes: FormMistake[] = [];

    constructor(private readonly types: Readonly<Record<string, Fields>>) {}

    /** The value as the API server reads it: nulls and empty maps and lists dropped, quantities in their form. */
    object(value: Props, typeName: string, at: string, plain: string): Props {
        const fields = this.types[typeName] ?? {};
        const read: Draft = {};
        for (const [name, item] of Object.entries(value)) {
            const path = at === "" ? name : `${at}.${name}`;
            const code = fields[name];
            if (code === undefined) {
                this.mistakes.push({
                    kind: "unknown",
                    path,
                    text: `unknown field "${path}"`,
                    applyText: "field not declared in schema",
                });
            } else if (!isAbsent(item) && !isUnset(item, code)) {
                const form = this.value(item, decode(code), path, `${typeName}.${plain === "" ? name : `${plain}.${name}`}`);
                if (!isOmitted(form, code, typeName)) read[name] = form;
            }
        }
        return read;
    }

    private value(value: Value, type: TypeCode, at: string, go: string): Value {
        // In previews something may be anything yet.
        if (isUnknown(value)) return value;
        if (type.list) {
            if (!isList(value)) return this.wrong(value, `[]${goType(type.base)}`, "list", at, go);
            const item = { ...type, list: false };
            return value.map((each, index) => (isAbsent(each) ? zero(type.base) : this.value(each, item, `${at}[${index}]`, go)));
        }
        if (type.map) {
            if (!isProps(value)) return this.wrong(value, `map[string]${goType(type.base)}`, "map", at, go);
            const item = { ...type, map: false };
            const entries = Object.entries(value).filter(([, each]) => !isAbsent(each));
            return Object.fromEntries(entries.map(([name, each]) => [name, this.value(each, item, `${at}.${name}`, go)]));
        }
        if (type.base.startsWith("@")) {
            const name = type.base.slice(1);
            const plain = go.slice(go.indexOf(".") + 1);
            return isProps(value) ? this.object(value, name, at, plain) : this.wrong(value, `v1.${name}`, "map", at, go);
        }
        return this.scalar(value, type.base, at, go);
    }

    private scalar(value: Value, base: string, at: string, go: string): Value {
        switch (base) {
            case "any":
                return value;
            case "bool":
                return typeof value === "boolean" ? value : this.wrong(value, "bool", "boolean", at, go);
            case "int32":
            case "int64":
                return this.integer(value, base, at, go);
            case "quantity":
                return this.quantity(value, at);
            case "intOrString":
                if (typeof value === "string" || (typeof value === "number" && Number.isInteger(value))) return value;
                return this.wrong(value, "intstr.IntOrString", "any scalar", at, go);
            default:
                return typeof value === "string" ? value : this.wrong(value, "string", "string", at, go);
        }
    }

    private integer(value: Value, base: string, at: string, go: string): Value {
        if (typeof value !== "number") return this.wrong(value, base, "numeric (int or float)", at, go);
        const limit = base === "int32" ? 2 ** 31 : 2 ** 63;
        if (Number.isInteger(value) && value >= -limit && value < limit) return value;
        const text = `json: cannot unmarshal number ${value} into Go struct field ${go} of type ${base}`;
        this.mistakes.push({ kind: "type", path: at, text, applyText: text });
        return value;
    }

    private quantity(value: Value, at: string): Value {
        if ((typeof value === "string" || typeof value === "number") && isQuantity(value)) return canonicalQuantity(value);
        this.mistakes.push({ kind: "type", path: at, text: quantityMessage, applyText: quantityMessage });
        return value;
    }

    private wrong(value: Value, goKind: string, expected: string, at: string, go: string): Value {
        const text = `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${go} of type ${goKind}`;
        this.mistakes.push({ kind: "type", path: at, text, applyText: `expected ${expected}, got ${jsonKind(value)}` });
        return value;
    }
}

/** An empty text is no choice where there is one to make. */
function isUnset(value: Value, code: string): boolean {
    return value === "" && code.includes("|") && !code.startsWith("[") && !code.startsWith("{");
}

/** Whether the API server leaves out an empty value: its own types say `omitempty`, custom ones keep what they were given. */
function isOmitted(value: Value, code: string, typeName: string): boolean {
    const { list, map, required } = decode(code);
    if (required || !(list || map) || customTypes[typeName] !== undefined) return false;
    return isList(value) ? value.length === 0 : isProps(value) && Object.keys(value).length === 0;
}

/** What `null` in a list is decoded to. */
function zero(base: string): Value {
    if (base.startsWith("@")) return {};
    return base === "bool" ? false : base === "int32" || base === "int64" || base === "quantity" ? 0 : "";
}

function jsonKind(value: Value): string {
    if (isList(value)) return "array";
    return isProps(value) ? "object" : value === true || value === false ? "bool" : typeof value;
}

function goType(base: string): string {
    if (base.startsWith("@")) return `v1.${base.slice(1)}`;
    return base === "quantity" ? "resource.Quantity" : base.includes("|") ? "string" : base;
}

function typesOf(manifest: Manifest): { readonly root: string; readonly types: Readonly<Record<string, Fields>> } {
    return { root: roots[`${manifest.apiVersion}/${manifest.kind}`] ?? manifest.kind, types: all };
}

/** Reads an object as the API server decodes it. Mistakes of form come beside what could be read. */
export function readForm(manifest: Manifest): { readonly object: Manifest; readonly mistakes: readonly FormMistake[] } {
    const { root, types } = typesOf(manifest);
    const shape = new Shape(types);
    const { apiVersion, kind, ...fields } = manifest;
    const read = shape.object(fields, root, "", "");
    const metadata = isProps(read["metadata"]) ? read["metadata"] : {};
    return { object: { apiVersion, kind, ...read, metadata }, mistakes: shape.mistakes };
}

/** The form that a strict decoder takes, or the API server's 400. */
export function decodeStrictly(manifest: Manifest): Manifest {
    const { object, mistakes } = readForm(manifest);
    if (mistakes.length === 0) return object;
    const { apiVersion, kind } = manifest;
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    const wrong = mistakes.find((mistake) => mistake.kind === "type");
    const why = wrong?.text ?? `strict decoding error: ${mistakes.map((mistake) => mistake.text).join(", ")}`;
    throw new ApiError("BadRequest", `${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
}

/**
 * Required fields and enumerations that the API's own description names. Not of the status: writers of the object cannot
 * change it, and the server keeps what its controllers said, empty messages included.
 */
export function checkDescription(manifest: Manifest, problems: Problems): void {
    const { root, types } = typesOf(manifest);
    describe({ ...manifest, status: null }, root, "", types, problems);
}

/** Said to be required, but not checked by the API server. */
const mayMiss: ReadonlySet<string> = new Set(["HTTPHeader.value", "SleepAction.seconds"]);

function describe(value: Props, typeName: string, at: string, types: Readonly<Record<string, Fields>>, problems: Problems): void {
    for (const [name, code] of Object.entries(types[typeName] ?? {})) {
        const type = decode(code);
        const path = at === "" ? name : `${at}.${name}`;
        const item = value[name];
        if (item === undefined || item === null || (item === "" && type.required)) {
            if (type.required && !problems.has(path) && !mayMiss.has(`${typeName}.${name}`)) problems.required(path);
            continue;
        }
        const items = type.list && isList(item) ? item : type.map && isProps(item) ? Object.values(item) : [item];
        items.forEach((each, index) => {
            const here = type.list ? `${path}[${index}]` : path;
            if (type.base.startsWith("@") && isProps(each)) describe(each, type.base.slice(1), here, types, problems);
            else if (type.base.includes("|") && typeof each === "string") oneOf(each, type.base, here, problems);
        });
    }
}

function oneOf(value: string, base: string, at: string, problems: Problems): void {
    const allowed = base.split("|");
    if (!allowed.includes(value) && !problems.has(at)) problems.unsupported(at, value, allowed);
}
