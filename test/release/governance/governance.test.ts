import { strict as assert } from "node:assert";
import { GovernanceSettings } from "../../../config/governance";
import { lineLog, stackLog } from "../../../release/audit/names";
import { RolloutRecorder } from "../../../release/audit/recorder";
import { AuditTrail } from "../../../release/audit/trail";
import { GovernanceRefused } from "../../../release/governance/act";
import { Governance } from "../../../release/governance/governance";
import { TheLine } from "../../../release/governance/the-line";
import { thisProcess } from "../../../release/journal/lease";
import { PlanRefused } from "../../../release/rollout/plan";
import { RolloutRefused, RolloutsOptions } from "../../../release/rollout/rollouts";
import type { RolloutView } from "../../../release/rollout/unfinished";
import { MemoryAuditStore } from "../audit/memory-audit";
import { World } from "../rollout/world";

/** A stack that is deployed by the rules that a test gives; the world's clock shows Friday, 2026-01-02 03:04:05 UTC. */
class Governed {
    readonly world = new World();
    readonly lineStore = new MemoryAuditStore();
    readonly log = new MemoryAuditStore();
    readonly line = new TheLine(this.lineStore, this.world.clock, "olga@ops (process 7)");
    settings: GovernanceSettings = { timeZone: "UTC", windows: [], holidays: [], freezes: [], failedRollouts: 0 };
    readonly governance = new Governance({
        stack: "dev", clock: this.world.clock, settings: () => this.settings, line: this.line, log: this.log, actor: "olga@ops (process 7)",
    });

    constructor(settings: Partial<GovernanceSettings> = {}) {
        this.settings = { ...this.settings, ...settings };
    }

    rollouts(parts: Partial<RolloutsOptions> = {}): ReturnType<World["rollouts"]> {
        const { world } = this;
        const trail = new AuditTrail(this.log, world.clock, stackLog("dev"));
        const audit = new RolloutRecorder({ trail, journals: world.journals, context: async () => ({}), onProblem: (text) => assert.fail(text) });
        return world.rollouts({ audit, checks: this.governance.checks, ...parts });
    }

    run(act: (rollouts: ReturnType<World["rollouts"]>) => Promise<RolloutView>): Promise<RolloutView> {
        return this.world.clock.run(act(this.rollouts()));
    }

    /** A deploy whose pods never come up. */
    async fails(version: string): Promise<void> {
        this.world.broken.set("up", "pods crash");
        const { state } = await this.run((rollouts) => rollouts.deploy(version));
        this.world.broken.delete("up");
        if (state.phase === "needs-person") await this.run((rollouts) => rollouts.rollback("clean up"));
    }

    async results(): Promise<readonly (readonly [boolean, string])[]> {
        return (await this.governance.look()).map(({ passed, text }) => [passed, text]);
    }

    records(type: string): readonly { readonly [name: string]: unknown }[] {
        const texts = [...this.lineStore.parts(), ...this.log.parts()].map(({ text }) => JSON.parse(text) as { entry: { type: string; data: {} } });
        return texts.flatMap(({ entry }) => (entry.type === type ? [entry.data] : []));
    }
}

const mondays = { windows: [{ days: ["mon"], from: "09:00", to: "16:00" }] };
const closedText = "dev may be deployed Mon 09:00–16:00 UTC; it is Fri 2 Jan 03:04 there; opens Mon 5 Jan 09:00";
const override = { reason: "prices are wrong", secondPerson: "peter" };

