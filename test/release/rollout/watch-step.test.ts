import { strict as assert } from "node:assert";
import type { Color, PerColor } from "../../../config/types";
import type { Tick } from "../../../release/judgement/watch";
import type { LiveRule, LoadBalancer, Probe, ProbeAnswer, TargetState } from "../../../release/ports/load-balancer";
import type { Metrics, MetricsQuery, Series } from "../../../release/ports/metrics";
import type { EffectOutcome } from "../../../release/rollout/runner";
import { watchStep, WatchRequest } from "../../../release/rollout/watch-step";
import { FakeClock } from "../fake-clock";
import { bySecond, Each, start } from "../judgement/samples";
import { planOf } from "./plans";

const arns: PerColor<string> = { blue: "tg-blue", green: "tg-green" };

/** Blue 1.0.0 with 75 %, green 1.1.0 with 25 %, and all is well until a test says otherwise. */
class Step implements LoadBalancer, Metrics, Probe {
    readonly clock = new FakeClock(start);
    readonly delaySeconds = 0;
    weights: PerColor<number> = { blue: 75, green: 25 };
    healthy: PerColor<number> = { blue: 2, green: 2 };
    /** Instead of an answer of the load balancer's API. */
    api: (() => Promise<unknown>) | undefined;
    release: (second: number) => Each | undefined = () => ({ requests: 50 });
    /** Seconds at which rules were read, and the dead-man was renewed. */
    readonly reads: number[] = [];
    readonly renewals: number[] = [];
    readonly asked = new Set<Color>();
    readonly probed: string[] = [];
    readonly ticks: Tick[] = [];
    readonly abort = new AbortController();

    get second(): number {
        return (this.clock.now() - start) / 1000;
    }

    async rules(): Promise<readonly LiveRule[]> {
        this.reads.push(this.second);
        await this.api?.();
        return [{ arn: "rule", kind: "rule", targetGroups: arns, weights: this.weights, strangers: [], sticky: false }];
    }

    async write(): Promise<void> {
        throw new Error("a watch writes nothing");
    }

    async targets(arn: string): Promise<readonly TargetState[]> {
        const healthy = this.healthy[arn === arns.blue ? "blue" : "green"];
        return [0, 1].map((index) => ({ id: `10.0.0.${index}`, port: 8080, state: index < healthy ? "healthy" : "unhealthy" }));
    }

    async series(query: MetricsQuery): Promise<Series> {
        this.asked.add(query.color);
        return bySecond({ blue: () => ({ requests: 150 }), green: this.release })(query);
    }

    async ask(_listener: string, path: string): Promise<ProbeAnswer> {
        this.probed.push(path);
        return { kind: "answer", status: 200, color: "green", milliseconds: 1 };
    }

    async addresses(): Promise<readonly string[]> {
        return [];
    }

    readonly renew = async (): Promise<void> => {
        this.renewals.push(this.second);
    };

    watch(parts: Partial<WatchRequest> = {}): Promise<EffectOutcome> {
        const request: WatchRequest = {
            plan: planOf({ publicServices: [{ name: "gateway", path: "/orders" }] }), traffic: { blue: 75, green: 25 }, seconds: 60,
            metrics: this, probe: this, clock: this.clock, loadBalancer: this, listenerArn: "listener", groups: [{ service: "gateway", arns }],
            signal: this.abort.signal, mustPass: true, renew: this.renew, onTick: (tick) => this.ticks.push(tick), ...parts,
        };
        return this.clock.run(watchStep(request));
    }

    /** Lets something happen at a second of the watch. */
    at(second: number, act: () => void): void {
        void this.clock.sleep(second * 1000).then(act);
    }
}

function textOf(outcome: EffectOutcome): string {
    assert.ok(!outcome.ok, "it passed");
    return outcome.text;
}

function everyFive(until: number): readonly number[] {
    return Array.from({ length: Math.floor(until / 5) + 1 }, (_, index) => 5 * index);
}

