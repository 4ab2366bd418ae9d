/** Judges 400 resources by all rules, with relations, as a pack does at the end of a preview: prints milliseconds. */

import { defaultEnvironment } from "../../policies/core/environment";
import { Exceptions } from "../../policies/core/exceptions";
import { Regime } from "../../policies/core/regime";
import { type ResourceData, Stack } from "../../policies/core/stack";
import { mappings, rules, standards } from "../../policies/registry";
import { recordedProgram } from "./recorded-program";

const wanted = 400;

async function main(): Promise<void> {
    const resources = await recordedProgram("prod");
    const own = resources.map(({ inputs, ...data }): ResourceData => ({ ...data, props: inputs }));
    const more = own.slice(0, Math.max(0, wanted - own.length)).map((data) => ({ ...data, urn: `${data.urn}-again`, name: `${data.name}-again` }));
    const all = [...own, ...more].slice(0, wanted);
    const exceptions = new Exceptions([], Date.now());
    const environment = { ...defaultEnvironment, nist: "high" } as const;
    const regime = new Regime({ rules, mappings: mappings(), catalogs: standards(), standards: ["nist", "pci"], environment, exceptions });
    const started = process.hrtime.bigint();
    const view = new Stack(all);
    const results = regime.resultsOf(regime.all(view.all(), view));
    regime.assessmentsOf(results);
    process.stdout.write(`${Number(process.hrtime.bigint() - started) / 1e6}\n`);
}

void main();
