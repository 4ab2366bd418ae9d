import { CommanderError } from "commander";
import { messageOf } from "../release/message";
import { CommandFailure, exitCodes } from "./failure";

/** What a command that did not succeed prints, and its exit code. */
export interface Report {
    readonly exitCode: number;
    /** One JSON document for standard output. */
    readonly json?: string;
    /** For standard error. */
    readonly text?: string;
}

/**
 * @param args the command line
 * @param debug whether an unexpected error is shown with its stack trace
 */
export function reportOf(error: unknown, args: readonly string[], debug: boolean): Report {
    if (error instanceof CommanderError && error.exitCode === 0) return { exitCode: exitCodes.done };
    const exitCode = exitCodeOf(error);
    const message = textOf(error);
    // What stands behind -- is another program's.
    const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
    if (own.includes("--json")) {
        const details = error instanceof CommandFailure ? error.details : {};
        return { exitCode, json: JSON.stringify({ error: message, exitCode, ...details }, undefined, 2) };
    }
    // The parser has printed it already.
    if (error instanceof CommanderError) return { exitCode };
    if (error instanceof CommandFailure) return { exitCode, text: message };
    if (debug && error instanceof Error) return { exitCode, text: error.stack ?? message };
    return { exitCode, text: `${message}\n(set COLORWAY_DEBUG=1 for the stack trace)` };
}

function exitCodeOf(error: unknown): number {
    if (error instanceof CommanderError) return exitCodes.usage;
    return error instanceof CommandFailure ? error.exitCode : exitCodes.failed;
}

function textOf(error: unknown): string {
    const message = messageOf(error);
    return error instanceof CommanderError ? message.replace(/^error: /, "") : message;
}
