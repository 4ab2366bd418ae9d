/** `colorway:strategy`: how a release gets the traffic, what it is judged by and when it goes back. */

import { type Checked, decimal, type Field, integer, list, object, oneOf } from "../fields";
import { either, type Place } from "../problems";
import {
    type CanaryStep,
    type Environment,
    type LimitSettings,
    type ServiceSettings,
    slotSizes,
    type StrategySettings,
} from "../types";

const strategyKinds = ["blue-green", "canary", "rolling"] as const;
const saferKinds = strategyKinds.filter(kind => kind !== "rolling");
/** Contract of this project: every step of one percent apart would be no canary but a ramp. */
const maxSteps = 20;
const day = 86_400;

/** @param defaults its first step says how long a step without `seconds` takes */
export function strategyField(defaults: StrategySettings): Field<StrategySettings> {
    return object<StrategySettings>(
        {
            kind: oneOf(strategyKinds, {
                about: "`blue-green`: one flip. `canary`: by the steps, then the flip. `rolling`: pod by pod inside the live slot, with "
                    + "nothing to go back to at once; dev only.",
            }),
            steps: list(stepField(defaults.steps[0]), {
                about: "Steps of a canary, ascending. The flip to 100 follows the last one; written or not, it takes `bakeSeconds`.",
                allowed: `1 to ${maxSteps} steps`,
                cure: "write it as [{weight: 10, seconds: 300}]",
                min: 1,
                max: maxSteps,
            }),
            bakeSeconds: integer({
                about: "How long the release is watched at 100 % before it counts as live.",
                min: 0,
                max: day,
                unit: "seconds",
            }),
            warmSeconds: integer({
                about: "How long the old color then keeps its size, under watch, so that going back takes one write.",
                min: 0,
                max: 2 * day,
                unit: "seconds",
            }),
            retireTo: oneOf(slotSizes, { about: "Size of the old slot after that." }),
            holdSeconds: integer({
                about: "How long a step waits for a judgement (too few requests, no data, no metrics) before the release goes back.",
                min: 0,
                max: day,
                unit: "seconds",
            }),
            deadManSeconds: integer({
                about: "After how long without a runner the live color's weights come back by themselves.",
                min: 60,
                max: day,
                unit: "seconds",
                source: "EventBridge Scheduler user guide, \"Schedule types\": schedules are kept to the minute",
            }),
            probeAnswers: integer({
                about: "Answers in a row from the right color that prove that a shift has reached the data plane.",
                min: 1,
                max: 1000,
            }),
            minHealthyTargets: integer({
                about: "Fewest healthy targets of a group before it gets traffic.",
                min: 1,
                max: 1000,
                source: "Application Load Balancers user guide, quotas, \"Targets per Application Load Balancer\"",
            }),
            limits: limitsField(defaults.limits),
        },
        { about: "How a release gets the traffic, what it is judged by and when it goes back.", defaults },
    );
}

function stepField(defaults: CanaryStep | undefined): Field<CanaryStep> {
    return object<CanaryStep>(
        {
            weight: integer({ about: "Share of the new release.", min: 1, max: 100, unit: "percent" }),
            seconds: integer({
                about: "How long it is watched before it is judged.",
                min: 1,
                max: day,
                unit: "seconds",
            }),
        },
        { about: "A share of the traffic for a time.", defaults: defaults === undefined ? {} : { seconds: defaults.seconds } },
    );
}

function limitsField(defaults: LimitSettings): Field<LimitSettings> {
    return object<LimitSettings>(
        {
            errorPercent: decimal({
                about: "Highest share of failed requests; above it the release goes back at once.",
                min: 0,
                max: 100,
                unit: "percent",
            }),
            latencyQuantile: decimal({ about: "Quantile of the latency.", min: 50, max: 99.9, unit: "percent" }),
            latencyMilliseconds: integer({
                about: "Highest latency at the quantile; above it the release goes back at once.",
                min: 1,
                max: 60_000,
                unit: "milliseconds",
            }),
            relativeErrors: decimal({
                about: "How many times the live color's share of errors the release may have.",
                min: 1,
                max: 100,
            }),
            floorErrorPercent: decimal({
                about: "Share of errors that it may have in any case.",
                min: 0,
                max: 100,
                unit: "percent",
            }),
            relativeLatency: decimal({
                about: "How many times as slow as the live color the release may be.",
                min: 1,
                max: 100,
            }),
            floorLatencyMilliseconds: integer({
                about: "Latency that it may have in any case.",
                min: 0,
                max: 60_000,
                unit: "milliseconds",
            }),
            minRequests: integer({
                about: "Fewest requests of each service in a step before it is judged; fewer are never a pass.",
                min: 1,
                max: 1_000_000,
            }),
            confidencePercent: decimal({
                about: "Confidence of the rank test that compares the latencies of both colors.",
                min: 90,
                max: 99.99,
                unit: "percent",
            }),
        },
        { about: "What a release is judged by.", defaults },
    );
}

