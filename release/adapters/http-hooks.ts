/** Posts to receivers over HTTP. */
import type { HookAnswer, HookRequest, Hooks } from "../ports/notifications";

export class HttpHooks implements Hooks {
    async post({ url, headers, body }: HookRequest, signal: AbortSignal): Promise<HookAnswer> {
        try {
            // Where a receiver sends on to, the signed body of a secret address would go to somebody else.
            const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
            await answer.body?.cancel();
            const wanted = Number(answer.headers.get("retry-after") ?? Number.NaN);
            return { kind: "answer", status: answer.status, ...(wanted >= 0 ? { retryAfterSeconds: wanted } : {}) };
        } catch (error) {
            return { kind: "noAnswer", reason: codeOf(error) };
        }
    }
}

/** As `ECONNREFUSED`: messages of `fetch` may hold the address, its codes don't. */
function codeOf(error: unknown): string {
    for (let at = error; at instanceof Error; at = at.cause) {
        const { code } = at as { readonly code?: unknown };
        if (typeof code === "string") return code;
        if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
    }
    return error instanceof Error && error.name === "AbortError" ? "broken off" : "no connection";
}
