/**
 * A small HTTP client for the servers of containers, over connections that stay open. A simulated cluster makes thousands of
 * calls a second in one process, and Node's own client costs several times as much as the answer.
 */

import { connect, Socket } from "node:net";

export interface Answer {
    readonly status: number;
    /** Names in lower case. */
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
}

export interface LocalRequest {
    /** Port on loopback. */
    readonly port: number;
    readonly path: string;
    readonly headers?: { readonly [name: string]: string };
    /** Real milliseconds until it is given up. */
    readonly timeout: number;
}

/** Milliseconds after which an unused connection is not used again: well before the server would close it. */
const longestIdle = 30_000;

export class LocalClient {
    private readonly idle = new Map<number, Connection[]>();
    private readonly all = new Set<Connection>();
    private closed = false;

    /** One GET. @throws Error of the socket, or `no answer within … ms`. */
    get({ port, path, headers = {}, timeout }: LocalRequest): Promise<Answer> {
        const lines = Object.entries(headers)
            .map(([name, value]) => `${name}: ${value}\r\n`)
            .join("");
        const text = `GET ${path} HTTP/1.1\r\n${"host" in headers ? "" : `host: 127.0.0.1:${port}\r\n`}${lines}\r\n`;
        return (this.reuse(port) ?? this.open(port)).ask(text, timeout);
    }

    close(): void {
        this.closed = true;
        for (const connection of this.all) connection.close(new Error("the caller has stopped"));
    }

    private reuse(port: number): Connection | undefined {
        const connection = this.idle.get(port)?.pop();
        if (connection === undefined || performance.now() - connection.idleSince < longestIdle) return connection;
        connection.close(new Error("unused for too long"));
        return this.reuse(port);
    }

    private open(port: number): Connection {
        const connection: Connection = new Connection(
            port,
            () => {
                if (this.closed) return connection.close(new Error("the caller has stopped"));
                const idle = this.idle.get(port);
                if (idle === undefined) this.idle.set(port, [connection]);
                else idle.push(connection);
            },
            () => {
                this.all.delete(connection);
                const idle = this.idle.get(port)?.filter((each) => each !== connection) ?? [];
                if (idle.length > 0) this.idle.set(port, idle);
                else this.idle.delete(port);
            },
        );
        this.all.add(connection);
        return connection;
    }
}

interface Pending {
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: Error) => void;
    readonly timer: NodeJS.Timeout;
}

/** One connection: one question at a time. */
class Connection {
    idleSince = 0;
    private readonly socket: Socket;
    private received = "";
    private pending: Pending | undefined;

    constructor(
        port: number,
        private readonly free: () => void,
        private readonly gone: () => void,
    ) {
        this.socket = connect({ host: "127.0.0.1", port, noDelay: true });
        // one byte is one letter: lengths are counted in bytes
        this.socket.setEncoding("latin1");
        this.socket.on("data", (chunk: string) => this.read(chunk));
        this.socket.on("error", (error) => this.close(error));
        this.socket.on("close", () => this.close(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })));
    }

    ask(text: string, timeout: number): Promise<Answer> {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => this.close(new Error(`no answer within ${Math.round(timeout)} ms`)), timeout);
            this.pending = { resolve, reject, timer };
            this.socket.write(text, "latin1");
        });
    }

    close(reason: Error): void {
        this.socket.destroy();
        this.gone();
        const pending = this.pending;
        this.pending = undefined;
        clearTimeout(pending?.timer);
        pending?.reject(reason);
    }

    private read(chunk: string): void {
        this.received += chunk;
        const end = this.received.indexOf("\r\n\r\n");
        if (end < 0) return;
        const [first, ...lines] = this.received.slice(0, end).split("\r\n");
        const headers: { [name: string]: string } = {};
        for (const line of lines) {
            const colon = line.indexOf(":");
            headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
        }
        const length = Number(headers["content-length"] ?? 0);
        if (this.received.length < end + 4 + length) return;
        const body = Buffer.from(this.received.slice(end + 4, end + 4 + length), "latin1").toString("utf8");
        this.received = "";
        const pending = this.pending;
        this.pending = undefined;
        clearTimeout(pending?.timer);
        if (headers["connection"] === "close") this.close(new Error("closed by the server"));
        else {
            this.idleSince = performance.now();
            this.free();
        }
        pending?.resolve({ status: Number(first.slice(9, 12)), headers, body });
    }
}
