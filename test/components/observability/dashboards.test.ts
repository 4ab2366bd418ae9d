import { strict as assert } from "node:assert";
import { planDashboards } from "../../../components/observability/dashboards/dashboards";
import type { Dashboard, Panel } from "../../../components/observability/dashboards/panel";
import { objectivesOf } from "../../../components/observability/objectives";
import { planRules } from "../../../components/observability/rules";
import { sampleSettings } from "../../config/samples";
import { exported } from "./exporters";
import { metricsIn, withoutVariables } from "./expressions";

const objectives = objectivesOf(sampleSettings("prod"));
const data = { identifier: "prod-database", cacheNodes: ["prod-cache-001", "prod-cache-002"] };
const dashboards = planDashboards(objectives, data);
const all: readonly Dashboard[] = Object.values(dashboards);

function titles(name: keyof typeof dashboards): readonly string[] {
    return dashboards[name].panels.map(({ title }) => title);
}

function overlap(one: Panel, other: Panel): boolean {
    const [a, b] = [one.gridPos, other.gridPos];
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe("dashboards", () => {
    it("are of services, releases, the cluster and the database", () => {
        assert.deepEqual(all.map(({ uid, title }) => [uid, title]), [
            ["colorway-service", "colorway / Service"],
            ["colorway-release", "colorway / Release"],
            ["colorway-cluster", "colorway / Cluster"],
            ["colorway-database", "colorway / Database"],
        ]);
    });

    it("are in the form of Grafana: identifiers of 40 letters at most, panels with a place of their own, queries told apart", () => {
        for (const { uid, panels, schemaVersion, editable } of all) {
            assert.match(uid, /^[a-z-]{1,40}$/);
            assert.equal(schemaVersion, 41);
            assert.equal(editable, false);
            assert.deepEqual(panels.map(({ id }) => id), panels.map((_, index) => index + 1));
            for (const panel of panels) {
                const { gridPos, targets, title, description } = panel;
                assert.ok(gridPos.x >= 0 && gridPos.x + gridPos.w <= 24 && gridPos.h > 0, title);
                assert.ok(targets.length > 0 && description.endsWith("."), title);
                assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
                assert.deepEqual(panels.filter(other => other !== panel && overlap(panel, other)).map(other => other.title), [], title);
            }
        }
    });

    it("ask only for metrics that are recorded or exported, from the sources that Grafana has", () => {
        const rules = planRules(objectives).flatMap(group => group.rules);
        const known = new Set([
            ...exported, ...rules.flatMap(rule => ("record" in rule ? [rule.record] : [])),
            "http_requests_total", "http_request_duration_seconds_bucket",
        ]);
        for (const { datasource, ...target } of all.flatMap(({ panels }) => panels.flatMap(({ targets }) => targets))) {
            assert.ok(["prometheus", "loki", "cloudwatch"].includes(datasource.uid));
            assert.equal(datasource.type, datasource.uid);
            if (datasource.uid !== "prometheus") continue;
            const expr = withoutVariables(String(target["expr"]));
            assert.deepEqual(metricsIn(expr).filter(metric => !known.has(metric)), [], expr);
        }
    });

    it("use only variables that they have", () => {
        for (const { panels, templating, uid } of all) {
            const used = JSON.stringify(panels).match(/\$(?!__)\w+/g) ?? [];
            assert.deepEqual([...new Set(used)], templating.list.map(({ name }) => `$${name}`), uid);
        }
    });

    it("show both colors side by side with the share of the traffic first", () => {
        assert.deepEqual(titles("release"), [
            "Traffic now", "Traffic", "Alerts", "Pods",
            "blue: requests", "blue: errors", "blue: latency, p95", "green: requests", "green: errors", "green: latency, p95",
        ]);
        const [blue, green] = ["blue: errors", "green: errors"].map(title => dashboards.release.panels.find(panel => panel.title === title));
        assert.equal(blue?.gridPos.x, green?.gridPos.x);
        assert.deepEqual(JSON.parse(JSON.stringify(blue).replaceAll("blue", "green")).targets, green?.targets);
    });

    it("look at the database and each node of the cache by the names of CloudWatch", () => {
        const targets = dashboards.database.panels.flatMap(panel => panel.targets.map(({ metricName, dimensions }) => ({ metricName, dimensions })));
        assert.deepEqual(targets[0], { metricName: "CPUUtilization", dimensions: { DBInstanceIdentifier: "prod-database" } });
        assert.deepEqual(targets.filter(({ metricName }) => metricName === "Evictions").map(({ dimensions }) => dimensions), [
            { CacheClusterId: "prod-cache-001" }, { CacheClusterId: "prod-cache-002" },
        ]);
        const without = planDashboards(objectives, { ...data, cacheNodes: [] }).database.panels;
        assert.deepEqual(without.filter(({ title }) => title.startsWith("Cache")), []);
    });

    it("are small enough for a ConfigMap", () => {
        // Kubernetes, "ConfigMaps": at most 1 MiB.
        for (const each of all) assert.ok(JSON.stringify(each).length < 200_000, each.uid);
    });
});
