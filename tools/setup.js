// Set-up of a fresh machine: the locked npm packages and the Pulumi CLI. Plain JavaScript without dependencies, because it
// runs before anything is installed. `npm start` and `npm test` call it; a second run finds everything and costs little.
"use strict";

const { spawn, spawnSync } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const root = path.join(__dirname, "..");
const moduleDir = path.join(__dirname, "pulumi-cli");
const stampFile = path.join(root, "node_modules", ".colorway-setup.json");

/** The version of the CLI and of @pulumi/pulumi; they are released together. */
const pulumiVersion = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).dependencies["@pulumi/pulumi"];
const minimumNode = [20, 19];

class SetupError extends Error {}

async function main() {
    checkNode();
    await installPackages();
    await preparePulumi();
}

function checkNode() {
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
    throw new SetupError(`Node.js ${process.versions.node} is too old: install ${minimumNode.join(".")} or newer (https://nodejs.org).`);
}

/** Installs exactly what package-lock.json says, when it has changed or nothing is there. */
async function installPackages() {
    const lock = crypto.createHash("sha256").update(fs.readFileSync(path.join(root, "package-lock.json"))).digest("hex");
    const wanted = `${lock} node ${process.versions.modules}`;
    if (readStamp().packages === wanted) return;
    // No install scripts: they would only download provider plug-ins, which the CLI gets by itself where it needs them.
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await step("installing the locked npm packages", "about 1 minute", () => run("npm", args, root));
    linkCommand();
    await step("transpiling the program and its commands", "a few seconds", () => run(process.execPath, [path.join(__dirname, "transpile-all.js")], root));
    writeStamp({ packages: wanted });
}

/** `npx colorway` starts what it finds here; otherwise it first makes a package of the project, for two seconds each time. */
function linkCommand() {
    const link = path.join(root, "node_modules", ".bin", "colorway");
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.join("..", "..", "bin", "colorway.js"), link);
}

/** Finds, downloads or builds the CLI, in this order, and remembers where it is. */
async function preparePulumi() {
    const stamp = readStamp();
    if (stamp.pulumi !== undefined && stamp.pulumi.wanted === pulumiVersion && unchanged(stamp.pulumi)) return;
    const found = await getPulumi();
    const { mtimeMs, size } = fs.statSync(found);
    writeStamp({ pulumi: { wanted: pulumiVersion, version: versionOf(found), path: found, mtimeMs, size, searchPath: process.env.PATH } });
}

async function getPulumi() {
    const found = pulumiOnPath() || cachedPulumi() || (await downloadPulumi()) || (await buildPulumi());
    if (found === undefined) throw new SetupError(noPulumi());
    return found;
}

function unchanged(pulumi) {
    try {
        const { mtimeMs, size } = fs.statSync(pulumi.path);
        return mtimeMs === pulumi.mtimeMs && size === pulumi.size && pulumi.searchPath === process.env.PATH;
    } catch {
        return false;
    }
}

/** A `pulumi` that the user has: same major version, at least ours. */
function pulumiOnPath() {
    for (const folder of (process.env.PATH || "").split(path.delimiter)) {
        const candidate = path.join(folder, "pulumi");
        if (folder !== "" && fs.existsSync(candidate) && fits(versionOf(candidate))) return candidate;
    }
    return undefined;
}

function cachedPulumi() {
    const candidates = [path.join(cacheDir(), "bin", "pulumi"), path.join(downloadDir(), "bin", "pulumi")];
    return candidates.find((candidate) => fs.existsSync(candidate) && fits(versionOf(candidate)));
}

