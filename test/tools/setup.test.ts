import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

interface Setup {
    readonly fits: (version: string) => boolean;
    readonly noPulumi: () => string;
    readonly pulumiVersion: string;
}

const root = join(__dirname, "..", "..");
const script = join(root, "tools", "setup.js");
const { fits, noPulumi, pulumiVersion } = require(script) as Setup;
const [major, minor, patch] = pulumiVersion.split(".").map(Number) as [number, number, number];

describe("a Pulumi CLI", () => {
    for (const [title, version] of [
        ["its own version", `${major}.${minor}.${patch}`],
        ["a later patch", `${major}.${minor}.${patch + 1}`],
        ["a later minor, whatever its patch", `${major}.${minor + 1}.0`],
        ["a later build from a branch", `${major}.${minor + 1}.0-alpha.1700000000+abc`],
    ] as const) {
        it(`fits with ${title}`, () => assert.equal(fits(version), true));
    }

    for (const [title, version] of [
        ["an earlier minor", `${major}.${minor - 1}.99`],
        ["the next major", `${major + 1}.${minor}.${patch}`],
        ["the major before", `${major - 1}.${minor + 1}.0`],
        ["no version", ""],
        ["words", "dev"],
    ] as const) {
        it(`does not fit with ${title}`, () => assert.equal(fits(version), false));
    }
});

