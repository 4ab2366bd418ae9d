/** Opens the rollouts of a stack for a command, and tells of them. */
import { Settings } from "../config/types";
import { SystemClock } from "../release/adapters/system-clock";
import { LeaseHeld } from "../release/journal/lease";
import { ReleaseChanged } from "../release/manifests/seen";
import { ReleaseUnusable, rolloutReleases } from "../release/releases";
import { PlanRefused } from "../release/rollout/plan";
import { RolloutInterrupted, RolloutRefused, Rollouts } from "../release/rollout/rollouts";
import { RolloutView } from "../release/rollout/unfinished";
import { commitStackFile, refuseUncommitted } from "./commit";
import { CommandFailure, exitCodes } from "./failure";
import { interrupts } from "./interrupts";
import { Output, terminalOutput } from "./output";
import { recorderOf } from "./audit";
import { checksOf } from "./checks";
import { notificationsOf } from "./notifications";
import { recordsOf } from "./release-records";
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
    // After a second signal the dead-man restores the weights.
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

interface Driving {
    readonly signal?: AbortSignal | undefined;
    readonly breakLock?: boolean | undefined;
}

export function rolloutsOf(session: Session, stack: string, output: Output, { signal, breakLock }: Driving = {}): Rollouts {
    const { project, target } = session;
    const clock = new SystemClock();
    const settings = (): Settings => settingsOf(project, stack);
    const releases = rolloutReleases({ projectDir: project.dir, settings, records: recordsOf(project, target), clock });
    const engine = engineOf(session, stack, breakLock);
    const report = new RolloutReport(output);
    return new Rollouts({
        ...rolloutStores(session, stack), ...releases, stack, clock, engine, settings, signal,
        world: () => openWorld(session, stack, settings(), engine),
        checks: checksOf(session, stack, releases.release),
        audit: recorderOf(session, stack, output),
        notifications: notificationsOf(session, stack, settings(), output),
        onState: (state, entry) => report.state(state, entry),
        onTick: (state, tick) => report.tick(state, tick),
        onWaiting: (waiting, until) => report.waiting(waiting, until),
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
        if (error instanceof ReleaseUnusable) throw new CommandFailure(error.message, exitCodes.usage, { problems: error.problems });
        if (error instanceof ReleaseChanged) {
            throw new CommandFailure(error.message, exitCodes.refused, { changedReleases: [error.change] });
        }
        if (error instanceof LeaseHeld) throw new CommandFailure(error.message, exitCodes.refused, { holder: error.holder });
        throw error;
    }
}
