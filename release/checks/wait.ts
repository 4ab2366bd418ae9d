/** Waits for people: a rollout whose only lack is an approval need not be begun again. */
import type { Clock } from "../ports/clock";
import type { RolloutPlan } from "../rollout/plan";
import { catalog } from "./catalog";
import { type CheckResult, type ReleaseCheck, runChecks } from "./check";

/** An approval is seen that long after it was given. */
const pollMs = 5_000;

interface Waiting {
    readonly checks: readonly ReleaseCheck[];
    readonly plan: RolloutPlan;
    readonly clock: Clock;
    readonly onWaiting?: ((waiting: readonly CheckResult[], until: number) => void) | undefined;
    readonly signal: AbortSignal;
}

/**
 * The results, as soon as all have passed or one refuses that nobody is waited for. Where the plan's time runs out, what was
 * waited for has refused. All are asked again after a wait: a window may have closed meanwhile.
 */
export async function awaitChecks({ checks, plan, clock, onWaiting, signal }: Waiting): Promise<readonly CheckResult[]> {
    const { waitSeconds = 0 } = plan;
    const until = clock.now() + waitSeconds * 1000;
    let results = await runChecks(checks, plan, signal);
    let told = false;
    for (;;) {
        const refused = results.filter(({ passed }) => !passed);
        if (waitSeconds === 0 || refused.length === 0 || refused.some(({ waits }) => waits !== true) || signal.aborted)
            return results;
        if (clock.now() >= until) return results.map((each) => (each.passed ? each : tooLate(each, waitSeconds)));
        if (!told) onWaiting?.(refused, until);
        told = true;
        await clock.sleep(Math.min(pollMs, until - clock.now()), signal);
        const names = new Set(refused.map(({ name }) => name));
        const own = checks.filter(({ id }) => names.has(catalog[id].name));
        const again = await runChecks(own, plan, signal);
        const merged = results.map((each) => again.find(({ name }) => name === each.name) ?? each);
        results = again.every(({ passed }) => passed) ? await runChecks(checks, plan, signal) : merged;
    }
}

function tooLate({ waits: _, ...result }: CheckResult, seconds: number): CheckResult {
    return { ...result, text: `${result.text}; nobody did within ${seconds} s, which is a refusal` };
}
