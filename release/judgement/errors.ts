/** Judges the errors of one color, or of one zone of it, in a window. */

import type { LimitSettings } from "../../config/types";
import { chanceOfAtLeast, chanceOfRatio, highestShare } from "./distributions";
import { percent, share } from "./wording";
import type { Finding } from "./verdict";
import type { Sample } from "../ports/metrics";
import { type Counts, countsOf, errorTrials, type Interval, sumOf, withoutWorst, zoneSamples, zonesOf } from "./window";

/** Below this chance of being innocent a release goes back. */
export const failBelow = 0.001;
/** Below this one it does not pass. */
export const suspectBelow = 0.05;
/** A release passes when its share of errors is at most at the limit, with this chance of a mistake. */
export const passRisk = 0.01;
/** One burst of errors alone takes no release back: the worst seconds are left out. */
const burstSeconds = 3;
/** Sources that interpolate give fractions of an error. */
const noError = 0.5;

export interface ErrorJudgement {
    readonly finding: Finding;
    readonly limitP: number;
    readonly againstLiveP?: number;
    /** Percent, with 99 % confidence. */
    readonly highest: number;
    /** Percent: the multiple of the live color or the floor, whichever is more. */
    readonly allowed?: number;
}

/** @param release at least one request */
export function judgeErrors(release: readonly Interval[], live: Counts | undefined, limits: LimitSettings): ErrorJudgement {
    const total = countsOf(release);
    const limit = limits.errorPercent / 100;
    const lasting = sumOf(withoutWorst(errorTrials(release), limit, burstSeconds));
    const limitP = chanceOfAtLeast(lasting.bad, lasting.requests, limit);
    const compared = live !== undefined && live.requests > 0 ? live : undefined;
    const highest = 100 * highestShare(total.errors, total.requests, passRisk);
    const base = { limitP, highest };
    const text = `errors ${share(total.errors, total.requests)}`;
    const tooMany = `${text} above the limit of ${percent(limits.errorPercent)}${alsoLive(compared, limit)}`;
    if (limitP < failBelow) {
        return { ...base, finding: { outcome: "fail", check: "errorLimit", reason: tooMany } };
    }
    const relative = compared && againstLive(lasting, compared, limits);
    const full = { ...base, ...(relative && { againstLiveP: relative.p, allowed: relative.allowed }) };
    if (relative !== undefined && compared !== undefined && relative.p < suspectBelow) {
        const beside = `allowed where the live color has ${share(compared.errors, compared.requests)}`;
        const excess = `${text} above ${percent(relative.allowed)}, ${beside}`;
        const certain = relative.p < failBelow;
        const reason = certain ? excess : `${excess}; more requests decide`;
        return { ...full, finding: { outcome: certain ? "fail" : "inconclusive", check: "errorsAgainstLive", reason } };
    }
    // That nothing ever fails no number of requests can show.
    if (highest <= limits.errorPercent || (limit === 0 && total.errors < noError)) {
        const beside = compared ? `, live ${percent((100 * compared.errors) / compared.requests)}` : "";
        const reason = `${text}, certainly at most ${percent(highest)}${beside}`;
        return { ...full, finding: { outcome: "pass", check: "all", reason } };
    }
    const open = `${text} may still be ${percent(highest)}, above the limit of ${percent(limits.errorPercent)}`;
    const reason = total.errors > limit * total.requests
        ? `${tooMany}, but not certainly; more requests decide`
        : `${open}; ${total.errors < noError ? `${requestsForLimit(limits.errorPercent)} without one are enough` : "more requests decide"}`;
    return { ...full, finding: { outcome: "inconclusive", check: "errorLimit", reason } };
}

/**
 * Requests after which a release without a single error is known, with 99 % confidence, to be at most at the limit: 459 at 1 %.
 * Fewer are no pass, however low `minRequests` is.
 */
export function requestsForLimit(errorPercent: number): number {
    return errorPercent <= 0 || errorPercent >= 100 ? 1 : Math.ceil(Math.log(passRisk) / Math.log1p(-errorPercent / 100));
}

/** Both must be beyond reasonable chance: more than the multiple of the live color, and more than the floor. */
function againstLive(release: { readonly requests: number; readonly bad: number }, live: Counts, limits: LimitSettings) {
    const ratio = chanceOfRatio({ requests: release.requests, errors: release.bad }, live, limits.relativeErrors);
    const floor = chanceOfAtLeast(release.bad, release.requests, limits.floorErrorPercent / 100);
    return {
        p: Math.max(ratio, floor),
        allowed: Math.max((100 * limits.relativeErrors * live.errors) / live.requests, limits.floorErrorPercent),
    };
}

/** Whether the other zones have traffic, and no more errors than they may. */
export function othersInOrder(samples: readonly Sample[], zone: string, limits: LimitSettings): boolean {
    const others = countsOf(zonesOf(samples).filter(each => each !== zone).flatMap(each => zoneSamples(samples, each)));
    return others.requests > 0 && chanceOfAtLeast(others.errors, others.requests, limits.errorPercent / 100) >= suspectBelow;
}

function alsoLive(live: Counts | undefined, limit: number): string {
    return live !== undefined && chanceOfAtLeast(live.errors, live.requests, limit) < failBelow
        ? `; the live color has ${share(live.errors, live.requests)}, so the cause may be outside the release`
        : "";
}
