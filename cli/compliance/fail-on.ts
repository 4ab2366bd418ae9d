/** From which severity on a broken rule makes a report's command fail. */
import { Result } from "../../policies/core/assess";

/** `none`: the report alone, whatever it says. */
export const failLevels = ["none", "low", "medium", "high", "critical"] as const;
export type FailOn = (typeof failLevels)[number];

/** How many results fail the command: what is excepted or not yet known does not. */
export function failing(results: readonly Pick<Result, "state" | "severity">[], failOn: FailOn): number {
    if (failOn === "none") return 0;
    const least = failLevels.indexOf(failOn);
    return results.filter(({ state, severity }) => state === "not met" && failLevels.indexOf(severity) >= least).length;
}
