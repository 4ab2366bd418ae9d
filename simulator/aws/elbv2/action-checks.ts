import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, numberOr, Props, record, text, textOr, Value } from "../../cloud/values";
import { redirectProblem } from "./actions";
import { invalidConfiguration } from "./mistakes";
import { targetGroupType } from "./types";
import { actionsOf, Share, sharesOf, Use, uses } from "./usage";

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
const mostGroupsOfLoadBalancer = 100;

/**
 * Refuses what CreateListener, ModifyListener, CreateRule and ModifyRule refuse of actions; `own` is the listener or
 * rule that changes.
 */
export function checkActions(
    cloud: Cloud,
    loadBalancer: CloudObject,
    listenerProtocol: string,
    actions: readonly Props[],
    own?: string,
): void {
    const others = uses(cloud).filter((use) => use.by.id !== own);
    for (const action of actions) {
        const shares = sharesOf(action);
        const groups = shares.map((share) => needGroup(cloud, share));
        unique(shares);
        for (const group of groups) checkGroup(loadBalancer, listenerProtocol, group, others);
        stickiness(action, groups);
        const problem =
            textOr(action, "type", "") === "redirect" ? redirectProblem(record(action, "redirect"), listenerProtocol) : undefined;
        if (problem !== undefined) throw new AwsError("InvalidLoadBalancerAction", problem);
    }
    const arns = [...others.filter((use) => use.loadBalancerArn === loadBalancer.id), ...actions.flatMap(sharesOf)].map(
        (use) => use.targetGroupArn,
    );
    if (new Set(arns).size > mostGroupsOfLoadBalancer) {
        throw new AwsError(
            "TooManyUniqueTargetGroupsPerLoadBalancer",
            `The maximum number of unique target groups per load balancer is ${mostGroupsOfLoadBalancer}`,
        );
    }
}

function needGroup(cloud: Cloud, share: Share): CloudObject {
    return cloud.need(
        targetGroupType,
        share.targetGroupArn,
        "TargetGroupNotFound",
        `One or more target groups not found: ${share.targetGroupArn}`,
    );
}

function unique(shares: readonly Share[]): void {
    const twice = shares.find(
        (share, index) => shares.findIndex((other) => other.targetGroupArn === share.targetGroupArn) !== index,
    );
    if (twice !== undefined)
        throw new AwsError("ValidationError", `Target group '${twice.targetGroupArn}' is given more than once in an action`);
}

function checkGroup(loadBalancer: CloudObject, listenerProtocol: string, group: CloudObject, others: readonly Use[]): void {
    const { props } = group;
    const protocol = textOr(props, "protocol", "");
    if (protocol !== "HTTP" && protocol !== "HTTPS") {
        throw new AwsError(
            "IncompatibleProtocols",
            `The protocol '${protocol}' of target group '${group.id}' is not compatible `
                + `with the listener protocol '${listenerProtocol}'`,
        );
    }
    if (text(props, "vpcId") !== text(loadBalancer.props, "vpcId")) {
        throw invalidConfiguration(
            `The following target groups are not in the same VPC as load balancer '${loadBalancer.id}': ${group.id}`,
        );
    }
    if (others.some((use) => use.targetGroupArn === group.id && use.loadBalancerArn !== loadBalancer.id)) {
        throw new AwsError(
            "TargetGroupAssociationLimit",
            `The following target groups cannot be associated with more than one load balancer: ${group.id}`,
        );
    }
}

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html, sticky sessions
function stickiness(action: Props, groups: readonly CloudObject[]): void {
    if (groups.length < 2 || groupSticky(action)) return;
    const sticky = groups.find((group) => flag(record(group.props, "stickiness"), "enabled"));
    if (sticky === undefined) return;
    throw invalidConfiguration(
        `You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups (${sticky.id})`,
    );
}

/** Whether a forward action keeps a client with one group. */
export function groupSticky(action: Props): boolean {
    return flag(record(record(action, "forward"), "stickiness"), "enabled");
}

/** Refuses target stickiness on a group that a weighted rule without group stickiness already uses. */
export function checkStickinessAllowed(cloud: Cloud, targetGroupArn: string): void {
    for (const { by } of uses(cloud).filter((use) => use.targetGroupArn === targetGroupArn)) {
        const weighted = actionsOf(by).some(
            (action) =>
                sharesOf(action).length > 1
                && !groupSticky(action)
                && sharesOf(action).some((share) => share.targetGroupArn === targetGroupArn),
        );
        if (weighted) {
            throw invalidConfiguration(
                `This target group appears behind a rule with group stickiness disabled (${by.id}). `
                    + "You must enable group stickiness before enabling target stickiness",
            );
        }
    }
}

/** The actions as the service answers them: with their order, their forward weights and codes filled in. */
export function describedActions(actions: readonly Props[]): readonly Value[] {
    return actions.map((action, index) => {
        const described = { ...action, order: numberOr(action, "order", index + 1) };
        const fixed = action["fixedResponse"];
        if (typeof fixed !== "object" || fixed === null) return described;
        return {
            ...described,
            fixedResponse: { ...fixed, statusCode: textOr(record(action, "fixedResponse"), "statusCode", "200") },
        };
    });
}
