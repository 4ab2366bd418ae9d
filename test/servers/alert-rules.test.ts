/** The alert rules, by Prometheus' own checker: their form, and for each when it goes off and when it does not. */
import { strict as assert } from "node:assert";
import { objectivesOf } from "../../components/observability/objectives";
import type { RuleGroup } from "../../components/observability/rule-types";
import { planRules } from "../../components/observability/rules";
import { environments } from "../../config/types";
import { sampleSettings } from "../config/samples";
import { burnCases, slowStep } from "./alerts/burn-cases";
import { type AlertCase, cases, release, step } from "./alerts/cases";
import { promtool } from "./lib/promtool";

const sample = { ...objectivesOf(sampleSettings("prod")), sharedSeconds: 5400 };
const services = ["api-gateway", "order-execution"].map(name => ({ name, isPublic: name === "api-gateway" }));
const groups = planRules({ ...sample, services });
const alerts = groups.flatMap(({ rules }) => rules.flatMap(rule => ("alert" in rule ? [`${rule.alert} ${rule.labels["severity"]}`] : [])));

/** A file for `promtool test rules`. */
function testFile(all: readonly AlertCase[], every: number, evaluateEvery: number): object {
    const tests = all.map(({ alert, what, series, at, firing }) => {
        const labels = Object.keys(firing[0] ?? {});
        const shown = (values: { readonly [label: string]: string }): string =>
            `{${labels.map(label => `${label}="${values[label] ?? ""}"`).join(",")}}`;
        return {
            name: `${alert}: ${what}`,
            interval: `${every}s`,
            input_series: series,
            promql_expr_test: [{
                expr: `count by (${labels.join(", ")}) (ALERTS{alertname="${alert}", alertstate="firing"})`,
                eval_time: `${at}s`,
                exp_samples: firing.map(values => ({ labels: shown(values), value: 1 })),
            }],
        };
    });
    return { rule_files: ["rules.json"], evaluation_interval: `${evaluateEvery}s`, tests };
}

/** The group of the alert and what it is computed from: evaluating all rules over days takes minutes. */
function needed(alert: string): readonly RuleGroup[] {
    const own = groups.filter(({ rules }) => rules.some(rule => "alert" in rule && rule.alert === alert));
    return own.some(({ name }) => name === "colorway-slo") ? own : [...groups.filter(({ name }) => name === "colorway-requests"), ...own];
}

describe("alert rules, by promtool", () => {
    for (const environment of environments) {
        it(`are well formed in ${environment}`, async () => {
            const planned = planRules(objectivesOf(sampleSettings(environment)));
            assert.match(await promtool(["check", "rules", "rules.json"], { "rules.json": { groups: planned } }), /SUCCESS: \d+ rules found/);
        });
    }

    it("are each tried, going off and quiet", () => {
        const all = [...cases, ...burnCases];
        const tried = all.flatMap(({ alert, firing }) => firing.map(({ severity }) => `${alert} ${severity}`));
        assert.deepEqual([...new Set(tried)].sort(), [...new Set(alerts)].sort());
        const quiet = all.filter(({ firing }) => firing.length === 0).map(({ alert }) => alert);
        assert.deepEqual([...new Set(quiet)].sort(), [...new Set(alerts.map(name => name.split(" ")[0]))].sort());
    });

    for (const { name, all, every, evaluateEvery } of [
        { name: "within minutes", all: cases, every: step, evaluateEvery: step },
        { name: "over days", all: burnCases, every: slowStep, evaluateEvery: 5 * slowStep },
    ]) {
        for (const alert of new Set(all.map(each => each.alert))) {
            it(`go off ${name} when they should and not when they should not: ${alert}`, async () => {
                const tests = testFile(all.filter(each => each.alert === alert), every, evaluateEvery);
                const rules = { groups: needed(alert) };
                assert.match(await promtool(["test", "rules", "test.json"], { "rules.json": rules, "test.json": tests }), /SUCCESS/);
            });
        }
    }

    it("notice a rule that is wrong", async () => {
        const wrong = [{ name: "wrong", rules: [{ alert: "Wrong", expr: "sum(up" }] }];
        await assert.rejects(promtool(["check", "rules", "rules.json"], { "rules.json": { groups: wrong } }), /unclosed left parenthesis/);
        const quiet = cases.filter(({ alert, firing }) => alert === "ServiceDown" && firing.length === 0)
            .map(each => ({ ...each, firing: [{ severity: "critical" }] }));
        await assert.rejects(
            promtool(["test", "rules", "test.json"], { "rules.json": { groups }, "test.json": testFile(quiet, step, step) }), /FAILED/,
        );
    });

    it("say in words what happened, and link the runbook", async () => {
        const labels = { severity: "critical", environment: "prod", service: "api-gateway", color: "blue", version: "1.0.0" };
        const tests = {
            rule_files: ["rules.json"],
            evaluation_interval: "15s",
            tests: [{
                interval: `${step}s`,
                input_series: release({ color: "blue", version: "1.0.0", good: [[90, 600]], bad: [[10, 600]] }),
                alert_rule_test: [{
                    alertname: "HighErrorRate",
                    eval_time: "5m",
                    exp_alerts: [{
                        exp_labels: labels,
                        exp_annotations: {
                            summary: "api-gateway in blue fails 10% of its requests",
                            description: "More than 5 % of the requests to api-gateway in blue, release 1.0.0, fail.",
                            runbook_url: "docs/runbooks/alerts/high-error-rate.md",
                        },
                    }],
                }],
            }],
        };
        await promtool(["test", "rules", "test.json"], { "rules.json": { groups }, "test.json": tests });
    });
});
