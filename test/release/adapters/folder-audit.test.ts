import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderAuditStore } from "../../../release/adapters/folder-audit";
import { AuditLog } from "../../../release/audit/log";
import { AuditTrail } from "../../../release/audit/trail";
import { FakeClock } from "../fake-clock";

describe("an audit log in a folder", () => {
    let folder: string;
    beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "colorway-audit-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const dir = (): string => join(folder, "stacks", "dev");
    const store = (): FolderAuditStore => new FolderAuditStore(dir());
    const trail = (): AuditTrail => new AuditTrail(store(), new FakeClock(), "stacks/dev");
    const log = (): AuditLog => new AuditLog("stacks/dev", store());

    it("is a file for each entry and one for the head, for its owner alone", async () => {
        assert.deepEqual((await log().verify()).findings, []);
        await trail().append({ type: "noted", data: { text: "ä" } });
        assert.deepEqual([readdirSync(dir()).sort(), readdirSync(join(dir(), "entries"))], [["entries", "head.json"], ["000001.json", "000002.json"]]);
        const { head, findings } = await log().verify();
        assert.deepEqual(findings, []);
        assert.equal(readFileSync(join(dir(), "head.json"), "utf8"), `{"sequence":2,"hash":"${head.hash}"}\n`);
        assert.deepEqual([join(dir(), "head.json"), join(dir(), "entries", "000002.json")].map((path) => statSync(path).mode & 0o777), [0o600, 0o600]);
    });

    it("takes each number once, also of many who write at the same time", async () => {
        const results = await Promise.all([1, 2, 3, 4].map((number) => store().append(1, `${number}`)));
        assert.equal(results.filter(Boolean).length, 1);
        const trails = [trail(), trail(), trail()];
        rmSync(dir(), { recursive: true });
        await Promise.all(trails.flatMap((each, number) => [each.append({ type: "noted", data: { number } }), each.append({ type: "noted", data: { number } })]));
        const { entries, findings } = await log().verify();
        assert.deepEqual([entries.length, findings.filter(({ kind }) => kind !== "rewritten")], [7, []]);
    });

    it("shows what somebody does to its files", async () => {
        for (const number of [1, 2, 3]) await trail().append({ type: "noted", data: { number } });
        const file = join(dir(), "entries", "000003.json");
        const text = readFileSync(file, "utf8");
        const told = async (): Promise<readonly string[]> => (await log().verify()).findings.map(({ kind, sequence }) => `${kind} ${sequence}`);
        writeFileSync(file, `${text} `);
        assert.deepEqual(await told(), ["edited 3"]);
        rmSync(file);
        assert.deepEqual(await told(), ["missing 3"]);
        writeFileSync(file, text);
        assert.deepEqual(await told(), []);
        writeFileSync(join(dir(), "head.json"), "{}");
        assert.deepEqual((await log().verify()).findings.map((finding) => finding.text), [
            `${join(dir(), "head.json")}: is no head record; expected {"sequence":NUMBER,"hash":"64 HEXADECIMAL DIGITS"}; bring it back from a copy`,
        ]);
        await assert.rejects(trail().append({ type: "noted", data: {} }), /is no head record/);
    });
});
