import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { hasEnded, ownMark, ProcessMark } from "../adapters/host-process";
import { messageOf } from "../message";
import { Clock } from "../ports/clock";
import { LeaseHolder, LeaseRecord, LeaseStore } from "../ports/lease";
import { within } from "../within";

/** Milliseconds that a lease lives without a heartbeat. A heartbeat is sent three times as often. */
export const leaseTtl = 30_000;

/**
 * Milliseconds that a lease is respected beyond its end. Where the store has no clock of its own (a folder that several hosts
 * share), the clocks of two hosts may be this far apart; where it has one (S3), only how fast they go matters.
 */
export const clockMargin = 5_000;

export interface LeaseOptions {
    /**
     * Called once when the lease is gone although it was not released: another process took it, or no heartbeat got through in
     * time. From then on nothing may be done in the rollout's name.
     */
    readonly onLost: (reason: LeaseLost) => void;
    /** Milliseconds. @default leaseTtl */
    readonly ttl?: number;
    /** @default - this process */
    readonly self?: LeaseSelf;
}

/** Who asks for a lease, and what it can tell about others. */
export interface LeaseSelf extends ProcessMark {
    /** As `maria@build-7 (process 4711)`. */
    readonly owner: string;
    /** Whether that process has certainly ended. */
    readonly hasEnded: (other: ProcessMark) => boolean;
}

/** Another process holds the lease. */
export class LeaseHeld extends Error {
    constructor(
        readonly holder: LeaseHolder,
        /** When anybody may take it unless there is another heartbeat, milliseconds since 1970. */
        readonly freeAt: number,
        now: number,
    ) {
        const { owner, rollout, since } = holder;
        super(
            `rollout ${rollout} is being run by ${owner} since ${since}; ${heartbeatText(holder, now)}; ` +
                `wait for its end, or, should that process be dead, until ${new Date(freeAt).toISOString()}`,
        );
        this.name = "LeaseHeld";
    }
}

/** The lease is gone. */
export class LeaseLost extends Error {
    constructor(
        readonly rollout: string,
        reason: string,
        /** Who has it now; undefined where nobody has, or where that cannot be told. */
        readonly holder?: LeaseHolder,
    ) {
        super(`lease of rollout ${rollout} lost: ${reason}`);
        this.name = "LeaseLost";
    }
}

type Renewal =
    | { readonly kind: "renewed" }
    | { readonly kind: "failed"; readonly reason: string }
    | { readonly kind: "lost"; readonly holder?: LeaseHolder };

/**
 * The right to run a rollout in an environment: at most one process has it. Its record lives in a store with compare-and-swap and
 * must be renewed; a holder that cannot renew gives up before anybody else may begin. A holder of this host that has certainly
 * ended is followed at once.
 */
export class Lease {
    private readonly token = randomBytes(12).toString("hex");
    private readonly ttl: number;
    private readonly self: LeaseSelf;
    private readonly onLost: (reason: LeaseLost) => void;
    private current: { readonly holder: LeaseHolder; readonly ended: AbortController; until: number } | undefined;

    constructor(
        private readonly store: LeaseStore,
        private readonly clock: Clock,
        options: LeaseOptions,
    ) {
        this.ttl = options.ttl ?? leaseTtl;
        this.self = options.self ?? thisProcess();
        this.onLost = options.onLost;
    }

    /** Whether this process holds the lease now. To be asked before every effect. */
    get held(): boolean {
        return this.current !== undefined && this.clock.now() < this.current.until;
    }

    /** Takes the lease and starts the heartbeat. Fails with `LeaseHeld` where somebody else has it. */
    async acquire(rollout: string): Promise<void> {
        if (this.current !== undefined) throw new Error(`the lease is already held, for rollout ${this.current.holder.rollout}`);
        const asked = this.clock.now();
        const found = await this.store.read();
        if (found !== undefined && !this.mayFollow(found)) throw this.heldBy(found);
        const since = new Date(asked).toISOString();
        const { owner, host, pid, process } = this.self;
        const holder = { token: this.token, owner, host, pid, process, rollout, since, ...this.stamps(asked) };
        if (!(await this.store.write(holder, found?.tag))) {
            const winner = await this.store.read();
            // It was taken and released in the meantime.
            if (winner === undefined) return this.acquire(rollout);
            throw this.heldBy(winner);
        }
        this.current = { holder, ended: new AbortController(), until: asked + this.ttl };
        void this.keep(this.current);
    }

