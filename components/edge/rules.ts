/**
 * Which rules the two listeners have, and in which order. Knows no Pulumi.
 *
 * A rule's priority follows from its path pattern alone: the more letters a pattern fixes, the sooner its rule is tried, so that
 * `/orders/export` wins over `/orders/*`. Patterns that fix equally many letters share a range of priorities, in which a hash of
 * the pattern picks the place. So a new path moves no other rule, unless two patterns pick the same place; then the service
 * earlier in the list keeps it. Added at the end of the list, a service never moves another one's rule.
 */

import { createHash } from "node:crypto";
import { type Color, colors } from "../../config/types";

/** The pattern of the service that gets whatever no other service does. */
export const catchAllPath = "/*";

/** Rules of one load balancer beside the default ones ("Quotas for your Application Load Balancers"). */
export const maxRules = 100;
/** Highest priority of a rule (ELBv2 API reference, CreateRule, `Priority`). */
export const maxPriority = 50_000;
/** Letters of a path pattern (ELBv2 API reference, PathPatternConditionConfig). */
export const maxPathLength = 128;

/** Request header by which the test listener picks the color. */
export const colorHeader = "x-colorway-color";

/** A service that the load balancer reaches. */
export interface PublicService {
    readonly name: string;
    /** Path patterns, case-sensitive, with `*` and `?`. Exactly one service has the catch-all pattern. */
    readonly publicPaths: readonly string[];
}

/** A rule of the HTTPS listener: the path goes to the service, in whichever color the weights say. */
export interface PathRule {
    readonly service: string;
    readonly path: string;
    readonly priority: number;
}

/** A rule of the test listener. */
export interface TestRule {
    readonly service: string;
    /** Absent: any path. */
    readonly path?: string;
    /** Color that the header must name; absent: the rule goes to the standby color. */
    readonly color?: Color;
    readonly priority: number;
}

/** The rules of a listener and the service behind its default action. */
export interface ListenerPlan<Rule> {
    readonly defaultService: string;
    readonly rules: readonly Rule[];
}

/** Priorities that each number of fixed letters has: many for patterns of usual length, few for long ones. */
const usualLength = 32;
const usualRange = 146;
const longRange = 8;
/** Patterns that fix equally many letters, the narrowest first: without `*`, with `*` and `?`, with `*` only. */
const kindsOfPattern = 3;
const pathPriorities = kindsOfPattern * (usualLength * usualRange + (maxPathLength - usualLength) * longRange);

/**
 * The rules of the HTTPS listener, the first tried first.
 *
 * @throws RangeError when no service or more than one has the catch-all path, when a path is too long, or when the two listeners
 * together need more rules than a load balancer may have
 */
export function planRules(services: readonly PublicService[]): ListenerPlan<PathRule> {
    const plan = planPaths(services);
    const needed = plan.rules.length + testRulesOf(plan).length;
    if (needed > maxRules) {
        throw new RangeError(`services: ${plan.rules.length} public paths beside "${catchAllPath}" need ${needed} rules in the two `
            + `listeners; a load balancer has at most ${maxRules}, so ${maxPaths} paths are allowed; join paths with wildcards`);
    }
    return plan;
}

/** The rules of the test listener: the header picks the color; without it the default, standby, answers. Throws like `planRules`. */
export function planTestRules(services: readonly PublicService[]): ListenerPlan<TestRule> {
    const plan = planRules(services);
    return { defaultService: plan.defaultService, rules: testRulesOf(plan) };
}

/** Public paths beside the catch-all one that fit a load balancer: four rules each, and two for the catch-all path. */
export const maxPaths = Math.floor((maxRules - colors.length) / (2 + colors.length));

function planPaths(services: readonly PublicService[]): ListenerPlan<PathRule> {
    const catchAll = services.filter(service => service.publicPaths.includes(catchAllPath));
    if (catchAll.length !== 1) {
        const found = catchAll.map(service => service.name).join(", ") || "none";
        throw new RangeError(`services: exactly one must have the public path "${catchAllPath}"; got ${found}`);
    }
    const taken = new Set<number>();
    const rules = services.flatMap(service => service.publicPaths
        .filter(path => path !== catchAllPath)
        .map(path => {
            const priority = freePriority(service.name, path, taken);
            taken.add(priority);
            return { service: service.name, path, priority };
        }));
    return { defaultService: catchAll[0].name, rules: rules.sort((left, right) => left.priority - right.priority) };
}

function testRulesOf(plan: ListenerPlan<PathRule>): TestRule[] {
    const byHeaderAndPath = colors.flatMap((color, index) => plan.rules.map(rule => ({
        ...rule, color, priority: index * pathPriorities + rule.priority,
    })));
    const byHeader = colors.map((color, index) => ({
        service: plan.defaultService, color, priority: colors.length * pathPriorities + 1 + index,
    }));
    const byPath = plan.rules.map(rule => ({ ...rule, priority: colors.length * (pathPriorities + 1) + rule.priority }));
    return [...byHeaderAndPath, ...byHeader, ...byPath];
}

function freePriority(service: string, path: string, taken: ReadonlySet<number>): number {
    const { first, size } = priorityRange(service, path);
    const wanted = createHash("sha256").update(path).digest().readUInt32BE(0) % size;
    for (let step = 0; step < size; step++) {
        const priority = first + ((wanted + step) % size);
        if (!taken.has(priority)) {
            return priority;
        }
    }
    throw new RangeError(`services.${service}.publicPaths: "${path}" is one too many of its length; at most ${size} are allowed`);
}

/** Where the priorities of a pattern begin, and how many there are. Narrower patterns come first. */
function priorityRange(service: string, path: string): { first: number; size: number } {
    if (path.length > maxPathLength) {
        throw new RangeError(`services.${service}.publicPaths: "${path}" has ${path.length} letters; ${maxPathLength} are allowed`);
    }
    const fixed = path.replaceAll(/[*?]/g, "").length;
    const kind = !path.includes("*") ? 0 : path.includes("?") ? 1 : 2;
    const size = fixed > usualLength ? longRange : usualRange;
    const longer = fixed > usualLength
        ? (maxPathLength - fixed) * longRange
        : (maxPathLength - usualLength) * longRange + (usualLength - fixed) * usualRange;
    return { first: 1 + kindsOfPattern * longer + kind * size, size };
}
