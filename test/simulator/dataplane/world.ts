import { once } from "node:events";
import { createServer, IncomingMessage, request, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";
import { elbv2Models } from "../../../simulator/aws/elbv2/models";
import { TargetHealth } from "../../../simulator/aws/elbv2/targets";
import { ec2Models } from "../../../simulator/aws/ec2/models";
import { iamModels } from "../../../simulator/aws/iam/models";
import { Props } from "../../../simulator/cloud/values";
import { DataPlane, DataPlaneOptions, ListenerAddress } from "../../../simulator/dataplane/data-plane";
import { Account } from "../aws/harness";

export const balancerType = "aws:lb/loadBalancer:LoadBalancer";
export const groupType = "aws:lb/targetGroup:TargetGroup";
export const listenerType = "aws:lb/listener:Listener";
export const ruleType = "aws:lb/listenerRule:ListenerRule";

export interface Reply {
    readonly status: number;
    readonly headers: IncomingMessage["headers"];
    readonly rawHeaders: readonly string[];
    readonly body: string;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What a pod of a test answers to a check, and with its own name to everything else. */
export function named(name: string): Handler {
    return (_, response) => response.end(name);
}

/** An account with a load balancer in a VPC, at work, and pods behind it. */
export class World {
    readonly account = new Account([...ec2Models, ...elbv2Models, ...iamModels]);
    readonly plane: DataPlane;
    private readonly servers: Server[] = [];
    private pods = 0;

    constructor(options: DataPlaneOptions = {}) {
        this.plane = new DataPlane(this.account.cloud, this.account.cloud.clock, { propagation: 5, seed: 1, ...options });
    }

    /** VPC, subnets, load balancer `lb`; the data plane runs. */
    async begin(balancer: Props = {}): Promise<void> {
        await this.account.run(networkProgram);
        await this.account.create(balancerType, "lb", { name: "lb", subnets: [{ $ref: "a.id" }, { $ref: "b.id" }], ...balancer });
        await this.plane.start();
    }

    async end(): Promise<void> {
        await this.plane.stop();
        for (const server of this.servers) {
            server.closeAllConnections();
            server.close();
        }
    }

    /** A target group whose checks run every 5 seconds of the cloud; returns its ARN. */
    async group(name: string, more: Props = {}): Promise<string> {
        const healthCheck = { path: "/health", interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 2 };
        const made = await this.account.create(groupType, name, {
            name,
            port: 80,
            protocol: "HTTP",
            targetType: "ip",
            vpcId: { $ref: "vpc.id" },
            deregistrationDelay: 1,
            healthCheck,
            ...more,
        });
        return made.id;
    }

    /** A listener on `port`, once it listens. */
    async listener(name: string, port: number, action: Props, more: Props = {}): Promise<ListenerAddress> {
        const listening = once(this.plane.events, "listening");
        await this.account.create(listenerType, name, {
            loadBalancerArn: { $ref: "lb.arn" },
            port,
            defaultActions: [action],
            ...more,
        });
        await listening;
        const found = this.plane.listeners().find((one) => one.port === port);
        if (found === undefined) throw new Error(`no listener on port ${port}`);
        return found;
    }

    /** Runs a change and waits until the load balancer follows it. */
    async applied(change: () => unknown): Promise<void> {
        const applied = once(this.plane.events, "applied");
        await change();
        await applied;
    }

    /** A pod on loopback; returns its address in the VPC. */
    async pod(handler: Handler): Promise<{ readonly id: string; readonly port: number }> {
        const server = createServer({ keepAliveTimeout: 0 }, handler);
        this.servers.push(server);
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        this.pods += 1;
        const target = { id: `10.0.0.${10 + this.pods}`, port: 8080 };
        this.plane.endpoints.open(`${target.id}:8080`, (server.address() as AddressInfo).port);
        return target;
    }

    /** A pod registered in a group; resolves when it is healthy. */
    async healthyPod(group: string, handler: Handler): Promise<{ readonly id: string; readonly port: number }> {
        const target = await this.pod(handler);
        this.plane.targets.register(group, target);
        await this.until(group, (health) => health.some((one) => one.id === target.id && one.state === "healthy"));
        return target;
    }

    /** Waits for the health of a group to be so. */
    async until(group: string, fits: (health: readonly TargetHealth[]) => boolean): Promise<void> {
        while (!fits(this.plane.targets.health(group))) await once(this.plane.targets, "health");
    }
}

interface Step {
    readonly type: string;
    readonly name: string;
    readonly inputs: Props;
}

export const networkProgram: readonly Step[] = [
    { type: "aws:ec2/vpc:Vpc", name: "vpc", inputs: { cidrBlock: "10.0.0.0/16" } },
    { type: "aws:ec2/internetGateway:InternetGateway", name: "gateway", inputs: { vpcId: { $ref: "vpc.id" } } },
    {
        type: "aws:ec2/subnet:Subnet",
        name: "a",
        inputs: { vpcId: { $ref: "vpc.id" }, cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" },
    },
    {
        type: "aws:ec2/subnet:Subnet",
        name: "b",
        inputs: { vpcId: { $ref: "vpc.id" }, cidrBlock: "10.0.1.0/24", availabilityZone: "us-east-1b" },
    },
];

export interface Asking {
    readonly method?: string;
    readonly headers?: { readonly [name: string]: string };
    readonly body?: string;
}

/** One request on a new connection. */
export function ask(
    listener: ListenerAddress,
    path: string,
    { method = "GET", headers = {}, body }: Asking = {},
): Promise<Reply> {
    return new Promise((resolve, reject) => {
        const sent = request(`${listener.address}${path}`, { method, headers, agent: false }, (response) => {
            const parts: Buffer[] = [];
            response.on("data", (part: Buffer) => parts.push(part));
            response.on("error", reject);
            response.on("end", () => {
                const { statusCode: status = 0, headers: got, rawHeaders } = response;
                resolve({ status, headers: got, rawHeaders, body: Buffer.concat(parts).toString() });
            });
        });
        sent.on("error", reject);
        sent.end(body);
    });
}

/** Forwards to one group. */
export const one = (arn: string): Props => ({ type: "forward", targetGroupArn: arn });

export const weighted = (groups: readonly (readonly [arn: string, weight: number])[], sticky?: number): Props => ({
    type: "forward",
    forward: {
        targetGroups: groups.map(([arn, weight]) => ({ arn, weight })),
        ...(sticky === undefined ? {} : { stickiness: { enabled: true, duration: sticky } }),
    },
});

export const fixed = (messageBody: string): Props => ({
    type: "fixed-response",
    fixedResponse: { contentType: "text/plain", messageBody, statusCode: "200" },
});

/** Answers health checks itself and gives everything else to `handler`. */
export function healthyBut(handler: Handler): Handler {
    return (incoming, response) => (incoming.url === "/health" ? void response.end() : handler(incoming, response));
}
