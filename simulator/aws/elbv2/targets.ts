import { EventEmitter } from "node:events";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { flag, numberOr, optionalText, text } from "../../cloud/values";
import { Endpoints } from "../../dataplane/endpoints";
import { HealthWatch } from "./health-watch";
import { checkTarget } from "./target-rules";
import { deregistrationDelayOf, healthCheckOf } from "./target-settings";
import { listenerRuleType, listenerType, targetGroupType, targetType } from "./types";
import { uses } from "./usage";

export interface Target {
    /** Address, since the target type is `ip`. */
    readonly id: string;
    readonly port: number;
    /** Availability zone; default: that of the subnet. */
    readonly zone?: string;
}

/** As `DescribeTargetHealth` answers; API reference, `TargetHealth`. */
export interface TargetHealth extends Target {
    readonly state: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
    readonly reason?: string;
    readonly description?: string;
}

/** A registered target as the load balancer's nodes see it. */
export interface RoutableTarget {
    readonly id: string;
    readonly port: number;
    /** `ip:port`. */
    readonly address: string;
    readonly healthy: boolean;
    /** Milliseconds since 1970; 0 while not healthy. */
    readonly healthySince: number;
    /** Requests under way; kept by the load balancer. */
    inFlight: number;
}

export interface TargetsEvents {
    /** Something about the health of a group's targets is different now. */
    health: [targetGroupArn: string];
    /** The deregistration delay is over: what is still under way to this target is cut off. */
    expired: [target: RoutableTarget];
}

export interface TargetsOptions {
    /** Milliseconds until the load balancer's nodes know what the API was told; default 100. */
    readonly propagation?: number;
}

export const defaultPropagation = 100;

/** The targets of every target group: registration, health checks, draining. Registrations survive a restart. */
export class Targets extends EventEmitter<TargetsEvents> {
    private readonly groups = new Map<string, Map<string, Registration>>();
    private readonly propagation: number;
    private used: ReadonlySet<string> = new Set();
    private running = false;

    constructor(
        private readonly cloud: Cloud,
        private readonly endpoints: Endpoints,
        options: TargetsOptions = {},
    ) {
        super();
        this.setMaxListeners(0);
        this.propagation = options.propagation ?? defaultPropagation;
        for (const object of cloud.all(targetType)) this.restore(object);
    }

    /** Starts checking what is registered. */
    start(): void {
        if (this.running) return;
        this.running = true;
        this.cloud.on("changed", this.onChanged);
        this.used = this.usedGroups();
        for (const registration of this.registrations()) this.begin(registration, 0);
    }

    stop(): void {
        this.running = false;
        this.cloud.off("changed", this.onChanged);
        for (const registration of this.registrations()) registration.halt();
    }

    /** Registers a target; one that is draining comes back. */
    register(targetGroupArn: string, target: Target): void {
        const group = this.cloud.need(
            targetGroupType,
            targetGroupArn,
            "TargetGroupNotFound",
            `Target groups '${targetGroupArn}' not found`,
        );
        checkTarget(this.cloud, group, target);
        const known = this.find(targetGroupArn, target);
        if (known !== undefined && !known.draining) return;
        known?.halt();
        const { id, port, zone } = target;
        this.cloud.put(targetType, keyOf(targetGroupArn, target), { targetGroupArn, id, port, zone: zone ?? null });
        const registration = this.add(targetGroupArn, target);
        if (this.running) this.begin(registration, this.propagation);
        this.emit("health", targetGroupArn);
    }

    /** Takes a target out; it drains first where a load balancer used it. Unknown targets are fine. */
    deregister(targetGroupArn: string, target: Target): void {
        const registration = this.find(targetGroupArn, target);
        if (registration === undefined || registration.draining) return;
        if (this.used.has(targetGroupArn) && this.running) {
            const key = keyOf(targetGroupArn, target);
            this.cloud.put(targetType, key, { ...this.cloud.find(targetType, key)?.props, draining: true });
            this.drain(registration);
        } else {
            this.drop(registration);
        }
        this.emit("health", targetGroupArn);
    }

    /** Health of every target of a group, in order of registration. */
    health(targetGroupArn: string): readonly TargetHealth[] {
        const inUse = this.running ? this.used.has(targetGroupArn) : this.usedGroups().has(targetGroupArn);
        return [...(this.groups.get(targetGroupArn)?.values() ?? [])].map((registration) => registration.health(inUse));
    }

    /** What the load balancer may send requests to. */
    routable(targetGroupArn: string): readonly RoutableTarget[] {
        const targets: RoutableTarget[] = [];
        for (const registration of this.groups.get(targetGroupArn)?.values() ?? []) {
            if (registration.routable) targets.push(registration);
        }
        return targets;
    }

    private readonly onChanged = (type: string, id: string, object: CloudObject | undefined): void => {
        if (type === listenerType || type === listenerRuleType) this.refreshUse();
        if (type === targetGroupType && object === undefined) this.forget(id);
    };

    private refreshUse(): void {
        const before = this.used;
        this.used = this.usedGroups();
        for (const [arn, targets] of this.groups) {
            if (before.has(arn) === this.used.has(arn)) continue;
            for (const registration of targets.values()) {
                if (this.used.has(arn)) this.begin(registration, this.propagation);
                else if (registration.draining) this.drop(registration);
                else registration.halt();
            }
            this.emit("health", arn);
        }
    }

    private usedGroups(): ReadonlySet<string> {
        return new Set(uses(this.cloud).map((use) => use.targetGroupArn));
    }

