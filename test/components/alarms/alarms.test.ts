import { strict as assert } from "node:assert";
import { Alarms } from "../../../components/alarms/alarms";
import { planAlarms, type Watched } from "../../../components/alarms/plan";
import { record, type Recording } from "../recorder";

const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const topicArn = "arn:aws:sns:us-east-1:111122223333:prod-alarms";
const balancer = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/prod-lb/50dc6c495c0c9188";
const targets = (color: string): string =>
    `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/prod-${color}-gateway/73e2d6bc24d8a067`;

const watched: Watched = {
    database: { identifier: "prod-database", storageGib: 200, connections: 2500 },
    cache: { nodes: ["prod-cache-001", "prod-cache-002"] },
    loadBalancer: {
        arn: balancer,
        targetGroups: ["blue", "green"].map(color => ({ role: `${color}-gateway`, arn: targets(color) })),
        latencyMilliseconds: 500,
    },
    cluster: { name: "prod-cluster", nodeGroups: [{ role: "main", autoScalingGroup: "eks-prod-main" }] },
    firewall: { metric: "prod-firewall", region: "us-east-1", blockedRequests: 5000 },
};

const essential = [
    "lb-5xx", "blue-gateway-unhealthy", "green-gateway-unhealthy", "database-cpu", "database-storage",
    "cache-1-cpu", "cache-1-evictions", "cache-2-cpu", "cache-2-evictions",
];

describe("planAlarms", () => {
    const roles = (extent: string, of: Watched = watched): readonly string[] => planAlarms(of, extent).map(({ role }) => role);

    it("has what shows a loss, and no more, where that is enough", () => assert.deepEqual(roles("essential"), essential));

    it("has what comes before a loss, too, where it is whole", () => {
        assert.deepEqual(roles("full"), [
            ...essential, "lb-target-5xx", "lb-latency", "lb-rejected", "database-connections", "database-memory",
            "database-transaction-ids",
            "cache-1-lag", "cache-2-lag", "cluster-api-5xx", "cluster-unschedulable", "nodes-main-failed", "firewall-blocked",
        ]);
    });

    it("watches no lag where there is one node, and no cache where there is none", () => {
        const ofCache = (cache: Watched["cache"]): readonly string[] => roles(
            "full", { ...watched, cache },
        ).filter(role => role.startsWith("cache"));
        assert.deepEqual(ofCache({ nodes: ["dev-cache-001"] }), ["cache-1-cpu", "cache-1-evictions"]);
        assert.deepEqual(ofCache(undefined), []);
    });

    it("keeps a tenth of the disk, and two GiB of a small one", () => {
        const least = (storageGib: number): number | undefined => planAlarms(
            { ...watched, database: { ...watched.database, storageGib } }, "full",
        )
            .find(({ role }) => role === "database-storage")?.below;
        assert.deepEqual([least(200), least(20), least(5)], [20 * 2 ** 30, 2 * 2 ** 30, 2 * 2 ** 30]);
    });
});

describe("alarms", () => {
    let full: Recording<Alarms>;
    before(async () => {
        full = await record(() => new Alarms("prod", { ...watched, topicArn }));
    });

    it("wake somebody, tell when it is over, and are quiet where nothing runs", () => {
        for (const { inputs, name } of full.ofType(alarmType)) {
            const { alarmActions, okActions, treatMissingData, datapointsToAlarm, evaluationPeriods } = inputs;
            assert.deepEqual({ alarmActions, okActions, treatMissingData }, {
                alarmActions: [topicArn], okActions: [topicArn], treatMissingData: "notBreaching",
            }, name);
            assert.equal(datapointsToAlarm, evaluationPeriods);
            assert.match(String(inputs.alarmDescription), /^[A-Z].*\. See docs\/runbooks\/alarms\.md\.$/);
        }
    });

    it("name load balancer and targets as their metrics do", () => {
        const { alarmDescription, alarmActions, okActions, ...alarm } =
            full.inputs(alarmType, "prod-blue-gateway-unhealthy-alarm");
        assert.ok(alarmDescription !== undefined && alarmActions !== undefined && okActions !== undefined);
        assert.deepEqual(alarm, {
            name: "prod-blue-gateway-unhealthy",
            namespace: "AWS/ApplicationELB",
            metricName: "UnHealthyHostCount",
            statistic: "Maximum",
            dimensions: {
                LoadBalancer: "app/prod-lb/50dc6c495c0c9188", TargetGroup: "targetgroup/prod-blue-gateway/73e2d6bc24d8a067",
            },
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            period: 60,
            evaluationPeriods: 5,
            datapointsToAlarm: 5,
            treatMissingData: "notBreaching",
        });
    });

    it("take percentiles for what they are, seconds for milliseconds, and what falls below", () => {
        const { statistic, extendedStatistic, threshold } = full.inputs(alarmType, "prod-lb-latency-alarm");
        assert.deepEqual([statistic, extendedStatistic, threshold], [undefined, "p99", 0.5]);
        const storage = full.inputs(alarmType, "prod-database-storage-alarm");
        assert.deepEqual([storage.comparisonOperator, storage.threshold], ["LessThanThreshold", 20 * 2 ** 30]);
    });
});
