/** What a forward action of the load balancer must look like, so that a flip is safe and can be undone. */

import type { PolicyResource, ReportViolation, StackValidationPolicy } from "@pulumi/policy";
import { objectOf, objectsOf, type Properties } from "../lib/values";

const targetGroupType = "aws:lb/targetGroup:TargetGroup";
export const listenerType = "aws:lb/listener:Listener";
export const listenerRuleType = "aws:lb/listenerRule:ListenerRule";
/** Property with the actions of each type that has some. */
const actionsOf: { readonly [type: string]: string } = { [listenerType]: "defaultActions", [listenerRuleType]: "actions" };
/** Tags of a target group, and the colors that must be there. */
const colorTag = "colorway:color";
const serviceTag = "colorway:service";
const colors = ["blue", "green"];
const wholeTraffic = 100;

/** The target groups that a listener or rule names; known from the graph, also in a preview where their ARNs are not. */
export function forwardedTo({ type, propertyDependencies }: PolicyResource): readonly PolicyResource[] {
    return (propertyDependencies[actionsOf[type] ?? ""] ?? []).filter((each) => each.type === targetGroupType);
}

/** Calls `check` for every forward action in the stack. */
function eachForward(
    resources: readonly PolicyResource[], check: (action: Properties, listener: PolicyResource, groups: readonly PolicyResource[]) => void,
): void {
    for (const resource of resources) {
        const property = actionsOf[resource.type];
        if (property !== undefined) {
            const groups = forwardedTo(resource);
            objectsOf(resource.props[property])
                .filter(({ type }) => type === "forward")
                .forEach(action => check(action, resource, groups));
        }
    }
}

function tag(group: PolicyResource, name: string): string {
    return String(objectOf(group.props.tags)[name] ?? "none");
}

export const bothColors: StackValidationPolicy = {
    name: "both-colors-in-every-forward",
    displayName: "Every forward action names both colors",
    description: "Targets of a group that no rule names stay unused and never become healthy, so a color left out could never be flipped to.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediationSteps: "Name the target groups of both colors of one service; weight 0 is enough for the one without traffic.",
    validateStack: ({ resources }, report) => eachForward(resources, (action, { urn }, groups) => {
        const named = objectsOf(objectOf(action.forward).targetGroups).length;
        const found = groups.map(group => tag(group, colorTag)).sort();
        if (named !== colors.length || found.join() !== colors.join()) {
            report(`forward action with ${named} target groups, of the colors ${found.join(", ") || "none"}; `
                + `exactly one of each of ${colors.join(", ")} is allowed`, urn);
        }
        const services = [...new Set(groups.map(group => tag(group, serviceTag)))].sort();
        if (services.length > 1) {
            report(`forward action mixes the services ${services.join(", ")}; one is allowed`, urn);
        }
    }),
};

export const wholeWeights: StackValidationPolicy = {
    name: "weights-add-up",
    displayName: "Weights add up to 100",
    description: "Weights are percent: an action whose weights are all 0 answers nothing, and any other sum is a mistake in the arithmetic.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Set colorway:traffic so that blue and green add up to 100.",
    validateStack: ({ resources }, report) => eachForward(resources, (action, { urn }) => {
        const weights = objectsOf(objectOf(action.forward).targetGroups).map(({ weight }) => Number(weight ?? Number.NaN));
        const sum = weights.reduce((total, weight) => total + weight, 0);
        if (sum !== wholeTraffic || !weights.every(weight => Number.isInteger(weight) && weight >= 0)) {
            report(`forward action with the weights ${weights.join(", ") || "none"}; whole numbers that add up to ${wholeTraffic} are allowed`, urn);
        }
    }),
};

export const noStickiness: StackValidationPolicy = {
    name: "no-stickiness",
    displayName: "No client sticks to a color",
    description: "A sticky client stays with its color whatever the weights say, so a rollback would not reach it.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Turn stickiness off in forward actions and in target groups.",
    validateStack: ({ resources }, report) => {
        eachForward(resources, (action, { urn }) => reportSticky(objectOf(action.forward).stickiness, "forward action", urn, report));
        for (const { type, props, urn } of resources) {
            if (type === targetGroupType) {
                reportSticky(props.stickiness, "target group", urn, report);
            }
        }
    },
};

function reportSticky(stickiness: unknown, what: string, urn: string, report: ReportViolation): void {
    const { enabled } = objectOf(stickiness);
    // A target group without the block is not sticky; one whose block says nothing is.
    if (stickiness !== undefined && stickiness !== null && enabled !== false) {
        report(`${what} with stickiness; it must be off`, urn);
    }
}
