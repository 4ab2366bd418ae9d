/**
 * Requests of our own through the load balancer, each on a new connection. Over TLS every address of the load balancer is asked
 * in turn, under the domain's name: that is what users meet, and one address that answers otherwise is found.
 */

import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { type Color, colors } from "../../config/types";
import { messageOf } from "../message";
import type { Probe, ProbeAnswer } from "../ports/load-balancer";

/** Headers by which a service says what it is, and the one that picks the color at the test listener. */
const colorHeader = "x-colorway-color";
const versionHeader = "x-colorway-version";

/** Milliseconds until a request without a whole answer counts as unanswered. */
const usualTimeout = 2_000;

/** Milliseconds that found addresses are used for; the DNS record of a load balancer lives 60 s. */
const addressLifetime = 15_000;

type Listener = "https" | "test";

/** A load balancer with TLS, found by its DNS name. */
export interface TlsPlace {
    /** Of the load balancer, as `dev-1234567890.us-east-1.elb.amazonaws.com`. */
    readonly dnsName: string;
    /** The name that users call; the certificate must be valid for it. */
    readonly domain: string;
    /** @default 443 and 8443 */
    readonly ports?: { readonly [listener in Listener]: number };
    /** Certificate authority in PEM form. @default - the ones that Node.js knows */
    readonly ca?: string;
    /** Addresses of a name. @default - the system's resolver, IPv4 */
    readonly resolve?: (name: string) => Promise<readonly string[]>;
}

/** A load balancer in plain HTTP, as the simulated cloud's: `http://127.0.0.1:PORT` for each listener. */
export interface PlainPlace {
    readonly listeners: { readonly [listener in Listener]: string };
    /** The name that users call. */
    readonly domain: string;
}

export interface ProbeOptions {
    /** Milliseconds until a request counts as unanswered. @default 2000 */
    readonly timeout?: number;
}

export class HttpProbe implements Probe {
    private readonly timeout: number;
    private turn = 0;
    private found: { readonly addresses: readonly string[]; readonly at: number } | undefined;

    constructor(private readonly place: TlsPlace | PlainPlace, options: ProbeOptions = {}) {
        this.timeout = options.timeout ?? usualTimeout;
    }

    async ask(listener: Listener, path: string, color?: Color): Promise<ProbeAnswer> {
        const signal = AbortSignal.timeout(this.timeout);
        try {
            const target = await this.target(listener);
            return await answerOf({ ...target, path, headers: headersOf(this.place.domain, color), agent: false, signal });
        } catch (error) {
            return { kind: "noAnswer", reason: signal.aborted ? `no answer within ${this.timeout} ms` : reasonOf(error) };
        }
    }

    /** Fails where the name has no address. */
    async addresses(): Promise<readonly string[]> {
        if (!("dnsName" in this.place)) {
            return [...new Set(Object.values(this.place.listeners).map(address => new URL(address).host))];
        }
        if (this.found === undefined || performance.now() - this.found.at > addressLifetime) {
            const addresses = await (this.place.resolve ?? ipv4Of)(this.place.dnsName);
            if (addresses.length === 0) {
                throw new Error(`${this.place.dnsName} has no address`);
            }
            this.found = { addresses: [...addresses].sort(), at: performance.now() };
        }
        return this.found.addresses;
    }

    private async target(listener: Listener): Promise<RequestOptions> {
        if (!("dnsName" in this.place)) {
            const { protocol, hostname, port } = new URL(this.place.listeners[listener]);
            return { protocol, host: hostname, port };
        }
        const { domain, ca, ports = { https: 443, test: 8443 } } = this.place;
        const addresses = await this.addresses();
        const host = addresses[this.turn % addresses.length];
        this.turn += 1;
        const tls = { servername: isIP(domain) === 0 ? domain : "", ca };
        return { protocol: "https:", host, port: ports[listener], ...tls };
    }
}

async function ipv4Of(name: string): Promise<readonly string[]> {
    return (await lookup(name, { all: true, family: 4 })).map(({ address }) => address);
}

function headersOf(domain: string, color: Color | undefined): { readonly [name: string]: string } {
    const usual = { "host": domain, "user-agent": "colorway-probe", "connection": "close" };
    return color === undefined ? usual : { ...usual, [colorHeader]: color };
}

/** The whole answer: one that is cut off is none. */
function answerOf(options: RequestOptions): Promise<ProbeAnswer> {
    const start = performance.now();
    return new Promise((resolve, reject) => {
        const send = options.protocol === "https:" ? httpsRequest : httpRequest;
        const sent = send(options, response => {
            response.once("error", reject);
            const milliseconds = (): number => performance.now() - start;
            response.once("end", () => resolve({ kind: "answer", ...identityOf(response), milliseconds: milliseconds() }));
            response.resume();
        });
        sent.once("error", reject);
        sent.end();
    });
}

interface Identity {
    readonly status: number;
    readonly color?: Color;
    readonly version?: string;
}

function identityOf({ statusCode = 0, headers }: IncomingMessage): Identity {
    const color = colors.find(known => known === headers[colorHeader]);
    const version = headers[versionHeader];
    return { status: statusCode, ...(color === undefined ? {} : { color }), ...(typeof version === "string" ? { version } : {}) };
}

function reasonOf(error: unknown): string {
    if (error instanceof AggregateError) {
        return error.errors.map(reasonOf).join("; ");
    }
    return messageOf(error);
}
