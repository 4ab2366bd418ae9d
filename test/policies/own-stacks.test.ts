/**
 * Our own stacks, as the program asks for them, against every rule of any level: what is not kept has its reason, as an exception
 * or a level of its environment, and no reason is left over. What the rules find wrong is mended in the components, not here.
 */
import { strict as assert } from "node:assert";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { environments } from "../../config/types";
import { evaluate, RuleIndex, type RuleResult } from "../../policies/core/evaluate";
import { Exceptions } from "../../policies/core/exceptions";
import { Stack } from "../../policies/core/stack";
import { rules } from "../../policies/registry";
import { environmentFor, readSettings } from "../../policies/settings";
import { buildStack } from "../../program";
import { type Recording, record } from "../components/recorder";
import { sampleSettings } from "../config/samples";

const settings = readSettings(join(__dirname, "..", "..", "policies"));
/** A day on which every exception holds, so that the test says the same tomorrow. */
const day = Math.max(...settings.exceptions.map(({ created }) => Date.parse(created)));
const exceptions = new Exceptions(settings.exceptions, day);

/** The resources as the engine gives them to a pack, each with its provider. */
function viewOf({ resources }: Recording<unknown>): Stack {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    return new Stack(resources.map(({ type, urn, name, inputs, protect, parent, from, provider }) => {
        // A reference is the provider's URN and its id.
        const owner = byUrn.get(provider.slice(0, Math.max(0, provider.lastIndexOf("::"))));
        return { type, urn, name, props: inputs, protect, parent, from, provider: owner?.inputs };
    }));
}

/** `RESOURCE: finding; …` of each rule that is not kept, but for what is excepted. */
function broken(results: readonly RuleResult[]): { readonly [rule: string]: readonly string[] } {
    const found: { [rule: string]: readonly string[] } = {};
    for (const { rule, subject, verdict } of results) {
        if (verdict.kind !== "notMet" || exceptions.of(rule.id, subject.urn) !== undefined) continue;
        found[rule.id] = [...(found[rule.id] ?? []), `${subject.name}: ${verdict.findings.join("; ")}`];
    }
    return found;
}

describe("our own stacks", function () {
    // Everything of a stack, three times.
    this.timeout(240_000);

    it("have environments and exceptions without a mistake", () => assert.deepEqual(settings.problems, []));

    for (const environment of environments) {
        it(`keep every rule in ${environment}, but for those whose level has a reason there`, async () => {
            const view = viewOf(await record(() => buildStack(sampleSettings(environment))));
            const { parameters, ruleLevels } = environmentFor(settings, { stack: environment });
            const results = evaluate(new RuleIndex(rules), view.all(), view, parameters);
            const found = broken(results);
            assert.deepEqual(Object.fromEntries(Object.entries(found).filter(([rule]) => !Object.hasOwn(ruleLevels, rule))), {});
            const idle = Object.keys(ruleLevels).filter((rule) => !Object.hasOwn(found, rule));
            assert.deepEqual(idle, [], "levels that nothing needs");
            assert.ok(results.some(({ verdict }) => verdict.kind === "met"));
        });
    }

    it("keep every rule where pipelines deploy them", async () => {
        const delivery = { ...sampleSettings("prod").delivery, repository: "example/colorway" };
        const view = viewOf(await record(() => runtime.runInPulumiStack(async () => {
            buildStack(sampleSettings("prod", { delivery }));
        })));
        const made = view.all().filter(({ urn }) => urn.includes("colorway:delivery:"));
        assert.ok(made.length > 20, `${made.length} resources`);
        const { parameters } = environmentFor(settings, { stack: "prod" });
        assert.deepEqual(broken(evaluate(new RuleIndex(rules), made, view, parameters)), {});
    });

    it("use every exception", () => {
        assert.deepEqual(exceptions.warnings().filter((warning) => warning.includes("is not used")), []);
    });
});
