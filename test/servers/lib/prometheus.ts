/** A real Prometheus on loopback: the one on the search path, else Debian's package, unpacked without installing it. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { debianProgram } from "./debian";
import { freePort, type RunningServer, startServer } from "./process";

export interface PrometheusOptions {
    /** Addresses of what it scrapes, as `http://127.0.0.1:4711/metrics`. */
    readonly targets: readonly string[];
    /** Whole seconds between two scrapes. @default 1 */
    readonly scrapeSeconds?: number;
}

export class Prometheus {
    private constructor(
        /** As `http://127.0.0.1:9090`. */
        readonly address: string,
        private readonly server: RunningServer,
        private readonly dir: string,
        private readonly targets: number,
    ) {}

    /** Starts it on a free port, with an empty store. Where it is missing, needs apt with Debian's or Ubuntu's package lists, and `dpkg-deb`. */
    static async start({ targets, scrapeSeconds = 1 }: PrometheusOptions): Promise<Prometheus> {
        const command = await debianProgram({ name: "prometheus-debian", program: "prometheus", source: "prometheus" });
        const port = await freePort();
        const address = `http://127.0.0.1:${port}`;
        const dir = mkdtempSync(join(tmpdir(), "colorway-prometheus-"));
        writeFileSync(join(dir, "prometheus.yml"), configuration(targets, scrapeSeconds));
        const settings = {
            "config.file": join(dir, "prometheus.yml"),
            "storage.tsdb.path": join(dir, "data"),
            "web.listen-address": `127.0.0.1:${port}`,
        };
        const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
        try {
            const ready = async (): Promise<boolean> => (await fetch(`${address}/-/ready`)).ok;
            return new Prometheus(address, await startServer({ command, args, ready }), dir, targets.length);
        } catch (error) {
            rmSync(dir, { recursive: true, force: true });
            throw error;
        }
    }

    /** Ends when every target has been scraped so often: the first time is some seconds after the start. Fails after a minute. */
    async scraped(times: number): Promise<void> {
        const query = `${this.address}/api/v1/query?query=${encodeURIComponent(`count(count_over_time(up[1m]) >= ${times})`)}`;
        for (const end = performance.now() + 60_000; performance.now() < end; await pause(100)) {
            const { data } = (await (await fetch(query)).json()) as { data: { result: readonly { value: readonly [number, string] }[] } };
            if (Number(data.result[0]?.value[1]) === this.targets) return;
        }
        throw new Error(`Prometheus has not scraped all ${this.targets} targets ${times} times within a minute: ${this.server.output()}`);
    }

    async stop(): Promise<void> {
        await this.server.stop();
        rmSync(this.dir, { recursive: true, force: true });
    }
}

function configuration(targets: readonly string[], seconds: number): string {
    const jobs = targets.map((target, index) => {
        const { host, pathname } = new URL(target);
        return { job_name: `target-${index}`, metrics_path: pathname, static_configs: [{ targets: [host] }] };
    });
    // JSON is YAML.
    return JSON.stringify({ global: { scrape_interval: `${seconds}s`, scrape_timeout: `${seconds}s` }, scrape_configs: jobs });
}
