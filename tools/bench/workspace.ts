import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setStackValues } from "../../config/edit";
import { stackFile } from "../../config/files";
import { DaemonClient } from "../../simulator/daemon/client";
import { runNode } from "./process";

export const root = join(__dirname, "..", "..");

// Copied, so that neither the project's own files nor its simulated cloud are touched.
const copied = /^(Pulumi(\..+)?\.yaml|releases)$/;
const left = new Set([".git", ".colorway"]);

/** A project folder of its own, with a simulated cloud of its own. */
export class Workspace {
    readonly dir = mkdtempSync(join(tmpdir(), "colorway-bench-"));
    private readonly daemon = new DaemonClient(join(this.dir, ".colorway", "sim"));

    constructor() {
        for (const name of readdirSync(root)) {
            if (copied.test(name)) cpSync(join(root, name), join(this.dir, name), { recursive: true });
            else if (!left.has(name)) symlinkSync(join(root, name), join(this.dir, name));
        }
    }

    /** Runs a command; its time in milliseconds. */
    async colorway(...args: string[]): Promise<number> {
        return (await runNode([join(root, "bin", "colorway.js"), ...args], { cwd: this.dir })).milliseconds;
    }

    /** While there is no folder of policies, commands check by none. */
    async withoutPolicies<T>(act: () => Promise<T>): Promise<T> {
        const folder = join(this.dir, "policies");
        unlinkSync(folder);
        try {
            return await act();
        } finally {
            symlinkSync(join(root, "policies"), folder);
        }
    }

    activate(stack: string, color: string): void {
        const file = join(this.dir, stackFile(stack));
        writeFileSync(file, setStackValues(readFileSync(file, "utf8"), { "colorway:activeColor": color }));
    }

    /** Where the HTTPS listener answers on this machine. */
    async address(): Promise<string> {
        const status = await this.daemon.status();
        const listener = status?.listeners.find(({ port }) => port === 443);
        if (listener === undefined) throw new Error("the load balancer has no listener on port 443");
        return listener.address;
    }

    async dispose(): Promise<void> {
        await this.daemon.stop();
        rmSync(this.dir, { recursive: true, force: true });
    }
}
