/** The name that somebody most likely meant. */

/**
 * Of the candidates, the one that shares most pairs of letters (Dice's coefficient); undefined where none shares half of them.
 */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
    let best: { readonly name: string; readonly score: number } | undefined;
    for (const name of candidates) {
        const score = likeness(pairs(word), pairs(name));
        if (score >= 0.5 && score > (best?.score ?? 0)) best = { name, score };
    }
    return best?.name;
}

function likeness(own: ReadonlySet<string>, other: ReadonlySet<string>): number {
    const shared = [...own].filter((pair) => other.has(pair)).length;
    return (2 * shared) / (own.size + other.size || 1);
}

function pairs(word: string): ReadonlySet<string> {
    const letters = ` ${word.toLowerCase()} `;
    return new Set(Array.from({ length: letters.length - 1 }, (_, index) => letters.slice(index, index + 2)));
}
