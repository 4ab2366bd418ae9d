import { strict as assert } from "node:assert";
import { objectivesOf } from "../../../components/observability/objectives";
import { planRules } from "../../../components/observability/rules";
import { type AlertingRule, type RecordingRule, runbookOf } from "../../../components/observability/rule-types";
import { environments } from "../../../config/types";
import { AllServiceMetrics } from "../../../simulator/kubernetes/runtime/service-metrics";
import { sampleSettings } from "../../config/samples";
import { exported } from "./exporters";
import { metricsIn } from "./expressions";

const objectives = objectivesOf(sampleSettings("prod"));
const rules = planRules(objectives).flatMap(group => group.rules);
const alerts = rules.filter((rule): rule is AlertingRule => "alert" in rule);
const records = rules.filter((rule): rule is RecordingRule => "record" in rule);

/** Names of the metrics that a service of the simulated cloud shows. */
function servedMetrics(): readonly string[] {
    const metrics = new AllServiceMetrics();
    const labels = { cluster: "c", service: "s", color: "blue", version: "1", zone: "z", namespace: "n", pod: "p" };
    metrics.join(labels).observe(200, 0.1);
    const names = metrics.text().split("\n").filter(line => /^\w/.test(line)).map(line => /^\w+/.exec(line)?.[0] ?? "");
    return [...new Set(names)];
}

function named(name: string, severity?: string): AlertingRule {
    const [found] = alerts.filter(({ alert, labels }) => alert === name && (severity === undefined || labels["severity"] === severity));
    assert.ok(found, name);
    return found;
}

it("metrics of an expression are told from functions, labels and words", () => {
    const expr = 'sum by (a) (rate(x_total{b="c_total"}[1m] offset 2m)) > 0.5\n/ on (d) group_left () (1e3 * colorway:y:z) unless up == bool 0';
    assert.deepEqual(metricsIn(expr), ["colorway:y:z", "up", "x_total"]);
});

describe("the rules of an environment", () => {
    it("are these alerts", () => {
        assert.deepEqual(alerts.map(({ alert, labels }) => `${alert} ${labels["severity"]}`).sort(), [
            "AutoscalerAtMaximum warning",
            "DeploymentFailed critical",
            "DeploymentFailed warning",
            "ErrorBudgetBurnFast critical",
            "ErrorBudgetBurnFast critical",
            "ErrorBudgetBurnSlow warning",
            "ErrorBudgetBurnSlow warning",
            "HighErrorRate critical",
            "HighErrorRateDuringDeployment warning",
            "HighLatency warning",
            "MetricsMissing critical",
            "PodCrashLooping critical",
            "PodCrashLooping warning",
            "PodsNotReady warning",
            "RollbackTriggered warning",
            "RolloutStuck warning",
            "ServiceDown critical",
            "ServiceDown warning",
            "TargetsDown warning",
        ]);
    });

    it("name severity, environment, a summary and a runbook in each alert", () => {
        for (const { alert, labels, annotations } of alerts) {
            assert.match(labels["severity"] ?? "", /^(critical|warning)$/, alert);
            assert.equal(labels["environment"], "prod");
            assert.equal(annotations["runbook_url"], `docs/runbooks/alerts/${runbookOf(alert)}`);
            assert.ok((annotations["summary"] ?? "") !== "" && (annotations["description"] ?? "").endsWith("."), alert);
        }
    });

    it("ask only for what services and exporters give, and for what they record before", () => {
        const known = new Set([...servedMetrics(), ...exported]);
        for (const rule of rules) {
            const missing = metricsIn(rule.expr).filter(metric => !known.has(metric));
            assert.deepEqual(missing, [], rule.expr);
            if ("record" in rule) known.add(rule.record);
        }
    });

    it("record nothing that nobody asks for", () => {
        const asked = new Set(rules.flatMap(({ expr }) => metricsIn(expr)));
        assert.deepEqual(records.map(({ record }) => record).filter(record => !asked.has(record)), []);
    });

    it("see users in public services only", () => {
        assert.match(records.find(({ record }) => record === "colorway:traffic:share30s")?.expr ?? "", /service=~"api-gateway"\}/);
        const twice = planRules({ ...objectives, services: [{ name: "a", isPublic: true }, { name: "b", isPublic: true }] });
        assert.match(JSON.stringify(twice), /service=~\\"a\|b\\"/);
        assert.throws(
            () => planRules({ ...objectives, services: [{ name: "a", isPublic: false }] }),
            new RangeError("services: none is public; one with publicPaths is required"),
        );
    });

    it("take the limits of releases and the promise from the settings", () => {
        assert.match(named("HighErrorRateDuringDeployment").expr, /^colorway:errors:ratio1m > 0\.01\n/);
        assert.match(named("HighLatency").expr, /^colorway:latency_seconds:quantile1m > 0\.5\nand colorway:requests:rate1m \* 60 >= 200$/);
        assert.match(named("ErrorBudgetBurnFast").expr, /^colorway:slo_errors:ratio1h > 0\.0144\nand colorway:slo_errors:ratio5m > 0\.0144\n/);
        const staging = planRules(objectivesOf(sampleSettings("staging"))).flatMap(group => group.rules);
        assert.match(JSON.stringify(staging), /colorway:slo_errors:ratio1h > 0\.072/);
    });

    it("wait for a stuck rollout as long as its steps and holds may take", () => {
        // Four steps of 300 s, each held for 900 s at most.
        assert.equal(named("RolloutStuck").for, "4800s");
        assert.equal(objectivesOf(sampleSettings("dev")).sharedSeconds, 300);
    });

    it("have links of their own where the runbooks are read elsewhere", () => {
        const settings = sampleSettings("prod");
        const elsewhere = { ...settings, observability: { ...settings.observability, runbooks: "https://git.example/runbooks/" } };
        const links = planRules(objectivesOf(elsewhere)).flatMap(group => group.rules.flatMap(rule =>
            "alert" in rule ? [rule.annotations["runbook_url"] ?? ""] : []));
        assert.ok(links.includes("https://git.example/runbooks/high-error-rate.md"));
    });

    it("are made in every environment, in which they differ by figures only", () => {
        const names = environments.map(environment => planRules(objectivesOf(sampleSettings(environment)))
            .flatMap(group => group.rules.map(rule => ("alert" in rule ? rule.alert : rule.record))));
        assert.deepEqual(names[0], names[1]);
        assert.deepEqual(names[1], names[2]);
    });
});
