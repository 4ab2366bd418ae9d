/**
 * Rollouts of one stack: start one, go on with one, take one back, whatever the cloud is. Commands and pipelines use this; where it
 * acts and what it is judged by come with the ports.
 */
import type { Release, Settings } from "../../config/types";
import { type CheckResult, refusedOf, type ReleaseCheck, runChecks, standing } from "../checks/check";
import { Journal, newRolloutId, timeOfRollout } from "../journal/journal";
import { Lease, LeaseHeld, thisProcess } from "../journal/lease";
import { manifestDigest } from "../manifests/digest";
import { messageOf } from "../message";
import type { RolloutAudit } from "../ports/audit";
import type { Clock } from "../ports/clock";
import type { Engine } from "../ports/engine";
import type { JournalEntry, JournalStore } from "../ports/journal";
import type { LeaseStore } from "../ports/lease";
import type { RolloutNotifications } from "../ports/notifications";
import type { Tick } from "../judgement/watch";
import { askRollback, listenForRollback } from "./asked";
import { RolloutEffects, RolloutPorts } from "./effects";
import { initialState, isOver, isResting, RolloutEvent, RolloutState } from "./machine";
import { DeployOptions, planRollout, PlanRequest, RolloutPlan } from "./plan";
import { RolloutInterrupted, RolloutRefused } from "./refusals";
import { Runner, stateOf } from "./runner";
import { liveWindowIn, newestRollout, RolloutView, tooLateText, unfinishedRollout, unfinishedText, viewOf } from "./unfinished";

export { RolloutInterrupted, RolloutRefused } from "./refusals";

/** What a rollout acts with in its cloud. */
export type RolloutWorld = Omit<RolloutPorts, "maxReplicas" | "onRun" | "onTick" | "onWaiting" | "liveWindow">;

export interface RolloutsOptions {
    readonly stack: string;
    readonly clock: Clock;
    readonly journals: JournalStore;
    /** Where a rollback is asked of another process: a store apart from the journals. */
    readonly requests: JournalStore;
    readonly lease: LeaseStore;
    /** The stack's configuration as it is now. */
    readonly settings: () => Settings;
    /** The manifest of a version. @throws where there is none, or it is not in order or not what ran before */
    readonly release: (version: string) => Promise<Release>;
    readonly engine: Engine;
    /** Opened for one command; closed at its end. */
    readonly world: () => Promise<{ readonly world: RolloutWorld; readonly close: () => void | Promise<void> }>;
    /** Told before the release's first pod starts: from then on its manifest may not change. */
    readonly onRun: (plan: RolloutPlan) => Promise<void>;
    /** Conditions before a rollout beside those that the cloud answers; also before one goes forward again. @default none */
    readonly checks?: readonly ReleaseCheck[] | undefined;
    /** Keeps the record of who did what. @default none */
    readonly audit?: RolloutAudit | undefined;
    /** Tells people and programs. @default none */
    readonly notifications?: RolloutNotifications | undefined;
    /** Told after every entry of the journal. */
    readonly onState?: ((state: RolloutState, entry: JournalEntry) => void) | undefined;
    /** Told with every look at a release under watch, once a second. */
    readonly onTick?: ((state: RolloutState, tick: Tick) => void) | undefined;
    /** Told once where a rollout waits for a person, as for an approval. @param until milliseconds since 1970 */
    readonly onWaiting?: ((waiting: readonly CheckResult[], until: number) => void) | undefined;
    /** Aborted: the live weights come back first, then the rollout rests as `paused`. Its reason names the signal. */
    readonly signal?: AbortSignal | undefined;
}

export interface RollbackTarget {
    readonly version: string;
    /** The rollout under way. */
    readonly rollout?: string;
    /** Whether that one is a rollback already, which goes on. */
    readonly goesOn?: boolean;
}

const otherPollMs = 1000;
const beforeParts = ["release", "size", "floors"];
const beforePaths = ["colorway:activeColor", "colorway:traffic", ...["blue", "green"].flatMap((color) => beforeParts.map((part) => `colorway:slots.${color}.${part}`))];

