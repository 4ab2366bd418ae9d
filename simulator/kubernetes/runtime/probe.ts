import { connect } from "node:net";
import { Clock } from "../../cloud/clock";
import { LocalClient } from "./local-client";
import { ProbeSpec } from "./pod-spec";

/** Containers answer in real time even where the cluster's time is made short, so a time-out never shrinks below this. */
const shortestTimeout = 1000;

export type ProbeOutcome = { readonly passed: true } | { readonly passed: false; readonly message: string };

export interface ProberOptions {
    readonly spec: ProbeSpec;
    readonly clock: Clock;
    /** Address of the pod, for the messages. */
    readonly ip: string;
    /** Port of the container that the probe means; undefined: it names none. */
    readonly port: number | undefined;
    /** Loopback port behind it; undefined: nothing listens. */
    readonly local: (port: number) => number | undefined;
    /** The thresholds were reached, again or for the first time. */
    readonly passed: () => void;
    readonly failed: (message: string) => void;
}

/** Probes one container over and over, as the kubelet does. */
export class Prober {
    // The kubelet takes a new connection for each probe; here they would cost more than all requests together.
    private readonly client = new LocalClient();
    private timer: NodeJS.Timeout | undefined;
    private successes = 0;
    private failures = 0;
    private stopped = false;

    constructor(private readonly options: ProberOptions) {
        this.next(options.spec.initialDelay === 0 ? 0 : options.clock.scaled(options.spec.initialDelay));
    }

    stop(): void {
        this.stopped = true;
        clearTimeout(this.timer);
        this.client.close();
    }

    private next(delay: number): void {
        if (!this.stopped) this.timer = setTimeout(() => void this.round(), delay);
    }

    private async round(): Promise<void> {
        const began = performance.now();
        const outcome = await this.ask();
        if (this.stopped) return;
        const { spec, clock } = this.options;
        if (outcome.passed) {
            this.failures = 0;
            this.successes += 1;
            if (this.successes >= spec.successThreshold) this.options.passed();
        } else {
            this.successes = 0;
            this.failures += 1;
            if (this.failures >= spec.failureThreshold) this.options.failed(outcome.message);
        }
        this.next(Math.max(1, clock.scaled(spec.period) - (performance.now() - began)));
    }

    private async ask(): Promise<ProbeOutcome> {
        const {
            spec: { action, timeout },
            clock,
            ip,
            port,
            local,
        } = this.options;
        if (action.kind === "unsupported")
            return { passed: false, message: `${action.name}: the images of the simulated cloud answer HTTP and TCP only` };
        if (port === undefined) return { passed: false, message: `couldn't find port: ${action.port}` };
        const milliseconds = Math.max(clock.scaled(timeout), Math.min(timeout * 1000, shortestTimeout));
        const listening = local(port);
        // prober/http of the kubelet, which passes on the words of Go's net/http
        const what = action.kind === "http" ? `Get "${action.scheme.toLowerCase()}://${ip}:${port}${action.path}": ` : "";
        const refused: ProbeOutcome = { passed: false, message: `${what}dial tcp ${ip}:${port}: connect: connection refused` };
        if (listening === undefined) return refused;
        if (action.kind === "tcp") return (await connects(listening, milliseconds)) ? { passed: true } : refused;
        if (action.scheme !== "HTTP") return { passed: false, message: `${what}http: server gave HTTP response to HTTPS client` };
        try {
            const headers = { "user-agent": "kube-probe/1.35", "host": `${ip}:${port}` };
            const { status } = await this.client.get({ port: listening, path: action.path, timeout: milliseconds, headers });
            if (status >= 200 && status < 400) return { passed: true };
            return { passed: false, message: `HTTP probe failed with statuscode: ${status}` };
        } catch (error) {
            if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") return refused;
            return {
                passed: false,
                message: `${what}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
            };
        }
    }
}

function connects(port: number, timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect({ host: "127.0.0.1", port, timeout });
        const end = (open: boolean) => () => {
            socket.destroy();
            resolve(open);
        };
        socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
    });
}
