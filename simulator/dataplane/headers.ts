import { randomBytes } from "node:crypto";
import { IncomingMessage } from "node:http";
import { Routes } from "./routes";

// Fields that concern one connection only: RFC 9110, 7.6.1. Transfer-Encoding is told on by Node.js itself.
const ofConnection = new Set(["connection", "keep-alive", "proxy-connection", "upgrade", "te", "expect"]);

const forwarded = new Set(["x-forwarded-proto", "x-forwarded-port"]);

// "HTTP header names must conform to [-A-Za-z0-9]+": ELB guide, attribute routing.http.drop_invalid_header_fields.enabled
const validName = /^[-A-Za-z0-9]+$/;

/**
 * The headers of a request as the target gets them:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function requestHeaders(request: IncomingMessage, routes: Routes, upgrade = false): string[] {
    const { dropInvalidHeaderFields, forwardedFor, clientPort } = routes.loadBalancer;
    const given = request.rawHeaders;
    const headers: string[] = [];
    let earlier = "";
    let trace = "";
    for (let index = 0; index < given.length; index += 2) {
        const name = given[index] ?? "";
        const value = given[index + 1] ?? "";
        const lower = name.toLowerCase();
        if (lower === "x-forwarded-for" && forwardedFor !== "preserve") earlier = earlier === "" ? value : `${earlier}, ${value}`;
        else if (lower === "x-amzn-trace-id") trace = value;
        else if (
            forwarded.has(lower)
            || (ofConnection.has(lower) && !(upgrade && (lower === "connection" || lower === "upgrade")))
        )
            continue;
        else if (dropInvalidHeaderFields && !validName.test(name)) continue;
        else headers.push(name, value);
    }
    if (forwardedFor === "append") {
        const { remoteAddress = "", remotePort = 0 } = request.socket;
        const client = clientPort ? `${remoteAddress}:${remotePort}` : remoteAddress;
        headers.push("X-Forwarded-For", earlier === "" ? client : `${earlier}, ${client}`);
    }
    headers.push("X-Forwarded-Proto", routes.protocol.toLowerCase(), "X-Forwarded-Port", String(routes.port));
    headers.push("X-Amzn-Trace-Id", traceId(trace));
    return headers;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html */
function traceId(given: string): string {
    const id = `1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
    if (given === "") return `Root=${id}`;
    const kept = given
        .split(";")
        .filter((part) => !part.startsWith("Self="))
        .join(";");
    return /(^|;)Root=/.test(kept) ? `Self=${id};${kept}` : `Root=${id};${kept}`;
}

/** The headers of a target's response as the client gets them. */
export function responseHeadersOf(response: IncomingMessage, routes: Routes, cookies: readonly string[]): string[] {
    const headers: string[] = [];
    const own =
        routes.responseHeaders.length === 0 ? undefined : new Set(routes.responseHeaders.map(([name]) => name.toLowerCase()));
    const given = response.rawHeaders;
    for (let index = 0; index < given.length; index += 2) {
        const name = given[index] ?? "";
        const lower = name.toLowerCase();
        if (!ofConnection.has(lower) && own?.has(lower) !== true) headers.push(name, given[index + 1] ?? "");
    }
    for (const cookie of cookies) headers.push("Set-Cookie", cookie);
    for (const [name, value] of routes.responseHeaders) headers.push(name, value);
    return headers;
}
