/**
 * The rank test of Mann and Whitney: whether values of the first sample tend to be larger than those of the second, whatever
 * their distribution. Ties share their middle rank.
 */

import { normalTail } from "./distributions";

export interface RankTest {
    /** Pairs in which the first is larger; a tie is half a pair. 0 to first × second. */
    readonly u: number;
    /** One-sided: how likely so large a U is where both samples come from one distribution. */
    readonly p: number;
    /** Share of pairs in which the first is larger, 0–1; 0.5: no difference (common-language effect size). */
    readonly effect: number;
    readonly exact: boolean;
}

/** Up to so many values together the distribution is counted out; the numbers of subsets stay below 2^53 by far. */
const exactUpTo = 40;

/** Undefined where a sample is empty. */
export function mannWhitney(first: readonly number[], second: readonly number[]): RankTest | undefined {
    if (first.length === 0 || second.length === 0) {
        return undefined;
    }
    const all = [...first.map(value => ({ value, own: true })), ...second.map(value => ({ value, own: false }))]
        .sort((a, b) => a.value - b.value);
    const { ranks, tieSizes } = doubleRanks(all.map(({ value }) => value));
    const doubleSum = ranks.reduce((sum, rank, index) => (all[index]?.own === true ? sum + rank : sum), 0);
    const pairs = first.length * second.length;
    const u = doubleSum / 2 - (first.length * (first.length + 1)) / 2;
    const exact = all.length <= exactUpTo;
    return {
        u,
        p: exact ? exactTail(ranks, first.length, doubleSum) : normalApproximation(u, first.length, second.length, tieSizes),
        effect: u / pairs,
        exact,
    };
}

/** Twice the middle rank of each of the sorted values, so that halves stay whole numbers; and how many values each tie has. */
function doubleRanks(sorted: readonly number[]): { readonly ranks: readonly number[]; readonly tieSizes: readonly number[] } {
    const ranks: number[] = [];
    const tieSizes: number[] = [];
    for (let start = 0; start < sorted.length;) {
        let end = start + 1;
        while (end < sorted.length && sorted[end] === sorted[start]) {
            end++;
        }
        for (let index = start; index < end; index++) {
            ranks.push(start + 1 + end);
        }
        tieSizes.push(end - start);
        start = end;
    }
    return { ranks, tieSizes };
}

/** Share of all subsets of `size` ranks whose sum is at least `sum`; right with ties too. */
function exactTail(ranks: readonly number[], size: number, sum: number): number {
    const highest = ranks.reduce((total, rank) => total + rank, 0);
    const ways = Array.from({ length: size + 1 }, () => new Float64Array(highest + 1));
    ways[0]?.fill(1, 0, 1);
    ranks.forEach((rank, index) => {
        for (let taken = Math.min(size, index + 1); taken >= 1; taken--) {
            const from = ways[taken - 1];
            const to = ways[taken];
            if (from !== undefined && to !== undefined) {
                for (let total = highest; total >= rank; total--) {
                    to[total] = (to[total] ?? 0) + (from[total - rank] ?? 0);
                }
            }
        }
    });
    const counts = ways[size] ?? new Float64Array();
    const all = counts.reduce((total, count) => total + count, 0);
    return counts.subarray(sum).reduce((total, count) => total + count, 0) / all;
}

/** With the variance corrected for ties, and half a pair for continuity. */
function normalApproximation(u: number, first: number, second: number, tieSizes: readonly number[]): number {
    const all = first + second;
    const ties = tieSizes.reduce((sum, size) => sum + size ** 3 - size, 0);
    const variance = ((first * second) / 12) * (all + 1 - ties / (all * (all - 1)));
    // All values equal: no order at all.
    return variance <= 0 ? 1 : normalTail((u - (first * second) / 2 - 0.5) / Math.sqrt(variance));
}
