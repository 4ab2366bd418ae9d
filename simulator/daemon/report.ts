import { listenerType, targetGroupType } from "../aws/elbv2/types";
import { Cloud, CloudObject } from "../cloud/cloud";
import { numberOr, record, records, text } from "../cloud/values";
import { Simulator } from "../simulator";
import { BadRequest } from "./control";
import { SimulatorStatus } from "./status";

const account = "111122223333.dkr.ecr.us-east-1.amazonaws.com";

/** What exists and how it is, without the daemon's own addresses. */
export function statusOf(simulator: Simulator): Pick<SimulatorStatus, "listeners" | "targetGroups" | "pods" | "objects"> {
    const { cloud } = simulator;
    return {
        listeners: simulator.dataPlane.listeners().map((listener) => ({
            ...listener,
            weights: weightsOf(cloud.find(listenerType, listener.arn)),
        })),
        targetGroups: cloud.all(targetGroupType).map(({ id, props }) => ({
            arn: id,
            name: text(props, "name"),
            targets: simulator.dataPlane.targets.health(id).map(({ id: address, port, state, reason }) => ({
                id: address,
                port,
                state,
                ...(reason === undefined ? {} : { reason }),
            })),
        })),
        pods: simulator.pods(),
        objects: countsOf(cloud),
    };
}

/** What tells why a pod does not run, of every cluster. */
export function clusterObjectsOf(simulator: Simulator): { readonly [kind: string]: { readonly [cluster: string]: readonly object[] } } {
    return { pods: simulator.clusterObjects("Pod"), events: simulator.clusterObjects("Event"), quotas: simulator.clusterObjects("ResourceQuota") };
}

/** Weight by target group of the default forward action; empty where it does not forward. */
function weightsOf(listener: CloudObject | undefined): { readonly [arn: string]: number } {
    const [action] = listener === undefined ? [] : records(listener.props, "defaultActions");
    const groups = action === undefined ? [] : records(record(action, "forward"), "targetGroups");
    return Object.fromEntries(groups.map((group) => [text(group, "arn"), numberOr(group, "weight", 1)]));
}

function countsOf(cloud: Cloud): { readonly [type: string]: number } {
    const types = cloud.store.types().filter((type) => !type.startsWith("sim:"));
    return Object.fromEntries(types.sort().map((type) => [type, cloud.store.list(type).length]));
}

/** Adds an image as `POST /images` asks; returns its reference by digest. */
export function imageOf(simulator: Simulator, body: unknown): string {
    const { repository, version, behavior } = (body ?? {}) as { repository?: unknown; version?: unknown; behavior?: unknown };
    if (typeof repository !== "string" || typeof version !== "string" || typeof behavior !== "string") {
        throw new BadRequest("an image needs repository, version and behavior, each a string");
    }
    try {
        return `${account}/${repository}@${simulator.images.push(repository, version, behavior)}`;
    } catch (error) {
        // The registry refuses names, versions and behaviors only.
        throw new BadRequest(error instanceof Error ? error.message : String(error));
    }
}
