/**
 * Our rules beside Checkov: every finding of it is one of ours on the same matter, or is listed in tools/checkov/matters.json with
 * the reason. `UPDATE_CHECKOV=1` accepts the counts that docs/compliance/checkov.md tells; nothing accepts a finding but the list.
 */
import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import type { ResourceData } from "../../policies/core/stack";
import { buildStack } from "../../program";
import { type Measured, measuredFile, readChecks, readMeasured } from "../../tools/checkov/checks";
import { compare, type Comparison, unused } from "../../tools/checkov/compare";
import { page, regenerate } from "../../tools/checkov/generate-page";
import { record } from "../components/recorder";
import { sampleSettings } from "../config/samples";
import { asResources } from "./checkov/seed";
import { seeds } from "./checkov/seeds";
import { checkovFindings, checkovVersion } from "./lib/checkov";

const checks = readChecks();

async function prod(): Promise<readonly ResourceData[]> {
    const { resources } = await record(() => buildStack(sampleSettings("prod")));
    const byUrn = new Map(resources.map(resource => [resource.urn, resource]));
    return resources.filter(({ custom }) => custom).map(({ type, urn, name, inputs, protect, parent, from, provider }) => ({
        type, urn, name, props: inputs, protect, parent, from,
        provider: byUrn.get(provider.slice(0, Math.max(0, provider.lastIndexOf("::"))))?.inputs,
    }));
}

async function compared(resources: readonly ResourceData[]): Promise<Comparison> {
    return compare(resources, await checkovFindings(resources), checks);
}

function countsOf(id: string, seeded: Comparison, own: Comparison): readonly [number, number] {
    return [seeded.fired.get(id) ?? 0, own.fired.get(id) ?? 0];
}

function measuredOf(seeded: Comparison, own: Comparison): Measured {
    return {
        seeded: seeded.counts,
        prod: own.counts,
        checks: Object.fromEntries(Object.keys(checks.checks).map(id => [id, countsOf(id, seeded, own)])),
    };
}

describe("our rules beside Checkov", () => {
    let seeded: Comparison;
    let own: Comparison;

    before("Checkov reads the bad resources and prod", async () => {
        const resources = await prod();
        [seeded, own] = [await compared(asResources(seeds)), await compared(resources)];
    });

    it("are compared with the version that the list is for", () => assert.equal(checkovVersion(), checks.version));

    it("are shown at least 60 bad resources, each found wrong by both or by one of them", () => {
        assert.ok(seeds.length >= 60, `${seeds.length}`);
        assert.ok(seeded.counts.theirs > 500 && seeded.counts.ours > 500, JSON.stringify(seeded.counts));
    });

    it("find what Checkov finds of the bad resources, or it is listed why not", () => assert.deepEqual(seeded.problems, []));

    it("find what Checkov finds of prod, or it is listed why not", () => assert.deepEqual(own.problems, []));

    it("are listed with nothing that no longer answers a finding", () => assert.deepEqual(unused(checks, [seeded, own]), []));

    it("are counted as the page tells", () => {
        const measured = measuredOf(seeded, own);
        if (process.env["UPDATE_CHECKOV"] === "1") {
            writeFileSync(measuredFile, `${JSON.stringify(measured, undefined, 1)}\n`);
            writeFileSync(page, regenerate());
        }
        // Of prod, each check counts; all findings of ours change with every rule and resource.
        assert.deepEqual({ ...readMeasured(), prod: 0 }, { ...measured, prod: 0 }, "accept with UPDATE_CHECKOV=1 when this is meant");
    });
});
