/** Series of made-up colors from a seed: the same seed, the same requests, errors and latencies, in any order of calls. */

import { normalTail } from "../../../release/judgement/distributions";
import type { LatencyHistogram, Sample } from "../../../release/ports/metrics";

/** Uniform in 0–1. */
export type Random = () => number;

/** Mulberry32 with its seed mixed first, so that neighboring seeds have nothing in common. */
export function randomOf(seed: number): Random {
    let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ (seed >>> 13);
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

export function normal(random: Random): number {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** By inversion; above 60 by a rounded normal variable, whose skew nobody sees there. */
export function poisson(random: Random, mean: number): number {
    if (mean > 60) {
        return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
    }
    return mean <= 0 ? 0 : inverted(random, Math.exp(-mean), Infinity, found => mean / found);
}

/** Of `all`, each with the chance `share`. */
export function binomial(random: Random, all: number, share: number): number {
    if (share <= 0 || all <= 0) {
        return 0;
    }
    if (share > 0.5) {
        return all - binomial(random, all, 1 - share);
    }
    if (all * share > 60) {
        return Math.min(all, Math.max(0, Math.round(all * share + Math.sqrt(all * share * (1 - share)) * normal(random))));
    }
    return inverted(random, (1 - share) ** all, all, found => ((all - found + 1) * share) / (found * (1 - share)));
}

/** The number whose distribution begins with `chance` at 0 and grows by a factor from each number to the next. */
function inverted(random: Random, chance: number, most: number, factor: (found: number) => number): number {
    let left = random() - chance;
    let found = 0;
    for (let next = chance; left > 0 && found < most && next > 0; left -= next) {
        found++;
        next *= factor(found);
    }
    return found;
}

/** What a color is like in one of its intervals. */
export interface Behavior {
    /** Per second. */
    readonly rate: number;
    /** Share of errors, 0–1. */
    readonly errors: number;
    /** Median of the latency in milliseconds; it is lognormal. */
    readonly median: number;
    /** Standard deviation of its logarithm. */
    readonly sigma: number;
    /** Share of requests (0–1) that take so many times as long. */
    readonly tail?: { readonly share: number; readonly times: number };
    /** Share of errors by zone in place of `errors`; each zone has the same traffic. */
    readonly zoneErrors?: readonly number[];
    /** No sample at all. */
    readonly gap?: boolean;
}

export interface ColorPlan {
    readonly start: number;
    readonly seconds: number;
    /** Length of an interval. */
    readonly interval: number;
    readonly at: (second: number) => Behavior;
}

/** As Prometheus' users set them, in milliseconds. */
export const bounds = [
    5, 10, 20, 30, 40, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000,
] as const;
const zoneNames = ["us-east-1a", "us-east-1b", "us-east-1c"] as const;

export function seriesOf(plan: ColorPlan, random: Random): Sample[] {
    const samples: Sample[] = [];
    for (let second = 0; second < plan.seconds; second += plan.interval) {
        const behavior = plan.at(second);
        const sample = sampleOf(behavior, plan.start + second * 1000, plan.interval, random);
        if (behavior.gap !== true) {
            samples.push(sample);
        }
    }
    return samples;
}

function sampleOf(behavior: Behavior, start: number, seconds: number, random: Random): Sample {
    const shares = behavior.zoneErrors ?? zoneNames.map(() => behavior.errors);
    const zones = zoneNames.map((name, index) => {
        const requests = poisson(random, (behavior.rate * seconds) / zoneNames.length);
        return { name, requests, errors: binomial(random, requests, shares[index] ?? 0) };
    });
    const requests = zones.reduce((sum, zone) => sum + zone.requests, 0);
    return {
        start,
        seconds,
        requests,
        errors: zones.reduce((sum, zone) => sum + zone.errors, 0),
        zones: Object.fromEntries(zones.map(zone => [zone.name, { requests: zone.requests, errors: zone.errors }])),
        latency: latencies(behavior, requests, random),
    };
}

/** Bucket after bucket: how many of those that are left it takes. */
function latencies(behavior: Behavior, requests: number, random: Random): LatencyHistogram {
    let left = requests;
    let before = 0;
    const counts = sharesUpTo(behavior).map(share => {
        const found = left === 0 ? 0 : binomial(random, left, (share - before) / (1 - before));
        left -= found;
        before = share;
        return found;
    });
    return { bounds, counts: [...counts, left] };
}

/** Share of requests at most as slow as each bound. */
function sharesUpTo({ median, sigma, tail = { share: 0, times: 1 } }: Behavior): readonly number[] {
    const key = [median, sigma, tail.share, tail.times].join(" ");
    if (known.key !== key) {
        const within = (latency: number): number => 1 - normalTail(Math.log(latency / median) / sigma);
        known = { key, shares: bounds.map(bound => (1 - tail.share) * within(bound) + tail.share * within(bound / tail.times)) };
    }
    return known.shares;
}

/** The shares of the last call: most colors are alike in all their intervals. */
let known: { readonly key: string; readonly shares: readonly number[] } = { key: "", shares: [] };
