/** What is wrong with an audit log. Pure: texts and anchors in, findings out. */
import type { AuditHead, StoredLink } from "../ports/audit";
import { AuditEntry, genesisType, Link, origin, unseal } from "./chain";

export interface AuditFinding {
    /** The entry that it is about; absent where it is about none. */
    readonly sequence?: number | undefined;
    readonly kind: "edited" | "missing" | "misplaced" | "unchained" | "foreign" | "cut off" | "rewritten" | "store" | "journal";
    readonly text: string;
}

/** A head that the log must still have, and who says so. */
export interface Anchor extends AuditHead {
    /** As `the head record`. */
    readonly by: string;
}

export interface ChainReport {
    /** Entries that can be believed in themselves, in order. */
    readonly entries: readonly AuditEntry[];
    /** The last of them; sequence 0 for none. */
    readonly head: AuditHead;
    readonly findings: readonly AuditFinding[];
}

/**
 * Walks the chain from the first entry to the last. One change is one finding: what only follows from it is not told again.
 *
 * @param log name of the log, as its first entry has it
 * @param parts in any order
 */
export function verifyChain(log: string, parts: readonly StoredLink[], anchors: readonly Anchor[] = []): ChainReport {
    const sorted = [...parts].sort((a, b) => a.sequence - b.sequence);
    const findings: AuditFinding[] = [];
    const links: Link[] = [];
    const hashes = new Map<number, string>();
    let before: AuditHead | undefined = origin;
    let expected = 1;
    for (const part of sorted) {
        if (part.sequence > expected) {
            findings.push(missing(expected, part.sequence - 1));
            before = undefined;
        }
        const link = linkOf(part, log, before, findings);
        if (link !== undefined) {
            links.push(link);
            hashes.set(part.sequence, link.hash);
        }
        before = link;
        expected = part.sequence + 1;
    }
    const last = sorted.at(-1)?.sequence ?? 0;
    const { sequence, hash } = links.at(-1) ?? origin;
    return {
        entries: links.map(({ entry }) => entry),
        head: { sequence, hash },
        findings: [...findings, ...anchors.flatMap((anchor) => anchored(anchor, hashes, last))],
    };
}

function missing(from: number, to: number): AuditFinding {
    const text = from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
    return { sequence: from, kind: "missing", text: `${text}: somebody removed what was written there` };
}

/** The link where it is what was written at this place. */
function linkOf(
    { sequence, text, path }: StoredLink,
    log: string,
    before: AuditHead | undefined,
    findings: AuditFinding[],
): Link | undefined {
    const found = unseal(text);
    if ("problem" in found) {
        findings.push({
            sequence,
            kind: "edited",
            text: `entry ${sequence} was changed after it was written: ${found.problem} (${path})`,
        });
        return undefined;
    }
    const { entry } = found;
    if (entry.sequence !== sequence) {
        findings.push({
            sequence,
            kind: "misplaced",
            text: `entry ${sequence} is not where it was written: ${path} holds entry ${entry.sequence}`,
        });
        return undefined;
    }
    if (sequence === 1 && (entry.type !== genesisType || entry.data["log"] !== log)) {
        const begins =
            entry.type === genesisType
                ? `the log of ${JSON.stringify(entry.data["log"])}`
                : `no log: it is a ${JSON.stringify(entry.type)}`;
        findings.push({
            sequence,
            kind: "foreign",
            text: `entry 1 begins ${begins}; expected the log of ${JSON.stringify(log)} (${path})`,
        });
        return found;
    }
    if (before !== undefined && entry.previous !== before.hash) {
        const why = `it names ${entry.previous} as the one before, that one has ${before.hash}`;
        const text = `entry ${sequence} does not follow from entry ${sequence - 1}: ${why}`;
        findings.push({ sequence, kind: "unchained", text: `${text}; one of the two was exchanged` });
    }
    return found;
}

function anchored({ sequence, hash, by }: Anchor, hashes: ReadonlyMap<number, string>, last: number): readonly AuditFinding[] {
    if (sequence > last) {
        const gone = sequence === last + 1 ? `entry ${sequence} is` : `entries ${last + 1} to ${sequence} are`;
        return [
            {
                sequence: last + 1,
                kind: "cut off",
                text: `${gone} cut off: ${by} names entry ${sequence}, the log ends with ${last}`,
            },
        ];
    }
    const found = hashes.get(sequence);
    // An entry that can't be read is told already.
    if (found === undefined || found === hash) return [];
    return [
        {
            sequence,
            kind: "rewritten",
            text: `entry ${sequence} is another one than was written: ${by} names ${hash}, it has ${found}`,
        },
    ];
}
