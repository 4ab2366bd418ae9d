/** What follows from a PostgreSQL version. */

/** `MAJOR` or `MAJOR.MINOR`; since PostgreSQL 10 the first number alone is the major version. */
const versionForm = /^(\d{2})(\.\d+)?$/;

/**
 * Parameter group family of a version, as `postgres17` (RDS API reference, CreateDBParameterGroup, `DBParameterGroupFamily`).
 *
 * @throws RangeError when the version is not `MAJOR` or `MAJOR.MINOR` of PostgreSQL 10 or newer
 */
export function parameterFamily(version: string): string {
    const major = versionForm.exec(version)?.[1];
    if (major === undefined) {
        throw new RangeError(
            `version: got "${version}"; MAJOR or MAJOR.MINOR of PostgreSQL 10 or newer is allowed, as 17 or 17.6`,
        );
    }
    return `postgres${major}`;
}

export interface Parameter {
    readonly name: string;
    readonly value: string;
    /** Whether it needs a restart; a new instance starts with it. @default false */
    readonly restarts?: boolean;
}

/**
 * Parameters of the database: TLS is forced and what an auditor asks for is logged (RDS user guide, "Working with parameters on
 * your RDS for PostgreSQL DB instance" and "Using pgAudit to log database activity"). pgaudit logs in a database once a migration
 * has run `CREATE EXTENSION pgaudit` there.
 */
export const parameters: readonly Parameter[] = [
    { name: "rds.force_ssl", value: "1" },
    { name: "log_connections", value: "1" },
    { name: "log_disconnections", value: "1" },
    // Changes of the schema; data would put personal values into the logs.
    { name: "log_statement", value: "ddl" },
    // Milliseconds: statements slower than the latency that a whole request may take.
    { name: "log_min_duration_statement", value: "500" },
    { name: "log_lock_waits", value: "1" },
    { name: "shared_preload_libraries", value: "pg_stat_statements,pgaudit", restarts: true },
    // Changes of the schema and of who may do what, whoever makes them; reads and writes would put personal values into the logs.
    { name: "pgaudit.log", value: "ddl,role" },
];
