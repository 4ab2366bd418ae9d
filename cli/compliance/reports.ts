/** Reports of a preview or an update, by `--report FORMAT=FILE`: written whatever comes of it. */
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Option } from "commander";
import { nearestName } from "../../policies/core/nearest";
import { type Format, formats } from "../../policies/reports/formats";
import type { Evidence } from "../../policies/reports/evidence";
import { messageOf } from "../../release/message";
import { dataLosses, lossOf } from "../data-loss";
import { CommandFailure, exitCodes } from "../failure";
import type { Output } from "../output";
import type { ChangeRecord } from "../progress";
import { type EvidenceRequest, evidenceOfPacks } from "./evidence";
import type { PackFindings } from "./pack-report";

export interface ReportRequest {
    readonly format: Format;
    readonly file: string;
}

const allowedFormats = Object.keys(formats).join(", ");

/** Of commands that run the packs; given once for each report. */
export function reportOption(): Option {
    const meaning = `write what the policy packs find to a file, also when it is refused; may be given again; formats: ${allowedFormats}`;
    return new Option("--report <format=file>", meaning).argParser((value: string, before: readonly string[] = []) => [...before, value]);
}

/** @throws CommandFailure with every mistake: nobody should learn after an update that its report can't be written */
export function reportRequests(values: readonly string[] = []): readonly ReportRequest[] {
    const files = new Set<string>();
    const problems: string[] = [];
    const requests = values.map((value): ReportRequest => {
        const [, format = "", file = ""] = /^([^=]*)=(.+)$/s.exec(value) ?? [];
        const problem = problemOf(format, file, files);
        if (problem !== undefined) problems.push(`--report ${value}: ${problem}`);
        files.add(resolve(file));
        return { format: format as Format, file };
    });
    if (problems.length > 0) throw new CommandFailure(problems.join("\n"), exitCodes.usage, { problems });
    return requests;
}

function problemOf(format: string, file: string, before: ReadonlySet<string>): string | undefined {
    if (file === "") return "it is not FORMAT=FILE, as sarif=compliance.sarif";
    if (!Object.hasOwn(formats, format)) {
        const near = nearestName(format, Object.keys(formats));
        return `there is no format ${JSON.stringify(format)}; allowed: ${allowedFormats}${near === undefined ? "" : `; did you mean ${near}?`}`;
    }
    if (before.has(resolve(file))) return "another report goes to the same file; name one for each";
    try {
        accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
    } catch (error) {
        return `it cannot be written: ${messageOf(error)}; name a file in a folder that is there`;
    }
    return existsSync(file) && statSync(file).isDirectory() ? "it is a folder; name a file" : undefined;
}

export interface ReportsOptions {
    readonly requests: readonly ReportRequest[];
    readonly about: Omit<EvidenceRequest, "now">;
    /** What may be lost: see `--allow-data-loss`. */
    readonly allowed?: readonly string[] | undefined;
    readonly output: Pick<Output, "line" | "warn">;
}

/** Writes the reports of a preview, then of the update that follows it, in its place. */
export class OperationReports {
    private fromPreview = false;

    constructor(private readonly options: ReportsOptions) {}

    readonly ofPreview = async (found: PackFindings, changes: readonly ChangeRecord[]): Promise<void> => {
        const losses = dataLosses(changes, this.options.allowed).map(lossOf);
        this.fromPreview = await this.write("preview", () => evidenceOfPacks(this.request(), "preview", found, losses), found);
    };

    readonly ofUpdate = async (found: PackFindings): Promise<void> => {
        await this.write("update", () => evidenceOfPacks(this.request(), "update", found), found);
    };

    private request(): EvidenceRequest {
        return { ...this.options.about, now: Date.now() };
    }

    /** Whether reports were written. Never throws: what the operation has to say goes before. */
    private async write(source: "preview" | "update", evidenceOf: () => Promise<Evidence>, { summaries }: PackFindings): Promise<boolean> {
        const { requests, output } = this.options;
        if (requests.length === 0) return false;
        try {
            if (summaries.length === 0) return this.none(source);
            const evidence = await evidenceOf();
            for (const { format, file } of requests) {
                writeFileSync(file, formats[format](evidence));
                output.line(`report of the ${source}: ${file} (${format})`);
            }
            return true;
        } catch (error) {
            output.warn(`--report: not written: ${messageOf(error)}`);
            process.exitCode = exitCodes.failed;
            return false;
        }
    }

    /** An older report must not pass for this operation's; the preview's tells what is true of the preview. */
    private none(source: "preview" | "update"): false {
        const { requests, output } = this.options;
        const why = `the ${source} did not come to where the policy packs see all resources`;
        if (!this.fromPreview) for (const { file } of requests) if (existsSync(file) && statSync(file).isFile()) rmSync(file);
        const rest = this.fromPreview ? "the report is the preview's" : "no report was written";
        output.warn(`--report: ${why}; ${rest}`);
        process.exitCode = exitCodes.failed;
        return false;
    }
}
