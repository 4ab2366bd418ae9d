import { RoutableTarget } from "../aws/elbv2/targets";
import { ForwardAction, GroupSettings } from "./routes";

export type Random = () => number;

/** Where a request goes. */
export interface Way {
    readonly group: GroupSettings;
    readonly target: RoutableTarget;
    /** Sticky cookies for the response. */
    readonly cookies: readonly string[];
}

/** Uniform numbers from 0 to 1 that depend on the seed only (mulberry32). */
export function seeded(seed: number): Random {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}

/** The group that a weighted action picks for a request without a cookie; undefined where every weight is 0. */
export function chooseGroup(action: ForwardAction, random: Random): GroupSettings | undefined {
    if (action.totalWeight === 0) return undefined;
    let left = random() * action.totalWeight;
    for (const { weight, group } of action.groups) {
        left -= weight;
        if (left < 0) return group;
    }
    return action.groups.filter(({ weight }) => weight > 0).at(-1)?.group;
}

/** Picks targets of groups in turn; one for each listener. */
export class TargetChooser {
    private readonly turns = new Map<string, number>();

    constructor(
        private readonly random: Random,
        /** Milliseconds that stand for seconds of the cloud. */
        private readonly scaled: (seconds: number) => number,
    ) {}

    /** A target for the next request; undefined where the group has none. */
    choose(group: GroupSettings, registered: readonly RoutableTarget[]): RoutableTarget | undefined {
        const usable = fit(group, registered);
        if (usable.length < 2) return usable[0];
        switch (group.algorithm) {
            case "least_outstanding_requests":
                return this.leastBusy(group, usable);
            case "weighted_random":
                return usable[Math.floor(this.random() * usable.length)];
            default:
                return this.nextInTurn(group, usable);
        }
    }

    private leastBusy(group: GroupSettings, usable: readonly RoutableTarget[]): RoutableTarget | undefined {
        const least = Math.min(...usable.map((target) => target.inFlight));
        return this.nextInTurn(
            group,
            usable.filter((target) => target.inFlight === least),
        );
    }

    private nextInTurn(group: GroupSettings, usable: readonly RoutableTarget[]): RoutableTarget | undefined {
        for (let tries = 0; tries < usable.length; tries += 1) {
            const turn = (this.turns.get(group.arn) ?? 0) + 1;
            this.turns.set(group.arn, turn);
            const target = usable[turn % usable.length];
            if (target !== undefined && this.takesTurn(group, target, usable)) return target;
        }
        return usable[0];
    }

    // A linear share while a target warms up, unless all do: ELB guide, "Slow start mode".
    private takesTurn(group: GroupSettings, target: RoutableTarget, usable: readonly RoutableTarget[]): boolean {
        if (group.slowStartSeconds === 0 || target.healthySince === 0) return true;
        const whole = this.scaled(group.slowStartSeconds);
        const now = Date.now();
        if (usable.every(({ healthySince }) => now - healthySince < whole)) return true;
        return this.random() < (now - target.healthySince) / whole;
    }
}

/** The healthy targets; all of them where too few are healthy: ELB guide, "Target group health", and "fail open". */
function fit(group: GroupSettings, registered: readonly RoutableTarget[]): readonly RoutableTarget[] {
    const healthy = registered.filter((target) => target.healthy);
    const needed = Math.max(group.minimumHealthy, Math.ceil((registered.length * group.minimumHealthyPercent) / 100));
    return healthy.length < Math.min(needed, registered.length) ? registered : healthy;
}
