/** Where in a bucket the records of a stack's rollouts are: the same for the commands and for pipelines, or two would run at once. */
import type { AuditStore } from "../ports/audit";
import type { EvidenceFiles } from "../ports/evidence";
import type { JournalStore } from "../ports/journal";
import type { LeaseStore } from "../ports/lease";
import { RecordsPlace, S3AuditStore } from "./s3-audit";
import type { S3Place } from "./s3-bucket";
import { S3Evidence } from "./s3-evidence";
import { S3JournalStore } from "./s3-journal";
import { S3LeaseStore } from "./s3-lease";

/** Journals, requests and the lease of one stack. */
export interface RolloutStores {
    readonly journals: JournalStore;
    readonly requests: JournalStore;
    readonly lease: LeaseStore;
}

/** `PREFIX/rollouts/STACK/journals`, `…/requests`, `…/lease`. */
export function s3RolloutStores(records: S3Place, stack: string): RolloutStores {
    const place = rolloutPlace(records, stack);
    return { journals: new S3JournalStore(place("journals")), requests: new S3JournalStore(place("requests")), lease: new S3LeaseStore(place("lease")) };
}

export function rolloutPlace(records: S3Place, stack: string): (name: string) => S3Place {
    return (name) => ({ ...records, prefix: `${withSlash(records.prefix)}rollouts/${stack}/${name}` });
}

/** `PREFIX/audit/LOG`. @param log as `stacks/prod`, or `releases` */
export function s3AuditStore(records: RecordsPlace, log: string): AuditStore {
    return new S3AuditStore({ ...records, prefix: `${withSlash(records.prefix)}audit/${log}` });
}

/** `PREFIX/evidence`, one for all stacks. */
export function s3EvidenceFiles(records: RecordsPlace): EvidenceFiles {
    return new S3Evidence({ ...records, prefix: `${withSlash(records.prefix)}evidence` });
}

/** A prefix as it stands before a name. */
export function withSlash(prefix: string): string {
    return prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
}
