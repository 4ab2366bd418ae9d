/** Kubernetes quantities of CPU and memory (Kubernetes documentation, "Resource Management for Pods and Containers"). */

/** Thousandths of a CPU; undefined where the text is no quantity of CPU or finer than a thousandth. */
export function readCpu(written: string): number | undefined {
    const milli = /^(\d+)m$/.exec(written);
    if (milli !== null) return Number(milli[1]);
    const whole = /^(\d+)(\.\d{1,3})?$/.exec(written);
    return whole === null ? undefined : Math.round(Number(written) * 1000);
}

const units: { readonly [suffix: string]: number } = {
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
};

/** Bytes; a unit is demanded, since a number alone is almost always a mistake. */
export function readMemory(written: string): number | undefined {
    const match = /^(\d+)(Ki|Mi|Gi|Ti|k|M|G|T)$/.exec(written);
    return match === null ? undefined : Number(match[1]) * (units[match[2] ?? ""] ?? NaN);
}
