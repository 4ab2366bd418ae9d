/**
 * Makes docs/compliance anew from the rules, their mappings and policies/data: a page for each service, the crosswalk, the
 * coverage.
 * Run: `npx ts-node tools/generate-compliance.ts`
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { coveragePage } from "./compliance/coverage";
import { crosswalkJson, crosswalkPage } from "./compliance/crosswalk";
import { chapters } from "./compliance/data";
import { generated } from "./compliance/markdown";
import { rulePages } from "./compliance/rule-pages";

export const folder = join(__dirname, "..", "docs", "compliance");

/** Every generated file by its path in the folder. */
export function compliancePages(): ReadonlyMap<string, string> {
    const all = chapters();
    return new Map([
        ...[...rulePages(all)].map(([path, text]) => [`rules/${path}`, text] as const),
        ["crosswalk.md", crosswalkPage(all)],
        ["crosswalk.json", crosswalkJson()],
        ["coverage.md", coveragePage(all)],
    ]);
}

/** What of the folder was made here; other pages in it are written by hand, or made by others. */
export function presentPages(): ReadonlyMap<string, string> {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
    const files = names.filter((name) => name.endsWith(".md") || name === "crosswalk.json").sort();
    return new Map(files.map((name) => [name, readFileSync(join(folder, name), "utf8")] as const)
        .filter(([name, text]) => name === "crosswalk.json" || text.startsWith(generated)));
}

if (require.main === module) {
    const pages = compliancePages();
    for (const name of presentPages().keys()) if (!pages.has(name)) rmSync(join(folder, name));
    for (const [name, text] of pages) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
    }
}
