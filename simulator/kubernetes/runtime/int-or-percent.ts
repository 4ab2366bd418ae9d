import { Value } from "../../cloud/values";

/** `3`, or `25%` of `whole`; percentages are rounded up where `up`, else down. */
export function intOrPercent(value: Value | undefined, whole: number, up: boolean): number {
    if (typeof value === "number") return value;
    const percent = typeof value === "string" ? Number(/^(\d+)%$/.exec(value)?.[1] ?? 0) : 0;
    return up ? Math.ceil((percent * whole) / 100) : Math.floor((percent * whole) / 100);
}
