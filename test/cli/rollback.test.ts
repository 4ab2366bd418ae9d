import { strict as assert } from "node:assert";
import { PassThrough, Writable } from "node:stream";
import { confirmed, rollbackText } from "../../cli/commands/rollback";
import { CommandFailure, exitCodes } from "../../cli/failure";
import { refusals } from "../../cli/rollouts";
import { LeaseHeld } from "../../release/journal/lease";
import { ReleaseChanged } from "../../release/manifests/seen";
import { ReleaseUnusable } from "../../release/releases";
import { PlanRefused } from "../../release/rollout/plan";
import { RolloutInterrupted, RolloutRefused } from "../../release/rollout/rollouts";

/** Standard input of somebody who types this, and what is shown there. */
function person(typed: string | undefined): { readonly input: PassThrough & { readonly isTTY: true }; readonly output: Writable; shown(): string } {
    const input = Object.assign(new PassThrough(), { isTTY: true as const });
    let shown = "";
    const output = new Writable({ write: (chunk: Buffer, _encoding, done) => ((shown += chunk.toString()), done()) });
    if (typed === undefined) input.push(null);
    else input.push(`${typed}\n`);
    return { input, output, shown: () => shown };
}

const failure = (code: number, text: string) => (error: unknown): boolean => {
    assert.ok(error instanceof CommandFailure);
    assert.deepEqual([error.exitCode, error.message], [code, text]);
    return true;
};

describe("the question before a rollback", () => {
    it("says what will happen", () => {
        assert.equal(rollbackText("dev", { version: "1.0.0" }), "dev goes back to release 1.0.0");
        assert.equal(rollbackText("dev", { version: "1.0.0", rollout: "r1", goesOn: false }), "rollout r1 is taken back: all traffic of dev on release 1.0.0");
        assert.equal(rollbackText("dev", { version: "1.0.0", rollout: "r1", goesOn: true }), "rollout r1 goes on: all traffic of dev on release 1.0.0");
    });

    it("is not asked where --yes is given, nor where nobody can be asked", async () => {
        const { input, output, shown } = person("no");
        await confirmed("dev goes back", true, input, output);
        const piped = new PassThrough();
        const text = "dev goes back: nobody can be asked here; --yes says that it is meant";
        await assert.rejects(confirmed("dev goes back", false, piped, output), failure(exitCodes.usage, text));
        assert.equal(shown(), "");
    });

    it("goes on only with a whole yes", async () => {
        for (const typed of ["yes", " YES "]) {
            const { input, output, shown } = person(typed);
            await confirmed("dev goes back", false, input, output);
            assert.equal(shown(), "dev goes back. Go on? (yes/no) ");
        }
        for (const typed of ["y", "", "no", undefined]) {
            const { input, output } = person(typed);
            await assert.rejects(confirmed("dev goes back", false, input, output), failure(exitCodes.refused, "nothing was changed"));
        }
    });
});

describe("a rollout that is refused", () => {
    const holder = {
        token: "t", owner: "maria@build-7", host: "build-7", pid: 1, process: "p", rollout: "deploy of 1.1.0 to dev",
        since: "2026-01-02T03:04:05.000Z", renewed: "2026-01-02T03:04:15.000Z", expires: "2026-01-02T03:04:45.000Z",
    };

    const ran = { version: "1.1.0", digest: "sha256:1", environment: "dev", at: "2026-01-02T03:04:05Z" };
    const change = { version: "1.1.0", digest: "sha256:2", runs: [ran] };

    for (const [what, error, code, details] of [
        ["a plan", new PlanRefused(["a", "b"]), exitCodes.refused, { problems: ["a", "b"] }],
        ["one that is not over", new RolloutRefused(["not over"]), exitCodes.refused, { problems: ["not over"] }],
        ["a release without a manifest", new ReleaseUnusable("1.9.0: there is no releases/1.9.0.yaml", []), exitCodes.usage, { problems: [] }],
        ["a release that changed since it ran", new ReleaseChanged(change), exitCodes.refused, { changedReleases: [change] }],
        ["another process's", new LeaseHeld(holder, 0, 0), exitCodes.refused, { holder }],
        ["a signal", new RolloutInterrupted("interrupted; nothing was changed"), exitCodes.interrupted, {}],
    ] as const) {
        it(`is exit code ${code} for ${what}, with its details for a program`, async () => {
            await assert.rejects(refusals(() => Promise.reject(error)), (failed: unknown) => {
                assert.ok(failed instanceof CommandFailure);
                assert.deepEqual([failed.exitCode, failed.message, failed.details], [code, error.message, details]);
                return true;
            });
        });
    }

    it("leaves other errors alone", async () => {
        const error = new TypeError("broken");
        await assert.rejects(refusals(() => Promise.reject(error)), error);
        assert.equal(await refusals(async () => 1), 1);
    });
});
