import { strict as assert } from "node:assert";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchMetrics } from "../../release/adapters/cloudwatch-metrics";
import { SystemClock } from "../../release/adapters/system-clock";
import type { Series } from "../../release/ports/metrics";
import { Moto } from "./lib/moto";

const region = "us-east-1";
const arn = `arn:aws:elasticloadbalancing:${region}:123456789012`;
const targetGroups = { blue: "targetgroup/dev-blue/1111", green: "targetgroup/dev-green/2222" };

/** Moto has no percentiles: where there are response times, it fails. How they are read is tested with answers in AWS's form. */
describe("the load balancer's metrics on Moto's CloudWatch", () => {
    /** Start of a minute that has been over for long enough. */
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
    let moto: Moto;
    let client: CloudWatchClient;
    let metrics: CloudWatchMetrics;

    const put = (metric: string, value: number, at: number, group: string, zone?: string): Promise<unknown> =>
        client.send(new PutMetricDataCommand({
            Namespace: "AWS/ApplicationELB",
            MetricData: [{
                MetricName: metric,
                Dimensions: [
                    ...(zone === undefined ? [] : [{ Name: "AvailabilityZone", Value: zone }]),
                    { Name: "LoadBalancer", Value: "app/dev/50dc6c495c0c9188" },
                    { Name: "TargetGroup", Value: group },
                ],
                Timestamp: new Date(at),
                Value: value,
                Unit: "Count",
            }],
        }));
    const ask = (from: number, to: number, color: "blue" | "green" = "green"): Promise<Series> =>
        metrics.series({ service: "gateway", color, from, to });

    before(async () => {
        moto = await Moto.start();
        client = new CloudWatchClient({ region, endpoint: moto.endpoint, credentials: { accessKeyId: "key", secretAccessKey: "secret" } });
        metrics = new CloudWatchMetrics({
            region,
            endpoint: moto.endpoint,
            clock: new SystemClock(),
            loadBalancerArn: `${arn}:loadbalancer/app/dev/50dc6c495c0c9188`,
            targetGroupArns: { gateway: { blue: `${arn}:${targetGroups.blue}`, green: `${arn}:${targetGroups.green}` } },
            zones: ["us-east-1a", "us-east-1b"],
        });
        for (const [zone, count] of [[undefined, 60], ["us-east-1a", 40], ["us-east-1b", 20]] as const) {
            await put("RequestCount", count, minute, targetGroups.green, zone);
            await put("RequestCount", count, minute + 30_000, targetGroups.green, zone);
        }
        await put("HTTPCode_Target_5XX_Count", 7, minute + 10_000, targetGroups.green);
        await put("HTTPCode_Target_5XX_Count", 7, minute + 10_000, targetGroups.green, "us-east-1b");
        await put("TargetConnectionErrorCount", 2, minute + 59_999, targetGroups.green);
        await put("RequestCount", 500, minute + 120_000, targetGroups.green);
    });
    after(async () => {
        client?.destroy();
        await metrics?.close();
        await moto?.stop();
    });

    it("are the minutes that overlap the time asked for, with errors and zones", async () => {
        const series = await ask(minute + 30_000, minute + 180_000);
        assert.ok(series.kind === "samples", JSON.stringify(series));
        assert.deepEqual(series.samples.map(({ latency, ...sample }) => ({ ...sample, timed: latency.counts.reduce((a, b) => a + b) })), [
            {
                start: minute,
                seconds: 60,
                requests: 120,
                errors: 9,
                zones: { "us-east-1a": { requests: 80, errors: 0 }, "us-east-1b": { requests: 40, errors: 7 } },
                timed: 0,
            },
            { start: minute + 120_000, seconds: 60, requests: 500, errors: 0, zones: {}, timed: 0 },
        ]);
    });

    it("are noData in a minute without requests, and of a color without any", async () => {
        assert.deepEqual(await ask(minute + 60_000, minute + 120_000), { kind: "noData" });
        assert.deepEqual(await ask(minute, minute + 180_000, "blue"), { kind: "noData" });
    });

    it("are unavailable once nobody answers", async () => {
        await moto.stop();
        const series = await ask(minute - 60_000, minute + 60_000);
        assert.ok(series.kind === "unavailable" && series.reason.includes("ECONNREFUSED"), JSON.stringify(series));
    });
});
