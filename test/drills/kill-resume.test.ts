/**
 * kill -9 of command, engine and packs at every point of the journal, and in the middle of the effects that take their time: of a canary
 * deploy, of its way back, and of a rollback to the release before. One rollout is killed again and again and ends well all the same.
 * Users notice nothing. And where nobody goes on, the dead-man does.
 */
import { strict as assert } from "node:assert";
import { setTimeout as pause } from "node:timers/promises";
import { LoadProcess } from "../../cli/load-process";
import { initialState, next } from "../../release/rollout/machine";
import { failuresOf } from "../integration/project";
import { around, Kill, KillProject, pointsFrom, throughout, updating, watching, written } from "./kills";
import { drillRate, hangMs } from "./lib";

const strategy = { kind: "canary", steps: [{ weight: 50, seconds: 2 }], bakeSeconds: 2, warmSeconds: 2, deadManSeconds: 60, holdSeconds: 20 };
const rate = drillRate(100);
const rollback = ["rollback", "--reason", "drill", "--yes"];

const deploying: readonly Kill[] = [
    { at: "planned" },
    ...around("check"), ...throughout("fill", updating), ...around("ready"), ...around("smoke"),
    ...around("arm"), ...throughout("shift", written(50)), ...throughout("watch", watching("watch")),
    ...around("arm", 1), ...throughout("shift", written(100), 1), ...around("watch", 1),
    ...around("disarm", 1), ...throughout("activate", updating, 1), ...throughout("warm", watching("warm", 1), 1),
    ...throughout("retire", updating, 1), ...around("close", 1),
];

const takingBack: readonly Kill[] = [
    { at: "rollback-asked" }, ...throughout("brake", written(0)), ...throughout("restore", updating), ...around("stand-down"),
];

const goingBack: readonly Kill[] = [
    { at: "planned" },
    ...around("check"), ...around("arm"), ...throughout("shift", written(0)), ...around("watch"),
    ...around("disarm"), ...throughout("activate", updating), ...around("warm"), ...around("retire"), ...around("close"),
];

/** Nothing is left to go on with, and configuration, engine, cloud and journal agree. */
async function over(project: KillProject, engine = false): Promise<void> {
    // Takes over the lease of the last one that was killed, and gives it back.
    const { code, document } = await project.resume();
    assert.deepEqual([code, document.error], [3, "resume: no rollout of dev is under way"]);
    assert.deepEqual(await project.disagreements(engine), []);
}

/** Commands one after the other, each killed at the next point. Gives the points that were reached. */
async function killed(project: KillProject, kills: readonly Kill[], commands: (index: number) => readonly string[]): Promise<readonly string[]> {
    const points: string[] = [];
    for (const [index, kill] of kills.entries()) {
        await project.killed(kill, ...commands(index));
        const middle = kill.when === undefined ? "" : ", in its middle";
        assert.deepEqual(await project.unsafe(middle !== ""), [], `after a kill at ${kill.at}${middle}`);
        if (middle === "") points.push(kill.at);
    }
    return points;
}

describe("a rollout that is killed again and again", function () {
    this.timeout(hangMs);
    const [first, second] = [new KillProject({ ...strategy, retireTo: "reduced" }), new KillProject({ ...strategy, retireTo: "full" })];
    const loads: LoadProcess[] = [];
    /** Both run at once: each waits most of its time for one process. */
    let forward: Promise<readonly string[]>;
    let back: Promise<readonly string[]>;

    before(async () => {
        for (const project of [first, second]) {
            await project.up();
            loads.push(await project.load(rate));
        }
        forward = killed(first, deploying, (index) => (index === 0 ? ["deploy", "1.1.0"] : ["resume"]));
        back = takenBack();
        for (const series of [forward, back]) series.catch(() => undefined);
    });
    after(async () => {
        await Promise.allSettled([forward, back]);
        await Promise.all([first.dispose(), second.dispose()]);
    });

    /** Whoever goes on with a way back may say either. */
    async function takenBack(): Promise<readonly string[]> {
        await second.killed({ at: "intent watch 0", when: watching("watch") }, "deploy", "1.1.0");
        return killed(second, takingBack, (index) => (index % 2 === 0 ? rollback : ["resume"]));
    }

    it("takes a release back after a kill at each point of the way back", async () => {
        const points = await back;
        const { state } = await second.newest();
        assert.equal(state.phase, "rolled-back");
        const asked = next({ ...initialState(state.plan), phase: "watch", exposed: true }, { type: "rollback-asked", reason: "", actor: "" });
        assert.deepEqual(points, ["rollback-asked", ...pointsFrom(asked)]);
        await over(second);
    });

    it("gets the live weights back from the dead-man where nobody goes on, and goes on after that", async () => {
        await second.killed({ at: "intent watch 0", when: watching("watch") }, "deploy", "1.1.0");
        const began = Date.now();
        assert.deepEqual((await second.rules())[0]?.weights, { blue: 50, green: 50 });
        const restored = async (): Promise<boolean> => (await second.rules()).every(({ weights }) => weights.blue === 100 && weights.green === 0);
        while (Date.now() - began < 90_000 && !(await restored())) await pause(250);
        const seconds = (Date.now() - began) / 1000;
        // It was renewed when the watch began: from then on 60 s.
        assert.ok(seconds > 50 && seconds < 62, `restored after ${seconds} s`);
        const { code, document } = await second.resume();
        assert.deepEqual([code, document.phase], [0, "done"], document.error);
        await over(second);
    });

    it("brings the release before back after a kill at each point of a rollback", async () => {
        const points = await killed(second, goingBack, (index) => (index === 0 ? rollback : ["resume"]));
        const { state } = await second.newest();
        assert.deepEqual([state.phase, state.plan.kind, state.plan.version], ["done", "rollback", "1.0.0"]);
        assert.deepEqual(points, ["planned", ...pointsFrom(initialState(state.plan))]);
        await over(second, true);
    });

    it("brings a release after a kill at each point of a canary deploy", async () => {
        const points = await forward;
        const { state } = await first.newest();
        assert.equal(state.phase, "done");
        assert.deepEqual(points, ["planned", ...pointsFrom(initialState(state.plan))]);
        await over(first, true);
    });

    it("fails no request in all that time", async () => {
        for (const load of loads) assert.equal(failuresOf(await load.stop()), "");
    });
});
