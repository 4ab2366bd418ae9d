/** Reads an audit log: entries, verification, history, metrics. Changes nothing. */
import { messageOf } from "../message";
import type { AuditHead, AuditStore } from "../ports/audit";
import type { JournalStore } from "../ports/journal";
import type { AuditEntry } from "./chain";
import { headName } from "./head";
import { HistoryFilter, historyOf } from "./history";
import { JournalNow, journalFindings } from "./journals";
import { DeliveryMetrics, metricsOf, Period } from "./metrics";
import { ChangeRecord, changesOf } from "./rollouts";
import { Anchor, AuditFinding, verifyChain } from "./verify";

export interface AuditReport {
    readonly log: string;
    readonly entries: readonly AuditEntry[];
    /** The last entry that can be believed: kept elsewhere, it is an anchor for the next verification. */
    readonly head: AuditHead;
    /** Everything that is wrong; empty: nothing. */
    readonly findings: readonly AuditFinding[];
    /** What is no damage, but weakens what the log proves. */
    readonly notes: readonly string[];
}

export interface VerifyOptions {
    /** A head that was kept elsewhere. */
    readonly head?: AuditHead | undefined;
    /** How many of the newest journals are read and compared whole; of the others only that they are there. @default 25 */
    readonly journals?: number | undefined;
    /** The rollout that a process is at now. */
    readonly running?: string | undefined;
}

const comparedJournals = 25;

export class AuditLog {
    /** @param journals of the log's stack; a log without rollouts has none */
    constructor(
        readonly log: string,
        private readonly store: AuditStore,
        private readonly journals?: JournalStore,
    ) {}

    /** Everything that is wrong with the log, with its entries. */
    async verify({ head: given, journals: count = comparedJournals, running }: VerifyOptions = {}): Promise<AuditReport> {
        // The journals first: what they tell by then must be in the log.
        const journals = await this.journalsNow(count);
        const [parts, record, traces] = await Promise.all([this.store.all(), this.headRecord(), this.store.traces()]);
        const anchors: Anchor[] = [
            ...("head" in record && record.head !== undefined ? [{ ...record.head, by: "the head record" }] : []),
            ...(given === undefined ? [] : [{ ...given, by: `the head ${headName(given)} that was given` }]),
        ];
        const chain = verifyChain(this.log, parts, anchors);
        const kept = traces.map(({ sequence, text }): AuditFinding => ({ sequence, kind: "store", text }));
        const findings = [
            ...chain.findings,
            ...headFindings(record, chain.head),
            ...kept,
            ...journalFindings(chain.entries, journals, running),
        ];
        const open = parts.filter(({ lock }) => lock === undefined).length;
        const notes =
            this.store.lockable && open > 0
                ? [`${open} of ${parts.length} entries have no object lock, or it may not be seen from here`]
                : [];
        return { log: this.log, entries: chain.entries, head: chain.head, findings, notes };
    }

    /** Rollouts, and updates that moved the live release or the weights; newest first. @throws AuditUntrue */
    async history(filter: HistoryFilter = {}): Promise<readonly ChangeRecord[]> {
        return historyOf(await this.believed(), filter);
    }

    /** @throws AuditUntrue */
    async metrics(period: Period): Promise<DeliveryMetrics> {
        return metricsOf(await this.believed(), period);
    }

    /** What the entries tell that can be believed in themselves, and what is wrong with the chain. */
    async read(): Promise<{
        readonly entries: readonly AuditEntry[];
        readonly changes: readonly ChangeRecord[];
        readonly findings: readonly AuditFinding[];
    }> {
        const { entries, findings } = verifyChain(this.log, await this.store.all());
        return { entries, changes: changesOf(entries), findings };
    }

    private async believed(): Promise<readonly ChangeRecord[]> {
        const { changes, findings } = await this.read();
        if (findings.length > 0) throw new AuditUntrue(this.log, findings);
        return changes;
    }

    private async journalsNow(count: number): Promise<readonly JournalNow[]> {
        const { journals } = this;
        if (journals === undefined) return [];
        const ids = await journals.rollouts();
        const whole = new Set(count === 0 ? [] : ids.slice(-count));
        return Promise.all(
            ids.map(async (rollout) => (whole.has(rollout) ? { rollout, entries: await journals.read(rollout) } : { rollout })),
        );
    }

    private async headRecord(): Promise<{ readonly head: AuditHead | undefined } | { readonly problem: string }> {
        try {
            return { head: await this.store.head() };
        } catch (error) {
            return { problem: messageOf(error) };
        }
    }
}

/** The chain of the log is broken. */
export class AuditUntrue extends Error {
    constructor(
        readonly log: string,
        readonly findings: readonly AuditFinding[],
    ) {
        super(`the audit log of ${log} is not as it was written: ${findings.map(({ text }) => text).join("; ")}`);
        this.name = "AuditUntrue";
    }
}

/** A kill may come between an entry and its head record, and between the first entry and the first head record. */
function headFindings(
    record: { readonly head: AuditHead | undefined } | { readonly problem: string },
    { sequence: last }: AuditHead,
): readonly AuditFinding[] {
    if ("problem" in record) return [{ kind: "rewritten", text: record.problem }];
    if (record.head === undefined)
        return last > 1
            ? [{ kind: "missing", text: "the head record is missing: it was removed, or its writers may not write it" }]
            : [];
    const { sequence } = record.head;
    const why = "it was put back, or its writers may not write it";
    const text = `the head record names entry ${sequence}, the log ends with ${last}: ${why}`;
    return last - sequence > 1 ? [{ kind: "rewritten", text }] : [];
}
