import { constants } from "node:os";

/**
 * Tells of the first Ctrl-C and the first SIGTERM, until it is called off; a second one ends the process at once. It listens on after the
 * first: with nobody else listening, what starts the engine would end this process by itself (signal-exit 3.0.7, index.js, of execa 5).
 *
 * @returns calls it off
 */
export function onInterrupt(listener: (name: NodeJS.Signals) => void): () => void {
    const told = new Set<NodeJS.Signals>();
    const hear = (name: NodeJS.Signals): void => {
        if (told.has(name)) process.exit(128 + constants.signals[name]);
        told.add(name);
        listener(name);
    };
    process.on("SIGINT", hear).on("SIGTERM", hear);
    return () => void process.off("SIGINT", hear).off("SIGTERM", hear);
}

/** Aborted by the first Ctrl-C or SIGTERM, with its name. `stop` puts things back. */
export function interrupts(): { readonly signal: AbortSignal; readonly stop: () => void } {
    const aborted = new AbortController();
    return { signal: aborted.signal, stop: onInterrupt((name) => aborted.abort(name)) };
}
