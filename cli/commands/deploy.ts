import { Command } from "commander";
import { join } from "node:path";
import { releaseFolder } from "../../config/files";
import { formatProblems } from "../../config/format";
import { readRelease } from "../../config/releases";
import { Problem, Release, Settings } from "../../config/types";
import { Journal, newRolloutId } from "../../release/journal/journal";
import { Lease, LeaseHeld, thisProcess } from "../../release/journal/lease";
import { SystemClock } from "../../release/adapters/system-clock";
import { StackFile } from "../../release/engine/stack-file";
import { manifestDigest } from "../../release/manifests/digest";
import { recordRun } from "../../release/manifests/seen";
import { JournalStore } from "../../release/ports/journal";
import { RolloutEffects } from "../../release/rollout/effects";
import { isOver, RolloutEvent, RolloutState } from "../../release/rollout/machine";
import { planRollout, PlanRefused, RolloutPlan } from "../../release/rollout/plan";
import { Runner, stateOf } from "../../release/rollout/runner";
import { CommandFailure, exitCodes } from "../failure";
import { Output, terminalOutput } from "../output";
import { recordsOf, refuseChanged } from "../release-records";
import { rolloutChecks } from "../rollout-checks";
import { openWorld, rolloutStores } from "../rollout-ports";
import { finish, RolloutReport } from "../rollout-report";
import { CommonOptions, findProject, openSession, Session, settingsOf, stackName } from "../session";
import { withCommonOptions } from "./common";

interface DeployOptions extends CommonOptions {
    readonly strategy?: string | undefined;
}

interface RollbackOptions extends CommonOptions {
    readonly reason: string;
}

export function deployCommand(): Command {
    return withCommonOptions(
        new Command("deploy")
            .description("bring a release to the standby color, shift the traffic to it under watch, go back by itself where it fails")
            .argument("<version>", "release, as 1.2.0: releases/1.2.0.yaml")
            .option("--strategy <kind>", "blue-green, canary or rolling, default: the configuration's"),
    ).action(deploy);
}

export function resumeCommand(): Command {
    return withCommonOptions(new Command("resume").description("go on with a rollout that was interrupted, killed or waits for a person")).action(
        (options: CommonOptions) => goOn(options, "resume", (actor) => ({ type: "resumed", actor })),
    );
}

export function rollbackCommand(): Command {
    return withCommonOptions(
        new Command("rollback")
            .description("end a rollout that is not done: all traffic back to the color that was live, then configuration and state")
            .requiredOption("--reason <text>", "why; kept in the journal"),
    ).action((options: RollbackOptions) => goOn(options, "rollback", (actor) => ({ type: "rollback-asked", reason: options.reason, actor })));
}

/** What one command that drives a rollout works with. */
interface Drive {
    readonly session: Session;
    readonly stack: string;
    readonly settings: Settings;
    readonly output: Output;
    readonly journals: JournalStore;
    readonly actor: string;
    readonly clock: SystemClock;
}

async function deploy(version: string, options: DeployOptions): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    const release = releaseOf(project.dir, version, settings);
    const session = await openSession(options, output);
    const records = recordsOf(project, session.target);
    if (records !== undefined) await refuseChanged(records, [release]);
    await driven({ session, stack, settings, output }, "deploy", async (drive) => {
        await refuseUnfinished(drive);
        const started = drive.clock.now();
        const id = newRolloutId(started);
        const plan = planned(drive, release, id, new Date(started).toISOString(), options.strategy);
        return { id, act: (runner) => runner.start(plan) };
    });
}

async function goOn(options: CommonOptions, command: string, event: (actor: string) => RolloutEvent): Promise<void> {
    const output = terminalOutput(options.json === true);
    const project = findProject(options);
    const stack = stackName(options, project);
    const settings = settingsOf(project, stack);
    const session = await openSession(options, output);
    await driven({ session, stack, settings, output }, command, async ({ journals, actor }) => {
        const found = await unfinished(journals);
        if (found === undefined) {
            throw new CommandFailure(`${command}: no rollout of ${stack} is under way; \`colorway status --stack ${stack}\` shows the slots`, exitCodes.refused);
        }
        return { id: found.plan.id, act: (runner) => runner.goOn(event(actor)) };
    });
}

interface Action {
    readonly id: string;
    readonly act: (runner: Runner) => Promise<RolloutState>;
}

