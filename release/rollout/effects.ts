/** What a rollout does in each of its states, on the ports. Every effect may be done again after a kill in its middle. */
import type { Traffic } from "../../config/types";
import { type CheckResult, refusedOf, type ReleaseCheck } from "../checks/check";
import { awaitChecks } from "../checks/wait";
import { messageOf } from "../message";
import type { Clock } from "../ports/clock";
import type { DeadMan } from "../ports/dead-man";
import type { DeployedStack, Engine, StackValues } from "../ports/engine";
import type { LoadBalancer, Probe } from "../ports/load-balancer";
import type { Metrics } from "../ports/metrics";
import { longestWindowSeconds, Tick } from "../judgement/watch";
import type { Window } from "../judgement/window";
import { outputsOf, ServiceGroups, serviceGroups } from "./groups";
import { ActivePhase, RolloutState, trafficWith } from "./machine";
import type { RolloutPlan } from "./plan";
import { awaitReady, smoke } from "./readiness";
import type { EffectOutcome, Effects } from "./runner";
import { differences, Shifter, ShiftFailed, ShiftRequest } from "./shift";
import { watchStep } from "./watch-step";

/** Pods of each service that are ready in a slot now. @throws where that can't be seen */
export type Replicas = (namespace: string) => Promise<{ readonly [service: string]: number }>;

export interface RolloutPorts {
    readonly clock: Clock;
    readonly engine: Engine;
    readonly loadBalancer: LoadBalancer;
    readonly probe: Probe;
    readonly deadMan: DeadMan;
    readonly metrics: Metrics;
    readonly replicas: Replicas;
    readonly checks: readonly ReleaseCheck[];
    /** Upper bound of each service's autoscaler: a floor never exceeds it. */
    readonly maxReplicas: { readonly [service: string]: number };
    /** Told before the release's first pod starts: from then on its manifest may not change. */
    readonly onRun: (plan: RolloutPlan) => Promise<void>;
    /** When the live color last had traffic, of a rollout that is resumed. */
    readonly liveWindow?: Window | undefined;
    readonly onTick?: ((state: RolloutState, tick: Tick) => void) | undefined;
    /** Told once where the rollout waits for somebody, as for an approval. @param until milliseconds since 1970 */
    readonly onWaiting?: ((waiting: readonly CheckResult[], until: number) => void) | undefined;
}

/** Seconds; only how long a watch goes on that ends with the update. */
const longestUpdateSeconds = 24 * 3600;

export class RolloutEffects implements Effects {
    private readonly shifter: Shifter;
    private liveWindow: Window | undefined;
    /** The last order to the dead-man: the next waits for it, so that none comes in late and undoes it. */
    private ordered: Promise<unknown> = Promise.resolve();

    constructor(private readonly ports: RolloutPorts) {
        this.liveWindow = ports.liveWindow;
        this.shifter = new Shifter(ports.loadBalancer, ports.probe, ports.clock);
    }

    run(phase: ActivePhase, state: RolloutState, signal: AbortSignal): Promise<EffectOutcome> {
        const { plan } = state;
        switch (phase) {
            case "check": return this.check(plan, signal);
            case "fill": return this.fill(plan, signal);
            case "ready": return this.ready(plan, signal);
            case "smoke": return this.smoke(plan, signal);
            case "arm": return this.arm(plan);
            case "shift": return this.shift(state, signal);
            case "watch": return this.watch(state, signal);
            case "disarm": case "stand-down": return this.disarm(plan);
            case "activate": return this.activate(state, signal);
            case "warm": return this.warm(state, signal);
            case "retire": return this.update(retired(plan), signal);
            case "close": return this.close(plan);
            case "brake": case "pause": return this.brake(plan, signal);
            case "restore": return this.restore(plan, signal);
        }
    }

    private async check(plan: RolloutPlan, signal: AbortSignal): Promise<EffectOutcome> {
        const { checks, clock, onWaiting } = this.ports;
        const results = await awaitChecks({ checks, plan, clock, onWaiting, signal });
        const refused = refusedOf(results);
        return refused.length === 0 ? { ok: true, figures: { checks: results } } : { ok: false, text: refused.join("\n"), figures: { checks: results } };
    }

    private async fill(plan: RolloutPlan, signal: AbortSignal): Promise<EffectOutcome> {
        await this.ports.onRun(plan);
        if (plan.kind === "rolling") return this.update({ [`colorway:slots.${plan.to.color}.release`]: plan.version }, signal);
        const floors = await this.floors(plan);
        return this.update(filled(plan, floors), signal, { floors });
    }

    /** The standby starts with as many pods as the live color has now, which its own autoscaler would only find out under load. */
    private async floors(plan: RolloutPlan): Promise<{ readonly [service: string]: number }> {
        const { namespaces } = await this.deployed();
        const running = await this.ports.replicas(namespaces[plan.from.color]);
        const { maxReplicas } = this.ports;
        return Object.fromEntries(
            plan.services.flatMap(({ name }) => {
                const count = Math.min(running[name] ?? 0, maxReplicas[name] ?? 0);
                return count > 0 ? [[name, count]] : [];
            }),
        );
    }

