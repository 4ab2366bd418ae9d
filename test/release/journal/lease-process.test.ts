import { strict as assert } from "node:assert";
import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderLeaseStore } from "../../../release/adapters/folder-lease";
import { SystemClock } from "../../../release/adapters/system-clock";
import { Lease, LeaseHeld } from "../../../release/journal/lease";

const root = join(__dirname, "..", "..", "..");
const script = `
    const root = process.argv[1];
    const { FolderLeaseStore } = require(root + "/release/adapters/folder-lease");
    const { SystemClock } = require(root + "/release/adapters/system-clock");
    const { Lease } = require(root + "/release/journal/lease");
    const lease = new Lease(new FolderLeaseStore(process.argv[2]), new SystemClock(), { onLost: () => undefined });
    lease.acquire("20260102-030405-0001").then(() => console.log("held"));
`;

describe("a lease between processes of one host", function () {
    this.timeout(240_000);
    const folder = mkdtempSync(join(tmpdir(), "colorway-lease-"));
    let child: ChildProcess | undefined;
    after(() => {
        child?.kill("SIGKILL");
        rmSync(folder, { recursive: true, force: true });
    });

    it("is refused while its holder lives, and goes on at once after kill -9", async () => {
        const holder = spawn(process.execPath, ["-r", join(root, "tools", "transpile.js"), "-e", script, root, folder], { stdio: ["ignore", "pipe", "inherit"] });
        child = holder;
        const ended = once(holder, "exit");
        await once(holder.stdout, "data");
        const lost: Error[] = [];
        const lease = new Lease(new FolderLeaseStore(folder), new SystemClock(), { onLost: (reason) => lost.push(reason) });
        await assert.rejects(lease.acquire("20260102-030406-0002"), (error: unknown) => error instanceof LeaseHeld && error.holder.pid === holder.pid);
        holder.kill("SIGKILL");
        await ended;
        await lease.acquire("20260102-030406-0002");
        assert.equal(lease.held, true);
        assert.equal(await lease.release(), true);
        assert.deepEqual([await new FolderLeaseStore(folder).read(), lost], [undefined, []]);
    });
});
