import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultEnvironment, environmentSchema, readEnvironments } from "../../../policies/core/environment";
import { isTrue } from "../../../policies/core/conditions";
import { flagParameter, integerParameter, textsParameter } from "../../../policies/core/parameters";
import type { Rule } from "../../../policies/core/rule";
import { rules as registered } from "../../../policies/registry";
import { environmentFor, nameProblem, readSettings } from "../../../policies/settings";

const common = { why: "w", cure: "c", types: ["t"], kind: "resource", conditions: [isTrue("a")] } as const;
const rules: readonly Rule[] = [
    {
        id: "logs-kept", title: "Logs are kept", ...common,
        parameters: { minimumDays: integerParameter("days", 365, { minimum: 1 }, "au-11_odp") },
    },
    {
        id: "ports-open", title: "Few ports are open", ...common,
        parameters: { ports: textsParameter("ports", []), protected: flagParameter("p", true) },
    },
];

function read(files: { readonly [name: string]: string }): ReturnType<typeof readEnvironments> {
    return readEnvironments(files, rules);
}

describe("the file of an environment", () => {
    it("may say nothing", () => {
        assert.deepEqual(read({ dev: "" }), { environments: { dev: defaultEnvironment }, problems: [] });
    });

    it("sets profiles, levels by severity and by rule, and parameters by the names of rule and control", () => {
        const { environments, problems } = read({
            dev: [
                "nist: { baseline: high }", "pci: { scope: connected, tag: scope }", "protected: false",
                "levels: { low: disabled }",
                "controls: { au-11_odp: 400 }",
                "rules: { ports-open: { level: advisory, reason: for the tests, parameters: { ports: [ssh] } } }",
            ].join("\n"),
        });
        assert.deepEqual(problems, []);
        assert.deepEqual(environments["dev"], {
            nist: "high", scope: "connected", scopeTag: "scope",
            levels: { critical: "mandatory", high: "mandatory", medium: "advisory", low: "disabled" },
            ruleLevels: { "ports-open": { level: "advisory", reason: "for the tests" } },
            parameters: { "logs-kept": { minimumDays: 400 }, "ports-open": { protected: false, ports: ["ssh"] } },
        });
    });

    it("says what another one says where it says nothing, and its own words go before", () => {
        const { environments, problems } = read({
            common: "nist: { baseline: low }\ncontrols: { au-11_odp: 30 }\nlevels: { medium: mandatory }",
            dev: "extends: common\ncontrols: { au-11_odp: 90 }",
        });
        assert.deepEqual(problems, []);
        const { nist, levels, parameters } = environments["dev"] ?? assert.fail();
        assert.deepEqual([nist, levels.medium, parameters], ["low", "mandatory", { "logs-kept": { minimumDays: 90 } }]);
    });

    it("is told every mistake at once, with what is nearest", () => {
        const { problems } = read({
            dev: [
                "nist: { baseline: middle }", "levels: { high: must }", "controls: { au-12_odp: 1 }",
                "rules:", "  log-kept: { level: advisory }",
                "  logs-kept: { level: advisory, parameters: { minimumDays: 0, minimunDay: 3 } }",
                "  ports-open: { parameters: { ports: ssh } }",
            ].join("\n"),
            prod: "extends: comon",
            common: "nist: 5",
            round: "extends: round",
        });
        assert.deepEqual([...problems].sort(), [
            "environments/common.yaml: nist: is 5; a mapping is required",
            'environments/dev.yaml: controls.au-12_odp: is unknown; allowed: au-11_odp; did you mean au-11_odp?',
            'environments/dev.yaml: levels.high: is "must"; allowed: "advisory", "mandatory", "disabled"',
            'environments/dev.yaml: nist.baseline: is "middle"; allowed: "low", "moderate", "high"',
            "environments/dev.yaml: rules.log-kept: is unknown; allowed: logs-kept, ports-open; did you mean logs-kept?",
            "environments/dev.yaml: rules.logs-kept.parameters.minimumDays: is 0; at least 1",
            "environments/dev.yaml: rules.logs-kept.parameters.minimunDay: is unknown; allowed: minimumDays; did you mean "
                + "minimumDays?",
            "environments/dev.yaml: rules.logs-kept.reason: is missing; who sets level says it",
            'environments/dev.yaml: rules.ports-open.parameters.ports: is "ssh"; a list is required',
            "environments/prod.yaml: extends: there is no comon.yaml; did you mean common?",
            "environments/round.yaml: extends: round extends itself",
        ]);
    });

    it("that is no YAML is told so", () => {
        assert.match(read({ dev: "a: [" }).problems[0] ?? "", /^environments\/dev\.yaml: /);
    });
});

describe("the environments of this project", () => {
    const folder = join(__dirname, "..", "..", "..", "policies");

    it("are in order", () => {
        const { problems, environments } = readSettings(folder);
        assert.deepEqual(problems, []);
        assert.deepEqual(
            Object.keys(environments).filter((name) => ["dev", "staging", "prod"].includes(name)).sort(),
            ["dev", "prod", "staging"],
        );
    });

    it("have a schema for editors that is up to date", () => {
        const text = readFileSync(join(folder, "environments", "schema.json"), "utf8");
        assert.deepEqual(
            JSON.parse(text), JSON.parse(JSON.stringify(environmentSchema(registered))),
            "run `npx ts-node tools/generate-policy-schema.ts`",
        );
    });
});

describe("the environment of a stack", () => {
    const [dev, prod, other] = ["low", "high", "moderate"].map(
        (nist) => ({ ...defaultEnvironment, nist }),
    ) as [typeof defaultEnvironment, typeof defaultEnvironment, typeof defaultEnvironment];

    it("is the one that a person named, else the configuration's, else the stack's, else the default", () => {
        const environments = { dev, prod };
        assert.equal(environmentFor({ environments }, { named: "prod", configured: "dev", stack: "dev" }), prod);
        assert.equal(environmentFor({ environments }, { configured: "dev", stack: "prod" }), dev);
        assert.equal(environmentFor({ environments }, { configured: "none", stack: "prod" }), prod);
        assert.equal(environmentFor({ environments: { ...environments, default: other } }, { stack: "maria" }), other);
        assert.equal(environmentFor({ environments }, { stack: "maria" }), defaultEnvironment);
    });

    it("that a person named must be there", () => {
        assert.deepEqual(nameProblem({ environments: { dev, prod } }, undefined), []);
        assert.deepEqual(nameProblem({ environments: { dev, prod } }, "prd"), [
            "COLORWAY_POLICY_ENVIRONMENT: there is no environments/prd.yaml; allowed: dev, prod; did you mean prod?",
        ]);
    });
});