    private async ready(plan: RolloutPlan, signal: AbortSignal): Promise<EffectOutcome> {
        const { loadBalancer, clock } = this.ports;
        return awaitReady({ loadBalancer, clock, groups: await this.groups(plan), color: plan.to.color, needed: plan.strategy.minHealthyTargets, signal });
    }

    private async smoke(plan: RolloutPlan, signal: AbortSignal): Promise<EffectOutcome> {
        return smoke({ probe: this.ports.probe, plan, signal });
    }

    private async arm(plan: RolloutPlan): Promise<EffectOutcome> {
        // Nobody wants the weights of before a rollback again.
        if (plan.kind === "rollback") return { ok: true };
        const at = this.ports.clock.now() + plan.strategy.deadManSeconds * 1000;
        // The rules are read in its turn, too: a renewal that is late must not come behind the end of the dead-man.
        await this.order(async () => this.ports.deadMan.arm({ rollout: plan.id, rules: await this.rules(plan), traffic: trafficWith(plan, 0), at }));
        return { ok: true, figures: { actsAt: new Date(at).toISOString() } };
    }

    private async disarm(plan: RolloutPlan): Promise<EffectOutcome> {
        await this.order(() => this.ports.deadMan.disarm(plan.id));
        return { ok: true };
    }

    private order(act: () => Promise<void>): Promise<void> {
        const done = this.ordered.then(act);
        this.ordered = done.catch(() => undefined);
        return done;
    }

    private async shift({ plan, step }: RolloutState, signal: AbortSignal): Promise<EffectOutcome> {
        const traffic = trafficWith(plan, plan.steps[step]?.weight ?? 0);
        const now = this.ports.clock.now();
        this.liveWindow = { from: Math.max(Date.parse(plan.started), now - longestWindowSeconds * 1000), to: now };
        this.ports.engine.edit({ "colorway:traffic": traffic });
        const outcome = await this.move(plan, traffic, false, signal);
        return { ...outcome, figures: { ...outcome.figures, liveWindow: this.liveWindow } };
    }

    /** The load balancer first: configuration and state follow. */
    private async brake(plan: RolloutPlan, signal: AbortSignal): Promise<EffectOutcome> {
        const outcome = await this.move(plan, trafficWith(plan, 0), true, signal);
        if (!outcome.ok && outcome.figures?.["written"] === false) return this.stranded(plan, outcome);
        this.ports.engine.edit(trafficBefore(plan));
        return outcome;
    }

    /** The live color can take no traffic: the dead-man must not send it there, and the configuration stays as the weights are. */
    private async stranded(plan: RolloutPlan, outcome: EffectOutcome & { readonly ok: false }): Promise<EffectOutcome> {
        try {
            await this.disarm(plan);
            return { ...outcome, text: `${outcome.text}; the dead-man was taken away, it would have sent all traffic there` };
        } catch (error) {
            return { ...outcome, text: `${outcome.text}; the dead-man could not be taken away and will send all traffic there: ${messageOf(error)}` };
        }
    }

    private async move(plan: RolloutPlan, traffic: Traffic, brake: boolean, signal: AbortSignal): Promise<EffectOutcome> {
        try {
            const times = await this.shifter.shift({ ...(await this.request(plan, traffic)), brake, signal });
            return { ok: true, figures: { traffic, times } };
        } catch (error) {
            if (error instanceof ShiftFailed) return { ok: false, text: error.message, figures: { traffic, written: error.written } };
            throw error;
        }
    }

    private async request(plan: RolloutPlan, traffic: Traffic): Promise<Omit<ShiftRequest, "signal">> {
        const { listeners } = await this.deployed();
        const { probeAnswers, minHealthyTargets } = plan.strategy;
        const path = plan.publicServices[0]?.path ?? "/";
        return { listenerArn: listeners.https, groups: await this.groups(plan), traffic, path, answers: probeAnswers, minHealthy: minHealthyTargets };
    }

    private async watch(state: RolloutState, signal: AbortSignal): Promise<EffectOutcome> {
        const { plan, step } = state;
        const { weight = 100, seconds = 0 } = plan.steps[step] ?? {};
        return this.watched(state, trafficWith(plan, weight), seconds, true, signal);
    }

    /** The update moves no traffic, but takes its time: a release that fails meanwhile ends it at once. Nobody is to blame for what else is seen. */
    private async activate(state: RolloutState, signal: AbortSignal): Promise<EffectOutcome> {
        const { plan } = state;
        if (plan.kind === "rollback") return this.update(activated(plan), signal);
        const over = new AbortController();
        const either = AbortSignal.any([signal, over.signal]);
        const watching = this.watched(state, trafficWith(plan, 100), longestUpdateSeconds, false, either).then((seen) => {
            const failed = !seen.ok && seen.kind === "verdict";
            if (failed) over.abort();
            return failed ? seen : undefined;
        }, () => undefined);
        const updating = this.update(activated(plan), either);
        await updating.catch(() => undefined);
        over.abort();
        return (await watching) ?? updating;
    }

