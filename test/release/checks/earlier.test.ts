import { strict as assert } from "node:assert";
import { checkDefaults } from "../../../config/release-defaults";
import type { AuditEntry } from "../../../release/audit/chain";
import { runChecks } from "../../../release/checks/check";
import { earlierCheck, liveSinceOf, standingOf } from "../../../release/checks/earlier";
import { planOf } from "../rollout/plans";

const digest = `sha256:${"a".repeat(64)}`;

/** One change a minute: `VERSION RESULT`, `rollback TO`, `up TO`. */
function logOf(...changes: readonly string[]): readonly AuditEntry[] {
    let live = "1.0.0";
    return changes.flatMap((change, index) => {
        const [what = "", rest = ""] = change.split(" ");
        const id = `20260102-0304${String(index).padStart(2, "0")}-0000`;
        const at = `2026-01-02T03:${String(index).padStart(2, "0")}:00.000Z`;
        const version = what === "rollback" || what === "up" ? rest : what;
        const entry = (type: string, data: object): AuditEntry => ({ sequence: 1, at, type, previous: "", writer: "", data: { happened: at, ...data } });
        const from = live;
        if (what === "up" || rest === "done" || what === "rollback") live = version;
        if (what === "up") {
            const about = { update: id, actor: "maria", what, flips: true, live: { version }, before: { version: from } };
            return [entry("update-started", about), entry("update-ended", { update: id, result: "done" })];
        }
        const own = { rollout: id, actor: "maria", version, digest: version === "1.1.0" ? digest : "other", kind: what === "rollback" ? "rollback" : "canary", from: { version: from }, reason: "why" };
        return [entry("rollout-started", own), entry("rollout-ended", { rollout: id, result: what === "rollback" ? "done" : rest, exposed: true, steps: [] })];
    });
}

describe("how a manifest stands in the stack before", () => {
    for (const [kind, ...changes] of [
        ["never"],
        ["never", "1.1.0 rolled-back", "1.1.0 failed", "1.2.0 done"],
        ["never", "up 1.1.0"],
        ["live", "1.1.0 done"],
        ["live", "1.1.0 done", "1.2.0 rolled-back", "1.2.0 refused"],
        ["superseded", "1.1.0 done", "1.2.0 done"],
        ["superseded", "1.1.0 done", "1.2.0 done", "rollback 1.0.0"],
        ["superseded", "1.1.0 done", "1.2.0 done", "rollback 1.1.0"],
        ["taken back", "1.1.0 done", "rollback 1.0.0"],
        ["taken back", "1.1.0 done", "1.2.0 done", "rollback 1.1.0", "rollback 1.0.0"],
        ["taken back", "1.1.0 done", "rollback 1.0.0", "1.2.0 done"],
        ["live", "1.1.0 done", "rollback 1.0.0", "1.1.0 done"],
        ["left", "1.1.0 done", "up 1.0.0"],
    ] as const) {
        it(`is ${kind} after ${changes.length === 0 ? "nothing" : changes.join(", ")}`, () => {
            assert.equal(standingOf(logOf(...changes), digest).kind, kind);
        });
    }

    it("tells since when it is live", () => {
        assert.equal(liveSinceOf(standingOf(logOf("1.2.0 done", "1.1.0 done"), digest)), Date.parse("2026-01-02T03:01:00Z"));
        assert.equal(liveSinceOf({ kind: "never" }), undefined);
    });

    it("is asked in the stack of the configuration and in the one that it is promoted from", async () => {
        const logs: { readonly [stack: string]: readonly AuditEntry[] } = { dev: logOf("1.1.0 done", "1.2.0 done"), test: [] };
        const text = async (stack: string, earlier: string, promotedFrom?: string): Promise<readonly unknown[]> => {
            const check = earlierCheck({ stack, settings: () => ({ ...checkDefaults("prod"), earlier }), entries: async (of) => logs[of] ?? [] });
            const plan = planOf({ version: "1.1.0", digest, ...(promotedFrom === undefined ? {} : { promotedFrom }) });
            const [found] = await runChecks([check], plan);
            return [found?.passed, found?.text];
        };
        const dev = "dev: rollout 20260102-030400-0000 by maria was done 2026-01-02T03:00:00.000Z, and 1.2.0 superseded it";
        const none = "test: no rollout of 1.1.0 with this manifest was done there; `colorway deploy 1.1.0 --stack test` first";
        assert.deepEqual(await text("prod", "dev"), [true, dev]);
        assert.deepEqual(await text("prod", "dev", "dev"), [true, dev]);
        assert.deepEqual(await text("prod", "test", "dev"), [false, `${none}; ${dev}`]);
        assert.deepEqual(await text("prod", ""), [true, "colorway:checks.earlier does not ask for it"]);
        assert.deepEqual(await text("dev", "dev"), [false, "dev: is the stack itself; name the one before it: colorway:checks.earlier"]);
    });
});
