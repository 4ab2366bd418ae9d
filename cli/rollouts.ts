/** Opens the rollouts of a stack for a command, and tells of them. */
import { formatProblems } from "../config/format";
import { Release } from "../config/types";
import { SystemClock } from "../release/adapters/system-clock";
import { Project } from "../release/engine/project";
import { LeaseHeld } from "../release/journal/lease";
import { recordRun } from "../release/manifests/seen";
import { releaseIn, ReleaseUnusable } from "../release/releases";
import { PlanRefused } from "../release/rollout/plan";
import { RolloutInterrupted, RolloutRefused, Rollouts } from "../release/rollout/rollouts";
import { RolloutView } from "../release/rollout/unfinished";
import { commitStackFile, refuseUncommitted } from "./commit";
import { CommandFailure, exitCodes } from "./failure";
import { Output, terminalOutput } from "./output";
import { recordsOf, refuseChanged } from "./release-records";
import { engineOf, openWorld, rolloutStores } from "./rollout-ports";
import { finish, RolloutReport } from "./rollout-report";
import { CommonOptions, findProject, openSession, Session, settingsOf, stackName } from "./session";

export interface RolloutOptions extends CommonOptions {
    readonly commit?: true | undefined;
    /** Of the engine's lock, see `up`. */
    readonly breakLock?: true | undefined;
}

/** What a command that drives rollouts works with. */
export interface RolloutCommand {
    readonly session: Session;
    readonly stack: string;
    readonly output: Output;
    readonly rollouts: Rollouts;
}

/** Opens cloud and stack, lets the command act, and ends with what came of it. Ctrl-C and SIGTERM restore the live weights first. */
export async function driving(options: RolloutOptions, command: string, act: (opened: RolloutCommand) => Promise<RolloutView | undefined>): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    settingsOf(project, stack);
    if (options.commit === true) await refuseUncommitted(project, stack);
    const session = await openSession(options, output);
    const { signal, stop } = interrupts();
    try {
        const rollouts = rolloutsOf(session, stack, output, { signal, breakLock: options.breakLock });
        const view = await refusals(() => act({ session, stack, output, rollouts }));
        if (view === undefined) return;
        const commit = options.commit === true ? await commitStackFile(project, stack, view.state) : undefined;
        if (commit !== undefined) output.line(`committed ${commit}`);
        finish(output, command, view.state, view.entries, commit);
    } finally {
        stop();
    }
}

/** Aborted by the first signal; a second one ends the process, and the dead-man restores the weights. */
function interrupts(): { readonly signal: AbortSignal; readonly stop: () => void } {
    const aborted = new AbortController();
    const told = (signal: NodeJS.Signals): void => aborted.abort(signal);
    process.once("SIGINT", told).once("SIGTERM", told);
    return { signal: aborted.signal, stop: () => process.off("SIGINT", told).off("SIGTERM", told) };
}

interface Driving {
    readonly signal?: AbortSignal | undefined;
    readonly breakLock?: boolean | undefined;
}

export function rolloutsOf(session: Session, stack: string, output: Output, { signal, breakLock }: Driving = {}): Rollouts {
    const { project, target } = session;
    const clock = new SystemClock();
    const records = recordsOf(project, target);
    const engine = engineOf(session, stack, breakLock);
    const report = new RolloutReport(output);
    const release = async (version: string): Promise<Release> => {
        const found = releaseOf(project, version, settingsOf(project, stack).services.map(({ name }) => name));
        if (records !== undefined) await refuseChanged(records, [found]);
        return found;
    };
    return new Rollouts({
        ...rolloutStores(session, stack), stack, clock, engine, release, signal,
        settings: () => settingsOf(project, stack),
        world: () => openWorld(session, stack, settingsOf(project, stack), engine),
        onRun: async (plan) => {
            const { environment } = settingsOf(project, stack);
            if (records !== undefined) await recordRun(records, await release(plan.version), { environment, rollout: plan.id }, clock);
        },
        onState: (state, entry) => report.state(state, entry),
        onTick: (state, tick) => report.tick(state, tick),
    });
}

export async function refusals<T>(act: () => Promise<T>): Promise<T> {
    try {
        return await act();
    } catch (error) {
        if (error instanceof PlanRefused || error instanceof RolloutRefused) {
            throw new CommandFailure(error.problems.join("\n"), exitCodes.refused, { problems: error.problems });
        }
        if (error instanceof RolloutInterrupted) throw new CommandFailure(error.message, exitCodes.interrupted);
        if (error instanceof LeaseHeld) throw new CommandFailure(error.message, exitCodes.refused, { holder: error.holder });
        throw error;
    }
}

function releaseOf({ dir }: Project, version: string, services: readonly string[]): Release {
    try {
        return releaseIn(dir, version, services);
    } catch (error) {
        if (!(error instanceof ReleaseUnusable)) throw error;
        const { problems, message } = error;
        throw new CommandFailure(problems.length === 0 ? message : formatProblems(problems), exitCodes.usage, { problems });
    }
}
