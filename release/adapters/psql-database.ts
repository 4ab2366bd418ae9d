/**
 * PostgreSQL by its own client, `psql`. Each text goes as one message (`--command`), so nothing in it is a command of psql itself and no
 * `:name` in it is replaced. Password and address go by the environment: command lines can be read by everybody on the machine.
 */
import { spawn } from "node:child_process";
import { Database, DatabaseError } from "../ports/database";

/** Connection by a URL, `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full`. */
export interface Connection {
    /** Variables of libpq (PostgreSQL documentation, 34.15). */
    readonly variables: { readonly [name: string]: string };
}

/** Of the session; a file may set its own. A statement that takes longer is another kind of work. */
const limits = "-c lock_timeout=5s -c statement_timeout=15min -c idle_in_transaction_session_timeout=60s";
const kept = 8192;

export class PsqlDatabase implements Database {
    constructor(private readonly connection: Connection, private readonly command = "psql") {}

    run(texts: readonly string[]): Promise<string> {
        const options = [
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
            "--set=VERBOSITY=verbose",
        ];
        const args = [...options, ...texts.flatMap((text) => ["--command", text])];
        const env = {
            PATH: process.env["PATH"] ?? "",
            HOME: process.env["HOME"] ?? "",
            PGOPTIONS: limits,
            PGAPPNAME: "colorway",
            PGCONNECT_TIMEOUT: "10",
            LC_ALL: "C",
            ...this.connection.variables,
        };
        return new Promise((resolve, reject) => {
            const child = spawn(this.command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
            let out = "";
            let said = "";
            child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
            child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-kept)));
            child.on("error", (error: NodeJS.ErrnoException) => {
                const cure = "install PostgreSQL's client, as `apt-get install postgresql-client`";
                reject(new DatabaseError(
                    "",
                    error.code === "ENOENT" ? `${this.command} is not on the search path; ${cure}` : error.message,
                ));
            });
            child.on("close", (code) => (code === 0 ? resolve(lastLine(out)) : reject(errorOf(said, code))));
        });
    }
}

/** JSON without line breaks, and one letter for a boolean, are one line. */
function lastLine(text: string): string {
    return text.trimEnd().split("\n").at(-1) ?? "";
}

/** `ERROR:  42P01: relation "x" does not exist`, by the verbose form; what could not connect has no SQLSTATE. */
function errorOf(said: string, exitCode: number | null): DatabaseError {
    const [, code, message] = /(?:ERROR|FATAL|PANIC):\s+([0-9A-Z]{5}): (.*)/.exec(said) ?? [];
    if (code !== undefined && message !== undefined) return new DatabaseError(code, detailed(message, said));
    // PostgreSQL documentation, psql, "Exit Status": 2, the connection went bad.
    const text = said.trim().split("\n").slice(-2).join("; ");
    return new DatabaseError(exitCode === 2 ? "08006" : "", text === "" ? `psql ended with ${exitCode ?? "a signal"}` : text);
}

function detailed(message: string, said: string): string {
    const details = [...said.matchAll(/^(DETAIL|HINT):\s+(.*)$/gm)].map(([, , text]) => text);
    return [message, ...details].join("; ");
}

const sslModes = ["disable", "require", "verify-ca", "verify-full"];

/** The connection, or what is wrong with the URL; no message repeats it. */
export function connectionOf(text: string): Connection | { readonly problem: string } {
    const form = "allowed: postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full";
    if (!URL.canParse(text)) return { problem: `is no URL; ${form}` };
    const url = new URL(text);
    if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") return {
        problem: `is of another kind than postgres://; ${form}`,
    };
    const database = decodeURIComponent(url.pathname.slice(1));
    if (url.hostname === "" || url.username === "" || database === "") return {
        problem: `lacks user, host or database; ${form}`,
    };
    const own = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    const mode = url.searchParams.get("sslmode") ?? (own ? "disable" : "verify-full");
    if (!sslModes.includes(mode)) return { problem: `has an unknown sslmode; allowed: ${sslModes.join(", ")}` };
    if (mode === "disable" && !own) return {
        problem: "has sslmode=disable for another machine; allowed: require, verify-ca, verify-full",
    };
    const strangers = [...url.searchParams.keys()].filter((name) => name !== "sslmode" && name !== "sslrootcert");
    if (strangers.length > 0) return {
        problem: `has unknown parameters: ${strangers.join(", ")}; allowed: sslmode, sslrootcert`,
    };
    const root = url.searchParams.get("sslrootcert");
    return {
        variables: {
            PGHOST: url.hostname.replace(/^\[|\]$/g, ""), PGPORT: url.port === "" ? "5432" : url.port, PGDATABASE: database,
            PGUSER: decodeURIComponent(url.username), PGPASSWORD: decodeURIComponent(url.password), PGSSLMODE: mode,
            ...(root === null ? {} : { PGSSLROOTCERT: root }),
        },
    };
}
