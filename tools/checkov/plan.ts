/**
 * Resources of @pulumi/aws as a plan in Terraform's form (https://developer.hashicorp.com/terraform/internals/json-format), for
 * scanners that read only that. A value that another resource gives is unknown in a plan: a reference stands in its place.
 */

import type { ResourceData } from "../../policies/core/stack";
import { readSchema, type Shape } from "./schema";
import { snakeCase, terraformType } from "./terraform-types";

/** Key of an object that holds a secret (pulumi sdk/nodejs/runtime/rpc.ts, specialSigKey). */
const signature = "4dabf18193072939515e22adb298388d";

/** Properties whose Terraform name Pulumi's provider changed. */
const renamed: { readonly [attribute: string]: string } = { "aws_cloudwatch_metric_alarm.name": "alarm_name" };

interface Values {
    readonly [attribute: string]: unknown;
}

interface PlannedResource {
    readonly address: string;
    readonly mode: "managed";
    readonly type: string;
    readonly name: string;
    readonly values: Values;
    readonly references: { readonly [attribute: string]: string };
}

export interface Plan {
    readonly json: string;
    /** Resource of each address, as `aws_s3_bucket.logs`. */
    readonly byAddress: ReadonlyMap<string, ResourceData>;
}

/** @throws where a type, a property or a block has no counterpart in Terraform's schema: nothing is left out in silence */
export function terraformPlan(resources: readonly ResourceData[]): Plan {
    const schema = readSchema();
    const aws = resources.filter(({ type }) => type.startsWith("aws:"));
    const addresses = new Map(aws.map((resource) => [resource.urn, addressOf(resource)]));
    const byUrn = new Map(aws.map((resource) => [resource.urn, resource]));
    const byAddress = new Map(aws.map((resource) => [addressOf(resource), resource]));
    if (byAddress.size < aws.length) throw new Error("two resources of one type have the same name; names must differ");
    const planned = aws.map((resource): PlannedResource => {
        const type = terraformType(resource.type);
        const shape = schema[type];
        if (shape === undefined) {
            throw new Error(`${type}: is not in terraform-schema.json; tools/checkov/generate-schema.ts adds it`);
        }
        const references = Object.fromEntries(Object.keys(resource.from ?? {}).flatMap((property) => {
            const source = sourceOf(resource, property, byUrn, addresses);
            return source === undefined ? [] : [[attributeFor(property, shape, type).name, `${source}.id`] as const];
        }));
        const values = convert(asValues(resource.props), shape, type, references);
        return { address: addressOf(resource), mode: "managed", type, name: plainName(resource.name), values, references };
    });
    return { json: JSON.stringify(planOf(planned), undefined, 1), byAddress };
}

function planOf(planned: readonly PlannedResource[]): object {
    const identity = ({ address, mode, type, name }: PlannedResource): object =>
        ({ address, mode, type, name, provider_name: "registry.terraform.io/hashicorp/aws" });
    const values = planned.map((resource) => ({ ...identity(resource), schema_version: 0, values: resource.values }));
    return {
        format_version: "1.2",
        terraform_version: "1.9.0",
        planned_values: { root_module: { resources: values } },
        resource_changes: planned.map((resource) => ({
            ...identity(resource), change: { actions: ["create"], before: null, after: resource.values, after_unknown: {} },
        })),
        configuration: {
            root_module: {
                resources: planned.map((resource) => ({
                    ...identity(resource),
                    expressions: Object.fromEntries(Object.entries(resource.references).map(([attribute, target]) =>
                        [attribute, { references: [target, target.replace(/\.id$/, "")] }])),
                })),
            },
        },
    };
}

function addressOf({ type, name }: ResourceData): string {
    return `${terraformType(type)}.${plainName(name)}`;
}

function plainName(name: string): string {
    return name.replace(/[^A-Za-z0-9_-]/g, "_");
}

/**
 * Address of the resource that gives a property its value. One that has it from a third (a bucket's policy that takes the name
 * from the bucket's versioning) stands beside that one.
 */
function sourceOf(
    resource: ResourceData, property: string, byUrn: ReadonlyMap<string, ResourceData>, addresses: ReadonlyMap<string, string>,
): string | undefined {
    const source = resource.from?.[property]?.map((urn) => byUrn.get(urn)).find((each) => each !== undefined);
    if (source === undefined) return undefined;
    return sourceOf(source, property, byUrn, addresses) ?? addresses.get(source.urn);
}

function convert(props: Values, shape: Shape, within: string, references: { readonly [attribute: string]: string } = {}): Values {
    return Object.fromEntries(Object.entries(props).flatMap(([property, raw]) => {
        if (property.startsWith("__") || raw === undefined || raw === null) return [];
        const { name, kind } = attributeFor(property, shape, within);
        const reference = references[name];
        const value = plainValue(raw);
        if (reference !== undefined && isIdentifier(value)) return Array.isArray(value) ? [[name, [null]]] : [];
        return [[name, valueOf(value, kind, `${within}.${name}`, name)] as const];
    }));
}

/** Documents stay: what they say is judged, also where a part of it comes from elsewhere. */
function isIdentifier(value: unknown): boolean {
    if (typeof value === "string") return !value.trimStart().startsWith("{");
    return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function valueOf(value: unknown, kind: Shape | "value" | "any", within: string, name: string): unknown {
    if (kind === "any") return generic(value);
    if (kind === "value") return isDocument(value, name) ? JSON.stringify(value) : value;
    // A block that stands once is an object in Pulumi, and a list everywhere in a plan.
    return (Array.isArray(value) ? value : [value]).map((each) => convert(asValues(plainValue(each)), kind, within));
}

/** A policy that the program gives as an object. */
function isDocument(value: unknown, name: string): boolean {
    return typeof value === "object" && !Array.isArray(value) && /polic(y|ies)$|_document$/.test(name);
}

/** Below what the schema spells out: every object is a block. */
function generic(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(generic).flat();
    if (typeof value !== "object" || value === null) return value;
    return [Object.fromEntries(Object.entries(value).map(([key, each]) => {
        const name = snakeCase(key);
        const blocks = Array.isArray(each) && each.some((part) => typeof part === "object");
        return [blocks ? (singulars(name)[0] ?? name) : name, generic(each)];
    }))];
}

/** Pulumi's name is Terraform's in camel case; that of a list is put into the plural. */
function attributeFor(
    property: string, shape: Shape, within: string,
): { readonly name: string; readonly kind: Shape | "value" | "any" } {
    const snake = renamed[`${within}.${property}`] ?? snakeCase(property);
    const name = [snake, ...singulars(snake)].find((each) => Object.hasOwn(shape, each));
    const kind = name === undefined ? undefined : shape[name];
    if (name === undefined || kind === undefined) {
        const there = Object.keys(shape).join(", ");
        throw new Error(`${within}: has no ${snake}, the name of ${property} in Terraform; it has ${there}`);
    }
    return { name, kind };
}

function singulars(name: string): readonly string[] {
    if (name.endsWith("ies")) return [`${name.slice(0, -3)}y`, name.slice(0, -1)];
    if (name.endsWith("es")) return [name.slice(0, -1), name.slice(0, -2)];
    return name.endsWith("s") ? [name.slice(0, -1)] : [];
}

function plainValue(raw: unknown): unknown {
    return typeof raw === "object" && raw !== null && signature in raw ? Reflect.get(raw, "value") : raw;
}

function asValues(value: unknown): Values {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Values : {};
}
