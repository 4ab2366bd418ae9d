/** What the journal of a rollout gives to the audit log, and whether the two still say the same. Pure. */
import { sha256 } from "../manifests/digest";
import type { JournalEntry } from "../ports/journal";
import { initialState, isOver, isResting, next, RolloutEvent, RolloutState, trafficOf } from "../rollout/machine";
import type { RolloutPlan } from "../rollout/plan";
import { asciiJson, AuditData, AuditEntry } from "./chain";
import type { AuditRecord } from "./trail";
import type { AuditFinding } from "./verify";

/** Types of the entries that rollouts make. */
export const rolloutTypes = {
    started: "rollout-started",
    resumed: "rollout-resumed",
    takenBack: "rollback-asked",
    interrupted: "rollout-interrupted",
    waits: "rollout-waits",
    ended: "rollout-ended",
} as const;

/** One effect of a rollout, with what came of it. */
export interface StepRecord {
    /** As `shift`, `watch`, `brake`. */
    readonly phase: string;
    /** Percent of the release; of phases that have one. */
    readonly weight?: number;
    /** ISO 8601. */
    readonly began: string;
    readonly ended: string;
    /** `broken-off`: by a person, a signal or a kill. */
    readonly outcome: "succeeded" | "failed" | "broken-off";
    /** Why it failed or was broken off. */
    readonly text?: string;
    /** Checks, verdict, requests, errors, latencies, traffic; milliseconds of deciding, writing, reading back and the data plane. */
    readonly figures?: AuditData;
}

/** How far a journal had come when an entry was made of it. */
export interface JournalMark {
    readonly entries: number;
    /** SHA-256 of those entries as canonical JSON. */
    readonly hash: string;
}

/**
 * Every record of a journal, in order. The same journal always gives the same ones: what could not be written is made again later.
 *
 * @param context what else is known of the plan: commit, evidence, exceptions
 */
export function recordsOf(entries: readonly JournalEntry[], context: AuditData): readonly AuditRecord[] {
    const records: AuditRecord[] = [];
    const steps = new Steps();
    let state: RolloutState | undefined;
    for (const [index, entry] of entries.entries()) {
        const { at, data } = entry;
        if (data["type"] === "planned") {
            state = initialState(data["plan"] as RolloutPlan);
            records.push(startedRecord(state.plan, context));
        }
        if (state === undefined) continue;
        if (data["type"] === "intent") steps.begin(state, at);
        if (data["type"] !== "event") continue;
        const event = data["event"] as RolloutEvent;
        const reached = next(state, event);
        steps.end(event, at, data["figures"] as AuditData | undefined);
        records.push(...askedRecords(state, event, at));
        if (isResting(reached.phase) && reached !== state)
            records.push(restRecord(reached, at, entries.slice(0, index + 1), steps.done));
        state = reached;
    }
    return records;
}

/** Two records with the same key are the same one, written twice. */
export function keyOf({ type, data }: AuditRecord): string {
    return `${type} ${String(data["rollout"])} ${String(data["happened"])}`;
}

export function startedRecord(plan: RolloutPlan, context: AuditData): AuditRecord {
    const { id, actor, started, kind, version, digest, from, to, steps, reason, override, promotedFrom, strategy } = plan;
    const { limits, holdSeconds, warmSeconds, deadManSeconds } = strategy;
    const about = {
        actor,
        kind,
        version,
        digest,
        from,
        to,
        steps,
        strategy: { limits, holdSeconds, warmSeconds, deadManSeconds },
    };
    return {
        type: rolloutTypes.started,
        data: {
            rollout: id,
            happened: started,
            ...about,
            ...(reason === undefined ? {} : { reason }),
            ...(override === undefined ? {} : { override }),
            ...(promotedFrom === undefined ? {} : { promotedFrom }),
            ...context,
        },
    };
}

function askedRecords({ plan, phase }: RolloutState, event: RolloutEvent, at: string): readonly AuditRecord[] {
    const where = { rollout: plan.id, happened: at, phase };
    switch (event.type) {
        case "resumed":
            return [{ type: rolloutTypes.resumed, data: { ...where, actor: event.actor } }];
        case "rollback-asked":
            return [{ type: rolloutTypes.takenBack, data: { ...where, actor: event.actor, reason: event.reason } }];
        case "interrupted":
            return [{ type: rolloutTypes.interrupted, data: { ...where, signal: event.signal } }];
        default:
            return [];
    }
}

