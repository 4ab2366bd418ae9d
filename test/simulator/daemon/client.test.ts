import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultDaemonOptions, writeAddresses } from "../../../simulator/daemon/addresses";
import { DaemonClient, DaemonRefusal } from "../../../simulator/daemon/client";
import { Control, serveControl } from "../../../simulator/daemon/control";
import { heldExitCode } from "../../../simulator/daemon/lock";

const token = "0123456789abcdef";

describe("a client of the simulated cloud", () => {
    let dir: string;
    let control: Control | undefined;
    beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "colorway-client-"))));
    afterEach(async () => {
        await control?.stop();
        control = undefined;
        rmSync(dir, { recursive: true, force: true });
    });

    /** A daemon's control interface in this process. */
    async function serve(pid = process.pid): Promise<void> {
        const images = { method: "POST", path: "/images", handle: (body: unknown) => ({ image: body }) } as const;
        await control?.stop();
        control = await serveControl([{ method: "GET", path: "/healthz", handle: () => ({ ok: true }) }, images], token, 0);
        writeAddresses(dir, {
            pid, token, started: "2026-11-21T10:00:00.000Z", control: `http://127.0.0.1:${control.port}`, providers: {}, aws: "", options: defaultDaemonOptions,
        });
    }

    /** A client whose daemon is a script. */
    function clientOf(script: string): DaemonClient {
        const main = join(dir, "main.js");
        writeFileSync(main, script);
        return new DaemonClient(dir, main);
    }

    it("finds one that answers", async () => {
        await serve();
        assert.equal((await new DaemonClient(dir).running())?.control, `http://127.0.0.1:${control?.port}`);
    });

    it("finds none where nothing is written, the process is gone, or nobody answers", async () => {
        const client = new DaemonClient(dir);
        assert.equal(await client.running(), undefined);
        await serve(2 ** 22 + 1);
        assert.equal(await client.running(), undefined);
        await serve();
        await control?.stop();
        assert.equal(await client.running(), undefined);
    });

    it("asks with the token", async () => {
        await serve();
        const answer = await new DaemonClient(dir).post("/images", { version: "1.0.0" });
        assert.deepEqual(answer, { image: { version: "1.0.0" } });
    });

    it("tells what was refused, and that none runs", async () => {
        const client = new DaemonClient(dir);
        await assert.rejects(client.post("/images"), new Error("the simulated cloud does not run: start it with `colorway sim start`"));
        await serve();
        await assert.rejects(client.post("/nothing"), new DaemonRefusal("no POST /nothing here", 404));
    });

    it("stops none where none runs", async () => {
        assert.equal(await new DaemonClient(dir).stop(), false);
        assert.equal(await new DaemonClient(dir).status(), undefined);
    });

    it("shows the end of the log when the start fails", async () => {
        const client = clientOf(`for (let i = 1; i <= 30; i++) console.error("line " + i); process.exitCode = 3;`);
        const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 11}`);
        const failure = ["the simulated cloud did not start: it ended with 3", ...lines].join("\n");
        await assert.rejects(client.start(defaultDaemonOptions), new Error(failure));
        assert.equal(client.logTail(2), "line 29\nline 30");
    });

    it("names the signal that ended the start", async () => {
        const client = clientOf(`process.kill(process.pid, "SIGKILL");`);
        await assert.rejects(client.start(defaultDaemonOptions), new Error("the simulated cloud did not start: it ended with SIGKILL"));
    });

    it("starts with folder and options, in a process of its own, and returns once that is ready", async () => {
        const daemon = `
            const args = process.argv.slice(2);
            const addresses = { pid: process.pid, control: "", providers: {}, args };
            const server = require("node:http").createServer((request, response) => {
                response.end("{}");
                if (request.url === "/stop") process.exit(0);
            });
            server.listen(0, "127.0.0.1", () => {
                addresses.control = "http://127.0.0.1:" + server.address().port;
                require("node:fs").writeFileSync(args[1] + "/daemon.json", JSON.stringify(addresses));
                process.send("ready");
            });`;
        const client = clientOf(daemon);
        const started = await client.ensure({ realistic: 0.5, pace: 0.1 });
        assert.notEqual(started.pid, process.pid);
        assert.deepEqual((started as object as { args: unknown }).args, ["--dir", dir, "--realistic", "0.5", "--pace", "0.1"]);
        assert.equal((await client.ensure()).pid, started.pid);
        process.kill(started.pid, "SIGKILL");
    });

    it("waits for one that another command is starting", async () => {
        const client = clientOf(`process.exitCode = ${heldExitCode};`);
        const starting = client.start(defaultDaemonOptions);
        await serve();
        assert.equal((await starting).pid, process.pid);
    });

    it("forgets what existed", () => {
        for (const name of ["cloud.jsonl", "daemon.json", "daemon.log"]) writeFileSync(join(dir, name), "x");
        const client = new DaemonClient(dir);
        client.reset();
        assert.deepEqual(readdirSync(dir), ["daemon.log"]);
        assert.equal(client.logTail(), "x");
    });
});
