import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");
const loader = join(root, "tools", "transpile.js");
const script = `
    const { FolderLeaseStore } = require(process.argv[1]);
    const [, , folder, name, rounds] = process.argv;
    const store = new FolderLeaseStore(folder);
    const holder = (count) => ({ token: name, owner: name, host: "h", pid: process.pid, process: "p", rollout: String(count), since: "", renewed: "", expires: "" });
    (async () => {
        let won = 0;
        while (won < Number(rounds)) {
            const found = await store.read();
            const count = found === undefined ? 0 : Number(found.holder.rollout);
            if (await store.write(holder(count + 1), found?.tag)) won++;
        }
    })();
`;

/** Another process counts the record up, one compare-and-swap at a time, until it succeeded so often. */
export function contender(folder: string, name: string, rounds: number): Promise<number | null> {
    const adapter = join(root, "release", "adapters", "folder-lease");
    const child = spawn(process.execPath, ["-r", loader, "-e", script, adapter, folder, name, String(rounds)], { stdio: "inherit" });
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
    });
}
