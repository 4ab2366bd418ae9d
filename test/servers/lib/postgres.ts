/** A real PostgreSQL on loopback, from Debian's package, with an empty cluster of its own. */

import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort, run, type RunningServer, startServer } from "./process";

const superuser = "tests";

export class Postgres {
    private constructor(
        /** As `postgres://tests@127.0.0.1:5433/postgres`. */
        readonly url: string,
        private readonly server: RunningServer,
        private readonly dir: string,
    ) {}

    static async start(): Promise<Postgres> {
        const bin = programs();
        const dir = mkdtempSync(join(tmpdir(), "colorway-postgres-"));
        const data = join(dir, "data");
        const port = await freePort();
        try {
            if (process.getuid?.() === 0) await run({ command: "chown", args: ["nobody", dir] });
            await run(asUser(join(bin, "initdb"), ["--pgdata", data, "--username", superuser, "--auth", "trust", "--encoding", "UTF8", "--no-sync"]));
            const settings = { port: String(port), listen_addresses: "127.0.0.1", unix_socket_directories: dir, fsync: "off" };
            const args = ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
            const ready = async (): Promise<boolean> => (await run({ command: join(bin, "pg_isready"), args: ["--host", "127.0.0.1", "--port", String(port)] })) !== "";
            const server = await startServer({ ...asUser(join(bin, "postgres"), args), ready });
            return new Postgres(`postgres://${superuser}@127.0.0.1:${port}/postgres`, server, dir);
        } catch (error) {
            rmSync(dir, { recursive: true, force: true });
            throw error;
        }
    }

    async stop(): Promise<void> {
        await this.server.stop();
        rmSync(this.dir, { recursive: true, force: true });
    }
}

/** The newest one, or those beside the `postgres` of the search path. */
function programs(): string {
    const root = "/usr/lib/postgresql";
    const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
    if (newest !== undefined) return join(root, newest, "bin");
    const onPath = (process.env["PATH"] ?? "").split(":").map((dir) => join(dir, "postgres")).find((path) => existsSync(path));
    if (onPath !== undefined) return dirname(realpathSync(onPath));
    throw new Error("PostgreSQL is not there: `apt-get install postgresql`, as every machine of the tests has it");
}

/** PostgreSQL refuses to run as root. */
function asUser(command: string, args: readonly string[]): { readonly command: string; readonly args: readonly string[] } {
    return process.getuid?.() === 0 ? { command: "setpriv", args: ["--reuid=nobody", "--regid=nogroup", "--clear-groups", command, ...args] } : { command, args };
}
