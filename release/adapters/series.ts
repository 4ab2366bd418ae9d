import type { Sample, Series } from "../ports/metrics";

/** Samples without a single request are no data. */
export function seriesOf(samples: readonly Sample[]): Series {
    return samples.some(({ requests }) => requests > 0) ? { kind: "samples", samples } : { kind: "noData" };
}
