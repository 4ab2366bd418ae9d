/** Writes an audit log: many processes may, and no two entries ever hang on the same one. */
import { randomBytes } from "node:crypto";
import type { AuditHead, AuditStore, StoredLink } from "../ports/audit";
import type { Clock } from "../ports/clock";
import { AuditData, AuditEntry, genesisType, Link, origin, seal, unseal } from "./chain";

/** What is to be written, without its place in the chain. */
export interface AuditRecord {
    readonly type: string;
    readonly data: AuditData;
}

/** The entry that the next one would hang on can't be believed. */
export class AuditDamaged extends Error {
    constructor(path: string, problem: string) {
        super(`${path}: ${problem}; \`colorway audit verify\` tells all that is wrong; bring the entry back from a copy`);
        this.name = "AuditDamaged";
    }
}

/** Form of the entries; another number for one that this program can't read. */
const form = 1;
// Each conflict means that another writer got through.
const attempts = 25;

export class AuditTrail {
    private readonly writer = randomBytes(8).toString("hex");
    private last: Promise<unknown> = Promise.resolve();
    private known: AuditHead | undefined;

    /** @param log name of the log: the stack, or `releases` */
    constructor(
        private readonly store: AuditStore,
        private readonly clock: Clock,
        readonly log: string,
    ) {}

    /** Writes one entry; durable when the call ends. Calls that overlap are written in the order of the calls. */
    append(record: AuditRecord): Promise<AuditEntry> {
        const written = this.last.then(() => this.write(record));
        this.last = written.catch(() => undefined);
        return written;
    }

    /** Entries from the newest one back, one at a time; without those that are gone or can't be believed. */
    async *backwards(): AsyncGenerator<AuditEntry> {
        for (let { sequence } = await this.tip(); sequence > 0; sequence -= 1) {
            const part = await this.store.read(sequence);
            const link = part === undefined ? undefined : unseal(part.text);
            if (link !== undefined && !("problem" in link)) yield link.entry;
        }
    }

    private async write(record: AuditRecord): Promise<AuditEntry> {
        for (let attempt = 1; ; attempt += 1) {
            const tip = await this.tip();
            const first = tip.sequence === 0;
            const link = this.sealed(tip, first ? { type: genesisType, data: { log: this.log, form } } : record);
            if (!(await this.store.append(link.sequence, link.text))) {
                if (attempt === attempts)
                    throw new Error(`the audit log of ${this.log}: ${attempts} others wrote first; try again`);
                continue;
            }
            this.known = { sequence: link.sequence, hash: link.hash };
            // The entry is there: a head record that is late is moved by the next one, and shown by `verify` until then.
            await this.store.moveHead(this.known).catch(() => undefined);
            if (!first) return link.entry;
        }
    }

    private sealed({ sequence, hash }: AuditHead, { type, data }: AuditRecord): Link {
        const at = new Date(this.clock.now()).toISOString();
        return seal({ sequence: sequence + 1, at, type, data, previous: hash, writer: this.writer });
    }

    /**
     * The newest entry. Begins at the head record: where entries before it were cut off, the next one leaves a gap that stays to
     * be seen, instead of filling it.
     */
    private async tip(): Promise<AuditHead> {
        let tip = this.known ?? (await this.store.head()) ?? (await this.lastKept());
        for (;;) {
            const part = await this.store.read(tip.sequence + 1);
            if (part === undefined) return (this.known = tip);
            tip = headOf(part);
        }
    }

    private async lastKept(): Promise<AuditHead> {
        const last = await this.store.last();
        const part = last === 0 ? undefined : await this.store.read(last);
        return part === undefined ? origin : headOf(part);
    }
}

function headOf({ text, path }: StoredLink): AuditHead {
    const link = unseal(text);
    if ("problem" in link) throw new AuditDamaged(path, link.problem);
    return { sequence: link.sequence, hash: link.hash };
}
