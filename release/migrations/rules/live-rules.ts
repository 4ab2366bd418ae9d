/** Rules on what the live release relies on. */

import { alterTable, both, contract, expand, never, type Rule } from "./rule";

export const liveRules = {
    "rename": {
        phases: both,
        stated: contract,
        why: "the live release knows it by its old name, and fails from this statement on",
        cure: [
            "expand:    ALTER TABLE {table} ADD COLUMN NEW {type};  -- the release writes both, fills the new one, reads it",
            "contract:  ALTER TABLE {table} DROP COLUMN {column};  -- in the release after",
        ],
        page: alterTable,
    },
    "drop": {
        phases: both,
        stated: contract,
        why: "the live release may use it, and it can't be brought back but from a backup",
        cure: [
            "expand:    nothing; the release stops using it",
            "contract:  -- colorway: allow drop: REASON, as: last used by 1.3.0",
            "           the statement, once the release before is gone",
        ],
        page: alterTable,
    },
    "drop-cascade": {
        phases: both,
        stated: never,
        why: "CASCADE drops what depends on it, which the file does not name and nobody reviewed",
        cure: ["drop each by its name, without CASCADE"],
        page: ["ddl-depend.html", "Dependency Tracking"],
    },
    "drop-index": {
        phases: expand,
        stated: expand,
        why: "the live release's queries may need it, and ON CONFLICT needs a unique one",
        cure: ["contract:  DROP INDEX CONCURRENTLY {name};"],
        page: ["sql-dropindex.html", "DROP INDEX"],
    },
    "drop-constraint": {
        phases: expand,
        stated: expand,
        why: "the live release may rely on it, as ON CONFLICT does on a unique one",
        cure: ["contract:  ALTER TABLE {table} DROP CONSTRAINT {name};"],
        page: alterTable,
    },
    "drop-default": {
        phases: expand,
        stated: expand,
        why: "the live release may leave the column out of its INSERTs, which then fail or write NULL",
        cure: ["contract:  ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT;"],
        page: ["ddl-default.html", "Default Values"],
    },
    "delete-rows": {
        phases: expand,
        stated: expand,
        why: "the live release may still read the rows",
        cure: ["contract:  the statement"],
        page: ["sql-delete.html", "DELETE"],
    },
    "not-null-without-default": {
        phases: both,
        stated: never,
        why: "it fails where the table has a row, and the live release's INSERTs, which do not name the column, fail after it",
        cure: [
            "expand:    ALTER TABLE {table} ADD COLUMN {column} {type};  -- or NOT NULL with a constant DEFAULT",
            "contract:  CHECK ({column} IS NOT NULL) NOT VALID; in the next file VALIDATE CONSTRAINT; then SET NOT NULL",
        ],
        page: alterTable,
    },
    "live-writes": {
        phases: expand,
        stated: expand,
        why: "the live release writes to this table and nobody checked that what it writes keeps this: its requests would fail",
        cure: ["expand:    the release keeps it in its code", "contract:  the statement, once only that release writes"],
        page: ["ddl-constraints.html", "Constraints"],
    },
    "trigger-on-live": {
        phases: expand,
        stated: expand,
        why: "it runs, or no longer runs, within the live release's own writes, and what it does can't be seen here",
        cure: ["expand:    the release writes both in its own code", "contract:  the statement"],
        page: ["sql-createtrigger.html", "CREATE TRIGGER"],
    },
    "row-security": {
        phases: expand,
        stated: expand,
        why: "it changes which rows the live release sees: without a policy, none",
        cure: ["contract:  the statement, once only a release that expects it runs"],
        page: ["ddl-rowsecurity.html", "Row Security Policies"],
    },
    "replace-for-live": {
        phases: expand,
        stated: expand,
        why: "the live release uses what is replaced, from the next call on with the new content",
        cure: ["expand:    create it under a new name, which the release uses", "contract:  drop the old one"],
        page: ["sql-createfunction.html", "CREATE FUNCTION"],
    },
    "identity-change": {
        phases: expand,
        stated: expand,
        why: "the live release's INSERTs that give a value, or give none, may fail after it",
        cure: ["contract:  the statement"],
        page: ["ddl-identity-columns.html", "Identity Columns"],
    },
    "generated-change": {
        phases: expand,
        stated: expand,
        why: "the live release relies on the value that the database works out",
        cure: ["contract:  the statement"],
        page: ["ddl-generated-columns.html", "Generated Columns"],
    },
} satisfies { readonly [id: string]: Rule };
