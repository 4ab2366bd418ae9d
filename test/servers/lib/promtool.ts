/** Prometheus' own checker, from the package that the server comes from. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { debianProgram } from "./debian";
import { run } from "./process";

/** Runs `promtool ARGS FILE…` on files of that content, as JSON, which is YAML. Fails with what it said where it finds a mistake. */
export async function promtool(args: readonly string[], files: { readonly [name: string]: object }): Promise<string> {
    const command = await debianProgram({ name: "prometheus-debian", program: "promtool", source: "prometheus" });
    const dir = mkdtempSync(join(tmpdir(), "colorway-promtool-"));
    try {
        for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), JSON.stringify(content));
        return await run({ command, args, cwd: dir });
    } finally {
        rmSync(dir, { recursive: true, force: true });
    }
}
