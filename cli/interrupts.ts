/** Aborted by the first Ctrl-C or SIGTERM, with its name; a second one ends the process. `stop` puts things back. */
export function interrupts(): { readonly signal: AbortSignal; readonly stop: () => void } {
    const aborted = new AbortController();
    const told = (signal: NodeJS.Signals): void => aborted.abort(signal);
    process.once("SIGINT", told).once("SIGTERM", told);
    return { signal: aborted.signal, stop: () => process.off("SIGINT", told).off("SIGTERM", told) };
}
