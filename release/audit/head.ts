/** The head record: which entry is the last one, kept apart from the entries. */
import type { AuditHead } from "../ports/audit";

export function headText({ sequence, hash }: AuditHead): string {
    return `${JSON.stringify({ sequence, hash })}\n`;
}

/** @param path for the message */
export function headIn(text: string, path: string): AuditHead {
    const head = headOf(text.trim());
    if (head !== undefined) return head;
    throw new Error(
        `${path}: is no head record; expected {"sequence":NUMBER,"hash":"64 HEXADECIMAL DIGITS"}; bring it back from a copy`,
    );
}

/** A head as people write it, `42:HASH`; undefined for anything else. */
export function namedHead(text: string): AuditHead | undefined {
    const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
    return sequence === undefined || hash === undefined ? undefined : { sequence: Number(sequence), hash };
}

export function headName({ sequence, hash }: AuditHead): string {
    return `${sequence}:${hash}`;
}

function headOf(text: string): AuditHead | undefined {
    const [, sequence, hash] = /^\{"sequence":(\d{1,9}),"hash":"([0-9a-f]{64})"\}$/.exec(text) ?? [];
    return sequence === undefined || hash === undefined ? undefined : { sequence: Number(sequence), hash };
}
