/** What the drills share: a project with short waits, rollouts as the commands report them, and whether everything agrees afterwards. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StackState } from "../../cli/commands/status";
import { Traffic } from "../../config/types";
import { FolderJournalStore } from "../../release/adapters/folder-journal";
import { FolderLeaseStore } from "../../release/adapters/folder-lease";
import { SchedulerDeadMan } from "../../release/adapters/scheduler-dead-man";
import { StackFile } from "../../release/engine/stack-file";
import { JournalEntry } from "../../release/ports/journal";
import { Cause, isOver, RolloutState, trafficOf } from "../../release/rollout/machine";
import { RolloutPlan } from "../../release/rollout/plan";
import { stateOf } from "../../release/rollout/runner";
import { ShiftTimes } from "../../release/rollout/shift";
import { LoadReport } from "../../tools/load/report";
import { startNode } from "../integration/behind";
import { failuresOf, TestProject, TestProjectOptions } from "../integration/project";

export const stack = "dev";

/** How long is waited for what should come in seconds: only a guard against hanging. */
export const patienceMs = 180_000;

/** Of a part of a drill: likewise. At a lower rate a drill takes longer. */
export const hangMs = 1_800_000;

/** Requests a second of a drill; `COLORWAY_DRILL_RATE` says fewer where the machine does not keep up. */
export function drillRate(usual: number): number {
    return Number(process.env["COLORWAY_DRILL_RATE"] ?? usual);
}

/** What `deploy`, `resume` and `rollback` print with `--json`, whatever came of them. */
export interface RolloutDocument {
    /** Absent where the command succeeded. */
    readonly error?: string;
    readonly rollout?: string;
    readonly phase?: string;
    readonly version?: string;
    readonly cause?: Cause;
    readonly problems?: readonly string[];
    readonly entries?: readonly JournalEntry[];
}

export interface RolloutRun {
    readonly code: number;
    readonly document: RolloutDocument;
    /** Empty where the command printed no entries. */
    readonly entries: readonly JournalEntry[];
}

/** A command under way. */
export interface RunningCommand {
    readonly pid: number;
    readonly ended: Promise<RolloutRun>;
    kill(signal: NodeJS.Signals): void;
}

/** `colorway:strategy` of a drill; what is left out is the default of dev. */
export interface DrillStrategy {
    readonly [name: string]: unknown;
}

const quick: DrillStrategy = { kind: "blue-green", bakeSeconds: 3, warmSeconds: 0, retireTo: "full", holdSeconds: 5, limits: { minRequests: 50 } };

export class DrillProject extends TestProject {
    readonly journals = new FolderJournalStore(join(this.dir, ".colorway", "sim", "rollouts", stack, "journals"));
    readonly lease = new FolderLeaseStore(join(this.dir, ".colorway", "sim", "rollouts", stack, "lease"));
    readonly stackFile = new StackFile(this.dir, stack);

    /** Nothing is made yet: `await project.up()`. */
    constructor(strategy: DrillStrategy = {}, options: TestProjectOptions = {}) {
        super({ policies: false, ...options });
        this.strategy(strategy);
        // The standby is empty, as before the first rollout.
        this.edit(stack, { "colorway:slots": { blue: { size: "full", release: "1.0.0" }, green: { size: "off" } } });
    }

    /** Replaces the strategy. */
    strategy(strategy: DrillStrategy): void {
        this.edit(stack, { "colorway:strategy": { ...quick, ...strategy } });
    }

    async up(): Promise<void> {
        await this.done("up", "--skip-preview", "--stack", stack);
    }

    /** Makes a release name an image of a service that nobody pushed. */
    withoutImage(version: string, service: string): void {
        const file = join(this.dir, "releases", `${version}.yaml`);
        writeFileSync(file, readFileSync(file, "utf8").replace(new RegExp(`(colorway/${service}@sha256:)\\w+`), `$1${"0".repeat(64)}`));
    }

    deploy(version: string, ...args: readonly string[]): Promise<RolloutRun> {
        return this.start("deploy", version, ...args).ended;
    }

