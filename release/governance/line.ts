/** The line: whether somebody stopped the deploys of all stacks or of one. Pure: entries of its log in, stops out. */
import type { AuditData, AuditEntry } from "../audit/chain";

export const lineTypes = { stopped: "line-stopped", resumed: "line-resumed" } as const;

/** A stop that is in force. */
export interface Stop {
    /** Absent: all stacks. */
    readonly stack?: string;
    readonly actor: string;
    readonly reason: string;
    /** ISO 8601. */
    readonly since: string;
}

/** In the order in which they were made. A stop of all stacks is lifted for all, one of a stack for that stack. */
export function stopsIn(entries: readonly AuditEntry[]): readonly Stop[] {
    return entries.reduce<readonly Stop[]>((stops, { type, data }) => {
        const { stack, actor, reason, happened } = data as LineData;
        if (type === lineTypes.resumed) return stops.filter((stop) => stop.stack !== stack);
        if (type !== lineTypes.stopped) return stops;
        return [...stops, { ...(stack === undefined ? {} : { stack }), actor, reason, since: happened }];
    }, []);
}

/** The ones that hold up a stack. */
export function stopsOf(stops: readonly Stop[], stack: string): readonly Stop[] {
    return stops.filter((stop) => stop.stack === undefined || stop.stack === stack);
}

export function stopText({ stack, actor, reason, since }: Stop): string {
    return `${stack ?? "all stacks"} stopped by ${actor} at ${since}: ${reason}`;
}

/** As the command line has it. */
export function scopeOption(stack: string | undefined): string {
    return stack === undefined ? "--all" : `--stack ${stack}`;
}

interface LineData extends AuditData {
    readonly stack?: string;
    readonly actor: string;
    readonly reason: string;
    readonly happened: string;
}
