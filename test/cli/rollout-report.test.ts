import { strict as assert } from "node:assert";
import { tellPlan } from "../../cli/commands/deploy";
import { CommandFailure } from "../../cli/failure";
import { finish, liveView, RolloutReport } from "../../cli/rollout-report";
import { Figures, Outcome, ServiceVerdict, Verdict } from "../../release/judgement/verdict";
import { Tick } from "../../release/judgement/watch";
import { JournalEntry } from "../../release/ports/journal";
import { CheckResult } from "../../release/checks/check";
import { Cause, initialState, Phase, RolloutState } from "../../release/rollout/machine";
import { planOf } from "../release/rollout/plans";
import { Capture } from "./capture";

const plan = planOf({ steps: [{ weight: 25, seconds: 60 }, { weight: 100, seconds: 120 }] });
const at = Date.parse(plan.started);
const watching: RolloutState = { ...initialState(plan), phase: "watch", exposed: true };

function service(name: string, outcome: Outcome, figures?: Partial<Figures>): ServiceVerdict {
    const known = figures && { figures: { release: { requests: 0, errors: 0 }, quantileWanted: 99, pValues: {}, ...figures } };
    return { service: name, required: true, outcome, check: outcome === "pass" ? "all" : "minimum", reason: "r", ...known };
}

function tick(parts: Partial<Tick> = {}, verdict: Partial<Verdict> = {}): Tick {
    const services = [
        service("api-gateway", "pass", {
            release: { requests: 250, errors: 1, errorPercent: 0.4, latencyMilliseconds: 12.6 }, live: { requests: 750.4, errors: 0, errorPercent: 0, latencyMilliseconds: 11 },
        }),
        service("order-execution", "inconclusive", { release: { requests: 3, errors: 0, errorPercent: 0 } }),
        service("risk-management", "noData"),
    ];
    return {
        at, phase: "watch", secondsLeft: 42, probes: { asked: 1, failed: 0 },
        verdict: { outcome: "inconclusive", check: "minimum", reason: "order-execution: 3 requests of 50", services, ...verdict }, ...parts,
    };
}

function entry(data: JournalEntry["data"], seconds = 0): JournalEntry {
    return { sequence: 1, at: new Date(at + seconds * 1000).toISOString(), data };
}

describe("the live view of a watch", () => {
    it("is weights, time left, and both colors' figures and the verdict of every service", () => {
        assert.equal(liveView(watching, tick()), [
            "    watch 25 %: blue 75 %, green 25 %, 42 s left",
            "  SERVICE          REQ  GREEN ERR  P99    BLUE ERR  P99    VERDICT",
            "  api-gateway      250  0.40 %     13 ms  0.00 %    11 ms  pass",
            "  order-execution  3    0.00 %     -      -         -      inconclusive",
            "  risk-management  -    -          -      -         -      no data",
        ].join("\n"));
    });

    it("fits 80 columns with large figures", () => {
        const figures = { requests: 123_456, errors: 99_999, errorPercent: 81.23, latencyMilliseconds: 9_999 };
        const services = [service("strategy-engine", "inconclusive", { release: figures, live: figures })];
        const widths = liveView({ ...watching, phase: "watch" }, tick({}, { services })).split("\n").map((line) => line.length);
        assert.ok(Math.max(...widths) < 80, widths.join());
    });

    it("says when it waits for the last figures, and when it holds", () => {
        const [first] = liveView(watching, tick({ phase: "settle", secondsLeft: 5 })).split("\n");
        assert.equal(first, "    watch 25 %: blue 75 %, green 25 %, settle, 5 s left");
        const [held] = liveView(watching, tick({ phase: "hold", secondsLeft: 61 })).split("\n");
        assert.equal(held, "    watch 25 %: blue 75 %, green 25 %, hold, 1 min 1 s left");
    });

    it("has no other color in a rolling update", () => {
        const state = { ...watching, plan: { ...plan, kind: "rolling", to: { color: "blue" as const }, steps: [{ weight: 100, seconds: 1 }] } };
        assert.match(liveView(state, tick()).split("\n")[1] ?? "", /^ {2}SERVICE +REQ +BLUE ERR +P99 +NO OTHER ERR +P99 +VERDICT$/);
    });
});