    resume(): Promise<RolloutRun> {
        return this.start("resume").ended;
    }

    rollback(...args: readonly string[]): Promise<RolloutRun> {
        return this.start("rollback", "--reason", "drill", "--yes", ...args).ended;
    }

    /** A command of rollouts that is not waited for. */
    start(...args: readonly string[]): RunningCommand {
        const program = join(__dirname, "..", "..", "bin", "colorway.js");
        const env = { ...process.env, ...this.environment };
        const { child, ended: ending } = startNode([program, ...args, "--stack", stack, "--json"], { cwd: this.dir, env, behind: this.underLoad });
        const ended = ending.then(({ code, stdout, stderr }): RolloutRun => {
            const document = documentOf(stdout);
            return { code, document: document ?? { error: `${stdout}\n${stderr}` }, entries: document?.entries ?? [] };
        });
        ended.catch(() => undefined);
        return { pid: child.pid ?? -1, ended, kill: (signal) => void child.kill(signal) };
    }

    /** The newest rollout, as its journal has it. @throws where there is none */
    async newest(): Promise<{ readonly id: string; readonly state: RolloutState; readonly entries: readonly JournalEntry[] }> {
        const entries = await this.journaled();
        const state = stateOf(entries);
        if (state === undefined) throw new Error("there is no rollout");
        return { id: state.plan.id, state, entries };
    }

    /** The newest rollout's journal; empty where there is none. */
    async journaled(): Promise<readonly JournalEntry[]> {
        const id = (await this.journals.rollouts()).at(-1);
        return id === undefined ? [] : this.journals.read(id);
    }

    /** The first entry of the newest rollout, after `since`, that fits. Polls: entries are files. @throws after minutes */
    async entry(fits: (entry: JournalEntry) => boolean, since = 0): Promise<JournalEntry> {
        const deadline = Date.now() + patienceMs;
        for (;;) {
            const entries = await this.journaled();
            const found = entries.find((entry) => Date.parse(entry.at) >= since && fits(entry));
            if (found !== undefined) return found;
            if (Date.now() > deadline) throw new Error(`no such entry in ${patienceMs / 60_000} minutes; the last: ${JSON.stringify(entries.at(-1))}`);
            await new Promise((resolve) => setTimeout(resolve, 25));
        }
    }

    /** Weight of each color in the default action of the HTTPS listener, as the cloud has it now. */
    async weights(): Promise<Traffic> {
        const { listeners, targetGroups } = await this.status();
        const weights = listeners.find(({ port }) => port === 443)?.weights ?? {};
        const of = (color: string): number =>
            targetGroups.reduce((sum, { arn, name }) => sum + (name.includes(color) ? (weights[arn] ?? 0) : 0), 0);
        return { blue: of("blue"), green: of("green") };
    }

    /**
     * Where configuration, engine, cloud and journal do not agree, in words; empty: they do. Of a rollout that is over.
     *
     * @param engine whether the engine is asked, too, if it would change anything; takes seconds
     */
    async disagreements(engine = false): Promise<readonly string[]> {
        const { state } = await this.newest();
        const status = await this.json<StackState>("status", "--stack", stack);
        const found = [...status.differences];
        if (!isOver(state.phase)) found.push(`rollout ${state.plan.id} is not over: ${state.phase}`);
        const traffic = trafficOf(state);
        for (const slot of status.slots) {
            if (slot.weight !== traffic[slot.color]) found.push(`${slot.color}: weight ${slot.weight} in the cloud, ${traffic[slot.color]} by the journal`);
        }
        const live = traffic.blue === 100 ? "blue" : "green";
        if (status.activeColor !== live) found.push(`${status.activeColor} is active in the configuration, ${live} by the journal`);
        const slot = status.slots.find(({ color }) => color === live);
        const version = state.phase === "done" ? state.plan.version : state.plan.from.version;
        if (slot?.release !== version) found.push(`${live} runs ${slot?.release ?? "nothing"}, ${version} by the journal`);
        const held = await this.lease.read();
        if (held !== undefined) found.push(`the lease is held by ${held.holder.owner}`);
        if (await this.armed()) found.push("the dead-man is still set");
        if (!engine) return found;
        const preview = await this.colorway("pulumi", "--", "preview", "--stack", stack, "--expect-no-changes", "--non-interactive");
        if (preview.code !== 0) found.push(`the engine would change something:\n${preview.stdout}`);
        return found;
    }

