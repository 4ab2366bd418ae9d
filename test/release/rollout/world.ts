/** One cloud with one public service, in memory: what the load balancer does, what the stack file says, what was done in which order. */
import { Color, PerColor, Release, Settings, Traffic } from "../../../config/types";
import { manifestDigest } from "../../../release/manifests/digest";
import type { DeadMan, DeadManOrder } from "../../../release/ports/dead-man";
import type { DeployedStack, Engine, StackValues } from "../../../release/ports/engine";
import type { LiveRule, LoadBalancer, Probe, ProbeAnswer, SplitRule, TargetState } from "../../../release/ports/load-balancer";
import type { Metrics, MetricsQuery, Series } from "../../../release/ports/metrics";
import { rolloutChecks } from "../../../release/rollout/checks";
import { RolloutsOptions, Rollouts, RolloutWorld } from "../../../release/rollout/rollouts";
import { sampleRelease, sampleSettings } from "../../config/samples";
import { FakeClock } from "../fake-clock";
import { MemoryJournalStore, MemoryLeaseStore } from "../memory-stores";

export const groups: PerColor<string> = { blue: "tg-blue", green: "tg-green" };
const service = "api-gateway";

export class World implements Engine, LoadBalancer, Probe, DeadMan, Metrics {
    readonly clock = new FakeClock();
    readonly journals = new MemoryJournalStore();
    readonly requests = new MemoryJournalStore();
    readonly lease = new MemoryLeaseStore();
    /** Every change of the world, in order. */
    readonly done: string[] = [];
    /** What goes wrong: the text of an effect's error, by what `done` says of it. */
    readonly broken = new Map<string, string>();
    /** Waits before what `done` says, as an engine that takes long. */
    readonly held = new Map<string, () => Promise<unknown>>();
    weights: Traffic = { blue: 100, green: 0 };
    healthy: PerColor<number> = { blue: 2, green: 2 };
    running: { readonly [service: string]: number } = { [service]: 2, "order-execution": 1 };
    worldOpen = 0;
    /** Of the last update. */
    upSignal: AbortSignal | undefined;
    order: DeadManOrder | undefined;
    file: { [path: string]: unknown } = {
        "colorway:activeColor": "blue",
        "colorway:slots.blue.release": "1.0.0", "colorway:slots.blue.size": "full",
        "colorway:slots.green.size": "reduced",
    };
    readonly delaySeconds = 0;
    /** Instead of the two checks of the load balancer. */
    checks: RolloutWorld["checks"] = rolloutChecks({ engine: this, loadBalancer: this, replicas: () => this.replicas() });
    /** Answers with status 500 of the release under watch, 0–100. */
    errorPercent = 0;

    settings(): Settings {
        const file = this.file;
        const active = file["colorway:activeColor"] as Color;
        const slot = (color: Color): Settings["slots"]["blue"] => {
            const version = file[`colorway:slots.${color}.release`] as string | undefined;
            const release = version === undefined ? {} : { release: sampleRelease(version) };
            return { size: file[`colorway:slots.${color}.size`] as Settings["slots"]["blue"]["size"], floors: {}, ...release };
        };
        const traffic = (file["colorway:traffic"] as Traffic | undefined) ?? { blue: active === "blue" ? 100 : 0, green: active === "green" ? 100 : 0 };
        const settings = sampleSettings("dev", { activeColor: active, traffic, slots: { blue: slot("blue"), green: slot("green") } });
        const strategy = { ...settings.strategy, kind: "canary", minHealthyTargets: 2, steps: [{ weight: 50, seconds: 0 }], bakeSeconds: 0, warmSeconds: 0, probeAnswers: 3 };
        return { ...settings, strategy };
    }

    rollouts(parts: Partial<RolloutsOptions> = {}): Rollouts {
        return new Rollouts({
            stack: "dev", clock: this.clock, journals: this.journals, requests: this.requests, lease: this.lease,
            settings: () => this.settings(),
            release: async (version): Promise<Release> => sampleRelease(version),
            engine: this,
            world: async () => {
                this.worldOpen += 1;
                return { world: this.ports(), close: () => void (this.worldOpen -= 1) };
            },
            onRun: async ({ version, digest }) => {
                if (digest !== manifestDigest(sampleRelease(version))) throw new Error("another manifest");
                await this.act(`run ${version}`);
            },
            ...parts,
        });
    }

