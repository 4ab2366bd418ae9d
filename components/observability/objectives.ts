/** What rules and dashboards need of the settings. */

import type { Settings, StrategySettings } from "../../config/types";
import type { Objectives } from "./rule-types";

/** Seconds that an alert waits where no release shares traffic by plan: a flip takes less. */
const leastShared = 300;

export function objectivesOf({ environment, services, strategy, observability }: Settings): Objectives {
    const { errorPercent, latencyQuantile, latencyMilliseconds } = strategy.limits;
    return {
        environment,
        services: services.map(({ name, publicPaths }) => ({ name, isPublic: publicPaths.length > 0 })),
        errorPercent,
        latencyQuantile,
        latencyMilliseconds,
        availabilityPercent: observability.availabilityPercent,
        sharedSeconds: longestShared(strategy),
        runbooks: observability.runbooks,
    };
}

/** Every step in full and each held as long as it may be. */
function longestShared({ kind, steps, holdSeconds }: StrategySettings): number {
    const canary = kind === "canary" ? steps.filter(({ weight }) => weight < 100) : [];
    return Math.max(leastShared, canary.reduce((sum, { seconds }) => sum + seconds + holdSeconds, 0));
}
