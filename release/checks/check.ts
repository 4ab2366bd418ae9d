/** Conditions before a rollout: what one is, and how all of them are run. */
import { messageOf } from "../message";
import type { RolloutPlan } from "../rollout/plan";
import { catalog, type CheckId, checkIds } from "./catalog";

/** What of a plan the checks look at. */
export type Asked = Pick<RolloutPlan, "id" | "kind" | "version" | "digest" | "actor" | "started" | "override" | "promotedFrom">;

/** What a check found, in words that a person who is refused can act on. */
export interface Verdict {
    readonly passed: boolean;
    readonly text: string;
    /** False: the configuration does not ask it; it has passed then. @default true */
    readonly asked?: boolean;
    /** Refused, but somebody may make it pass at any time, as by an approval: worth to wait for. @default false */
    readonly waits?: boolean;
}

/** A condition before a rollout, with its result in words. */
export interface CheckResult extends Verdict {
    readonly name: string;
}

/** One condition, from whatever source. */
export interface ReleaseCheck<Plan = RolloutPlan> {
    readonly id: CheckId;
    /** Changes nothing. What it throws refuses the rollout. */
    readonly run: (plan: Plan, signal: AbortSignal) => Promise<Verdict>;
}

/** A check that no rollback is ever held up by. */
export function forward<Plan extends Pick<RolloutPlan, "kind">>(
    id: CheckId,
    run: (plan: Plan, signal: AbortSignal) => Promise<Verdict>,
): ReleaseCheck<Plan> {
    const always = { passed: true, text: "a rollback is never held up" };
    return { id, run: async (plan, signal) => (plan.kind === "rollback" ? always : run(plan, signal)) };
}

/** Where the configuration does not ask for something. @param key of the configuration, as `checks.approval` */
export function notAsked(key: string): Verdict {
    return { passed: true, asked: false, text: `colorway:${key} does not ask for it` };
}

/** All of them side by side, the slow beside the fast; results in the order of the catalog. Never throws. */
export async function runChecks<Plan>(
    checks: readonly ReleaseCheck<Plan>[],
    plan: Plan,
    signal: AbortSignal = new AbortController().signal,
): Promise<readonly CheckResult[]> {
    const sorted = [...checks].sort((a, b) => checkIds.indexOf(a.id) - checkIds.indexOf(b.id));
    return Promise.all(
        sorted.map(async ({ id, run }) => {
            const { name } = catalog[id];
            try {
                return { name, ...(await run(plan, signal)) };
            } catch (error) {
                return { name, passed: false, text: messageOf(error) };
            }
        }),
    );
}

/** The checks, but that results which are known stand. */
export function standing(checks: readonly ReleaseCheck[], known: readonly CheckResult[]): readonly ReleaseCheck[] {
    return checks.map((check) => {
        const found = known.find(({ name }) => name === catalog[check.id].name);
        return found === undefined ? check : { ...check, run: async () => found };
    });
}

/** As people read it, in one line or more. */
export function resultText({ name, passed, asked = true, text }: CheckResult): string {
    return `${passed ? (asked ? "passed" : "not asked") : "refused"}: ${name}: ${text}`;
}

/** Every reason against it. */
export function refusedOf(results: readonly CheckResult[]): readonly string[] {
    return results.filter(({ passed }) => !passed).map(({ name, text }) => `${name}: ${text}`);
}
