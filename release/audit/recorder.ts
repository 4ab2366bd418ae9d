/** Writes what rollouts do into the audit log. Their journals are the queue: what could not be written is made of them later. */
import { messageOf } from "../message";
import type { RolloutAudit } from "../ports/audit";
import type { JournalEntry, JournalStore } from "../ports/journal";
import type { RolloutState } from "../rollout/machine";
import type { RolloutPlan } from "../rollout/plan";
import type { AuditData } from "./chain";
import { keyOf, recordsOf, rolloutTypes, startedRecord } from "./journals";
import type { AuditRecord, AuditTrail } from "./trail";

export interface RecorderOptions {
    readonly trail: AuditTrail;
    readonly journals: JournalStore;
    /** What else is known of a plan: commit, evidence, exceptions in force. What can't be found out is left out. */
    readonly context: (plan: RolloutPlan) => Promise<AuditData>;
    /** Told what could not be written. */
    readonly onProblem: (text: string) => void;
}

export class RolloutRecorder implements RolloutAudit {
    private pending: Promise<unknown> = Promise.resolve();

    constructor(private readonly options: RecorderOptions) {}

    async begin(state: RolloutState, urgent: boolean): Promise<void> {
        const writing = this.writeBegin(state);
        if (!urgent) return writing;
        this.pending = writing.catch((error: unknown) =>
            this.tell(`the record of rollout ${state.plan.id} can't be written`, error),
        );
    }

    async rest({ plan }: RolloutState): Promise<void> {
        await this.pending;
        try {
            await this.catchUp();
        } catch (error) {
            this.tell(`the record of rollout ${plan.id} is not whole`, error);
        }
    }

    /**
     * Writes what journals tell and the log lacks; how many entries. A rollout begins only when the one before is over and
     * recorded, so nothing older than the last end in the log can be lacking.
     */
    async catchUp(): Promise<number> {
        const { trail, journals } = this.options;
        const { written, recorded } = await this.newest();
        let count = 0;
        for (const id of (await journals.rollouts()).filter((each) => recorded === undefined || each > recorded)) {
            for (const record of await this.lackingIn(await journals.read(id), written)) {
                await trail.append(record);
                count += 1;
            }
        }
        return count;
    }

    private async writeBegin({ plan }: RolloutState): Promise<void> {
        const { trail, journals, context } = this.options;
        await this.catchUp();
        // A rollout that goes on has its begin by its journal.
        if ((await journals.read(plan.id)).length > 0) return;
        await trail.append(startedRecord(plan, await context(plan)));
    }

    /** Keys of the log's newest entries back to the last end of a rollout, and which one that was. */
    private async newest(): Promise<{ readonly written: ReadonlySet<string>; readonly recorded: string | undefined }> {
        const written = new Set<string>();
        for await (const entry of this.options.trail.backwards()) {
            written.add(keyOf(entry));
            if (entry.type === rolloutTypes.ended) return { written, recorded: String(entry.data["rollout"]) };
        }
        return { written, recorded: undefined };
    }

    private async lackingIn(entries: readonly JournalEntry[], written: ReadonlySet<string>): Promise<readonly AuditRecord[]> {
        const lacking = recordsOf(entries, {}).filter((record) => !written.has(keyOf(record)));
        const [first] = lacking;
        if (first?.type !== rolloutTypes.started) return lacking;
        const plan = entries.find(({ data }) => data["type"] === "planned")?.data["plan"] as RolloutPlan;
        return [startedRecord(plan, await this.options.context(plan)), ...lacking.slice(1)];
    }

    private tell(what: string, error: unknown): void {
        this.options.onProblem(
            `${what} in the audit log: ${messageOf(error)}; the next rollout or \`colorway audit catch-up\` writes it`,
        );
    }
}