describe("the report of a rollout", () => {
    it("is a line for each step, its figures and why it goes back, in a log", () => {
        const output = new Capture();
        const report = new RolloutReport(output);
        report.state(initialState(plan), entry({ type: "planned", plan }));
        report.state(initialState(plan), entry({ type: "intent", phase: "check" }));
        const checks = [{ name: "freeze", passed: true, text: "none" }];
        report.state({ ...initialState(plan), phase: "fill" }, entry({ type: "event", figures: { checks } }));
        const shifting: RolloutState = { ...watching, phase: "shift" };
        report.state(shifting, entry({ type: "intent", phase: "shift" }));
        report.state(watching, entry({ type: "event", figures: { times: { decide: 5, write: 12, readBack: 3, dataPlane: 40 } } }));
        const cause: Cause = { kind: "verdict", at: "watch 25 %", text: "api-gateway: 7 % errors" };
        const back: RolloutState = { ...watching, phase: "brake", goal: "back", cause };
        report.state(back, entry({ type: "event", figures: { verdict: { outcome: "fail", reason: "api-gateway: 7 % errors" } } }));
        report.state(back, entry({ type: "intent", phase: "brake" }));
        assert.deepEqual(output.lines, [
            "rollout 20260102-030405-abcd: 1.1.0 by canary, from blue (1.0.0) to green",
            "  check",
            "    passed: freeze: none",
            "  shift 25 %",
            "    decide 5 ms, write 12 ms, read back 3 ms, data plane 40 ms",
            "    fail: api-gateway: 7 % errors",
            "    verdict at watch 25 %: api-gateway: 7 % errors",
            "  brake",
        ]);
    });

    it("is a line of the watch every ten seconds in a log, and the view alone at a terminal", () => {
        const ticks = Array.from({ length: 25 }, (_, second) => tick({ at: at + second * 1000, secondsLeft: 60 - second }));
        const log = new Capture();
        const inLog = new RolloutReport(log);
        for (const each of ticks) inLog.tick(watching, each);
        assert.deepEqual(log.lines, [
            "    blue 75 %, green 25 %, 50 s left: inconclusive: order-execution: 3 requests of 50",
            "    blue 75 %, green 25 %, 40 s left: inconclusive: order-execution: 3 requests of 50",
        ]);
        const terminal = new Capture(false, true);
        const atTerminal = new RolloutReport(terminal);
        for (const each of ticks) atTerminal.tick(watching, each);
        assert.deepEqual([terminal.lines, terminal.drawn.length, terminal.drawn.at(-1)], [[], 25, liveView(watching, ticks[24] ?? tick())]);
    });
});

