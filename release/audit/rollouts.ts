/** Rollouts and plain updates as the audit log tells them: entries in, one record for each out. Pure. */
import type { Cause } from "../rollout/machine";
import { AuditData, AuditEntry } from "./chain";
import { keyOf, rolloutTypes, StepRecord } from "./journals";
import { updateTypes } from "./updates";

/** `under way`: a process is at it, or was killed. `not begun`: its begin was recorded, and nothing came after it. */
export type RolloutResult = "done" | "rolled-back" | "failed" | "refused" | "paused" | "needs-person" | "under way" | "not begun";

/** One change of what runs: a rollout, or an `up` that moved the live release or the weights. */
export interface ChangeRecord {
    /** Identifier of the rollout or update. */
    readonly id: string;
    /** The release that it brought, or was to bring, to the users. */
    readonly version: string;
    /** `blue-green`, `canary`, `rolling`, `rollback`; `up` or `destroy` where it was no rollout. */
    readonly strategy: string;
    /** Who began it. */
    readonly who: string;
    /** Who resumed it or took it back, without who began it. */
    readonly others: readonly string[];
    /** ISO 8601. */
    readonly started: string;
    /** When it was over; absent before. */
    readonly ended?: string;
    readonly result: RolloutResult;
    readonly reason?: string;
    /** Why it was asked for; of a rollback. */
    readonly asked?: string;
    readonly cause?: Cause;
    /** The release that was live before. */
    readonly from: string;
    readonly commit?: string;
    /** When the commit was made, ISO 8601, where git knew it. */
    readonly committed?: string;
    /** Whether users may have got the release. */
    readonly exposed: boolean;
    /** When all traffic was proven to be on the release, ISO 8601. */
    readonly live?: string;
    /** Since when the release was seen to fail, ISO 8601; of one that went back. */
    readonly failing?: string;
    /** When all traffic was proven to be back, ISO 8601. */
    readonly restored?: string;
    /** Requests to the release that were judged, and how many of them failed. */
    readonly requests: number;
    readonly errors: number;
    readonly steps: readonly StepRecord[];
}

/** Every change, oldest first. Entries that were written twice count once. */
export function changesOf(entries: readonly AuditEntry[]): readonly ChangeRecord[] {
    const groups = new Map<string, AuditEntry[]>();
    const seen = new Set<string>();
    let newest: string | undefined;
    for (const entry of entries) {
        const id = (entry.data["rollout"] ?? entry.data["update"]) as string | undefined;
        if (id === undefined || seen.has(keyOf(entry))) continue;
        if (entry.data["rollout"] !== undefined) {
            seen.add(keyOf(entry));
            newest = id;
        }
        groups.set(id, [...(groups.get(id) ?? []), entry]);
    }
    return [...groups].flatMap(([id, group]) => rolloutOf(id, group, id === newest) ?? updateOf(id, group) ?? []);
}

function rolloutOf(id: string, group: readonly AuditEntry[], newest: boolean): ChangeRecord | undefined {
    const begin = group.find(({ type }) => type === rolloutTypes.started)?.data as StartedData | undefined;
    if (begin === undefined) return undefined;
    const rest = group.filter(({ type }) => type === rolloutTypes.ended || type === rolloutTypes.waits).at(-1);
    const end = rest?.data as RestData | undefined;
    const over = rest?.type === rolloutTypes.ended;
    const others = group.flatMap(({ data }) =>
        typeof data["actor"] === "string" && data["actor"] !== begin.actor ? [data["actor"]] : [],
    );
    const steps = end?.steps ?? [];
    const result = end?.result ?? (newest ? "under way" : "not begun");
    const { kind, actor, happened, version, from, reason } = begin;
    return {
        id,
        version,
        strategy: kind,
        who: actor,
        others: [...new Set(others)],
        started: happened,
        result,
        from: from.version,
        ...(over && end !== undefined ? { ended: end.happened } : {}),
        ...reasonOf(begin, end),
        ...(reason === undefined ? {} : { asked: reason }),
        ...(end?.cause === undefined ? {} : { cause: end.cause }),
        ...textsOf(begin, "commit", "committed"),
        exposed: end?.exposed ?? false,
        ...timesOf(begin, steps, result),
        ...judged(steps),
        steps,
    };
}

