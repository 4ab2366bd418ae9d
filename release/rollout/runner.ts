/** Drives a rollout: does the effect of each state, and writes down before what it will do and after what came of it. */
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

    /** An event from outside: the effect under way is broken off and the event decides. The first of several counts. */
    tell(event: RolloutEvent): void {
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
            const after = told === undefined ? state : next(state, told);
            // An event that means nothing in this state must not cost the outcome: a way back is not broken off by Ctrl-C.
            if (told !== undefined && after !== state) {
                state = await this.take(state, told);
                continue;
            }
            if (outcome === undefined) continue;
            state = await this.take(state, eventOf(phase, outcome), outcome.figures);
        }
        return state;
    }

    /** Undefined where it was broken off. */
    private async effect(phase: ActivePhase, state: RolloutState): Promise<EffectOutcome | undefined> {
        this.current = new AbortController();
        const { signal } = this.current;
        if (this.lost !== undefined || this.meaningful(state)) return undefined;
        try {
            return await this.options.effects.run(phase, state, signal);
        } catch (error) {
            if (signal.aborted) return undefined;
            return { ok: false, text: error instanceof Error ? error.message : String(error) };
        }
    }

    private meaningful(state: RolloutState): boolean {
        return this.external !== undefined && next(state, this.external) !== state;
    }

    private async take(state: RolloutState, event: RolloutEvent, figures?: Figures): Promise<RolloutState> {
        const reached = next(state, event);
        await this.note({ type: "event", event, ...(figures === undefined ? {} : { figures }) }, reached);
        return reached;
    }

    private async note(data: JournalEntry["data"], state: RolloutState): Promise<void> {
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
