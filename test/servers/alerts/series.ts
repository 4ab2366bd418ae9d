/** Time series as tests of rules write them (Prometheus documentation, "Unit testing for rules", series). */

export interface InputSeries {
    readonly series: string;
    readonly values: string;
}

/** What a counter grows by a second, and for how many seconds. */
export type Growth = readonly (readonly [perSecond: number, seconds: number])[];

/** Values of a counter that begins with 0. */
export function counter(growth: Growth, step: number): string {
    let value = 0;
    const parts = growth.map(([perSecond, seconds]) => {
        const count = Math.round(seconds / step);
        const by = perSecond * step;
        const first = value + by;
        value += by * count;
        return `${first}+${by}x${count - 1}`;
    });
    return ["0", ...parts].join(" ");
}

/** A value for a time, one after the other; `_` is none. */
export function gauge(values: readonly (readonly [value: number | "_", seconds: number])[], step: number): string {
    return values.map(([value, seconds]) => {
        const count = Math.round(seconds / step);
        return value === "_" ? `_x${count}` : `${value}+0x${count - 1}`;
    }).join(" ");
}

export function labeled(name: string, labels: { readonly [label: string]: string }): string {
    return `${name}{${Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(",")}}`;
}