/** Holds the lease while a rollout is driven; ends with its result. */
async function driven(
    base: Pick<Drive, "session" | "stack" | "settings" | "output">,
    command: string,
    prepare: (drive: Drive) => Promise<Action>,
): Promise<void> {
    const { session, stack, output, settings } = base;
    const clock = new SystemClock();
    const { journals, lease: leaseStore } = rolloutStores(session, stack);
    const drive: Drive = { ...base, journals, clock, actor: thisProcess().owner };
    let runner: Runner | undefined;
    const lease = new Lease(leaseStore, clock, { onLost: (error) => runner?.lose(error) });
    await acquire(lease, `${command} of ${stack}`);
    try {
        const { id, act } = await prepare(drive);
        const report = new RolloutReport(output);
        const { world, close } = await openWorld(session, stack, settings);
        const maxReplicas = Object.fromEntries(settings.services.map(({ name, maxReplicas: most }) => [name, most]));
        const effects = new RolloutEffects({
            ...world, maxReplicas, checks: rolloutChecks(world), onDone: (plan) => recordDone(drive, plan), onTick: (state, tick) => report.tick(state, tick),
        });
        const journal = await Journal.open(journals, clock, id);
        runner = new Runner({ journal, effects, onState: (state, entry) => report.state(state, entry) });
        const signals = listen(runner);
        try {
            finish(output, command, await act(runner), journal.entries());
        } finally {
            signals();
            close();
        }
    } finally {
        await lease.release();
    }
}

async function acquire(lease: Lease, what: string): Promise<void> {
    try {
        await lease.acquire(what);
    } catch (error) {
        if (error instanceof LeaseHeld) throw new CommandFailure(error.message, exitCodes.refused);
        throw error;
    }
}

/** The first signal restores the live weights; a second one ends the process, and the dead-man does it. */
function listen(runner: Runner): () => void {
    const told = (signal: NodeJS.Signals): void => runner.tell({ type: "interrupted", signal });
    process.once("SIGINT", told).once("SIGTERM", told);
    return () => process.off("SIGINT", told).off("SIGTERM", told);
}

function releaseOf(dir: string, version: string, settings: Settings): Release {
    const problems: Problem[] = [];
    const source = releaseFolder(join(dir, "releases"));
    if (!source.versions.includes(version)) {
        const known = source.versions.length === 0 ? "there is none" : `there are ${source.versions.join(", ")}`;
        throw new CommandFailure(`${version}: there is no releases/${version}.yaml; ${known}; make one: colorway release create ${version} …`, exitCodes.usage);
    }
    const release = readRelease(version, source, settings.services.map(({ name }) => name), problems);
    if (release === undefined || problems.length > 0) throw new CommandFailure(formatProblems(problems), exitCodes.usage, { problems });
    return release;
}

function planned(drive: Drive, release: Release, id: string, started: string, kind: string | undefined): RolloutPlan {
    const { stack, settings, session, actor } = drive;
    const file = new StackFile(session.project.dir, stack);
    const parts = ["release", "size", "floors"];
    const paths = ["colorway:activeColor", "colorway:traffic", ...["blue", "green"].flatMap((color) => parts.map((part) => `colorway:slots.${color}.${part}`))];
    // JSON has no `undefined`: what the file does not have is kept as null.
    const before = Object.fromEntries(Object.entries(file.read(paths)).map(([path, value]) => [path, value ?? null]));
    try {
        return planRollout({ id, stack, settings, version: release.version, digest: manifestDigest(release), actor, started, kind, before });
    } catch (error) {
        if (error instanceof PlanRefused) throw new CommandFailure(error.problems.join("\n"), exitCodes.refused, { problems: error.problems });
        throw error;
    }
}

/** The newest rollout, where it is not over. */
async function unfinished(journals: JournalStore): Promise<RolloutState | undefined> {
    const newest = (await journals.rollouts()).at(-1);
    const state = newest === undefined ? undefined : stateOf(await journals.read(newest));
    return state === undefined || isOver(state.phase) ? undefined : state;
}

async function refuseUnfinished({ journals, stack }: Drive): Promise<void> {
    const found = await unfinished(journals);
    if (found === undefined) return;
    const { id, version } = found.plan;
    throw new CommandFailure(
        `rollout ${id} of release ${version} is not over (${found.phase}${found.cause === undefined ? "" : `: ${found.cause.text}`}); ` +
            `\`colorway resume --stack ${stack}\` goes on, \`colorway rollback --stack ${stack} --reason …\` goes back`,
        exitCodes.refused,
    );
}

async function recordDone({ session, settings, clock }: Drive, plan: RolloutPlan): Promise<void> {
    const records = recordsOf(session.project, session.target);
    const release = releaseOf(session.project.dir, plan.version, settings);
    if (records !== undefined) await recordRun(records, release, { environment: settings.environment, rollout: plan.id }, clock);
}
