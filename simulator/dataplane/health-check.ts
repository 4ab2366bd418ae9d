import { get } from "node:http";

/** What a target group's health check asks; seconds are the cloud's. */
export interface HealthCheckSettings {
    readonly path: string;
    /** `traffic-port` or a number. */
    readonly port: string;
    /** Codes that pass, as `200,202` or `200-299`. */
    readonly matcher: string;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
}

/** One check; the reasons are those of the API (API reference, `TargetHealth`). */
export type CheckOutcome =
    | { readonly passed: true }
    | {
          readonly passed: false;
          readonly reason: "Target.ResponseCodeMismatch" | "Target.Timeout" | "Target.FailedHealthChecks";
          readonly description: string;
      };

export const timedOut: CheckOutcome = { passed: false, reason: "Target.Timeout", description: "Request timed out" };

/** Asks once over a new connection, as the real load balancer does. `signal` gives up without an outcome worth keeping. */
export function checkOnce(
    localPort: number,
    settings: HealthCheckSettings,
    options: { readonly host: string; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<CheckOutcome> {
    return new Promise((resolve) => {
        const request = get({
            host: "127.0.0.1",
            port: localPort,
            path: settings.path,
            agent: false,
            headers: { host: options.host, "user-agent": "ELB-HealthChecker/2.0", connection: "close" },
            signal: options.signal,
        });
        const timer = setTimeout(() => {
            resolve(timedOut);
            request.destroy();
        }, options.timeoutMs);
        request.on("response", (response) => {
            clearTimeout(timer);
            const code = response.statusCode ?? 0;
            response.resume();
            resolve(matches(settings.matcher, code) ? { passed: true } : mismatch(code));
        });
        request.on("error", () => {
            clearTimeout(timer);
            resolve({ passed: false, reason: "Target.FailedHealthChecks", description: "Health checks failed" });
        });
    });
}

function mismatch(code: number): CheckOutcome {
    return {
        passed: false,
        reason: "Target.ResponseCodeMismatch",
        description: `Health checks failed with these codes: [${code}]`,
    };
}

/** Whether a status code is among those of a matcher. */
export function matches(matcher: string, code: number): boolean {
    return matcher.split(",").some((part) => {
        const [low, high] = part.split("-").map(Number);
        return low !== undefined && code >= low && code <= (high ?? low);
    });
}
