/** A PostgreSQL that migrations run in. */

export interface Database {
    /**
     * Sends each text as one message, in one session, and stops at the first error. A text of several statements is one transaction, where
     * it says nothing else.
     *
     * @returns what the last row-giving text answered: one row of one column, as text; empty where there was none
     * @throws DatabaseError
     */
    run(texts: readonly string[]): Promise<string>;
}

/** What PostgreSQL, or the way to it, refused. */
export class DatabaseError extends Error {
    constructor(
        /** SQLSTATE (PostgreSQL documentation, appendix A); `08006` where the connection was lost. */
        readonly code: string,
        message: string,
    ) {
        super(message);
        this.name = "DatabaseError";
    }
}
