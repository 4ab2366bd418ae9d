/**
 * An open-loop load generator: requests are due at a fixed rate whether or not earlier ones were answered, and latency
 * counts from when a request was due. A server that stalls is therefore seen to stall, as its users see it.
 */

import { EventEmitter } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import { LoadReport, Result, SecondReport, Tally } from "./report";

export interface LoadOptions {
    /** `http:` or `https:`. */
    readonly url: string;
    /** Requests a second, above 0. */
    readonly rate: number;
    /** Ends by itself after that time. @default - goes on until `stop` */
    readonly seconds?: number;
    readonly headers?: { readonly [name: string]: string };
    /** Milliseconds after which a request counts as failed with `TIMEOUT`. @default 10000 */
    readonly timeout?: number;
    /** Connections at most; a request that is due while all are busy waits. @default 512 */
    readonly connections?: number;
    /** PEM of the authority that signed the server's certificate. @default - the usual authorities */
    readonly ca?: string;
    /** Name in the server's certificate, where it differs from the URL's. */
    readonly servername?: string;
}

export interface LoadEvents {
    /** A second is over and all its requests have ended; seconds come in order. */
    second: [report: SecondReport];
    end: [report: LoadReport];
}

/** Starts at once. @throws Error where an option makes no sense. */
export function startLoad(options: LoadOptions): Load {
    if (!(options.rate > 0)) throw new Error(`rate: ${options.rate} is not a number of requests above 0`);
    if (options.seconds !== undefined && !(options.seconds > 0))
        throw new Error(`seconds: ${options.seconds} is not a time above 0`);
    const { protocol } = new URL(options.url);
    if (protocol !== "http:" && protocol !== "https:")
        throw new Error(`url: ${options.url} starts neither with http: nor with https:`);
    return new Load(options);
}

/** Milliseconds between two looks at what is due: short against any latency that matters, long against the work of a look. */
const tick = 2;

interface Second {
    readonly tally: Tally;
    pending: number;
}

export class Load extends EventEmitter<LoadEvents> {
    /** The report, once everything has ended. */
    readonly finished: Promise<LoadReport>;
    private readonly send: Sender;
    private readonly all = new Tally();
    private readonly seconds: Second[] = [];
    private readonly reports: SecondReport[] = [];
    private readonly started = new Date();
    private readonly zero = performance.now();
    private readonly limit: number;
    private readonly timer: NodeJS.Timeout;
    private sent = 0;
    private pending = 0;
    private stopping = false;
    private finish: (report: LoadReport) => void = () => undefined;

    constructor(private readonly options: LoadOptions) {
        super();
        this.finished = new Promise((resolve) => {
            this.finish = resolve;
        });
        this.limit = options.seconds === undefined ? Infinity : Math.round(options.rate * options.seconds);
        this.send = new Sender(options);
        this.timer = setInterval(() => this.look(), tick);
    }

    /** Sends nothing more, waits for what is under way. */
    stop(): Promise<LoadReport> {
        this.stopping = true;
        this.look();
        return this.finished;
    }

    private look(): void {
        const elapsed = performance.now() - this.zero;
        while (!this.stopping && this.sent < this.limit && (this.sent / this.options.rate) * 1000 <= elapsed) this.fire();
        if (this.sent >= this.limit) this.stopping = true;
        this.reportSeconds(elapsed);
        if (this.stopping && this.pending === 0) this.end();
    }

    private fire(): void {
        const due = (this.sent / this.options.rate) * 1000;
        const second = this.secondOf(Math.floor(due / 1000));
        this.sent += 1;
        this.pending += 1;
        second.pending += 1;
        this.send.get((outcome) => {
            const at = performance.now() - this.zero;
            const result: Result = { ...outcome, at, latency: at - due };
            this.all.add(result);
            second.tally.add(result);
            second.pending -= 1;
            this.pending -= 1;
        });
    }

    private secondOf(index: number): Second {
        while (this.seconds.length <= index) this.seconds.push({ tally: new Tally(), pending: 0 });
        return this.seconds[index];
    }

