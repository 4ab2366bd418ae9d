/**
 * The few functions of statistics that verdicts need. Counts may be fractions, since a source of metrics may have interpolated
 * them.
 */

/** Logarithm of the gamma function for x > 0: Stirling's series after the recurrence has moved x above 10; error below 1e-13. */
function logGamma(x: number): number {
    let shift = 0;
    let z = x;
    for (; z < 10; z++) {
        shift -= Math.log(z);
    }
    const inverse = 1 / z;
    const square = inverse * inverse;
    const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
    return shift + (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series;
}

/** Regularized incomplete beta function I_x(a, b) for a, b > 0 and x in 0–1. NIST Handbook of Mathematical Functions, 8.17. */
export function regularizedBeta(x: number, a: number, b: number): number {
    if (x <= 0) {
        return 0;
    }
    if (x >= 1) {
        return 1;
    }
    const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
    // The fraction converges fast below the mean only; above it the other tail is taken.
    return x < (a + 1) / (a + b + 2) ? (front / a) * betaFraction(x, a, b) : 1 - (front / b) * betaFraction(1 - x, b, a);
}

/** The continued fraction of 8.17.22, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
    const tiny = 1e-300;
    const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
    let c = 1;
    let d = 1 / away(1 - ((a + b) * x) / (a + 1));
    let result = d;
    // The number of terms grows as the square root of the counts; 10 000 are enough for any count below 1e8.
    for (let m = 1; m <= 10_000; m++) {
        const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
        const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
        const before = result;
        for (const term of [even, odd]) {
            d = 1 / away(1 + term * d);
            c = away(1 + term / c);
            result *= c * d;
        }
        if (Math.abs(result - before) <= 1e-14 * Math.abs(result)) {
            break;
        }
    }
    return result;
}

/**
 * How likely at least `bad` of `requests` are bad where each is with the chance `share` (0–1): the exact one-sided p-value of
 * "the share is at most so much".
 */
export function chanceOfAtLeast(bad: number, requests: number, share: number): number {
    if (bad <= 0) {
        return 1;
    }
    return regularizedBeta(share, bad, Math.max(requests - bad, 0) + 1);
}

/**
 * Upper limit of the true share (0–1) after `bad` of `requests`, exact (Clopper and Pearson): had the truth been higher, so few
 * would have been seen with a chance below `risk` (0–1).
 */
export function highestShare(bad: number, requests: number, risk: number): number {
    if (requests <= bad) {
        return 1;
    }
    let low = 0;
    let high = 1;
    for (let step = 0; step < 60; step++) {
        const middle = (low + high) / 2;
        if (1 - chanceOfAtLeast(bad + 1, requests, middle) > risk) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/**
 * Exact one-sided p-value of "the first color's rate is at most `ratio` times the second's": given all errors together, their
 * number in the first color is binomial (Przyborowski and Wilenski 1940).
 */
export function chanceOfRatio(
    first: { readonly requests: number; readonly errors: number },
    second: { readonly requests: number; readonly errors: number },
    ratio: number,
): number {
    const weighted = ratio * first.requests;
    const expected = weighted / (weighted + second.requests);
    return weighted === 0 ? 1 : chanceOfAtLeast(first.errors, first.errors + second.errors, expected);
}

/** Chance that a standard normal variable is above `z`: a power series near the middle, a continued fraction in the tail. */
export function normalTail(z: number): number {
    if (z < 0) {
        return 1 - normalTail(-z);
    }
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    if (z < 3) {
        let term = z;
        let sum = z;
        for (let n = 1; Math.abs(term) > 1e-17; n++) {
            term *= (z * z) / (2 * n + 1);
            sum += term;
        }
        return 0.5 - density * sum;
    }
    let fraction = 0;
    for (let n = 60; n >= 1; n--) {
        fraction = n / (z + fraction);
    }
    return density / (z + fraction);
}
