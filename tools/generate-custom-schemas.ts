/**
 * Writes the field tables of the custom kinds that the simulated cloud knows, from the definitions in their operators' Go modules, in the
 * notation of `schemas.json` beside it. Needs Go and the module proxy, or a filled module cache.
 *
 *     npx ts-node tools/generate-custom-schemas.ts
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { definitionsIn, moduleOf } from "./crds/download";
import { type Definition, operators, type Schema } from "./crds/operators";

export const outputFile = join(__dirname, "..", "simulator/kubernetes/api/generated/custom-schemas.json");

interface Kind {
    readonly root: string;
    readonly plural: string;
    readonly namespaced: boolean;
}

type Fields = { readonly [name: string]: string };

/** Schemas have no names for their parts: a part is called by where it is met first, and the same part is there once. */
class Table {
    readonly types: { [name: string]: Fields } = {};
    private readonly names = new Map<string, string>();

    add(root: string, schema: Schema): void {
        const { metadata: _, ...fields } = this.fields(schema, root, new Set(["apiVersion", "kind"]));
        this.types[root] = { metadata: "@ObjectMeta", ...fields };
    }

    private fields({ properties = {}, required = [] }: Schema, path: string, left: ReadonlySet<string> = new Set()): Fields {
        const named = Object.entries(properties).filter(([name]) => !left.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
        return Object.fromEntries(named.map(([name, schema]) =>
            [name, `${this.code(schema, `${path}${name[0]?.toUpperCase()}${name.slice(1)}`)}${required.includes(name) ? "!" : ""}`]));
    }

    private code(schema: Schema, path: string): string {
        if (schema["x-kubernetes-int-or-string"] === true) return "intOrString";
        if (schema["x-kubernetes-preserve-unknown-fields"] === true) return "any";
        switch (schema.type) {
            case "string":
                return schema.enum === undefined ? "string" : schema.enum.join("|");
            case "boolean":
                return "bool";
            case "integer":
                return schema.format === "int32" ? "int32" : "int64";
            case "array":
                return this.many("[]", schema.items, path);
            case "object":
                return schema.properties === undefined ? this.many("{}", schema.additionalProperties, path) : `@${this.nameOf(schema, path)}`;
            default:
                return "any";
        }
    }

    /** A list of lists, and a map of them, has no notation. */
    private many(mark: string, of: Schema | undefined, path: string): string {
        const code = of === undefined ? "any" : this.code(of, path);
        return code.startsWith("[]") || code.startsWith("{}") ? `${mark}any` : `${mark}${code}`;
    }

    private nameOf(schema: Schema, path: string): string {
        const fields = this.fields(schema, path);
        const content = JSON.stringify(fields);
        const known = this.names.get(content);
        if (known !== undefined) return known;
        this.names.set(content, path);
        this.types[path] = fields;
        return path;
    }
}

export function generate(): string {
    const table = new Table();
    const kinds: { [name: string]: Kind } = {};
    for (const operator of operators.filter(({ name }) => name !== "aws-load-balancer-controller")) {
        const definitions = definitionsIn(join(moduleOf(operator), operator.folder));
        for (const wanted of operator.kinds) {
            const [apiVersion = "", kind = ""] = wanted.split(" ");
            const { spec, schema } = schemaOf(definitions, apiVersion, kind);
            table.add(kind, schema);
            kinds[`${apiVersion}/${kind}`] = { root: kind, plural: spec.names.plural, namespaced: spec.scope === "Namespaced" };
        }
    }
    const sources = operators.map(({ module, version }) => `${module} ${version}`);
    return `${JSON.stringify({ sources, kinds, types: table.types }, undefined, 1)}\n`;
}

function schemaOf(definitions: readonly Definition[], apiVersion: string, kind: string): { readonly spec: Definition["spec"]; readonly schema: Schema } {
    for (const { spec } of definitions) {
        const version = spec.versions.find(({ name }) => `${spec.group}/${name}` === apiVersion);
        const schema = version?.schema?.openAPIV3Schema;
        if (spec.names.kind === kind && schema !== undefined) return { spec, schema };
    }
    throw new Error(`${apiVersion} ${kind} is in none of the definitions`);
}

if (require.main === module) writeFileSync(outputFile, generate());
