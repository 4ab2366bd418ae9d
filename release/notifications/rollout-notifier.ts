/** Tells the receivers of a stack of its rollouts, and keeps in the audit log what became of each message. */
import type { NotifySettings } from "../../config/notify";
import type { AuditTrail } from "../audit/trail";
import { messageOf } from "../message";
import type { Clock } from "../ports/clock";
import type { JournalEntry } from "../ports/journal";
import type { Hooks, RolloutNotifications } from "../ports/notifications";
import type { RolloutState } from "../rollout/machine";
import { hiding, secretsIn } from "./hide";
import { notificationOf } from "./notification";
import { Delivery, Notifier } from "./notifier";
import type { Secrets } from "./receiver";

export interface RolloutNotifierOptions {
    readonly settings: NotifySettings;
    readonly environment: string;
    readonly secrets: Secrets;
    readonly hooks: Hooks;
    readonly clock: Clock;
    /** Variables of the process: values of those that are secrets never get into a message. @default none */
    readonly variables?: { readonly [name: string]: string | undefined };
    /** Where outcomes are kept. @default nowhere */
    readonly trail?: AuditTrail | undefined;
    /** Told what could not be sent or written down. */
    readonly onProblem: (text: string) => void;
}

/** Type of the entry in the audit log. */
export const notifiedType = "notified";
/** Milliseconds that a command stays for messages on their way; by then the rollout is over. */
const longestFlush = 10_000;

export class RolloutNotifier implements RolloutNotifications {
    private readonly notifier: Notifier;
    private readonly hide: (text: string) => string;
    private rollout: string | undefined;

    constructor(private readonly options: RolloutNotifierOptions) {
        const { settings: { receivers }, secrets, variables = {} } = options;
        this.notifier = new Notifier({ ...options, receivers });
        const places = receivers.flatMap(({ url, signingKey }) => (signingKey === undefined ? [url] : [url, signingKey]));
        const own = places.map(secrets).flatMap((secret) => ("value" in secret ? [secret.value] : []));
        this.hide = hiding([...own, ...secretsIn(variables)]);
    }

    tell(state: RolloutState, entry: JournalEntry): void {
        this.rollout = state.plan.id;
        const notification = notificationOf(state, entry, this.options.environment, this.hide);
        if (notification !== undefined) this.notifier.tell(notification);
    }

    async flush(): Promise<void> {
        const deliveries = await this.notifier.flush(longestFlush);
        if (deliveries.length === 0) return;
        const { trail, clock, onProblem } = this.options;
        for (const delivery of deliveries.filter(({ outcome }) => outcome !== "delivered")) onProblem(deliveryText(delivery));
        try {
            const happened = new Date(clock.now()).toISOString();
            await trail?.append({ type: notifiedType, data: { rollout: this.rollout, happened, deliveries } });
        } catch (error) {
            onProblem(`what became of notifications can't be written into the audit log: ${messageOf(error)}`);
        }
    }
}

/** As `receiver chat: started: gave up after 5 attempts, status 503`. */
export function deliveryText({ receiver, event, outcome, attempts, status, reason }: Delivery): string {
    const words = { "delivered": "delivered", "gave-up": "gave up", "dropped": "dropped", "not-sent": "not sent" };
    const times = attempts === 0 ? "" : ` after ${attempts} attempt${attempts === 1 ? "" : "s"}`;
    const details = [...(status === undefined ? [] : [`status ${status}`]), ...(reason === undefined ? [] : [reason])];
    return `receiver ${receiver}: ${event}: ${[`${words[outcome]}${times}`, ...details].join(", ")}`;
}
