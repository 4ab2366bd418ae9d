/** How many pods of a service a slot runs, and when it counts as grown. Knows no Pulumi. */

/** Pods of each service in a reduced slot. */
const reducedReplicas = 1;

/** Bounds of the autoscaler. */
export interface Replicas {
    readonly min: number;
    readonly max: number;
}

/**
 * The autoscaler's bounds in a slot of that size; `undefined` where it runs no pods.
 *
 * A reduced slot has an autoscaler too, held to one pod: it is the only one that ever changes the number of a running Deployment. A
 * Deployment with a fixed number could not shrink one that an autoscaler has grown (see docs/decisions/replicas-belong-to-the-autoscaler.md).
 *
 * @param size `full`, `reduced` or `off`
 * @param floor fewest pods of a full slot, above `full.min`; never above `full.max`, since the autoscaler's bounds must not cross
 * @throws RangeError for any other size
 */
export function planReplicas(size: string, full: Replicas, floor = full.min): Replicas | undefined {
    switch (size) {
        case "full": return { min: Math.min(full.max, Math.max(full.min, floor)), max: full.max };
        case "reduced": return { min: reducedReplicas, max: reducedReplicas };
        case "off": return undefined;
        default: throw new RangeError(`size: got "${size}"; "full", "reduced" or "off" is allowed`);
    }
}

/** Annotation by which the Kubernetes provider of Pulumi is told what to wait for after each create and update. */
export const waitForAnnotation = "pulumi.com/waitFor";

/**
 * Annotations of the disruption budget by which it becomes the gate of growth: where the slot shall receive traffic, an update goes on
 * only when the budget's status counts `floor` ready pods, readiness gates (so the load balancer's health checks) included.
 *
 * Pulumi waits after a create or an update, so the annotation comes and changes exactly when there is something to wait for: when the
 * color starts to receive traffic, so that every flip looks again, even at a slot that was filled days before; and when the floor
 * changes. A slot that receives none is not waited for: broken pods of the color that a flip leaves must not hold up the flip.
 *
 * @param floor fewest ready pods, 1 or more
 */
export function gateAnnotations(floor: number, receivesTraffic: boolean): { readonly [key: string]: string } {
    return receivesTraffic ? { [waitForAnnotation]: readyFloor(floor) } : {};
}

/**
 * The expression (RFC 9535) selects the part of the object that has at least `floor` healthy pods, which is `.status` or nothing. It
 * holds no `=`, since the provider up to 4.32 takes what is behind a single one for a value to compare with.
 */
function readyFloor(floor: number): string {
    return `jsonpath={$[?@.currentHealthy > ${floor - 1}]}`;
}
