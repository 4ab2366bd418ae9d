/** The word that somebody most likely meant. */

/** Insertions, deletions and replacements of single letters that turn one word into the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
    const letters = [...to];
    let row = Array.from({ length: letters.length + 1 }, (_, index) => index);
    for (const [i, letter] of [...from].entries()) {
        const next = [i + 1];
        for (const [j, other] of letters.entries()) {
            const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
            next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
        }
        row = next;
    }
    return row[row.length - 1] ?? 0;
}

/**
 * The candidate nearest to `word`, case aside, or undefined where none is near: at most a third of the longer word's letters
 * differ, or one contains the other. Of equals the first wins.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
    const lower = word.toLowerCase();
    let best: { readonly candidate: string; readonly distance: number } | undefined;
    for (const candidate of candidates) {
        const other = candidate.toLowerCase();
        const distance = editDistance(lower, other);
        const contained = lower.length >= 3 && (other.includes(lower) || (other.length >= 3 && lower.includes(other)));
        const near = contained || distance <= Math.max(lower.length, other.length) / 3;
        if (near && (best === undefined || distance < best.distance)) {
            best = { candidate, distance };
        }
    }
    return best?.candidate;
}
