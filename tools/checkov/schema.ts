/** What Terraform's AWS resources consist of. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Attributes by name: a value as it is, blocks (a list in a plan), or anything where the schema is too deep to be written out.
 */
export interface Shape {
    readonly [attribute: string]: Shape | "value" | "any";
}

export const schemaFile = join(__dirname, "terraform-schema.json");

/** By type, as `aws_s3_bucket`. */
export function readSchema(): { readonly [type: string]: Shape } {
    return (JSON.parse(readFileSync(schemaFile, "utf8")) as { readonly types: { readonly [type: string]: Shape } }).types;
}
