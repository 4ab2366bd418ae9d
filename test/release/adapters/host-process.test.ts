import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hasEnded, livingProcess, ownMark, ProcessMark } from "../../../release/adapters/host-process";

/** Marks of a process while it runs, and of the same number once it has ended. */
async function endedProcess(): Promise<{ readonly before: ReturnType<typeof livingProcess>; readonly pid: number }> {
    const child = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)"], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(child, "exit");
    await once(child.stdout, "data");
    const pid = child.pid ?? 0;
    const before = livingProcess(pid);
    child.kill("SIGKILL");
    await ended;
    return { before, pid };
}

describe("processes of this host", () => {
    it("live until they end", async () => {
        const { before, pid } = await endedProcess();
        assert.equal(before?.name, "node");
        assert.match(before?.start ?? "", /\d/);
        assert.equal(livingProcess(pid), undefined);
    });

    it("are known by their start, whatever their number", async () => {
        const own = ownMark();
        const { pid } = await endedProcess();
        const [place] = own.process.split("|");
        const marks: { readonly [text: string]: ProcessMark } = {
            "this one": own,
            "its number, taken over by this process": { ...own, process: `${place}|1` },
            "its number is free": { ...own, pid, process: `${place}|1` },
            "start unknown, number in use": { ...own, process: `${place}|` },
            "another host": { ...own, host: "build-7.example", pid },
            "another container, or before the last start": { ...own, pid, process: "another-boot/pid:[1]|1" },
        };
        assert.deepEqual(Object.fromEntries(Object.entries(marks).map(([text, mark]) => [text, hasEnded(mark)])), {
            "this one": false,
            "its number, taken over by this process": true,
            "its number is free": true,
            "start unknown, number in use": false,
            "another host": false,
            "another container, or before the last start": false,
        });
    });
});