    private async warm(state: RolloutState, signal: AbortSignal): Promise<EffectOutcome> {
        // What a rollback leaves is known to be worse: nothing is kept warm to go back to.
        const seconds = state.plan.kind === "rollback" ? 0 : state.plan.strategy.warmSeconds;
        return this.watched(state, trafficWith(state.plan, 100), seconds, false, signal);
    }

    private async watched(state: RolloutState, traffic: Traffic, seconds: number, guarded: boolean, signal: AbortSignal): Promise<EffectOutcome> {
        const { plan } = state;
        const { metrics, probe, clock, loadBalancer, onTick } = this.ports;
        const { listeners } = await this.deployed();
        const renew = guarded && plan.kind !== "rolling" && plan.kind !== "rollback" ? () => this.arm(plan) : undefined;
        return watchStep({
            plan, traffic, seconds, metrics, probe, clock, loadBalancer, listenerArn: listeners.https, groups: await this.groups(plan), signal,
            mustPass: guarded, liveWindow: traffic[plan.from.color] > 0 ? undefined : this.liveWindow, renew,
            // Nobody knows how long an update takes: it has no time left to show.
            onTick: state.phase === "activate" ? undefined : (tick) => onTick?.(state, tick),
        });
    }

    /** Nothing is over that does not hold: somebody may have moved the weights during the last update. */
    private async close(plan: RolloutPlan): Promise<EffectOutcome> {
        if (plan.kind === "rolling") return { ok: true };
        const wrong = differences(await this.rules(plan), trafficWith(plan, 100));
        return wrong.length === 0 ? { ok: true } : { ok: false, text: `the weights are not the rollout's: ${wrong.join("; ")}; \`colorway up\` writes the configuration's` };
    }

    /** The engine writes what its state lacks, not what the load balancer lacks: a killed command's engine may have written after the brake. */
    private async restore(plan: RolloutPlan, signal: AbortSignal): Promise<EffectOutcome> {
        const updated = await this.update(restored(plan), signal);
        const traffic = trafficWith(plan, 0);
        if (plan.kind === "rolling" || differences(await this.rules(plan), traffic).length === 0) return updated;
        const moved = await this.move(plan, traffic, true, signal);
        return { ...moved, figures: { ...updated.figures, ...moved.figures } };
    }

    private async update(values: StackValues, signal: AbortSignal, figures: { readonly [name: string]: unknown } = {}): Promise<EffectOutcome> {
        const { engine, clock } = this.ports;
        const began = clock.now();
        engine.edit(values);
        await engine.up(signal);
        return { ok: true, figures: { ...figures, milliseconds: clock.now() - began } };
    }

    private deployed(): Promise<DeployedStack> {
        return outputsOf(this.ports.engine);
    }

    private async groups(plan: RolloutPlan): Promise<readonly ServiceGroups[]> {
        return serviceGroups(plan, await this.deployed());
    }

    private async rules(plan: RolloutPlan): ReturnType<LoadBalancer["rules"]> {
        const { listeners } = await this.deployed();
        return this.ports.loadBalancer.rules(listeners.https, (await this.groups(plan)).map(({ arns }) => arns));
    }
}

function filled({ to, version }: RolloutPlan, floors: { readonly [service: string]: number }): StackValues {
    const slot = `colorway:slots.${to.color}`;
    return { [`${slot}.release`]: version, [`${slot}.size`]: "full", [`${slot}.floors`]: Object.keys(floors).length === 0 ? undefined : floors };
}

function activated(plan: RolloutPlan): StackValues {
    // A file that never named the weights has them from the active color.
    const traffic = absent(plan.before["colorway:traffic"]) ? undefined : trafficWith(plan, 100);
    return { "colorway:activeColor": plan.to.color, "colorway:traffic": traffic };
}

function retired({ from, to, strategy, before }: RolloutPlan): StackValues {
    const floors = `colorway:slots.${to.color}.floors`;
    return { [`colorway:slots.${from.color}.size`]: strategy.retireTo, [floors]: orAbsent(before[floors]) };
}

function restored({ before }: RolloutPlan): StackValues {
    return Object.fromEntries(Object.entries(before).map(([path, value]) => [path, orAbsent(value)]));
}

function trafficBefore({ before }: RolloutPlan): StackValues {
    return { "colorway:traffic": orAbsent(before["colorway:traffic"]) };
}

function absent(value: unknown): boolean {
    return value === undefined || value === null;
}

function orAbsent(value: unknown): unknown {
    return absent(value) ? undefined : value;
}
