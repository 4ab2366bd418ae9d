/** What a rollout reads of the deployed stack: the target groups of its public services. */
import type { PerColor } from "../../config/types";
import type { DeployedStack, Engine } from "../ports/engine";
import type { TargetState } from "../ports/load-balancer";
import type { RolloutPlan } from "./plan";

export interface ServiceGroups {
    readonly service: string;
    readonly arns: PerColor<string>;
}

/** @throws where there was no update yet */
export async function outputsOf(engine: Engine): Promise<DeployedStack> {
    const deployed = await engine.deployed();
    if (deployed === undefined) throw new Error("the stack has no outputs: `colorway up` first");
    return deployed;
}

/** One entry for each public service, in the plan's order; an empty ARN where the stack has no group for it. */
export function serviceGroups({ publicServices }: RolloutPlan, deployed: DeployedStack): readonly ServiceGroups[] {
    return publicServices.map(({ name }) => ({ service: name, arns: groupsOf(deployed, name) }));
}

/** A service's target groups; an empty ARN where the stack has none. */
export function groupsOf({ targetGroups: { blue, green } }: DeployedStack, service: string): PerColor<string> {
    return { blue: blue[service] ?? "", green: green[service] ?? "" };
}

/** Number of targets that may get requests. */
export function healthyIn(targets: readonly TargetState[]): number {
    return targets.filter(({ state }) => state === "healthy").length;
}
