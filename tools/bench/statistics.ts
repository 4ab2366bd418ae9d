/** What several runs of one measure came to. */
export interface Summary {
    readonly runs: number;
    readonly median: number;
    readonly min: number;
    readonly max: number;
}

/** @throws RangeError where there is no value */
export function summaryOf(values: readonly number[]): Summary {
    const sorted = [...values].sort((a, b) => a - b);
    const [min, max] = [sorted[0], sorted[sorted.length - 1]];
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.ceil(sorted.length / 2) - 1];
    if (min === undefined || max === undefined || upper === undefined || lower === undefined) throw new RangeError("no values");
    return { runs: sorted.length, median: (lower + upper) / 2, min, max };
}
