import { strict as assert } from "node:assert";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PrometheusMetrics, type PrometheusMetricsOptions } from "../../../release/adapters/prometheus-metrics";
import type { Series } from "../../../release/ports/metrics";
import { FakeClock } from "../fake-clock";
import { badData, bucketsByBound, empty, errorsByZone, matrix, requestsByZone } from "./prometheus-answers";

/** When the recorded queries end, milliseconds since 1970. */
const end = 1_795_271_008_090;

interface Answers {
    readonly requests?: string;
    readonly errors?: string;
    readonly buckets?: string;
}

describe("metrics from Prometheus", () => {
    let server: Server;
    let base: string;
    let asked: { readonly query: URLSearchParams; readonly request: IncomingMessage }[];
    let answers: Answers;
    let status: number;
    let silent: boolean;

    beforeEach(async () => {
        asked = [];
        answers = {};
        status = 200;
        silent = false;
        server = createServer((request, response) => {
            const query = new URL(request.url ?? "/", "http://localhost").searchParams;
            asked.push({ query, request });
            const text = query.get("query") ?? "";
            const { requests = requestsByZone, errors = errorsByZone, buckets = bucketsByBound } = answers;
            if (!silent) response.writeHead(status).end(text.includes("_bucket{") ? buckets : text.includes("=~") ? errors : requests);
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => {
        server.close();
        server.closeAllConnections();
    });

    function fresh(more: Partial<PrometheusMetricsOptions> = {}): PrometheusMetrics {
        return new PrometheusMetrics({ address: base, clock: new FakeClock(end + 60_000), scrapeSeconds: 1, ...more });
    }

    function ask(metrics = fresh(), from = end - 8000, to = end): Promise<Series> {
        return metrics.series({ service: "orders", color: "green", from, to });
    }

    async function reason(metrics = fresh()): Promise<string> {
        const series = await ask(metrics);
        return series.kind === "unavailable" ? series.reason : series.kind;
    }

    const queries = (): readonly string[] => asked.map(({ query }) => query.get("query") ?? "").sort();

    it("are samples of a step each, with errors, zones that had requests, and latencies between bounds", async () => {
        const bounds = [50, 100, 250];
        const before = {
            seconds: 2,
            requests: 32,
            errors: 2,
            zones: { "us-east-1a": { requests: 22, errors: 2 }, "us-east-1b": { requests: 10, errors: 0 } },
            // Without the bucket up to 50 ms, its requests count with the next one.
            latency: { bounds, counts: [0, 12, 16, 4] },
        };
        assert.deepEqual(await ask(), {
            kind: "samples",
            samples: [
                { start: end - 8000, ...before },
                { start: end - 6000, ...before },
                { start: end - 4000, ...before },
                {
                    start: end - 2000,
                    seconds: 2,
                    requests: 22,
                    errors: 2,
                    zones: { "us-east-1a": { requests: 22, errors: 2 } },
                    latency: { bounds, counts: [4, 8, 16, 4] },
                },
            ],
        });
    });

    it("ask three things, at the ends of the steps", async () => {
        await ask();
        const labels = 'service="orders",color="green"';
        assert.deepEqual(queries(), [
            `sum by (le) (rate(http_request_duration_seconds_bucket{${labels}}[3000ms])) * 2`,
            `sum by (zone) (rate(http_requests_total{${labels},code=~"5.."}[3000ms])) * 2`,
            `sum by (zone) (rate(http_requests_total{${labels}}[3000ms])) * 2`,
        ]);
        const { query, request } = asked[0];
        assert.deepEqual([request.method, request.url?.split("?")[0]], ["GET", "/api/v1/query_range"]);
        assert.deepEqual(
            ["start", "end", "step", "timeout"].map(name => query.get(name)),
            ["1795271002.090", "1795271008.090", "2.000", "5000ms"],
        );
    });

    it("ask for other names and more labels, escaped", async () => {
        const names = { requests: "r_total", durations: "d", service: "app", color: "slot", zone: "az", code: "status", errors: "5xx|\\d" };
        await ask(fresh({ names, labels: { cluster: 'a"b\\' } }));
        const labels = 'app="orders",slot="green",cluster="a\\"b\\\\"';
        assert.deepEqual(queries(), [
            `sum by (az) (rate(r_total{${labels},status=~"5xx|\\\\d"}[3000ms])) * 2`,
            `sum by (az) (rate(r_total{${labels}}[3000ms])) * 2`,
            `sum by (le) (rate(d_bucket{${labels}}[3000ms])) * 2`,
        ]);
    });

    it("end where everything has been scraped by now, and begin with the step that overlaps", async () => {
        const metrics = fresh({ clock: new FakeClock(end), scrapeSeconds: 5 });
        assert.equal(metrics.delaySeconds, 6);
        const times = async (from: number, to: number): Promise<readonly (string | null)[]> => {
            asked = [];
            await ask(metrics, from, to);
            return ["start", "end", "step"].map(name => asked[0].query.get(name));
        };
        assert.deepEqual(await times(end - 27_000, end), ["1795270982.090", "1795271002.090", "10.000"]);
        assert.deepEqual(await times(end - 26_000, end), ["1795270992.090", "1795271002.090", "10.000"]);
        assert.deepEqual(await times(end - 30_000, end - 20_000), ["1795270988.090", "1795270988.090", "10.000"]);
    });

    it("are asked for even where no step is over yet, so that an outage shows", async () => {
        answers = { requests: empty, errors: empty, buckets: empty };
        assert.deepEqual(await ask(fresh({ clock: new FakeClock(end) }), end - 500, end), { kind: "noData" });
        assert.equal(asked.length, 3);
        status = 500;
        assert.equal((await ask(fresh({ clock: new FakeClock(end) }), end - 500, end)).kind, "unavailable");
    });

    it("have longer steps where Prometheus would refuse so many", async () => {
        await ask(fresh(), end - 100 * 3600_000, end);
        const { query } = asked[0];
        const [start, stop, step] = ["start", "end", "step"].map(name => Number(query.get(name)));
        assert.ok((stop - start) / step <= 11_000 && step > 30, `${step}`);
    });

    it("leave out samples without a value or with NaN, and keep those of 0", async () => {
        answers = { requests: matrix([[{}, ["NaN", "5", "0", undefined]]]), errors: empty, buckets: empty };
        assert.deepEqual(await ask(), {
            kind: "samples",
            samples: [[-6000, 5], [-4000, 0]].map(([start, requests]) => (
                { start: end + start, seconds: 2, requests, errors: 0, latency: { bounds: [], counts: [0] } }
            )),
        });
    });

    it("are noData for an empty vector, for zeros and for NaN", async () => {
        for (const requests of [empty, matrix([[{ zone: "a" }, ["0", "0", "0", "0"]]]), matrix([[{ zone: "a" }, ["NaN", "NaN", "NaN", "NaN"]]])]) {
            answers = { requests, errors: empty, buckets: empty };
            assert.deepEqual(await ask(), { kind: "noData" });
        }
    });

    it("have no more errors than requests", async () => {
        answers = { requests: matrix([[{}, ["4", "0", undefined, "3.5"]]]), errors: matrix([[{}, ["5", "5", "5", "1.25"]]]), buckets: empty };
        const series = await ask();
        const counts = series.kind === "samples" && series.samples.map(sample => [sample.requests, sample.errors]);
        assert.deepEqual(counts, [[4, 4], [0, 0], [3.5, 1.25]]);
    });

    it("take a bucket that is missing for all requests as one that nothing is known of", async () => {
        answers = { buckets: matrix([[{ le: "0.1" }, ["12", "12", "12", "12"]]]) };
        const series = await ask();
        assert.deepEqual(series.kind === "samples" && series.samples[0].latency, { bounds: [100], counts: [12, 0] });
    });

    const wrong: readonly { readonly name: string; readonly answer: string; readonly code?: number; readonly reason: string }[] = [
        { name: "an error of Prometheus", answer: badData, code: 400, reason: `answered 400: bad_data: ${String(JSON.parse(badData).error)}` },
        { name: "an error with status 200", answer: '{"status":"error","errorType":"timeout","error":"query timed out"}', reason: "answered 200: timeout: query timed out" },
        { name: "no permission", answer: "Unauthorized", code: 401, reason: "answered 401 (is the token right?)" },
        { name: "another path", answer: "404 page not found", code: 404, reason: "answered 404 (is the path of the address right?)" },
        { name: "a gateway's page", answer: "<html>Bad gateway</html>", code: 502, reason: "answered 502" },
        { name: "a log-in page", answer: "<html>Log in</html>", reason: "answered 200" },
        { name: "a warning: what there is may be a part", answer: matrix([], ',"warnings":["store a: timeout","store b: gone"]'), reason: "answered with a warning: store a: timeout; store b: gone" },
        { name: "a vector", answer: '{"status":"success","data":{"resultType":"vector","result":[]}}', reason: "answered without a matrix" },
        { name: "no data", answer: '{"status":"success"}', reason: "answered without a matrix" },
        { name: "a row that is none", answer: '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{}}]}}', reason: "answered with a row that is no time series" },
        { name: "a point that is none", answer: '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":["x"]}]}}', reason: "answered with a point that has no time" },
        ...["+Inf", "-Inf", "-1", "", "many"].map(value => ({
            name: `the count ${JSON.stringify(value)}`,
            answer: matrix([[{}, [value]]]),
            reason: `answered with ${JSON.stringify(value)} for a number of requests`,
        })),
    ];
    for (const { name, answer, code = 200, reason: expected } of wrong) {
        it(`are unavailable after ${name}`, async () => {
            status = code;
            answers = { requests: answer };
            // the other two are answered well
            if (code === 200) assert.equal(await reason(), `${base}: ${expected}`);
            answers = { requests: answer, errors: answer, buckets: answer };
            assert.equal(await reason(), `${base}: ${expected}`);
        });
    }

    for (const le of ["many", ""]) {
        it(`are unavailable after a bucket le=${JSON.stringify(le)}`, async () => {
            answers = { buckets: matrix([[{ le }, ["1"]]]) };
            assert.equal(await reason(), `${base}: answered with the bucket le=${JSON.stringify(le)}`);
        });
    }

    it("go on where Prometheus only has hints", async () => {
        const hinted = requestsByZone.replace(/\}$/, ',"infos":["PromQL info: metric might not be a counter"]}');
        answers = { requests: hinted };
        assert.equal((await ask()).kind, "samples");
        assert.notEqual(hinted, requestsByZone);
    });

    it("are unavailable without an answer in time, and without anybody who listens", async () => {
        silent = true;
        assert.equal(await reason(fresh({ timeout: 30 })), `${base}: no answer within 0.03 s`);
        server.close();
        server.closeAllConnections();
        assert.equal(await reason(), `${base}: connect ECONNREFUSED ${new URL(base).host}`);
    });

    it("show a token or a password to Prometheus and to nobody else", async () => {
        const authorization = async (more: Partial<PrometheusMetricsOptions>): Promise<string | undefined> => {
            asked = [];
            assert.equal((await ask(fresh(more))).kind, "samples");
            assert.equal(asked[0].request.url?.split("?")[0], "/prefix/api/v1/query_range");
            return asked[0].request.headers.authorization;
        };
        assert.equal(await authorization({ address: `${base}/prefix/` }), undefined);
        assert.equal(await authorization({ address: `${base}/prefix`, token: "abc" }), "Bearer abc");
        const withPassword = `${base.replace("//", "//us%C3%A9r:p%40ss@")}/prefix`;
        assert.equal(await authorization({ address: withPassword }), `Basic ${Buffer.from("usér:p@ss").toString("base64")}`);
        status = 500;
        assert.equal(await reason(fresh({ address: withPassword })), `${base}/prefix: answered 500`);
    });
});
