import { Draft, Props } from "../../cloud/values";
import { Condition, conditionsOf, KubeObject } from "../api/types";

/** What a controller says; the time of the last change of `status` is kept. */
export interface Said {
    readonly type: string;
    readonly status: "True" | "False" | "Unknown";
    readonly reason?: string;
    readonly message?: string;
}

/** The conditions of an object with some of them said anew; the others stay as they are. */
export function withConditions(
    object: KubeObject,
    said: readonly Said[],
    now: string,
    options: { readonly updateTime?: boolean } = {},
): readonly Props[] {
    const before = conditionsOf(object);
    const fresh = said.map((condition) =>
        renewed(
            condition,
            before.find(({ type }) => type === condition.type),
            now,
            options.updateTime === true,
        ),
    );
    const types = new Set(said.map(({ type }) => type));
    const kept = before.map((condition) => fresh.find((each) => each["type"] === condition.type) ?? condition);
    return [...kept, ...fresh.filter((condition) => !before.some(({ type }) => type === condition["type"] && types.has(type)))];
}

function renewed(said: Said, before: Condition | undefined, now: string, updateTime: boolean): Props {
    const condition: Draft = { type: said.type, status: said.status };
    if (said.reason !== undefined) condition["reason"] = said.reason;
    if (said.message !== undefined) condition["message"] = said.message;
    condition["lastTransitionTime"] = before?.status === said.status ? before.lastTransitionTime : now;
    // Deployments alone tell when something was said last
    const same = before?.status === said.status && before.reason === said.reason && before.message === said.message;
    if (updateTime) condition["lastUpdateTime"] = same ? (before["lastUpdateTime"] ?? now) : now;
    return condition;
}

export function isTrue(object: KubeObject, type: string): boolean {
    return conditionsOf(object).some((condition) => condition.type === type && condition.status === "True");
}
