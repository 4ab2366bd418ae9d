/** Types of `colorway:notify`: who hears of rollouts. Imports nothing, like the other types of settings. */

/** What a receiver may hear of, in the order in which it happens. */
export const notificationEvents = [
    "started", "turned-back", "succeeded", "rolled-back", "failed", "refused", "paused", "needs-person",
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** Forms of a message. */
export const receiverKinds = ["slack", "webhook"] as const;

export interface ReceiverSettings {
    /** Lower-case name, unique: what logs and the audit log call it by. */
    readonly name: string;
    /** `slack`: the form of Slack's incoming webhooks; `webhook`: this project's own, signed. */
    readonly kind: string;
    /** Where the address is, which is a secret itself: `env:NAME` or `file:PATH`. */
    readonly url: string;
    /** Where the key of the signature is, in the same form; of a `webhook` alone. */
    readonly signingKey?: string;
    /** Events that it hears of; empty: all. */
    readonly events: readonly string[];
}

export interface NotifySettings {
    /** Empty: nobody hears anything. */
    readonly receivers: readonly ReceiverSettings[];
}
