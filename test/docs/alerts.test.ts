import { strict as assert } from "node:assert";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { objectivesOf } from "../../components/observability/objectives";
import { planRules } from "../../components/observability/rules";
import { type AlertingRule, runbookOf } from "../../components/observability/rule-types";
import { environments } from "../../config/types";
import { sampleSettings } from "../config/samples";
import { anchorsOf, linksOf, root, textOf } from "./pages";

const folder = "docs/runbooks/alerts";
const alerts = environments.flatMap((environment): readonly AlertingRule[] =>
    planRules(objectivesOf(sampleSettings(environment))).flatMap(({ rules }) => rules.filter(rule => "alert" in rule)));
const names = [...new Set(alerts.map(({ alert }) => alert))].sort();

describe("runbooks of alerts", () => {
    it("are there for each alert, where its link leads", () => {
        for (const { alert, annotations } of alerts) {
            assert.ok(existsSync(join(root, annotations["runbook_url"] ?? "")), `${alert}: ${annotations["runbook_url"]}`);
        }
    });

    it("are of no alert that there is none of", () => {
        assert.deepEqual(readdirSync(join(root, folder)).sort(), names.map(runbookOf).sort());
    });

    for (const name of names) {
        it(`say of ${name} who is woken, and link only what is there`, () => {
            const page = `${folder}/${runbookOf(name)}`;
            const text = textOf(page);
            assert.ok(text.startsWith(`# ${name}\n`));
            const severities = new Set(alerts.filter(({ alert }) => alert === name).map(({ labels }) => labels["severity"] ?? ""));
            const said = /\n\n(\*\*(?:Critical|Warning).*)/.exec(text)?.[1]?.slice(0, 80).toLowerCase() ?? "";
            assert.deepEqual(["critical", "warning"].filter(severity => said.includes(`**${severity}`)), [...severities].sort());
            for (const { link, path, anchor } of linksOf(page)) {
                assert.ok(existsSync(join(root, path)), link);
                assert.ok(anchor === "" || anchorsOf(path).includes(anchor), link);
            }
        });
    }
});
