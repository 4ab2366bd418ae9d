/** Exit codes of every command. */
export const exitCodes = {
    done: 0,
    /** Failed, as printed. */
    failed: 1,
    /** Wrong use or configuration; nothing was changed. */
    usage: 2,
    /** Refused by a check; nothing was changed. */
    refused: 3,
    /** A rollout went back by itself. */
    rolledBack: 4,
    /** A person has to say how it goes on. */
    needsPerson: 5,
    interrupted: 130,
} as const;

/** An end of a command that the user can do something about: its text is printed, without a stack trace. */
export class CommandFailure extends Error {
    constructor(
        message: string,
        readonly exitCode: number = exitCodes.failed,
        /** For `--json`. */
        readonly details: { readonly [name: string]: unknown } = {},
    ) {
        super(message);
        this.name = "CommandFailure";
    }
}
