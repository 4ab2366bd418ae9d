import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { setStackValues } from "../../config/edit";
import { stackFile } from "../../config/files";
import type { StackValues } from "../ports/engine";
import { writeWhole } from "./write-whole";

/** A stack file that is edited in place: comments and layout stay. */
export class StackFile {
    readonly path: string;

    constructor(projectDir: string, stack: string) {
        this.path = join(projectDir, stackFile(stack));
    }

    /** Values by path, as `colorway:slots.green.release`; `undefined` removes the key. Whole or not at all. */
    edit(values: StackValues): void {
        writeWhole(this.path, setStackValues(readFileSync(this.path, "utf8"), values), 0o644);
    }

    /** What is there, plain; `undefined` where nothing is. */
    read(paths: readonly string[]): StackValues {
        const document = parseDocument(readFileSync(this.path, "utf8"));
        const config = (document.toJS() as { readonly config?: unknown } | null)?.config;
        return Object.fromEntries(paths.map((path) => [path, valueAt(config, path.split("."))]));
    }
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
    return steps.reduce<unknown>((at, step) => (typeof at === "object" && at !== null ? Reflect.get(at, step) : undefined), value);
}
