import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { locksIn, locksNamedBy, lockText, removeLock, StackLock, stateOf } from "../../../release/engine/locks";

function lock(changes: Partial<StackLock>): StackLock {
    return { place: "/locks/a.json", user: "maria", host: hostname(), pid: process.pid, since: "2026-01-02T03:04:05Z", ...changes };
}

/** A process that waits, whose program is a copy of this one's by another name. */
async function whileRunning(name: string, work: (pid: number) => void | Promise<void>): Promise<number> {
    const folder = mkdtempSync(join(tmpdir(), "colorway-process-"));
    const program = join(folder, name);
    copyFileSync(process.execPath, program);
    const child = spawn(program, ["-e", "console.log(1); setInterval(() => {}, 1000)"], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(child, "exit");
    try {
        await once(child.stdout, "data");
        await work(child.pid ?? 0);
        return child.pid ?? 0;
    } finally {
        child.kill("SIGKILL");
        await ended;
        rmSync(folder, { recursive: true, force: true });
    }
}

describe("locks of a stack", () => {
    const folder = mkdtempSync(join(tmpdir(), "colorway-locks-"));
    const stackFolder = join(folder, ".pulumi", "locks", "organization", "colorway", "dev");
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("are none where there is no folder", async () => assert.deepEqual(await locksIn(folder, "colorway", "dev"), []));

    it("are read from the state's folder, also one that a kill cut short", async () => {
        mkdirSync(stackFolder, { recursive: true });
        writeFileSync(join(stackFolder, "a.json"), '{"pid":28452,"username":"root","hostname":"vm","timestamp":"2026-11-21T12:32:15.256640195Z"}');
        writeFileSync(join(stackFolder, "a.json.attrs"), "{}");
        writeFileSync(join(stackFolder, "b.json"), '{"pid":284');
        const [whole, cut] = await locksIn(folder, "colorway", "dev");
        assert.deepEqual(whole, { place: join(stackFolder, "a.json"), user: "root", host: "vm", pid: 28452, since: "2026-11-21T12:32:15.256640195Z" });
        assert.ok(cut !== undefined);
        assert.deepEqual([stateOf(cut), lockText(cut)], ["elsewhere", `lock ${join(stackFolder, "b.json")}, unreadable`]);
        assert.deepEqual(await locksIn(folder, "colorway", "prod"), []);
    });

    it("are removed with the file of their attributes, one at a time", async () => {
        const [first] = await locksIn(folder, "colorway", "dev");
        assert.ok(first !== undefined);
        await removeLock(first);
        assert.deepEqual(readdirSync(stackFolder), ["b.json"]);
    });

    it("are read from the engine's refusal, each once", () => {
        const line = "  s3://state/.pulumi/locks/organization/colorway/prod/ae07.json?region=us-east-1: created by maria@build-7 (pid 28452) at 2026-11-21T12:32:15Z";
        const refusal = `code: 255\nstderr: error: the stack is currently locked by 1 lock(s).\n${line}\n\nerr?: ${"text"}\n${line}\n`;
        assert.deepEqual(locksNamedBy(refusal), [
            {
                place: "s3://state/.pulumi/locks/organization/colorway/prod/ae07.json?region=us-east-1",
                user: "maria",
                host: "build-7",
                pid: 28452,
                since: "2026-11-21T12:32:15Z",
            },
        ]);
        assert.deepEqual(locksNamedBy("error: no stack named 'x'"), []);
    });

    it("are of a running engine while a process of that number and name runs here, and dead afterwards", async () => {
        const pid = await whileRunning("pulumi", (running) => assert.equal(stateOf(lock({ pid: running })), "running"));
        assert.equal(stateOf(lock({ pid })), "dead");
    });

    it("are dead where the number belongs to another program now", async () => {
        await whileRunning("postgres", (running) => assert.equal(stateOf(lock({ pid: running })), "dead"));
    });

    it("of another host are not judged", () => assert.equal(stateOf(lock({ host: "build-7.example", pid: 1 })), "elsewhere"));
});
