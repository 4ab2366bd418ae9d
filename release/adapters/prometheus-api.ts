/** Range queries of Prometheus' HTTP API (Prometheus documentation, "HTTP API"), version 1, as its many relatives serve it too. */

import { getText } from "./http-text";

export interface PrometheusPlace {
    /** Base address, with the path that it is served under if any, as `https://metrics.example.com/prometheus`; may hold user and password. */
    readonly address: string;
    /** Sent as `Authorization: Bearer …`. @default - none */
    readonly token?: string;
    /** Milliseconds after which a query has failed. @default 5000 */
    readonly timeout?: number;
}

export interface RangeQuery {
    readonly query: string;
    /** Milliseconds since 1970 of the first and the last evaluation. */
    readonly start: number;
    readonly end: number;
    /** Milliseconds from one evaluation to the next. */
    readonly step: number;
}

/** One time series of an answer. */
export interface RangeRow {
    readonly labels: { readonly [name: string]: string };
    /** By number of the evaluation, from 0; evaluations without a value, or with NaN, are not there. */
    readonly values: ReadonlyMap<number, number>;
}

/** Most evaluations of one query (Prometheus, web/api/v1, `exceeded maximum resolution of 11,000 points per timeseries`). */
export const mostPoints = 11_000;

export class PrometheusApi {
    /** Base address without user and password, for messages. */
    readonly shown: string;
    private readonly base: string;
    private readonly headers: { readonly [name: string]: string };
    private readonly timeout: number;

    /** @throws TypeError where the address is no URL */
    constructor({ address, token, timeout = 5000 }: PrometheusPlace) {
        const url = new URL(address);
        const { username, password } = url;
        // fetch refuses an address with a password.
        [url.username, url.password] = ["", ""];
        this.base = url.href.replace(/\/+$/, "");
        this.shown = this.base;
        const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
        const authorization = token !== undefined ? `Bearer ${token}` : username === "" ? undefined : `Basic ${basic}`;
        this.headers = { accept: "application/json", ...(authorization === undefined ? {} : { authorization }) };
        this.timeout = timeout;
    }

    /** @throws Error that says what is wrong: no answer, an error, an answer in another form, or one that Prometheus itself warns of */
    async range({ query, start, end, step }: RangeQuery): Promise<readonly RangeRow[]> {
        const settings = {
            query,
            start: (start / 1000).toFixed(3),
            end: (end / 1000).toFixed(3),
            step: (step / 1000).toFixed(3),
            timeout: `${this.timeout}ms`,
        };
        const url = `${this.base}/api/v1/query_range?${new URLSearchParams(settings).toString()}`;
        const { status, text } = await getText(url, { headers: this.headers, timeout: this.timeout });
        const answer = jsonOf(text);
        if (status !== 200 || answer["status"] !== "success") {
            const { errorType, error } = answer;
            throw new Error(`answered ${status}${typeof error === "string" ? `: ${String(errorType)}: ${error}` : ""}${hintOf(status)}`);
        }
        const { data, warnings } = answer;
        // A store behind it that did not answer, say: what there is may be a part.
        if (Array.isArray(warnings) && warnings.length > 0) {
            throw new Error(`answered with a warning: ${warnings.map(String).join("; ")}`);
        }
        if (!isRecord(data) || data["resultType"] !== "matrix" || !Array.isArray(data["result"])) {
            throw new Error("answered without a matrix");
        }
        return data["result"].map(row => rowOf(row, start, step));
    }
}

function hintOf(status: number): string {
    return status === 401 || status === 403 ? " (is the token right?)" : status === 404 ? " (is the path of the address right?)" : "";
}

function jsonOf(text: string): { readonly [name: string]: unknown } {
    try {
        const value: unknown = JSON.parse(text);
        return isRecord(value) ? value : {};
    } catch {
        return {};
    }
}

function rowOf(row: unknown, start: number, step: number): RangeRow {
    if (!isRecord(row) || !isRecord(row["metric"]) || !Array.isArray(row["values"])) {
        throw new Error("answered with a row that is no time series");
    }
    const labels = Object.fromEntries(Object.entries(row["metric"]).map(([name, value]) => [name, String(value)]));
    const values = new Map<number, number>();
    for (const point of row["values"]) {
        const [time, value] = Array.isArray(point) ? [Number(point[0]), valueOf(String(point[1]))] : [NaN, NaN];
        if (!Number.isFinite(time)) {
            throw new Error("answered with a point that has no time");
        }
        if (!Number.isNaN(value)) {
            values.set(Math.round((time * 1000 - start) / step), value);
        }
    }
    return { labels, values };
}

/** A count. NaN stays: it is Prometheus' word for "there is none". */
function valueOf(text: string): number {
    const value = text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
    if (!(text === "NaN" || (text !== "" && value >= 0 && value < Infinity))) {
        throw new Error(`answered with ${JSON.stringify(text)} for a number of requests`);
    }
    return value;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
