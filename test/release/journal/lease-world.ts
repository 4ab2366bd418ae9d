import { Lease, LeaseHeld, LeaseLost, LeaseSelf } from "../../../release/journal/lease";
import { Clock } from "../../../release/ports/clock";
import { LeaseHolder, LeaseRecord, LeaseStore } from "../../../release/ports/lease";
import { FakeClock } from "../fake-clock";

/** A process that wants leases: its own view of the time, and calls of the store that a test may hold back. */
export class LeaseProcess {
    /** Why it lost leases, in order. */
    readonly lost: LeaseLost[] = [];
    readonly lease: Lease;
    killed = false;
    private readonly waiting: (() => void)[] = [];

    /**
     * @param skew milliseconds that its clock goes ahead
     * @param free whether calls of the store go through at once
     */
    constructor(
        store: LeaseStore,
        clock: FakeClock,
        pid: number,
        hasEnded: LeaseSelf["hasEnded"],
        { host = "build-7", skew = 0, free = true, clocked = false } = {},
    ) {
        const turn = (): Promise<void> => (free ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve)));
        const own: Clock = { now: () => clock.now() + skew, sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal) };
        const self = { owner: `maria@${host} (process ${pid})`, host, pid, process: `${pid}`, hasEnded };
        const used = clocked ? new ClockedStore(store, clock) : store;
        this.lease = new Lease(new TurningStore(used, turn), own, { onLost: (reason) => this.lost.push(reason), self });
    }

    get acts(): boolean {
        return !this.killed && this.lease.held;
    }

    /** Lets the oldest call of the store go on by one step. */
    turn(): void {
        this.waiting.shift()?.();
    }

    /** Tries to take the lease; whether somebody else has it is no error. */
    async tryAcquire(rollout: string): Promise<void> {
        await this.lease.acquire(rollout).catch((error: unknown) => {
            if (!(error instanceof LeaseHeld) && !/already held/.test(String(error))) throw error;
        });
    }
}

/** Waits for its turn before each call and again before the answer is told. */
class TurningStore implements LeaseStore {
    constructor(
        private readonly store: LeaseStore,
        private readonly turn: () => Promise<void>,
    ) {}

    read(): Promise<LeaseRecord | undefined> {
        return this.between(() => this.store.read());
    }

    write(holder: LeaseHolder, expected: string | undefined): Promise<boolean> {
        return this.between(() => this.store.write(holder, expected));
    }

    remove(expected: string): Promise<boolean> {
        return this.between(() => this.store.remove(expected));
    }

    private async between<T>(act: () => Promise<T>): Promise<T> {
        await this.turn();
        const result = await act();
        await this.turn();
        return result;
    }
}

/** Tells how long ago the record was written, as S3 does. */
class ClockedStore implements LeaseStore {
    private static readonly written = new WeakMap<LeaseStore, number>();

    constructor(
        private readonly store: LeaseStore,
        private readonly clock: FakeClock,
    ) {}

    async read(): Promise<LeaseRecord | undefined> {
        const found = await this.store.read();
        return found && { ...found, idle: this.clock.now() - (ClockedStore.written.get(this.store) ?? 0) };
    }

    async write(holder: LeaseHolder, expected: string | undefined): Promise<boolean> {
        const written = await this.store.write(holder, expected);
        if (written) ClockedStore.written.set(this.store, this.clock.now());
        return written;
    }

    remove(expected: string): Promise<boolean> {
        return this.store.remove(expected);
    }
}
