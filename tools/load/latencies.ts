/** Each power of two is cut into that many buckets, so a quantile is at most 1/128 too high. */
const parts = 128;
/** Microseconds; whatever takes longer counts as that long (19 hours). */
const longest = 2 ** 36;

/** Counts of latencies in buckets whose width grows with the latency; its size does not depend on how many are counted. */
export class Latencies {
    private readonly counts = new Map<number, number>();
    private total = 0;
    private sum = 0;
    private greatest = 0;

    get count(): number {
        return this.total;
    }

    /** Milliseconds, exact. */
    get max(): number {
        return this.greatest;
    }

    /** Milliseconds, exact; 0 where nothing was counted. */
    get mean(): number {
        return this.total === 0 ? 0 : this.sum / this.total;
    }

    add(milliseconds: number): void {
        const bucket = bucketOf(milliseconds * 1000);
        this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
        this.total += 1;
        this.sum += milliseconds;
        this.greatest = Math.max(this.greatest, milliseconds);
    }

    merge(other: Latencies): void {
        for (const [bucket, count] of other.counts) this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + count);
        this.total += other.total;
        this.sum += other.sum;
        this.greatest = Math.max(this.greatest, other.greatest);
    }

    /** The latency in milliseconds that a share `q` (0 to 1) of all does not exceed; 0 where nothing was counted. */
    quantile(q: number): number {
        const rank = Math.max(1, Math.ceil(q * this.total));
        let seen = 0;
        for (const [bucket, count] of [...this.counts].sort(([a], [b]) => a - b)) {
            seen += count;
            if (seen >= rank) return Math.min(upperEnd(bucket) / 1000, this.greatest);
        }
        return 0;
    }
}

function bucketOf(microseconds: number): number {
    const value = Math.min(Math.max(Math.ceil(microseconds), 0), longest);
    if (value < parts) return value;
    const power = Math.floor(Math.log2(value)) - Math.log2(parts);
    return power * parts + Math.floor(value / 2 ** power);
}

/** Greatest number of microseconds that falls into a bucket. */
function upperEnd(bucket: number): number {
    if (bucket < 2 * parts) return bucket;
    const power = Math.floor(bucket / parts) - 1;
    return (bucket - power * parts + 1) * 2 ** power - 1;
}
