/**
 * Fills the generated part of docs/features/network.md: who reaches whom among the workloads and destinations of prod's design, from the
 * policies themselves. Run: `npx ts-node tools/generate-network-table.ts`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultsOf } from "../config/defaults";
import { type Destination, reachOf, type Source } from "./network/reach";

export const page = join(__dirname, "..", "docs", "features", "network.md");
const begin = "<!-- generated: reach -->";
const end = "<!-- end: reach -->";

/** The page with its generated part made anew. */
export function regenerate(text: string): string {
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/features/network.md: the markers ${begin} and ${end} are missing`);
    return `${text.slice(0, from + begin.length)}\n\n${table()}\n\n${text.slice(to)}`;
}

function table(): string {
    const { services, network } = defaultsOf("prod");
    const { inside, outside, within, beyond, allows } = reachOf({ services, ...network });
    const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    const grid = (sources: readonly Source[], destinations: readonly Destination[]): readonly string[] => [
        row(["to ↓ from →", ...sources.map(({ name }) => name)]),
        `|---|${sources.map(() => ":-:|").join("")}`,
        ...destinations.map(to => row([nameOf(to), ...sources.map(from => (allows(from, to) ? "**yes**" : "–"))])),
    ];
    return [
        "Into the slots:", "", ...grid([...inside, ...outside], within), "", "Out of the slots:", "", ...grid(inside, beyond),
    ].join("\n");
}

function nameOf({ name, port, protocol }: Destination): string {
    return `${name}, ${protocol === "TCP" ? "" : `${protocol} `}${port}`;
}

if (require.main === module) writeFileSync(page, regenerate(readFileSync(page, "utf8")));
