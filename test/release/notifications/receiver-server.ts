/** A receiver on loopback, with what it was told. */
import { createServer, IncomingHttpHeaders, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Told {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

export interface ReceiverServer {
    readonly url: string;
    readonly told: readonly Told[];
    close(): Promise<void>;
}

/** @param answer what to say to the request of that number, from 1 on; default: 200 */
export async function receiverServer(
    answer: (response: ServerResponse, number: number) => void = (response) => void response.end("ok"),
): Promise<ReceiverServer> {
    const told: Told[] = [];
    const server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
            told.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
            answer(response, told.length);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        url: `http://127.0.0.1:${port}/services/T0/hidden-address`,
        told,
        close: () => new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
        }),
    };
}

export function status(code: number, headers: { readonly [name: string]: string } = {}): (response: ServerResponse) => void {
    return (response) => void response.writeHead(code, headers).end();
}