export class Rollouts {
    private runner: Runner | undefined;
    /** The lease is gone: nothing may be done any more. */
    private lost: Error | undefined;

    constructor(private readonly options: RolloutsOptions) {}

    /** The newest rollout, over or not; undefined where there was none. */
    async newest(): Promise<RolloutView | undefined> {
        return newestRollout(this.options.journals);
    }

    /** What `deploy` would do, and what stands in its way. Changes nothing. @throws PlanRefused */
    async dryRun(version: string, how: DeployOptions = {}): Promise<{ readonly plan: RolloutPlan; readonly checks: readonly CheckResult[] }> {
        const plan = await this.planned(version, how);
        const { world, close } = await this.options.world();
        try {
            return { plan, checks: await runChecks([...this.ownChecks(), ...world.checks], plan) };
        } finally {
            await close();
        }
    }

    /** The checks that refuse a deploy already without a look at the cloud; nothing is recorded. @throws PlanRefused */
    async foreseen(version: string, how: DeployOptions = {}): Promise<readonly CheckResult[]> {
        const results = await runChecks(this.ownChecks(), await this.planned(version, how));
        return results.filter(({ passed, waits = false }) => !passed && !(waits && (how.waitSeconds ?? 0) > 0));
    }

    /**
     * Brings a release to the standby color and the traffic to it.
     *
     * @param foreseen what `foreseen` found stands, whatever happened since: it is refused, on record
     * @throws RolloutRefused, PlanRefused, LeaseHeld
     */
    async deploy(version: string, how: DeployOptions = {}, foreseen: readonly CheckResult[] = []): Promise<RolloutView> {
        return this.leased(`deploy of ${version} to ${this.options.stack}`, async () => {
            await this.refuseUnfinished();
            const plan = await this.planned(version, how);
            return this.drive(initialState(plan), false, (runner) => runner.start(plan), foreseen);
        });
    }

    /** Goes on with a rollout that was interrupted, killed, or waits for a person. @throws RolloutRefused, LeaseHeld */
    async resume(): Promise<RolloutView> {
        return this.leased(`resume of ${this.options.stack}`, async () => {
            const found = await this.unfinished();
            if (found === undefined) throw new RolloutRefused([`resume: no rollout of ${this.options.stack} is under way`]);
            await this.refuseForward(found.state);
            return this.drive(found.state, found.state.exposed, (runner) => runner.goOn({ type: "resumed", actor: actor() }));
        });
    }

    /**
     * Takes back the rollout under way, whoever runs it; goes on with a rollback that is under way already. Without either, brings back
     * the release that was live before, or `to`.
     *
     * @throws RolloutRefused, PlanRefused, LeaseHeld, RolloutInterrupted
     */
    async rollback(reason: string, to?: string): Promise<RolloutView> {
        try {
            return await this.leased(`rollback of ${this.options.stack}`, async () => {
                const found = await this.unfinished();
                if (found !== undefined) return this.takeBack(found, reason, to);
                const version = to ?? (await this.previous());
                const plan = await this.planned(version, { rollback: { reason } });
                return this.drive(initialState(plan), true, (runner) => runner.start(plan));
            });
        } catch (error) {
            if (!(error instanceof LeaseHeld)) throw error;
            return this.askOther(error, reason, to);
        }
    }

    /** What a rollback would bring back, and the rollout that it takes back or goes on with. @throws RolloutRefused */
    async rollbackTarget(to?: string): Promise<RollbackTarget> {
        const found = await this.unfinished();
        if (found === undefined) return { version: to ?? (await this.previous()) };
        const { plan } = found.state;
        refuseOther(found.state, to);
        const goesOn = isUnderWay(found.state, to);
        return { version: goesOn && found.state.goal === "forward" ? plan.version : plan.from.version, rollout: plan.id, goesOn };
    }

    private async takeBack({ state }: RolloutView, reason: string, to: string | undefined): Promise<RolloutView> {
        refuseOther(state, to);
        const by = actor();
        const event: RolloutEvent = isUnderWay(state, to) ? { type: "resumed", actor: by } : { type: "rollback-asked", reason, actor: by };
        return this.drive(state, true, (runner) => runner.goOn(event));
    }

