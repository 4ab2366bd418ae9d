/** Gathers what a diagnosis looks at. What can't be read is named, and never keeps the rest from being told. */
import { Color, colors, Settings } from "../../config/types";
import { freeAt, heartbeatText } from "../journal/lease";
import type { Clock } from "../ports/clock";
import type { DeployedStack } from "../ports/engine";
import type { JournalEntry, JournalStore } from "../ports/journal";
import type { LeaseHolder, LeaseStore } from "../ports/lease";
import type { LoadBalancer } from "../ports/load-balancer";
import { groupsOf } from "../rollout/groups";
import { isResting, trafficOf } from "../rollout/machine";
import { newestRollout, RolloutView, viewOf } from "../rollout/unfinished";
import { within } from "../within";
import { ApiObjects, clusterView } from "./cluster-view";
import type { EngineSeen, LeaseSeen, RolloutSeen, SlotSeen, Snapshot } from "./snapshot";

export interface DiagnosisPorts {
    readonly clock: Clock;
    readonly journals: JournalStore;
    readonly lease: LeaseStore;
    /** Whether a holder's process has certainly ended. */
    readonly hasEnded: (holder: LeaseHolder) => boolean;
    readonly settings: Settings;
    /** Undefined where nothing is deployed. */
    readonly deployed: () => Promise<DeployedStack | undefined>;
    readonly loadBalancer: Pick<LoadBalancer, "rules" | "targets">;
    /** Pods, events and quotas of a namespace. */
    readonly cluster: (deployed: DeployedStack, namespace: string) => Promise<ApiObjects>;
    readonly engine: () => Promise<EngineSeen>;
    /** Where configuration and cloud differ. */
    readonly differences: () => Promise<readonly string[]>;
}

/** No such rollout. */
export class NoSuchRollout extends Error {
    constructor(id: string, stack: string) {
        super(`rollout ${id}: ${stack} has none of this name; \`colorway history --stack ${stack}\` lists them`);
        this.name = "NoSuchRollout";
    }
}

/** Seconds that one source has: one that hangs is a finding itself. */
const patience = 15;
const nothingOfEngine: EngineSeen = { locks: [], pending: [], lastFailed: false };

/** @param id a rollout; default: the newest @throws NoSuchRollout */
export async function gather(stack: string, ports: DiagnosisPorts, id?: string): Promise<Snapshot> {
    const { clock, journals, lease, settings, hasEnded } = ports;
    const unseen: string[] = [];
    const attempt = async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
        const found = await within(read, patience, clock);
        if (found.kind === "value") return found.value;
        unseen.push(`${what}: ${found.reason}`);
        return undefined;
    };
    const view = id === undefined ? await attempt("journals", () => newestRollout(journals)) : await viewOf(journals, id);
    if (id !== undefined && view === undefined) throw new NoSuchRollout(id, stack);
    const [deployed, record, engine, differences] = await Promise.all([
        attempt(
            "outputs of the stack",
            ports.deployed,
        ), attempt("lease", () => lease.read()), attempt("engine", ports.engine), attempt("differences", ports.differences),
    ]);
    const slots = deployed === undefined
        ? []
        : await Promise.all(colors.map((color) => slotSeen(color, deployed, ports, attempt)));
    const pairs = deployed === undefined ? [] : publicNames(settings).map((name) => groupsOf(deployed, name));
    const rules = deployed === undefined
        ? undefined
        : await attempt("rules of the load balancer", () => ports.loadBalancer.rules(deployed.listeners.https, pairs));
    const now = clock.now();
    const leaseNow: LeaseSeen | undefined = record === undefined ? undefined : {
        owner: record.holder.owner, running: !hasEnded(record.holder) && now < freeAt(record, now), heartbeat: heartbeatText(record.holder, now),
    };
    return {
        stack, at: now, slots, traffic: settings.traffic, engine: engine ?? nothingOfEngine, differences: differences ?? [], unseen: unseen.sort(),
        ...(view === undefined ? {} : { rollout: rolloutSeen(view) }),
        ...(leaseNow === undefined ? {} : { lease: leaseNow }),
        ...(rules === undefined ? {} : { rules }),
    };
}

function publicNames({ services }: Settings): readonly string[] {
    return services.filter(({ publicPaths }) => publicPaths.length > 0).map(({ name }) => name);
}

async function slotSeen(
    color: Color,
    deployed: DeployedStack,
    { settings, loadBalancer, cluster, clock }: DiagnosisPorts,
    attempt: <T>(what: string, read: () => Promise<T>) => Promise<T | undefined>,
): Promise<SlotSeen> {
    const namespace = deployed.namespaces[color];
    const known = publicNames(settings).flatMap((name) => (groupsOf(deployed, name)[color] === ""
        ? []
        : [[name, groupsOf(deployed, name)[color]] as const]));
    const [targets, objects] = await Promise.all([
        Promise.all(known.map(async ([name, arn]) => [
            name,
            await attempt(`targets of ${name} in ${color}`, () => loadBalancer.targets(arn)),
        ] as const)),
        attempt(`pods of ${color}`, () => cluster(deployed, namespace)),
    ]);
    return {
        color, namespace, size: settings.slots[color].size, minHealthy: settings.strategy.minHealthyTargets,
        targets: Object.fromEntries(targets.flatMap(([name, found]) => (found === undefined ? [] : [[name, found]]))),
        ...(objects === undefined ? {} : { cluster: clusterView(objects, clock.now()) }),
    };
}

export function rolloutSeen({ state, entries }: RolloutView): RolloutSeen {
    const { plan, phase, goal, cause } = state;
    const verdict = lastFigure<RolloutSeen["verdict"]>(entries, "verdict");
    const checks = lastFigure<readonly { readonly name: string; readonly passed: boolean; readonly text: string }[]>(entries, "checks") ?? [];
    return {
        id: plan.id, version: plan.version, kind: plan.kind, phase, resting: isResting(phase), goal, from: plan.from.color, to: plan.to.color,
        traffic: trafficOf(state),
        ...(cause === undefined
            ? {}
            : {
                cause: {
                    kind: cause.kind,
                    at: cause.at,
                    text: cause.text,
                    ...(cause.origin === undefined ? {} : { origin: cause.origin }),
                },
            }),
        ...(verdict === undefined ? {} : { verdict: { outcome: verdict.outcome, reason: verdict.reason } }),
        refused: checks.filter(({ passed }) => !passed).map(({ name, text }) => ({ name, text })),
        lastEntry: Date.parse(entries.at(-1)?.at ?? plan.started),
    };
}

function lastFigure<T>(entries: readonly JournalEntry[], name: string): T | undefined {
    const figures = entries.map(({ data }) => (data["figures"] as { readonly [figure: string]: unknown } | undefined)?.[name]);
    return figures.filter((figure) => figure !== undefined).at(-1) as T | undefined;
}