describe("the end of a rollout", () => {
    const entries = [entry({ type: "planned", plan }, 0), entry({ type: "event" }, 125)];
    const ended = (phase: Phase, cause?: Cause, parts: Partial<typeof plan> = {}): RolloutState =>
        ({ ...initialState({ ...plan, ...parts }), phase, ...(cause === undefined ? {} : { cause }) });
    const cause: Cause = { kind: "verdict", at: "watch 25 %", text: "7 % errors" };
    const asked: Cause = { kind: "operator", at: "watch 25 %", text: "slow" };

    it("is a success where it is done, with what it left", () => {
        const output = new Capture();
        finish(output, "deploy", ended("done"), entries, "0123abcd");
        assert.deepEqual(output.lines, ["release 1.1.0 is live in green, 2 min 5 s"]);
        assert.deepEqual(output.value, {
            command: "deploy", stack: "dev", rollout: plan.id, phase: "done", version: "1.1.0", cause: undefined, entries, commit: "0123abcd",
        });
    });

    it("is a success where the rollback that was asked for took it back", () => {
        const output = new Capture();
        finish(output, "rollback", ended("rolled-back", asked), entries);
        finish(output, "rollback", ended("failed", cause), entries);
        const line = "rollout 20260102-030405-abcd of 1.1.0 went back: all traffic is on blue (1.0.0), 2 min 5 s";
        assert.deepEqual(output.lines, [line, line]);
    });

    const ways = "`colorway resume --stack dev` goes on, `colorway rollback --stack dev --reason …` goes back";
    for (const [what, command, state, code, text] of [
        ["a refusal", "deploy", ended("refused", { ...cause, text: "freeze: no" }), 3, "release 1.1.0 was refused, nothing changed: freeze: no"],
        ["a way back by itself", "deploy", ended("rolled-back", cause), 4, "release 1.1.0 went back, all traffic is on blue (1.0.0): 7 % errors"],
        ["a way back that somebody else asked for", "deploy", ended("rolled-back", asked), 4, "release 1.1.0 went back, all traffic is on blue (1.0.0): slow"],
        ["a failure before traffic", "deploy", ended("failed", cause), 1, "release 1.1.0 failed before it got traffic; all traffic is on blue (1.0.0): 7 % errors"],
        ["an interruption", "deploy", ended("paused", { ...cause, kind: "interrupt" }), 130, `interrupted at watch 25 %; traffic is safe; ${ways}`],
        ["a need of a person", "resume", ended("needs-person", cause), 5, `release 1.1.0 needs a person at watch 25 %: 7 % errors\n${ways}`],
        [
            "a rollback that did not come to its end", "rollback", ended("failed", { ...cause, kind: "error" }, { kind: "rollback" }), 1,
            "release 1.1.0 failed before it got traffic; all traffic is on blue (1.0.0): 7 % errors",
        ],
    ] as const) {
        it(`is exit code ${code} after ${what}`, () => {
            assert.throws(() => finish(new Capture(), command, state, entries), (error: unknown) => {
                assert.ok(error instanceof CommandFailure);
                assert.deepEqual([error.exitCode, error.message, error.details["phase"], error.details["entries"]], [code, text, state.phase, entries]);
                return true;
            });
        });
    }
});

describe("the plan of a dry run", () => {
    const passed: CheckResult = { name: "no other rollout", passed: true, text: "none is under way" };
    const refused: CheckResult = { name: "live color healthy", passed: false, text: "api-gateway: 0 of 2 targets healthy" };

    it("is every step with its times, and the checks", () => {
        const output = new Capture();
        tellPlan(output, plan, [passed]);
        assert.deepEqual(output.lines, [
            "1.1.0 by canary, from blue (1.0.0) to green; nothing is changed",
            "  fill green, smoke test, dead-man after 2 min 0 s",
            "  25 % under watch for 1 min 0 s",
            "  100 % under watch for 2 min 0 s",
            "  green becomes active; blue stays warm for 1 min 0 s, then its size is reduced",
            "  passed: no other rollout: none is under way",
        ]);
        assert.deepEqual(output.value, { command: "deploy", dryRun: true, stack: "dev", plan, checks: [passed] });
    });

    it("of a rolling update has one step and no standby", () => {
        const output = new Capture();
        tellPlan(output, { ...plan, kind: "rolling", to: { color: "blue" }, steps: [{ weight: 100, seconds: 30 }] }, []);
        assert.deepEqual(output.lines, ["1.1.0 by rolling, inside blue; nothing is changed", "  under watch for 30 s"]);
    });

    it("that would be refused is exit code 3, with plan and checks for a program", () => {
        const output = new Capture();
        assert.throws(() => tellPlan(output, plan, [passed, refused]), (error: unknown) => {
            assert.ok(error instanceof CommandFailure);
            assert.deepEqual([error.exitCode, error.message], [3, "release 1.1.0 would be refused: live color healthy: api-gateway: 0 of 2 targets healthy"]);
            assert.deepEqual(error.details, { command: "deploy", dryRun: true, stack: "dev", plan, checks: [passed, refused] });
            return true;
        });
        assert.deepEqual(output.lines.slice(-2), ["  passed: no other rollout: none is under way", "  refused: live color healthy: api-gateway: 0 of 2 targets healthy"]);
    });
});