    private begin(registration: Registration, propagation: number): void {
        if (registration.draining) this.drain(registration);
        else if (this.used.has(registration.targetGroupArn)) registration.begin(propagation);
    }

    private drain(registration: Registration): void {
        const group = this.cloud.find(targetGroupType, registration.targetGroupArn);
        const seconds = group === undefined ? 0 : deregistrationDelayOf(group);
        // Requests take real time, so those under way get the whole delay even where the cloud's time is made short.
        const whole = setTimeout(() => this.emit("expired", registration), seconds * 1000);
        whole.unref();
        registration.drain(this.propagation, this.propagation + this.cloud.clock.scaled(seconds), () => {
            this.drop(registration);
            this.emit("health", registration.targetGroupArn);
        });
    }

    private drop(registration: Registration): void {
        registration.halt();
        const { targetGroupArn } = registration;
        this.groups.get(targetGroupArn)?.delete(registration.address);
        this.cloud.remove(targetType, keyOf(targetGroupArn, registration));
    }

    private forget(targetGroupArn: string): void {
        for (const registration of [...(this.groups.get(targetGroupArn)?.values() ?? [])]) this.drop(registration);
        if (this.groups.delete(targetGroupArn)) this.emit("health", targetGroupArn);
    }

    private add(targetGroupArn: string, target: Target): Registration {
        const group = this.groups.get(targetGroupArn) ?? new Map<string, Registration>();
        this.groups.set(targetGroupArn, group);
        const watch = new HealthWatch({
            address: addressOf(target),
            settings: () => {
                const object = this.cloud.find(targetGroupType, targetGroupArn);
                return object === undefined ? undefined : healthCheckOf(object);
            },
            resolve: ({ port }) => this.endpoints.resolve(port === "traffic-port" ? addressOf(target) : `${target.id}:${port}`),
            scaled: (seconds) => this.cloud.clock.scaled(seconds),
            onChange: () => this.emit("health", targetGroupArn),
        });
        const registration = new Registration(targetGroupArn, target, watch);
        group.set(registration.address, registration);
        return registration;
    }

    private restore({ props }: CloudObject): void {
        const zone = optionalText(props, "zone");
        const target = { id: text(props, "id"), port: numberOr(props, "port", 0), ...(zone === undefined ? {} : { zone }) };
        this.add(text(props, "targetGroupArn"), target).draining = flag(props, "draining");
    }

    private find(targetGroupArn: string, target: Target): Registration | undefined {
        return this.groups.get(targetGroupArn)?.get(addressOf(target));
    }

    private *registrations(): Generator<Registration> {
        for (const group of this.groups.values()) yield* [...group.values()];
    }
}

/** One target of one group. */
class Registration implements RoutableTarget {
    readonly id: string;
    readonly port: number;
    readonly address: string;
    inFlight = 0;
    draining = false;
    /** Known to the load balancer's nodes. */
    private known = false;
    private readonly timers = new Set<NodeJS.Timeout>();

    constructor(
        readonly targetGroupArn: string,
        private readonly target: Target,
        private readonly watch: HealthWatch,
    ) {
        this.id = target.id;
        this.port = target.port;
        this.address = addressOf(target);
    }

    get healthy(): boolean {
        return this.watch.state === "healthy";
    }

    get healthySince(): number {
        return this.healthy ? this.watch.healthySince : 0;
    }

    get routable(): boolean {
        return this.known;
    }

    begin(delay: number): void {
        this.after(delay, () => {
            this.known = true;
            this.watch.start();
        });
    }

    drain(untilKnown: number, untilOver: number, over: () => void): void {
        this.draining = true;
        this.after(untilKnown, () => {
            this.known = false;
            this.watch.stop();
        });
        this.after(untilOver, over);
    }

    /** Back to a target that no load balancer uses. */
    halt(): void {
        for (const timer of this.timers) clearTimeout(timer);
        this.timers.clear();
        this.known = false;
        this.watch.stop();
    }

    health(inUse: boolean): TargetHealth {
        // Descriptions as the API gives them: API reference, `TargetHealth`, and ELB guide, "Target health status".
        if (this.draining) return this.as("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress");
        if (!inUse) {
            return this.as(
                "unused",
                "Target.NotInUse",
                "Target group is not configured to receive traffic from the load balancer",
            );
        }
        switch (this.watch.state) {
            case "registering":
                return this.as("initial", "Elb.RegistrationInProgress", "Target registration is in progress");
            case "checking":
                return this.as("initial", "Elb.InitialHealthChecking", "Initial health checks in progress");
            case "healthy":
                return { ...this.target, state: "healthy" };
            case "unhealthy": {
                const failure = this.watch.failure;
                if (failure === undefined || failure.passed)
                    return this.as("unhealthy", "Target.FailedHealthChecks", "Health checks failed");
                return this.as("unhealthy", failure.reason, failure.description);
            }
        }
    }

    private as(state: TargetHealth["state"], reason: string, description: string): TargetHealth {
        return { ...this.target, state, reason, description };
    }

    private after(ms: number, act: () => void): void {
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            act();
        }, ms);
        this.timers.add(timer);
    }
}

function addressOf({ id, port }: { readonly id: string; readonly port: number }): string {
    return `${id}:${port}`;
}

function keyOf(targetGroupArn: string, target: { readonly id: string; readonly port: number }): string {
    return `${targetGroupArn}|${addressOf(target)}`;
}