    /** The process that runs it takes it back; should that one be dead or have paused, this one does. */
    private async askOther(held: LeaseHeld, reason: string, to: string | undefined): Promise<RolloutView> {
        const { clock, requests, onState, signal } = this.options;
        const found = await this.unfinished();
        if (found === undefined) throw held;
        const { id } = found.state.plan;
        refuseOther(found.state, to);
        if (isUnderWay(found.state, to)) throw held;
        await askRollback(requests, clock, id, { reason, actor: actor() });
        let told = found.entries.length;
        for (;;) {
            await clock.sleep(otherPollMs, signal);
            if (signal?.aborted === true) throw new RolloutInterrupted(`interrupted; the rollback is asked of ${held.holder.owner} all the same`);
            const { state, entries } = (await viewOf(this.options.journals, id)) ?? found;
            for (; told < entries.length; told += 1) {
                const entry = entries[told];
                const reached = stateOf(entries.slice(0, told + 1));
                if (entry !== undefined && reached !== undefined) onState?.(reached, entry);
            }
            if (isResting(state.phase) && state.goal === "back") return { state, entries };
            if (isOver(state.phase)) throw new RolloutRefused([tooLateText(state)]);
            if (!isResting(state.phase) && clock.now() < held.freeAt) continue;
            const taken = await this.takeOver(reason, to);
            if (taken !== undefined) return taken;
        }
    }

    private async takeOver(reason: string, to: string | undefined): Promise<RolloutView | undefined> {
        try {
            return await this.leased(`rollback of ${this.options.stack}`, async () => {
                const found = await this.unfinished();
                return found === undefined ? undefined : this.takeBack(found, reason, to);
            });
        } catch (error) {
            if (error instanceof LeaseHeld) return undefined;
            throw error;
        }
    }

    /** The release that was live before the one that is. */
    private async previous(): Promise<string> {
        const { journals, settings, stack } = this.options;
        const { activeColor, slots } = settings();
        const live = slots[activeColor].release?.version;
        for (const id of [...(await journals.rollouts())].reverse()) {
            const state = (await viewOf(journals, id))?.state;
            if (state?.phase === "done" && state.plan.version === live && state.plan.kind !== "rollback") return state.plan.from.version;
        }
        throw new RolloutRefused([`rollback: no rollout of ${stack} brought ${live ?? "a release"} there, so nothing tells what was before; name it: --to VERSION`]);
    }

    private async planned(version: string, parts: DeployOptions & Pick<PlanRequest, "rollback">): Promise<RolloutPlan> {
        const { options } = this;
        const release = await options.release(version);
        const started = options.clock.now();
        // JSON has no `undefined`: what the file does not have is kept as null.
        const before = Object.fromEntries(Object.entries(options.engine.read(beforePaths)).map(([path, value]) => [path, value ?? null]));
        return planRollout({
            id: await this.newId(started), stack: options.stack, settings: options.settings(), version: release.version, digest: manifestDigest(release),
            actor: actor(), started: new Date(started).toISOString(), before, ...parts,
        });
    }

    /** Sorts behind every other one, also where two begin within a second or the clocks of two hosts differ. */
    private async newId(now: number): Promise<string> {
        const newest = (await this.options.journals.rollouts()).at(-1);
        const id = newRolloutId(now);
        return newest === undefined || id > newest ? id : newRolloutId(timeOfRollout(newest) + 1000);
    }

    /** What was refused a begin may not give the release more traffic later; the check phase asks by itself. */
    private async refuseForward({ plan, goal, activated, phase, resumeAt }: RolloutState): Promise<void> {
        if (goal === "back" || activated || (resumeAt ?? phase) === "check") return;
        const refused = refusedOf(await runChecks(this.options.checks ?? [], plan));
        const way = `\`colorway rollback --stack ${plan.stack} --reason …\` is never held up`;
        if (refused.length > 0) throw new RolloutRefused([...refused, way]);
    }

