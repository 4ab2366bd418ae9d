/** Gathers what a compliance report tells: results over resources, exceptions, where and when. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assess, resultsOf } from "../../policies/core/assess";
import { evaluate, RuleIndex } from "../../policies/core/evaluate";
import { Exceptions, readExceptions } from "../../policies/core/exceptions";
import { ResourceData, Stack } from "../../policies/core/stack";
import { Baseline } from "../../policies/core/standard";
import { mappings, rules, rulesHash, standards } from "../../policies/registry";
import { Evidence } from "../../policies/reports/evidence";
import { git } from "../../release/git";
import { thisProcess } from "../../release/journal/lease";
import { CommandFailure, exitCodes } from "../failure";

export const standardNames = ["nist", "pci"] as const;
export type StandardName = (typeof standardNames)[number];

export interface EvidenceRequest {
    readonly projectDir: string;
    readonly stack: string;
    readonly resources: readonly ResourceData[];
    readonly standards: readonly StandardName[];
    /** Of NIST SP 800-53. */
    readonly baseline: Baseline;
    /** Milliseconds since 1970. */
    readonly now: number;
}

export async function evidenceOf({ projectDir, stack, resources, standards: wanted, baseline, now }: EvidenceRequest): Promise<Evidence> {
    const known = mappings();
    const exceptions = new Exceptions(exceptionsIn(projectDir), now);
    const view = new Stack(resources);
    const results = resultsOf(evaluate(new RuleIndex(rules), view.all(), view), known, exceptions);
    const { nist, pci } = standards();
    const assessments = wanted.map((name) => (name === "nist" ? assess(results, nist, known, baseline) : assess(results, pci, known)));
    return {
        source: "state", stack, time: new Date(now).toISOString(), actor: thisProcess().owner, ...(await commitOf(projectDir)),
        tool: { name: "colorway", version: toolVersion() }, rulesHash: rulesHash(), rules, mappings: known, results, assessments, warnings: exceptions.warnings(),
    };
}

export function exceptionsIn(projectDir: string): ReturnType<typeof readExceptions>["exceptions"] {
    const path = join(projectDir, "policies", "exceptions.yaml");
    if (!existsSync(path)) return [];
    const known = mappings();
    const { exceptions, problems } = readExceptions(readFileSync(path, "utf8"), (rule) => known[rule]?.severity);
    if (problems.length > 0) throw new CommandFailure(`policies/exceptions.yaml is not in order\n${problems.join("\n")}`, exitCodes.usage, { problems });
    return exceptions;
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
