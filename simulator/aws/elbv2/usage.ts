import { Cloud, CloudObject } from "../../cloud/cloud";
import { numberOr, optionalText, Props, record, records, text } from "../../cloud/values";
import { listenerRuleType, listenerType } from "./types";

/** One target group of a forward action. */
export interface Share {
    readonly targetGroupArn: string;
    /** 0–999; API reference, `TargetGroupTuple`. */
    readonly weight: number;
}

/** The target groups of an action; empty where it does not forward. */
export function sharesOf(action: Props): readonly Share[] {
    const shares = records(record(action, "forward"), "targetGroups").map((group) => ({
        targetGroupArn: text(group, "arn"),
        weight: numberOr(group, "weight", 1),
    }));
    const single = optionalText(action, "targetGroupArn");
    if (shares.length > 0 || single === undefined || single === "") return shares;
    return [{ targetGroupArn: single, weight: 1 }];
}

/** The actions of a listener (its default rule) or of a rule. */
export function actionsOf(object: CloudObject): readonly Props[] {
    return records(object.props, object.type === listenerType ? "defaultActions" : "actions");
}

/** A forward action's target group together with who refers to it. */
export interface Use {
    readonly targetGroupArn: string;
    readonly loadBalancerArn: string;
    /** The listener or the rule. */
    readonly by: CloudObject;
}

/** Every use of a target group by a listener or rule. */
export function uses(cloud: Cloud): readonly Use[] {
    return [...cloud.all(listenerType), ...cloud.all(listenerRuleType)].flatMap((by) => {
        const loadBalancerArn = loadBalancerOf(cloud, by);
        if (loadBalancerArn === undefined) return [];
        return actionsOf(by)
            .flatMap(sharesOf)
            .map(({ targetGroupArn }) => ({ targetGroupArn, loadBalancerArn, by }));
    });
}

/** The load balancers that route to a target group: none or one. */
export function loadBalancersUsing(cloud: Cloud, targetGroupArn: string): readonly string[] {
    const arns = uses(cloud)
        .filter((use) => use.targetGroupArn === targetGroupArn)
        .map((use) => use.loadBalancerArn);
    return [...new Set(arns)];
}

/** ARN of the load balancer of a listener or a rule. */
export function loadBalancerOf(cloud: Cloud, object: CloudObject): string | undefined {
    if (object.type === listenerType) return text(object.props, "loadBalancerArn");
    const listener = cloud.find(listenerType, text(object.props, "listenerArn"));
    return listener === undefined ? undefined : text(listener.props, "loadBalancerArn");
}

/** The rules of a listener, lowest priority number first. */
export function rulesOf(cloud: Cloud, listenerArn: string): readonly CloudObject[] {
    return cloud
        .where(listenerRuleType, "listenerArn", listenerArn)
        .slice()
        .sort((a, b) => numberOr(a.props, "priority", 0) - numberOr(b.props, "priority", 0));
}
