/**
 * The way back under open-loop load: how long after the decision the last user was answered by the new color. Interrupted and resumed again
 * and again, since that moves nothing but weights; taken back by another process; and after the end, with the old color still there and
 * without.
 */
import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { Color } from "../../config/types";
import { ShiftTimes } from "../../release/rollout/shift";
import { LoadReport } from "../../tools/load/report";
import { begins, DrillProject, drillRate, eventAt, figuresOf, hangMs, RolloutRun, RunningCommand } from "./lib";

const rate = drillRate(200);
const interrupts = 18;
/** Milliseconds that all users are on the new color before they go back. */
const onNewMs = 700;

interface Return {
    readonly what: string;
    /** The color that is left. */
    readonly color: Color;
    /** Milliseconds since 1970. */
    readonly decided: number;
    /** From the decision to the call of the load balancer's API. */
    readonly decide: number;
    readonly times: ShiftTimes;
}

describe("the way back under open-loop load", function () {
    this.timeout(hangMs);
    const project = new DrillProject({ bakeSeconds: 3_600, retireTo: "full" });
    const returns: Return[] = [];
    /** When commands were started that may give the new color users again. They take more than a second until they do. */
    const commands: number[] = [];
    const ends: { readonly what: string; readonly code: number; readonly phase: string | undefined }[] = [];
    let scaledUp: { readonly asked: number; readonly run: RolloutRun };
    let report: LoadReport;
    let failures: string;
    let disagreements: readonly string[];

    before(async () => {
        await project.up();
        const load = await project.load(rate);
        try {
            await interruptedAgainAndAgain();
            await scaledDown();
            await standing();
        } finally {
            report = await load.stop();
        }
        failures = await project.failures(report);
        disagreements = await project.disagreements();
    });
    after(() => project.dispose());

    /** Ends with a rollback that another process asks for. */
    async function interruptedAgainAndAgain(): Promise<void> {
        let running = await watching("deploy", "1.1.0");
        for (let count = 1; count <= interrupts; count += 1) {
            const decided = Date.now();
            running.kill("SIGINT");
            const { code, document, entries } = await running.ended;
            ends.push({ what: "SIGINT", code, phase: document.phase });
            note("SIGINT", "green", decided, entries, "pause");
            running = await watching("resume");
        }
        const back = project.rollback();
        const [{ code, document, entries }, taken] = await Promise.all([running.ended, back]);
        ends.push({ what: "taken back", code, phase: document.phase }, { what: "rollback", code: taken.code, phase: taken.document.phase });
        note("rollback by another process", "green", eventAt(entries, "rollback-asked"), entries, "brake");
    }

    /** A rollout whose watch has all users on the new color. */
    async function watching(...words: readonly string[]): Promise<RunningCommand> {
        const since = Date.now();
        commands.push(since);
        const running = project.start(...words);
        await Promise.race([project.entry(begins("watch"), since), running.ended.then((ran) => assert.fail(`${words.join(" ")}: ${ran.document.error}`))]);
        await sleep(onNewMs);
        return running;
    }

    /** Green is off, and its release comes back. */
    async function scaledDown(): Promise<void> {
        const asked = Date.now();
        commands.push(asked);
        scaledUp = { asked, run: await project.rollback("--to", "1.1.0") };
        ends.push({ what: "rollback, scaled down", code: scaledUp.run.code, phase: scaledUp.run.document.phase });
    }

    /** Blue kept its size, so that nothing but weights has to move. */
    async function standing(): Promise<void> {
        commands.push(Date.now());
        const { code, document, entries } = await project.rollback("--to", "1.0.0");
        ends.push({ what: "rollback, standing", code, phase: document.phase });
        note("rollback to a color that stands", "green", Date.parse(entries[0]?.at ?? ""), entries, "shift");
    }

    function note(what: string, color: Color, decided: number, entries: RolloutRun["entries"], phase: string): void {
        const times = figuresOf<{ readonly times: ShiftTimes }>(entries, phase).at(-1)?.times;
        const began = entries.filter(({ data }) => data["type"] === "intent" && data["phase"] === phase).at(-1);
        assert.ok(times !== undefined && began !== undefined, `${what}: no ${phase} in the journal`);
        returns.push({ what, color, decided, decide: Date.parse(began.at) - decided + times.decide, times });
    }

    function goneAfter(color: Color, decided: number): number {
        return lastAnswer(report, color, decided, commands.find((at) => at > decided) ?? Infinity) - decided;
    }

    it("ends each way as it should", () => {
        const expected = [
            ...Array.from({ length: interrupts }, () => ({ what: "SIGINT", code: 130, phase: "paused" })),
            { what: "taken back", code: 4, phase: "rolled-back" }, { what: "rollback", code: 0, phase: "rolled-back" },
            { what: "rollback, scaled down", code: 0, phase: "done" }, { what: "rollback, standing", code: 0, phase: "done" },
        ];
        assert.deepEqual(ends, expected);
        assert.deepEqual(disagreements, []);
    });

    it("fails no request, and none crosses colors", () => {
        assert.equal(failures, "");
    });

    it("has all users on the old color in less than 1 s as a rule, in less than 2 s at worst", () => {
        const all = returns.map((each) => ({ ...each, moved: goneAfter(each.color, each.decided) })).sort((a, b) => a.moved - b.moved);
        for (const { what, moved, decide, times } of all) {
            const parts = `decide ${decide}, write ${times.write}, read back ${times.readBack}, data plane ${times.dataPlane}`;
            console.log(`      ${String(Math.round(moved)).padStart(5)} ms (${parts}): ${what}`);
        }
        assert.equal(all.length, 20);
        const middle = ((all[9]?.moved ?? NaN) + (all[10]?.moved ?? NaN)) / 2;
        const worst = all.at(-1)?.moved ?? NaN;
        assert.ok(middle < 1_000, `median ${middle} ms`);
        assert.ok(worst < 2_000, `worst ${worst} ms`);
    });

    it("has them there in less than 30 s where the old color was scaled down, the command's start included", () => {
        const { asked, run } = scaledUp;
        assert.ok(run.entries.some(begins("fill")), "it was filled first");
        const seconds = goneAfter("blue", asked) / 1000;
        console.log(`      ${seconds.toFixed(1)} s`);
        assert.ok(seconds > 0 && seconds < 30, `${seconds} s`);
    });
});

/** When the last answer of a color came, before a time when it may have got users again. It must have had some after `time`, or nothing was measured. */
function lastAnswer({ started, seconds }: LoadReport, color: Color, time: number, until: number): number {
    const zero = Date.parse(started);
    const found = Math.max(...seconds.map(({ last }) => zero + (last[color] ?? NaN)).filter((at) => at < until));
    assert.ok(found >= time, `${color} had no users at ${new Date(time).toISOString()}`);
    return found;
}
