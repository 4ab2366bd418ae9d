/** Stops and resumes the line, which is one for all stacks whose records are kept at the same place. */
import type { AuditEntry } from "../audit/chain";
import { AuditLog, AuditUntrue } from "../audit/log";
import { lineLog } from "../audit/names";
import type { AuditStore } from "../ports/audit";
import type { Clock } from "../ports/clock";
import { GovernanceRefused, writeAct } from "./act";
import { lineTypes, scopeOption, Stop, stopsIn, stopText } from "./line";

export class TheLine {
    /** @param actor who acts; default: the user of this process */
    constructor(
        private readonly store: AuditStore,
        private readonly clock: Clock,
        private readonly actor?: string,
    ) {}

    /** The stops in force, of all stacks and of each. @throws AuditUntrue where somebody changed the log */
    async stops(): Promise<readonly Stop[]> {
        const { entries, findings } = await new AuditLog(lineLog, this.store).verify();
        if (findings.length > 0) throw new AuditUntrue(lineLog, findings);
        return stopsIn(entries);
    }

    /** No rollout begins or goes forward any more. @param stack undefined: of all stacks @throws GovernanceRefused */
    async stop(reason: string, stack?: string): Promise<AuditEntry> {
        return this.write(lineTypes.stopped, reason, stack);
    }

    /**
     * Lifts the stops of that stack, or those of all stacks.
     *
     * @returns those still in force
     * @throws GovernanceRefused, AuditUntrue
     */
    async resume(reason: string, stack?: string): Promise<readonly Stop[]> {
        const stops = await this.stops();
        if (!stops.some((stop) => stop.stack === stack)) {
            const others = stops.map((stop) => `; ${stopText(stop)}: ${scopeOption(stop.stack)}`).join("");
            throw new GovernanceRefused(`resume-the-line ${scopeOption(stack)}: nobody stopped it${others}`);
        }
        await this.write(lineTypes.resumed, reason, stack);
        return this.stops();
    }

    private write(type: string, reason: string, stack: string | undefined): Promise<AuditEntry> {
        const { store, clock, actor } = this;
        return writeAct({ store, clock, log: lineLog, actor }, type, reason, stack === undefined ? {} : { stack });
    }
}