function updateOf(id: string, group: readonly AuditEntry[]): ChangeRecord | undefined {
    const begin = group.find(({ type }) => type === updateTypes.started)?.data as UpdateData | undefined;
    if (begin?.flips !== true) return undefined;
    const end = group.find(({ type }) => type === updateTypes.ended)?.data as
        { readonly happened: string; readonly result: "done" | "failed"; readonly text?: string } | undefined;
    const { actor, happened, before, live, what } = begin;
    return {
        id,
        version: what === "up" ? (live.version ?? "") : "",
        strategy: what,
        who: actor,
        others: [],
        started: happened,
        result: end?.result ?? "under way",
        from: before?.version ?? "",
        ...(end === undefined ? {} : { ended: end.happened }),
        ...(end?.text === undefined ? {} : { reason: end.text }),
        exposed: what === "up",
        ...(what === "up" && end?.result === "done" ? { live: end.happened } : {}),
        requests: 0,
        errors: 0,
        steps: [],
    };
}

interface StartedData extends AuditData {
    readonly happened: string;
    readonly actor: string;
    readonly kind: string;
    readonly version: string;
    readonly from: { readonly version: string };
    readonly steps: readonly { readonly weight: number }[];
    readonly reason?: string;
}

interface RestData {
    readonly happened: string;
    readonly result: RolloutResult;
    readonly cause?: Cause;
    readonly exposed: boolean;
    readonly steps?: readonly StepRecord[];
}

interface UpdateData {
    readonly happened: string;
    readonly actor: string;
    readonly what: "up" | "destroy";
    readonly flips: boolean;
    readonly live: { readonly version?: string };
    readonly before?: { readonly version?: string };
}

function reasonOf({ reason }: StartedData, end: RestData | undefined): { readonly reason?: string } {
    const text = end?.cause === undefined ? reason : `${end.cause.kind} at ${end.cause.at}: ${end.cause.text}`;
    return text === undefined ? {} : { reason: text };
}

function textsOf(data: AuditData, ...names: readonly string[]): { readonly [name: string]: string } {
    return Object.fromEntries(names.flatMap((name) => (typeof data[name] === "string" ? [[name, data[name]]] : [])));
}

/** When the release was live, failing and gone again. */
function timesOf(
    { kind }: StartedData,
    steps: readonly StepRecord[],
    result: RolloutResult,
): Pick<ChangeRecord, "live" | "failing" | "restored"> {
    const last = (...phases: readonly string[]): StepRecord | undefined =>
        steps.filter(({ phase, outcome }) => phases.includes(phase) && outcome === "succeeded").at(-1);
    if (result === "done") {
        const flip =
            kind === "rolling"
                ? last("ready")
                : steps
                      .filter(({ phase, weight, outcome }) => phase === "shift" && weight === 100 && outcome === "succeeded")
                      .at(-1);
        return flip === undefined ? {} : { live: flip.ended };
    }
    if (result !== "rolled-back") return {};
    const turned = steps.findIndex(({ phase }) => phase === "brake" || phase === "restore");
    const bad = steps
        .slice(0, turned)
        .filter(({ outcome }) => outcome !== "succeeded")
        .at(-1);
    const back = last("brake") ?? last("restore");
    return {
        ...(bad === undefined ? {} : { failing: failingSince(bad) }),
        ...(back === undefined ? {} : { restored: back.ended }),
    };
}

/** As the judgement has it; else when the effect ended. */
function failingSince({ ended, figures }: StepRecord): string {
    const { detectMilliseconds = 0 } = (figures ?? {}) as { readonly detectMilliseconds?: number };
    return new Date(Date.parse(ended) - detectMilliseconds).toISOString();
}

/** Of the window that each watch was judged by at its end. */
function judged(steps: readonly StepRecord[]): { readonly requests: number; readonly errors: number } {
    const figures = steps
        .flatMap(({ figures: found }) => (found as WatchFigures | undefined)?.verdict?.services ?? [])
        .flatMap(({ figures: each }) => each?.release ?? []);
    const sum = (part: "requests" | "errors"): number => Math.round(figures.reduce((total, each) => total + each[part], 0));
    return { requests: sum("requests"), errors: sum("errors") };
}

interface WatchFigures {
    readonly verdict?: {
        readonly services?: readonly {
            readonly figures?: { readonly release: { readonly requests: number; readonly errors: number } };
        }[];
    };
}
