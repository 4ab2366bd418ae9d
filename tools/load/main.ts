/** The load generator as a command. */

import { readFileSync } from "node:fs";
import { Command } from "@commander-js/extra-typings";
import { startLoad } from "./load";
import { loadSummary, loadTable } from "./table";

const command = new Command("load")
    .description("sends requests at a fixed rate and counts answers per color and second")
    .argument("<url>", "address to call")
    .option("--rate <requests>", "requests a second", Number, 200)
    .option("--seconds <seconds>", "how long; without it until Ctrl-C", Number)
    .option("--header <name:value...>", "further header")
    .option("--timeout <ms>", "after which a request has failed", Number, 10_000)
    .option("--ca <file>", "authority of the server's certificate, PEM")
    .option("--json", "the whole report as JSON")
    .action(async (url, options) => {
        const headers = Object.fromEntries(
            (options.header ?? []).map((header) => {
                const colon = header.indexOf(":");
                if (colon < 1) command.error(`--header ${header}: expected NAME:VALUE`);
                return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
            }),
        );
        const ca = options.ca === undefined ? undefined : readFileSync(options.ca, "utf8");
        const load = startLoad({ url, rate: options.rate, seconds: options.seconds, timeout: options.timeout, headers, ca });
        process.once("SIGINT", () => void load.stop());
        // Whoever started it is gone, however it ended: nobody would stop it any more.
        process.once("disconnect", () => process.exit(1));
        process.channel?.unref();
        const report = await load.finished;
        process.stdout.write(
            options.json === true ? `${JSON.stringify(report)}\n` : `${loadTable(report)}\n\n${loadSummary(report)}\n`,
        );
        process.exitCode = report.failed === 0 ? 0 : 1;
    });

command.parseAsync().catch((error: unknown) => command.error(error instanceof Error ? error.message : String(error)));
