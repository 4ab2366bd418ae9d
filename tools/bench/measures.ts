import { join } from "node:path";
import { LoadReport } from "../load/report";
import { runNode } from "./process";
import { root, Workspace } from "./workspace";

/** One thing that is measured. */
export interface Measure {
    readonly name: string;
    readonly title: string;
    readonly unit: "s" | "ms" | "req/s";
    /** One run; the value in the unit. */
    readonly run: (workspace: Workspace) => Promise<number>;
}

const loader = join(root, "tools", "transpile.js");
const loadSeconds = 5;
const usualRate = 250;
/** A rate counts as carried when nothing fails and 99 of 100 answers come within this. */
const carriedWithinMs = 100;
const rates = [500, 1000, 1500, 2000, 3000, 4000];

export const measures: readonly Measure[] = [
    { name: "setup", title: "set-up, second run", unit: "s", run: () => node(join(root, "tools", "setup.js")) },
    { name: "help", title: "colorway --help", unit: "s", run: () => node(join(root, "bin", "colorway.js"), "--help") },
    { name: "build", title: "program of dev built on mocks", unit: "s", run: () => node("-r", loader, join(__dirname, "build-program.ts")) },
    { name: "pack", title: "start of the joint policy pack", unit: "s", run: () => packStart("joint") },
    { name: "nist", title: "start of the pack for NIST SP 800-53", unit: "s", run: () => packStart("nist-800-53") },
    { name: "pci", title: "start of the pack for PCI DSS", unit: "s", run: () => packStart("pci-dss") },
    { name: "rules", title: "all rules on 400 resources", unit: "ms", run: judgeRules },
    { name: "preview", title: "preview of dev, empty cloud", unit: "s", run: async (workspace) => (await empty(workspace)).timed("preview", "dev") },
    { name: "up", title: "up of dev, empty cloud", unit: "s", run: async (workspace) => (await empty(workspace)).timed("up", "dev") },
    { name: "again", title: "up of dev, nothing to do", unit: "s", run: async (workspace) => (await made(workspace)).timed("up", "dev") },
    { name: "flip", title: "flip of dev", unit: "s", run: flip },
    { name: "prod", title: "preview of prod, empty cloud", unit: "s", run: async (workspace) => (await empty(workspace)).timed("preview", "prod") },
    { name: "prod-pack", title: "what the joint pack adds to it", unit: "s", run: ownAdds },
    { name: "prod-nist", title: "what the pack for NIST SP 800-53 adds to one of the plain CLI", unit: "s", run: plainAdds("nist-800-53") },
    { name: "prod-pci", title: "what the pack for PCI DSS adds to one of the plain CLI", unit: "s", run: plainAdds("pci-dss") },
    { name: "latency", title: `load balancer, p99 at ${usualRate} requests a second`, unit: "ms", run: latency },
    { name: "throughput", title: `load balancer, p99 up to ${carriedWithinMs} ms at`, unit: "req/s", run: throughput },
];

async function node(...args: string[]): Promise<number> {
    return (await runNode(args, { cwd: root })).milliseconds / 1000;
}

/** The pack's process as the engine starts it, until it names its port. */
async function packStart(folder: string): Promise<number> {
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const cwd = join(root, "policies", folder);
    return (await runNode(["-r", loader, runner, "127.0.0.1:9", "."], { cwd, untilOutput: true })).milliseconds / 1000;
}

async function judgeRules(): Promise<number> {
    return Number((await runNode(["-r", loader, join(__dirname, "judge-rules.ts")], { cwd: root })).stdout);
}

interface Timed {
    timed(command: string, stack: string): Promise<number>;
}

function timedIn(workspace: Workspace): Timed {
    return { timed: async (command, stack) => (await workspace.colorway(command, "--stack", stack)) / 1000 };
}

/** With the simulated cloud running and nothing in it. */
async function empty(workspace: Workspace): Promise<Timed> {
    await workspace.colorway("sim", "reset");
    await workspace.colorway("sim", "start");
    return timedIn(workspace);
}

/** Of a command's own preview: with the folder of policies and without. */
async function ownAdds(workspace: Workspace): Promise<number> {
    const stack = await empty(workspace);
    const without = await workspace.withoutPolicies(() => stack.timed("preview", "prod"));
    return (await stack.timed("preview", "prod")) - without;
}

function plainAdds(pack: string): (workspace: Workspace) => Promise<number> {
    return async (workspace) => {
        const stack = await empty(workspace);
        // Makes the stack, which the plain CLI does not.
        await workspace.withoutPolicies(() => stack.timed("preview", "prod"));
        const preview = ["pulumi", "--", "preview", "--stack", "prod", "--non-interactive"];
        const without = await workspace.colorway(...preview);
        return ((await workspace.colorway(...preview, "--policy-pack", join(root, "policies", pack))) - without) / 1000;
    };
}

/** With dev as its configuration says. */
async function made(workspace: Workspace): Promise<Timed> {
    await workspace.colorway("up", "--stack", "dev");
    return timedIn(workspace);
}

async function flip(workspace: Workspace): Promise<number> {
    const stack = await made(workspace);
    workspace.activate("dev", "green");
    const there = await stack.timed("up", "dev");
    workspace.activate("dev", "blue");
    return there;
}

async function latency(workspace: Workspace): Promise<number> {
    await made(workspace);
    return (await loadOf(await workspace.address(), usualRate)).latency.p99;
}

async function throughput(workspace: Workspace): Promise<number> {
    await made(workspace);
    const address = await workspace.address();
    let carried = 0;
    for (const rate of rates) {
        const { failed, latency: found } = await loadOf(address, rate);
        if (failed > 0 || found.p99 > carriedWithinMs) break;
        carried = rate;
    }
    return carried;
}

async function loadOf(address: string, rate: number): Promise<LoadReport> {
    const main = join(root, "tools", "load", "main.ts");
    const args = ["-r", loader, main, address, "--rate", String(rate), "--seconds", String(loadSeconds), "--json"];
    // 1: requests failed; that is part of the result.
    return JSON.parse((await runNode(args, { cwd: root, exitCodes: [0, 1] })).stdout) as LoadReport;
}
