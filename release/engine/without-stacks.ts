/**
 * The SDK takes a stack trace for every promise of a program that runs in this process: most of its time, and with source maps so much
 * that a heartbeat comes too late. Nobody reads them unless asked for (`COLORWAY_DEBUG=1`).
 */
export function withoutStacks(): () => void {
    if (process.env["COLORWAY_DEBUG"] === "1") return () => undefined;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    return () => (Error.stackTraceLimit = limit);
}
