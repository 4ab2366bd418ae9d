import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ChangeCase } from "../simulator/aws/changes/case";
import { EdgeCase, RefusedCase } from "../simulator/aws/refused/case";

const folder = join(__dirname, "..", "simulator", "aws");

/** Everything that the files of a folder export, lists opened. */
function exportsOf(name: string): readonly unknown[] {
    return readdirSync(join(folder, name))
        .filter((file) => file.endsWith(".ts"))
        .sort()
        .flatMap((file) => Object.values(require(join(folder, name, file)) as { readonly [name: string]: unknown }))
        .flatMap((value) => (Array.isArray(value) ? (value as readonly unknown[]) : []));
}

function has<Key extends string>(value: unknown, ...keys: readonly Key[]): value is { readonly [key in Key]: unknown } {
    return typeof value === "object" && value !== null && keys.every((key) => key in value);
}

export const refusedCases = exportsOf("refused").filter((value): value is RefusedCase => has(value, "title", "program", "expect"));

export const edgeCases = exportsOf("refused").filter((value): value is EdgeCase => has(value, "title", "program") && !has(value, "expect"));

export const changeCases = exportsOf("changes").filter((value): value is ChangeCase => has(value, "title", "before", "after", "expect"));
