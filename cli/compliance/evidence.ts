/** Gathers what a compliance report tells: results over resources, exceptions, where and when. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Exception, Exceptions } from "../../policies/core/exceptions";
import { Regime, type StandardName } from "../../policies/core/regime";
import { type ResourceData, Stack } from "../../policies/core/stack";
import type { Baseline, Mappings } from "../../policies/core/standard";
import type { Violation } from "../../policies/core/violation";
import { mappings, rules, rulesHash, standards } from "../../policies/registry";
import type { Evidence } from "../../policies/reports/evidence";
import { git } from "../../release/git";
import { thisProcess } from "../../release/journal/lease";
import { mappingsWith, resultsWith, toldRules } from "./beside";
import type { PackFindings } from "./pack-report";
import { environmentOf, settingsFailure, settingsIn } from "./settings";

export type { StandardName } from "../../policies/core/regime";

/** What is judged, and where. */
export interface EvidenceRequest {
    readonly projectDir: string;
    readonly stack: string;
    /** @default - both */
    readonly standards?: readonly StandardName[];
    /** Of NIST SP 800-53. @default - the environment's */
    readonly baseline?: Baseline | undefined;
    /** `colorway:environment` of the stack's configuration. */
    readonly environment?: string;
    /** Milliseconds since 1970. */
    readonly now: number;
}

/** Of resources as they are. @throws CommandFailure with every mistake in the settings */
export async function evidenceOf(request: EvidenceRequest, resources: readonly ResourceData[]): Promise<Evidence> {
    const { stack } = request;
    const known = mappings();
    const regime = regimeOf(request, known);
    const view = new Stack(resources);
    const strangers = regime.strangers(stack, resources.map(({ urn }) => urn));
    if (strangers.length > 0) throw settingsFailure(strangers);
    const results = regime.resultsOf(regime.all(view.all(), view));
    return {
        source: "state", ...(await provenanceOf(request)), ...judgedBy(regime), rules: regime.rules, mappings: known, results,
        assessments: regime.assessmentsOf(results), warnings: regime.warnings(stack),
    };
}

/**
 * Of what the packs found in an operation, when they got to see all resources.
 *
 * @param beside what else stops the operation, as the loss of data
 */
export async function evidenceOfPacks(
    request: EvidenceRequest, source: "preview" | "update", found: PackFindings, beside: readonly Violation[] = [],
): Promise<Evidence> {
    const more = [...found.violations, ...beside].filter(({ rule }) => !rules.some(({ id }) => id === rule));
    const known = mappingsWith(mappings(), more);
    const regime = regimeOf(request, known);
    const results = resultsWith(found.results, more, request.stack);
    const { levels, parameters } = judgedBy(regime);
    return {
        source, ...(await provenanceOf(request)), parameters,
        levels: { ...levels, ...Object.fromEntries(more.map(({ rule, level }) => [rule, level])) },
        rules: [...regime.rules, ...toldRules(more)], mappings: known, results,
        assessments: regime.assessmentsOf(results), warnings: found.warnings,
    };
}

function regimeOf({ projectDir, stack, standards: wanted = ["nist", "pci"], baseline, environment: configured, now }: EvidenceRequest, known: Mappings): Regime {
    const settings = settingsIn({ dir: projectDir });
    const environment = environmentOf(settings, stack, configured);
    return new Regime({
        rules, mappings: known, catalogs: standards(), standards: wanted, exceptions: new Exceptions(settings.exceptions, now),
        environment: { ...environment, ...(baseline === undefined ? {} : { nist: baseline }) },
    });
}

function judgedBy(regime: Regime): Pick<Evidence, "levels" | "parameters"> {
    return { levels: Object.fromEntries(regime.rules.map((rule) => [rule.id, regime.levelOf(rule)])), parameters: regime.parameters };
}

type Provenance = Pick<Evidence, "stack" | "time" | "actor" | "commit" | "dirty" | "tool" | "rulesHash">;

async function provenanceOf({ projectDir, stack, now }: EvidenceRequest): Promise<Provenance> {
    return {
        stack, time: new Date(now).toISOString(), actor: thisProcess().owner, ...(await commitOf(projectDir)),
        tool: { name: "colorway", version: toolVersion() }, rulesHash: rulesHash(),
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
