/** Gathers what a compliance report tells: results over resources, exceptions, where and when. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Exception, Exceptions } from "../../policies/core/exceptions";
import { Regime, type StandardName } from "../../policies/core/regime";
import { ResourceData, Stack } from "../../policies/core/stack";
import { Baseline } from "../../policies/core/standard";
import { mappings, rules, rulesHash, standards } from "../../policies/registry";
import { Evidence } from "../../policies/reports/evidence";
import { git } from "../../release/git";
import { thisProcess } from "../../release/journal/lease";
import { environmentOf, settingsFailure, settingsIn } from "./settings";

export type { StandardName } from "../../policies/core/regime";

export interface EvidenceRequest {
    readonly projectDir: string;
    readonly stack: string;
    readonly resources: readonly ResourceData[];
    readonly standards: readonly StandardName[];
    /** Of NIST SP 800-53. @default - the environment's */
    readonly baseline?: Baseline | undefined;
    /** `colorway:environment` of the stack's configuration. */
    readonly environment?: string;
    /** Milliseconds since 1970. */
    readonly now: number;
}

export async function evidenceOf({ projectDir, stack, resources, standards: wanted, baseline, environment: configured, now }: EvidenceRequest): Promise<Evidence> {
    const known = mappings();
    const settings = settingsIn({ dir: projectDir });
    const environment = environmentOf(settings, stack, configured);
    const regime = new Regime({
        rules, mappings: known, catalogs: standards(), standards: wanted, exceptions: new Exceptions(settings.exceptions, now),
        environment: { ...environment, ...(baseline === undefined ? {} : { nist: baseline }) },
    });
    const view = new Stack(resources);
    const strangers = regime.strangers(stack, resources.map(({ urn }) => urn));
    if (strangers.length > 0) throw settingsFailure(strangers);
    const results = regime.resultsOf(regime.all(view.all(), view));
    return {
        source: "state", stack, time: new Date(now).toISOString(), actor: thisProcess().owner, ...(await commitOf(projectDir)),
        tool: { name: "colorway", version: toolVersion() }, rulesHash: rulesHash(), rules: regime.rules, mappings: known, results,
        assessments: regime.assessmentsOf(results), warnings: regime.warnings(stack),
    };
}

export function exceptionsIn(projectDir: string): readonly Exception[] {
    return settingsIn({ dir: projectDir }).exceptions;
}

/** Nothing outside of git. */
export async function commitOf(dir: string): Promise<Pick<Evidence, "commit" | "dirty">> {
    try {
        const commit = await git(dir, "rev-parse", "HEAD");
        return { commit, dirty: (await git(dir, "status", "--porcelain")) !== "" };
    } catch {
        return {};
    }
}

function toolVersion(): string {
    return (JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as { readonly version: string }).version;
}
