import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "../../../config/types";
import { checkDefaults } from "../../../config/release-defaults";
import { approvalLog, lineLog, releaseLog, stackLog } from "../../../release/audit/names";
import { RolloutRecorder } from "../../../release/audit/recorder";
import { AuditTrail } from "../../../release/audit/trail";
import { approvalBook, evidenceShelf, standardChecks } from "../../../release/checks/standard";
import { OneTimeSecret } from "../../../release/approvals/totp";
import { releaseCreated } from "../../../release/evidence/shelf";
import { TheLine } from "../../../release/governance/the-line";
import { manifestDigest } from "../../../release/manifests/digest";
import { manifestText } from "../../../release/manifests/text";
import { checkUnchanged, recordRun } from "../../../release/manifests/seen";
import { releaseIn } from "../../../release/releases";
import type { DeployOptions } from "../../../release/rollout/plan";
import type { Rollouts } from "../../../release/rollout/rollouts";
import type { RolloutView } from "../../../release/rollout/unfinished";
import { sampleRelease } from "../../config/samples";
import { MemoryAuditStore } from "../audit/memory-audit";
import { MemoryEvidence } from "../evidence/samples";
import { MemoryRecords } from "../manifests/samples";
import { World } from "../rollout/world";

const version = "1.1.0";
const promoting = { promotedFrom: "dev" };
const hour = 3_600_000;

/** A project folder, two stacks in it with a cloud each, and one place for the records of both. The clock of staging is everybody's. */
class Project {
    readonly dir = mkdtempSync(join(tmpdir(), "colorway-promotion-"));
    readonly worlds = { dev: new World(), staging: new World() };
    readonly clock = this.worlds.staging.clock;
    readonly logs = new Map<string, MemoryAuditStore>();
    readonly records = new MemoryRecords();
    readonly evidence = new MemoryEvidence();
    readonly line = new TheLine(this.log(lineLog), this.clock, "olga@ops (process 7)");
    readonly secrets = new Map<string, OneTimeSecret>();
    governance: Settings["governance"] = { timeZone: "UTC", windows: [], holidays: [], freezes: [], failedRollouts: 2 };
    checks: Settings["checks"] = { ...checkDefaults("staging"), vulnerabilities: "none", policies: "none" };

    constructor() {
        mkdirSync(join(this.dir, "releases"));
        for (const each of ["1.0.0", version]) this.write(sampleRelease(each));
        const people = ["maria", "peter", "nobody-yet"].map((name) => `  ${name}: {roles: [lead], totp: "file:${this.secretFile(name)}"}`);
        writeFileSync(join(this.dir, "approvers.yaml"), ["people:", ...people, "stacks: {staging: {roles: [lead]}}"].join("\n"));
        for (const name of ["maria", "peter"]) {
            const address = OneTimeSecret.fresh(name, "colorway");
            this.secrets.set(name, OneTimeSecret.read(address));
            writeFileSync(this.secretFile(name), address, { mode: 0o600 });
        }
    }

    /** As `release create` by peter records it. */
    async created(actor = "peter@laptop (process 1)"): Promise<void> {
        await new AuditTrail(this.log(releaseLog), this.clock, releaseLog).append({ type: releaseCreated, data: { actor, version, digest: this.digest() } });
    }

    write(release: Parameters<typeof manifestText>[0]): void {
        writeFileSync(join(this.dir, "releases", `${release.version}.yaml`), manifestText(release));
    }

    digest(): string {
        return manifestDigest(releaseIn(this.dir, version, []));
    }

    log(name: string): MemoryAuditStore {
        const found = this.logs.get(name) ?? new MemoryAuditStore();
        this.logs.set(name, found);
        return found;
    }