    /** All but those that the cloud answers. */
    private ownChecks(): readonly ReleaseCheck[] {
        const alone: ReleaseCheck = {
            id: "alone",
            run: async ({ id }) => {
                const found = await this.unfinished();
                const free = found === undefined || found.state.plan.id === id;
                return { passed: free, text: free ? "none is under way" : unfinishedText(found.state) };
            },
        };
        return [alone, ...(this.options.checks ?? [])];
    }

    private unfinished(): Promise<RolloutView | undefined> {
        return unfinishedRollout(this.options.journals);
    }

    private async refuseUnfinished(): Promise<void> {
        const found = await this.unfinished();
        if (found !== undefined) throw new RolloutRefused([unfinishedText(found.state)]);
    }

    /**
     * Drives one rollout until it rests.
     *
     * @param urgent whether it goes on before its record is written: traffic has to move back
     */
    private async drive(
        of: RolloutState, urgent: boolean, act: (runner: Runner) => Promise<RolloutState>, foreseen: readonly CheckResult[] = [],
    ): Promise<RolloutView> {
        const { options } = this;
        const { id } = of.plan;
        const journal = await Journal.open(options.journals, options.clock, id);
        const asked = (await options.requests.read(id)).length;
        const { world, close } = await options.world();
        try {
            await this.recorded(of, urgent);
            if (this.lost !== undefined || options.signal?.aborted === true) throw this.lost ?? new RolloutInterrupted("interrupted; nothing was changed");
        } catch (error) {
            await close();
            throw error;
        }
        const ended = new AbortController();
        const maxReplicas = Object.fromEntries(options.settings().services.map((service) => [service.name, service.maxReplicas]));
        const effects = new RolloutEffects({
            ...world, checks: standing([...this.ownChecks(), ...world.checks], foreseen), maxReplicas, liveWindow: liveWindowIn(journal.entries()),
            onRun: options.onRun, onTick: options.onTick, onWaiting: options.onWaiting,
        });
        const onState = (state: RolloutState, entry: JournalEntry): void => {
            options.notifications?.tell(state, entry);
            options.onState?.(state, entry);
        };
        const runner = new Runner({ journal, effects, onState });
        this.runner = runner;
        const tell = (event: RolloutEvent): void => runner.tell(event);
        const interrupt = (): void => tell({ type: "interrupted", signal: String(options.signal?.reason ?? "a signal") });
        options.signal?.addEventListener("abort", interrupt, { once: true });
        void listenForRollback(options.requests, options.clock, id, asked, (each) => tell({ type: "rollback-asked", ...each }), ended.signal);
        try {
            const state = await act(runner);
            await options.audit?.rest(state);
            return { state, entries: journal.entries() };
        } finally {
            options.signal?.removeEventListener("abort", interrupt);
            ended.abort();
            this.runner = undefined;
            await close();
        }
    }

    private async recorded(state: RolloutState, urgent: boolean): Promise<void> {
        try {
            await this.options.audit?.begin(state, urgent);
        } catch (error) {
            throw new RolloutRefused([`the audit log can't be written: ${messageOf(error)}; nothing begins without its record`]);
        }
    }

    private async leased<T>(what: string, act: () => Promise<T>): Promise<T> {
        const lease = new Lease(this.options.lease, this.options.clock, {
            onLost: (error) => {
                this.lost = error;
                this.runner?.lose(error);
            },
        });
        this.lost = undefined;
        await lease.acquire(what);
        try {
            return await act();
        } finally {
            await lease.release();
            await this.options.notifications?.flush();
        }
    }
}

function actor(): string {
    return thisProcess().owner;
}

/** A rollback that is run once more goes on: it must not bring back what the first one leaves, unless that is named. */
function isUnderWay({ plan }: RolloutState, to: string | undefined): boolean {
    return plan.kind === "rollback" && (to === undefined || to === plan.version);
}

function refuseOther(state: RolloutState, to: string | undefined): void {
    const { plan } = state;
    if (to === undefined || to === plan.from.version || isUnderWay(state, to)) return;
    throw new RolloutRefused([`--to ${to}: rollout ${plan.id} is under way and goes back to ${plan.from.version}; take it back first, then roll back to ${to}`]);
}