/** Everything that the rules look at, as far as it could be read. */
export interface ReadStrategy {
    readonly strategy: Checked<StrategySettings>;
    readonly environment: Environment | undefined;
    readonly services: readonly (Checked<ServiceSettings> | undefined)[] | undefined;
}

export function strategyRules(read: ReadStrategy, field: Field<StrategySettings>, place: Place): void {
    const { strategy, environment, services = [] } = read;
    const expected = (name: string): Field<unknown> => field.members?.[name] ?? field;
    checkKind(strategy.kind, environment, place.member("kind"));
    checkSteps(strategy.steps ?? [], expected("steps"), place.member("steps"));
    checkTargets(strategy.minHealthyTargets, services, expected("minHealthyTargets"), place.member("minHealthyTargets"));
    if (strategy.limits !== undefined) checkFloors(strategy.limits, expected("limits"), place.member("limits"));
}

function checkKind(kind: string | undefined, environment: Environment | undefined, place: Place): void {
    if (kind !== "rolling" || environment === undefined || environment === "dev") return;
    place.note(
        { allowed: `${either(saferKinds)}; rolling in dev only`, cure: `write ${either(saferKinds)}` },
        `is rolling, which leaves ${environment} no color to go back to`,
        kind,
    );
}

function checkSteps(steps: readonly (Checked<CanaryStep> | undefined)[], field: Field<unknown>, place: Place): void {
    const weightField = field.items?.members?.weight ?? field;
    let before: number | undefined;
    for (const [index, step] of steps.entries()) {
        const weight = step?.weight;
        if (weight === undefined) continue;
        const at = place.item(index).member("weight");
        if (before !== undefined && weight <= before) {
            const cure = before < 100 ? `write more than ${before}, or remove the step` : "remove the step";
            at.note(weightField, { message: `is not above the step before, ${before}`, cure }, weight);
        } else if (index === 0 && weight === 100) {
            const cure = "begin with less, or write kind: blue-green and leave the steps out";
            at.note(weightField, { message: "is everything at once, which is no canary", cure }, weight);
        }
        before = weight;
    }
}

/** A group of fewer pods than that would never get traffic. */
function checkTargets(
    least: number | undefined,
    services: readonly (Checked<ServiceSettings> | undefined)[],
    field: Field<unknown>,
    place: Place,
): void {
    if (least === undefined) return;
    for (const service of services) {
        const { name, minReplicas, publicPaths = [] } = service ?? {};
        if (name === undefined || minReplicas === undefined || publicPaths.length === 0 || minReplicas >= least) continue;
        const complaint = {
            message: `is above minReplicas of ${name}, ${minReplicas}`,
            cure: `write ${minReplicas}, or raise minReplicas`,
        };
        place.note(field, complaint, least);
    }
}

/** The floors of the comparison and the absolute limits above them. */
const floors = [
    ["floorErrorPercent", "errorPercent"],
    ["floorLatencyMilliseconds", "latencyMilliseconds"],
] as const;

/** With a floor above the limit, the comparison with the live color would never say anything. */
function checkFloors(limits: Checked<LimitSettings>, field: Field<unknown>, place: Place): void {
    for (const [floor, limit] of floors) {
        const [low, high] = [limits[floor], limits[limit]];
        if (low === undefined || high === undefined || low <= high) continue;
        const complaint = { message: `is above ${limit}, ${high}`, cure: `write ${high} or less, or raise ${limit}` };
        place.member(floor).note(field.members?.[floor] ?? field, complaint, low);
    }
}
