import { directTo, within } from "./direct-calls";
import { Answer, LocalClient } from "./local-client";

/** Where a connection of one pod to `host:port` ends: a loopback port, or the error that the pod would see. */
export type Route = (host: string, port: number) => Promise<number>;

/** HTTP calls out of one pod. */
export class Caller {
    private readonly client = new LocalClient();

    constructor(
        private readonly route: Route,
        /** Real milliseconds until a call is given up. */
        private readonly timeout: number,
    ) {}

    /** @throws Error in the words of Node's sockets: `connect ECONNREFUSED …`, `getaddrinfo ENOTFOUND …`. */
    async get(base: string, path: string, headers: { readonly [name: string]: string } = {}): Promise<Answer> {
        const { hostname, port, host } = new URL(base);
        const local = await this.route(hostname, port === "" ? 80 : Number(port));
        const direct = directTo(local);
        if (direct !== undefined) return within(this.timeout, direct(path, headers));
        return this.client.get({ port: local, path, headers: { ...headers, host }, timeout: this.timeout });
    }

    close(): void {
        this.client.close();
    }
}
