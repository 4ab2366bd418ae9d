import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setStackValues } from "../../config/edit";
import { LoadReport } from "../../tools/load/report";
import { LoadProcess, startLoadProcess } from "../../cli/load-process";
import { pushImage } from "../../cli/simulator";
import { DaemonClient } from "../../simulator/daemon/client";
import { SimulatorStatus } from "../../simulator/daemon/status";
import { sampleServices } from "../../simulator/images/registry";
import { startNode } from "./behind";

const root = join(__dirname, "..", "..");
const own = /^(Pulumi(\..+)?\.yaml|releases|\.colorway|\.git)$/;

const warmUp = 2_000;
const warmUpUsers = 8;

/** What a command did. */
export interface Ran {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export interface TestProjectOptions {
    /**
     * Whether the engine writes its state at every step and not only at the end of an update. Takes half of an update from
     * nothing; needed where an engine is killed.
     *
     * @default false
     */
    readonly checkpoints?: boolean;

    /**
     * Whether updates are checked by the policy packs, which takes a third of one.
     *
     * @default true
     */
    readonly policies?: boolean;
}

/** A project folder of its own with this program, its own stack files, releases and simulated cloud. */
export class TestProject {
    private readonly loads = new Set<LoadProcess>();
    readonly dir = mkdtempSync(join(tmpdir(), "colorway-test-"));
    readonly daemon = new DaemonClient(join(this.dir, ".colorway", "sim"));

    /** What commands of this project are started with beside this process's own variables. */
    readonly environment: { readonly [name: string]: string };

    constructor({ checkpoints = false, policies = true }: TestProjectOptions = {}) {
        this.environment = checkpoints ? {} : { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
        for (const name of readdirSync(root)) {
            if (name === "policies" && !policies) continue;
            if (!own.test(name)) symlinkSync(join(root, name), join(this.dir, name));
            else if (name.startsWith("Pulumi") || name === "releases") cpSync(join(root, name), join(this.dir, name), { recursive: true });
        }
    }

    /** Runs a command line of `colorway` to its end. */
    colorway(...args: string[]): Promise<Ran> {
        return startNode([join(root, "bin", "colorway.js"), ...args], {
            cwd: this.dir, env: { ...process.env, ...this.environment }, behind: this.underLoad,
        }).ended;
    }

    /** Like `colorway`, but anything else than success fails the test with what was printed. */
    async done(...args: string[]): Promise<Ran> {
        const ran = await this.colorway(...args);
        if (ran.code !== 0) throw new Error(`colorway ${args.join(" ")} ended with ${ran.code}\n${ran.stdout}\n${ran.stderr}`);
        return ran;
    }

    /** The JSON that a command prints with `--json`. */
    async json<T>(...args: string[]): Promise<T> {
        return JSON.parse((await this.done(...args, "--json")).stdout) as T;
    }

    /** Changes values in a stack file, as `colorway:activeColor`. */
    edit(stack: string, values: { readonly [path: string]: unknown }): void {
        const file = join(this.dir, `Pulumi.${stack}.yaml`);
        writeFileSync(file, setStackValues(readFileSync(file, "utf8"), values));
    }

    /** Writes `releases/VERSION.yaml` with images pushed for it; `behaviors` by service, `healthy` where absent. */
    async release(version: string, behaviors: { readonly [service: string]: string } = {}): Promise<void> {
        const images: string[] = [];
        await this.daemon.ensure();
        for (const service of sampleServices) {
            const pushed = { repository: `colorway/${service}`, version, behavior: behaviors[service] ?? "healthy" };
            images.push(`  ${service}: ${await pushImage(this.daemon, pushed)}`);
        }
        const lines = [`version: ${version}`, `commit: ${"0123456789abcdef".repeat(3).slice(0, 40)}`, "created: 2026-11-21T00:00:00Z", "images:", ...images, ""];
        writeFileSync(join(this.dir, "releases", `${version}.yaml`), lines.join("\n"));
    }

    async status(): Promise<SimulatorStatus> {
        const status = await this.daemon.status();
        if (status === undefined) throw new Error("the simulated cloud does not run");
        return status;
    }

    /** Where the listener of a port answers on this machine. */
    async listener(port: number): Promise<string> {
        const listener = (await this.status()).listeners.find((candidate) => candidate.port === port);
        if (listener === undefined) throw new Error(`no listener on port ${port}`);
        return listener.address;
    }

    /**
     * A steady load through the HTTPS listener, to which commands yield until it is stopped. Comes after as many requests, a few at a time,
     * as it takes to compile what answers them: a fixed rate finds a cold process many times as slow, and opens all of its connections at once.
     */
    async load(rate: number): Promise<LoadProcess> {
        const address = await this.listener(443);
        const asking = async (): Promise<void> => {
            for (let count = 0; count < warmUp / warmUpUsers; count += 1) await (await fetch(address)).text();
        };
        await Promise.all(Array.from({ length: warmUpUsers }, asking));
        const load = startLoadProcess(address, rate);
        this.loads.add(load);
        return {
            stop: () => {
                this.loads.delete(load);
                return load.stop();
            },
        };
    }

    /** Whether a load goes on. */
    get underLoad(): boolean {
        return this.loads.size > 0;
    }

    /** Ends loads, too, that a test which failed has left. */
    async dispose(): Promise<void> {
        await Promise.allSettled([...this.loads].map((load) => load.stop()));
        await this.daemon.stop();
        rmSync(this.dir, { recursive: true, force: true });
    }
}

/** Fails unless every request was answered well by one color. */
export function failuresOf(report: LoadReport): string {
    const { requests, failed, crossed, errors, statuses } = report;
    if (failed === 0 && crossed === 0) return "";
    const when = report.seconds.filter((each) => each.failed + each.crossed > 0).map((each) => `second ${each.second}: ${each.failed + each.crossed}`);
    return `${JSON.stringify({ requests, failed, crossed, errors, statuses })}; ${when.join(", ")} of ${report.seconds.length}`;
}
