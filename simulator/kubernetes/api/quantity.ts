/** Quantities of resources: `500m`, `1.5`, `128Mi`, `1e3` (k8s.io/apimachinery pkg/api/resource). */

const form = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E))?$/;

const binary: readonly string[] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal: readonly (readonly [string, number])[] = [
    ["n", -9], ["u", -6], ["m", -3], ["", 0], ["k", 3], ["M", 6], ["G", 9], ["T", 12], ["P", 15], ["E", 18],
];

/** What the API server says of a text that is no quantity. */
export const quantityMessage = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

interface Quantity {
    /** In billionths, rounded up: the finest that the API keeps. */
    readonly nanos: bigint;
    readonly binary: boolean;
    readonly exponent: boolean;
}

function parse(value: string | number): Quantity | undefined {
    const found = form.exec(String(value));
    if (found === null) return undefined;
    const [, sign, digits = "", exponent, suffix = ""] = found;
    const power = binary.indexOf(suffix);
    const isBinary = power > 0;
    const ten = exponent !== undefined ? Number(exponent.slice(1)) : (decimal.find(([name]) => name === suffix)?.[1] ?? 0);
    const [whole = "", fraction = ""] = digits.split(".");
    const scale = 9 + (isBinary ? 0 : ten) - fraction.length;
    const mantissa = BigInt(`${whole}${fraction}`) * (isBinary ? 1024n ** BigInt(power) : 1n);
    const divisor = scale < 0 ? 10n ** BigInt(-scale) : 1n;
    const nanos = scale < 0 ? (mantissa + divisor - 1n) / divisor : mantissa * 10n ** BigInt(scale);
    return { nanos: sign === "-" ? -nanos : nanos, binary: isBinary, exponent: exponent !== undefined };
}

export function isQuantity(value: string | number): boolean {
    return parse(value) !== undefined;
}

/** Billionths of one. Only for quantities. */
export function nanosOf(value: string | number): bigint {
    const parsed = parse(value);
    if (parsed === undefined) throw new RangeError(`${value}: ${quantityMessage}`);
    return parsed.nanos;
}

/** As a number: cores, bytes, pieces. */
export function amountOf(value: string | number): number {
    return Number(nanosOf(value)) / 1e9;
}

/** The form in which the API server stores it: `1000m` is `1`, `0.5` is `500m`, `1024Mi` is `1Gi`. */
export function canonicalQuantity(value: string | number): string {
    const parsed = parse(value);
    if (parsed === undefined) return String(value);
    return parsed.exponent ? exponentText(parsed.nanos) : quantityText(parsed.nanos, parsed.binary);
}

/** A sum of quantities in the API's form. */
export function quantityText(nanos: bigint, isBinary: boolean): string {
    const size = nanos < 0n ? -nanos : nanos;
    if (size === 0n) return "0";
    // Less than 1024 or with a fraction: decimal (resource.Quantity, CanonicalizeBytes).
    if (isBinary && size >= 1024n * 1_000_000_000n && size % 1_000_000_000n === 0n) {
        let rest = nanos / 1_000_000_000n;
        let power = 0;
        while (power < 6 && rest % 1024n === 0n) {
            rest /= 1024n;
            power += 1;
        }
        return `${rest}${binary[power]}`;
    }
    const [suffix, power] = [...decimal].reverse().find(([, ten]) => size % 10n ** BigInt(ten + 9) === 0n) ?? ["n", -9];
    return `${nanos / 10n ** BigInt(power + 9)}${suffix}`;
}

function exponentText(nanos: bigint): string {
    let rest = nanos;
    let power = -9;
    while (rest !== 0n && rest % 1000n === 0n) {
        rest /= 1000n;
        power += 3;
    }
    return power === 0 || rest === 0n ? `${rest}` : `${rest}e${power}`;
}
