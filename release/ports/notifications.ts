/** What tells people and programs of rollouts. */
import type { RolloutState } from "../rollout/machine";
import type { JournalEntry } from "./journal";

/** One request to a receiver. Its address and headers are secrets. */
export interface HookRequest {
    readonly url: string;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
}

export type HookAnswer =
    /** `retryAfterSeconds`: as the receiver asked for. */
    | { readonly kind: "answer"; readonly status: number; readonly retryAfterSeconds?: number }
    /** `reason` never holds the address. */
    | { readonly kind: "noAnswer"; readonly reason: string };

export interface Hooks {
    /** Never throws; ends soon after the signal was aborted. */
    post(request: HookRequest, signal: AbortSignal): Promise<HookAnswer>;
}

/** What a rollout asks of notifications: nothing that could hold it up. */
export interface RolloutNotifications {
    /** With every entry of the journal. Never throws, never waits. */
    tell(state: RolloutState, entry: JournalEntry): void;
    /** At the end, when the lease is given back: waits a little for what is on its way. Never throws. */
    flush(): Promise<void>;
}
