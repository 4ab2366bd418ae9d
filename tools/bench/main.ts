/** Whole-process figures of the commands, the policy pack and the load balancer, as a table. No test: it depends on the machine. */

import { cpus } from "node:os";
import { Command } from "commander";
import { tableText } from "../../cli/output";
import { Measure, measures } from "./measures";
import { Summary, summaryOf } from "./statistics";
import { Workspace } from "./workspace";

interface Options {
    readonly runs: number;
    readonly only?: readonly string[];
    readonly json?: true;
}

async function main(): Promise<void> {
    const names = measures.map(({ name }) => name);
    const command = new Command("bench")
        .description("measures the commands, the policy pack and the load balancer of the simulated cloud")
        .option("--runs <number>", "runs of each measure", Number, 5)
        .option("--only <names...>", `only these: ${names.join(", ")}`)
        .option("--json", "print one JSON document instead of a table")
        .parse();
    const options = command.opts<Options>();
    if (!Number.isInteger(options.runs) || options.runs < 1) command.error("--runs: allowed: a whole number from 1");
    const unknown = (options.only ?? []).filter((name) => !names.includes(name));
    if (unknown.length > 0) command.error(`--only: ${unknown.join(", ")} is not measured; allowed: ${names.join(", ")}`);
    const chosen = measures.filter(({ name }) => options.only?.includes(name) ?? true);
    const found = await measureAll(chosen, options.runs);
    if (options.json === true) process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
    else process.stdout.write(`${machine()}\n${table(found)}\n`);
}

type Found = Pick<Measure, "name" | "title" | "unit"> & Summary;

async function measureAll(chosen: readonly Measure[], runs: number): Promise<readonly Found[]> {
    const workspace = new Workspace();
    const found: Found[] = [];
    try {
        for (const { name, title, unit, run } of chosen) {
            const values: number[] = [];
            for (let index = 1; index <= runs; index++) {
                process.stderr.write(`${title}: run ${index} of ${runs}\n`);
                values.push(await run(workspace));
            }
            found.push({ name, title, unit, ...summaryOf(values) });
        }
        return found;
    } finally {
        await workspace.dispose();
    }
}

function machine(): string {
    const [first] = cpus();
    return `Node.js ${process.versions.node}, ${cpus().length} × ${first?.model ?? "unknown processor"}`;
}

function table(found: readonly Found[]): string {
    const digits = { s: 2, ms: 1, "req/s": 0 } as const;
    const rows = found.map(({ title, unit, runs, ...values }) => {
        const text = (value: number): string => `${value.toFixed(digits[unit])} ${unit}`;
        return [title, text(values.median), text(values.min), text(values.max), String(runs)];
    });
    return tableText(["WHAT", "MEDIAN", "MIN", "MAX", "RUNS"], rows);
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
