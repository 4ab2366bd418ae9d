/** One container of a pod: pulled, started, probed, restarted with back-off, stopped. */

import { EventEmitter } from "node:events";
import { Clock } from "../../cloud/clock";
import { Draft, Props } from "../../cloud/values";
import { parseBehavior } from "../../images/behavior";
import { Image, ImageRegistry } from "../../images/registry";
import { Caller } from "./caller";
import { backOff, duration, firstBackOff, forgetAfter, shown, State } from "./container-state";
import { ContainerSpec, EnvironmentError, portNumber } from "./pod-spec";
import { Prober } from "./probe";
import { ServiceMetrics } from "./service-metrics";
import { Identity, ServiceProcess } from "./service-process";

/** Seconds between an exit and the first new start, about one round of the kubelet. */
const syncPeriod = 1;
/** Seconds that one service waits for another. */
const callTimeout = 250;

/** What a container needs to know of its pod. */
export interface ContainerHost {
    readonly clock: Clock;
    readonly registry: ImageRegistry;
    readonly zone: string;
    readonly ip: string;
    /** `NAME_NAMESPACE(UID)`, as the kubelet names it. */
    readonly podName: string;
    readonly graceSeconds: number;
    /** Real milliseconds that a preStop hook takes at least, unless it is shorter by itself. */
    readonly shortestDrain: number;
    readonly restarts: boolean;
    environment(): { readonly [name: string]: string };
    identity(image: Image, env: { readonly [name: string]: string }): Identity;
    metrics(identity: Identity): ServiceMetrics;
    route(host: string, port: number): Promise<number>;
    open(port: number, local: number): void;
    close(port: number): void;
    local(port: number): number | undefined;
    event(type: "Normal" | "Warning", reason: string, message: string): void;
}

export interface ContainerEvents {
    /** State, readiness or restarts are different now. */
    changed: [];
}

export class Container extends EventEmitter<ContainerEvents> {
    state: State = { kind: "waiting", reason: "ContainerCreating" };
    lastState: State | undefined;
    ready = false;
    started = false;
    image: Image | undefined;
    process: ServiceProcess | undefined;
    cpuPerRequest = 0;
    private readonly probers: Prober[] = [];
    private readonly timers = new Set<NodeJS.Timeout>();
    private pullFailures = 0;
    private crashes = 0;
    private told = "";
    private stopping = false;
    private port = 0;

    constructor(
        private readonly spec: ContainerSpec,
        private readonly host: ContainerHost,
        public restartCount = 0,
    ) {
        super();
    }

    get name(): string {
        return this.spec.name;
    }

    /** Whether nothing of it runs or will run. */
    get ended(): boolean {
        return this.process === undefined && (this.stopping || this.state.kind === "terminated");
    }

    start(): void {
        if (this.stopping) return;
        const { host, spec } = this;
        const pulled = host.registry.pull(spec.image);
        if ("failure" in pulled) return this.pullFailed(pulled.failure.reason, pulled.failure.message);
        this.pullFailures = 0;
        this.image = pulled.image;
        try {
            this.launch(pulled.image, host.environment());
        } catch (error) {
            if (!(error instanceof EnvironmentError)) throw error;
            this.become({ kind: "waiting", reason: "CreateContainerConfigError", message: error.message });
            this.tell("Warning", "Failed", `Error: ${error.message}`);
            this.after(firstBackOff, () => this.start());
        }
    }

    /** The preStop hook, SIGTERM, SIGKILL when the grace is over. Serves until SIGTERM. */
    stop(graceSeconds: number): void {
        if (this.stopping) return;
        this.stopping = true;
        this.clear();
        if (this.process === undefined) return void this.emit("changed");
        this.tell("Normal", "Killing", `Stopping container ${this.name}`);
        this.shutDown(graceSeconds);
    }

    /** Ends it at once and for good. */
    kill(): void {
        this.stopping = true;
        this.clear();
        this.process?.kill();
    }

    /** As `status.containerStatuses` shows it. */
    status(): Props {
        const status: Draft = {
            name: this.name,
            image: this.spec.image,
            imageID: this.image === undefined ? "" : this.host.registry.reference(this.image),
            ready: this.ready,
            started: this.started,
            restartCount: this.restartCount,
            state: shown(this.state),
            lastState: this.lastState === undefined ? {} : shown(this.lastState),
        };
        return status;
    }

    private launch(image: Image, env: { readonly [name: string]: string }): void {
        const { host, spec } = this;
        const behavior = parseBehavior(image.behavior, host.zone);
        this.cpuPerRequest = behavior.cpu;
        this.port = Number(env["COLORWAY_PORT"] ?? env["PORT"] ?? spec.ports[0]?.port ?? 8080);
        const identity = host.identity(image, env);
        const process = new ServiceProcess({
            identity,
            behavior,
            // services find each other by COLORWAY_URL_NAME=http://name:port
            calls: Object.keys(env)
                .filter((name) => name.startsWith("COLORWAY_URL_"))
                .sort()
                .map((name) => env[name]),
            healthPath: env["COLORWAY_HEALTH_PATH"] ?? healthPathOf(spec) ?? "/health",
            caller: new Caller((name, port) => host.route(name, port), Math.max(5000, host.clock.scaled(callTimeout))),
            clock: host.clock,
            metrics: host.metrics(identity),
        });
        this.process = process;
        const startedAt = host.clock.iso();
        const outOfMemory = spec.memoryLimit !== undefined && behavior.memory > spec.memoryLimit;
        process.on("listening", (local) => host.open(this.port, local));
        process.on("exit", (code) =>
            this.exited(code, outOfMemory ? "OOMKilled" : code === 0 ? "Completed" : "Error", startedAt),
        );
        process.start();
        this.tell("Normal", "Started", `Started container ${this.name}`);
        this.become({ kind: "running", startedAt });
        if (outOfMemory) this.after(0, () => process.kill());
        else this.probe();
    }

