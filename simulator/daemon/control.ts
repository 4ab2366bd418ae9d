import { timingSafeEqual } from "node:crypto";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";

/** One call of the control interface: returns what is answered as JSON, or text. */
export interface Route {
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly handle: (body: unknown) => Promise<unknown> | unknown;
}

export interface Control {
    readonly port: number;
    stop(): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;

/** A call that was not understood: answered with 400 and this text. */
export class BadRequest extends Error {}

/** Serves the control interface on loopback. Everything but GET needs the token. */
export async function serveControl(routes: readonly Route[], token: string, port: number): Promise<Control> {
    const server = createServer((request, response) => {
        answer(routes, token, request, response).catch((error: unknown) => {
            reply(response, error instanceof BadRequest ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
        });
    });
    await listen(server, port);
    return {
        port: (server.address() as AddressInfo).port,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

function listen(server: Server, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => resolve());
    });
}

async function answer(routes: readonly Route[], token: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    const route = routes.find((candidate) => candidate.path === path && candidate.method === request.method);
    if (route === undefined) return reply(response, 404, { error: `no ${request.method} ${path} here` });
    if (route.method !== "GET" && !holds(request.headers.authorization, token)) {
        return reply(response, 401, { error: "this call needs the token of daemon.json" });
    }
    const result = await route.handle(await bodyOf(request));
    if (typeof result === "string") {
        response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(result);
    } else {
        reply(response, 200, result);
    }
}

function holds(authorization: string | undefined, token: string): boolean {
    const given = Buffer.from(authorization ?? "");
    const wanted = Buffer.from(`Bearer ${token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > maxBodyBytes) throw new BadRequest(`the request has more than ${maxBodyBytes} bytes`);
    }
    try {
        return bytes === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString()) as unknown);
    } catch {
        throw new BadRequest("the request is no JSON");
    }
}

function reply(response: ServerResponse, status: number, value: unknown): void {
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(value)}\n`);
}
