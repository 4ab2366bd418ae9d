import { Agent, ClientRequest, IncomingMessage, request as httpRequest, ServerResponse } from "node:http";
import { RoutableTarget } from "../aws/elbv2/targets";
import { requestHeaders, responseHeadersOf } from "./headers";
import { Routes } from "./routes";

/** How a request to a target ended. */
export interface Outcome {
    /** The target's own status; absent: it gave none, and nothing was sent to the client yet. */
    readonly status?: number;
    /** What the load balancer answers instead: 502, 504, or 460 where the client has gone. */
    readonly failure?: 502 | 504 | 460;
}

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html, HTTP 504
const connectTimeoutSeconds = 10;
/**
 * Milliseconds that a connection to a target may be unused: shorter than any target's own patience. A target that closes it just when it
 * is used again makes a 502 (ELB guide, "Troubleshoot your Application Load Balancers", HTTP 502).
 */
const idleMs = 60_000;

/** Connections to targets, kept open between requests, and the requests under way on them. */
export class TargetConnections {
    readonly agent: Agent;
    private readonly active = new Map<RoutableTarget, Set<ClientRequest>>();

    constructor(
        /** Loopback port of a target's address. */
        private readonly resolve: (address: string) => number | undefined,
        /** Milliseconds that stand for seconds of the cloud. */
        private readonly scaled: (seconds: number) => number,
        idle = idleMs,
    ) {
        this.agent = new Agent({ keepAlive: true, scheduling: "lifo", maxFreeSockets: 1024, timeout: idle });
    }

    /** Sends a request on, and its response back; no request is ever sent twice. */
    pass(
        request: IncomingMessage,
        response: ServerResponse,
        routes: Routes,
        target: RoutableTarget,
        cookies: readonly string[],
    ): Promise<Outcome> {
        const port = this.resolve(target.address);
        if (port === undefined) return this.unreachable(response);
        return new Promise((done) => {
            const upstream = this.open(request, routes, target, port);
            let answered: number | undefined;
            const finish = (outcome: Outcome): void => {
                this.forget(target, upstream);
                done(answered === undefined ? outcome : { status: answered });
            };
            upstream.setTimeout(routes.loadBalancer.idleTimeoutSeconds * 1000, () => {
                finish({ failure: 504 });
                upstream.destroy();
                if (answered !== undefined) response.destroy();
            });
            upstream.on("response", (answer) => {
                answered = answer.statusCode ?? 502;
                response.sendDate = answer.headers.date === undefined;
                response.writeHead(answered, answer.statusMessage ?? "", responseHeadersOf(answer, routes, cookies));
                answer.pipe(response);
                answer.on("error", () => response.destroy());
                answer.on("aborted", () => response.destroy());
            });
            upstream.on("error", () => {
                finish({ failure: 502 });
                if (answered !== undefined) response.destroy();
            });
            response.on("close", () => {
                finish({ failure: 460 });
                if (!response.writableFinished) upstream.destroy();
            });
            if (hasBody(request)) request.pipe(upstream);
            else upstream.end();
        });
    }

    /** A request that the client wants to turn into a connection of another protocol. */
    openUpgrade(request: IncomingMessage, routes: Routes, target: RoutableTarget): ClientRequest | undefined {
        const port = this.resolve(target.address);
        return port === undefined ? undefined : this.open(request, routes, target, port, true);
    }

    /** Ends what is still under way to a target. */
    cut(target: RoutableTarget): void {
        for (const upstream of this.active.get(target) ?? []) upstream.destroy();
    }

    close(): void {
        for (const target of this.active.keys()) this.cut(target);
        this.agent.destroy();
    }

    private open(request: IncomingMessage, routes: Routes, target: RoutableTarget, port: number, upgrade = false): ClientRequest {
        const upstream = httpRequest({
            host: "127.0.0.1",
            port,
            method: request.method,
            path: request.url,
            headers: requestHeaders(request, routes, upgrade),
            agent: upgrade ? false : this.agent,
        });
        const active = this.active.get(target) ?? new Set<ClientRequest>();
        this.active.set(target, active.add(upstream));
        target.inFlight += 1;
        return upstream;
    }

    forget(target: RoutableTarget, upstream: ClientRequest): void {
        const active = this.active.get(target);
        if (active?.delete(upstream) !== true) return;
        target.inFlight -= 1;
        if (active.size === 0) this.active.delete(target);
    }

    /** Nothing answers at the address: the connection attempt times out. */
    private unreachable(response: ServerResponse): Promise<Outcome> {
        return new Promise((done) => {
            const timer = setTimeout(() => done({ failure: 504 }), this.scaled(connectTimeoutSeconds));
            response.on("close", () => {
                clearTimeout(timer);
                done({ failure: 460 });
            });
        });
    }
}

function hasBody(request: IncomingMessage): boolean {
    const { "content-length": length, "transfer-encoding": encoding } = request.headers;
    return encoding !== undefined || (length !== undefined && length !== "0");
}
