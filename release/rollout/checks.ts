/** Conditions before every rollout that the cloud itself answers. */
import type { ReleaseCheck, Verdict } from "../checks/check";
import { messageOf } from "../message";
import type { RolloutPorts } from "./effects";
import { healthyIn, outputsOf, serviceGroups } from "./groups";
import type { RolloutPlan } from "./plan";

type World = Pick<RolloutPorts, "engine" | "loadBalancer" | "replicas">;

export function rolloutChecks(world: World): readonly ReleaseCheck[] {
    return [
        { id: "standby", run: (plan) => standbyUnused(world, plan) },
        { id: "healthy", run: (plan) => liveHealthy(world, plan) },
        { id: "pods", run: (plan) => podsCounted(world, plan) },
    ];
}

/** What the load balancer does counts, not what the configuration says: a slot with users is never filled with another release. */
async function standbyUnused({ engine, loadBalancer }: World, plan: RolloutPlan): Promise<Verdict> {
    if (plan.kind === "rolling") return { passed: true, text: "a rolling release has no standby" };
    const deployed = await outputsOf(engine);
    const pairs = serviceGroups(plan, deployed).map(({ arns }) => arns);
    const rules = await loadBalancer.rules(deployed.listeners.https, pairs);
    const used = rules.filter(({ weights }) => weights[plan.to.color] > 0);
    if (rules.length > 0 && used.length === 0) return { passed: true, text: `${plan.to.color} has weight 0 in ${rules.length} rules` };
    const text = used.map(({ arn, weights }) => `${arn} gives ${plan.to.color} ${weights[plan.to.color]}`).join("; ");
    return { passed: false, text: rules.length === 0 ? "no rule of the load balancer names the slots" : `${text}; \`colorway up\` writes the configuration's weights` };
}

async function liveHealthy({ engine, loadBalancer }: World, plan: RolloutPlan): Promise<Verdict> {
    if (plan.kind === "rollback") return { passed: true, text: "a rollback leaves it, healthy or not" };
    const deployed = await outputsOf(engine);
    const weak: string[] = [];
    for (const { service, arns } of serviceGroups(plan, deployed)) {
        const targets = await loadBalancer.targets(arns[plan.from.color]);
        const healthy = healthyIn(targets);
        if (healthy < plan.strategy.minHealthyTargets) weak.push(`${service}: ${healthy} of ${targets.length} targets healthy`);
    }
    const passed = weak.length === 0;
    return { passed, text: passed ? `${plan.from.color} has healthy targets` : `${weak.join("; ")}; there would be no way back` };
}

/** The standby starts with as many pods as the live color has: with fewer it would take all the traffic on too few. */
async function podsCounted({ engine, replicas }: World, plan: RolloutPlan): Promise<Verdict> {
    if (plan.kind === "rolling" || plan.standing === true) return { passed: true, text: "no slot has to be filled" };
    const deployed = await outputsOf(engine);
    try {
        const running = await replicas(deployed.namespaces[plan.from.color]);
        const pods = Object.values(running).reduce((sum, count) => sum + count, 0);
        return { passed: true, text: `${pods} pods are ready in ${plan.from.color}` };
    } catch (error) {
        const why = messageOf(error);
        return { passed: false, text: `${why}; run it where the cluster's API can be reached, with an access entry that may list Deployments in ${plan.from.color}'s namespace` };
    }
}