function restRecord(
    state: RolloutState,
    at: string,
    entries: readonly JournalEntry[],
    steps: readonly StepRecord[],
): AuditRecord {
    const { plan, phase, cause, exposed } = state;
    const end = {
        rollout: plan.id,
        happened: at,
        result: phase,
        ...(cause === undefined ? {} : { cause }),
        exposed,
        journal: markOf(entries),
    };
    if (!isOver(phase)) return { type: rolloutTypes.waits, data: end };
    const live = phase === "done" ? { color: plan.to.color, version: plan.version } : plan.from;
    return {
        type: rolloutTypes.ended,
        data: {
            ...end,
            live: { ...live, traffic: trafficOf(state) },
            milliseconds: Date.parse(at) - Date.parse(plan.started),
            steps,
        },
    };
}

export function markOf(entries: readonly JournalEntry[]): JournalMark {
    const plain = entries.map(({ sequence, at, data }) => ({ sequence, at, data }));
    return { entries: entries.length, hash: sha256(asciiJson(plain)) };
}

/** The effects under way and done. */
class Steps {
    readonly done: StepRecord[] = [];
    private open: Pick<StepRecord, "phase" | "weight" | "began"> | undefined;

    begin({ plan, phase, step }: RolloutState, at: string): void {
        this.breakOff(at, "its process ended");
        const weighted = phase === "arm" || phase === "shift" || phase === "watch";
        const { weight } = plan.steps[step] ?? {};
        this.open = { phase, began: at, ...(weighted && weight !== undefined ? { weight } : {}) };
    }

    end(event: RolloutEvent, at: string, figures: AuditData | undefined): void {
        if (event.type !== "succeeded" && event.type !== "failed") return this.breakOff(at, event.type);
        const { open } = this;
        this.open = undefined;
        if (open === undefined) return;
        const { liveWindow: _, ...kept } = figures ?? {};
        const text = event.type === "failed" ? { text: event.text } : {};
        this.done.push({
            ...open,
            ended: at,
            outcome: event.type,
            ...text,
            ...(Object.keys(kept).length === 0 ? {} : { figures: kept }),
        });
    }

    private breakOff(at: string, text: string): void {
        if (this.open !== undefined) this.done.push({ ...this.open, ended: at, outcome: "broken-off", text });
        this.open = undefined;
    }
}

/** A journal as it is now; `undefined` where it was not read. */
export interface JournalNow {
    readonly rollout: string;
    readonly entries?: readonly JournalEntry[] | undefined;
}

/**
 * Where log and journals differ: the journals are kept apart, so a log that was cut off or made anew as a whole lacks what they
 * tell.
 *
 * @param running the rollout that a process is at now, whose record may be on its way
 */
export function journalFindings(
    log: readonly AuditEntry[],
    journals: readonly JournalNow[],
    running: string | undefined,
): readonly AuditFinding[] {
    const known = new Map(journals.map((journal) => [journal.rollout, journal]));
    const marks = log.flatMap(({ sequence, data }) => {
        const { rollout, journal } = data as { readonly rollout?: string; readonly journal?: JournalMark };
        return rollout === undefined || journal === undefined ? [] : [{ sequence, rollout, journal }];
    });
    const changed = marks.flatMap(({ sequence, rollout, journal }) => {
        const text = journalProblem(known.get(rollout), journal);
        return text === undefined
            ? []
            : [{ sequence, kind: "journal" as const, text: `entry ${sequence}: the journal of rollout ${rollout} ${text}` }];
    });
    const written = new Set(log.map((entry) => keyOf(entry)));
    const lacking = journals
        .filter(({ rollout }) => rollout !== running)
        .flatMap(({ rollout, entries }): readonly AuditFinding[] => {
            const text = lackText(rollout, entries, log, written);
            return text === undefined ? [] : [{ kind: "journal", text }];
        });
    return [...changed, ...lacking];
}

function journalProblem(journal: JournalNow | undefined, mark: JournalMark): string | undefined {
    if (journal === undefined) return "is gone";
    if (journal.entries === undefined) return undefined;
    const { entries } = journal;
    if (entries.length < mark.entries) return `was cut off: it has ${entries.length} entries, ${mark.entries} were recorded`;
    return markOf(entries.slice(0, mark.entries)).hash === mark.hash ? undefined : "was changed after it was recorded";
}

function lackText(
    rollout: string,
    entries: readonly JournalEntry[] | undefined,
    log: readonly AuditEntry[],
    written: ReadonlySet<string>,
): string | undefined {
    const cure = "cut off, or not written yet: `colorway audit catch-up` writes what was not";
    if (entries === undefined) {
        return log.some(({ data }) => data["rollout"] === rollout)
            ? undefined
            : `rollout ${rollout} has a journal and no entry: ${cure}`;
    }
    const lacking = recordsOf(entries, {}).filter((record) => !written.has(keyOf(record)));
    return lacking.length === 0
        ? undefined
        : `rollout ${rollout} has a journal, but the log lacks ${lacking.map(({ type }) => type).join(", ")}: ${cure}`;
}
