/**
 * Judges one service of a release in one window. Pure.
 *
 * In this order: is there anything to judge, a certain breach of an absolute limit, enough requests, the absolute limits, the
 * live color, its zones, the rank test. The worst finding is the verdict; of equals the first, but a zone that is bad alone
 * goes before all of them.
 */

import type { LimitSettings } from "../../config/types";
import type { Sample, Series } from "../ports/metrics";
import { hardBreach, pendingBreach } from "./breach";
import { judgeErrors, othersInOrder } from "./errors";
import { quantileOf } from "./histogram";
import { judgeLatency } from "./latency";
import { judgeRanks } from "./ranks";
import { type ColorFigures, type Figures, type Finding, overall, type ServiceVerdict, type Verdict, worst } from "./verdict";
import { count, milliseconds, percent, share } from "./wording";
import { countsOf, coverage, latencyOf, malformed, samplesIn, samplesOf, type Window, zoneSamples, zonesOf } from "./window";

export interface ServiceInput {
    readonly service: string;
    /** Whether the rollout waits for its traffic. @default true */
    readonly required?: boolean;
    /** Services that it calls. @default none */
    readonly calls?: readonly string[];
    readonly release: Series;
    /** Absent where the live color is not compared with. */
    readonly live?: Series;
    /**
     * Where `live` is of another time, as samples kept from before the flip.
     *
     * @default the window
     */
    readonly liveWindow?: Window;
}

/** Samples must cover this share of the window. */
const leastCoverage = 0.5;
/** A zone that is suspicious holds the release only with so many errors. */
const fewestZoneErrors = 3;

export function judge(services: readonly ServiceInput[], window: Window, limits: LimitSettings): Verdict {
    const calls = new Map(services.map(each => [each.service, each.calls ?? []]));
    return overall(services.map(service => judgeService(service, window, limits)), calls);
}

export function judgeService(input: ServiceInput, window: Window, limits: LimitSettings): ServiceVerdict {
    const base = { service: input.service, required: input.required ?? true };
    const { release, live } = input;
    const own = samplesIn(samplesOf(release), window);
    const other = samplesIn(samplesOf(live), input.liveWindow ?? window);
    const source = unusable(release, own, "release");
    if (source !== undefined) {
        return { ...base, ...source };
    }
    if (countsOf(own).requests <= 0) {
        return { ...base, outcome: "noData", check: "traffic", reason: withoutTraffic(other) };
    }
    const { figures, findings } = judgeSamples(input, own, other, window, limits);
    const found = worst(findings) ?? { outcome: "noData", check: "traffic", reason: withoutTraffic(other) };
    // A pass is told with all its parts.
    const reason = found.outcome === "pass" ? findings.map(each => each.reason).join("; ") : found.reason;
    return { ...base, ...found, reason, figures };
}

function unusable(series: Series | undefined, samples: readonly Sample[], color: string): Finding | undefined {
    const reason = series?.kind === "unavailable" ? series.reason : malformed(samples);
    return reason === undefined
        ? undefined
        : { outcome: "metricsUnavailable", check: "source", reason: `metrics of the ${color} color: ${reason}` };
}

function withoutTraffic(live: readonly Sample[]): string {
    const { requests } = countsOf(live);
    return requests > 0 ? `no requests, while the live color had ${count(requests)}` : "no requests in either color";
}

function judgeSamples(
    input: ServiceInput, own: readonly Sample[], other: readonly Sample[], window: Window, limits: LimitSettings,
): { readonly figures: Figures; readonly findings: readonly Finding[] } {
    const source = unusable(input.live, other, "live");
    const compared = source === undefined && countsOf(other).requests > 0 ? other : undefined;
    const breach = hardBreach(input.release, limits, window);
    const errors = judgeErrors(own, compared && countsOf(compared), limits);
    const latency = judgeLatency(own, compared && latencyOf(compared), limits);
    const ranks = compared ? judgeRanks(own, compared, errors.againstLiveP ?? 1, limits) : { findings: [] };
    const figures = figuresOf(own, compared, limits, { errors, latency, ranks });
    if (breach !== undefined) {
        return { figures, findings: [{ outcome: "fail", check: "breach", reason: breach.reason, since: breach.since }] };
    }
    const tooFew = tooLittle(own, window, limits);
    if (tooFew !== undefined) {
        return { figures, findings: [tooFew, ...(source ? [source] : [])] };
    }
    const zones = zoneFindings(own, compared, limits);
    const findings = [
        ...(source ? [source] : []),
        ...zones.filter(({ alone }) => alone).map(({ finding }) => finding),
        errors.finding,
        latency.finding,
        ...zones.filter(({ alone }) => !alone).map(({ finding }) => finding),
        ...ranks.findings,
        ...begun(input.release, window, limits),
    ];
    return { figures, findings };
}

