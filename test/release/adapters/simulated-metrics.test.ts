import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SimulatedMetrics } from "../../../release/adapters/simulated-metrics";
import type { Sample, Series } from "../../../release/ports/metrics";
import { FakeClock } from "../fake-clock";

interface Counts {
    readonly zone?: string;
    readonly color?: string;
    readonly service?: string;
    readonly cluster?: string;
    /** Requests by code. */
    readonly codes: { readonly [code: string]: number };
    /** Cumulative counts of code 200 by bound. */
    readonly buckets?: { readonly [le: string]: number };
}

function textOf(all: readonly Counts[], start = 1): string {
    const lines = all.flatMap(({ zone = "a", color = "green", service = "orders", cluster = "main", codes, buckets = {} }) => {
        const labels = `cluster="${cluster}",service="${service}",color="${color}",version="2.0.0",zone="${zone}"`;
        return [
            ...Object.entries(codes).map(([code, count]) => `http_requests_total{${labels},code="${code}"} ${count}`),
            ...Object.entries(buckets).map(([le, count]) => `http_request_duration_seconds_bucket{${labels},code="200",le="${le}"} ${count}`),
        ];
    });
    return ["# TYPE http_requests_total counter", `process_start_time_seconds ${start}`, "other_metric{} 3", ...lines, ""].join("\n");
}

