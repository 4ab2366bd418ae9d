import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(__dirname, "..", "..");

describe("set-up on a machine without the Pulumi CLI", () => {
    const cache = mkdtempSync(join(tmpdir(), "colorway-cache-"));
    after(() => rmSync(cache, { recursive: true, force: true }));

    it("downloads or builds exactly the version of the lockfile", () => {
        const { builtPulumi, wanted } = setUpWithCache(cache);
        assert.ok(existsSync(builtPulumi), `no CLI at ${builtPulumi}`);
        const version = spawnSync(builtPulumi, ["version"], { encoding: "utf8", env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
        assert.equal(version.stdout.trim().replace(/^v/, ""), wanted);
    });
});

/** Runs the set-up's search for the CLI with an empty cache and a PATH that has no `pulumi`. */
function setUpWithCache(cacheDir: string): { readonly builtPulumi: string; readonly wanted: string } {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: { [name: string]: string } };
    const wanted = dependencies["@pulumi/pulumi"] ?? "";
    const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !existsSync(join(folder, "pulumi")));
    const env = { ...process.env, PATH: path.join(delimiter), COLORWAY_CACHE_DIR: cacheDir, PULUMI_HOME: join(cacheDir, "home") };
    const script = `require("./tools/setup.js").getPulumi().then((path) => process.stdout.write(path), (error) => { console.error(error.message); process.exit(1); })`;
    const result = spawnSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8", env });
    assert.equal(result.status, 0, result.stderr);
    return { builtPulumi: result.stdout, wanted };
}
