/** Opens what governs deploys for a command; the simulated cloud need not run for it. */
import type { Settings } from "../config/types";
import { SystemClock } from "../release/adapters/system-clock";
import { AuditUntrue } from "../release/audit/log";
import { lineLog, stackLog } from "../release/audit/names";
import { AuditDamaged } from "../release/audit/trail";
import { GovernanceRefused } from "../release/governance/act";
import { Governance } from "../release/governance/governance";
import { TheLine } from "../release/governance/the-line";
import { keptStoreOf, openAudit, Place } from "./audit";
import { CommandFailure, exitCodes } from "./failure";
import { Output, terminalOutput } from "./output";
import { CommonOptions, findProject, settingsOf, stackName } from "./session";

export function governanceOf(place: Place, stack: string): Governance {
    const settings = (): Settings["governance"] => settingsOf(place.project, stack).governance;
    const log = keptStoreOf(place, stackLog(stack));
    return new Governance({ stack, clock: new SystemClock(), settings, line: lineOf(place), log });
}

function lineOf(place: Place): TheLine {
    return new TheLine(keptStoreOf(place, lineLog), new SystemClock());
}

/** What governs one stack, opened by the name that the options give. */
export async function governing(
    options: CommonOptions,
    act: (opened: { readonly governance: Governance; readonly stack: string; readonly output: Output }) => Promise<void>,
): Promise<void> {
    const output = terminalOutput(options.json === true);
    const stack = stackName(options, findProject(options));
    const { where } = await openAudit(options, output);
    await refusals(() => act({ governance: governanceOf(where, stack), stack, output }));
}

/** The line, and whether it is meant for one stack or, `undefined`, for all. */
export async function atTheLine(
    options: CommonOptions & { readonly all?: true | undefined },
    act: (opened: { readonly line: TheLine; readonly stack: string | undefined; readonly output: Output }) => Promise<void>,
): Promise<void> {
    const output = terminalOutput(options.json === true);
    const stack = options.all === true ? undefined : stackName(options, findProject(options));
    const { where } = await openAudit({ ...options, line: true }, output);
    await refusals(() => act({ line: lineOf(where), stack, output }));
}

async function refusals(act: () => Promise<void>): Promise<void> {
    try {
        await act();
    } catch (error) {
        const refused = error instanceof GovernanceRefused || error instanceof AuditUntrue || error instanceof AuditDamaged;
        throw refused ? new CommandFailure(error.message, exitCodes.refused) : error;
    }
}
