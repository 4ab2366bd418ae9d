/** A sample service as it runs in a container: an HTTP server on loopback that behaves as its image says. */

import { EventEmitter } from "node:events";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";
import { Clock } from "../../cloud/clock";
import { Behavior } from "../../images/behavior";
import { Caller } from "./caller";
import { offerDirectly, withdrawDirectly } from "./direct-calls";
import { Answer } from "./local-client";
import { ServiceMetrics } from "./service-metrics";

/** Who a container is; all of it shows in its answers. */
export interface Identity {
    readonly service: string;
    readonly color: string;
    readonly version: string;
    readonly namespace: string;
    readonly pod: string;
    readonly zone: string;
}

export interface ServiceOptions {
    readonly identity: Identity;
    readonly behavior: Behavior;
    /** Base addresses of the services it calls, as `http://strategy-engine:8080`. */
    readonly calls: readonly string[];
    /** Path of its health endpoint. */
    readonly healthPath: string;
    readonly caller: Caller;
    readonly clock: Clock;
    readonly metrics: ServiceMetrics;
}

/** One answered call, as it travels up in the caller's own answer. */
export interface CallReport {
    readonly service: string;
    readonly color?: string;
    readonly version?: string;
    readonly pod?: string;
    readonly status?: number;
    readonly error?: string;
    readonly calls?: readonly CallReport[];
}

export interface ServiceEvents {
    listening: [port: number];
    /** It ended; 0 after a graceful stop, 137 when killed. */
    exit: [code: number];
}

/** Asks a health endpoint for itself only, so that checks of dependencies do not run round in circles. */
const shallowHeader = "x-colorway-shallow";

/** Seconds for which the result of the dependency checks is used again. */
const checksSeconds = 15;

export class ServiceProcess extends EventEmitter<ServiceEvents> {
    private readonly server: Server;
    private readonly timers = new Set<NodeJS.Timeout>();
    private checks: { readonly until: number; readonly result: Promise<Checks> } | undefined;
    private failing = false;
    private draining = false;
    private ended = false;
    /** Requests under way. */
    private busy = 0;
    /** Ends calls under way from within this process, as a killed server's sockets end the others. */
    private readonly cut = new AbortController();

