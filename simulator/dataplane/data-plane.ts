import { EventEmitter } from "node:events";
import { defaultPropagation, Targets } from "../aws/elbv2/targets";
import { listenerRuleType, listenerType, loadBalancerType, targetGroupType } from "../aws/elbv2/types";
import { Clock } from "../cloud/clock";
import { Cloud } from "../cloud/cloud";
import { numberOr } from "../cloud/values";
import { seeded } from "./choice";
import { Endpoints } from "./endpoints";
import { ListenerServer, Surroundings } from "./load-balancer";
import { Metrics } from "./metrics";
import { TargetConnections } from "./proxy";
import { compileRoutes, Routes } from "./routes";

export interface DataPlaneOptions {
    /** Milliseconds until a change of a listener, rule or target reaches the load balancer's nodes; default 100. */
    readonly propagation?: number;
    /** Makes the choice among weighted groups repeatable; default: random. */
    readonly seed?: number;
}

export interface ListenerAddress {
    readonly arn: string;
    /** ARN of the load balancer. */
    readonly loadBalancer: string;
    readonly dnsName: string;
    /** As the program gave it. */
    readonly port: number;
    readonly protocol: "HTTP" | "HTTPS";
    /** Where it really listens: `http://127.0.0.1:PORT`. */
    readonly address: string;
}

export interface DataPlaneEvents {
    /** A listener's port is open. */
    listening: [listener: ListenerAddress];
    /** A listener's port is shut. */
    closed: [arn: string];
    /** A change of listeners, rules, load balancers or target groups has reached the nodes. */
    applied: [];
}

/** The loopback port of each listener, so that it is the same after a restart. */
const portType = "sim:lb/loopbackPort";

const routingTypes = new Set([listenerType, listenerRuleType, loadBalancerType, targetGroupType]);

interface Open {
    readonly server: ListenerServer;
    /** Undefined until the port is open. */
    localPort: number | undefined;
}

/** Every load balancer of the account, at work: real sockets on loopback that follow what the account's objects say. */
export class DataPlane {
    readonly events = new EventEmitter<DataPlaneEvents>().setMaxListeners(0);
    readonly endpoints = new Endpoints();
    readonly targets: Targets;
    readonly metrics: Metrics;
    private readonly open = new Map<string, Open>();
    private readonly connections: TargetConnections;
    private readonly around: Surroundings;
    private readonly propagation: number;
    private readonly timers = new Set<NodeJS.Timeout>();
    private readonly opening = new Set<Promise<void>>();

    constructor(
        private readonly cloud: Cloud,
        clock: Clock,
        options: DataPlaneOptions = {},
    ) {
        this.propagation = options.propagation ?? defaultPropagation;
        this.targets = new Targets(cloud, this.endpoints, { propagation: this.propagation });
        this.metrics = new Metrics(cloud, this.targets);
        const scaled = (seconds: number): number => clock.scaled(seconds);
        this.connections = new TargetConnections((address) => this.endpoints.resolve(address), scaled);
        const random = options.seed === undefined ? Math.random : seeded(options.seed);
        this.around = { targets: this.targets, connections: this.connections, metrics: this.metrics, random, scaled };
        this.targets.on("expired", (target) => this.connections.cut(target));
    }

    /** Opens every listener of the account; resolves when all listen. */
    async start(): Promise<void> {
        this.cloud.on("changed", this.onChanged);
        this.targets.start();
        this.apply(compileRoutes(this.cloud));
        await Promise.all(this.opening);
    }

    /** Shuts everything; requests under way are cut. */
    async stop(): Promise<void> {
        this.cloud.off("changed", this.onChanged);
        for (const timer of this.timers) clearTimeout(timer);
        this.timers.clear();
        this.targets.stop();
        await Promise.all(this.opening);
        const closing = [...this.open.values()].map(({ server }) => server.close());
        for (const { server } of this.open.values()) server.cut();
        this.connections.close();
        this.open.clear();
        await Promise.all(closing);
    }

    /** The listeners whose ports are open. */
    listeners(): readonly ListenerAddress[] {
        return [...this.open.values()].flatMap((open) => addressOf(open) ?? []);
    }

    private readonly onChanged = (type: string): void => {
        if (!routingTypes.has(type)) return;
        const routes = compileRoutes(this.cloud);
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            this.apply(routes);
            this.events.emit("applied");
        }, this.propagation);
        this.timers.add(timer);
    };

    private apply(routes: ReadonlyMap<string, Routes>): void {
        for (const [arn, open] of this.open) if (!routes.has(arn)) this.shut(arn, open);
        for (const [arn, wanted] of routes) {
            const open = this.open.get(arn);
            if (open === undefined) this.openListener(arn, wanted);
            else open.server.follow(wanted);
        }
    }

    private openListener(arn: string, routes: Routes): void {
        const open: Open = { server: new ListenerServer(routes, this.around), localPort: undefined };
        this.open.set(arn, open);
        const kept = this.cloud.find(portType, arn);
        const opening = open.server.listen(kept === undefined ? 0 : numberOr(kept.props, "port", 0)).then((port) => {
            open.localPort = port;
            if (this.open.get(arn) === open) this.cloud.put(portType, arn, { port });
            const address = addressOf(open);
            if (address !== undefined) this.events.emit("listening", address);
        });
        this.opening.add(opening);
        void opening.finally(() => this.opening.delete(opening));
    }

    private shut(arn: string, { server }: Open): void {
        this.open.delete(arn);
        this.cloud.remove(portType, arn);
        void server.close().then(() => this.events.emit("closed", arn));
    }
}

function addressOf({ server, localPort }: Open): ListenerAddress | undefined {
    if (localPort === undefined) return undefined;
    const { listenerArn, loadBalancer, port, protocol } = server.current;
    return {
        arn: listenerArn,
        loadBalancer: loadBalancer.arn,
        dnsName: loadBalancer.dnsName,
        port,
        protocol,
        address: `http://127.0.0.1:${localPort}`,
    };
}
