/**
 * kill -9 in the middle of a canary deploy, answered by `rollback`: from each state of the way forward once, by turns right before an
 * effect and right after the one before it (the journal of the two leads to the same state; test/release/rollout/runner.test.ts does all
 * of them in memory), and in the middle of the effects that take their time. All is as before then, and users notice nothing.
 */
import { strict as assert } from "node:assert";
import { Color } from "../../config/types";
import { failuresOf } from "../integration/project";
import { Kill, KillProject, updating, watching, written } from "./kills";
import { drillRate, hangMs, stack } from "./lib";

interface Case extends Kill {
    readonly ends: "failed" | "rolled-back" | "done";
    readonly version?: string;
}

/** 1.1.0 waits in the standby color, so that most updates change next to nothing. */
const early: readonly Case[] = [
    { at: "event check 0", ends: "failed" },
    { at: "intent fill 0", when: updating, version: "1.2.0", ends: "failed" },
    { at: "event fill 0", ends: "failed" },
    { at: "intent smoke 0", ends: "failed" },
    { at: "intent shift 0", ends: "rolled-back" },
    { at: "intent shift 0", when: written(50), ends: "rolled-back" },
    { at: "event shift 0", ends: "rolled-back" },
];
const late: readonly Case[] = [
    { at: "intent watch 0", when: watching("watch"), ends: "rolled-back" },
    { at: "event watch 0", ends: "rolled-back" },
    { at: "intent disarm 1", ends: "rolled-back" },
    { at: "intent activate 1", when: updating, ends: "rolled-back" },
    { at: "event activate 1", ends: "rolled-back" },
    { at: "intent retire 1", when: updating, ends: "rolled-back" },
    { at: "event retire 1", ends: "rolled-back" },
    // It is over: the way back is a rollout of its own.
    { at: "event close 1", ends: "done" },
];

const strategy = { kind: "canary", steps: [{ weight: 50, seconds: 1 }], bakeSeconds: 0, warmSeconds: 0, retireTo: "reduced", holdSeconds: 20, limits: { minRequests: 20 } };
const colors: readonly Color[] = ["blue", "green"];
const paths = ["colorway:activeColor", "colorway:traffic", ...colors.map((color) => `colorway:slots.${color}`)];

describe("a rollout that is killed and taken back", function () {
    this.timeout(hangMs);
    /** Both run at once: each waits most of its time for one process. */
    const halves = [early, late].map((cases) => ({ cases, project: new KillProject(strategy), done: [] as Promise<void>[], failures: undefined as Promise<string> | undefined }));

    before(async () => {
        for (const { project } of halves) {
            project.edit(stack, { "colorway:slots.green": { size: "full", release: "1.1.0" } });
            await project.up();
            await project.release("1.2.0");
        }
        for (const half of halves) {
            const { project, cases } = half;
            const load = await project.load(drillRate(100));
            let last: Promise<void> = Promise.resolve();
            for (const each of cases) half.done.push((last = last.then(() => drill(project, each))));
            half.failures = last.catch(() => undefined).then(async () => failuresOf(await load.stop()));
            for (const promise of half.done) promise.catch(() => undefined);
        }
    });
    after(async () => {
        await Promise.allSettled(halves.map(({ failures }) => failures));
        await Promise.all(halves.map(({ project }) => project.dispose()));
    });

    async function drill(project: KillProject, { version = "1.1.0", ends, ...kill }: Case): Promise<void> {
        const before = project.stackFile.read(paths);
        await project.killed(kill, "deploy", version);
        assert.deepEqual(await project.unsafe(kill.when !== undefined), []);
        const { code, document } = await project.rollback();
        assert.deepEqual([code, document.phase], [0, ends], document.error);
        if (ends === "done") assert.deepEqual(await project.disagreements(true), []);
        else assert.deepEqual(await project.leftBehind(before), []);
    }

    for (const { cases, done } of halves) {
        for (const [index, { at, when, ends }] of cases.entries()) {
            it(`ends as ${ends} after a kill at ${at}${when === undefined ? "" : ", in its middle"}`, () => done[index]);
        }
    }

    it("fails no request in all that time", async () => {
        for (const { failures } of halves) assert.equal(await failures, "");
    });
});