describe("the set-up", () => {
    it("tells the three ways out when there is no CLI", () => {
        assert.deepEqual(noPulumi().split("\n"), [
            `The Pulumi CLI ${pulumiVersion} is not here and could not be got. Any one of these helps:`,
            `  1. install it (https://www.pulumi.com/docs/iac/download-install/) so that \`pulumi version\` prints v${pulumiVersion} or newer;`,
            "  2. let this machine reach https://get.pulumi.com, and run this again: it is then downloaded;",
            "  3. install Go 1.25 or newer (https://go.dev/dl/), and run this again: it is then built from its Go module.",
        ]);
    });

    it("builds the CLI from exactly the SDK's version, with the Go that its message names", () => {
        const module = readFileSync(join(root, "tools", "pulumi-cli", "go.mod"), "utf8");
        for (const path of ["github.com/pulumi/pulumi/pkg/v3", "github.com/pulumi/pulumi/sdk/v3"]) {
            const [, version] = new RegExp(`^\\s*(?:require )?${path} (\\S+)`, "m").exec(module) ?? [];
            assert.equal(version, `v${pulumiVersion}`, path);
        }
        assert.match(module, /^tool github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/m);
        const [, go] = /^go (\d+\.\d+)/m.exec(module) ?? [];
        assert.ok(noPulumi().includes(`install Go ${go} or newer`), go);
    });

    it("asks for the Node.js that package.json asks for", () => {
        const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
        const [, found] = /minimumNode = \[([^\]]+)\]/.exec(readFileSync(script, "utf8")) ?? [];
        assert.equal(`>=${found?.split(", ").join(".")}`, engines.node);
    });

    it("needs nothing but Node.js itself until the packages are installed", () => {
        const text = readFileSync(script, "utf8");
        const required = [...text.matchAll(/^const .*require\("([^"]+)"\)/gm)].map(([, name]) => name?.replace("node:", "") ?? "");
        assert.ok(required.length > 0);
        for (const name of required) assert.ok(builtinModules.includes(name), name);
        // What else is required is named by its path in node_modules, and only where a CLI is downloaded.
        const others = [...text.matchAll(/require\(path\.join\(root, "node_modules"/g)];
        assert.equal([...text.matchAll(/require\(/g)].length, required.length + others.length);
        const [, download = ""] = /async function downloadPulumi\(\) \{(.*?)\n\}/s.exec(text) ?? [];
        assert.equal([...download.matchAll(/require\(/g)].length, others.length);
    });
});

describe("the set-up of a project", () => {
    let dir: string;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-setup-"));
        for (const file of ["tools/setup.js", "package.json", "package-lock.json"]) {
            mkdirSync(dirname(join(dir, file)), { recursive: true });
            copyFileSync(join(root, file), join(dir, file));
        }
        writeFileSync(join(dir, "tools", "transpile-all.js"), 'require("node:fs").appendFileSync("calls", "transpile\\n");\n');
        tool("npm", `echo "npm $@" >> ${dir}/calls; mkdir -p node_modules`);
        tool("pulumi", `echo "pulumi $@" >> ${dir}/calls; echo v${pulumiVersion}`);
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    /** Puts a tool on the PATH that notes how it is called. */
    function tool(name: string, body: string): void {
        mkdirSync(join(dir, "bin"), { recursive: true });
        writeFileSync(join(dir, "bin", name), `#!/bin/sh\n${body}\n`);
        chmodSync(join(dir, "bin", name), 0o755);
    }

    function setUp(more: NodeJS.ProcessEnv = {}): { readonly code: number | null; readonly err: string; readonly calls: readonly string[] } {
        writeFileSync(join(dir, "calls"), "");
        const PATH = [join(dir, "bin"), "/usr/bin", "/bin"].join(delimiter);
        const env = { PATH, HOME: dir, COLORWAY_CACHE_DIR: join(dir, "cache"), PULUMI_HOME: join(dir, "home"), ...more };
        const { status, stderr } = spawnSync(process.execPath, [join(dir, "tools", "setup.js")], { cwd: dir, env, encoding: "utf8" });
        return { code: status, err: stderr, calls: readFileSync(join(dir, "calls"), "utf8").trim().split("\n").filter((line) => line !== "") };
    }

    it("installs the locked packages and finds the CLI on the PATH; a second run does neither and says nothing", () => {
        const first = setUp();
        assert.equal(first.code, 0, first.err);
        assert.equal(first.calls[0], "npm ci --ignore-scripts --no-audit --no-fund --loglevel=error");
        assert.ok(first.calls.includes("pulumi version"));
        const told = first.err.replaceAll(/after \d+ s/g, "after N s").split("\n");
        const steps = ["installing the locked npm packages (about 1 minute)", "transpiling the program and its commands (a few seconds)"];
        assert.deepEqual(told, [...steps.flatMap((step) => [`setup: ${step}`, "setup:   done after N s"]), ""]);
        assert.equal(first.calls[1], "transpile");
        assert.equal(readlinkSync(join(dir, "node_modules", ".bin", "colorway")), "../../bin/colorway.js");
        const { pulumi } = JSON.parse(readFileSync(join(dir, "node_modules", ".colorway-setup.json"), "utf8")) as { pulumi: { path: string; version: string } };
        assert.deepEqual([pulumi.path, pulumi.version], [join(dir, "bin", "pulumi"), pulumiVersion]);
        assert.deepEqual(setUp(), { code: 0, err: "", calls: [] });
    });

    it("installs again when the lockfile has changed", () => {
        setUp();
        writeFileSync(join(dir, "package-lock.json"), "{}");
        const { calls } = setUp();
        assert.deepEqual(calls.map((line) => line.split(" ")[0]), ["npm", "transpile"]);
    });

    it("looks for the CLI again when it was replaced", () => {
        setUp();
        tool("pulumi", `echo "another pulumi" >> ${dir}/calls; echo v${major}.${minor + 1}.0`);
        assert.deepEqual([...new Set(setUp().calls)], ["another pulumi"]);
    });

    it("passes over a CLI on the PATH that does not fit, for one that it got before", () => {
        tool("pulumi", "echo v2.0.0");
        const cached = join(dir, "cache", `pulumi-${pulumiVersion}`, "bin");
        mkdirSync(cached, { recursive: true });
        writeFileSync(join(cached, "pulumi"), `#!/bin/sh\necho v${pulumiVersion}\n`, { mode: 0o755 });
        assert.equal(setUp().code, 0);
        const { pulumi } = JSON.parse(readFileSync(join(dir, "node_modules", ".colorway-setup.json"), "utf8")) as { pulumi: { path: string } };
        assert.equal(pulumi.path, join(cached, "pulumi"));
    });

    it("fails with npm's own words, and tries again the next time", () => {
        tool("npm", "echo 'no such package' >&2; exit 7");
        const { code, err } = setUp();
        assert.equal(code, 1);
        assert.ok(err.endsWith("npm ci ended with 7:\nno such package\n"), err);
        tool("npm", `echo npm >> ${dir}/calls; mkdir -p node_modules`);
        assert.deepEqual([setUp().code], [0]);
    });
});
