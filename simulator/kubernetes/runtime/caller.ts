import { Agent, IncomingHttpHeaders, request } from "node:http";

export interface Answer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

/** Where a connection of one pod to `host:port` ends: a loopback port, or the error that the pod would see. */
export type Route = (host: string, port: number) => Promise<number>;

/** HTTP calls out of one pod. */
export class Caller {
    private readonly agent = new Agent({ keepAlive: true });

    constructor(
        private readonly route: Route,
        /** Real milliseconds until a call is given up. */
        private readonly timeout: number,
    ) {}

    /** @throws Error in the words of Node's sockets: `connect ECONNREFUSED …`, `getaddrinfo ENOTFOUND …`. */
    async get(base: string, path: string, headers: { readonly [name: string]: string } = {}): Promise<Answer> {
        const { hostname, port } = new URL(base);
        const local = await this.route(hostname, port === "" ? 80 : Number(port));
        return getLocal({ port: local, path, headers: { ...headers, host: `${hostname}:${port}` }, agent: this.agent, timeout: this.timeout });
    }

    close(): void {
        this.agent.destroy();
    }
}

export interface LocalRequest {
    readonly port: number;
    readonly path: string;
    readonly headers?: { readonly [name: string]: string };
    readonly agent?: Agent | false;
    /** Real milliseconds. */
    readonly timeout: number;
}

/** One GET on loopback. */
export function getLocal({ port, path, headers, agent, timeout }: LocalRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const outgoing = request({ host: "127.0.0.1", port, path, headers, agent: agent ?? false }, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }));
            response.on("error", reject);
        });
        outgoing.setTimeout(timeout, () => outgoing.destroy(new Error(`no answer within ${Math.round(timeout)} ms`)));
        outgoing.on("error", reject);
        outgoing.end();
    });
}