    /**
     * Gives the lease back and ends the heartbeat. Does nothing where it is not held. False: the store did not take it; the lease
     * ends by itself.
     */
    async release(): Promise<boolean> {
        const { current } = this;
        this.current = undefined;
        if (current === undefined) return true;
        current.ended.abort();
        try {
            // A heartbeat that is under way may change the tag once.
            for (let attempt = 1; attempt <= 3; attempt++) {
                const found = await this.store.read();
                if (found === undefined || found.holder.token !== this.token) return true;
                if (await this.store.remove(found.tag)) return true;
            }
        } catch {
            // Told by the result.
        }
        return false;
    }

    private stamps(now: number): { readonly renewed: string; readonly expires: string } {
        return { renewed: new Date(now).toISOString(), expires: new Date(now + this.ttl).toISOString() };
    }

    private mayFollow(found: LeaseRecord): boolean {
        return this.self.hasEnded(found.holder) || this.clock.now() >= freeAt(found, this.clock.now());
    }

    private heldBy(found: LeaseRecord): LeaseHeld {
        const now = this.clock.now();
        return new LeaseHeld(found.holder, freeAt(found, now), now);
    }

    /** The heartbeat: a third of the lifetime apart, closer after one that failed, until released or lost. */
    private async keep(current: NonNullable<Lease["current"]>): Promise<void> {
        const { signal } = current.ended;
        let pause = this.ttl / 3;
        let reason = "this process stood still";
        for (;;) {
            await this.clock.sleep(Math.min(pause, current.until - this.clock.now()), signal);
            if (signal.aborted) return;
            const late = this.clock.now() >= current.until;
            const renewal: Renewal = late ? { kind: "failed", reason } : await this.renewInTime(current, signal);
            if (signal.aborted) return;
            if (renewal.kind === "lost") return this.lose(current, takenText(renewal.holder), renewal.holder);
            if (this.clock.now() >= current.until) {
                const cause = renewal.kind === "failed" ? renewal.reason : "the store answered too late";
                return this.lose(current, `no heartbeat got through for ${this.ttl / 1000} s: ${cause}`);
            }
            pause = renewal.kind === "renewed" ? this.ttl / 3 : this.ttl / 10;
            reason = renewal.kind === "renewed" ? "this process stood still" : renewal.reason;
        }
    }

    /** One heartbeat, given up when the lease ends: a store that does not answer must not hide that. */
    private async renewInTime(current: NonNullable<Lease["current"]>, signal: AbortSignal): Promise<Renewal> {
        const left = (current.until - this.clock.now()) / 1000;
        const answer = await within(() => this.renew(current), left, this.clock, signal);
        return answer.kind === "value" ? answer.value : { kind: "failed", reason: "the store does not answer" };
    }

    private async renew(current: NonNullable<Lease["current"]>): Promise<Renewal> {
        try {
            const asked = this.clock.now();
            const found = await this.store.read();
            if (found?.holder.token !== this.token) return { kind: "lost", holder: found?.holder };
            if (await this.store.write({ ...current.holder, ...this.stamps(asked) }, found.tag)) {
                current.until = asked + this.ttl;
                return { kind: "renewed" };
            }
            return { kind: "failed", reason: "the record changed meanwhile" };
        } catch (error) {
            return { kind: "failed", reason: messageOf(error) };
        }
    }

    private lose(current: NonNullable<Lease["current"]>, reason: string, holder?: LeaseHolder): void {
        current.ended.abort();
        this.current = undefined;
        this.onLost(new LeaseLost(current.holder.rollout, reason, holder));
    }
}

/** When anybody may take a lease, by this host's clock. @param now milliseconds since 1970 */
export function freeAt({ holder, idle }: LeaseRecord, now: number): number {
    const expires = Date.parse(holder.expires);
    if (idle === undefined) return expires + clockMargin;
    const lifetime = expires - Date.parse(holder.renewed);
    return now - idle + lifetime + clockMargin;
}

/** `last heartbeat 2026-01-02T03:04:05.000Z (7 s ago)`. @param now milliseconds since 1970 */
export function heartbeatText({ renewed }: Pick<LeaseHolder, "renewed">, now: number): string {
    const ago = Math.max(0, Math.round((now - Date.parse(renewed)) / 1000));
    return `last heartbeat ${renewed} (${ago} s ago)`;
}

/** This process, by its user and host. */
export function thisProcess(): LeaseSelf {
    const mark = ownMark();
    return { ...mark, owner: `${userName()}@${mark.host} (process ${mark.pid})`, hasEnded };
}

function userName(): string {
    try {
        return userInfo().username;
    } catch {
        // A container may run as a number without a name.
        return `user ${process.getuid?.() ?? "?"}`;
    }
}

function takenText(holder: LeaseHolder | undefined): string {
    if (holder === undefined) return "its record was removed";
    return `${holder.owner} took it for rollout ${holder.rollout} at ${holder.since}`;
}
