/** What a slot's namespace may take, and what a container without words of its own gets. Creates nothing. */

import type * as inputs from "@pulumi/kubernetes/types/input";
import { readCpu, readMemory } from "../../config/quantities";
import type { ComputeResources, ServiceSettings } from "../../config/types";

type QuotaSpec = inputs.core.v1.ResourceQuotaSpec;
type LimitSpec = inputs.core.v1.LimitRangeSpec;

/** Share of new pods that a rollout adds before any leaves, in percent of the wanted ones. */
export const surgePercent = 25;

/**
 * Pods that a service can have at once: all that the autoscaler may ask for, as many that still drain, since a quota counts a pod
 * until its grace period is over (Kubernetes, pkg/quota/v1/evaluator/core/pods.go, QuotaV1Pod), and the surge of a rollout,
 * rounded up as the Deployment controller does.
 */
export function mostPods(maxReplicas: number): number {
    return 2 * maxReplicas + Math.ceil((maxReplicas * surgePercent) / 100);
}

/**
 * The quota of a slot. It does not depend on the slot's size: a quota that shrank with the slot would refuse the very pods that
 * let the old ones go, and every flip would have to change it. Nobody opens a way in beside the load balancer, so Services of
 * those types are refused.
 *
 * @throws RangeError when a service's resources are no quantities
 */
export function planQuota(services: readonly ServiceSettings[]): QuotaSpec {
    const sum = (amount: (service: ServiceSettings) => number): number =>
        services.reduce((total, service) => total + mostPods(service.maxReplicas) * amount(service), 0);
    return {
        hard: {
            "pods": String(sum(() => 1)),
            "requests.cpu": `${sum(service => cpu(service, "requests"))}m`,
            "requests.memory": `${sum(service => mebibytes(service, "requests"))}Mi`,
            "limits.cpu": `${sum(service => cpu(service, "limits"))}m`,
            "limits.memory": `${sum(service => mebibytes(service, "limits"))}Mi`,
            "services.loadbalancers": "0",
            "services.nodeports": "0",
        },
    };
}

/** For a container that somebody starts by hand: what the smallest service asks for. Services always say it themselves. */
const handMade: { readonly requests: ComputeResources; readonly limits: ComputeResources } = {
    requests: { cpu: "50m", memory: "64Mi" },
    limits: { cpu: "250m", memory: "128Mi" },
};

/** Without defaults a container that says nothing would be refused by the quota, with a message about the quota. */
export const limitRange: LimitSpec = {
    limits: [{ type: "Container", defaultRequest: { ...handMade.requests }, default: { ...handMade.limits } }],
};

function cpu(service: ServiceSettings, group: "requests" | "limits"): number {
    const written = service[group].cpu;
    return readCpu(written) ?? wrong(`services.${service.name}.${group}.cpu`, written);
}

const mebibyte = 2 ** 20;

/** Rounded up, so that the sum never falls short. */
function mebibytes(service: ServiceSettings, group: "requests" | "limits"): number {
    const written = service[group].memory;
    return Math.ceil((readMemory(written) ?? wrong(`services.${service.name}.${group}.memory`, written)) / mebibyte);
}

function wrong(path: string, written: string): never {
    throw new RangeError(`${path}: got "${written}"; a quantity of Kubernetes is allowed, as 250m or 256Mi`);
}
