/**
 * The certain breach of an absolute limit, looked for again and again while a release is watched.
 *
 * Asking "is it above the limit, with 99 % confidence?" every second says yes sooner or later of any release. So the evidence
 * is a likelihood ratio against "the share is at the limit or below", averaged over worse shares: its chance of ever passing
 * 1/risk is at most `risk`, however often one looks (Ville's inequality). It is computed from every start up to now, so that
 * what begins late is found as soon as what was there from the beginning. The evidence needed grows with the number of starts, so
 * that the n-th start adds at most risk / n: in the longest window, of 900 seconds, all together are wrong with less than 8 × risk.
 */

import type { LimitSettings } from "../../config/types";
import type { Series } from "../ports/metrics";
import { othersInOrder } from "./errors";
import { milliseconds, percent, quantileName, share } from "./wording";
import {
    errorTrials, malformed, samplesIn, samplesOf, slowTrials, type Trial, type Window, zoneSamples, zonesOf,
} from "./window";

export interface Breach {
    readonly measure: "errors" | "latency";
    /** Where only one zone is bad enough. */
    readonly zone?: string;
    /** Start of the first bad interval, milliseconds since 1970. */
    readonly since: number;
    readonly requests: number;
    readonly bad: number;
    readonly reason: string;
}

/** Chance of a false breach by one measure of one service that is at its limit all the time, from one start on. */
const risk = 1e-4;
/** Fewer bad requests are never a breach: one pod that is late with its end makes three. */
export const fewestBad = 5;
/** A breach of errors lasts so long: a burst of two seconds is a retry, a new leader, a full connection pool. */
export const errorSeconds = 3;
/** Longer for latency: the first requests of a new process are slow. */
export const latencySeconds = 10;
/** Odds of the alternatives as multiples of the odds at the limit. */
const alternatives = [1.5, 2, 3, 5, 10, 30, 100, 1000] as const;
/** A limit of 0 would make a single failed request infinitely strong evidence. */
const leastLimit = 1e-4;

/** The first certain breach of the release's absolute limits within the window: errors, of one zone where it is bad alone; latency. */
export function hardBreach(series: Series, limits: LimitSettings, window: Window): Breach | undefined {
    const samples = samplesIn(samplesOf(series), window);
    if (malformed(samples) !== undefined) {
        return undefined;
    }
    const limit = limits.errorPercent / 100;
    const errors = evidence(errorTrials(samples), limit, errorSeconds);
    const zones = zonesOf(samples).flatMap(zone => {
        const found = evidence(errorTrials(zoneSamples(samples, zone)), limit, errorSeconds);
        return found ? [{ ...found, zone }] : [];
    });
    const [bad] = errors === undefined ? zones : zones.filter(({ zone }) => othersInOrder(samples, zone, limits));
    if (bad !== undefined) {
        return { ...bad, measure: "errors", reason: `zone ${bad.zone}: ${errorReason(bad, limits)}` };
    }
    if (errors !== undefined) {
        return { ...errors, measure: "errors", reason: errorReason(errors, limits) };
    }
    const slow = evidence(slowTrials(samples, limits.latencyMilliseconds), 1 - limits.latencyQuantile / 100, latencySeconds);
    return slow && { ...slow, measure: "latency", reason: latencyReason(slow, limits) };
}

/** Whether the newest intervals would be a breach if they had lasted longer. */
export function pendingBreach(
    series: Series, limits: LimitSettings, window: Window,
): (Evidence & Pick<Breach, "measure">) | undefined {
    const samples = samplesIn(samplesOf(series), window);
    const errors = evidence(errorTrials(samples), limits.errorPercent / 100, 0);
    if (errors !== undefined) {
        return { ...errors, measure: "errors" };
    }
    // The newest alone: the slow beginning of a new process is over.
    const newest = samples.filter(({ start, seconds }) => start + seconds * 1000 > window.to - latencySeconds * 1000);
    const slow = evidence(slowTrials(newest, limits.latencyMilliseconds), 1 - limits.latencyQuantile / 100, 0);
    return slow && { ...slow, measure: "latency" };
}

export interface Evidence {
    readonly since: number;
    readonly requests: number;
    readonly bad: number;
}

/**
 * @param limit highest allowed share of bad requests, 0–1
 * @param lasting what the evidence must last, in seconds: it must hold without the worst intervals of less than that
 */
export function evidence(trials: readonly Trial[], limit: number, lasting: number): Evidence | undefined {
    if (limit >= 1) {
        return undefined;
    }
    const allowed = Math.max(limit, leastLimit);
    const steps = alternatives.map(multiple => logRatios(allowed, multiple));
    const needed = Math.log(trials.length / risk);
    const worst: Trial[] = [];
    let requests = 0;
    let bad = 0;
    let best: (Evidence & { readonly strength: number }) | undefined;
    for (let index = trials.length - 1; index >= 0; index--) {
        const trial = trials[index];
        if (trial === undefined || trial.requests <= 0) {
            continue;
        }
        requests += trial.requests;
        bad += trial.bad;
        keepWorst(worst, trial, lasting);
        // A start at a good interval is never better than at the bad one after it.
        if (bad >= fewestBad && trial.bad > allowed * trial.requests) {
            const badLeft = worst.reduce((rest, each) => rest - each.bad, bad);
            const left = worst.reduce((rest, each) => rest - each.requests, requests);
            const strength = logMean(steps.map(({ ofBad, ofGood }) => badLeft * ofBad + (left - badLeft) * ofGood));
            if (strength > needed && strength > (best?.strength ?? 0)) {
                best = { since: trial.start, requests, bad, strength };
            }
        }
    }
    return best && { since: best.since, requests: best.requests, bad: best.bad };
}

/** Adds to the worst intervals, worst first, and drops again what makes them as long as `lasting`. */
function keepWorst(worst: Trial[], trial: Trial, lasting: number): void {
    if (trial.bad <= 0) {
        return;
    }
    const place = worst.findIndex(({ bad }) => bad < trial.bad);
    worst.splice(place < 0 ? worst.length : place, 0, trial);
    let seconds = 0;
    const kept = worst.findIndex(each => (seconds += each.seconds) >= lasting);
    worst.splice(kept < 0 ? worst.length : kept);
}

/** Logarithm of the likelihood ratio of one bad and one good request, where the odds are so many times those at the limit. */
function logRatios(limit: number, multiple: number): { readonly ofBad: number; readonly ofGood: number } {
    const odds = (multiple * limit) / (1 - limit);
    const alternative = odds / (1 + odds);
    return { ofBad: Math.log(alternative / limit), ofGood: Math.log1p(-alternative) - Math.log1p(-limit) };
}

function logMean(logarithms: readonly number[]): number {
    const highest = Math.max(...logarithms);
    return highest + Math.log(logarithms.reduce((sum, value) => sum + Math.exp(value - highest), 0) / logarithms.length);
}

function errorReason({ bad, requests }: Evidence, limits: LimitSettings): string {
    return `errors ${share(bad, requests)}, certainly above the limit of ${percent(limits.errorPercent)}`;
}

function latencyReason({ bad, requests }: Evidence, limits: LimitSettings): string {
    const { latencyMilliseconds, latencyQuantile } = limits;
    return `${quantileName(latencyQuantile)} certainly above the limit of ${milliseconds(latencyMilliseconds)}: `
        + `${share(bad, requests)} slower than that, allowed ${percent(100 - latencyQuantile)}`;
}
