/** What a person does about governance: always with a reason, always recorded. */
import type { AuditData, AuditEntry } from "../audit/chain";
import { AuditTrail } from "../audit/trail";
import { thisProcess } from "../journal/lease";
import type { AuditStore } from "../ports/audit";
import type { Clock } from "../ports/clock";

/** Nothing was written. */
export class GovernanceRefused extends Error {
    constructor(message: string) {
        super(message);
        this.name = "GovernanceRefused";
    }
}

export interface ActPlace {
    readonly store: AuditStore;
    readonly clock: Clock;
    /** Name of the log. */
    readonly log: string;
    /** Who acts. @default - the user of this process */
    readonly actor?: string | undefined;
}

/** Durable when it ends. @throws GovernanceRefused without a reason */
export async function writeAct(place: ActPlace, type: string, reason: string, data: AuditData): Promise<AuditEntry> {
    if (reason.trim() === "") throw new GovernanceRefused("reason: is empty; write why, everybody who is refused reads it");
    const { store, clock, log, actor = thisProcess().owner } = place;
    const happened = new Date(clock.now()).toISOString();
    return new AuditTrail(store, clock, log).append({ type, data: { happened, actor, reason, ...data } });
}
