import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { defaultDaemonOptions } from "./addresses";
import { startDaemon } from "./daemon";
import { FolderHeld, heldExitCode } from "./lock";

// The process of the simulated cloud: started by `DaemonClient`, ends on `POST /stop`, SIGTERM or SIGINT.
async function main(): Promise<void> {
    const options = new Command()
        .requiredOption("--dir <dir>")
        .option("--realistic <share>", "", Number, defaultDaemonOptions.realistic)
        .option("--pace <share>", "", Number, defaultDaemonOptions.pace)
        .parse()
        .opts<{ dir: string; realistic: number; pace: number }>();
    const dir = resolve(options.dir);
    mkdirSync(dir, { recursive: true });
    // Whoever started it may remove the folder that it was in; and sockets are named from here.
    process.chdir(dir);
    const log = (line: string): void => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);
    const failed = (error: unknown): void => log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const daemon = await startDaemon(dir, { realistic: options.realistic, pace: options.pace }, failed, log);
    process.once("SIGTERM", () => void daemon.stop());
    process.once("SIGINT", () => void daemon.stop());
    process.send?.("ready");
    await daemon.stopped;
    process.exit(0);
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof FolderHeld ? heldExitCode : 1);
});