    private reportSeconds(elapsed: number): void {
        for (let index = this.reports.length; index < this.seconds.length; index += 1) {
            const { tally, pending } = this.seconds[index];
            const over = this.stopping || elapsed >= (index + 1) * 1000;
            if (!over || pending > 0) return;
            const report: SecondReport = { second: index, ...tally.outcome() };
            this.reports.push(report);
            this.emit("second", report);
        }
    }

    private end(): void {
        clearInterval(this.timer);
        this.send.close();
        const { url, rate } = this.options;
        const report: LoadReport = {
            url,
            rate,
            started: this.started.toISOString(),
            ended: new Date().toISOString(),
            ...this.all.outcome(),
            seconds: this.reports,
        };
        this.emit("end", report);
        this.finish(report);
    }
}

/** Sends requests over connections that stay open. */
class Sender {
    private readonly agent: http.Agent;
    private readonly options: http.RequestOptions;
    private readonly request: typeof http.request;
    private readonly timeout: number;

    constructor({ url, headers, timeout = 10_000, connections = 512, ca, servername }: LoadOptions) {
        const secure = url.startsWith("https:");
        // in turn, so that no connection is idle for so long that the server closes it just when it is used again
        const agentOptions = {
            keepAlive: true,
            maxSockets: connections,
            maxFreeSockets: connections,
            scheduling: "fifo",
        } as const;
        this.agent = secure ? new https.Agent({ ...agentOptions, ca, servername }) : new http.Agent(agentOptions);
        this.request = secure ? https.request : http.request;
        this.timeout = timeout;
        const { hostname, port, pathname, search } = new URL(url);
        this.options = {
            host: hostname,
            port: port === "" ? undefined : port,
            path: `${pathname}${search}`,
            headers,
            agent: this.agent,
        };
    }

    get(done: (outcome: Omit<Result, "at" | "latency">) => void): void {
        let ended = false;
        const end = (outcome: Omit<Result, "at" | "latency">): void => {
            if (ended) return;
            ended = true;
            clearTimeout(timer);
            done(outcome);
        };
        const request = this.request(this.options, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () => end(outcomeOf(response, chunks)));
            response.on("error", (error) => end({ error: codeOf(error) }));
        });
        // a timer of our own: the socket's would start anew with every byte
        const timer = setTimeout(() => {
            end({ error: "TIMEOUT" });
            request.destroy();
        }, this.timeout);
        request.on("error", (error) => end({ error: codeOf(error) }));
        request.end();
    }

    close(): void {
        this.agent.destroy();
    }
}

function codeOf(error: Error & { readonly code?: unknown }): string {
    return typeof error.code === "string" ? error.code : error.message;
}

function outcomeOf(response: http.IncomingMessage, chunks: readonly Buffer[]): Omit<Result, "at" | "latency"> {
    const color = headerOf(response, "x-colorway-color");
    return {
        status: response.statusCode ?? 0,
        color,
        version: headerOf(response, "x-colorway-version"),
        crossed: color !== undefined && crosses(Buffer.concat(chunks).toString("utf8"), color),
    };
}

function headerOf(response: http.IncomingMessage, name: string): string | undefined {
    const value = response.headers[name];
    return typeof value === "string" ? value : undefined;
}

/** Whether some call under an answer of `color` was answered by another one. */
export function crosses(body: string, color: string): boolean {
    // most answers name one color only: no need to look closer
    const others = body.replaceAll(`"color":"${color}"`, "");
    if (!others.includes(`"color":`)) return false;
    try {
        return callsCross(JSON.parse(body), color);
    } catch {
        return false;
    }
}

function callsCross(answer: unknown, color: string): boolean {
    if (typeof answer !== "object" || answer === null || !("calls" in answer) || !Array.isArray(answer.calls)) return false;
    return answer.calls.some((call: unknown) => {
        const named = typeof call === "object" && call !== null && "color" in call && typeof call.color === "string";
        return (named && call.color !== color) || callsCross(call, color);
    });
}
