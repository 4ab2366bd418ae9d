/**
 * What else comes in the way of a rollout: a second command, a person at the load balancer or at the engine, an API that does not answer,
 * a lock, Ctrl-C. On the real engine under load; each case leaves the stack as it found it.
 */
import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LoadProcess } from "../../cli/load-process";
import { failuresOf } from "../integration/project";
import { KillProject } from "./kills";
import { begins, drillRate, hangMs, stack } from "./lib";

const strategy = { kind: "canary", steps: [{ weight: 50, seconds: 60 }], bakeSeconds: 2, warmSeconds: 0, retireTo: "full", holdSeconds: 20 };
const paths = ["colorway:activeColor", "colorway:traffic", "colorway:slots.blue", "colorway:slots.green"];
/** Calls of the load balancer's API that write weights. */
const writes = ["ModifyListener", "ModifyRule"];

describe("a rollout that something comes in the way of", function () {
    this.timeout(hangMs);
    const project = new KillProject(strategy);
    let load: LoadProcess;
    let original: ReturnType<typeof project.stackFile.read>;

    before(async () => {
        project.edit(stack, { "colorway:slots.green": { size: "full", release: "1.1.0" } });
        await project.up();
        original = project.stackFile.read(paths);
    });
    beforeEach(async () => {
        load = await project.load(drillRate(100));
    });
    after(() => project.dispose());

    const asBefore = async (): Promise<void> => assert.deepEqual(await project.leftBehind(original), []);
    const unnoticed = async (): Promise<void> => assert.equal(failuresOf(await load.stop()), "");
    const fault = (kind: string, action: string, times: number, milliseconds = 0): Promise<unknown> =>
        project.daemon.post("/faults", { kind, service: "elasticloadbalancing", action, times, milliseconds });
    /** When the release has its first share, of a command that began just now. */
    const underWatch = async (since: number): Promise<unknown> => project.entry(begins("watch"), since);

    describe("a second command", () => {
        it("does not deploy while another one does, and says who and since when; asks it to take the release back, and tells how it does", async () => {
            const since = Date.now();
            const commands = [project.start("deploy", "1.1.0"), project.start("deploy", "1.1.0")];
            const refused = await Promise.race(commands.map(({ ended }) => ended));
            const driving = commands.find(({ pid }) => refused.document.error?.includes(`(process ${pid}) since `));
            assert.equal(refused.code, 3);
            assert.match(refused.document.error ?? "", /rollout deploy of 1\.1\.0 to dev is being run by \S+@\S+ \(process \d+\) since \d{4}-\d\d-\d\dT\S+Z; last heartbeat /);
            assert.ok(driving !== undefined, refused.document.error);
            await underWatch(since);
            const asking = await project.colorway("rollback", "--stack", stack, "--reason", "orders are slow", "--yes");
            const { code, document } = await driving.ended;
            assert.deepEqual([code, document.phase, document.cause?.kind, document.cause?.text], [4, "rolled-back", "operator", "orders are slow"]);
            assert.equal(asking.code, 0, asking.stderr);
            assert.deepEqual(asking.stdout.split("\n").filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim()).slice(-3), ["brake", "restore", "stand-down"]);
            assert.match(asking.stdout, /went back: all traffic is on blue \(1\.0\.0\)/);
            await asBefore();
            await unnoticed();
        });
    });

    describe("a person", () => {
        it("changes weights by hand: the rollout notices, goes back and says so", async () => {
            const since = Date.now();
            const deploy = project.start("deploy", "1.1.0");
            await underWatch(since);
            const [rule] = await project.rules();
            assert.ok(rule !== undefined);
            await (await project.loadBalancer()).write(rule, { blue: 20, green: 80 });
            const { code, document } = await deploy.ended;
            assert.deepEqual([code, document.phase, document.cause?.kind], [4, "rolled-back", "error"], document.error);
            assert.equal(document.cause?.text, `somebody else changed the weights: ${rule.arn} has blue 20, green 80; expected blue 50, green 50`);
            await asBefore();
            await unnoticed();
        });

        it("takes the targets away: the rollout notices, goes back and says so", async () => {
            const since = Date.now();
            const deploy = project.start("deploy", "1.1.0");
            await underWatch(since);
            const bindings = project.urns("TargetGroupBinding").filter((urn) => urn.includes("green"));
            const targets = bindings.flatMap((urn) => ["--target", urn]);
            await project.done("pulumi", "--", "destroy", "--stack", stack, ...targets, "--target-dependents", "--yes", "--skip-preview", "--non-interactive");
            const { code, document } = await deploy.ended;
            assert.deepEqual([code, document.phase], [4, "rolled-back"], document.error);
            assert.match(document.cause?.text ?? "", /green/);
            await asBefore();
            const { failed, requests } = await load.stop();
            assert.ok(failed < requests / 4, `${failed} of ${requests} failed`);
        });
    });

    describe("the load balancer's API", () => {
        it("refuses every write: nothing moves, a person is asked for; once it answers, rollback ends it", async () => {
            for (const action of writes) await fault("throttle", action, 1000);
            const { code, document } = await project.deploy("1.1.0");
            assert.deepEqual([code, document.phase], [5, "needs-person"]);
            assert.match(document.cause?.text ?? "", /Rate exceeded/);
            assert.deepEqual([...new Set((await project.rules()).map(({ weights }) => weights.blue))], [100]);
            await project.daemon.post("/faults/clear");
            const back = await project.rollback();
            assert.deepEqual([back.code, back.document.phase], [0, "rolled-back"], back.document.error);
            await asBefore();
            await unnoticed();
        });
    });

    describe("the engine's lock", () => {
        const locks = join(project.dir, ".colorway", "sim", "state", ".pulumi", "locks", "organization", "colorway", stack);

        it("left by a kill on this host is cleared by rollback, which says so", async () => {
            await project.killed({ at: "intent fill 0", when: () => project.engineLocks().length > 0 }, "deploy", "1.1.0");
            const { code, stdout, stderr } = await project.colorway("rollback", "--stack", stack, "--reason", "drill", "--yes");
            assert.equal(code, 0, stderr);
            assert.match(stdout, /^lock of \S+ \(process \d+\) since \S+ cleared: that engine ran on this host and is dead$/m);
            await asBefore();
            await unnoticed();
        });

        it("of another host stays: a person is asked for, whose word counts", async () => {
            mkdirSync(locks, { recursive: true });
            writeFileSync(join(locks, "elsewhere.json"), JSON.stringify({ pid: 4711, username: "maria", hostname: "build-7.example", timestamp: "2026-01-02T03:04:05Z" }));
            const { code, document } = await project.deploy("1.1.0");
            assert.deepEqual([code, document.phase], [5, "needs-person"]);
            assert.match(document.cause?.text ?? "", /lock of maria@build-7\.example \(process 4711\) since 2026-01-02T03:04:05Z stays: .* say so with --break-lock/);
            const back = await project.rollback("--break-lock");
            assert.deepEqual([back.code, back.document.phase], [0, "failed"], back.document.error);
            await asBefore();
            await unnoticed();
        });
    });

    describe("Ctrl-C, and an API that throttles and answers late", () => {
        it("restores the live weights first; resume goes on to the end", async () => {
            project.strategy({ ...strategy, steps: [{ weight: 50, seconds: 4 }] });
            const since = Date.now();
            for (const action of writes) await fault("throttle", action, 2);
            const deploy = project.start("deploy", "1.1.0");
            await underWatch(since);
            for (const action of writes) await fault("late", action, 1, 1500);
            deploy.kill("SIGINT");
            const { code, document, entries } = await deploy.ended;
            assert.deepEqual([code, document.phase], [130, "paused"], document.error);
            assert.match(document.error ?? "", /interrupted at watch 50 %; traffic is safe/);
            assert.deepEqual([...new Set((await project.rules()).map(({ weights }) => weights.blue))], [100]);
            assert.equal(entries.at(-1)?.data["type"], "event");
            const { code: resumed, document: end } = await project.resume();
            assert.deepEqual([resumed, end.phase], [0, "done"], end.error);
            assert.deepEqual(await project.disagreements(true), []);
            await unnoticed();
        });
    });
});
