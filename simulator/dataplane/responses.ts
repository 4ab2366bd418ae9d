import { ServerResponse, STATUS_CODES } from "node:http";
import { RedirectAction, Routes } from "./routes";
import { RequestFacts } from "./matching";

/** What the load balancer calls itself in the responses that it makes. */
const server = "awselb/2.0";

/** An error or redirect page that the load balancer itself answers. */
export function ownResponse(routes: Routes, response: ServerResponse, status: number, extra: readonly string[] = []): void {
    const title = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
    const page = [
        "<html>",
        `<head><title>${title}</title></head>`,
        "<body>",
        `<center><h1>${title}</h1></center>`,
        "</body>",
        "</html>",
    ];
    const body = page.map((line) => `${line}\r\n`).join("");
    send(routes, response, status, "text/html", body, extra);
}

export function fixedResponse(routes: Routes, response: ServerResponse, status: number, contentType: string, body: string): void {
    send(routes, response, status, contentType, body, []);
}

function send(
    routes: Routes,
    response: ServerResponse,
    status: number,
    contentType: string,
    body: string,
    extra: readonly string[],
): void {
    const headers = ["Content-Type", contentType, "Content-Length", String(Buffer.byteLength(body)), ...extra];
    if (routes.serverHeader) headers.push("Server", server);
    for (const [name, value] of routes.responseHeaders) headers.push(name, value);
    response.writeHead(status, headers);
    response.end(body);
}

/** Where a redirect leads: API reference, `RedirectActionConfig`. */
export function locationOf(action: RedirectAction, routes: Routes, facts: RequestFacts): string {
    const parts: { readonly [keyword: string]: string } = {
        "#{protocol}": routes.protocol,
        "#{host}": facts.host,
        "#{port}": String(routes.port),
        "#{path}": facts.path.replace(/^\//, ""),
        "#{query}": facts.query,
    };
    const filled = (template: string): string =>
        template.replace(/#\{(protocol|host|port|path|query)\}/g, (keyword) => parts[keyword] ?? "");
    const query = filled(action.query);
    const origin = `${filled(action.protocol).toLowerCase()}://${filled(action.host)}:${filled(action.port)}`;
    const address = `${origin}${filled(action.path)}`;
    return query === "" ? address : `${address}?${query}`;
}
