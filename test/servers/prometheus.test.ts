import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PrometheusMetrics, type PrometheusMetricsOptions } from "../../release/adapters/prometheus-metrics";
import { SimulatedMetrics } from "../../release/adapters/simulated-metrics";
import { SystemClock } from "../../release/adapters/system-clock";
import type { Color } from "../../config/types";
import type { Metrics, Sample, Series } from "../../release/ports/metrics";
import { isTrue } from "../../simulator/kubernetes/runtime/conditions";
import { binding, deployment, service, World, zones as zoneNames } from "../simulator/kubernetes/world";
import { startLoad } from "../../tools/load/load";
import type { LoadReport } from "../../tools/load/report";
import { Prometheus } from "./lib/prometheus";

const gateway = "api-gateway";
const orders = "order-execution";
const calls: { readonly [service: string]: readonly string[] } = { [gateway]: [orders], [orders]: [] };

/** Milliseconds of the image's long tail. */
const slow = 80;
const rate = 60;
const seconds = 14;

async function serve(answer: () => string | Promise<string>): Promise<{ readonly server: Server; readonly address: string }> {
    const server = createServer((_, response) => void Promise.resolve(answer()).then(text => response.end(text)));
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics` };
}

interface Totals {
    readonly requests: number;
    readonly errors: number;
    readonly zones: { readonly [zone: string]: { readonly requests: number; readonly errors: number } };
    /** Bucket of a quantile in milliseconds: above the first, up to the second. */
    readonly bucket: (quantile: number) => readonly [above: number, upTo: number];
}

/** All samples in one. */
function totalsOf(series: Series): Totals {
    assert.equal(series.kind, "samples", JSON.stringify(series));
    const samples = series.kind === "samples" ? series.samples : [];
    const sum = (of: (sample: Sample) => number): number => samples.reduce((total, sample) => total + of(sample), 0);
    const zones = [...new Set(samples.flatMap(sample => Object.keys(sample.zones ?? {})))].sort();
    const { bounds } = samples[0].latency;
    const counts = [...bounds, Infinity].map((_, index) => sum(sample => sample.latency.counts[index]));
    return {
        requests: sum(sample => sample.requests),
        errors: sum(sample => sample.errors),
        zones: Object.fromEntries(zones.map(zone => [zone, {
            requests: sum(sample => sample.zones?.[zone]?.requests ?? 0),
            errors: sum(sample => sample.zones?.[zone]?.errors ?? 0),
        }])),
        bucket: quantile => {
            const all = counts.reduce((total, count) => total + count, 0);
            let below = 0;
            const index = counts.findIndex(count => (below += count) >= quantile * all);
            return [bounds[index - 1] ?? 0, bounds[index] ?? Infinity];
        },
    };
}

function near(value: number, expected: number, share: number, what: string): void {
    assert.ok(Math.abs(value - expected) <= share * expected + 1e-9, `${what}: ${value} instead of ${expected}`);
}

/** A target whose figures are written here: what services should not show, but do. */
class OddTarget {
    private scrapes = 0;

    text(): string {
        this.scrapes += 1;
        const count = this.scrapes * 10;
        // Falls to 0 once, as when its process was started anew.
        const restarted = this.scrapes <= 6 ? count : count - 70;
        return [
            `http_requests_total{service="restarted",color="green",code="200"} ${restarted}`,
            `http_request_duration_seconds_bucket{service="restarted",color="green",le="0.1"} ${restarted}`,
            `http_request_duration_seconds_bucket{service="restarted",color="green",le="+Inf"} ${restarted}`,
            `http_requests_total{service="unmeasured",color="green",code="200"} ${count}`,
            `http_requests_total{service="partial",color="green",code="200",zone="a"} ${count}`,
            `http_requests_total{service="partial",color="green",code="503",zone="a"} ${this.scrapes}`,
            `http_requests_total{service="partial",color="green",code="200",zone="b"} NaN`,
            // The bucket for all is missing.
            `http_request_duration_seconds_bucket{service="partial",color="green",le="0.1"} ${count}`,
            `http_requests_total{service="nan",color="green",code="200"} NaN`,
            `http_requests_total{service="infinite",color="green",code="200"} +Inf`,
            `http_requests_total{service="idle",color="green",code="200"} 7`,
            `other_requests{app="named",slot="green",status="2xx",az="a"} ${count}`,
            `other_requests{app="named",slot="green",status="5xx",az="a"} ${count}`,
            `other_seconds_bucket{app="named",slot="green",le="0.2"} ${count}`,
            `other_seconds_bucket{app="named",slot="green",le="+Inf"} ${2 * count}`,
            "",
        ].join("\n");
    }
}

describe("figures from a real Prometheus that scrapes the simulated cloud", () => {
    const clock = new SystemClock();
    let world: World;
    let servers: Server[];
    let prometheus: Prometheus;
    let simulated: SimulatedMetrics;
    let report: LoadReport;
    let from: number;
    let to: number;

    const metrics = (more: Partial<PrometheusMetricsOptions> = {}): PrometheusMetrics =>
        new PrometheusMetrics({ address: prometheus.address, clock, scrapeSeconds: 1, labels: { cluster: "main" }, ...more });
    const ask = (source: Metrics, name: string, color: Color = "green"): Promise<Series> => source.series({ service: name, color, from, to });
    const odd = (name: string, more: Partial<PrometheusMetricsOptions> = {}): Promise<Series> => ask(metrics({ labels: {}, ...more }), name);

    before(async () => {
        world = new World({ nodes: 2 }).start();
        const group = world.targetGroup("green");
        const behaviors: { readonly [service: string]: string } = { [gateway]: `slow:${slow}ms@20%`, [orders]: "errors:10%,zone:a:errors:30%" };
        for (const color of ["blue", "green"]) {
            world.namespace(color);
            for (const [name, called] of Object.entries(calls)) {
                world.create(service(color, name));
                if (color === "green" && name === gateway) world.create(binding(color, name, group));
                const env = Object.fromEntries(called.map((callee, index) => [`COLORWAY_URL_${index}`, `http://${callee}:8080`]));
                world.create(deployment(color, name, { image: world.image(name, "2.0.0", behaviors[name]), replicas: 2, env }));
            }
        }
        await world.until("ready", () => {
            const pods = world.cluster.list("v1", "Pod");
            return pods.length === 8 && pods.every(pod => isTrue(pod, "Ready"));
        });
        const url = await world.serve({ [group]: 100 });
        const oddTarget = new OddTarget();
        const own = await serve(async () => `${await world.dataPlane.metrics.text()}\n${world.runtime.metrics()}`);
        const other = await serve(() => oddTarget.text());
        servers = [own.server, other.server];
        simulated = new SimulatedMetrics({ address: own.address, clock });
        simulated.start();
        prometheus = await Prometheus.start({ targets: [own.address, other.address] });
        await prometheus.scraped(2);
        // Prometheus takes a counter that grows from 0 for one that began within the window, and counts a little less there.
        await startLoad({ url: `${url}/`, rate, seconds: 3 }).finished;
        await clock.sleep(3500);
        from = clock.now();
        report = await startLoad({ url: `${url}/`, rate, seconds }).finished;
        await clock.sleep(2500);
        to = clock.now();
        await clock.sleep(metrics().delaySeconds * 1000);
    });

    after(async () => {
        simulated?.stop();
        await prometheus?.stop();
        for (const server of servers ?? []) {
            server.close();
            server.closeAllConnections();
        }
        world?.stop();
        await world?.dataPlane.stop();
    });

    it("are what was sent, of the service behind the load balancer and of the one behind that", async () => {
        const sent = report.requests;
        // A call that fails behind the gateway is an error of both.
        const failed = report.statuses["5xx"];
        assert.ok(sent === rate * seconds && failed > 0 && report.errors !== undefined);
        for (const name of [gateway, orders]) {
            const { requests, errors } = totalsOf(await ask(metrics(), name));
            near(requests, sent, 0.02, `requests of ${name}`);
            near(errors, failed, 0.05, `errors of ${name}`);
            const exact = totalsOf(await ask(simulated, name));
            assert.deepEqual([exact.requests, exact.errors], [sent, failed], name);
        }
    });

    it("tell zones apart", async () => {
        const { zones } = totalsOf(await ask(metrics(), orders));
        const exact = totalsOf(await ask(simulated, orders)).zones;
        assert.deepEqual([Object.keys(zones), Object.keys(exact)], [zoneNames, zoneNames]);
        for (const zone of zoneNames) {
            near(zones[zone].requests, exact[zone].requests, 0.02, `requests in ${zone}`);
            near(zones[zone].errors, exact[zone].errors, 0.05, `errors in ${zone}`);
        }
        const [a, b] = zoneNames.map(zone => zones[zone].errors / zones[zone].requests);
        assert.ok(a > 1.5 * b, `${a} in zone a, ${b} in zone b`);
    });

    it("know a quantile by its bucket", async () => {
        for (const source of [metrics(), simulated]) {
            const { bucket } = totalsOf(await ask(source, gateway));
            // At least what the image waits, at most what the client saw.
            const [above, upTo] = bucket(0.9);
            assert.ok(upTo >= slow && above <= report.latency.p90, `90 % up to ${above}–${upTo} ms, the client saw ${report.latency.p90}`);
            assert.ok(bucket(0.5)[0] < slow, `half take ${bucket(0.5).join("–")} ms`);
        }
    });

    it("are samples of two scrapes, one after the other, that overlap the time asked for", async () => {
        const series = await ask(metrics(), gateway);
        const samples = series.kind === "samples" ? series.samples : [];
        assert.ok(samples.length >= seconds / 2 && samples.every(sample => sample.seconds === 2));
        samples.forEach((sample, index) => {
            if (index > 0) assert.equal(sample.start - samples[index - 1].start, 2000);
            assert.ok(sample.start < to && sample.start + 2000 > from);
        });
    });

    it("are noData for a service without requests, of the other color, or never heard of", async () => {
        assert.deepEqual(await ask(metrics(), gateway, "blue"), { kind: "noData" });
        assert.deepEqual(await ask(simulated, gateway, "blue"), { kind: "noData" });
        assert.deepEqual(await ask(metrics(), "unheard-of"), { kind: "noData" });
        assert.deepEqual(await ask(metrics({ labels: { cluster: "other" } }), gateway), { kind: "noData" });
        assert.deepEqual(await odd("idle"), { kind: "noData" });
    });

    it("are noData where all values are NaN or without end, and the rest where some are", async () => {
        assert.deepEqual(await odd("nan"), { kind: "noData" });
        assert.deepEqual(await odd("infinite"), { kind: "noData" });
        const { requests, errors, zones, bucket } = totalsOf(await odd("partial"));
        near(errors, requests / 11, 0.02, "errors");
        assert.deepEqual([zones["a"].requests, zones["b"]?.requests ?? 0], [requests, 0]);
        assert.deepEqual(bucket(0.99), [0, 100]);
    });

    it("are counted without latencies where there is no histogram", async () => {
        const series = await odd("unmeasured");
        assert.ok(series.kind === "samples" && series.samples.every(({ latency }) => latency.counts.join() === "0"), JSON.stringify(series));
        assert.ok(series.samples.every(({ zones }) => zones === undefined));
    });

    it("go on where a counter begins anew", async () => {
        const started = totalsOf(await ask(new PrometheusMetrics({ address: prometheus.address, clock, scrapeSeconds: 1 }), "unmeasured"));
        const restarted = totalsOf(await odd("restarted"));
        near(restarted.requests, started.requests, 0.1, "requests");
    });

    it("have other names where they are told", async () => {
        const names = { requests: "other_requests", durations: "other_seconds", service: "app", color: "slot", code: "status", zone: "az", errors: "5xx" };
        const { requests, errors, zones, bucket } = totalsOf(await odd("named", { names }));
        near(errors, requests / 2, 0.01, "errors");
        assert.deepEqual([Object.keys(zones), bucket(0.4), bucket(0.9)], [["a"], [0, 200], [200, Infinity]]);
    });

    it("are unavailable where Prometheus refuses the query", async () => {
        const series = await odd("partial", { names: { errors: "(" } });
        const { address } = prometheus;
        assert.ok(series.kind === "unavailable" && series.reason.startsWith(`${address}: answered 400: bad_data: `), JSON.stringify(series));
        const wrong = await odd("partial", { address: `${address}/elsewhere` });
        assert.deepEqual(wrong, { kind: "unavailable", reason: `${address}/elsewhere: answered 404 (is the path of the address right?)` });
    });

    it("are unavailable once Prometheus is gone", async () => {
        const { address } = prometheus;
        await prometheus.stop();
        const series = await ask(metrics(), gateway);
        const port = new URL(address).port;
        assert.deepEqual(series, { kind: "unavailable", reason: `${address}: connect ECONNREFUSED 127.0.0.1:${port}` });
    });
});
