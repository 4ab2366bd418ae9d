/** Rules on what locks, reads or rewrites whole tables, so that the live color waits. */

import { alterTable, both, createIndex, locking, never, type Rule } from "./rule";

export const lockRules = {
    "drop-index-concurrently": {
        phases: both,
        stated: both,
        why: "it takes ACCESS EXCLUSIVE on the table: no reads and no writes",
        cure: ["in a file of its own:  DROP INDEX CONCURRENTLY {name};"],
        page: ["sql-dropindex.html", "CONCURRENTLY"],
    },
    "row-locks": {
        phases: both,
        stated: both,
        why:
            "every row stays locked until the transaction ends: the live color's writes to them wait, and so do " +
            "they in one long transaction",
        cure: [
            "in parts, each a transaction:  UPDATE {table} SET … WHERE id IN (SELECT id FROM {table} WHERE … LIMIT 1000);",
        ],
        page: ["explicit-locking.html", "Row-Level Locks"],
    },
    "volatile-default": {
        phases: both,
        stated: both,
        why: "a volatile default rewrites the table and its indexes under ACCESS EXCLUSIVE: no reads and no writes",
        cure: [
            "expand file 1:  ALTER TABLE {table} ADD COLUMN {column} {type};",

            "expand file 2:  ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT …;  -- for new rows; fill " +
                "the old ones in parts",
        ],
        page: alterTable,
    },
    "generated-column": {
        phases: both,
        stated: both,
        why:
            "a stored generated column or an identity column rewrites the table and its indexes under ACCESS " +
            "EXCLUSIVE: no reads and no writes",
        cure: [
            "expand:    ALTER TABLE {table} ADD COLUMN {column} {type};  -- the release writes it, old rows are filled in parts",
        ],
        page: alterTable,
    },
    "unknown-type": {
        phases: both,
        stated: both,
        why: "the type may be a domain with constraints, and a column of such a type rewrites the table under ACCESS EXCLUSIVE",
        cure: ["use a built-in type, or one that a migration before this statement creates as an enum"],
        page: alterTable,
    },
    "set-not-null": {
        phases: both,
        stated: both,
        why: "it reads the whole table under ACCESS EXCLUSIVE, unless a valid CHECK constraint shows that there is no NULL",
        cure: [
            "file 1:  ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID;",
            "file 2:  ALTER TABLE {table} VALIDATE CONSTRAINT {name};",
            "file 3:  ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;  ALTER TABLE {table} DROP CONSTRAINT {name};",
        ],
        page: alterTable,
    },
    "check-not-valid": {
        phases: both,
        stated: both,
        why: "it reads the whole table under ACCESS EXCLUSIVE: no reads and no writes",
        cure: [
            "file 1:  ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (…) NOT VALID;",
            "file 2:  ALTER TABLE {table} VALIDATE CONSTRAINT {name};  -- SHARE UPDATE EXCLUSIVE: reads and writes go on",
        ],
        page: alterTable,
    },
    "foreign-key-not-valid": {
        phases: both,
        stated: both,
        why: "it reads the whole table under SHARE ROW EXCLUSIVE on both tables: no writes",
        cure: [
            "file 1:  ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (…) REFERENCES … NOT VALID;",
            "file 2:  ALTER TABLE {table} VALIDATE CONSTRAINT {name};  -- reads and writes go on",
        ],
        page: alterTable,
    },
    "validate-same-file": {
        phases: both,
        stated: never,
        why: "the lock of ADD CONSTRAINT is held to the end of the transaction, so the whole table is read under it",
        cure: [
            "file 1:  ALTER TABLE {table} ADD CONSTRAINT {name} … NOT VALID;",
            "file 2:  ALTER TABLE {table} VALIDATE CONSTRAINT {name};",
        ],
        page: alterTable,
    },
    "unique-using-index": {
        phases: both,
        stated: both,
        why: "it builds an index under ACCESS EXCLUSIVE: no reads and no writes",
        cure: [
            "file 1:  CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} (…);",
            "file 2:  ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name};",
        ],
        page: alterTable,
    },
    "exclusion-constraint": {
        phases: both,
        stated: both,
        why: "it builds an index under ACCESS EXCLUSIVE, and PostgreSQL has no concurrent way to it",
        cure: ["expand:    CREATE TABLE NEW with the constraint; the release writes both", "contract:  drop the old one"],
        page: alterTable,
    },
    "index-concurrently": {
        phases: both,
        stated: both,
        why: "it takes SHARE on the table until the index is built: no writes",
        cure: ["in a file of its own:  CREATE INDEX CONCURRENTLY {name} ON {table} (…);"],
        page: createIndex,
    },
    "index-if-not-exists": {
        phases: both,
        stated: never,
        why: "a build that failed leaves an invalid index of this name, which IF NOT EXISTS takes for the real one",
        cure: [
            "file 1:  DROP INDEX CONCURRENTLY IF EXISTS {name};  -- with -- colorway: allow drop-index: a failed build left it",
            "file 2:  CREATE INDEX CONCURRENTLY {name} ON {table} (…);",
        ],
        page: createIndex,
    },
    "type-change": {
        phases: both,
        stated: both,
        why: "it rewrites the table and its indexes under ACCESS EXCLUSIVE, unless the stored values stay as they are",
        cure: [
            "expand:    ALTER TABLE {table} ADD COLUMN NEW {type};  -- the release writes both, fills the new one, reads it",
            "contract:  ALTER TABLE {table} DROP COLUMN {column};",
        ],
        page: alterTable,
    },
    "rewrites-table": {
        phases: both,
        stated: both,
        why: "it rewrites or reads the whole table under ACCESS EXCLUSIVE: no reads and no writes",
        cure: ["make a new table beside it, let the release write both, and drop the old one in a contract migration"],
        page: locking,
    },
    "reindex-concurrently": {
        phases: both,
        stated: both,
        why: "it locks writes to the table, and reads that use the index, until it is built",
        cure: ["in a file of its own:  REINDEX INDEX CONCURRENTLY {name};"],
        page: ["sql-reindex.html", "Rebuilding Indexes Concurrently"],
    },
    "refresh-concurrently": {
        phases: both,
        stated: both,
        why: "it takes ACCESS EXCLUSIVE on the view until it is filled: no reads",
        cure: ["REFRESH MATERIALIZED VIEW CONCURRENTLY {name};  -- needs a unique index"],
        page: ["sql-refreshmaterializedview.html", "CONCURRENTLY"],
    },
    "lock-table": {
        phases: both,
        stated: both,
        why: "the live color waits for the lock to the end of the transaction",
        cure: ["leave it out; each statement takes the lock that it needs"],
        page: ["sql-lock.html", "LOCK"],
    },
    "partition": {
        phases: both,
        stated: both,
        why:
            "it locks or reads a parent, a child or the default partition under ACCESS EXCLUSIVE, and moves which " +
            "rows a query sees",
        cure: [
            "CREATE TABLE {name} (LIKE {table} INCLUDING ALL, CHECK (…the bounds…));",

            "ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES …;  -- with the reason why no default " +
                "partition has rows to read",
        ],
        page: ["ddl-partitioning.html", "Partition Maintenance"],
    },
} satisfies { readonly [id: string]: Rule };
