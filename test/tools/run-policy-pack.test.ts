import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const starter = join(__dirname, "..", "..", "tools", "run-policy-pack.js");

describe("the start of a policy pack", function () {
    this.timeout(120_000);
    let pack: string;
    beforeEach(() => {
        pack = mkdtempSync(join(tmpdir(), "colorway-pack-"));
    });
    afterEach(() => rmSync(pack, { recursive: true, force: true }));

    /** Whether the TypeScript compiler was there when the pack's own code ran. */
    function compilerLoaded(options: string): string {
        writeFileSync(join(pack, "PulumiPolicy.yaml"), `runtime:\n  name: nodejs\n${options}`);
        const isCompiler = String.raw`/node_modules[\\/]typescript[\\/]lib[\\/]typescript\.js$/`;
        writeFileSync(join(pack, "index.js"), `console.log(Object.keys(require.cache).some(name => ${isCompiler}.test(name)), ...process.argv.slice(2));\n`);
        const { stdout, stderr, status } = spawnSync(process.execPath, [starter, "127.0.0.1:1", ".", "more"], { cwd: pack, encoding: "utf8" });
        assert.equal(status, 0, stderr);
        return stdout.trim();
    }

    it("loads no compiler for a pack that says it has no TypeScript", () => {
        assert.equal(compilerLoaded("  options:\n    typescript: false\n"), "false more");
    });

    it("loads it for any other, as the SDK does", () => {
        assert.equal(compilerLoaded(""), "true more");
        assert.equal(compilerLoaded("  options:\n    typescript: true\n"), "true more");
    });

    it("tells of a pack that isn't there", () => {
        const { stderr, status } = spawnSync(process.execPath, [starter, "127.0.0.1:1", join(pack, "absent")], { encoding: "utf8" });
        assert.notEqual(status, 0);
        assert.match(stderr, /We failed to locate the entry point for your program: .*absent/);
    });
});
