/**
 * Moto in its server mode (https://docs.getmoto.org): AWS's APIs on loopback, written by others. It keeps objects and checks some
 * of their rules; it moves no traffic and its schedules never act.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache";
import { freePort, run, type RunningServer, startServer } from "./process";

/** Exact versions of Moto and everything that it needs. */
const requirements = join(__dirname, "moto.requirements.txt");

export class Moto {
    private constructor(
        /** As `http://127.0.0.1:4711`: the endpoint of every service. */
        readonly endpoint: string,
        private readonly server: RunningServer,
    ) {}

    /**
     * Installs it where it is missing (about half a minute) and starts it on a free port. Needs `python3` with `venv` and pip's
     * package index.
     */
    static async start(): Promise<Moto> {
        const python = join(await installed(), "bin", "python");
        const endpoint = `http://127.0.0.1:${await freePort()}`;
        const { port } = new URL(endpoint);
        const server = await startServer({
            command: python,
            args: ["-m", "moto.server", "--host", "127.0.0.1", "--port", port],
            // Nothing of the user's AWS set-up reaches it.
            env: { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_DEFAULT_REGION: "us-east-1" },
            ready: async () => (await fetch(`${endpoint}/moto-api/`, { signal: AbortSignal.timeout(2_000) })).ok,
        });
        return new Moto(endpoint, server);
    }

    /** Forgets everything that was made in it. */
    async reset(): Promise<void> {
        await fetch(`${this.endpoint}/moto-api/reset`, { method: "POST" });
    }

    stop(): Promise<void> {
        return this.server.stop();
    }
}

function installed(): Promise<string> {
    const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
    return cached(`moto-${wanted}`, async dir => {
        await run({ command: "python3", args: ["-m", "venv", dir] });
        const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"];
        await run({ command: join(dir, "bin", "python"), args: [...pip, "--requirement", requirements] });
        await run({ command: join(dir, "bin", "python"), args: ["-c", "import moto.server"] });
    });
}
