import { strict as assert } from "node:assert";
import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { CloudWatchMetrics, type CloudWatchMetricsOptions } from "../../../release/adapters/cloudwatch-metrics";
import type { Series } from "../../../release/ports/metrics";
import { FakeClock } from "../fake-clock";
import { type Answer, FakeAws } from "./fake-aws";

const arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
const minute = Date.parse("2026-01-02T03:00:00Z");

interface Request {
    readonly MetricDataQueries: readonly MetricDataQuery[];
    /** Seconds since 1970. */
    readonly StartTime: number;
    readonly EndTime: number;
    readonly NextToken?: string;
}

/** Values by id of the query, one a minute from `minute` on; `undefined`: none. */
type Values = { readonly [id: string]: readonly (number | undefined)[] };

function result(id: string, values: readonly (number | undefined)[], more: object = {}): object {
    const points = values.flatMap((value, index) => (value === undefined ? [] : [{ at: minute / 1000 + 60 * index, value }]));
    return { Id: id, Timestamps: points.map(({ at }) => at), Values: points.map(({ value }) => value), StatusCode: "Complete", ...more };
}

function json(body: object, status = 200): Answer {
    return { status, type: "application/x-amz-json-1.0", body: JSON.stringify(body) };
}

describe("metrics from CloudWatch", () => {
    let aws: FakeAws;
    let clock: FakeClock;
    let metrics: CloudWatchMetrics;
    let values: Values;

    const fresh = (more: Partial<CloudWatchMetricsOptions> = {}): CloudWatchMetrics => new CloudWatchMetrics({
        region: "us-east-1",
        clock,
        loadBalancerArn: `${arn}:loadbalancer/app/dev/50dc6c495c0c9188`,
        targetGroupArns: { gateway: { blue: `${arn}:targetgroup/dev-blue/1111`, green: `${arn}:targetgroup/dev-green/2222` } },
        ...more,
    });
    const requests = (): readonly Request[] => aws.calls.map(({ body }) => JSON.parse(body) as Request);
    const ask = (from = minute, to = minute + 120_000, service = "gateway"): Promise<Series> => metrics.series({ service, color: "green", from, to });

    beforeEach(async () => {
        aws = new FakeAws();
        await aws.start();
        clock = new FakeClock(minute + 600_000);
        metrics = fresh();
        values = {};
        aws.answer = ({ body }) => {
            const { MetricDataQueries, StartTime, EndTime } = JSON.parse(body) as Request;
            const within = (index: number): boolean => minute / 1000 + 60 * index >= StartTime && minute / 1000 + 60 * index < EndTime;
            const known = (id: string): readonly (number | undefined)[] => (values[id] ?? []).map((value, index) => (within(index) ? value : undefined));
            return json({ MetricDataResults: MetricDataQueries.map(({ Id = "" }) => result(Id, known(Id))) });
        };
    });
    afterEach(async () => {
        await metrics.close();
        await aws.stop();
    });

    it("are minutes with errors of the targets and of connections to them, and latencies from percentiles", async () => {
        values = {
            requests: [1000, 100], failed: [30], unreached: [20, undefined], timed: [980],
            p50: [0.1], p90: [0.2], p95: [0.3], p99: [0.4], p999: [0.5], longest: [0.75],
        };
        const series = await ask();
        assert.ok(series.kind === "samples");
        assert.deepEqual(series.samples.map(({ latency, ...sample }) => ({ ...sample, timed: Math.round(latency.counts.reduce((a, b) => a + b, 0)) })), [
            { start: minute, seconds: 60, requests: 1000, errors: 50, timed: 980 },
            { start: minute + 60_000, seconds: 60, requests: 100, errors: 0, timed: 0 },
        ]);
        const [{ latency: { bounds, counts } }] = series.samples;
        const upTo = (bound: number): number => counts.slice(0, bounds.indexOf(bound) + 1).reduce((sum, count) => sum + count, 0);
        const shares = [100, 200, 300, 400, 500, 750].map(bound => Number((upTo(bound) / 980).toFixed(6)));
        assert.deepEqual(shares, [0.5, 0.9, 0.95, 0.99, 0.999, 1]);
    });

    it("ask for the target group's metrics of whole minutes, signed for CloudWatch", async () => {
        await ask(minute + 30_000, minute + 61_000);
        const [{ MetricDataQueries, StartTime, EndTime }] = requests();
        assert.deepEqual([aws.calls[0].scope, StartTime, EndTime], ["us-east-1/monitoring", minute / 1000, minute / 1000 + 120]);
        const dimensions = [
            { Name: "LoadBalancer", Value: "app/dev/50dc6c495c0c9188" },
            { Name: "TargetGroup", Value: "targetgroup/dev-green/2222" },
        ];
        assert.deepEqual(MetricDataQueries[0], {
            Id: "requests",
            MetricStat: {
                Metric: { Namespace: "AWS/ApplicationELB", MetricName: "RequestCount", Dimensions: dimensions },
                Period: 60,
                Stat: "Sum",
            },
            ReturnData: true,
        });
        assert.deepEqual(MetricDataQueries.map(({ MetricStat }) => `${MetricStat?.Metric?.MetricName} ${MetricStat?.Stat}`), [
            "RequestCount Sum", "HTTPCode_Target_5XX_Count Sum", "TargetConnectionErrorCount Sum", "TargetResponseTime SampleCount",
            "TargetResponseTime p50", "TargetResponseTime p90", "TargetResponseTime p95", "TargetResponseTime p99", "TargetResponseTime p99.9",
            "TargetResponseTime Maximum",
        ]);
    });

    it("ask for zones where these are named", async () => {
        metrics = fresh({ zones: ["us-east-1a", "us-east-1b"] });
        values = { requests: [10], failed: [4], requests_0: [6], failed_0: [3], unreached_0: [1] };
        const series = await ask();
        assert.deepEqual(series.kind === "samples" && series.samples[0].zones, { "us-east-1a": { requests: 6, errors: 4 } });
        const [{ MetricDataQueries }] = requests();
        const zoned = MetricDataQueries.filter(({ Id = "" }) => Id.endsWith("_1"));
        assert.deepEqual(zoned.map(({ MetricStat }) => [MetricStat?.Metric?.MetricName, MetricStat?.Metric?.Dimensions?.[0]]), [
            "RequestCount", "HTTPCode_Target_5XX_Count", "TargetConnectionErrorCount",
        ].map(name => [name, { Name: "AvailabilityZone", Value: "us-east-1b" }]));
    });

    it("leave out minutes that are not over for a minute yet", async () => {
        assert.equal(metrics.delaySeconds, 120);
        clock = new FakeClock(minute + 179_999);
        metrics = fresh();
        await ask(minute, minute + 120_000);
        await clock.advance(10_001);
        await ask(minute, minute + 120_000);
        assert.deepEqual(requests().map(({ StartTime, EndTime }) => [StartTime - minute / 1000, EndTime - minute / 1000]), [[0, 60], [0, 120]]);
    });

    it("are asked for even where no minute is over yet, so that an outage shows", async () => {
        clock = new FakeClock(minute + 30_000);
        metrics = fresh();
        values = { requests: [5] };
        assert.deepEqual(await ask(minute, minute + 30_000), { kind: "noData" });
        aws.answer = () => json({ __type: "AccessDenied", message: "no" }, 400);
        await clock.advance(10_000);
        assert.equal((await ask(minute, minute + 30_000)).kind, "unavailable");
        assert.deepEqual(requests().map(({ StartTime, EndTime }) => EndTime - StartTime), [60, 60]);
    });

    it("are noData without traffic: CloudWatch has no value then", async () => {
        assert.deepEqual(await ask(), { kind: "noData" });
        values = { requests: [0, 0] };
        await clock.advance(10_000);
        assert.deepEqual(await ask(), { kind: "noData" });
    });

    it("count requests that failed without being counted as requests", async () => {
        values = { requests: [5], failed: [2], unreached: [9] };
        const series = await ask();
        assert.deepEqual(series.kind === "samples" && series.samples.map(sample => [sample.requests, sample.errors]), [[11, 11]]);
    });

    it("join pages", async () => {
        aws.answer = ({ body }) => {
            const { NextToken } = JSON.parse(body) as Request;
            return json(NextToken === undefined
                ? { MetricDataResults: [result("requests", [10], { StatusCode: "PartialData" })], NextToken: "more" }
                : { MetricDataResults: [result("requests", [undefined, 20]), result("failed", [undefined, 1])] });
        };
        const series = await ask();
        assert.deepEqual(series.kind === "samples" && series.samples.map(sample => [sample.requests, sample.errors]), [[10, 0], [20, 1]]);
        assert.deepEqual(requests().map(({ NextToken }) => NextToken), [undefined, "more"]);
    });

    it("are asked for once in ten seconds, and again at once after an outage", async () => {
        values = { requests: [10] };
        const answers = await Promise.all([ask(), ask()]);
        await clock.advance(9_999);
        answers.push(await ask());
        assert.deepEqual([aws.calls.length, new Set(answers.map(({ kind }) => kind)).size], [1, 1]);
        aws.answer = () => json({ __type: "AccessDenied", message: "no" }, 400);
        await clock.advance(1);
        assert.equal((await ask()).kind, "unavailable");
        assert.equal((await ask()).kind, "unavailable");
        assert.equal(aws.calls.length, 3);
    });

    it("are unavailable with the reason where CloudWatch refuses, has only a part, or is in trouble", async () => {
        const reason = async (answer: Answer): Promise<string> => {
            aws.answer = () => answer;
            const series = await ask();
            return series.kind === "unavailable" ? series.reason : series.kind;
        };
        assert.equal(
            await reason(json({ __type: "com.amazonaws.cloudwatch#AccessDeniedException", message: "User is not authorized to perform: cloudwatch:GetMetricData" }, 400)),
            "CloudWatch: AccessDeniedException: User is not authorized to perform: cloudwatch:GetMetricData",
        );
        assert.equal(
            await reason(json({ MetricDataResults: [result("requests", [10], { StatusCode: "PartialData" })] })),
            'CloudWatch: Error: the answer to "requests" is PartialData',
        );
        assert.equal(
            await reason(json({ MetricDataResults: [result("p99", [], { StatusCode: "Forbidden", Messages: [{ Code: "F", Value: "not yours" }] })] })),
            'CloudWatch: Error: the answer to "p99" is Forbidden: not yours',
        );
    });

    it("are unavailable without an answer in time, and for a service that is not behind the load balancer", async () => {
        metrics = fresh({ timeout: 50 });
        aws.answer = () => new Promise(() => undefined);
        const series = await ask();
        assert.ok(series.kind === "unavailable" && /^CloudWatch: (AbortError|TimeoutError): /.test(series.reason), JSON.stringify(series));
        assert.deepEqual(await ask(minute, minute + 1, "risk-management"), {
            kind: "unavailable",
            reason: "CloudWatch: risk-management has no target group; only services behind the load balancer are known",
        });
    });
});
