/** Plain updates in the audit log: what `up` and `destroy` were to do, and what came of it. Pure but for the writing. */
import { messageOf } from "../message";
import type { AuditData } from "./chain";
import type { AuditTrail } from "./trail";

export const updateTypes = { started: "update-started", ended: "update-ended" } as const;

/** What users get: the active color, its release, and the weights. */
export interface LiveSetting {
    readonly color: string;
    readonly version?: string | undefined;
    readonly traffic: { readonly blue: number; readonly green: number };
}

export interface UpdateBegin {
    /** Identifier of the update; sorts by time. */
    readonly id: string;
    readonly what: "up" | "destroy";
    readonly actor: string;
    /** ISO 8601. */
    readonly happened: string;
    readonly live: LiveSetting;
    /** What else is known: commit, exceptions in force, whether a lock is broken by a person's word. */
    readonly context: AuditData;
}

export interface UpdateEnd {
    /** ISO 8601. */
    readonly happened: string;
    readonly result: "done" | "failed";
    readonly text?: string | undefined;
    /** Resources by what happened to them. */
    readonly counts?: { readonly [operation: string]: number } | undefined;
}

/** Writes that an update begins. @throws where it can't be written: nothing begins without its record */
export async function recordUpdate(trail: AuditTrail, begin: UpdateBegin): Promise<void> {
    const { id, what, actor, happened, live, context } = begin;
    const before = await lastLive(trail);
    const flips = before !== undefined && (what === "destroy" || differs(before, live));
    await trail.append({
        type: updateTypes.started,
        data: { update: id, happened, what, actor, live, ...(before === undefined ? {} : { before }), flips, ...context },
    });
}

/** Writes what came of it. Never throws: the update is over. @returns what could not be written */
export async function recordUpdateEnd(trail: AuditTrail, id: string, end: UpdateEnd): Promise<string | undefined> {
    try {
        await trail.append({ type: updateTypes.ended, data: { update: id, ...end } });
        return undefined;
    } catch (error) {
        return `the end of update ${id} is not in the audit log: ${messageOf(error)}`;
    }
}

/** What users got by the newest entry that tells it. */
async function lastLive(trail: AuditTrail): Promise<LiveSetting | undefined> {
    for await (const { type, data } of trail.backwards()) {
        if (type === updateTypes.started && data["what"] === "destroy") return undefined;
        const live = data["live"] as LiveSetting | undefined;
        if (live !== undefined) return live;
    }
    return undefined;
}

/** Another release, or other shares: that a color has another name is no change for users. */
function differs(before: LiveSetting, now: LiveSetting): boolean {
    const shares = ({ color, traffic }: LiveSetting): number => (color === "blue" ? traffic.blue : traffic.green);
    return before.version !== now.version || before.color !== now.color || shares(before) !== shares(now);
}
