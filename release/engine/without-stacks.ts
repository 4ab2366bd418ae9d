/**
 * The SDK takes a stack trace for every promise of a program that runs in this process: most of its time, and with source maps so much
 * that a heartbeat comes too late. It writes one of every resource into the state, too, a fifth of what the engine saves at each
 * step. Nobody reads them unless asked for (`COLORWAY_DEBUG=1`).
 */
export function withoutStacks(): () => void {
    if (process.env["COLORWAY_DEBUG"] === "1") return () => undefined;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    const restoreTraces = withoutTraces();
    return () => {
        Error.stackTraceLimit = limit;
        restoreTraces();
    };
}

/** Name of the SDK's private method (pulumi/pulumi sdk/nodejs/resource.ts); a version without it takes its traces as it likes. */
const method = "stackTrace";

function withoutTraces(): () => void {
    const { Resource } = require("@pulumi/pulumi") as typeof import("@pulumi/pulumi");
    const taken: unknown = Reflect.get(Resource, method);
    if (typeof taken !== "function") return () => undefined;
    Reflect.set(Resource, method, () => []);
    return () => void Reflect.set(Resource, method, taken);
}