    rollouts(stack: "dev" | "staging", onWaiting?: () => void): Rollouts {
        const world = this.worlds[stack];
        const { dir: projectDir, evidence, clock, records } = this;
        const settings = (): Settings => ({
            ...world.settings(), checks: stack === "dev" ? checkDefaults("dev") : this.checks, governance: stack === "dev" ? { ...this.governance, windows: [], freezes: [] } : this.governance,
        });
        const release = async (of: string): ReturnType<typeof standardRelease> => standardRelease(this, of);
        const log = (name: string): MemoryAuditStore => this.log(name);
        const trail = new AuditTrail(this.log(stackLog(stack)), clock, stackLog(stack));
        const audit = new RolloutRecorder({ trail, journals: world.journals, context: async () => ({}), onProblem: (text) => assert.fail(text) });
        return world.rollouts({
            stack, settings, audit, release, clock, onWaiting, checks: standardChecks({ projectDir, stack, settings, clock, release, log, evidence }),
            onRun: async (plan) => void (await recordRun(records, await release(plan.version), { environment: stack, rollout: plan.id }, clock)),
        });
    }

    deploy(stack: "dev" | "staging", how: DeployOptions = {}): Promise<RolloutView> {
        return this.clock.run(this.rollouts(stack).deploy(version, how));
    }

    /** At the end the next code is there, unless a rollout goes on. */
    async approve(person: string, pause = 31_000): Promise<void> {
        const { dir: projectDir, clock } = this;
        const code = this.secrets.get(person)?.codeAt(clock.now()) ?? "";
        await approvalBook({ projectDir, clock, log: (name) => this.log(name) })
            .decide({ approved: true, stack: "staging", version, digest: this.digest(), authors: [], proof: { person, code } });
        clock.jump(pause);
    }

    /** What refuses it, with nothing changed in staging. */
    async refusal(how: DeployOptions = promoting): Promise<string> {
        const { state } = await this.deploy("staging", how);
        assert.deepEqual([state.phase, this.worlds.staging.done], ["refused", []]);
        return state.cause?.text ?? "";
    }

    dispose(): void {
        rmSync(this.dir, { recursive: true, force: true });
        for (const name of this.secrets.keys()) rmSync(this.secretFile(name), { force: true });
    }

    private secretFile(name: string): string {
        return `${this.dir}-${name}.totp`;
    }
}

async function standardRelease({ dir, records }: Project, of: string): Promise<ReturnType<typeof releaseIn>> {
    const found = releaseIn(dir, of, []);
    await checkUnchanged(records, found);
    return found;
}

