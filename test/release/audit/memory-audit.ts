import { headIn } from "../../../release/audit/head";
import type { AuditHead, AuditStore, StoredLink, Trace } from "../../../release/ports/audit";

/** An audit log that a test can break in any way. */
export class MemoryAuditStore implements AuditStore {
    lockable = false;
    readonly links = new Map<number, string>();
    headRecord: AuditHead | undefined;
    readonly found: Trace[] = [];
    /** Thrown by the next calls. */
    broken: Error | undefined;

    async append(sequence: number, text: string): Promise<boolean> {
        this.fail();
        if (this.links.has(sequence)) return false;
        this.links.set(sequence, text);
        return true;
    }

    async read(sequence: number): Promise<StoredLink | undefined> {
        this.fail();
        return this.parts().find((part) => part.sequence === sequence);
    }

    async all(): Promise<readonly StoredLink[]> {
        return this.parts();
    }

    async last(): Promise<number> {
        return Math.max(0, ...this.links.keys());
    }

    async head(): Promise<AuditHead | undefined> {
        this.fail();
        return this.headRecord && headIn(JSON.stringify(this.headRecord), "head");
    }

    async moveHead(head: AuditHead): Promise<void> {
        if ((this.headRecord?.sequence ?? 0) < head.sequence) this.headRecord = head;
    }

    async traces(): Promise<readonly Trace[]> {
        return this.found;
    }

    parts(): readonly StoredLink[] {
        return [...this.links].sort(([a], [b]) => a - b).map(([sequence, text]) => ({ sequence, text, path: `memory/${sequence}` }));
    }

    private fail(): void {
        if (this.broken !== undefined) throw this.broken;
    }
}
