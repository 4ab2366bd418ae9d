/** How a Deployment moves from its old ReplicaSets to the new one. Pure; k8s.io/kubernetes pkg/controller/deployment. */

/** A ReplicaSet as a rollout sees it. */
export interface Sized {
    readonly name: string;
    /** Wanted pods. */
    readonly replicas: number;
    readonly available: number;
}

export interface RolloutInput {
    readonly replicas: number;
    readonly strategy: "RollingUpdate" | "Recreate";
    /** Pods above `replicas` that may run at once. */
    readonly maxSurge: number;
    /** Pods below `replicas` that may be unavailable. */
    readonly maxUnavailable: number;
    readonly next: Sized;
    /** Oldest first. */
    readonly olds: readonly Sized[];
    /** Pods of the old ReplicaSets that still exist, stopping ones included. */
    readonly oldPods: number;
}

/** New sizes by name of the ReplicaSets that change now. */
export type Sizes = ReadonlyMap<string, number>;

/** The next step of a rollout; nothing to change: it is over or waits for pods. */
export function nextSizes(input: RolloutInput): Sizes {
    return input.strategy === "Recreate" ? recreate(input) : roll(input);
}

function recreate({ replicas, next, olds, oldPods }: RolloutInput): Sizes {
    const running = olds.filter((old) => old.replicas > 0);
    if (running.length > 0) return new Map(running.map((old) => [old.name, 0]));
    return oldPods > 0 || next.replicas === replicas ? new Map() : new Map([[next.name, replicas]]);
}

function roll(input: RolloutInput): Sizes {
    const { replicas, maxSurge, maxUnavailable, next, olds } = input;
    const all = [next, ...olds];
    const total = sum(all.map((each) => each.replicas));
    const grown =
        next.replicas > replicas
            ? replicas
            : next.replicas + Math.max(0, Math.min(replicas + maxSurge - total, replicas - next.replicas));
    if (grown !== next.replicas) return new Map([[next.name, grown]]);
    const floor = replicas - maxUnavailable;
    const spare = total - floor - (next.replicas - next.available);
    if (spare <= 0) return new Map();
    const sizes = new Map(olds.map((old) => [old.name, old.replicas]));
    // pods that serve nobody go first: they cost no availability
    let left = spare;
    for (const old of olds) {
        const cut = Math.min(left, old.replicas - old.available);
        sizes.set(old.name, old.replicas - cut);
        left -= cut;
    }
    left = Math.max(0, sum(all.map((each) => each.available)) - floor);
    for (const old of olds) {
        const size = sizes.get(old.name) ?? 0;
        const cut = Math.min(left, size);
        sizes.set(old.name, size - cut);
        left -= cut;
    }
    return new Map([...sizes].filter(([name, size]) => size !== olds.find((old) => old.name === name)?.replicas));
}

/** Sizes after a change of `replicas` in the middle of a rollout: every ReplicaSet keeps its share. */
export function proportional(sets: readonly Sized[], target: number): Sizes {
    const total = sum(sets.map((each) => each.replicas));
    if (total === 0 || target === total) return new Map();
    // the greatest first, so that it takes the rest of the rounding
    const sorted = [...sets].sort((a, b) => b.replicas - a.replicas);
    const shares = sorted.map((each) => Math.floor((each.replicas * target) / total));
    for (let index = 0, rest = target - sum(shares); rest > 0; index = (index + 1) % shares.length, rest -= 1) shares[index] += 1;
    return new Map(sorted.flatMap((each, index) => (shares[index] === each.replicas ? [] : [[each.name, shares[index]]])));
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((all, each) => all + each, 0);
}
