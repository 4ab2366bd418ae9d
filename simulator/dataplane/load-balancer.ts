import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";
import { Duplex } from "node:stream";
import { Targets } from "../aws/elbv2/targets";
import { chooseGroup, Random, TargetChooser, Way } from "./choice";
import { RequestFacts } from "./matching";
import { Metrics } from "./metrics";
import { TargetConnections } from "./proxy";
import { fixedResponse, locationOf, ownResponse } from "./responses";
import { Action, ForwardAction, GroupSettings, Routes } from "./routes";
import { groupCookie, stickyCookies, stickyValue, targetCookie } from "./stickiness";
import { passUpgrade } from "./upgrade";

export interface Surroundings {
    readonly targets: Targets;
    readonly connections: TargetConnections;
    readonly metrics: Metrics;
    readonly random: Random;
    /** Milliseconds that stand for seconds of the cloud. */
    readonly scaled: (seconds: number) => number;
}

// "The request line 16K, single header 16K, entire header 64K": ELB guide, quotas, HTTP headers.
const largestHeader = 64 * 1024;

/**
 * One listener of a load balancer, as a real HTTP server on loopback. An HTTPS listener speaks plain HTTP here: TLS is not
 * simulated, but `X-Forwarded-Proto` and redirects say `https`.
 */
export class ListenerServer {
    private readonly server: Server;
    private readonly chooser: TargetChooser;

    constructor(
        private routes: Routes,
        private readonly around: Surroundings,
    ) {
        this.chooser = new TargetChooser(around.random, around.scaled);
        this.server = createServer({ maxHeaderSize: largestHeader, requestTimeout: 0, keepAlive: true }, (request, response) => {
            void this.answer(request, response);
        });
        this.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
            passUpgrade(request, socket, head, this.routes, this.wayOfUpgrade(request), around.connections);
        });
        this.follow(routes);
    }

    /** Follows other routes from now on; requests under way end as they began. */
    follow(routes: Routes): void {
        this.routes = routes;
        const { idleTimeoutSeconds, clientKeepAliveSeconds } = routes.loadBalancer;
        this.server.keepAliveTimeout = Math.min(idleTimeoutSeconds, clientKeepAliveSeconds) * 1000;
    }

    get current(): Routes {
        return this.routes;
    }

    /** Opens the port, another one where it is taken; returns the one it got. */
    async listen(preferred = 0): Promise<number> {
        try {
            return await this.bind(preferred);
        } catch (error) {
            if (preferred === 0) throw error;
            return this.bind(0);
        }
    }

    /** Takes no new connections; resolves when the requests under way are over. */
    close(): Promise<void> {
        return new Promise((done) => {
            this.server.close(() => done());
            this.server.closeIdleConnections();
        });
    }

    /** Ends every connection at once. */
    cut(): void {
        this.server.closeAllConnections();
    }

    private bind(port: number): Promise<number> {
        return new Promise((resolve, reject) => {
            this.server.once("error", reject);
            this.server.listen({ port, host: "127.0.0.1", backlog: 4096 }, () => {
                this.server.off("error", reject);
                const address: AddressInfo | string | null = this.server.address();
                resolve(typeof address === "object" && address !== null ? address.port : port);
            });
        });
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const began = performance.now();
        const routes = this.routes;
        const facts = factsOf(request);
        const action = actionFor(routes, facts);
        let group: GroupSettings | undefined;
        switch (action?.type) {
            case "redirect":
                ownResponse(routes, response, action.status, ["Location", locationOf(action, routes, facts)]);
                break;
            case "fixed-response":
                fixedResponse(routes, response, action.status, action.contentType, action.body);
                break;
            case "forward": {
                const way = this.wayOf(action, facts);
                group = way?.group;
                if (way === undefined) ownResponse(routes, response, 503);
                else return this.forward(request, response, routes, way, began);
                break;
            }
            default:
                ownResponse(routes, response, 503);
        }
        request.resume();
        this.count(routes, group, response.statusCode, began);
    }

    private async forward(
        request: IncomingMessage,
        response: ServerResponse,
        routes: Routes,
        way: Way,
        began: number,
    ): Promise<void> {
        const outcome = await this.around.connections.pass(request, response, routes, way.target, way.cookies);
        if (outcome.failure !== undefined && outcome.failure !== 460) {
            ownResponse(routes, response, outcome.failure, ["Connection", "close"]);
            request.resume();
        }
        this.count(routes, way.group, outcome.status ?? outcome.failure ?? 500, began);
    }

    private wayOfUpgrade(request: IncomingMessage): Way | undefined {
        const facts = factsOf(request);
        const action = actionFor(this.routes, facts);
        return action?.type === "forward" ? this.wayOf(action, facts) : undefined;
    }

    private wayOf(action: ForwardAction, facts: RequestFacts): Way | undefined {
        const now = Date.now();
        const stuck = action.stickySeconds > 0 ? stickyValue(facts.header("cookie"), groupCookie, now) : undefined;
        const group = action.groups.find((one) => one.group.arn === stuck)?.group ?? chooseGroup(action, this.around.random);
        if (group === undefined) return undefined;
        const registered = this.around.targets.routable(group.arn);
        const address = group.stickySeconds > 0 ? stickyValue(facts.header("cookie"), targetCookie, now) : undefined;
        const target = registered.find((one) => one.address === address && one.healthy) ?? this.chooser.choose(group, registered);
        if (target === undefined) return undefined;
        const cookies = [
            ...(action.stickySeconds > 0 ? stickyCookies(groupCookie, group.arn, action.stickySeconds, now) : []),
            ...(group.stickySeconds > 0 ? stickyCookies(targetCookie, target.address, group.stickySeconds, now) : []),
        ];
        return { group, target, cookies };
    }

    private count(routes: Routes, group: GroupSettings | undefined, code: number, began: number): void {
        const answered = {
            loadBalancer: routes.loadBalancer.name,
            listener: routes.port,
            targetGroup: group?.name ?? "",
            color: group?.color ?? "",
            code,
        };
        this.around.metrics.observe(answered, (performance.now() - began) / 1000);
    }
}

function actionFor(routes: Routes, facts: RequestFacts): Action | undefined {
    return routes.rules.find((rule) => rule.fits(facts))?.action;
}

function factsOf(request: IncomingMessage): RequestFacts {
    const url = request.url ?? "/";
    const at = url.indexOf("?");
    const sourceIp = request.socket.remoteAddress ?? "";
    return {
        method: request.method ?? "GET",
        path: at < 0 ? url : url.slice(0, at),
        query: at < 0 ? "" : url.slice(at + 1),
        host: (request.headers.host ?? "").toLowerCase().replace(/:\d+$/, ""),
        sourceIp: sourceIp.startsWith("::ffff:") ? sourceIp.slice(7) : sourceIp,
        header: (name) => request.headersDistinct[name] ?? [],
    };
}
