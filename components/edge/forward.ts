/** The one form of a forward action: both colors' groups with their weights, no stickiness. */

import type * as pulumi from "@pulumi/pulumi";
import type { PerColor, Traffic } from "../../config/types";
import { weightsOf } from "./weights";

/** Stickiness is off; the API wants a duration all the same, 1–604,800 s (ELBv2 API reference, TargetGroupStickinessConfig). */
const noStickiness = { enabled: false, duration: 1 };

/** What a listener's default action and a rule's action have in common. */
export interface ForwardAction {
    readonly type: string;
    readonly forward: Forward;
}

interface Forward {
    readonly targetGroups: { arn: pulumi.Input<string>; weight: number }[];
    readonly stickiness: { enabled: boolean; duration: number };
}

/** Forwards to the groups by weight. Throws like `weightsOf`. */
export function forwardTo(arns: PerColor<pulumi.Input<string>>, traffic: Traffic): ForwardAction {
    return {
        type: "forward",
        forward: {
            targetGroups: weightsOf(traffic).map(({ color, weight }) => ({ arn: arns[color], weight })),
            stickiness: noStickiness,
        },
    };
}
