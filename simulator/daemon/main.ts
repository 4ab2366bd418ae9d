import { mkdirSync } from "node:fs";
import { Command } from "commander";
import { defaultDaemonOptions } from "./addresses";
import { startDaemon } from "./daemon";

// The process of the simulated cloud: started by `DaemonClient`, ends on `POST /stop`, SIGTERM or SIGINT.
async function main(): Promise<void> {
    const options = new Command()
        .requiredOption("--dir <dir>")
        .option("--realistic <share>", "", Number, defaultDaemonOptions.realistic)
        .option("--pace <share>", "", Number, defaultDaemonOptions.pace)
        .parse()
        .opts<{ dir: string; realistic: number; pace: number }>();
    mkdirSync(options.dir, { recursive: true });
    const daemon = await startDaemon(options.dir, { realistic: options.realistic, pace: options.pace }, (error) => {
        process.stderr.write(`${new Date().toISOString()} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    });
    process.once("SIGTERM", () => void daemon.stop());
    process.once("SIGINT", () => void daemon.stop());
    process.send?.("ready");
    await daemon.stopped;
    process.exit(0);
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});
