/** What a judgement says. Plain JSON, since it is kept with the rollout. */

/** Only `pass` lets a rollout go on; `fail` takes it back; the others hold it. */
export const outcomes = ["pass", "inconclusive", "noData", "metricsUnavailable", "fail"] as const;
export type Outcome = (typeof outcomes)[number];

/** What decided. */
export type Check =
    /** The source did not answer, or not in a form that can be true. */
    | "source"
    /** No requests. */
    | "traffic"
    /** A certain breach of an absolute limit within the window, whatever the rest of it looks like. */
    | "breach"
    /** Too few requests, or figures of less than half the window. */
    | "minimum"
    | "errorLimit"
    | "errorsAgainstLive"
    | "latencyLimit"
    | "latencyAgainstLive"
    | "errorRanks"
    | "latencyRanks"
    /** One availability zone alone. */
    | "zone"
    /** The load balancer's own answers. */
    | "probe"
    /** Something besides the figures. */
    | "guard"
    /** The watch was broken off. */
    | "interrupted"
    /** Nothing was found wrong. */
    | "all";

export interface Finding {
    readonly outcome: Outcome;
    readonly check: Check;
    readonly reason: string;
    /** Of a breach: when it began, milliseconds since 1970. */
    readonly since?: number;
}

/** One color in the window. */
export interface ColorFigures {
    readonly requests: number;
    readonly errors: number;
    /** Absent without requests. */
    readonly errorPercent?: number;
    /** At `Figures.quantile`; absent where no latencies are known. */
    readonly latencyMilliseconds?: number;
}

/** One-sided p-values; absent where the test could not be done. */
export interface PValues {
    /** Exact, of "at most `errorPercent`". */
    readonly errorLimit?: number;
    /** Exact, of "at most `relativeErrors` times live, or at most the floor". */
    readonly errorsAgainstLive?: number;
    /** Exact, of "at the quantile at most `latencyMilliseconds`". */
    readonly latencyLimit?: number;
    readonly latencyAgainstLive?: number;
    /** Mann–Whitney over the intervals. */
    readonly errorRanks?: number;
    readonly latencyRanks?: number;
}

/** The numbers that a verdict stands on. */
export interface Figures {
    readonly release: ColorFigures;
    /** Absent where the live color had no traffic and nothing was kept of before. */
    readonly live?: ColorFigures;
    /** Quantile of the latencies, 0–100; lower than wanted where requests are too few. */
    readonly quantile?: number;
    readonly quantileWanted: number;
    /** The release's true share of errors in percent is at most this with 99 % confidence. */
    readonly highestErrorPercent?: number;
    /** What was allowed against the live color: the multiple or the floor, whichever is more. */
    readonly allowedErrorPercent?: number;
    readonly allowedLatencyMilliseconds?: number;
    readonly pValues: PValues;
    /** Errors and requests of the release by zone, where the source knows zones. */
    readonly zones?: { readonly [zone: string]: { readonly requests: number; readonly errors: number } };
}

export interface ServiceVerdict extends Finding {
    readonly service: string;
    /** Whether the rollout waits for this service to have traffic. */
    readonly required: boolean;
    /** Absent where the source gave none. */
    readonly figures?: Figures;
}

/** Of a whole step: the finding that decided, and every service's. */
export interface Verdict extends Finding {
    /** The service that decided; absent where none did alone. */
    readonly service?: string;
    readonly services: readonly ServiceVerdict[];
}

/** The first of the worst; undefined for none. */
export function worst<T extends { readonly outcome: Outcome }>(findings: readonly T[]): T | undefined {
    return findings.reduce<T | undefined>(
        (found, next) => (found === undefined || outcomes.indexOf(next.outcome) > outcomes.indexOf(found.outcome) ? next : found),
        undefined,
    );
}

/** Which services each service calls. */
export type Calls = ReadonlyMap<string, readonly string[]>;

/**
 * The worst of its services: fail, then metrics unavailable, no data, inconclusive, pass. A service that nobody calls is passed
 * over while it has no or too little traffic; but without one measured pass there is none. Of several that fail, a certain
 * breach decides; what is named is the one that the others call, since they may fail because of it.
 */
export function overall(services: readonly ServiceVerdict[], calls: Calls = new Map()): Verdict {
    const counted = services.filter(({ required, outcome }) => required || (outcome !== "noData" && outcome !== "inconclusive"));
    const found = decisive(counted);
    if (found === undefined) {
        return { outcome: "noData", check: "traffic", reason: "no service had traffic that could be judged", services };
    }
    const { outcome, check, since } = found;
    const { service, reason } = culprit(found, counted, calls);
    return outcome === "pass"
        ? { outcome, check, reason: `${counted.length} of ${services.length} services judged, all pass`, services }
        : { outcome, check, reason: `${service}: ${reason}`, ...(since !== undefined && { since }), service, services };
}

/** The worst one; of those that fail one with a certain breach. */
function decisive(services: readonly ServiceVerdict[]): ServiceVerdict | undefined {
    return services.find(({ outcome, check }) => outcome === "fail" && check === "breach") ?? worst(services);
}

/** The one that fails, too, and is called by it, over others or not, and calls none that does; itself where there is none. */
function culprit(found: ServiceVerdict, services: readonly ServiceVerdict[], calls: Calls): ServiceVerdict {
    const failing = services.filter(({ outcome }) => outcome === "fail");
    const below = (service: string): readonly ServiceVerdict[] => {
        const reached = reachedFrom(service, calls);
        return failing.filter((other) => other.service !== service && reached.has(other.service));
    };
    const suspects = found.outcome === "fail" ? below(found.service) : [];
    return suspects.find(({ service }) => below(service).length === 0) ?? found;
}

function reachedFrom(service: string, calls: Calls): ReadonlySet<string> {
    const reached = new Set(calls.get(service));
    for (const each of reached) {
        calls.get(each)?.forEach(called => reached.add(called));
    }
    return reached;
}
