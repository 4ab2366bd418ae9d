/**
 * The traffic split: port 443 with the weights of the two colors, the same in every rule. The only place where a color becomes live.
 *
 * Whoever creates it makes it depend on every slot that shall receive traffic, and every other slot depend on it.
 */

import { type Listener, ListenerRule } from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import type { Traffic } from "../../config/types";
import { contentHash } from "../lib/hash";
import { forwardTo } from "./forward";
import { createHttpsListener, type HttpsListenerArgs } from "./https-listener";
import { httpsPort } from "./ports";
import { planRules, type PublicService } from "./rules";
import type { TargetGroups } from "./target-groups";

export interface TrafficSplitArgs extends HttpsListenerArgs {
    /** The public services. */
    readonly services: readonly PublicService[];
    readonly targetGroups: TargetGroups;
    /** Percent of each color; together 100. */
    readonly traffic: Traffic;
}

export interface TrafficSplitOutputs {
    readonly listenerArn: pulumi.Output<string>;
}

export class TrafficSplit extends pulumi.ComponentResource implements TrafficSplitOutputs {
    readonly listenerArn: pulumi.Output<string>;

    constructor(name: string, args: TrafficSplitArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:TrafficSplit", name, {}, opts);
        const plan = planRules(args.services);
        const forward = (service: string): ReturnType<typeof forwardTo> => forwardTo(args.targetGroups.arnsOf(service), args.traffic);
        const listener: Listener = createHttpsListener(`${name}-https`, httpsPort, args, forward(plan.defaultService), this);
        for (const rule of plan.rules) {
            new ListenerRule(`${name}-https-${rule.service}-${contentHash(rule.path)}`, {
                listenerArn: listener.arn,
                priority: rule.priority,
                conditions: [{ pathPattern: { values: [rule.path] } }],
                actions: [forward(rule.service)],
                tags: { Name: `${name} ${rule.path}` },
            }, { parent: this });
        }
        this.listenerArn = listener.arn;
        this.registerOutputs({ listenerArn: this.listenerArn });
    }
}
