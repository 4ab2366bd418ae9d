import { strict as assert } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderHeld, isAlive, lockFolder } from "../../../simulator/daemon/lock";

describe("the lock of a simulated cloud's folder", () => {
    let dir: string;
    beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "colorway-lock-"))));
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("is held by one at a time, and free after its release", async () => {
        const lock = await lockFolder(dir);
        const held = new FolderHeld(`a simulated cloud already runs in ${dir}`);
        await assert.rejects(lockFolder(dir), held);
        await assert.rejects(lockFolder(dir), held);
        lock.release();
        (await lockFolder(dir)).release();
    });

    it("is given to exactly one of many that ask at once", async () => {
        const asked = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(dir)));
        const locks = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
        assert.equal(locks.length, 1);
        for (const one of asked) if (one.status === "rejected") assert.ok(one.reason instanceof FolderHeld);
        locks[0]?.release();
    });

    it("is taken over from a process that was killed, with its socket left behind", async () => {
        const script = `require("node:net").createServer().listen("lock", () => process.stdout.write("held"))`;
        const holder = spawn(process.execPath, ["-e", script], { cwd: dir, stdio: ["ignore", "pipe", "inherit"] });
        await new Promise((resolve) => holder.stdout.once("data", resolve));
        await assert.rejects(lockFolder(dir), FolderHeld);
        const ended = new Promise((resolve) => holder.once("exit", resolve));
        holder.kill("SIGKILL");
        await ended;
        assert.ok(existsSync(join(dir, "lock")), "no socket was left");
        (await lockFolder(dir)).release();
    });

    it("waits for no start that was killed half way, but respects one under way", async () => {
        const gone = spawnSync(process.execPath, ["-e", ""]).pid;
        assert.equal(isAlive(gone), false);
        writeFileSync(join(dir, "lock.pid"), String(gone));
        (await lockFolder(dir)).release();
        writeFileSync(join(dir, "lock.pid"), String(process.ppid));
        await assert.rejects(lockFolder(dir), new FolderHeld(`a simulated cloud is starting in ${dir}`));
    });

    it("works in a folder whose path is longer than a socket's may be, from inside", async () => {
        const deep = join(dir, "x".repeat(120));
        mkdirSync(deep);
        const before = process.cwd();
        process.chdir(deep);
        try {
            const lock = await lockFolder(deep);
            await assert.rejects(lockFolder(deep), FolderHeld);
            lock.release();
        } finally {
            process.chdir(before);
        }
    });
});
