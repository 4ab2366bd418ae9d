/** The probable causes of a failed or stuck rollout, the most probable first. Pure. */
import type { Cause } from "./cause";
import { podCauses } from "./pod-causes";
import { rolloutCauses } from "./rollout-causes";
import type { Snapshot } from "./snapshot";
import { trafficCauses } from "./traffic-causes";

export interface Diagnosis {
    readonly stack: string;
    /** One line on the rollout; absent where there was none. */
    readonly rollout?: string;
    /** Empty: nothing is wrong that can be seen. */
    readonly causes: readonly Cause[];
    /** What could not be read, and why: a cause may hide there. */
    readonly unseen: readonly string[];
}

export function diagnose(seen: Snapshot): Diagnosis {
    const found = [...podCauses(seen), ...trafficCauses(seen), ...rolloutCauses(seen)];
    const causes = [...found].sort((a, b) => b.weight - a.weight);
    const { stack, rollout, unseen } = seen;
    return { stack, ...(rollout === undefined ? {} : { rollout: rolloutText(rollout) }), causes, unseen };
}

function rolloutText({ id, version, phase, goal, cause }: NonNullable<Snapshot["rollout"]>): string {
    const why = cause === undefined ? "" : `, ${cause.kind} at ${cause.at}`;
    return `rollout ${id} of ${version}: ${phase}${goal === "back" ? ", back" : ""}${why}`;
}