describe("a promotion from dev to staging", () => {
    let project: Project;
    beforeEach(() => void (project = new Project()));
    afterEach(() => project.dispose());

    /** Everything that it takes: made by peter, done in dev, approved by maria. */
    async function ready(): Promise<void> {
        await project.created();
        assert.equal((await project.deploy("dev")).state.phase, "done");
        await project.approve("maria");
    }

    it("brings the very manifest there after it succeeded and a second person approved it, on record", async () => {
        await ready();
        const { checks } = await project.clock.run(project.rollouts("staging").dryRun(version, promoting));
        assert.deepEqual(checks.map(({ name, passed, asked = true }) => [name, passed, asked]), [
            ["no other rollout", true, true], ["release as it was made", true, true], ["deployment window", true, true], ["line not stopped", true, true],
            ["breaker closed", true, true], ["standby without traffic", true, true], ["live color healthy", true, true], ["live pods counted", true, true],
            ["succeeded before", true, true], ["end-to-end tests", true, false], ["evidence", true, false], ["vulnerabilities", true, false],
            ["signatures", true, false], ["policies", true, false], ["approval", true, true],
        ]);
        assert.match(checks[8]?.text ?? "", /^dev: rollout \S+ by .* was done 2026-.*, and it is live there$/);
        assert.match(checks[14]?.text ?? "", /^1 of 1 people approved: maria \(one-time code, until 2026-01-0\dT.*\)$/);
        const { state } = await project.deploy("staging", promoting);
        assert.deepEqual([state.phase, state.plan.promotedFrom, state.plan.digest], ["done", "dev", project.digest()]);
        const started = project.log(stackLog("staging")).parts().map(({ text }) => JSON.parse(text) as { readonly entry: { readonly type: string; readonly data: { readonly promotedFrom?: string } } });
        assert.deepEqual(started.flatMap(({ entry }) => (entry.type === "rollout-started" ? [entry.data.promotedFrom] : [])), ["dev"]);
    });

    it("tells all that is missing at once, whose release it is, too", async () => {
        const missing = await project.refusal();
        assert.match(missing, /^succeeded before: dev: no rollout of 1\.1\.0 with this manifest was done there; `colorway deploy 1\.1\.0 --stack dev` first\napproval: nobody knows who made release 1\.1\.0/);
        await project.created();
        assert.match(await project.refusal(), /\napproval: 0 of 1 people approved; `colorway approve 1\.1\.0 --stack staging --as NAME`$/);
    });

    it("is refused where the manifest was edited since, by what ran, and by what was approved", async () => {
        await ready();
        const release = sampleRelease(version);
        project.write({ ...release, created: "2026-11-17T00:00:00Z" });
        await assert.rejects(project.deploy("staging", promoting), /releases\/1\.1\.0\.yaml: is not the release 1\.1\.0 that ran somewhere/);
        project.records.all.length = 0;
        const refused = await project.refusal();
        assert.match(refused, /succeeded before: dev: no rollout of 1\.1\.0 with this manifest was done there/);
        assert.match(refused, /approval: nobody knows who made release/);
        assert.deepEqual(project.worlds.staging.done, []);
    });

    it("is refused with another digest of an image than was approved", async () => {
        const release = sampleRelease(version);
        await ready();
        project.records.all.length = 0;
        project.write({ ...release, images: { ...release.images, "api-gateway": sampleRelease("1.2.0").images["api-gateway"] ?? "" } });
        await project.created();
        assert.match(await project.refusal(), /succeeded before: .*\napproval: 0 of 1 people approved;/);
    });

    it("is refused by the own approval of who made the release, or who starts the rollout", async () => {
        await project.created();
        await project.deploy("dev");
        await project.approve("peter");
        assert.equal(await project.refusal(), "approval: 0 of 1 people approved; does not count: peter made the manifest; `colorway approve 1.1.0 --stack staging --as NAME`");
    });

    it("is refused by an approval that expired, and by a code that was used", async () => {
        await ready();
        project.clock.jump(24 * hour);
        assert.match(await project.refusal(), /^approval: 0 of 1 people approved; does not count: maria's expired 2026-/);
        const code = project.secrets.get("maria")?.codeAt(project.clock.now()) ?? "";
        const book = approvalBook({ projectDir: project.dir, clock: project.clock, log: (name) => project.log(name) });
        const request = { approved: true, stack: "staging", version, authors: [], proof: { person: "maria", code } };
        await book.decide({ ...request, digest: `sha256:${"0".repeat(64)}` });
        await assert.rejects(book.decide({ ...request, digest: project.digest() }), { message: "maria: the code was used already; wait for the next one" });
        assert.match(await project.refusal(), /^approval: 0 of 1 people approved/);
        assert.equal(project.log(approvalLog).links.size, 6);
    });

    it("is refused by a no, whoever approved, until the same person says yes", async () => {
        await ready();
        const { dir: projectDir, clock } = project;
        const code = project.secrets.get("peter")?.codeAt(clock.now()) ?? "";
        await approvalBook({ projectDir, clock, log: (name) => project.log(name) })
            .decide({ approved: false, stack: "staging", version, digest: project.digest(), reason: "wrong prices", authors: [], proof: { person: "peter", code } });
        assert.match(await project.refusal(), /^approval: rejected 2026-.* by peter: wrong prices; `colorway approve 1\.1\.0 --stack staging` by the same person takes it back$/);
    });

    it("is refused once it was taken back in dev", async () => {
        await ready();
        await project.clock.run(project.rollouts("dev").rollback("orders are lost"));
        assert.match(await project.refusal(), /^succeeded before: dev: rollout \S+ by .* was done .*, but .* took it back .*: orders are lost; find out why, then `colorway deploy 1\.1\.0 --stack dev` anew$/);
    });

    it("is refused outside the window, in a freeze, by a stopped line and an open breaker, all told at once", async () => {
        await ready();
        project.governance = { ...project.governance, windows: [{ days: ["mon"], from: "09:00", to: "16:00" }], freezes: [{ from: "2026-01-01T00:00", to: "2026-01-04T00:00", reason: "closing" }] };
        await project.line.stop("payments fail", "staging");
        const { staging } = project.worlds;
        const refused = await project.refusal();
        assert.match(refused, /^deployment window: staging may be deployed Mon 09:00–16:00 UTC; .*; frozen until Sun 4 Jan 00:00: closing; .*\nline not stopped: staging stopped by olga@ops/);
        await project.line.resume("mended", "staging");
        project.governance = { ...project.governance, windows: [], freezes: [] };
        staging.broken.set("up", "pods crash");
        for (const _ of [1, 2]) {
            const { state } = await project.deploy("staging", promoting);
            if (state.phase === "needs-person") {
                staging.broken.delete("up");
                await project.clock.run(project.rollouts("staging").rollback("clean up"));
                staging.broken.set("up", "pods crash");
            }
        }
        staging.done.length = 0;
        assert.match(await project.refusal(), /^breaker closed: 2 of 2 rollouts in a row failed/);
    });

    it("goes past a closed window with a second person who approved it, and not with one who did not", async () => {
        await ready();
        project.governance = { ...project.governance, windows: [{ days: ["mon"], from: "09:00", to: "16:00" }] };
        const override = { reason: "prices are wrong", secondPerson: "nobody-yet" };
        assert.match(await project.refusal({ ...promoting, override }), /^approval: 1 of 1 people approved: .*; the window is overridden with nobody-yet, who did not approve:/);
        const { state } = await project.deploy("staging", { ...promoting, override: { ...override, secondPerson: "maria" } });
        assert.equal(state.phase, "done");
        const told = project.log(stackLog("staging")).parts().filter(({ text }) => text.includes("overridden, with maria: prices are wrong"));
        assert.equal(told.length, 1);
    });

    describe("that waits for an approval", () => {
        /** As soon as it waits, a way to its end. */
        async function waiting(): Promise<() => Promise<RolloutView>> {
            let deploy: Promise<RolloutView> | undefined;
            await new Promise<void>((resolve, reject) => {
                deploy = project.rollouts("staging", resolve).deploy(version, { ...promoting, waitSeconds: 1800 });
                deploy.catch(reject);
            });
            return () => deploy ?? assert.fail("it does not run");
        }

        it("goes on as soon as it is there", async () => {
            await project.created();
            await project.deploy("dev");
            const deploy = await waiting();
            await project.approve("maria", 0);
            const { state, entries } = await project.clock.run(deploy());
            assert.equal(state.phase, "done");
            assert.ok(JSON.stringify(entries).includes("1 of 1 people approved: maria"));
        });

        it("is refused when its time is over", async () => {
            await project.created();
            await project.deploy("dev");
            const { state } = await project.deploy("staging", { ...promoting, waitSeconds: 60 });
            assert.deepEqual([state.phase, state.cause?.text, project.worlds.staging.done], [
                "refused", "approval: 0 of 1 people approved; `colorway approve 1.1.0 --stack staging --as NAME`; nobody did within 60 s, which is a refusal", [],
            ]);
        });

        it("does not wait where anything else refuses", async () => {
            await project.created();
            let waits = false;
            const deploy = project.rollouts("staging", () => void (waits = true)).deploy(version, { ...promoting, waitSeconds: 1800 });
            const { state } = await project.clock.run(deploy);
            assert.match(`${state.phase}: ${state.cause?.text}`, /^refused: succeeded before: dev: no rollout/);
            assert.equal(waits, false);
        });

        it("asks all checks again after the wait: the line was stopped meanwhile", async () => {
            await project.created();
            await project.deploy("dev");
            const deploy = await waiting();
            await project.line.stop("attack");
            await project.approve("maria", 0);
            const { state } = await project.clock.run(deploy());
            assert.match(`${state.phase}: ${state.cause?.text}`, /^refused: line not stopped: all stacks stopped by olga@ops .*: attack/);
        });
    });

    it("asks for end-to-end tests since the release was live there", async () => {
        await ready();
        project.checks = { ...project.checks, endToEnd: true };
        assert.match(await project.refusal(), /^end-to-end tests: none of 1\.1\.0 is recorded in dev; run them there/);
        const { dir: projectDir, clock, evidence } = project;
        const shelf = evidenceShelf({ projectDir, clock, log: (name) => project.log(name), evidence });
        await shelf.add(releaseIn(projectDir, version, []), { kind: "e2e", name: "report.xml", content: Buffer.from("<ok/>"), stack: "dev", result: "passed" });
        assert.equal((await project.deploy("staging", promoting)).state.phase, "done");
    });
});
