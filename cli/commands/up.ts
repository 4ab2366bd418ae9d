import { Command, Option } from "commander";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { SystemClock } from "../../release/adapters/system-clock";
import { OperationReports, reportOption, reportRequests } from "../compliance/reports";
import { dataLossOption } from "../data-loss";
import { recorded } from "../audit-updates";
import { CommandFailure, exitCodes } from "../failure";
import { durationText, Output, terminalOutput } from "../output";
import { noRecords, recordReleases, recordsOf, refuseChanged, runningReleases } from "../release-records";
import { CommonOptions, findProject, openSession, Session, settingsOf, stackName } from "../session";
import { type OperationOptions, previewed, runOperation } from "../update";
import { breakLockOption, countsText, withCommonOptions } from "./common";
import { protectionsOf } from "./destroy";
import { changesText, packsText, resultJson } from "./preview";

// A first `up` makes hundreds of resources; their list would push out of sight what matters.
const listedChanges = 40;
// A preview shows them all, before it is too late.
const listedAdvice = 3;

interface UpOptions extends CommonOptions {
    readonly breakLock?: boolean | undefined;
    readonly allowDataLoss?: readonly string[] | undefined;
    readonly report?: readonly string[] | undefined;
    readonly skipPreview?: boolean | undefined;
}

export function upCommand(): Command {
    return withCommonOptions(new Command("up").description("make the cloud what the configuration says"))
        .option(...breakLockOption)
        .addOption(dataLossOption())
        .addOption(reportOption())
        .addOption(new Option("--skip-preview", "change at once: what breaks rules between resources, or loses data, is not stopped before; not for a protected stack")
            .conflicts("allowDataLoss"))
        .action(up);
}

async function up(options: UpOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const requests = reportRequests(options.report);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    const session = await openSession(options, output);
    const about = { projectDir: project.dir, stack, environment: settings.environment };
    const reports = new OperationReports({ requests, about, allowed: options.allowDataLoss, output });
    if (options.skipPreview === true) refuseProtected(stack, protectionsOf(settings, session));
    await runUp(session, stack, output, {
        breakLock: options.breakLock, onFindings: reports.ofUpdate,
        before: async () => {
            if (options.skipPreview !== true) await previewed(session, stack, options.allowDataLoss, reports.ofPreview);
        },
    });
}

function refuseProtected(stack: string, reasons: readonly string[]): void {
    if (reasons.length === 0) return;
    throw new CommandFailure(`--skip-preview: ${stack} is protected: ${reasons.join("; ")}; leave the option out`, exitCodes.usage);
}

interface RunOptions extends Pick<OperationOptions, "breakLock" | "onFindings"> {
    /** What has to succeed before anything is changed. It takes its time, and comes after what is refused at once. @default - nothing */
    readonly before?: () => Promise<void>;
}

/** `up` with its report; the tour uses it too. */
export async function runUp(
    session: Session, stack: string, output: Output, { before, ...options }: RunOptions = {},
): Promise<OutputMap> {
    const settings = settingsOf(session.project, stack);
    const records = recordsOf(session.project, session.target);
    if (records === undefined) output.warn(noRecords);
    else await refuseChanged(records, runningReleases(settings));
    await before?.();
    const result = await recorded(session, stack, "up", options.breakLock === true, () => runOperation(session, stack, "up", options));
    if (records !== undefined) await recordReleases(records, settings, new SystemClock());
    output.result({ command: "up", stack, ...resultJson(result), outputs: openOutputs(result.outputs) }, () => {
        if (result.changes.length <= listedChanges) changesText(output, result.changes);
        packsText(output, result, listedAdvice);
        output.line(`up of ${stack}: ${countsText(result.counts, "past")}, ${durationText(result.milliseconds)}`);
        const url = result.outputs["url"]?.value as unknown;
        if (typeof url === "string") output.line(`${stack} answers at ${url}`);
    });
    return result.outputs;
}

/** Outputs without what is secret. */
export function openOutputs(outputs: OutputMap): { readonly [name: string]: unknown } {
    return Object.fromEntries(Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? "[secret]" : (value as unknown)]));
}