describe("metrics of the simulated cloud", () => {
    const start = Date.parse("2026-01-02T03:04:05Z");
    let clock: FakeClock;
    let server: Server;
    let address: string;
    let answer: { status: number; text: string };
    let requests: number;
    let arrived: () => void;

    beforeEach(async () => {
        clock = new FakeClock(start);
        answer = { status: 200, text: "" };
        requests = 0;
        arrived = () => undefined;
        server = createServer((_, response) => {
            requests += 1;
            response.writeHead(answer.status).end(answer.text);
            arrived();
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
    });
    afterEach(() => {
        server.close();
        server.closeAllConnections();
    });

    async function scraped(metrics: SimulatedMetrics, text: string, milliseconds = 1000): Promise<void> {
        answer = { status: 200, text };
        await metrics.scrape();
        await clock.advance(milliseconds);
    }

    function ask(metrics: SimulatedMetrics, from = start, to = clock.now(), service = "orders"): Promise<Series> {
        return metrics.series({ service, color: "green", from, to });
    }

    async function samples(metrics: SimulatedMetrics): Promise<readonly Sample[]> {
        const series = await ask(metrics);
        assert.equal(series.kind, "samples", JSON.stringify(series));
        return series.kind === "samples" ? series.samples : [];
    }

    const fresh = (cluster?: string): SimulatedMetrics => new SimulatedMetrics({ address, clock, cluster });

    it("are the differences of two scrapes, by zone, with latencies between bounds", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([
            { zone: "a", codes: { 200: 10, 500: 1 }, buckets: { "0.005": 4, "0.0075": 9, "+Inf": 10 } },
            { zone: "b", codes: { 200: 5 }, buckets: { "0.005": 5, "0.0075": 5, "+Inf": 5 } },
            { color: "blue", codes: { 200: 500 } },
        ]));
        await scraped(metrics, textOf([
            { zone: "a", codes: { 200: 16, 500: 2, 502: 1, 404: 2 }, buckets: { "0.005": 5, "0.0075": 12, "+Inf": 16 } },
            { zone: "b", codes: { 200: 6 }, buckets: { "0.005": 6, "0.0075": 6, "+Inf": 6 } },
            { color: "blue", codes: { 200: 700 } },
        ]));
        assert.deepEqual(await samples(metrics), [{
            start,
            seconds: 1,
            requests: 11,
            errors: 2,
            zones: { a: { requests: 10, errors: 2 }, b: { requests: 1, errors: 0 } },
            latency: { bounds: [5, 7.5], counts: [2, 2, 3] },
        }]);
    });

    it("say noData where there was no request at all, and tell of quiet seconds where there was one", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([{ codes: { 200: 7 } }]));
        await scraped(metrics, textOf([{ codes: { 200: 7 } }]));
        assert.deepEqual(await ask(metrics), { kind: "noData" });
        assert.deepEqual(await ask(metrics, start, clock.now(), "unheard-of"), { kind: "noData" });
        await scraped(metrics, textOf([{ codes: { 200: 9 } }]));
        assert.deepEqual((await samples(metrics)).map(({ start: from, requests: count }) => [from - start, count]), [[0, 0], [1000, 2]]);
    });

    it("give the samples that overlap the time asked for", async () => {
        const metrics = fresh();
        for (const count of [1, 2, 4, 8]) await scraped(metrics, textOf([{ codes: { 200: count } }]));
        const counts = async (from: number, to: number): Promise<readonly number[]> => {
            const series = await ask(metrics, start + from, start + to);
            return series.kind === "samples" ? series.samples.map(sample => sample.requests) : [];
        };
        assert.deepEqual(await counts(0, 3000), [1, 2, 4]);
        assert.deepEqual(await counts(1000, 2000), [2]);
        assert.deepEqual(await counts(999, 2001), [1, 2, 4]);
    });

    it("count a series that is new from 0", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([]));
        await scraped(metrics, textOf([{ codes: { 200: 3, 500: 1 } }]));
        assert.deepEqual((await samples(metrics)).map(sample => [sample.requests, sample.errors]), [[4, 1]]);
    });

    it("count all from 0 after the process has started anew, even where it has counted further than before", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([{ codes: { 200: 3 } }], 1));
        await scraped(metrics, textOf([{ codes: { 200: 50 } }], 2));
        assert.deepEqual((await samples(metrics)).map(sample => sample.requests), [50]);
    });

    it("count a counter that fell, or came back, from 0", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([{ codes: { 200: 30 } }]));
        await scraped(metrics, textOf([{ codes: { 200: 4 } }]));
        await scraped(metrics, textOf([]));
        await scraped(metrics, textOf([{ codes: { 200: 6 } }]));
        assert.deepEqual((await samples(metrics)).map(sample => sample.requests), [4, 6]);
    });

    it("tell only of the cluster asked for", async () => {
        const metrics = fresh("main");
        await scraped(metrics, textOf([{ cluster: "main", codes: { 200: 0 } }, { cluster: "other", codes: { 200: 0 } }]));
        await scraped(metrics, textOf([{ cluster: "main", codes: { 200: 2 } }, { cluster: "other", codes: { 200: 70 } }]));
        assert.deepEqual((await samples(metrics)).map(sample => sample.requests), [2]);
    });

    it("forget what is older than 15 minutes", async () => {
        const metrics = fresh();
        for (let count = 1; count <= 17; count += 1) await scraped(metrics, textOf([{ codes: { 200: count } }]), count < 17 ? 60_000 : 0);
        const kept = await samples(metrics);
        assert.deepEqual([kept.length, kept[0].start - start], [15, 60_000]);
    });

    it("are unavailable before the first answer, with the reason", async () => {
        const metrics = fresh();
        assert.deepEqual(await ask(metrics), { kind: "unavailable", reason: `${address}: not read yet` });
        answer = { status: 503, text: "" };
        await metrics.scrape();
        assert.deepEqual(await ask(metrics), { kind: "unavailable", reason: `${address}: answered 503` });
        answer = { status: 200, text: "http_requests_total{" };
        await metrics.scrape();
        assert.deepEqual(await ask(metrics), {
            kind: "unavailable",
            reason: `${address}: not a line of Prometheus' text format: http_requests_total{`,
        });
        answer = { status: 200, text: textOf([{ codes: { 200: NaN } }]) };
        await metrics.scrape();
        const series = await ask(metrics);
        assert.ok(series.kind === "unavailable" && series.reason.endsWith('code="200"} is NaN'), JSON.stringify(series));
    });

    it("are unavailable a few seconds after the last answer, and bridge the gap with one sample once it answers again", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([{ codes: { 200: 1 } }]));
        await scraped(metrics, textOf([{ codes: { 200: 2 } }]));
        answer = { status: 500, text: "" };
        await metrics.scrape();
        await clock.advance(3000);
        assert.equal((await ask(metrics)).kind, "samples");
        await clock.advance(1);
        assert.deepEqual(await ask(metrics), { kind: "unavailable", reason: `${address}: not read for 4 s: answered 500` });
        assert.equal((await ask(metrics, start, start + 2000)).kind, "samples", "what was read before is known");
        await scraped(metrics, textOf([{ codes: { 200: 12 } }]));
        assert.deepEqual((await samples(metrics)).map(({ seconds, requests: count }) => [seconds, count]), [[1, 1], [4.001, 10]]);
    });

    it("are unavailable for a time before they were read, and where nobody listens", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([{ codes: { 200: 1 } }]));
        assert.deepEqual(await ask(metrics, start - 5000, start), {
            kind: "unavailable",
            reason: `${address}: read only since 2026-01-02T03:04:05.000Z`,
        });
        const nobody = new SimulatedMetrics({ address: "http://127.0.0.1:2/metrics", clock });
        await nobody.scrape();
        const series = await ask(nobody);
        assert.ok(series.kind === "unavailable" && series.reason.includes("ECONNREFUSED"), JSON.stringify(series));
    });

    it("are unavailable where the answer takes too long", async () => {
        const slow = createServer(() => undefined);
        await new Promise<void>(resolve => slow.listen(0, "127.0.0.1", resolve));
        const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/metrics`;
        const metrics = new SimulatedMetrics({ address: url, clock, timeout: 20 });
        await metrics.scrape();
        assert.deepEqual(await ask(metrics), { kind: "unavailable", reason: `${url}: no answer within 0.02 s` });
        slow.close();
        slow.closeAllConnections();
    });

    it("give no sample to a clock that was put back", async () => {
        const metrics = fresh();
        await scraped(metrics, textOf([{ codes: { 200: 1 } }]), 0);
        clock.jump(-60_000);
        await scraped(metrics, textOf([{ codes: { 200: 5 } }]));
        await scraped(metrics, textOf([{ codes: { 200: 6 } }]));
        const series = await ask(metrics, start - 120_000, clock.now());
        assert.deepEqual(series.kind === "samples" && series.samples.map(sample => [sample.start - start, sample.requests]), [[-60_000, 1]]);
    });

    it("are read every second from start to stop, once however often it is started", async () => {
        const metrics = fresh();
        assert.equal(metrics.delaySeconds, 2);
        const reads = (count: number): Promise<void> =>
            new Promise(resolve => (arrived = () => { if (requests === count) resolve(); }));
        let next = reads(1);
        metrics.start();
        metrics.start();
        for (const count of [2, 3]) {
            await next;
            await clock.untilSleepers(1);
            assert.deepEqual([clock.sleepers, clock.nextWake], [1, clock.now() + 1000]);
            next = reads(count);
            await clock.advance(1000);
        }
        await next;
        await clock.untilSleepers(1);
        metrics.stop();
        assert.equal(clock.sleepers, 0);
        await clock.advance(5000);
        assert.equal(requests, 3);
        assert.deepEqual(await ask(metrics), { kind: "unavailable", reason: `${address}: not read for 5 s: nobody reads it any more` });
    });
});