function versionOf(executable) {
    const result = spawnSync(executable, ["version"], { encoding: "utf8", env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
    return result.status === 0 ? result.stdout.trim().replace(/^v/, "") : "";
}

function fits(version) {
    const [major, minor, patch] = version.split(/[.-]/).map(Number);
    const [wantedMajor, wantedMinor, wantedPatch] = pulumiVersion.split(".").map(Number);
    return major === wantedMajor && (minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch));
}

/** The Automation API's own installer, where the download host can be reached. */
async function downloadPulumi() {
    if (!(await reachable("https://get.pulumi.com/install.sh"))) return undefined;
    const { PulumiCommand } = require(path.join(root, "node_modules", "@pulumi", "pulumi", "automation"));
    const { SemVer } = require(path.join(root, "node_modules", "semver"));
    return step(`downloading the Pulumi CLI ${pulumiVersion}`, "about 1 minute", async () => {
        try {
            await PulumiCommand.install({ root: downloadDir(), version: new SemVer(pulumiVersion) });
            return path.join(downloadDir(), "bin", "pulumi");
        } catch (error) {
            say(`the download failed: ${firstLine(error)}`);
            return undefined;
        }
    });
}

async function reachable(url) {
    try {
        await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(5000) });
        return true;
    } catch {
        return false;
    }
}

/** Builds the CLI from its Go module, once per machine. */
async function buildPulumi() {
    const go = spawnSync("go", ["version"], { encoding: "utf8" });
    if (go.status !== 0) return undefined;
    const target = path.join(cacheDir(), "bin", "pulumi");
    return step(`building the Pulumi CLI ${pulumiVersion} from its Go module`, "about 5 minutes, once per machine", async () => {
        fs.mkdirSync(path.dirname(target), { recursive: true });
        // Built beside its place and moved there whole, so that two set-ups at once do not meet.
        const fresh = `${target}.${process.pid}`;
        const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${pulumiVersion}`;
        const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", fresh, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"];
        try {
            await run("go", args, moduleDir, { CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" });
            fs.renameSync(fresh, target);
            return target;
        } catch (error) {
            fs.rmSync(fresh, { force: true });
            say(`the build failed: ${firstLine(error)}`);
            return undefined;
        }
    });
}

function noPulumi() {
    return [
        `The Pulumi CLI ${pulumiVersion} is not here and could not be got. Any one of these helps:`,
        `  1. install it (https://www.pulumi.com/docs/iac/download-install/) so that \`pulumi version\` prints v${pulumiVersion} or newer;`,
        "  2. let this machine reach https://get.pulumi.com, and run this again: it is then downloaded;",
        "  3. install Go 1.25 or newer (https://go.dev/dl/), and run this again: it is then built from its Go module.",
    ].join("\n");
}

/** Outside the work tree, so that every clone on the machine shares it. */
function cacheDir() {
    const base = process.env.COLORWAY_CACHE_DIR || path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "colorway");
    return path.join(base, `pulumi-${pulumiVersion}`);
}

function downloadDir() {
    return path.join(process.env.PULUMI_HOME || path.join(os.homedir(), ".pulumi"), "versions", pulumiVersion);
}

function readStamp() {
    try {
        return JSON.parse(fs.readFileSync(stampFile, "utf8"));
    } catch {
        return {};
    }
}

function writeStamp(part) {
    const stamp = { ...readStamp(), ...part };
    fs.writeFileSync(stampFile, `${JSON.stringify(stamp, undefined, 2)}\n`);
}

function run(command, args, cwd, env = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        const keep = (chunk) => (output = (output + chunk).slice(-20000));
        child.stdout.on("data", keep);
        child.stderr.on("data", keep);
        child.on("error", reject);
        child.on("close", (code) => {
            if (code === 0) resolve();
            else reject(new SetupError(`${command} ${args[0]} ended with ${code}:\n${output.trim()}`));
        });
    });
}

/** Says what is done, how long it usually takes and how long it took. */
async function step(what, usual, act) {
    say(`${what} (${usual})`);
    const started = Date.now();
    const beat = setInterval(() => say(`  still ${what}, ${seconds(started)} s`), 30000);
    try {
        return await act();
    } finally {
        clearInterval(beat);
        say(`  done after ${seconds(started)} s`);
    }
}

function seconds(since) {
    return Math.round((Date.now() - since) / 1000);
}

function say(text) {
    process.stderr.write(`setup: ${text}\n`);
}

function firstLine(error) {
    return String(error instanceof Error ? error.message : error).trim().split("\n").slice(0, 5).join("\n");
}

if (require.main === module) {
    main().catch((error) => {
        process.stderr.write(`${error instanceof SetupError ? error.message : (error.stack ?? error)}\n`);
        process.exitCode = 1;
    });
}

module.exports = { fits, getPulumi, noPulumi, pulumiVersion };
