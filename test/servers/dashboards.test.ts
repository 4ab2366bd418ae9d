/** The queries of the dashboards, parsed by Prometheus' own checker. */
import { strict as assert } from "node:assert";
import { planDashboards } from "../../components/observability/dashboards/dashboards";
import { objectivesOf } from "../../components/observability/objectives";
import { environments } from "../../config/types";
import { withoutVariables } from "../components/observability/expressions";
import { sampleSettings } from "../config/samples";
import { promtool } from "./lib/promtool";

describe("queries of the dashboards, by promtool", () => {
    for (const environment of environments) {
        it(`all parse in ${environment}`, async () => {
            const dashboards = planDashboards(objectivesOf(sampleSettings(environment)), { identifier: "database", cacheNodes: ["cache"] });
            const targets = Object.values(dashboards).flatMap(({ panels }) => panels.flatMap(panel => panel.targets));
            const queries = targets.filter(({ datasource }) => datasource.uid === "prometheus").map(({ expr }) => withoutVariables(String(expr)));
            assert.ok(queries.length > 30, `${queries.length}`);
            // This version checks queries only as rules.
            const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
            const said = await promtool(["check", "rules", "rules.json"], { "rules.json": { groups: [{ name: "queries", rules }] } });
            assert.match(said, new RegExp(`SUCCESS: ${queries.length} rules found`));
        });
    }
});
