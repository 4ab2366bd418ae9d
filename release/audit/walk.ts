/** Reads a log from its newest entry back, without reading the rest. */
import type { AuditStore } from "../ports/audit";
import { AuditEntry, unseal } from "./chain";
import { AuditDamaged } from "./trail";

/** Each entry is verified against the one after it, the newest against the head record. @throws AuditDamaged */
export async function* entriesBack(store: AuditStore): AsyncGenerator<AuditEntry> {
    const [last, head] = await Promise.all([store.last(), store.head()]);
    if (head !== undefined && head.sequence > last) {
        throw new AuditDamaged("the audit log", `the head record names entry ${head.sequence}, the log ends with ${last}`);
    }
    let expected: string | undefined;
    for (let sequence = last; sequence > 0; sequence -= 1) {
        const part = await store.read(sequence);
        if (part === undefined) throw new AuditDamaged("the audit log", `entry ${sequence} is missing`);
        const link = unseal(part.text);
        if ("problem" in link) throw new AuditDamaged(part.path, link.problem);
        const wanted = expected ?? (head?.sequence === sequence ? head.hash : undefined);
        if (link.sequence !== sequence || (wanted !== undefined && link.hash !== wanted)) {
            throw new AuditDamaged(part.path, "it is another entry than was written there");
        }
        yield link.entry;
        expected = link.entry.previous;
    }
}
