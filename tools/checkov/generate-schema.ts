/**
 * Makes terraform-schema.json: the attributes and blocks of Terraform's AWS resources, for the types that tools/checkov/terraform-types.ts and
 * its callers need. They are read from a package that is itself generated from the provider's schema. Run, outside the project:
 * `npm pack @cdktf/provider-aws@21.22.1 && tar xzf cdktf-provider-aws-21.22.1.tgz`, then here
 * `node -r ./tools/transpile.js tools/checkov/generate-schema.ts FOLDER/package TYPE...` with types as `aws:s3/bucket:Bucket`;
 * without types, those that terraform-schema.json has.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaFile, readSchema, type Shape } from "./schema";
import { terraformType } from "./terraform-types";

const opening = /^ {12}(?: {4})?(\w+): \{$|^ {8}(\w+): \{$/;

/** Of one resource type, from the code that writes its attributes. */
export function shapeOf(source: string, typeName: string): Shape {
    const lines = source.split("\n");
    const start = lines.findIndex((line) => line.trim() === "synthesizeHclAttributes() {");
    if (start < 0) throw new Error(`${typeName}: writes no attributes`);
    return attributesFrom(lines, start, typeName);
}

function attributesFrom(lines: readonly string[], start: number, within: string): Shape {
    const shape: { [attribute: string]: Shape | "value" | "any" } = {};
    for (let index = start + 1; index < lines.length; index++) {
        const line = lines[index] ?? "";
        if (line.includes("// remove undefined attributes") || line === "}") break;
        const [, inner, outer] = opening.exec(line) ?? [];
        const name = inner ?? outer;
        if (name === undefined) continue;
        const value = lines[index + 1] ?? "";
        if (name !== "timeouts") shape[name] = valueShape(value, lines, `${within}.${name}`);
    }
    return shape;
}

function valueShape(value: string, lines: readonly string[], within: string): Shape | "value" | "any" {
    if (value.includes("anyToHclTerraform")) return "any";
    const [, writer] = /(?<!\.)\b(\w+ToHclTerraform)\b(?=[,(])/.exec(value) ?? [];
    if (writer === undefined) return "value";
    const start = lines.findIndex((line) => line.startsWith(`function ${writer}(`));
    if (start < 0) throw new Error(`${within}: ${writer} is missing`);
    return attributesFrom(lines, start, within);
}

function generate(folder: string, wanted: readonly string[]): void {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version: string };
    const terraform = [...new Set(wanted)].sort();
    const types = Object.fromEntries(terraform.map((type) => {
        const file = join(folder, "lib", type.replace(/^aws_/, "").replaceAll("_", "-"), "index.js");
        if (!existsSync(file)) throw new Error(`${type}: not there (${file}); its Terraform name may be another one`);
        return [type, shapeOf(readFileSync(file, "utf8"), type)];
    }));
    const lines = Object.entries(types).map(([type, shape]) => `    ${JSON.stringify(type)}: ${JSON.stringify(shape)}`);
    writeFileSync(schemaFile, `{\n  "source": "@cdktf/provider-aws ${version}",\n  "types": {\n${lines.join(",\n")}\n  }\n}\n`);
}

if (require.main === module) {
    const [folder = "", ...types] = process.argv.slice(2);
    generate(folder, types.length > 0 ? types.map(terraformType) : Object.keys(readSchema()));
}
