/** One GET of a text over HTTP. */

import { callMessageOf } from "./aws-client";

export interface HttpText {
    readonly status: number;
    readonly text: string;
}

export interface HttpOptions {
    readonly headers?: { readonly [name: string]: string };
    /** Milliseconds for the whole answer. */
    readonly timeout: number;
}

/** @throws Error that says why there is no answer */
export async function getText(url: string | URL, { headers = {}, timeout }: HttpOptions): Promise<HttpText> {
    try {
        const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeout) });
        return { status: response.status, text: await response.text() };
    } catch (error) {
        if (error instanceof Error && error.name === "TimeoutError") {
            throw new Error(`no answer within ${timeout / 1000} s`);
        }
        // fetch says "fetch failed"; its cause says why.
        throw new Error(callMessageOf(error instanceof Error && error.cause !== undefined ? error.cause : error));
    }
}