    /** Empty where every request of a load was answered well by one color; else what failed, when, and what the load balancer says of it. */
    async failures(report: LoadReport): Promise<string> {
        const found = failuresOf(report);
        if (found === "") return "";
        const zero = Date.parse(report.started);
        const when = report.seconds.filter(({ failed, crossed }) => failed + crossed > 0);
        const seconds = when.map(({ second, failed, statuses, errors }) => `${new Date(zero + second * 1000).toISOString()} ${failed} ${JSON.stringify({ statuses, errors })}`);
        const metrics = await (await fetch((await this.status()).metrics)).text();
        const codes = metrics.split("\n").filter((line) => /_requests_total\{.*code="5/.test(line));
        const { entries } = await this.newest();
        const journal = entries.map(({ at, data }) => `${at} ${String(data["type"])} ${String(data["phase"] ?? JSON.stringify(data["event"] ?? ""))}`.slice(0, 200));
        return [found, ...seconds, ...codes, ...journal].join("\n");
    }

    /** Whether a dead-man of the newest rollout is set. */
    async armed(): Promise<boolean> {
        const { aws } = await this.status();
        const deadMan = new SchedulerDeadMan({ region: "us-east-1", endpoint: aws, roleArn: "" });
        try {
            return (await deadMan.armed((await this.newest()).id)) !== undefined;
        } finally {
            await deadMan.close();
        }
    }

    /** The stack file's text. */
    get configuration(): string {
        return readFileSync(this.stackFile.path, "utf8");
    }
}

function documentOf(stdout: string): RolloutDocument | undefined {
    try {
        return JSON.parse(stdout) as RolloutDocument;
    } catch {
        return undefined;
    }
}

/** Whether an entry says that the effect of a phase begins. */
export function begins(phase: string, step = 0): (entry: JournalEntry) => boolean {
    return ({ data }) => data["type"] === "intent" && data["phase"] === phase && data["step"] === step;
}

/** Figures of the effects of a phase that ended, in order. */
export function figuresOf<T>(entries: readonly JournalEntry[], phase: string): readonly T[] {
    return entries.flatMap(({ data }) => {
        const event = data["event"] as { readonly phase?: string } | undefined;
        return data["type"] === "event" && event?.phase === phase && data["figures"] !== undefined ? [data["figures"] as T] : [];
    });
}

export interface Shift {
    /** Percent of the release. */
    readonly weight: number;
    /** Milliseconds since 1970: the intent was written down, and the answers proved it. */
    readonly began: number;
    readonly ended: number;
    readonly times: ShiftTimes;
}

/** The shifts that a journal tells of, in order. */
export function shiftsOf(entries: readonly JournalEntry[]): readonly Shift[] {
    const { plan } = (entries[0]?.data ?? {}) as { readonly plan?: RolloutPlan };
    return entries.flatMap(({ at, data }, index) => {
        const { phase, step, type } = data as { readonly phase?: string; readonly step?: number; readonly type?: string };
        const end = entries[index + 1];
        const figures = end?.data["figures"] as { readonly times?: ShiftTimes } | undefined;
        if (type !== "intent" || phase !== "shift" || figures?.times === undefined) return [];
        const weight = plan?.steps[step ?? 0]?.weight ?? 0;
        return [{ weight, began: Date.parse(at), ended: Date.parse(end?.at ?? ""), times: figures.times }];
    });
}

/** When an event of a type was written down last, milliseconds since 1970. */
export function eventAt(entries: readonly JournalEntry[], type: string): number {
    const found = entries.filter(({ data }) => (data["event"] as { readonly type?: string } | undefined)?.type === type);
    return Date.parse(found.at(-1)?.at ?? "");
}
