import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const file = join(__dirname, "..", "..", "tools", "end-with-parent.js");

describe("a process that ends with its parent", () => {
    it("lives as long as the parent does, and ends after a kill of it", async () => {
        const child = `require(${JSON.stringify(file)}); setInterval(() => undefined, 1000); setTimeout(() => console.log("alive"), 1200)`;
        const parent = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" })`;
        const started = spawn(process.execPath, ["-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
        const [first] = (await once(started.stdout, "data")) as [Buffer];
        assert.equal(first.toString(), "alive\n");
        started.kill("SIGKILL");
        // Its end closes the pipe.
        await once(started.stdout, "close");
    });
});
