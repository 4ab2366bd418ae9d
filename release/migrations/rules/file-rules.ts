/** Rules on what a file may hold: its form, its transaction, rights, and what is not a migration's work. */

import { both, createIndex, expand, locking, never, type Rule } from "./rule";

export const fileRules = {
    "syntax": {
        phases: both,
        stated: never,
        why: "PostgreSQL's parser refuses it",
        cure: ["correct it"],
        page: ["sql-commands.html", "SQL Commands"],
    },
    "empty-file": {
        phases: both,
        stated: never,
        why: "a migration without a statement does nothing",
        cure: ["write the statements, or leave the file out of the release"],
    },
    "allowance": {
        phases: both,
        stated: never,
        why: "a statement of a reason that lifts nothing hides what was meant",
        cure: ["write it directly before the statement: -- colorway: allow RULE: REASON, or remove it"],
    },
    "transaction-control": {
        phases: both,
        stated: never,
        why:
            "a file is one transaction, together with the note that it ran; a COMMIT inside would leave half of it " +
            "behind after a failure",
        cure: ["leave BEGIN, COMMIT, ROLLBACK and SAVEPOINT out; split the file where it shall commit"],
        page: ["sql-begin.html", "BEGIN"],
    },
    "own-file": {
        phases: both,
        stated: never,
        why:
            "PostgreSQL refuses it inside a transaction, so its file has none, and a failure of anything beside it " +
            "would leave half of the file behind",
        cure: ["give it a file of its own; only SET may stand before it"],
        page: createIndex,
    },
    "lock-timeout": {
        phases: both,
        stated: never,
        why:
            "while it waits for its lock behind a long query, everything that comes after waits behind it, the live " +
            "color's requests too",
        cure: ["SET lock_timeout = '2s';  -- before the statement, at most 5s; the file runs again when it was not granted"],
        page: ["runtime-config-client.html", "lock_timeout"],
    },
    "work-under-lock": {
        phases: both,
        stated: both,
        why: "locks are held to the end of the transaction: the live color waits for as long as this takes",
        cure: ["expand file 1:  the statement that takes the lock", "expand file 2:  this one"],
        page: locking,
    },
    "owner": {
        phases: expand,
        stated: expand,
        why: "the live release's role may lose its rights with the ownership",
        cure: ["GRANT to the new role first; contract:  the statement"],
        page: ["ddl-priv.html", "Privileges"],
    },
    "grant-public": {
        phases: both,
        stated: both,
        why: "everybody who may connect gets the right, now and later",
        cure: ["GRANT … TO a role that needs it;"],
        page: ["ddl-priv.html", "Privileges"],
    },
    "grant-all": {
        phases: both,
        stated: both,
        why: "ALL holds rights that a service has no use for, as TRUNCATE, TRIGGER and REFERENCES",
        cure: ["GRANT SELECT, INSERT, UPDATE ON …;  -- what it needs"],
        page: ["ddl-priv.html", "Privileges"],
    },
    "grant-option": {
        phases: both,
        stated: both,
        why: "whoever gets the right can hand it on without a migration",
        cure: ["leave WITH GRANT OPTION out"],
        page: ["sql-grant.html", "GRANT"],
    },
    "revoke": {
        phases: expand,
        stated: expand,
        why: "the live release may use the right",
        cure: ["contract:  the statement"],
        page: ["sql-revoke.html", "REVOKE"],
    },
    "roles": {
        phases: both,
        stated: both,
        why: "who may log in and act as whom belongs to the infrastructure, where it is reviewed and checked",
        cure: ["leave it to the infrastructure's code"],
        page: ["user-manag.html", "Database Roles"],
    },
    "enum-value-same-file": {
        phases: both,
        stated: never,
        why: "PostgreSQL refuses a new value of an enum in the transaction that adds it",
        cure: ["file 1:  ALTER TYPE {name} ADD VALUE …;", "file 2:  what uses it"],
        page: ["sql-altertype.html", "ALTER TYPE, Notes"],
    },
    "setting": {
        phases: both,
        stated: both,
        why: "it changes what the statements after it mean or check",
        cure: ["leave it out"],
        page: ["sql-set.html", "SET"],
    },
    "undecidable": {
        phases: both,
        stated: both,
        why: "what it does, locks or rewrites can't be told from the file",
        cure: ["write the statements that it stands for"],
        page: ["sql-commands.html", "SQL Commands"],
    },
    "administration": {
        phases: both,
        stated: never,
        why: "it acts on the whole database or server, which belong to the infrastructure",
        cure: ["leave it to the infrastructure's code, or a runbook"],
        page: ["admin.html", "Server Administration"],
    },
} satisfies { readonly [id: string]: Rule };
