import { Command } from "commander";
import { durationText, Output, terminalOutput } from "../output";
import { ChangeRecord } from "../progress";
import { OperationReports, reportOption, reportRequests } from "../compliance/reports";
import { violationsJson } from "../compliance/violations";
import { dataLosses, dataLossOption, refuseDataLoss } from "../data-loss";
import { recordsOf, refuseChanged, runningReleases } from "../release-records";
import { CommonOptions, findProject, openSession, settingsOf, stackName } from "../session";
import { runOperation, UpdateResult } from "../update";
import { countsText, withCommonOptions } from "./common";

export function previewCommand(): Command {
    return withCommonOptions(new Command("preview").description("show what `up` would change, and check it against the policy packs"))
        .addOption(dataLossOption())
        .addOption(reportOption())
        .action(preview);
}

interface PreviewOptions extends CommonOptions {
    readonly allowDataLoss?: readonly string[] | undefined;
    readonly report?: readonly string[] | undefined;
}

async function preview(options: PreviewOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const requests = reportRequests(options.report);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    const session = await openSession(options, output);
    const records = recordsOf(project, session.target);
    if (records !== undefined) await refuseChanged(records, runningReleases(settings));
    const about = { projectDir: project.dir, stack, environment: settings.environment };
    const reports = new OperationReports({ requests, about, allowed: options.allowDataLoss, output });
    const result = await runOperation(session, stack, "preview", { onFindings: reports.ofPreview });
    if (dataLosses(result.changes, options.allowDataLoss).length > 0) changesText(output, result.changes);
    refuseDataLoss(result.changes, options.allowDataLoss);
    output.result({ command: "preview", stack, ...resultJson(result) }, () => {
        changesText(output, result.changes);
        packsText(output, result);
        output.line(`preview of ${stack}: ${countsText(result.counts, "future")}, ${durationText(result.milliseconds)}`);
    });
}

/** What `--json` says of an operation. */
export function resultJson(result: UpdateResult): { readonly [name: string]: unknown } {
    const { counts, milliseconds, policyPacks, advice, compliance } = result;
    const changes = result.changes.map(({ operation, urn, type, name, paths }) => ({ operation, urn, type, name, paths }));
    const { summaries, warnings, violations } = compliance;
    return { counts, milliseconds, policyPacks, advice, compliance: { summaries, warnings, violations: violationsJson(violations) }, changes };
}

const signs: { readonly [operation: string]: string } = { create: "+", update: "~", replace: "±", delete: "-" };

/** One line a change, with the properties that differ. */
export function changesText(output: Output, changes: readonly ChangeRecord[]): void {
    for (const { operation, type, name, paths } of changes) {
        const differing = paths.length === 0 || operation === "create" ? "" : ` [${paths.join(", ")}]`;
        output.line(`  ${signs[operation] ?? "?"} ${operation.padEnd(7)} ${type} ${name}${differing}`);
    }
}

export function packsText(output: Output, result: UpdateResult, listed = result.advice.length): void {
    const { advice } = result;
    if (advice.length <= listed) for (const text of advice) output.line(`  advice: ${text}`);
    else output.line(`${advice.length} findings of rules that only advise here; \`colorway preview\` lists them`);
    for (const text of result.compliance.warnings) output.line(`  warning: ${text}`);
    const packs = Object.entries(result.policyPacks).map(([name, version]) => (version === "" ? name : `${name} ${version}`));
    if (packs.length > 0) output.line(`policy packs passed: ${packs.join(", ")}`);
    for (const text of result.compliance.summaries) output.line(text);
}
