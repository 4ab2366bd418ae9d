import { strict as assert } from "node:assert";
import { isTrue } from "../../../policies/core/conditions";
import { defaultEnvironment, type Environment } from "../../../policies/core/environment";
import { Exceptions } from "../../../policies/core/exceptions";
import { Regime, type StandardName } from "../../../policies/core/regime";
import type { Rule } from "../../../policies/core/rule";
import { scopeOf } from "../../../policies/core/scope";
import { Stack } from "../../../policies/core/stack";
import { Node } from "../../../policies/core/node";

const bucket = "aws:s3/bucket:Bucket";
const rule = (id: string): Rule =>
    ({ id, title: id, why: "w", cure: "c", types: [bucket], kind: "resource", conditions: [isTrue("on")] });
const rules = ["low", "high", "account-data", "network", "nothing"].map(rule);
const served = (nist: readonly string[], pci: readonly string[]): object => ({
    severity: "high",
    controls: {
        NIST: nist.map((id) => ({ id, relation: "satisfies", source: "own" })),
        PCI: pci.map((id) => ({ id, relation: "satisfies", source: "own" })),
    },
});
const mappings = {
    "low": served(["AC-1"], []), "high": served(["AC-2"], []), "account-data": served([], ["3.5.1"]),
    "network": served(["AC-2"], ["1.2.5"]), "nothing": served([], []),
} as ConstructorParameters<typeof Regime>[0]["mappings"];
const catalogs = {
    nist: {
        name: "NIST", version: "5",
        controls: [{ id: "AC-1", lowest: "low", kind: "technical" }, { id: "AC-2", lowest: "high", kind: "technical" }],
    },
    pci: {
        name: "PCI", version: "4", scoped: true,
        controls: [{ id: "3.5.1", kind: "technical", ofAccountData: true }, { id: "1.2.5", kind: "technical" }],
    },
} as const;

function regime(environment: Partial<Environment> = {}, standards: readonly StandardName[] = ["nist", "pci"]): Regime {
    const exceptions = new Exceptions([], Date.parse("2026-11-21"));
    return new Regime({
        rules, mappings, catalogs, standards, environment: { ...defaultEnvironment, nist: "low", ...environment }, exceptions,
    });
}

function stack(...scopes: readonly (string | undefined)[]): Stack {
    return new Stack(scopes.map((scope, index) => ({
        type: bucket, urn: `urn:pulumi:dev::p::${bucket}::${index}`, name: String(index),
        props: { on: false, tags: scope === undefined ? {} : { "pci-scope": scope } },
    })));
}

/** `rule state scope` of every result. */
function states(of: Regime, view: Stack): readonly string[] {
    return of.resultsOf(of.all(view.all(), view)).map(({ rule: id, state, scope = "cde" }) => `${id} ${state} ${scope}`);
}

describe("the rules of an environment", () => {
    it("are those that serve a control of the profile", () => {
        const ids = (of: Regime): readonly string[] => of.rules.map(({ id }) => id);
        assert.deepEqual(ids(regime()), ["low", "account-data", "network"]);
        assert.deepEqual(ids(regime({}, ["nist"])), ["low"]);
        assert.deepEqual(ids(regime({ nist: "high" }, ["nist"])), ["low", "high", "network"]);
        assert.deepEqual(ids(regime({}, ["pci"])), ["account-data", "network"]);
    });

    it("without the disabled ones, which are told with their reason", () => {
        const found = regime({ ruleLevels: { low: { level: "disabled", reason: "a drill" } } });
        assert.deepEqual(found.rules.map(({ id }) => id), ["account-data", "network"]);
        assert.deepEqual(found.warnings(), ["low is disabled: a drill"]);
    });

    it("have the level of their severity or their own", () => {
        const found = regime({ ruleLevels: { low: { level: "advisory", reason: "r" } } });
        assert.deepEqual(rules.slice(0, 2).map((each) => found.levelOf(each)), ["advisory", "mandatory"]);
    });
});

describe("the scope of PCI DSS", () => {
    it("decides which rules a resource answers to, others than NIST's", () => {
        assert.deepEqual(
            states(regime(), stack(undefined)), ["low not met cde", "account-data not met cde", "network not met cde"],
        );
        assert.deepEqual(
            states(regime(), stack("connected")),
            ["low not met connected", "account-data not applicable connected", "network not met connected"],
        );
        assert.deepEqual(
            states(regime(), stack("out")), ["low not met out", "account-data not applicable out", "network not applicable out"],
        );
        assert.deepEqual(states(regime({ nist: "high" }), stack("out")),
            ["low not met out", "high not met out", "account-data not applicable out", "network not met out"]);
    });

    it("is the environment's where no tag says it, and the whole where a tag says what is none", () => {
        assert.deepEqual(
            states(regime({ scope: "out" }), stack(undefined)),
            ["low not met out", "account-data not applicable out", "network not applicable out"],
        );
        assert.deepEqual(
            states(regime({ scope: "out" }), stack("cdee")),
            ["low not met cde", "account-data not met cde", "network not met cde"],
        );
    });

    it("keeps what is broken elsewhere out of the standard's count", () => {
        const of = regime({ nist: "high" });
        const view = stack("out");
        const [nist, pci] = of.assessmentsOf(of.resultsOf(of.all(view.all(), view)));
        assert.deepEqual(
            nist?.controls.map(({ control, state }) => [control.id, state]),
            [["AC-1", "not satisfied"], ["AC-2", "not satisfied"]],
        );
        assert.deepEqual(
            pci?.controls.map(({ control, state }) => [control.id, state]),
            [["3.5.1", "not applicable"], ["1.2.5", "not applicable"]],
        );
    });

    it("is read from tags, from Kubernetes' labels, and from the provider's default tags", () => {
        const of = (props: unknown, provider: unknown = {}): string =>
            scopeOf({ props: Node.of(props), provider: Node.of(provider) }, "pci.scope", "cde");
        assert.equal(of({ tags: { "pci.scope": "out" } }), "out");
        assert.equal(of({ metadata: { labels: { "pci.scope": "connected" } } }), "connected");
        assert.equal(of({ tags: {} }, { defaultTags: { tags: { "pci.scope": "out" } } }), "out");
        assert.equal(of({ tags: { "pci.scope": "cde" } }, { defaultTags: { tags: { "pci.scope": "out" } } }), "cde");
    });
});
