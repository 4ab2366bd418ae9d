/** The audit log of rollouts on the real engine, as the commands tell it. */
import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeliveryMetrics } from "../../release/audit/metrics";
import type { ChangeRecord } from "../../release/audit/rollouts";
import { TestProject } from "./project";

interface Verified {
    readonly entries: number;
    readonly head: { readonly sequence: number; readonly hash: string };
}

describe("the audit log of a stack", function () {
    this.timeout(600_000);
    const project = new TestProject({ policies: false });
    before(async () => {
        project.edit("dev", {
            "colorway:slots": { blue: { size: "full", release: "1.0.0" }, green: { size: "off" } },
            "colorway:strategy": { kind: "blue-green", steps: [{ weight: 50, seconds: 3 }], bakeSeconds: 0, warmSeconds: 0, retireTo: "full" },
        });
        await project.done("up", "--skip-preview", "--stack", "dev");
        await project.done("deploy", "1.1.0", "--stack", "dev");
        await project.done("rollback", "--reason", "orders are slow", "--yes", "--stack", "dev");
    });
    after(() => project.dispose());

    it("has the update and both rollouts, and verifies", async () => {
        const { rollouts } = await project.json<{ readonly rollouts: readonly ChangeRecord[] }>("history", "--stack", "dev");
        assert.deepEqual(rollouts.map(({ version, strategy, result, asked, from }) => [version, strategy, result, asked, from]), [
            ["1.0.0", "rollback", "done", "orders are slow", "1.1.0"], ["1.1.0", "blue-green", "done", undefined, "1.0.0"],
        ]);
        const [back, forward] = rollouts;
        assert.match(forward?.commit ?? "", /^[0-9a-f]{40}$/);
        for (const change of [back, forward]) {
            assert.ok(change?.steps.every(({ outcome }) => outcome === "succeeded"));
            const times = change?.steps.find(({ phase }) => phase === "shift")?.figures?.["times"] as { readonly [part: string]: number };
            assert.deepEqual(Object.keys(times).sort(), ["dataPlane", "decide", "readBack", "write"]);
            assert.ok(Date.parse(change?.live ?? "") < Date.parse(change?.ended ?? ""));
        }
        const { entries, head } = await project.json<Verified>("audit", "verify", "--stack", "dev");
        // Genesis, begin and end of the update and of both rollouts.
        assert.deepEqual([entries, head.sequence], [7, 7]);
        if (process.env["COLORWAY_SHOW"] === "1") {
            for (const words of ["history", "metrics", "audit verify", "audit show", `audit show --rollout ${forward?.id}`]) {
                console.log(`$ npx colorway ${words} --stack dev\n${(await project.done(...words.split(" "), "--stack", "dev")).stdout}`);
            }
        }
    });

    it("is figures, too", async () => {
        const found = await project.json<DeliveryMetrics>("metrics", "--stack", "dev", "--period", "1d");
        assert.deepEqual([found.deployments, found.exposed, found.changeFailures, found.changeFailureRate, found.rolledBackByPerson, found.timeToRestore.count, found.outsideRollouts], [
            1, 1, 1, 100, 1, 1, 0,
        ]);
    });

    it("is handed on as JSON Lines that verify, and as CSV", async () => {
        const lines = join(project.dir, "audit.jsonl");
        const { stdout } = await project.done("audit", "export", "--stack", "dev", "--out", lines);
        const head = /^head (\S+)$/m.exec(stdout)?.[1] ?? "";
        assert.match(head, /^7:[0-9a-f]{64}$/);
        await project.done("audit", "verify", "--stack", "dev", "--file", lines, "--head", head);
        const text = readFileSync(lines, "utf8");
        writeFileSync(lines, text.split("\n").slice(0, 5).join("\n").concat("\n"));
        const cut = await project.colorway("audit", "verify", "--stack", "dev", "--file", lines, "--head", head);
        assert.equal(cut.code, 1);
        assert.ok(cut.stderr.includes(`entries 6 to 7 are cut off: the head ${head} that was given names entry 7, the log ends with 5`), cut.stderr);
        const { stdout: csv } = await project.done("audit", "export", "--stack", "dev", "--format", "csv");
        assert.equal(csv.trimEnd().split("\r\n").length, 8);
        assert.match(csv, /^sequence,at,type,rollout,/);
    });

    it("shows an edit with exit code 1, and history warns of it", async () => {
        const file = join(project.dir, ".colorway", "sim", "audit", "stacks", "dev", "entries", "000006.json");
        writeFileSync(file, readFileSync(file, "utf8").replace("orders are slow", "orders are fast"));
        const { code, stderr } = await project.colorway("audit", "verify", "--stack", "dev");
        assert.equal(code, 1);
        assert.match(stderr, /^the audit log stacks\/dev is not as it was written, 2 things are wrong:\n {2}entry 6 was changed after it was written: /);
        const history = await project.done("history", "--stack", "dev");
        assert.match(history.stderr, /^the audit log is not as it was written, 1 thing is wrong with it: `colorway audit verify --stack dev` tells what; shown is what can be believed$/m);
    });

    it("keeps the releases that were made apart", async () => {
        await project.done("release", "create", "1.2.0", "--from-version", "1.1.0", "--commit", "0".repeat(39).concat("1"));
        const { stdout } = await project.done("audit", "show", "--releases");
        assert.match(stdout, /release-created .* 1\.2\.0/);
        await project.done("audit", "verify", "--releases");
    });
});
