import { strict as assert } from "node:assert";
import type { Color, PerColor, Traffic } from "../../../config/types";
import type { LiveRule, LoadBalancer, Probe, ProbeAnswer, SplitRule, TargetState } from "../../../release/ports/load-balancer";
import { ShiftFailed, Shifter, ShiftRequest } from "../../../release/rollout/shift";

const groups: PerColor<string> = { blue: "tg-blue", green: "tg-green" };

/** Time goes on by what is slept, and by a millisecond at each look. */
class SteppingClock {
    private time = 0;

    now(): number {
        return (this.time += 1);
    }

    async sleep(milliseconds: number): Promise<void> {
        this.time += milliseconds;
    }
}

class OneRule implements LoadBalancer {
    weights: PerColor<number> = { blue: 100, green: 0 };
    healthy: PerColor<number> = { blue: 2, green: 2 };
    readonly writes: Traffic[] = [];
    strangers: readonly string[] = [];
    /** Writes that the API accepts and forgets. */
    forgotten = 0;

    async rules(): Promise<readonly LiveRule[]> {
        return [{ arn: "listener", kind: "listener", targetGroups: groups, weights: this.weights, strangers: this.strangers, sticky: false }];
    }

    async write(_rule: SplitRule, traffic: Traffic): Promise<void> {
        this.writes.push(traffic);
        if (this.forgotten > 0) this.forgotten -= 1;
        else this.weights = traffic;
        this.strangers = [];
    }

    async targets(arn: string): Promise<readonly TargetState[]> {
        const color: Color = arn === groups.blue ? "blue" : "green";
        const target = (state: string): TargetState => ({ id: "10.0.0.1", port: 8080, state });
        return [...Array<TargetState>(this.healthy[color]).fill(target("healthy")), target("unhealthy")];
    }
}

class Answers implements Probe {
    asked = 0;

    constructor(private readonly answer: (count: number) => ProbeAnswer) {}

    async ask(): Promise<ProbeAnswer> {
        this.asked += 1;
        return this.answer(this.asked);
    }

    async addresses(): Promise<readonly string[]> {
        return [];
    }
}

function from(color: Color): ProbeAnswer {
    return { kind: "answer", status: 200, color, milliseconds: 1 };
}

function request(parts: Partial<ShiftRequest> = {}): ShiftRequest {
    return {
        listenerArn: "listener", groups: [{ service: "gateway", arns: groups }], traffic: { blue: 0, green: 100 }, path: "/", answers: 3, minHealthy: 2,
        signal: new AbortController().signal, ...parts,
    };
}

describe("Shift", () => {
    it("writes, reads back, and asks until so many answers in a row come from the right color", async () => {
        const balancer = new OneRule();
        const probe = new Answers((count) => from(count === 2 ? "blue" : "green"));
        const times = await new Shifter(balancer, probe, new SteppingClock()).shift(request());
        assert.deepEqual(balancer.writes, [{ blue: 0, green: 100 }]);
        assert.equal(probe.asked, 5);
        assert.ok(times.decide > 0 && times.write > 0 && times.readBack > 0 && times.dataPlane > 0);
    });

    it("wants to see each color that has weight", async () => {
        const probe = new Answers((count) => from(count < 8 ? "blue" : "green"));
        await new Shifter(new OneRule(), probe, new SteppingClock()).shift(request({ traffic: { blue: 75, green: 25 } }));
        assert.equal(probe.asked, 8);
    });

    it("writes no weight to a group with too few healthy targets", async () => {
        const balancer = new OneRule();
        balancer.healthy = { blue: 2, green: 1 };
        const shifting = new Shifter(balancer, new Answers(() => from("green")), new SteppingClock()).shift(request());
        const message = "gateway in green: 1 of 2 targets healthy, 2 needed (unhealthy); no weight was written";
        await assert.rejects(shifting, (error: unknown) => error instanceof ShiftFailed && error.message === message && !error.written);
        assert.deepEqual(balancer.writes, []);
    });

    it("brakes onto one healthy target, but never onto none", async () => {
        const balancer = new OneRule();
        balancer.healthy = { blue: 1, green: 2 };
        const brake = request({ traffic: { blue: 100, green: 0 }, brake: true });
        await new Shifter(balancer, new Answers(() => from("blue")), new SteppingClock()).shift(brake);
        assert.equal(balancer.writes.length, 1);
        balancer.healthy = { blue: 0, green: 2 };
        await assert.rejects(new Shifter(balancer, new Answers(() => from("blue")), new SteppingClock()).shift(brake), /0 of 1 targets healthy, 1 needed/);
        assert.equal(balancer.writes.length, 1);
    });

    it("waits with a brake for a target that is out for a moment", async () => {
        const balancer = new OneRule();
        balancer.healthy = { blue: 0, green: 2 };
        const clock = new SteppingClock();
        const sleep = clock.sleep.bind(clock);
        clock.sleep = async (milliseconds) => {
            balancer.healthy = { blue: 1, green: 2 };
            await sleep(milliseconds);
        };
        const times = await new Shifter(balancer, new Answers(() => from("blue")), clock).shift(request({ traffic: { blue: 100, green: 0 }, brake: true }));
        assert.deepEqual(balancer.writes, [{ blue: 100, green: 0 }]);
        assert.ok(times.decide >= 250);
    });

    it("fails where the rule is read back otherwise than written", async () => {
        const balancer = new OneRule();
        balancer.forgotten = 1;
        const shifting = new Shifter(balancer, new Answers(() => from("green")), new SteppingClock()).shift(request());
        const message = "written, but read back otherwise: listener has blue 100, green 0; expected blue 0, green 100";
        await assert.rejects(shifting, (error: unknown) => error instanceof ShiftFailed && error.message === message && error.written);
    });

    it("fails where answers never prove it, and says what came last", async () => {
        const shifting = new Shifter(new OneRule(), new Answers(() => from("blue")), new SteppingClock()).shift(request());
        await assert.rejects(shifting, new ShiftFailed("written, but answers do not prove it: status 200 from blue", true));
    });

    it("refuses a rule that forwards to a stranger; the brake takes it out", async () => {
        const balancer = new OneRule();
        balancer.strangers = ["tg-other"];
        const shifter = new Shifter(balancer, new Answers((count) => from(count < 1 ? "green" : "blue")), new SteppingClock());
        await assert.rejects(shifter.shift(request()), /forwards to tg-other as well, which belongs to no color/);
        await shifter.shift(request({ traffic: { blue: 100, green: 0 }, brake: true }));
        assert.deepEqual(balancer.strangers, []);
    });
});
