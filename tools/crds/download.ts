/** Definitions of operators as their Go modules have them, from Go's own cache or the module proxy. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { Definition, Operator } from "./operators";

/** Folder of the operator's module. Needs Go; keeps nothing but what Go itself keeps. */
export function moduleOf({ module, version, sum }: Operator): string {
    // The sum stands beside the version; the database of sums need not be asked.
    const env = { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off", GONOSUMDB: "*" };
    const told = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], { cwd: tmpdir(), env, encoding: "utf8" });
    const { Dir, Sum } = JSON.parse(told) as { readonly Dir: string; readonly Sum: string };
    if (Sum !== sum) throw new Error(`${module} ${version} has the sum ${Sum}, not ${sum}`);
    return Dir;
}

/** @param dir folder with definitions, one a file */
export function definitionsIn(dir: string): readonly Definition[] {
    const files = readdirSync(dir).filter(file => file.endsWith(".yaml"));
    return files.map(file => parse(readFileSync(join(dir, file), "utf8")) as Definition).filter(({ kind }) => kind === "CustomResourceDefinition");
}