describe("The watch of a step", () => {
    let step: Step;
    beforeEach(() => { step = new Step(); });

    it("passes after its time, and keeps verdict, window and probes", async () => {
        const outcome = await step.watch();
        assert.equal(step.second, 60);
        assert.equal(outcome.ok, true);
        const { verdict, window, probes, detectMilliseconds } = outcome.figures ?? {};
        assert.deepEqual([(verdict as Tick["verdict"]).outcome, window, probes, detectMilliseconds],
            ["pass", { from: start, to: start + 60_000 }, { asked: 61, failed: 0 }, undefined]);
        assert.deepEqual([step.ticks.length, [...new Set(step.probed)]], [61, ["/orders"]]);
    });

    it("reads rules and renews the dead-man every five seconds, not with every look", async () => {
        await step.watch();
        assert.deepEqual(step.renewals, everyFive(60));
        assert.deepEqual(step.reads, everyFive(60));
    });

    it("does neither once it is over", async () => {
        await step.watch({ seconds: 12 });
        const done = [step.reads.length, step.renewals.length, step.clock.sleepers];
        await step.clock.advance(60_000);
        assert.deepEqual([step.reads.length, step.renewals.length, step.clock.sleepers], done);
        assert.equal(step.clock.sleepers, 0);
    });

    it("ends at the first certain breach, with the time that it took to see it", async () => {
        step.release = (second) => ({ requests: 50, errors: second < 20 ? 0 : 25 });
        const outcome = await step.watch();
        assert.deepEqual([outcome.ok, !outcome.ok && outcome.kind, step.second], [false, "verdict", 23]);
        assert.equal(textOf(outcome), "gateway: errors 50 % (75 of 150), certainly above the limit of 5 %");
        assert.equal(outcome.figures?.["detectMilliseconds"], 3000);
    });

    describe("sees", () => {
        it("weights that somebody else has changed", async () => {
            step.at(21, () => { step.weights = { blue: 0, green: 100 }; });
            const outcome = await step.watch();
            assert.equal(textOf(outcome), "somebody else changed the weights: rule has blue 0, green 100; expected blue 75, green 25");
            // Not the release's fault, so no verdict on it; seen last at 20, changed at 21, read at 25.
            assert.deepEqual([!outcome.ok && outcome.kind, step.second, outcome.figures?.["detectMilliseconds"]], [undefined, 25, 5000]);
        });

        it("a color that has traffic and no healthy target left", async () => {
            step.at(31, () => { step.healthy = { blue: 2, green: 0 }; });
            assert.equal(textOf(await step.watch()), "gateway in green has 25 % of the traffic and no healthy target of 2");
            assert.equal(step.second, 35);
        });

        it("nothing wrong in a color without traffic", async () => {
            step.weights = { blue: 0, green: 100 };
            step.healthy = { blue: 0, green: 1 };
            assert.equal((await step.watch({ traffic: { blue: 0, green: 100 } })).ok, true);
        });

        it("that the dead-man may have been the one who changed the weights", async () => {
            const renew = (): Promise<never> => Promise.reject(new Error("ThrottlingException"));
            step.at(21, () => { step.weights = { blue: 100, green: 0 }; });
            assert.equal(textOf(await step.watch({ renew })), "somebody else changed the weights: rule has blue 100, green 0; "
                + "expected blue 75, green 25; the dead-man could not be renewed: ThrottlingException");
        });
    });

    describe("with an API that does not work", () => {
        const throttled = (): Promise<never> => Promise.reject(new Error("Throttling: Rate exceeded"));
        const hanging = (): Promise<never> => new Promise(() => undefined);

        it("waits 40 seconds for it and goes on", async () => {
            step.at(6, () => { step.api = throttled; });
            step.at(46, () => { step.api = undefined; });
            assert.equal((await step.watch()).ok, true);
        });

        it("goes back after 45 seconds, and says why", async () => {
            step.at(6, () => { step.api = throttled; });
            const outcome = await step.watch();
            assert.equal(textOf(outcome), "weights and targets could not be read for 45 s: Throttling: Rate exceeded");
            assert.equal(step.second, 50);
        });

        it("goes back after 45 seconds where it never answers", async () => {
            step.api = hanging;
            assert.equal(textOf(await step.watch()), "weights and targets could not be read for 45 s: no answer");
            assert.equal(step.second, 45);
            assert.equal(step.reads.length, 1);
        });

        it("goes back where what it knows is 45 seconds old, and not for answers that take 20", async () => {
            step.api = () => step.clock.sleep(30_000);
            assert.equal(textOf(await step.watch()), "weights and targets could not be read for 45 s: no answer");
            assert.equal(step.second, 45);
            step = new Step();
            step.api = () => step.clock.sleep(20_000);
            assert.equal((await step.watch()).ok, true);
            assert.deepEqual(step.reads, [0, 20, 40, 60]);
        });

        it("finds a breach at once all the same, and renews the dead-man", async () => {
            step.api = hanging;
            step.release = (second) => ({ requests: 50, errors: second < 20 ? 0 : 50 });
            assert.match(textOf(await step.watch()), /^gateway: errors 100 %/);
            assert.equal(step.second, 23);
            assert.deepEqual(step.renewals, everyFive(23));
        });

        it("goes back where the dead-man could not be renewed for 45 seconds, and reads the weights all the same", async () => {
            assert.equal(textOf(await step.watch({ renew: throttled })), "the dead-man could not be renewed for 45 s: Throttling: Rate exceeded");
            assert.deepEqual([step.second, step.reads], [45, everyFive(45)]);
            step = new Step();
            assert.equal(textOf(await step.watch({ renew: hanging })), "the dead-man could not be renewed for 45 s: no answer");
        });

        it("passes no short step that it has not seen the weights of", async () => {
            step.api = throttled;
            step.at(20, () => { step.api = undefined; });
            const outcome = await step.watch({ seconds: 12 });
            assert.deepEqual([outcome.ok, step.second, Object.keys(outcome.figures ?? {})], [true, 22, ["verdict", "window", "probes"]]);
            step = new Step();
            step.api = throttled;
            assert.equal(textOf(await step.watch({ seconds: 12 })), "weights and targets could not be read for 40 s: Throttling: Rate exceeded");
        });
    });

    describe("without a decision", () => {
        const few = (second: number): Each => ({ requests: second % 2 });

        it("holds on for as long as it may, then goes back", async () => {
            step.release = few;
            const outcome = await step.watch();
            assert.deepEqual([textOf(outcome), !outcome.ok && outcome.kind, step.second],
                ["inconclusive: gateway: 60 requests, 100 needed; errors 0 % (0 of 60)", "verdict", 120]);
        });

        it("goes on where nobody must pass", async () => {
            step.release = few;
            const outcome = await step.watch({ mustPass: false });
            assert.deepEqual([outcome.ok, step.second, (outcome.figures?.["verdict"] as Tick["verdict"]).outcome], [true, 60, "inconclusive"]);
        });

        it("goes back for a failure even where nobody must pass", async () => {
            step.release = () => ({ requests: 50, errors: 50 });
            assert.equal((await step.watch({ mustPass: false })).ok, false);
            assert.equal(step.second, 3);
        });

        it("ends at once when it is broken off, and keeps what it had seen", async () => {
            step.at(20.5, () => step.abort.abort());
            const outcome = await step.watch();
            assert.deepEqual([textOf(outcome), step.second], ["broken off", 20.5]);
            const { services } = outcome.figures?.["verdict"] as Tick["verdict"];
            assert.equal(services[0]?.figures?.release.requests, 1000);
        });
    });

    describe("of no time", () => {
        it("is one look at weights and targets, without figures", async () => {
            assert.deepEqual(await step.watch({ seconds: 0 }), { ok: true });
            assert.deepEqual([step.second, step.reads, step.asked.size, step.renewals], [0, [0], 0, []]);
            step.weights = { blue: 100, green: 0 };
            assert.match(textOf(await step.watch({ seconds: 0 })), /^somebody else changed the weights: rule has blue 100, green 0;/);
        });

        it("is patient with an API that is throttled, not for ever", async () => {
            step.api = () => Promise.reject(new Error("Throttling: Rate exceeded"));
            step.at(12, () => { step.api = undefined; });
            assert.deepEqual(await step.watch({ seconds: 0 }), { ok: true });
            assert.equal(step.second, 15);
            step = new Step();
            step.api = () => new Promise(() => undefined);
            assert.equal(textOf(await step.watch({ seconds: 0 })), "weights and targets could not be read for 45 s: no answer within 45 s");
        });

        it("can be broken off", async () => {
            step.api = () => new Promise(() => undefined);
            step.at(3, () => step.abort.abort());
            assert.equal(textOf(await step.watch({ seconds: 0 })), "broken off");
            assert.equal(step.second, 3);
        });
    });

    it("of a rolling update compares with nothing and reads no weights, but targets", async () => {
        const plan = planOf({ kind: "rolling", from: { color: "green", version: "1.0.0" }, to: { color: "green" } });
        step.weights = { blue: 0, green: 99 };
        // Far worse than blue, which is another time's release: no reason to fail.
        step.release = () => ({ requests: 100, counts: [0, 0, 0, 100, 0, 0] });
        const rolling = { plan, traffic: { blue: 0, green: 100 }, metrics: {
            delaySeconds: 0,
            series: async (query: MetricsQuery): Promise<Series> => (query.color === "blue" ? { kind: "noData" as const } : step.series(query)),
        } };
        const outcome = await step.watch(rolling);
        const [service] = (outcome.figures?.["verdict"] as Tick["verdict"]).services;
        assert.deepEqual([outcome.ok, service?.figures?.live, service?.figures?.release.requests], [true, undefined, 6000]);
        step = new Step();
        step.healthy = { blue: 2, green: 0 };
        assert.equal(textOf(await step.watch({ ...rolling, metrics: step })), "gateway in green has 100 % of the traffic and no healthy target of 2");
    });
});
