/** Brings notifications to their receivers beside whatever else goes on: nobody waits for it, and nothing that goes wrong gets out of it. */
import type { ReceiverSettings } from "../../config/notify";
import { pause } from "../adapters/persistent-call";
import type { Clock } from "../ports/clock";
import type { HookAnswer, Hooks } from "../ports/notifications";
import type { Notification } from "./notification";
import { hears, requestOf, Secrets } from "./receiver";

/** What became of one notification at one receiver. Holds no secret. */
export interface Delivery {
    readonly receiver: string;
    readonly event: string;
    /** Of the notification. */
    readonly id: string;
    /** `dropped`: too many waited; `not-sent`: the receiver's secret is not there. */
    readonly outcome: "delivered" | "gave-up" | "dropped" | "not-sent";
    readonly attempts: number;
    /** Of the last answer. */
    readonly status?: number;
    readonly reason?: string;
}

export interface NotifierOptions {
    readonly receivers: readonly ReceiverSettings[];
    readonly secrets: Secrets;
    readonly hooks: Hooks;
    readonly clock: Clock;
    /** From 0 up to 1. @default Math.random */
    readonly random?: () => number;
}

const attempts = 5;
/** Milliseconds: 1, 2, 4, 8 s, each up to half shorter. */
const pauses = { firstPause: 1000, longestPause: 8000 };
/** Longest pause that a receiver may ask for, seconds. */
const longestAskedPause = 30;
/** Milliseconds that a receiver has to answer. */
const patience = 5000;
/** Notifications that wait for one receiver at most: a rollout makes a handful. */
const queueLength = 20;

export class Notifier {
    private readonly queues = new Map<string, Notification[]>();
    private readonly workers = new Map<string, Promise<void>>();
    private over = new AbortController();
    private deliveries: Delivery[] = [];

    constructor(private readonly options: NotifierOptions) {}

    /** Never throws, never waits. */
    tell(notification: Notification): void {
        for (const receiver of this.options.receivers.filter((each) => hears(each, notification.event))) {
            const queue = this.queues.get(receiver.name) ?? [];
            this.queues.set(receiver.name, queue);
            queue.push(notification);
            // The newest tells most: a rollout's end says more than its begin.
            const oldest = queue.length > queueLength ? queue.shift() : undefined;
            if (oldest !== undefined) this.ended(
                receiver,
                oldest,
                { outcome: "dropped", attempts: 0, reason: `${queueLength} others waited` },
            );
            if (!this.workers.has(receiver.name)) this.workers.set(receiver.name, this.work(receiver, queue));
        }
    }

    /**
     * Waits for what is on its way, then gives the rest up.
     *
     * @param milliseconds at most
     * @returns what became of each notification since the last call
     */
    async flush(milliseconds: number): Promise<readonly Delivery[]> {
        const done = new AbortController();
        const all = Promise.all(this.workers.values()).then(() => done.abort());
        await this.options.clock.sleep(milliseconds, done.signal);
        if (!done.signal.aborted) this.over.abort();
        await all;
        this.over = new AbortController();
        const { deliveries } = this;
        this.deliveries = [];
        return deliveries;
    }

    private async work(receiver: ReceiverSettings, queue: Notification[]): Promise<void> {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            try {
                this.ended(receiver, next, await this.deliver(receiver, next));
            } catch {
                // Of an unknown error not even the text is known to be free of secrets.
                this.ended(receiver, next, { outcome: "gave-up", attempts: 0, reason: "it could not be sent" });
            }
        }
        this.workers.delete(receiver.name);
    }

    private async deliver(receiver: ReceiverSettings, notification: Notification): Promise<Outcome> {
        const { secrets, hooks, clock, random = Math.random } = this.options;
        const { signal } = this.over;
        let last: Partial<Outcome> = {};
        for (let attempt = 1; ; attempt += 1) {
            if (signal.aborted) return { ...last, outcome: "gave-up", attempts: attempt - 1, reason: "the command ended first" };
            const request = requestOf(receiver, notification, secrets, clock.now());
            if ("problem" in request) return { outcome: "not-sent", attempts: attempt - 1, reason: request.problem };
            const answer = await this.asked((limit) => hooks.post(request, limit));
            last = partsOf(answer);
            if (answer.kind === "answer" && answer.status >= 200 && answer.status < 300) return {
                ...last,
                outcome: "delivered",
                attempts: attempt,
            };
            if (!mayRepeat(answer) || attempt === attempts) return { ...last, outcome: "gave-up", attempts: attempt };
            await clock.sleep(pauseAfter(answer, attempt, random()), signal);
        }
    }

    private async asked(post: (signal: AbortSignal) => Promise<HookAnswer>): Promise<HookAnswer> {
        const { clock } = this.options;
        const done = new AbortController();
        const limit = new AbortController();
        const late = clock.sleep(patience, AbortSignal.any([done.signal, this.over.signal])).then((): HookAnswer => {
            limit.abort();
            return {
                kind: "noAnswer",
                reason: this.over.signal.aborted ? "the command ended first" : `no answer within ${patience / 1000} s`,
            };
        });
        try {
            return await Promise.race([post(limit.signal), late]);
        } finally {
            done.abort();
        }
    }

    private ended({ name }: ReceiverSettings, { event, id }: Notification, outcome: Outcome): void {
        this.deliveries.push({ receiver: name, event, id, ...outcome });
    }
}

type Outcome = Omit<Delivery, "receiver" | "event" | "id">;

function partsOf(answer: HookAnswer): Pick<Delivery, "status" | "reason"> {
    return answer.kind === "answer" ? { status: answer.status } : { reason: answer.reason };
}

/** What says that the same request may be taken later (RFC 9110, 15.5 and 15.6; RFC 6585, 4). */
function mayRepeat(answer: HookAnswer): boolean {
    return answer.kind === "noAnswer" || answer.status >= 500 || [408, 425, 429].includes(answer.status);
}

function pauseAfter(answer: HookAnswer, failures: number, random: number): number {
    const asked = answer.kind === "answer" ? answer.retryAfterSeconds : undefined;
    return asked === undefined ? pause(failures, pauses, random) : Math.min(asked, longestAskedPause) * 1000;
}
