import { strict as assert } from "node:assert";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached, serversDir } from "./lib/cache";
import { freePort, run, startServer } from "./lib/process";

const node = (script: string) => ({ command: process.execPath, args: ["-e", script] });

describe("programs beside the tests", () => {
    it("give what they wrote, or say why they failed", async () => {
        assert.equal(await run(node("console.error('aside'); console.log('out')")), "out\n");
        await assert.rejects(run(node("console.error('no room'); process.exit(3)")), { message: /exited with 3: no room$/ });
        await assert.rejects(run({ command: "/no/such/program", args: ["--version"] }), {
            message: "/no/such/program --version cannot be started: spawn /no/such/program ENOENT",
        });
    });

    it("are waited for until they are ready, and stopped", async () => {
        const port = await freePort();
        const server = await startServer({
            ...node(`require("node:http").createServer((_, response) => response.end("here")).listen(${port}, "127.0.0.1")`),
            ready: async () => (await fetch(`http://127.0.0.1:${port}`)).ok,
        });
        assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), "here");
        await server.stop();
        await server.stop();
        await assert.rejects(fetch(`http://127.0.0.1:${port}`));
    });

    it("say what they wrote where they end before, or are not ready in time", async () => {
        const never = async (): Promise<boolean> => false;
        await assert.rejects(startServer({ ...node("console.log('bad port'); process.exit(2)"), ready: never }), {
            message: /: exited with 2 before it was ready: bad port$/,
        });
        await assert.rejects(startServer({ ...node("setInterval(() => {}, 1000)"), ready: never, readyWithin: 200 }), {
            message: /: not ready within 0.2 s: $/,
        });
        await assert.rejects(startServer({ command: "/no/such/server", args: [], ready: never }), {
            message: /ENOENT before it was ready/,
        });
    });
});

describe("the cache of servers", () => {
    const folder = mkdtempSync(join(tmpdir(), "colorway-servers-"));
    const before = process.env["COLORWAY_CACHE_DIR"];
    beforeEach(() => { process.env["COLORWAY_CACHE_DIR"] = folder; });
    afterEach(() => {
        delete process.env["COLORWAY_CACHE_DIR"];
        Object.assign(process.env, before === undefined ? {} : { COLORWAY_CACHE_DIR: before });
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("installs once", async () => {
        let installs = 0;
        const install = (dir: string): void => {
            installs += 1;
            writeFileSync(join(dir, "file"), `${installs}`);
        };
        const places = [await cached("one", install), await cached("one", install)];
        assert.deepEqual([places, installs], [[join(folder, "servers", "one"), join(folder, "servers", "one")], 1]);
    });

    it("takes the folder of who was faster", async () => {
        let both = 0;
        const install = async (dir: string): Promise<void> => {
            both += 1;
            writeFileSync(join(dir, "file"), "whole");
            while (both < 2) {
                await new Promise(resolve => setImmediate(resolve));
            }
        };
        const [place] = await Promise.all([cached("two", install), cached("two", install)]);
        assert.equal(readFileSync(join(place, "file"), "utf8"), "whole");
    });

    it("leaves nothing of an installation that failed, and says why", async () => {
        const place = join(serversDir(), "three");
        await assert.rejects(cached("three", () => { throw new Error("no network"); }), new Error(`three cannot be installed into ${place}: no network`));
        assert.equal(existsSync(place), false);
        assert.deepEqual(readdirSync(serversDir()).filter(name => name.startsWith("three")), []);
    });
});
