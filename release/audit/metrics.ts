/** The four keys of DORA and more, from the records of changes alone. Pure. What each figure means: docs/features/history.md. */
import type { ChangeRecord } from "./rollouts";

/** From–to, milliseconds since 1970; the end is not part of it. */
export interface Period {
    readonly from: number;
    readonly to: number;
}

/** Milliseconds of several things; absent quantiles: there was none. */
export interface Durations {
    readonly count: number;
    readonly p50?: number;
    readonly p95?: number;
}

export interface DeliveryMetrics {
    /** ISO 8601. */
    readonly from: string;
    readonly to: string;
    readonly days: number;
    /** Rollouts that brought a release to all users. */
    readonly deployments: number;
    readonly deploymentsPerDay: number;
    /** From the commit until all traffic was on the release. */
    readonly leadTime: Durations;
    /** Deployments whose commit's time is not known. */
    readonly leadTimeUnknown: number;
    /** Releases that users got, and how many of them failed there. */
    readonly exposed: number;
    readonly changeFailures: number;
    /** Percent; absent where users got none. */
    readonly changeFailureRate?: number;
    /** From the failure until all traffic was on a good release. */
    readonly timeToRestore: Durations;
    /** Rollouts that went back by themselves, and that a person took back, with those of `colorway rollback` of its own. */
    readonly rolledBackByItself: number;
    readonly rolledBackByPerson: number;
    /** Percent of the exposed releases; absent where there was none. */
    readonly rollbackShare?: number;
    readonly refused: number;
    /** Before users got anything of them. */
    readonly failedUnexposed: number;
    /** Of all rollouts that are over, but those that were refused. */
    readonly duration: Durations;
    /** Of each phase that was done, by phase. */
    readonly phases: { readonly [phase: string]: Durations };
    /** Answered without an error by releases under watch. */
    readonly requests: number;
    readonly errors: number;
    /** Percent; absent without requests. */
    readonly successRate?: number;
    /** Changes of the live release or the weights by `up` or `destroy`. */
    readonly outsideRollouts: number;
}

/** @param changes of all time: a release of the period may have been taken back after it */
export function metricsOf(changes: readonly ChangeRecord[], period: Period): DeliveryMetrics {
    const rollouts = changes.filter(({ strategy }) => !isUpdate(strategy));
    const inside = (at: string | undefined): boolean =>
        at !== undefined && Date.parse(at) >= period.from && Date.parse(at) < period.to;
    const over = rollouts.filter(({ ended }) => inside(ended));
    const forward = over.filter(({ strategy }) => strategy !== "rollback");
    const deployed = forward.filter(({ result }) => result === "done");
    const wentBack = forward.filter(({ result }) => result === "rolled-back");
    const reverted = new Set(rollouts.flatMap((each) => takenBackBy(each, rollouts)?.id ?? []));
    const backs = over.filter(({ strategy, result }) => strategy === "rollback" && result === "done");
    const exposed = [...deployed, ...wentBack].length;
    // Ctrl-C and a kill say nothing of the release.
    const failures = [...wentBack.filter(saysOfRelease), ...deployed.filter(({ id }) => reverted.has(id))].length;
    const byItself = wentBack.filter(({ cause }) => cause?.kind !== "operator").length;
    const byPerson = wentBack.length - byItself + backs.length;
    const days = (period.to - period.from) / 86_400_000;
    const leads = deployed.flatMap(({ committed, live }) => between(committed, live));
    const requests = total(over, "requests");
    const errors = total(over, "errors");
    return {
        from: new Date(period.from).toISOString(),
        to: new Date(period.to).toISOString(),
        days,
        deployments: deployed.length,
        deploymentsPerDay: deployed.length / days,
        leadTime: durations(leads),
        leadTimeUnknown: deployed.length - leads.length,
        exposed,
        changeFailures: failures,
        ...percent("changeFailureRate", failures, exposed),
        timeToRestore: durations([
            ...wentBack.filter(saysOfRelease).flatMap(({ failing, restored }) => between(failing, restored)),
            ...backs.flatMap(({ started, live }) => between(started, live)),
        ]),
        rolledBackByItself: byItself,
        rolledBackByPerson: byPerson,
        ...percent("rollbackShare", byItself + byPerson, exposed),
        refused: over.filter(({ result }) => result === "refused").length,
        failedUnexposed: over.filter(({ result }) => result === "failed").length,
        duration: durations(
            over.filter(({ result }) => result !== "refused").flatMap(({ started, ended }) => between(started, ended)),
        ),
        phases: phasesOf(over),
        requests,
        errors,
        ...percent("successRate", requests - errors, requests),
        outsideRollouts: changes.filter(({ strategy, started }) => isUpdate(strategy) && inside(started)).length,
    };
}

/** Whether it was no rollout. */
export function isUpdate(strategy: string): boolean {
    return strategy === "up" || strategy === "destroy";
}

/** Whether a failure is the release's: not so where the rollout was interrupted. */
export function saysOfRelease({ cause }: ChangeRecord): boolean {
    return cause?.kind !== "interrupt";
}

/** The deployment that a rollback took back: the last one before it that brought what the rollback left. */
export function takenBackBy(back: ChangeRecord, rollouts: readonly ChangeRecord[]): ChangeRecord | undefined {
    if (back.strategy !== "rollback" || back.result !== "done") return undefined;
    return rollouts
        .filter(
            ({ id, strategy, result, version }) =>
                strategy !== "rollback" && result === "done" && version === back.from && id < back.id,
        )
        .at(-1);
}

function between(from: string | undefined, to: string | undefined): readonly number[] {
    return from === undefined || to === undefined ? [] : [Date.parse(to) - Date.parse(from)];
}

function total(changes: readonly ChangeRecord[], part: "requests" | "errors"): number {
    return changes.reduce((sum, each) => sum + each[part], 0);
}

function phasesOf(changes: readonly ChangeRecord[]): { readonly [phase: string]: Durations } {
    const times = new Map<string, number[]>();
    for (const { phase, began, ended, outcome } of changes.flatMap(({ steps }) => steps)) {
        if (outcome === "succeeded") times.set(phase, [...(times.get(phase) ?? []), ...between(began, ended)]);
    }
    return Object.fromEntries([...times].map(([phase, each]) => [phase, durations(each)]));
}

/** Quantiles by the nearest rank: always a value that was there. */
function durations(values: readonly number[]): Durations {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return sorted.length === 0 ? { count: 0 } : { count: sorted.length, p50: at(0.5), p95: at(0.95) };
}

function percent<Name extends string>(name: Name, part: number, whole: number): { readonly [N in Name]?: number } {
    return whole === 0 ? {} : ({ [name]: (100 * part) / whole } as { readonly [N in Name]?: number });
}