    constructor(private readonly options: ServiceOptions) {
        super();
        this.server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => void this.serve(request, response));
    }

    get metrics(): ServiceMetrics {
        return this.options.metrics;
    }

    /** Loopback port while it listens. */
    get port(): number | undefined {
        const address = this.server.listening ? this.server.address() : null;
        return address === null ? undefined : (address as AddressInfo).port;
    }

    start(): void {
        const { behavior } = this.options;
        if (behavior.crashAfter !== undefined) this.after(behavior.crashAfter, () => this.end(1));
        if (behavior.failsAfter !== undefined)
            this.after(behavior.failsAfter, () => {
                this.failing = true;
            });
        if (behavior.crashAfter === 0) return;
        if (behavior.startup > 0) this.after(behavior.startup, () => this.listen());
        else this.listen();
    }

    /** SIGTERM: takes no new connection, finishes what it has begun, then exits. */
    terminate(): void {
        if (this.draining || this.ended) return;
        this.draining = true;
        this.withdraw();
        this.server.close();
        this.endIfIdle();
    }

    /** SIGKILL. */
    kill(): void {
        this.end(137);
    }

    private endIfIdle(): void {
        if (this.draining && this.busy === 0) this.end(0);
    }

    private listen(): void {
        if (this.ended || this.draining) return;
        this.server.listen(0, "127.0.0.1", () => {
            if (this.port === undefined) return;
            offerDirectly(this.port, (path, headers) => this.direct(path, headers));
            this.emit("listening", this.port);
        });
    }

    private withdraw(): void {
        if (this.port !== undefined) withdrawDirectly(this.port);
    }

    private end(code: number): void {
        if (this.ended) return;
        this.ended = true;
        for (const timer of this.timers) clearTimeout(timer);
        this.withdraw();
        this.cut.abort(new Error("read ECONNRESET"));
        this.server.close();
        this.server.closeAllConnections();
        this.options.caller.close();
        this.metrics.end();
        this.emit("exit", code);
    }

    private after(seconds: number, action: () => void): void {
        const timer = setTimeout(
            () => {
                this.timers.delete(timer);
                action();
            },
            seconds === 0 ? 0 : this.options.clock.scaled(seconds),
        );
        this.timers.add(timer);
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const started = process.hrtime.bigint();
        request.resume();
        this.busy += 1;
        response.once("close", () => {
            this.busy -= 1;
            this.endIfIdle();
        });
        const url = request.url ?? "/";
        if (url.split("?")[0] === "/metrics") return this.answer(response, 200, this.metrics.text(), this.metrics.contentType);
        const [status, body] = await this.respond(url, request.headers[shallowHeader] !== undefined, started);
        this.answer(response, status, JSON.stringify(body), "application/json");
    }

    /** A call from within this process; it ends like one over a socket when this process is killed. */
    private async direct(url: string, headers: { readonly [name: string]: string }): Promise<Answer> {
        this.busy += 1;
        try {
            const [status, body] = await this.orCut(this.respond(url, headers[shallowHeader] !== undefined, process.hrtime.bigint()));
            return { status, headers: this.names(), body: JSON.stringify(body) };
        } finally {
            this.busy -= 1;
            this.endIfIdle();
        }
    }

    private orCut<T>(answer: Promise<T>): Promise<T> {
        const { signal } = this.cut;
        return new Promise((resolve, reject) => {
            const fail = (): void => reject(signal.reason as Error);
            signal.addEventListener("abort", fail, { once: true });
            answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", fail));
        });
    }

    private async respond(url: string, shallow: boolean, started: bigint): Promise<readonly [status: number, body: object]> {
        if (url.split("?")[0] === this.options.healthPath) return this.health(shallow);
        const [status, body] = await this.work(url);
        this.metrics.observe(status, Number(process.hrtime.bigint() - started) / 1e9);
        return [status, body];
    }

    private names(): { readonly [header: string]: string } {
        const { service, color, version, pod } = this.options.identity;
        return { "x-colorway-service": service, "x-colorway-color": color, "x-colorway-version": version, "x-colorway-pod": pod };
    }

    private answer(response: ServerResponse, status: number, body: string, type: string): void {
        if (response.destroyed) return;
        response.writeHead(status, {
            "content-type": type,
            "content-length": Buffer.byteLength(body),
            ...this.names(),
            // tells the other side to come back on another connection
            ...(this.draining ? { connection: "close" } : {}),
        });
        response.end(body);
    }

    private async work(url: string): Promise<readonly [status: number, body: object]> {
        const { behavior, identity } = this.options;
        if (behavior.slow > 0 && Math.random() < behavior.slowShare) await new Promise<void>((resolve) => this.pause(behavior.slow, resolve));
        const fails = this.failing || (behavior.errors > 0 && Math.random() < behavior.errors);
        if (fails) return [500, { ...this.own(), error: `${identity.service}: failed as its image says`, calls: [] }];
        const calls = await Promise.all(this.options.calls.map((base) => this.call(base, url)));
        const failed = calls.find((call) => call.status === undefined || call.status >= 500);
        if (failed === undefined) return [200, { ...this.own(), calls }];
        const reason = failed.error ?? `answered ${failed.status}`;
        return [502, { ...this.own(), error: `${failed.service}: ${reason}`, calls }];
    }

    private pause(milliseconds: number, done: () => void): void {
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            done();
        }, milliseconds);
        this.timers.add(timer);
    }

    private own(): Omit<Identity, "namespace"> {
        const { service, color, version, pod, zone } = this.options.identity;
        return { service, color, version, pod, zone };
    }

    private async call(base: string, path: string): Promise<CallReport> {
        try {
            return reportOf(base, await this.options.caller.get(base, path));
        } catch (error) {
            return { service: new URL(base).hostname, error: error instanceof Error ? error.message : String(error) };
        }
    }

    /** Ill dependencies are told, not passed on as an own illness: one sick service must not take its callers out of traffic. */
    private async health(shallow: boolean): Promise<readonly [status: number, body: object]> {
        const { behavior, identity, calls } = this.options;
        const base = { service: identity.service, color: identity.color, version: identity.version };
        if (behavior.neverReady) return [503, { status: "starting", ...base, checks: {} }];
        if (calls.length === 0 || shallow)
            return [200, { status: "ok", ...base, checks: {} }];
        const checks = await this.dependencies();
        const status = Object.values(checks).every((check) => check.status === "ok") ? "ok" : "degraded";
        return [200, { status, ...base, checks }];
    }

    private dependencies(): Promise<Checks> {
        const now = this.options.clock.now();
        if (this.checks === undefined || this.checks.until <= now) {
            this.checks = { until: now + this.options.clock.scaled(checksSeconds), result: this.checkAll() };
        }
        return this.checks.result;
    }

    private async checkAll(): Promise<Checks> {
        const all = await Promise.all(
            this.options.calls.map(async (base): Promise<[string, Check]> => [new URL(base).hostname, await this.check(base)]),
        );
        return Object.fromEntries(all);
    }

    private async check(base: string): Promise<Check> {
        try {
            const { status } = await this.options.caller.get(base, "/health", { [shallowHeader]: "1" });
            return status < 400 ? { status: "ok" } : { status: "failed", reason: `answered ${status}` };
        } catch (error) {
            return { status: "failed", reason: error instanceof Error ? error.message : String(error) };
        }
    }
}

interface Check {
    readonly status: "ok" | "failed";
    readonly reason?: string;
}

interface Checks {
    readonly [service: string]: Check;
}

function reportOf(base: string, { status, headers, body }: Answer): CallReport {
    return {
        service: headers["x-colorway-service"] ?? new URL(base).hostname,
        color: headers["x-colorway-color"],
        version: headers["x-colorway-version"],
        pod: headers["x-colorway-pod"],
        status,
        ...callsOf(body),
    };
}

function callsOf(body: string): { readonly calls?: readonly CallReport[] } {
    try {
        const { calls } = JSON.parse(body) as { readonly calls?: readonly CallReport[] };
        return Array.isArray(calls) && calls.length > 0 ? { calls } : {};
    } catch {
        return {};
    }
}
