/**
 * The test listener: port 8443, closed to users. The header `x-colorway-color` picks the color; without it the standby one answers.
 *
 * It stands before any slot does and depends on none: since it names every target group, their targets are checked and the
 * readiness gates of the pods open, so a slot can become ready before the traffic split names its color for the first time.
 */

import { ListenerRule } from "@pulumi/aws/lb";
import type * as inputs from "@pulumi/aws/types/input";
import * as pulumi from "@pulumi/pulumi";
import { contentHash } from "../lib/hash";
import { forwardTo } from "./forward";
import { createHttpsListener, type HttpsListenerArgs } from "./https-listener";
import { testPort } from "./ports";
import { colorHeader, planTestRules, type PublicService, type TestRule } from "./rules";
import type { TargetGroups } from "./target-groups";
import { allTo, colorOf } from "./weights";

export interface TestListenerArgs extends HttpsListenerArgs {
    /** The public services. */
    readonly services: readonly PublicService[];
    readonly targetGroups: TargetGroups;
    /** The color that answers where the header names none: `blue` or `green`. */
    readonly standbyColor: string;
}

export interface TestListenerOutputs {
    readonly listenerArn: pulumi.Output<string>;
}

export class TestListener extends pulumi.ComponentResource implements TestListenerOutputs {
    readonly listenerArn: pulumi.Output<string>;

    constructor(name: string, args: TestListenerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:edge:TestListener", name, {}, opts);
        const standby = colorOf(args.standbyColor);
        const plan = planTestRules(args.services);
        const groups = args.targetGroups;
        const listener = createHttpsListener(
            `${name}-test`, testPort, args, forwardTo(groups.arnsOf(plan.defaultService), allTo(standby)), this,
        );
        for (const rule of plan.rules) {
            new ListenerRule(`${name}-test-${roleOf(rule)}`, {
                listenerArn: listener.arn,
                priority: rule.priority,
                conditions: conditionsOf(rule),
                actions: [forwardTo(groups.arnsOf(rule.service), allTo(rule.color ?? standby))],
                tags: { Name: `${name} ${rule.color ?? "standby"} ${rule.path ?? "any path"}` },
            }, { parent: this });
        }
        this.listenerArn = listener.arn;
        this.registerOutputs({ listenerArn: this.listenerArn });
    }
}

function roleOf(rule: TestRule): string {
    const path = rule.path === undefined ? [] : [contentHash(rule.path)];
    return [...(rule.color === undefined ? [] : [rule.color]), rule.service, ...path].join("-");
}

function conditionsOf(rule: TestRule): inputs.lb.ListenerRuleCondition[] {
    return [
        ...(rule.color === undefined ? [] : [{ httpHeader: { httpHeaderName: colorHeader, values: [rule.color] } }]),
        ...(rule.path === undefined ? [] : [{ pathPattern: { values: [rule.path] } }]),
    ];
}
