import { spawn } from "node:child_process";
import { join } from "node:path";
import * as readline from "node:readline";

const loader = join(__dirname, "..", "..", "..", "tools", "transpile.js");
const adapter = join(__dirname, "..", "..", "..", "release", "adapters", "folder-journal");

const script = `
    const { FolderJournalStore } = require(process.argv[1]);
    const [, , folder, rollout] = process.argv;
    const store = new FolderJournalStore(folder);
    (async () => {
        for (let sequence = (await store.read(rollout)).length + 1; ; sequence++) {
            await store.append(rollout, { sequence, at: new Date().toISOString(), data: { text: "x".repeat(100_000) } });
            console.log(sequence);
        }
    })();
`;

/** Another process appends entries until it told of entry `until`, and is killed at once. The last entry that it told of. */
export async function killedWriter(folder: string, rollout: string, until: number): Promise<number> {
    const child = spawn(process.execPath, ["-r", loader, "-e", script, adapter, folder, rollout], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("close", resolve));
    let told = 0;
    readline.createInterface({ input: child.stdout }).on("line", (line) => {
        told = Number(line);
        if (told === until) child.kill("SIGKILL");
    });
    await ended;
    return told;
}
