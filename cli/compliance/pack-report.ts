/** What the policy packs of one operation tell beside what the engine passes on of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../policies/core/assess";
import type { Violation } from "../../policies/core/violation";
import type { PackReport } from "../../policies/report";
import { reportVariable } from "../../policies/variables";

export interface PackFindings {
    /** Mistakes in the settings of the policies: no pack ran. */
    readonly problems: readonly string[];
    readonly violations: readonly Violation[];
    /** A line for each standard; none where the packs did not get to see all resources. */
    readonly summaries: readonly string[];
    /** Of exceptions, and of rules that are not judged. */
    readonly warnings: readonly string[];
    readonly results: readonly Result[];
}

/** A file that the packs write to, in a folder of its own. */
export class PackReportFile {
    private readonly dir = mkdtempSync(join(tmpdir(), "colorway-packs-"));
    private readonly file = join(this.dir, "report.jsonl");

    /** What the engine is started with. */
    get variables(): { readonly [name: string]: string } {
        return { [reportVariable]: this.file };
    }

    /** Forgets what an attempt wrote that is made again. */
    begin(): void {
        writeFileSync(this.file, "");
    }

    read(): PackFindings {
        return findingsOf(readFileSync(this.file, "utf8"));
    }

    remove(): void {
        rmSync(this.dir, { recursive: true, force: true });
    }
}

/** A last line that a killed pack did not write to its end does not count. */
export function findingsOf(text: string): PackFindings {
    const reports = text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as PackReport);
    const last = reports.filter((report) => "results" in report).at(-1);
    const { results, summaries, warnings } = last ?? { results: [], summaries: [], warnings: [] };
    return {
        problems: reports.flatMap((report) => ("problems" in report ? report.problems : [])),
        violations: reports.flatMap((report) => ("violation" in report ? [report.violation] : [])),
        results, summaries, warnings,
    };
}
