import { strict as assert } from "node:assert";
import { AllServiceMetrics, buckets } from "../../../../simulator/kubernetes/runtime/service-metrics";

const blue = { cluster: "main", service: "orders", color: "blue", version: "1.0.0", zone: "us-east-1a", namespace: "blue", pod: "a" };
const labels = 'cluster="main",service="orders",color="blue",version="1.0.0",zone="us-east-1a"';

describe("metrics of services", () => {
    let now = 0;
    let all: AllServiceMetrics;
    beforeEach(() => {
        now = 1_000_000;
        all = new AllServiceMetrics(() => now);
    });

    it("have bounds of at most twice the one before up to a second, so that a p99 is known to a factor of two", () => {
        for (const [at, bound] of buckets.entries()) {
            if (at > 0) assert.ok(bound > buckets[at - 1] && (bound <= 2 * buckets[at - 1] || bound > 1), `${bound}`);
        }
        assert.deepEqual([buckets[0], buckets.includes(0.5), buckets.includes(1)], [0.001, true, true]);
    });

    it("add up the pods of a service, color, version and zone, and keep what an ended one had", () => {
        const first = all.join(blue);
        const second = all.join({ ...blue, pod: "b" });
        first.observe(200, 0.002);
        first.end();
        second.observe(200, 0.0021);
        second.observe(500, 20);
        const lines = all.text().split("\n");
        for (const line of [
            `http_requests_total{${labels},code="200"} 2`,
            `http_requests_total{${labels},code="500"} 1`,
            // a bound belongs to its bucket
            `http_request_duration_seconds_bucket{${labels},code="200",le="0.001"} 0`,
            `http_request_duration_seconds_bucket{${labels},code="200",le="0.002"} 1`,
            `http_request_duration_seconds_bucket{${labels},code="200",le="0.003"} 2`,
            `http_request_duration_seconds_bucket{${labels},code="500",le="10"} 0`,
            `http_request_duration_seconds_bucket{${labels},code="500",le="+Inf"} 1`,
            `http_request_duration_seconds_sum{${labels},code="500"} 20`,
            `http_request_duration_seconds_count{${labels},code="500"} 1`,
        ])
            assert.ok(lines.includes(line), line);
        assert.equal(second.total, 2);
        assert.ok(second.text().includes(`http_requests_total{${labels},namespace="blue",pod="b",code="200"} 1`));
    });

    it("begin with 0 for the usual codes, and know others from their first request on", () => {
        const metrics = all.join(blue);
        const counters = (): readonly string[] => all.text().split("\n").filter((line) => line.startsWith("http_requests_total{"));
        const usual = [200, 500, 502].map((code) => `http_requests_total{${labels},code="${code}"} 0`);
        assert.deepEqual(counters(), usual);
        metrics.observe(404, 0.01);
        assert.deepEqual(counters(), [...usual, `http_requests_total{${labels},code="404"} 1`]);
    });

    it("keep other versions, zones and clusters apart, and escape what needs it", () => {
        for (const other of [{ version: "2.0.0" }, { zone: "us-east-1b" }, { cluster: "other" }, { service: 'a"b\\c\nd' }]) {
            all.join({ ...blue, ...other }).observe(200, 0.01);
        }
        const lines = all.text().split("\n").filter((line) => /^http_requests_total\{.*code="200"/.test(line));
        assert.equal(lines.length, 4);
        assert.ok(lines.every((line) => line.endsWith("} 1")));
        assert.ok(lines[3].includes('service="a\\"b\\\\c\\nd",'), lines[3]);
    });

    it("forget a release 15 minutes after its last pod has ended, and not while one runs", () => {
        const [first, second] = [all.join(blue), all.join({ ...blue, pod: "b" })];
        first.end();
        first.end();
        now += 3_600_000;
        assert.ok(all.text().includes(labels));
        second.end();
        now += 15 * 60_000;
        assert.ok(all.text().includes(labels));
        now += 1;
        assert.ok(!all.text().includes(labels));
    });
});
