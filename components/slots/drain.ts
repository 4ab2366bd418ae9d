/** How a pod leaves without losing a request. Knows no Pulumi. */

/**
 * Seconds until the AWS Load Balancer Controller has taken a pod that ends out of its target group: its work queue and its limit of
 * four calls a second for (de)registering ("Scaling", in its documentation).
 */
const controllerLagSeconds = 20;
/** Seconds until every node of the load balancer, and every node of the cluster, has heard of it. */
const propagationSeconds = 10;
/** Seconds between the last answer and the end of the process. */
const marginSeconds = 10;

export interface DrainPlan {
    /** How long a pod goes on as if nothing had happened: until nobody sends it requests any more, and the last one is answered. */
    readonly preStopSeconds: number;
    /** From the decision to end the pod to its kill: the preStop, one more request of the longest kind, and a margin. */
    readonly gracePeriodSeconds: number;
}

/**
 * @param longestRequestSeconds 1–3600
 * @param isPublic whether the load balancer reaches the pod; otherwise only other pods do, and nothing has to be deregistered
 */
export function planDrain(longestRequestSeconds: number, isPublic: boolean): DrainPlan {
    const preStopSeconds = (isPublic ? controllerLagSeconds : 0) + propagationSeconds + longestRequestSeconds;
    return { preStopSeconds, gracePeriodSeconds: preStopSeconds + longestRequestSeconds + marginSeconds };
}
