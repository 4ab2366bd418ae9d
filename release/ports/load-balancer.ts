import type { Color, PerColor, Traffic } from "../../config/types";

/** A rule that splits traffic between the two colors: the default action of a listener, or a rule of it. */
export interface SplitRule {
    /** ARN of the listener where `kind` is `listener`, else of the rule. */
    readonly arn: string;
    readonly kind: "listener" | "rule";
    readonly targetGroups: PerColor<string>;
}

/** A rule as the load balancer has it now. */
export interface LiveRule extends SplitRule {
    /** Weight of each color's target group, 0–999; 0 where the rule does not name the group. */
    readonly weights: PerColor<number>;
    /** ARNs of target groups in its forward action that belong to neither color. */
    readonly strangers: readonly string[];
    /** Whether the action has a stickiness of target groups. */
    readonly sticky: boolean;
}

/** State of one target, in the words of DescribeTargetHealth. */
export interface TargetState {
    readonly id: string;
    readonly port: number;
    readonly zone?: string;
    /** `initial`, `healthy`, `unhealthy`, `unused`, `draining`, `unavailable`, `unhealthy.draining`. */
    readonly state: string;
    /** As `Target.FailedHealthChecks`; absent where healthy. */
    readonly reason?: string;
    readonly description?: string;
}

/**
 * The brake and the shift: the load balancer's own API, without an engine in the way. A call that AWS throttles or that times out is
 * repeated with growing pauses; what still fails is thrown as `LoadBalancerError`.
 */
export interface LoadBalancer {
    /** Every rule of a listener that splits traffic, its default action first. Empty where the listener does not exist. */
    rules(listenerArn: string, targetGroups: readonly PerColor<string>[]): Promise<readonly LiveRule[]>;
    /** Writes both weights into one rule and turns stickiness off in the same write. Doing it twice changes nothing. */
    write(rule: SplitRule, traffic: Traffic): Promise<void>;
    targets(targetGroupArn: string): Promise<readonly TargetState[]>;
}

/** What went wrong at the load balancer's API: AWS's error code and message. */
export class LoadBalancerError extends Error {
    constructor(
        readonly code: string,
        message: string,
        /** Whether it was a throttle or a time-out, so that the same call may succeed later. */
        readonly transient: boolean,
    ) {
        super(message);
        this.name = "LoadBalancerError";
    }
}

/** What a request through the load balancer was answered with. */
export type ProbeAnswer =
    | { readonly kind: "answer"; readonly status: number; readonly color?: Color; readonly version?: string; readonly milliseconds: number }
    | { readonly kind: "noAnswer"; readonly reason: string };

/** Requests of our own through the load balancer. */
export interface Probe {
    /**
     * One request on a new connection.
     *
     * @param listener `https`: as users come in; `test`: the test listener, where `color` picks the slot
     * @param path path with its query, as `/health`
     */
    ask(listener: "https" | "test", path: string, color?: Color): Promise<ProbeAnswer>;
    /** Addresses that answer for the load balancer; each is asked in turn. */
    addresses(): Promise<readonly string[]>;
}
