import { strict as assert } from "node:assert";
import fc from "fast-check";
import { AuditTrail } from "../../../release/audit/trail";
import { approvalLog } from "../../../release/audit/names";
import { ApprovalRefused } from "../../../release/approvals/book";
import { allowedFailures, approvalTypes, type Decision, decisionsOf, failureWindowMs } from "../../../release/approvals/ledger";
import { approversOf, approversText, digest, Office, step } from "./office";

const hour = 3_600_000;
const other = `sha256:${"b".repeat(64)}`;

async function refusal(act: Promise<unknown>): Promise<readonly string[]> {
    const error = await act.then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof ApprovalRefused, String(error));
    return error.problems;
}

describe("the book of approvals", () => {
    it("counts two people, each with attempt and decision on record, bound to manifest and stack", async () => {
        const office = new Office();
        const decision = await office.decide("maria", { reason: "tests are green" });
        assert.deepEqual([decision.person, decision.happened, decision.expires], ["maria", "2026-01-02T03:04:05.000Z", "2026-01-03T03:04:05.000Z"]);
        assert.deepEqual(await office.approvedBy(), ["maria"]);
        await office.decide("olga");
        assert.deepEqual(await office.approvedBy(), ["maria", "olga"]);
        assert.deepEqual([await office.approvedBy([], other), await office.approvedBy([], digest, "staging")], [[], []]);
        assert.deepEqual(office.entries, ["genesis", "approval-attempt", "approval-given", "approval-attempt", "approval-given"]);
        const secret = office.secretOf("maria").codeAt(office.clock.now());
        assert.ok(!office.log.parts().some(({ text }) => text.includes(secret)), "no code is kept");
    });

    it("does not count one that expired, but what held when the rollout began", async () => {
        const office = new Office();
        const began = office.clock.now();
        await office.decide("maria");
        office.clock.jump(24 * hour);
        assert.deepEqual(await office.approvedBy(), []);
        assert.deepEqual((await office.tally()).dropped.map(({ why }) => why), ["maria's expired 2026-01-03T03:04:05.000Z"]);
        assert.deepEqual((await office.book.tally("prod", digest, [], began)).approved.map(({ person }) => person), ["maria"]);
    });

    it("lets no author approve the own release, by any name, and hears a no from them", async () => {
        const office = new Office();
        const authors = [{ name: "MARIA@elsewhere", how: "made the commit" }, { name: "mar-gh@runner (process 3)", how: "made the manifest" }];
        assert.deepEqual(await refusal(office.decide("maria", { authors })), ["maria: made the commit and made the manifest; somebody else has to approve it"]);
        assert.deepEqual(office.entries, []);
        await office.decide("maria");
        const { approved, dropped } = await office.tally(authors);
        assert.deepEqual([approved, dropped.map(({ why }) => why)], [[], ["maria made the commit and made the manifest"]]);
        office.clock.jump(step);
        await office.decide("maria", { authors, approved: false, reason: "wrong build" });
        assert.deepEqual((await office.tally(authors)).rejected.map(({ person, reason }) => [person, reason]), [["maria", "wrong build"]]);
    });

    it("hears the last word of each person", async () => {
        const office = new Office();
        await office.decide("maria");
        office.clock.jump(step);
        await office.decide("maria", { approved: false, reason: "wait" });
        assert.deepEqual([(await office.tally()).approved.length, (await office.tally()).rejected.length], [0, 1]);
        office.clock.jump(step);
        await office.decide("maria");
        assert.deepEqual([(await office.tally()).approved.length, (await office.tally()).rejected.length], [1, 0]);
    });

    it("tells every mistake at once, before anything is written", async () => {
        const office = new Office();
        assert.deepEqual(await refusal(office.decide("ivan", { stack: "test", approved: false, reason: " " })), [
            "test: approvers.yaml does not say who approves for it; allowed: prod, staging",
            "ivan: is nobody in approvers.yaml; allowed: maria, olga, peter, zoe",
            "reason: is empty; write why, everybody who is refused reads it",
        ]);
        assert.deepEqual(await refusal(office.decide("peter")), ["peter: has the roles developer; prod is decided on by release-manager"]);
        assert.deepEqual(office.entries, []);
    });

    it("does not count who has no role for it any more", async () => {
        const office = new Office();
        await office.decide("maria");
        office.approvers = approversOf(approversText.replace("maria: {roles: [release-manager]", "maria: {roles: [developer]").replace("needed: 2", "needed: 1"));
        assert.deepEqual((await office.tally()).dropped.map(({ why }) => why), ["maria has none of the roles release-manager any more"]);
    });

    describe("a code", () => {
        it("is used once, for whatever stack and manifest", async () => {
            const office = new Office();
            const code = office.code("maria");
            await office.decide("maria");
            assert.deepEqual(await refusal(office.decide("maria", { code })), ["maria: the code was used already; wait for the next one"]);
            assert.deepEqual(await refusal(office.decide("maria", { code, stack: "staging", digest: other })), ["maria: the code was used already; wait for the next one"]);
            office.clock.jump(step);
            assert.deepEqual(await refusal(office.decide("maria", { code })), ["maria: the code was used already; wait for the next one"]);
            assert.deepEqual(await office.approvedBy(), ["maria"]);
        });

        it("is used once also by two at the same time", async () => {
            const office = new Office();
            const code = office.code("maria");
            const both = await Promise.allSettled([office.decide("maria", { code }), office.decide("maria", { code, digest: other })]);
            assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
            assert.equal([...(await office.approvedBy()), ...(await office.approvedBy([], other))].length, 1);
        });

        it("of somebody else is wrong", async () => {
            const office = new Office();
            assert.deepEqual(await refusal(office.decide("maria", { code: office.code("olga") })), ["maria: the code is wrong or too old; 4 more may fail within 15 minutes"]);
        });

        it("is not looked at after five failed, until the time is over", async () => {
            const office = new Office();
            for (let left = allowedFailures - 1; left >= 0; left -= 1) {
                assert.deepEqual(await refusal(office.decide("maria", { code: "0" })), [`maria: the code is wrong or too old; ${left} more may fail within 15 minutes`]);
                office.clock.jump(1000);
            }
            const locked = ["maria: 5 codes failed within 15 minutes; none is looked at before 2026-01-02T03:19:05.000Z"];
            assert.deepEqual(await refusal(office.decide("maria")), locked);
            await office.decide("olga");
            office.clock.jump(failureWindowMs);
            await office.decide("maria");
            assert.deepEqual(await office.approvedBy(), ["olga", "maria"]);
        });

        it("can't be guessed by many at once", async () => {
            const office = new Office();
            const guesses = await Promise.all(Array.from({ length: 20 }, () => refusal(office.decide("maria", { code: "1" }))));
            assert.equal(guesses.filter(([text]) => text?.includes("is wrong") === true).length, allowedFailures);
        });
    });

    describe("its log", () => {
        it("is not believed where a decision was written without the person's secret", async () => {
            const office = new Office();
            const decision = await office.decide("maria");
            const { entry: _, identity, ...decided } = decision;
            const forged = { decision: { ...decided, digest: other }, identity: { ...identity, step: 1 } };
            await new AuditTrail(office.log, office.clock, approvalLog).append({ type: approvalTypes.given, data: forged });
            const { approved, dropped } = await office.tally([], other);
            assert.deepEqual([approved, dropped.map(({ why }) => why)], [[], ["entry 4 is not sealed by maria's secret: somebody else wrote it, or the secret is a new one"]]);
        });

        it("is not believed at all where it was changed", async () => {
            const office = new Office();
            await office.decide("maria");
            office.log.links.delete(2);
            await assert.rejects(office.tally(), /entry 2 is missing/);
            await assert.rejects(office.decide("olga"), /entry 2 is missing/);
        });
    });

    it("never counts a person twice, an author, or a proof twice, whatever the order", () => {
        const person = fc.constantFrom("maria", "olga", "zoe");
        const event = fc.record({ person, stepOf: fc.integer({ min: 1, max: 4 }), approved: fc.boolean() });
        fc.assert(fc.property(fc.array(event, { maxLength: 20 }), (events) => {
            const entries = events.map(({ person: who, stepOf, approved }, index) => ({
                sequence: index + 1, at: "2026-01-02T03:04:05.000Z", type: approved ? approvalTypes.given : approvalTypes.rejected, previous: "", writer: "",
                data: {
                    identity: { kind: "totp", step: stepOf, seal: "" },
                    decision: { approved, person: who, stack: "prod", version: "1.1.0", digest, happened: "", expires: "2026-01-03T03:04:05.000Z" },
                },
            }));
            const found: readonly Decision[] = decisionsOf(entries, "prod", digest);
            const proofs = found.map(({ person: who, identity }) => `${who} ${identity.kind === "totp" ? identity.step : ""}`);
            assert.equal(new Set(proofs).size, proofs.length);
            // The first use of each proof is the one that counts.
            for (const { entry, person: who, identity } of found) {
                const first = events.findIndex((each) => each.person === who && identity.kind === "totp" && each.stepOf === identity.step);
                assert.equal(entry, first + 1);
            }
        }));
    });
});