function tooLittle(own: readonly Sample[], window: Window, limits: LimitSettings): Finding | undefined {
    const { requests, errors } = countsOf(own);
    if (requests < limits.minRequests) {
        const reason = `${count(requests)} requests, ${limits.minRequests} needed; errors ${share(errors, requests)}`;
        return { outcome: "inconclusive", check: "minimum", reason };
    }
    const covered = coverage(own, window);
    return covered >= leastCoverage ? undefined : {
        outcome: "inconclusive",
        check: "minimum",
        reason: `figures of ${percent(100 * covered)} of the window, ${percent(100 * leastCoverage)} needed`,
    };
}

interface ZoneFinding {
    readonly finding: Finding;
    /** Whether the other zones are in order. */
    readonly alone: boolean;
}

/** A zone may only make it worse: small zones need not have requests enough of their own. */
function zoneFindings(own: readonly Sample[], other: readonly Sample[] | undefined, limits: LimitSettings): readonly ZoneFinding[] {
    return zonesOf(own).flatMap(zone => {
        const samples = zoneSamples(own, zone);
        const { requests, errors } = countsOf(samples);
        if (requests <= 0) {
            return [];
        }
        const { finding } = judgeErrors(samples, other && zoneOrAll(other, zone), limits);
        const suspicious = errors >= fewestZoneErrors && 100 * errors > limits.errorPercent * requests;
        return finding.outcome === "fail" || (finding.outcome === "inconclusive" && suspicious)
            ? [{
                finding: { ...finding, check: "zone" as const, reason: `zone ${zone}: ${finding.reason}` },
                alone: othersInOrder(own, zone, limits),
            }]
            : [];
    });
}

/** A zone of the live color without traffic is compared with the whole color. */
function zoneOrAll(samples: readonly Sample[], zone: string) {
    const counts = countsOf(zoneSamples(samples, zone));
    return counts.requests > 0 ? counts : countsOf(samples);
}

/** A breach that began too late in the window to be certain must not pass with it. */
function begun(release: Series, window: Window, limits: LimitSettings): readonly Finding[] {
    const pending = pendingBreach(release, limits, window);
    if (pending === undefined) {
        return [];
    }
    const since = new Date(pending.since).toISOString();
    const bad = share(pending.bad, pending.requests);
    const found = pending.measure === "errors" ? `errors ${bad}` : `${bad} slower than ${milliseconds(limits.latencyMilliseconds)}`;
    const reason = `${found} since ${since}; whether it lasts decides`;
    return [{ outcome: "inconclusive", check: "breach", reason }];
}

function figuresOf(
    own: readonly Sample[],
    other: readonly Sample[] | undefined,
    limits: LimitSettings,
    { errors, latency, ranks }: {
        readonly errors: ReturnType<typeof judgeErrors>;
        readonly latency: ReturnType<typeof judgeLatency>;
        readonly ranks: ReturnType<typeof judgeRanks>;
    },
): Figures {
    const quantile = latency.quantile ?? limits.latencyQuantile;
    const zones = zonesOf(own);
    return {
        release: colorFigures(own, quantile),
        ...(other && { live: colorFigures(other, quantile) }),
        ...(latency.quantile !== undefined && { quantile: latency.quantile }),
        quantileWanted: limits.latencyQuantile,
        highestErrorPercent: errors.highest,
        ...(errors.allowed !== undefined && { allowedErrorPercent: errors.allowed }),
        ...(latency.allowed !== undefined && { allowedLatencyMilliseconds: latency.allowed }),
        pValues: {
            errorLimit: errors.limitP,
            ...(errors.againstLiveP !== undefined && { errorsAgainstLive: errors.againstLiveP }),
            ...(latency.limitP !== undefined && { latencyLimit: latency.limitP }),
            ...(latency.againstLiveP !== undefined && { latencyAgainstLive: latency.againstLiveP }),
            ...(ranks.errors && { errorRanks: ranks.errors.p }),
            ...(ranks.latency && { latencyRanks: ranks.latency.p }),
        },
        ...(zones.length > 0 && { zones: Object.fromEntries(zones.map(zone => [zone, countsOf(zoneSamples(own, zone))])) }),
    };
}

/** What one color did, for a verdict or a live view. @param quantile of the latencies, 0–100 */
export function colorFigures(samples: readonly Sample[], quantile: number): ColorFigures {
    const { requests, errors } = countsOf(samples);
    const latency = quantileOf(latencyOf(samples), quantile);
    return {
        requests,
        errors,
        ...(requests > 0 && { errorPercent: (100 * errors) / requests }),
        ...(latency !== undefined && { latencyMilliseconds: latency }),
    };
}
