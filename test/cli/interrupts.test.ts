import { strict as assert } from "node:assert";
import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** A process with a child as the engine is one; ends with 7 in its own time. */
const program = `
    const { signal } = require("./cli/interrupts").interrupts();
    const child = require("execa")(process.execPath, ["-e", "process.on('SIGINT', () => {}); setTimeout(() => {}, 60000)"]);
    child.catch(() => undefined);
    signal.addEventListener("abort", () => {
        console.log("told");
        process.stdin.once("data", () => process.exit(7)).resume();
    });
    setTimeout(() => {}, 60000);
    console.log("ready");
`;

describe("Ctrl-C", function () {
    this.timeout(60_000);

    const started = async (): Promise<ChildProcess> => {
        const child = spawn(process.execPath, ["-r", "./tools/transpile.js", "-e", program], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
        assert.match(await printed(child), /ready/);
        return child;
    };
    const printed = async (child: ChildProcess): Promise<string> => {
        assert.ok(child.stdout !== null);
        return String((await once(child.stdout, "data"))[0]);
    };

    for (const name of ["SIGINT", "SIGTERM"] as const) {
        it(`${name} is told of while the engine runs, and does not end the process`, async () => {
            const child = await started();
            const ended = once(child, "exit");
            child.kill(name);
            assert.match(await Promise.race([printed(child), ended.then(String)]), /told/);
            child.stdin?.write("go on");
            assert.deepEqual(await ended, [7, null]);
        });
    }

    it("ends the process at once the second time", async () => {
        const child = await started();
        const ended = once(child, "exit");
        child.kill("SIGINT");
        await printed(child);
        child.kill("SIGINT");
        assert.deepEqual(await ended, [130, null]);
    });
});
