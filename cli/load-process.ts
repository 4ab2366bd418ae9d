import { spawn } from "node:child_process";
import { join } from "node:path";
import { LoadReport } from "../tools/load/report";

/** A load generator in a process of its own, so that nothing that this process does delays a request. */
export interface LoadProcess {
    /** Ends the load, waits for the last answers, and tells what came of all of it. */
    stop(): Promise<LoadReport>;
}

export function startLoadProcess(url: string, rate: number): LoadProcess {
    const tools = join(__dirname, "..", "tools");
    const args = ["-r", join(tools, "transpile.js"), join(tools, "load", "main.ts"), url, "--rate", String(rate), "--json"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit", "ipc"], detached: true });
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise<LoadReport>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", () => {
            try {
                resolve(JSON.parse(text) as LoadReport);
            } catch {
                reject(new Error("the load generator ended without a report"));
            }
        });
    });
    // Whoever waits for the report hears of its failure; until then it must not end this process.
    ended.catch(() => undefined);
    return {
        stop: () => {
            child.kill("SIGINT");
            return ended;
        },
    };
}