    ports(): RolloutWorld {
        const { clock } = this;
        const replicas = (): Promise<{ readonly [service: string]: number }> => this.replicas();
        return { clock, engine: this, loadBalancer: this, probe: this, deadMan: this, metrics: this, replicas, checks: this.checks };
    }

    private async replicas(): Promise<{ readonly [service: string]: number }> {
        return this.running;
    }

    edit(values: StackValues): void {
        for (const [path, value] of Object.entries(values)) {
            if (value === undefined) delete this.file[path];
            else this.file[path] = value;
        }
    }

    read(paths: readonly string[]): StackValues {
        return Object.fromEntries(paths.map((path) => [path, this.file[path]]));
    }

    async up(signal?: AbortSignal): Promise<void> {
        this.upSignal = signal;
        await this.act("up");
    }

    async deployed(): Promise<DeployedStack> {
        return {
            url: "https://dev.colorway.example", clusterName: "dev", listeners: { https: "listener", test: "test-listener" },
            targetGroups: { blue: { [service]: groups.blue }, green: { [service]: groups.green } },
            namespaces: { blue: "colorway-blue", green: "colorway-green" }, dnsName: "dev.elb.example", deadManRoleArn: "role", kubeconfig: "{}",
        };
    }

    async rules(): Promise<readonly LiveRule[]> {
        return [{ arn: "rule", kind: "listener", targetGroups: groups, weights: this.weights, strangers: [], sticky: false }];
    }

    async write(_rule: SplitRule, traffic: Traffic): Promise<void> {
        await this.act(`weights ${traffic.blue}/${traffic.green}`);
        this.weights = traffic;
    }

    async targets(arn: string): Promise<readonly TargetState[]> {
        const color = arn === groups.blue ? "blue" : "green";
        return Array.from({ length: this.healthy[color] }, (_, index) => ({ id: `10.0.0.${index}`, port: 8080, state: "healthy" }));
    }

    private asked = 0;

    /** Answers turn about where both colors have weight. */
    async ask(listener: "https" | "test", _path: string, wanted: Color = "blue"): Promise<ProbeAnswer> {
        const { blue, green } = this.weights;
        this.asked += 1;
        const color = listener === "test" ? wanted : blue === 0 || (green > 0 && this.asked % 2 === 0) ? "green" : "blue";
        return { kind: "answer", status: 200, color, milliseconds: 1 };
    }

    async addresses(): Promise<readonly string[]> {
        return [];
    }

    async arm(order: DeadManOrder): Promise<void> {
        await this.act(`arm ${order.traffic.blue}/${order.traffic.green}`);
        this.order = order;
    }

    async disarm(): Promise<void> {
        await this.act("disarm");
        this.order = undefined;
    }

    async armed(): Promise<number | undefined> {
        return this.order?.at;
    }

    async series({ color, from, to }: MetricsQuery): Promise<Series> {
        if (this.weights[color] === 0) return { kind: "noData" };
        const seconds = Math.max(0, Math.floor((to - from) / 1000));
        const errors = color === "green" ? this.errorPercent : 0;
        const latency = { bounds: [10, 50], counts: [100, 0, 0] };
        return { kind: "samples", samples: Array.from({ length: seconds }, (_, index) => ({ start: from + index * 1000, seconds: 1, requests: 100, errors, latency })) };
    }

    /** Which change comes next, as a promise of the time just before it. */
    before(what: string): Promise<void> {
        return new Promise((resolve) => {
            this.held.set(what, async () => {
                this.held.delete(what);
                resolve();
            });
        });
    }

    private async act(what: string): Promise<void> {
        await this.held.get(what)?.();
        const error = this.broken.get(what);
        this.done.push(error === undefined ? what : `${what} fails`);
        if (error !== undefined) throw new Error(error);
    }
}

/** A check that refuses. */
export function refusing(text: string): RolloutWorld["checks"] {
    return [{ id: "line", run: async () => ({ passed: false, text }) }];
}