describe("Governance of a stack", () => {
    it("shows its checks in a dry run, with those of the cloud", async () => {
        const { checks } = await new Governed(mondays).rollouts().dryRun("1.1.0");
        assert.deepEqual(checks.slice(1, 4), [
            { name: "deployment window", passed: false, text: closedText },
            { name: "line not stopped", passed: true, text: "nobody stopped it" },
            { name: "breaker closed", passed: true, text: "it never opens: colorway:governance.failedRollouts is 0" },
        ]);
        assert.equal(checks[4]?.name, "standby without traffic");
    });

    describe("windows", () => {
        it("refuse a deploy with nothing changed", async () => {
            const governed = new Governed(mondays);
            const { state } = await governed.run((rollouts) => rollouts.deploy("1.1.0"));
            assert.deepEqual([state.phase, state.cause?.text, governed.world.done], ["refused", `deployment window: ${closedText}`, []]);
        });

        it("refuse in a freeze, with its reason", async () => {
            const governed = new Governed({ freezes: [{ from: "2026-01-01T00:00", to: "2026-01-03T00:00", reason: "closing of the year" }] });
            const { state } = await governed.run((rollouts) => rollouts.deploy("1.1.0"));
            assert.match(state.cause?.text ?? "", /frozen until Sat 3 Jan 00:00: closing of the year; opens Sat 3 Jan 00:00$/);
        });

        it("are overridden with a reason and a second person, and the record tells of both", async () => {
            const governed = new Governed(mondays);
            const { state, entries } = await governed.run((rollouts) => rollouts.deploy("1.1.0", { override }));
            assert.equal(state.phase, "done");
            assert.deepEqual(governed.records("rollout-started").map((data) => data["override"]), [override]);
            assert.ok(JSON.stringify(entries).includes(`${closedText}; overridden, with peter: prices are wrong`));
        });

        it("say that an override was not needed", async () => {
            const { checks } = await new Governed().rollouts().dryRun("1.1.0", { override });
            assert.equal(checks[1]?.text, "dev may be deployed at any time; it is Fri 2 Jan 03:04 in UTC; open; the override was not needed");
        });

        it("are not overridden by the same person, by any spelling, nor without a reason", async () => {
            const governed = new Governed(mondays);
            const { owner } = thisProcess();
            const self = ` ${(owner.split("@")[0] ?? "").toUpperCase()}@elsewhere`;
            const problems = [
                "override of the window: reason is empty; write why it can't wait",
                `override of the window: the second person, ${JSON.stringify(self)}, is the one who deploys, ${owner}; name somebody else who agreed`,
            ];
            const act = governed.run((rollouts) => rollouts.deploy("1.1.0", { override: { reason: " ", secondPerson: self } }));
            await assert.rejects(act, new PlanRefused(problems));
            const nobody = governed.run((rollouts) => rollouts.deploy("1.1.0", { override: { reason: "r", secondPerson: " " } }));
            await assert.rejects(nobody, new PlanRefused(["override of the window: the second person is missing; name who agreed"]));
            assert.deepEqual([governed.world.done, await governed.world.journals.rollouts()], [[], []]);
        });

        it("never hold up a rollback", async () => {
            const governed = new Governed();
            await governed.run((rollouts) => rollouts.deploy("1.1.0"));
            governed.settings = { ...governed.settings, ...mondays };
            await governed.line.stop("smoke");
            const { state } = await governed.run((rollouts) => rollouts.rollback("slow"));
            assert.deepEqual([state.phase, governed.world.weights], ["done", { blue: 100, green: 0 }]);
        });
    });

    describe("the line", () => {
        const stopped = "stopped by olga@ops (process 7) at 2026-01-02T03:04:05.000Z:";

        it("stops deploys of the stack until it is resumed", async () => {
            const governed = new Governed();
            await governed.line.stop("payments fail", "dev");
            const { state } = await governed.run((rollouts) => rollouts.deploy("1.1.0"));
            const text = `line not stopped: dev ${stopped} payments fail; lifted by \`colorway resume-the-line --stack dev --reason …\``;
            assert.deepEqual([state.phase, state.cause?.text, governed.world.done], ["refused", text, []]);
            assert.deepEqual(await governed.line.resume("fixed", "dev"), []);
            assert.equal((await governed.run((rollouts) => rollouts.deploy("1.1.0"))).state.phase, "done");
            assert.deepEqual(governed.records("line-resumed").map(({ actor, reason, stack }) => [actor, reason, stack]), [["olga@ops (process 7)", "fixed", "dev"]]);
        });

        it("of all stacks is lifted for all alone, and of another one says nothing", async () => {
            const governed = new Governed();
            await governed.line.stop("staging only", "staging");
            assert.deepEqual((await governed.results())[1], [true, "nobody stopped it"]);
            await governed.line.stop("attack");
            await governed.line.stop("my own", "dev");
            const [dev, all] = [`dev ${stopped} my own`, `all stacks ${stopped} attack`];
            const cures = "lifted by `colorway resume-the-line --all --reason …` and `colorway resume-the-line --stack dev --reason …`";
            assert.deepEqual((await governed.results())[1], [false, `${all}; ${dev}; ${cures}`]);
            assert.deepEqual((await governed.line.resume("over", "dev")).map(({ stack }) => stack), ["staging", undefined]);
            const refused = `resume-the-line --stack dev: nobody stopped it; staging ${stopped} staging only: --stack staging; ${all}: --all`;
            await assert.rejects(governed.line.resume("again", "dev"), new GovernanceRefused(refused));
        });

        it("keeps a paused rollout from going forward, not from going back", async () => {
            const governed = new Governed();
            const { world } = governed;
            const stopping = new AbortController();
            world.held.set("weights 50/50", async () => stopping.abort("SIGINT"));
            const paused = await world.clock.run(governed.rollouts({ signal: stopping.signal }).deploy("1.1.0"));
            assert.equal(paused.state.phase, "paused");
            await governed.line.stop("look first");
            const refused = [
                `line not stopped: all stacks ${stopped.replace("03:04:05.000Z", "TIME")} look first; lifted by \`colorway resume-the-line --all --reason …\``,
                "`colorway rollback --stack dev --reason …` is never held up",
            ];
            await assert.rejects(governed.run((rollouts) => rollouts.resume()), (error: Error) => {
                assert.ok(error instanceof RolloutRefused);
                assert.deepEqual(error.problems.map((text) => text.replace(/\d\d:\d\d:\d\d\.\d{3}Z/, "TIME")), refused);
                return true;
            });
            assert.equal((await governed.run((rollouts) => rollouts.rollback("stop it"))).state.phase, "rolled-back");
        });

        it("needs a reason, and refuses every deploy where its log was changed", async () => {
            const governed = new Governed();
            await assert.rejects(governed.line.stop(" "), new GovernanceRefused("reason: is empty; write why, everybody who is refused reads it"));
            await governed.line.stop("one");
            await governed.line.stop("two");
            governed.lineStore.links.delete(2);
            const [, [passed, text] = [true, ""]] = await governed.results();
            assert.equal(passed, false);
            assert.match(text, new RegExp(`^the audit log of ${lineLog} is not as it was written: entry 2 is missing`));
        });
    });

    describe("the breaker", () => {
        it("opens after so many failures in a row, and a person closes it with a reason", async () => {
            const governed = new Governed({ failedRollouts: 2 });
            await governed.fails("1.1.0");
            assert.deepEqual((await governed.results())[2], [true, "1 of 2 rollouts in a row failed"]);
            await assert.rejects(governed.governance.resetBreaker("early"), new GovernanceRefused("breaker reset: the breaker is closed, 1 of 2 rollouts in a row failed"));
            await governed.fails("1.2.0");
            const { state } = await governed.run((rollouts) => rollouts.deploy("1.3.0"));
            assert.equal(state.phase, "refused");
            assert.match(
                state.cause?.text ?? "",
                /^breaker closed: 2 of 2 rollouts in a row failed: 1\.2\.0 failed at .*; 1\.1\.0 failed at .*; find out why, then `colorway breaker reset --stack dev --reason …`$/,
            );
            const { data } = await governed.governance.resetBreaker("the image was built for another processor");
            assert.deepEqual([data["actor"], data["reason"]], ["olga@ops (process 7)", "the image was built for another processor"]);
            assert.equal((data["rollouts"] as string[]).length, 2);
            assert.deepEqual((await governed.results())[2], [true, "0 of 2 rollouts in a row failed"]);
            assert.equal((await governed.run((rollouts) => rollouts.deploy("1.3.0"))).state.phase, "done");
        });

        it("counts anew after a rollout that is done, and neither refused ones nor rollbacks", async () => {
            const governed = new Governed({ failedRollouts: 2 });
            await governed.fails("1.1.0");
            await governed.line.stop("wait");
            assert.equal((await governed.run((rollouts) => rollouts.deploy("1.1.0"))).state.phase, "refused");
            await governed.line.resume("go");
            assert.deepEqual((await governed.results())[2], [true, "1 of 2 rollouts in a row failed"]);
            assert.equal((await governed.run((rollouts) => rollouts.deploy("1.1.0"))).state.phase, "done");
            assert.deepEqual((await governed.results())[2], [true, "0 of 2 rollouts in a row failed"]);
        });

        it("counts a rollout that was done and then taken back", async () => {
            const governed = new Governed({ failedRollouts: 2 });
            await governed.fails("1.1.0");
            await governed.run((rollouts) => rollouts.deploy("1.1.0"));
            await governed.run((rollouts) => rollouts.rollback("wrong prices"));
            const [, , [passed, text] = [true, ""]] = await governed.results();
            assert.equal(passed, false);
            assert.match(text, /^2 of 2 rollouts in a row failed: 1\.1\.0 taken back after it was done, begun .*; 1\.1\.0 failed at /);
        });

        it("reads no more of the log than it needs, and refuses where that was changed", async () => {
            const governed = new Governed({ failedRollouts: 2 });
            await governed.run((rollouts) => rollouts.deploy("1.1.0"));
            governed.log.links.delete(1);
            assert.deepEqual((await governed.results())[2], [true, "0 of 2 rollouts in a row failed"]);
            const [last = 0] = [...governed.log.links.keys()].reverse();
            governed.log.links.set(last, (governed.log.links.get(last) ?? "").replace("done", "dane"));
            const [, , [passed, text] = [true, ""]] = await governed.results();
            assert.equal(passed, false);
            assert.match(text, /its content has the hash/);
            governed.log.links.delete(last);
            assert.match((await governed.results())[2]?.[1] ?? "", /^the audit log: the head record names entry 3, the log ends with 2/);
        });
    });
});
