import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What the script prints in a process of its own, in which the stand-ins are set before anything is loaded. */
function run(script: string): string {
    const loader = join(root, "tools", "lazy-modules.js");
    const helper = "const loaded = () => ['typescript/lib', '@npmcli/arborist'].filter((part) => Object.keys(require.cache).some((file) => file.includes(part)));";
    return execFileSync(process.execPath, ["-r", loader, "-e", `${helper}${script}`], { cwd: root, encoding: "utf8" }).trim();
}

describe("the large modules of Pulumi's SDK", () => {
    it("are not loaded with it", () => {
        assert.equal(run("require('@pulumi/pulumi'); console.log(loaded().length)"), "0");
    });

    it("are the real ones at their first use", () => {
        const use = "const ts = require('@pulumi/pulumi/typescript-shim'); console.log(ts.version, 'version' in ts, Object.keys(ts).includes('version'), loaded().length)";
        const { version } = require("typescript/package.json") as { readonly version: string };
        assert.equal(run(use), `${version} true true 1`);
    });

    it("still make text of a function", () => {
        const text = "require('@pulumi/pulumi').runtime.serializeFunction(() => 6 * 7).then((f) => console.log(f.text.includes('6 * 7'), loaded().length))";
        assert.equal(run(text), "true 1");
    });

    it("are at once the real ones for anybody else", () => {
        assert.equal(run("require('typescript'); console.log(loaded().length)"), "1");
    });
});
