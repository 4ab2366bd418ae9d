/**
 * What AWS refuses only in the middle of an update: more than a load balancer holds, and names that it does not take. Sources:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html and, of names, the API reference of
 * Elastic Load Balancing, CreateTargetGroup and CreateLoadBalancer.
 */

import type { PolicyResource, ReportViolation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { groupedBy } from "../lib/groups";
import { forwardedTo, listenerRuleType, listenerType } from "./traffic";

/** Of one load balancer, as AWS gives them at first; an account may have more. Default rules do not count. */
const quotas = { rules: 100, listeners: 50, targetGroups: 100 };
/** Of one action; AWS gives nobody more. */
const groupsOfAnAction = 5;
const longestName = 32;

export const loadBalancerQuotas: StackValidationPolicy = {
    name: "load-balancer-quotas",
    displayName: "A load balancer holds what it is given",
    description: "AWS refuses what is too much when the update comes to it: some listeners have the new rules by then, others do not.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Serve several paths by one rule, or have AWS raise the quota and tell the pack.",
    configSchema: {
        properties: Object.fromEntries(Object.entries(quotas).map(([name, value]) => [name, { type: "integer", minimum: 1, default: value }])),
    },
    validateStack: ({ resources, getConfig }, report) => {
        const allowed = { ...quotas, ...getConfig<Partial<typeof quotas>>() };
        const listeners = resources.filter(({ type }) => type === listenerType);
        const rules = resources.filter(({ type }) => type === listenerRuleType);
        for (const resource of [...listeners, ...rules]) {
            const count = forwardedTo(resource).length;
            if (count > groupsOfAnAction) report(`forwards to ${count} target groups; ${groupsOfAnAction} are allowed`, resource.urn);
        }
        for (const [urn, own] of groupedBy(listeners, loadBalancerOf)) {
            if (urn === undefined) continue;
            const under = rules.filter((rule) => own.some((listener) => rule.propertyDependencies["listenerArn"]?.includes(listener) === true));
            const groups = new Set([...own, ...under].flatMap(forwardedTo));
            const counts = { rules: under.length, listeners: own.length, targetGroups: groups.size };
            for (const name of ["rules", "listeners", "targetGroups"] as const) tooMany(report, urn, name, counts[name], allowed[name]);
        }
    },
};

/** URN of the load balancer; undefined for one that is not of the stack. */
function loadBalancerOf({ propertyDependencies }: PolicyResource): string | undefined {
    return propertyDependencies["loadBalancerArn"]?.find(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer")?.urn;
}

function tooMany(report: ReportViolation, urn: string, name: keyof typeof quotas, count: number, allowed: number): void {
    const what = name === "targetGroups" ? "target groups" : name;
    if (count > allowed) report(`has ${count} ${what}; ${allowed} are allowed`, urn);
}

export const loadBalancerNames: ResourceValidationPolicy = {
    name: "load-balancer-names",
    displayName: "Load balancers and target groups have names that AWS takes",
    description: "Their names are shorter than others: one that fits in dev may not in staging.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Shorten the name of the service or of the environment.",
    validateResource: ({ type, props }, report) => {
        if (type !== "aws:lb/targetGroup:TargetGroup" && type !== "aws:lb/loadBalancer:LoadBalancer") return;
        const { name } = props;
        if (typeof name !== "string" || name === "") return;
        if (name.length > longestName) report(`name "${name}" has ${name.length} letters; ${longestName} are allowed`);
        if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) {
            report(`name "${name}": letters, digits and hyphens between them are allowed`);
        }
        if (type === "aws:lb/loadBalancer:LoadBalancer" && name.startsWith("internal-")) report(`name "${name}" begins with internal-, which AWS keeps`);
    },
};
