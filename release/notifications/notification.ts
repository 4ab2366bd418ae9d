/** What receivers are told of a rollout. Pure; docs/notification.schema.json has its form. */
import type { NotificationEvent } from "../../config/notify";
import type { Traffic } from "../../config/types";
import type { JournalEntry } from "../ports/journal";
import { Cause, isResting, RestingPhase, RolloutEvent, RolloutState, trafficOf } from "../rollout/machine";
import { wayText } from "../rollout/plan";
import { waysOn } from "../rollout/unfinished";

/** One message. Plain JSON: this is the body of a `webhook`. */
export interface Notification {
    /** Of this form; another number for one that older receivers can't read. */
    readonly form: 1;
    /** The same however often it is sent. */
    readonly id: string;
    readonly event: NotificationEvent | "test";
    /** When it happened, ISO 8601. */
    readonly at: string;
    readonly stack: string;
    readonly environment: string;
    /** One sentence for people. */
    readonly summary: string;
    /** Absent in a test. */
    readonly rollout?: NotifiedRollout;
}

export interface NotifiedRollout {
    readonly id: string;
    readonly kind: string;
    readonly version: string;
    readonly from: { readonly color: string; readonly version: string };
    readonly to: { readonly color: string };
    /** Who began it. */
    readonly actor: string;
    /** ISO 8601. */
    readonly started: string;
    /** Since it began. */
    readonly milliseconds: number;
    readonly phase: string;
    /** The weights that it stands for. */
    readonly traffic: Traffic;
    /** Why it was asked for; of a rollback. */
    readonly reason?: string;
    /** Why it left the way forward. */
    readonly cause?: Pick<Cause, "kind" | "at" | "text">;
    /** What a person can do now, as commands; empty where nothing is asked of anybody. */
    readonly next: readonly string[];
}

const eventOfRest: { readonly [P in RestingPhase]: NotificationEvent } = {
    "done": "succeeded", "rolled-back": "rolled-back", "failed": "failed", "refused": "refused", "paused": "paused",
    "needs-person": "needs-person",
};
const backPhases = ["brake", "restore", "stand-down"];
/** A body that a receiver takes: what a failed update prints can be a hundred times as long. */
const longestText = 1500;

/** What an entry of the journal means to receivers; undefined for most. */
export function eventOf(state: RolloutState, { data }: JournalEntry): NotificationEvent | undefined {
    if (data["type"] === "planned") return "started";
    if (data["type"] !== "event") return undefined;
    const { phase, goal } = state;
    if (isResting(phase)) return eventOfRest[phase];
    const event = data["event"] as RolloutEvent;
    const asked = event.type === "rollback-asked" && (phase === "brake" || phase === "restore");
    const turned = event.type === "failed" && !backPhases.includes(event.phase);
    return goal === "back" && (asked || turned) ? "turned-back" : undefined;
}

/** @param hide takes secrets out of a text */
export function notificationOf(
    state: RolloutState,
    entry: JournalEntry,
    environment: string,
    hide: (text: string) => string,
): Notification | undefined {
    const event = eventOf(state, entry);
    if (event === undefined) return undefined;
    const { plan, phase, cause } = state;
    const shown = (text: string): string => shortened(hide(text));
    const waits = phase === "needs-person" || phase === "paused";
    return {
        form: 1,
        id: `${plan.id}-${entry.sequence}`,
        event,
        at: entry.at,
        stack: plan.stack,
        environment,
        summary: shown(summaryOf(event, state)),
        rollout: {
            id: plan.id,
            kind: plan.kind,
            version: plan.version,
            from: plan.from,
            to: plan.to,
            actor: plan.actor,
            started: plan.started,
            milliseconds: Date.parse(entry.at) - Date.parse(plan.started),
            phase,
            traffic: trafficOf(state),
            ...(plan.reason === undefined ? {} : { reason: shown(plan.reason) }),
            ...(cause === undefined ? {} : { cause: { kind: cause.kind, at: cause.at, text: shown(cause.text) } }),
            next: waits ? waysOn(state) : [],
        },
    };
}

/** What a person sends to see whether a receiver hears. */
export function testNotification(stack: string, environment: string, at: string, actor: string): Notification {
    return {
        form: 1,
        id: `test-${at}`,
        event: "test",
        at,
        stack,
        environment,
        summary: `${stack}: a test by ${actor}; no rollout is meant`,
    };
}

function summaryOf(event: NotificationEvent, { plan, cause }: RolloutState): string {
    const { stack, version, kind, actor, from } = plan;
    const release = `${stack}: release ${version}`;
    const back = `all traffic is on ${from.color} (${from.version})`;
    const why = cause === undefined ? "" : `: ${firstLine(cause.text)}`;
    switch (event) {
        case "started": return `${release} by ${kind}, ${wayText(plan)}, started by ${actor}`;
        case "turned-back": return `${release} goes back${why}`;
        case "succeeded": return `${release} is live in ${plan.to.color}`;
        case "rolled-back": return `${release} went back, ${back}${why}`;
        case "failed": return `${release} failed before it got traffic, ${back}${why}`;
        case "refused": return `${release} was refused, nothing changed${why}`;
        case "paused": return `${release} is interrupted at ${cause?.at ?? ""}, traffic is safe; somebody has to go on or back`;
        case "needs-person": return `${release} needs a person at ${cause?.at ?? ""}${why}`;
    }
}

function firstLine(text: string): string {
    return text.split("\n", 1)[0] ?? "";
}

function shortened(text: string): string {
    return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
