/** Numbers in reasons. */

/** Up to two decimals: `0.08 %`; small ones keep one digit: `0.003 %`. */
export function percent(value: number): string {
    return `${value !== 0 && Math.abs(value) < 0.01 ? Number(value.toPrecision(1)) : Number(value.toFixed(2))} %`;
}

export function milliseconds(value: number): string {
    return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
}

export function count(value: number): string {
    return String(Math.round(value));
}

/** `5 % (60 of 1200)`. */
export function share(part: number, whole: number): string {
    return `${percent(whole <= 0 ? 0 : (100 * part) / whole)} (${count(part)} of ${count(whole)})`;
}

export function quantileName(quantile: number): string {
    return `p${quantile}`;
}

/** Rounded up, so that nothing certain is claimed: `0.0004`. */
export function chance(p: number): string {
    return p < 1e-6 ? "p < 0.000001" : `p = ${Number(p.toPrecision(1))}`;
}
