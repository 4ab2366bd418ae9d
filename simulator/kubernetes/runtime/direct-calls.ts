import { Answer } from "./local-client";

/** How a server answers a call from within this process. */
export type Direct = (path: string, headers: { readonly [name: string]: string }) => Promise<Answer>;

/**
 * Servers of this process by their loopback port. Calls between pods go to them without a socket: a request of the sample makes
 * seven, and sockets were most of what it cost. Who may call whom, and where a name leads, is decided before.
 */
const servers = new Map<number, Direct>();

export function offerDirectly(port: number, answer: Direct): void {
    servers.set(port, answer);
}

export function withdrawDirectly(port: number): void {
    servers.delete(port);
}

export function directTo(port: number): Direct | undefined {
    return servers.get(port);
}

/** The answer, or the error of a client that waited `timeout` milliseconds for it. */
export function within(timeout: number, answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
        answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}
