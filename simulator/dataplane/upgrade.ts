import { IncomingMessage, STATUS_CODES } from "node:http";
import { Duplex } from "node:stream";
import { Way } from "./choice";
import { TargetConnections } from "./proxy";
import { Routes } from "./routes";

/** Passes a connection that changes its protocol (WebSocket) through to a target, where it stays whatever the weights become. */
export function passUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    routes: Routes,
    way: Way | undefined,
    connections: TargetConnections,
): void {
    const upstream = way === undefined ? undefined : connections.openUpgrade(request, routes, way.target);
    if (way === undefined || upstream === undefined) {
        refuse(socket, way === undefined ? 503 : 504);
        return;
    }
    upstream.on("upgrade", (answer, far, farHead) => {
        socket.write(headOf(answer, 101));
        if (farHead.length > 0) socket.write(farHead);
        if (head.length > 0) far.write(head);
        far.pipe(socket).pipe(far);
        const end = (): void => {
            far.destroy();
            socket.destroy();
            connections.forget(way.target, upstream);
        };
        for (const side of [far, socket]) side.on("error", end).on("close", end);
    });
    upstream.on("response", (answer) => {
        socket.write(headOf(answer, answer.statusCode ?? 502));
        answer.pipe(socket);
        connections.forget(way.target, upstream);
    });
    upstream.on("error", () => {
        connections.forget(way.target, upstream);
        refuse(socket, 502);
    });
    socket.on("error", () => upstream.destroy());
    upstream.end();
}

function headOf(answer: IncomingMessage, status: number): string {
    const lines = [`HTTP/1.1 ${status} ${answer.statusMessage ?? STATUS_CODES[status] ?? ""}`];
    for (let index = 0; index < answer.rawHeaders.length; index += 2) {
        lines.push(`${answer.rawHeaders[index] ?? ""}: ${answer.rawHeaders[index + 1] ?? ""}`);
    }
    return `${lines.join("\r\n")}\r\n\r\n`;
}

function refuse(socket: Duplex, status: number): void {
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
