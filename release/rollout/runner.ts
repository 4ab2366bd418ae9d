/** Drives a rollout: does the effect of each state, and writes down before what it will do and after what came of it. */
import { messageOf } from "../message";
import type { JournalEntry } from "../ports/journal";
import { ActivePhase, initialState, isResting, next, RolloutEvent, RolloutState } from "./machine";
import type { RolloutPlan } from "./plan";

/** What an effect came to. */
export type EffectOutcome =
    | { readonly ok: true; readonly figures?: Figures }
    | { readonly ok: false; readonly text: string; readonly kind?: string; readonly figures?: Figures };

/** Numbers and verdicts that are kept with the entry. */
export interface Figures {
    readonly [name: string]: unknown;
}

/** The effects of a rollout on the world. Each may be done again after a kill in its middle. */
export interface Effects {
    /** Never throws for what can be expected; broken off by the signal, whatever it then answers is dropped. */
    run(phase: ActivePhase, state: RolloutState, signal: AbortSignal): Promise<EffectOutcome>;
}

/** What the runner needs of a journal. */
export interface Record {
    record(data: JournalEntry["data"]): Promise<JournalEntry>;
    entries(): readonly JournalEntry[];
}

export interface RunnerOptions {
    readonly journal: Record;
    readonly effects: Effects;
    /** Told after every entry: state, and the entry that led to it. */
    readonly onState?: ((state: RolloutState, entry: JournalEntry) => void) | undefined;
}

export class Runner {
    private state: RolloutState | undefined;
    private external: RolloutEvent | undefined;
    private current = new AbortController();
    private lost: Error | undefined;

    constructor(private readonly options: RunnerOptions) {}

    /** Starts a new rollout and drives it until it rests. */
    async start(plan: RolloutPlan): Promise<RolloutState> {
        const state = initialState(plan);
        await this.note({ type: "planned", plan }, state);
        return this.drive(state);
    }

    /** Goes on with the rollout of the journal, after an event that says how. */
    async goOn(event: RolloutEvent): Promise<RolloutState> {
        const state = stateOf(this.options.journal.entries());
        if (state === undefined) throw new Error("the journal holds no plan");
        return this.drive(await this.take(state, event));
    }

    /**
     * An event from outside: the effect under way is broken off and the event decides; the first of several counts. One that means
     * nothing in this state is dropped: a way back is not broken off by Ctrl-C.
     */
    tell(event: RolloutEvent): void {
        if (this.state === undefined || next(this.state, event) === this.state) return;
        this.external ??= event;
        this.current.abort();
    }

    /** Stops at once without touching anything: another process has the lease. */
    lose(error: Error): void {
        this.lost ??= error;
        this.current.abort();
    }

    private async drive(from: RolloutState): Promise<RolloutState> {
        let state = from;
        while (!isResting(state.phase)) {
            const { phase } = state;
            await this.note({ type: "intent", phase, step: state.step }, state);
            const outcome = await this.effect(phase, state);
            if (this.lost !== undefined) throw this.lost;
            const told = this.external;
            this.external = undefined;
            state = told === undefined ? await this.take(state, eventOf(phase, outcome), outcome.figures) : await this.take(state, told);
        }
        return state;
    }

    private async effect(phase: ActivePhase, state: RolloutState): Promise<EffectOutcome> {
        this.current = new AbortController();
        if (this.lost !== undefined || this.external !== undefined) this.current.abort();
        try {
            return await this.options.effects.run(phase, state, this.current.signal);
        } catch (error) {
            return { ok: false, text: messageOf(error) };
        }
    }

    private async take(state: RolloutState, event: RolloutEvent, figures?: Figures): Promise<RolloutState> {
        const reached = next(state, event);
        await this.note({ type: "event", event, ...(figures === undefined ? {} : { figures }) }, reached);
        return reached;
    }

    private async note(data: JournalEntry["data"], state: RolloutState): Promise<void> {
        this.state = state;
        const entry = await this.options.journal.record(data);
        this.options.onState?.(state, entry);
    }
}

function eventOf(phase: ActivePhase, outcome: EffectOutcome): RolloutEvent {
    if (outcome.ok) return { type: "succeeded", phase };
    return { type: "failed", phase, text: outcome.text, ...(outcome.kind === undefined ? {} : { kind: outcome.kind }) };
}

/** The state that a journal tells of; undefined where it holds no plan. */
export function stateOf(entries: readonly JournalEntry[]): RolloutState | undefined {
    let state: RolloutState | undefined;
    for (const { data } of entries) {
        if (data["type"] === "planned") state = initialState(data["plan"] as RolloutPlan);
        else if (data["type"] === "event" && state !== undefined) state = next(state, data["event"] as RolloutEvent);
    }
    return state;
}