    private probe(): void {
        const { startup } = this.spec;
        if (startup === undefined) return this.probeStarted();
        this.prober(
            startup,
            "Startup",
            () => {
                this.stopProbes();
                this.probeStarted();
            },
            () => this.unhealthy("startup"),
        );
    }

    private probeStarted(): void {
        const { liveness, readiness } = this.spec;
        this.started = true;
        if (readiness === undefined) this.ready = true;
        else
            this.prober(
                readiness,
                "Readiness",
                () => this.setReady(true),
                () => this.setReady(false),
            );
        if (liveness !== undefined)
            this.prober(
                liveness,
                "Liveness",
                () => undefined,
                () => this.unhealthy("liveness"),
            );
        this.emit("changed");
    }

    private prober(spec: NonNullable<ContainerSpec["startup"]>, name: string, passed: () => void, failed: () => void): void {
        const { host } = this;
        this.probers.push(
            new Prober({
                spec,
                clock: host.clock,
                ip: host.ip,
                port: spec.action.kind === "unsupported" ? undefined : portNumber(spec.action.port, this.spec),
                local: (port) => host.local(port),
                passed,
                failed: (message) => {
                    this.tell("Warning", "Unhealthy", `${name} probe failed: ${message}`);
                    failed();
                },
            }),
        );
    }

    private setReady(ready: boolean): void {
        if (this.ready === ready) return;
        this.ready = ready;
        this.told = "";
        this.emit("changed");
    }

    private unhealthy(probe: string): void {
        this.stopProbes();
        this.tell("Normal", "Killing", `Container ${this.name} failed ${probe} probe, will be restarted`);
        this.ready = false;
        this.emit("changed");
        this.shutDown(this.host.graceSeconds);
    }

    private shutDown(graceSeconds: number): void {
        const process = this.process;
        const seconds = Math.min(this.spec.preStop, graceSeconds);
        const shortest = Math.min(seconds * 1000, this.host.shortestDrain);
        this.wait(seconds === 0 ? 0 : Math.max(this.host.clock.scaled(seconds), shortest), () => process?.terminate());
        // Requests take real time even where the cluster's time is made short: what is under way gets the whole grace.
        this.wait(graceSeconds * 1000, () => process?.kill());
    }

    private exited(exitCode: number, reason: string, startedAt: string): void {
        const { host } = this;
        this.process = undefined;
        host.close(this.port);
        this.clear();
        this.ready = false;
        this.started = false;
        const finishedAt = host.clock.iso();
        const terminated: State = { kind: "terminated", exitCode, reason, startedAt, finishedAt };
        const lived = host.clock.now() - Date.parse(startedAt);
        if (lived > host.clock.scaled(forgetAfter)) this.crashes = 0;
        if (!this.stopping && host.restarts) this.restart(terminated);
        this.become(terminated);
    }

    private restart(terminated: State): void {
        this.lastState = terminated;
        this.crashes += 1;
        const again = (): void => {
            this.restartCount += 1;
            this.start();
        };
        if (this.crashes === 1) return this.after(syncPeriod, again);
        const seconds = backOff(this.crashes - 2);
        this.after(syncPeriod, () => {
            const message = `back-off ${duration(seconds)} restarting failed container=${this.name} pod=${host.podName}`;
            this.become({ kind: "waiting", reason: "CrashLoopBackOff", message });
            this.tell("Warning", "BackOff", `Back-off restarting failed container ${this.name} in pod ${host.podName}`);
        });
        const { host } = this;
        this.after(syncPeriod + seconds, again);
    }

    private pullFailed(reason: string, message: string): void {
        this.become({ kind: "waiting", reason, message });
        this.tell(
            "Warning",
            "Failed",
            reason === "ErrImagePull" ? `Failed to pull image "${this.spec.image}": ${message}` : message,
        );
        if (reason !== "ErrImagePull") return;
        const seconds = backOff(this.pullFailures);
        this.pullFailures += 1;
        this.after(syncPeriod, () => {
            this.become({
                kind: "waiting",
                reason: "ImagePullBackOff",
                message: `Back-off pulling image "${this.spec.image}": ErrImagePull: ${message}`,
            });
        });
        this.after(syncPeriod + seconds, () => this.start());
    }

    private become(state: State): void {
        this.state = state;
        this.emit("changed");
    }

    /** Says a thing once until something else was said. */
    private tell(type: "Normal" | "Warning", reason: string, message: string): void {
        if (this.told === message) return;
        this.told = message;
        this.host.event(type, reason, message);
    }

    private stopProbes(): void {
        for (const prober of this.probers.splice(0)) prober.stop();
    }

    private clear(): void {
        this.stopProbes();
        for (const timer of this.timers) clearTimeout(timer);
        this.timers.clear();
    }

    private after(seconds: number, action: () => void): void {
        this.wait(seconds === 0 ? 0 : this.host.clock.scaled(seconds), action);
    }

    private wait(milliseconds: number, action: () => void): void {
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            action();
        }, milliseconds);
        this.timers.add(timer);
    }
}

/** The sample images answer at the path that they are asked at. */
function healthPathOf({ readiness, liveness, startup }: ContainerSpec): string | undefined {
    return [readiness, liveness, startup]
        .map((probe) => (probe?.action.kind === "http" ? probe.action.path : undefined))
        .find((path) => path !== undefined);
}
