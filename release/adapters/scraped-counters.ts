/** What counters grew by from one scrape to the next. */

import { parseExposition, parseSeries } from "./exposition";

/** One service's color in the time between two scrapes. */
export interface Tally {
    requests: number;
    errors: number;
    readonly zones: Map<string, { requests: number; errors: number }>;
    /** Requests at most as slow, by bound in seconds; `Infinity`: all. */
    readonly buckets: Map<number, number>;
}

/** What a series counts. */
interface Counted {
    /** `SERVICE/COLOR`; undefined for a series that is of no interest. */
    readonly key: string | undefined;
    readonly zone: string;
    readonly failed: boolean;
    /** Undefined for a counter of requests. */
    readonly bound: number | undefined;
}

const requestsName = "http_requests_total";
const bucketName = "http_request_duration_seconds_bucket";
const startName = "process_start_time_seconds";
const wanted = new Set([requestsName, bucketName, startName]);

export class ScrapedCounters {
    private counted: ReadonlyMap<string, Counted> = new Map();
    private values: ReadonlyMap<string, number> | undefined;
    private processStart: number | undefined;

    /** @param cluster only series with this label `cluster`; undefined: all */
    constructor(private readonly cluster?: string) {}

    /**
     * What happened since the last call, by `SERVICE/COLOR`; nothing at the first one.
     *
     * A counter that is new, is lower than before, or comes from a process that has started since, began at 0 within this time.
     *
     * @throws Error where the text is not in Prometheus' format; the next call then gives what happened since the last good one
     */
    read(text: string): ReadonlyMap<string, Tally> {
        const samples = parseExposition(text, wanted);
        const unreal = samples.find(({ value }) => !(value >= 0 && value < Infinity));
        if (unreal !== undefined) {
            throw new Error(`${unreal.series} is ${unreal.value}`);
        }
        const counted = new Map(samples.map(({ series }) => [series, this.counted.get(series) ?? this.countedBy(series)]));
        const processStart = samples.find(({ series }) => series === startName)?.value;
        const before = this.values === undefined || processStart === this.processStart ? this.values : new Map<string, number>();
        this.counted = counted;
        this.processStart = processStart;
        this.values = new Map(samples.map(({ series, value }) => [series, value]));

        const tallies = new Map<string, Tally>();
        for (const { series, value } of before === undefined ? [] : samples) {
            const earlier = before?.get(series) ?? 0;
            const what = counted.get(series);
            if (what?.key !== undefined) {
                count(tallies, what.key, what, value >= earlier ? value - earlier : value);
            }
        }
        return tallies;
    }

    private countedBy(series: string): Counted {
        const { name, labels } = parseSeries(series);
        const { service, color, zone = "", code = "", le, cluster } = labels;
        const wrong = name === startName || service === undefined || color === undefined || (this.cluster ?? cluster) !== cluster;
        return {
            key: wrong ? undefined : `${service}/${color}`,
            zone,
            failed: code.startsWith("5"),
            bound: le === undefined ? undefined : le === "+Inf" ? Infinity : Number(le),
        };
    }
}

function count(tallies: Map<string, Tally>, key: string, { bound, zone, failed }: Counted, grown: number): void {
    const tally = tallies.get(key) ?? { requests: 0, errors: 0, zones: new Map(), buckets: new Map() };
    tallies.set(key, tally);
    if (bound !== undefined) {
        tally.buckets.set(bound, (tally.buckets.get(bound) ?? 0) + grown);
        return;
    }
    const here = tally.zones.get(zone) ?? { requests: 0, errors: 0 };
    tally.zones.set(zone, here);
    for (const counts of [tally, here]) {
        counts.requests += grown;
        counts.errors += failed ? grown : 0;
    }
}
