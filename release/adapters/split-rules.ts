/** Forward actions of the two colors, in the words of the load balancer's API. Calls nothing. */

import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { colors, type PerColor, type Traffic } from "../../config/types";
import type { LiveRule, SplitRule } from "../ports/load-balancer";

/**
 * The action that forwards to both colors by weight, without stickiness. The listeners of the program have no other one.
 *
 * @throws RangeError for weights that are not whole numbers from 0 to 100 with the sum 100
 */
export function forwardTo(groups: PerColor<string>, traffic: Traffic): Action {
    const fits = colors.every(color => Number.isInteger(traffic[color]) && traffic[color] >= 0 && traffic[color] <= 100);
    if (!fits || traffic.blue + traffic.green !== 100) {
        throw new RangeError(`traffic: got blue ${traffic.blue}, green ${traffic.green}; `
            + "whole numbers from 0 to 100 that add up to 100 are allowed");
    }
    return {
        Type: "forward",
        ForwardConfig: {
            TargetGroups: colors.map(color => ({ TargetGroupArn: groups[color], Weight: traffic[color] })),
            // The duration that the program writes, too: the engine would find it changed otherwise.
            TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 1 },
        },
    };
}

/** The rule as the actions have it; undefined where they forward to no color's group. */
export function liveRule(
    arn: string, kind: SplitRule["kind"], actions: readonly Action[], pairs: readonly PerColor<string>[],
): LiveRule | undefined {
    const action = actions.find(({ Type }) => Type === "forward");
    if (action === undefined) {
        return undefined;
    }
    const named = new Map(weightsOf(action));
    const targetGroups = pairs.find(pair => named.has(pair.blue) || named.has(pair.green));
    if (targetGroups === undefined) {
        return undefined;
    }
    return {
        arn,
        kind,
        targetGroups,
        weights: { blue: named.get(targetGroups.blue) ?? 0, green: named.get(targetGroups.green) ?? 0 },
        strangers: [...named.keys()].filter(group => group !== targetGroups.blue && group !== targetGroups.green),
        sticky: action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true,
    };
}

/**
 * A forward action with one group may name it outside its configuration, where it has all the traffic (API reference, Action).
 */
function weightsOf({ TargetGroupArn, ForwardConfig }: Action): readonly (readonly [arn: string, weight: number])[] {
    const groups = ForwardConfig?.TargetGroups ?? [];
    return groups.length === 0
        ? TargetGroupArn === undefined ? [] : [[TargetGroupArn, 1]]
        : groups.map(({ TargetGroupArn: arn = "", Weight = 1 }) => [arn, Weight]);
}
