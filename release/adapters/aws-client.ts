/** What the clients of AWS's API have in common here. */
import { messageOf } from "../message";

/** Where the API is. */
export interface AwsPlace {
    readonly region: string;
    /**
     * Address of a stand-in for AWS, as the simulated cloud's `http://127.0.0.1:4711`. It is asked with made-up credentials:
     * whatever real ones lie around never leave the machine.
     * @default - AWS, with the credentials of the environment
     */
    readonly endpoint?: string;
}

/** Milliseconds to open a connection. */
const connectionTimeout = 1_000;

/**
 * Settings of a client that makes each call once: repeating is the caller's (`persist`). Connections are kept open by the SDK's
 * own agent, so that a call costs one round trip.
 */
export function clientSettings({ region, endpoint }: AwsPlace) {
    const credentials = { accessKeyId: "simulated", secretAccessKey: "simulated" };
    const standIn = endpoint === undefined ? {} : { endpoint, credentials };
    return { region, ...standIn, maxAttempts: 1, requestHandler: { connectionTimeout } };
}

/** Names by which AWS says "not so fast" or "not now": ELBv2 and EventBridge Scheduler API references, "Common errors". */
const transientCodes = new Set([
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "RequestLimitExceeded",
    "TooManyRequestsException", "TooManyRequests", "SlowDown", "PriorRequestNotComplete", "RequestTimeout", "RequestTimeoutException",
    "ServiceUnavailable", "ServiceUnavailableException", "InternalFailure", "InternalError", "InternalServerException",
]);

/** What Node.js and the SDK call a connection that was not made, was cut, or was silent. */
const connectionCodes = new Set([
    "DeadlineExceeded", "TimeoutError", "AbortError", "ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT",
    "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "EAI_AGAIN", "ENOTFOUND",
]);

/** AWS's code of an error, as the API references write it, else the one of Node.js or the error's name. */
export function codeOf(error: unknown): string {
    const { Code, code, name } = fieldsOf(error);
    return [Code, code, name].find(value => typeof value === "string") ?? "Error";
}

/** Whether the same call may succeed later: a throttle, a time-out, a lost connection, an answer 500–599. */
export function isTransient(error: unknown): boolean {
    const { name, $metadata, $retryable } = fieldsOf(error);
    const status = fieldsOf($metadata).httpStatusCode;
    return [codeOf(error), name].some(code => typeof code === "string" && (transientCodes.has(code) || connectionCodes.has(code)))
        || $retryable !== undefined || (typeof status === "number" && (status === 429 || status >= 500));
}

/** What an error of a call says. */
export function callMessageOf(error: unknown): string {
    const message = messageOf(error);
    // Connection errors of Node.js to a name with several addresses have an empty message.
    return message === "" ? codeOf(error) : message;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
    const own = typeof value === "object" && value !== null ? { ...value } : {};
    // An error has its name from its class.
    return value instanceof Error ? { ...own, name: value.name } : own;
}
