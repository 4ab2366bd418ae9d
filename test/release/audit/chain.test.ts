import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { asciiJson, AuditData, origin, seal, unseal } from "../../../release/audit/chain";
import { verifyChain } from "../../../release/audit/verify";
import type { AuditHead, StoredLink } from "../../../release/ports/audit";

const log = "stacks/prod";

/** A log of so many entries with such data, as it is kept. */
function logOf(data: readonly AuditData[]): { readonly parts: readonly StoredLink[]; readonly heads: readonly AuditHead[] } {
    const parts: StoredLink[] = [];
    const heads: AuditHead[] = [];
    let previous = origin.hash;
    for (const [index, each] of [{ log, form: 1 }, ...data].entries()) {
        const sequence = index + 1;
        const link = seal({ sequence, at: `2026-01-02T03:04:${String(index % 60).padStart(2, "0")}.000Z`, type: index === 0 ? "genesis" : "noted", data: each, previous, writer: "w" });
        parts.push({ sequence, text: link.text, path: `${sequence}.json` });
        heads.push({ sequence, hash: link.hash });
        previous = link.hash;
    }
    return { parts, heads };
}

const dataOf = fc.array(fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }), { minLength: 3, maxLength: 12 });

function renumbered(parts: readonly StoredLink[]): readonly StoredLink[] {
    return parts.map((part, index) => ({ ...part, sequence: index + 1, path: `${index + 1}.json` }));
}

/** What is found with the head record as it was. */
function findings(parts: readonly StoredLink[], heads: readonly AuditHead[]): readonly string[] {
    const head = heads.at(-1);
    return verifyChain(log, parts, head === undefined ? [] : [{ ...head, by: "the head record" }]).findings.map(({ kind, sequence }) => `${kind} ${sequence}`);
}

describe("the chain of an audit log", () => {
    it("is what is written down of it: a hash over the body, in a fixed frame", () => {
        const entry = { sequence: 1, at: "2026-01-02T03:04:05.000Z", type: "genesis", data: { log, text: "ä\u007f" }, previous: origin.hash, writer: "w" };
        const body = `{"at":"2026-01-02T03:04:05.000Z","data":{"log":"stacks/prod","text":"\\u00e4\\u007f"},"previous":"${"0".repeat(64)}","sequence":1,"type":"genesis","writer":"w"}`;
        const hash = createHash("sha256").update(body).digest("hex");
        const { text } = seal(entry);
        assert.equal(text, `{"hash":"${hash}","entry":${body}}\n`);
        assert.deepEqual(unseal(text), { sequence: 1, hash, entry, text });
        assert.deepEqual((JSON.parse(text) as { readonly entry: unknown }).entry, entry);
    });

    it("is in ASCII, whatever it tells, and means the same", () => {
        fc.assert(fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 2 }), (value) => {
            const text = asciiJson(value);
            assert.match(text, /^[ -~]*$/);
            assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        }), { numRuns: 50 });
    });

    it("verifies as it was written", () => {
        fc.assert(fc.property(dataOf, (data) => {
            const { parts, heads } = logOf(data);
            const { entries, head, findings: found } = verifyChain(log, [...parts].reverse(), heads.map((each) => ({ ...each, by: "a head" })));
            assert.deepEqual([found, head, entries.length], [[], heads.at(-1), parts.length]);
        }));
    });

    it("shows any byte that is another one, by the entry that it is in", () => {
        fc.assert(fc.property(dataOf, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (data, which, where, by) => {
            const { parts, heads } = logOf(data);
            const index = which % parts.length;
            const bytes = Buffer.from(parts[index]?.text ?? "");
            bytes[where % bytes.length] = ((bytes[where % bytes.length] ?? 0) ^ by) & 0xff;
            const changed = parts.map((part, each) => (each === index ? { ...part, text: bytes.toString("utf8") } : part));
            assert.deepEqual(findings(changed, heads), [`edited ${index + 1}`]);
        }), { numRuns: 500 });
    });

    it("shows what was removed, left out or cut off", () => {
        fc.assert(fc.property(dataOf, fc.nat(), fc.nat({ max: 3 }), (data, which, count) => {
            const { parts, heads } = logOf(data);
            const from = which % parts.length;
            const to = Math.min(parts.length - 1, from + count);
            const rest = parts.filter((_, index) => index < from || index > to);
            const cut = to === parts.length - 1;
            assert.deepEqual(findings(rest, heads), [`${cut ? "cut off" : "missing"} ${from + 1}`]);
            // Whoever gives the rest new numbers does not hide it.
            assert.notDeepEqual(findings(renumbered(rest), heads), []);
        }));
    });

    it("shows what was put in, told twice, or put elsewhere", () => {
        fc.assert(fc.property(dataOf, fc.nat(), fc.nat(), (data, first, second) => {
            const { parts, heads } = logOf(data);
            const a = first % parts.length;
            const b = second % parts.length;
            const twice = renumbered([...parts.slice(0, a), ...parts.slice(a, a + 1), ...parts.slice(a)]);
            assert.notDeepEqual(findings(twice, heads), []);
            if (a === b) return;
            const swapped = parts.map((part, index) => ({ ...part, text: parts[index === a ? b : index === b ? a : index]?.text ?? "" }));
            assert.deepEqual(findings(swapped, heads), [Math.min(a, b), Math.max(a, b)].map((index) => `misplaced ${index + 1}`));
        }));
    });

    it("shows an entry that was written anew with a right hash, and all of them by an anchor", () => {
        fc.assert(fc.property(dataOf, fc.nat(), (data, which) => {
            const { parts, heads } = logOf(data);
            const index = 1 + (which % data.length);
            const other = data.map((each, at) => (at === index - 1 ? { ...each, forged: true } : each));
            const forged = logOf(other);
            const one = parts.map((part, at) => (at === index ? { ...part, text: forged.parts[at]?.text ?? "" } : part));
            assert.deepEqual(findings(one, heads), [index === parts.length - 1 ? `rewritten ${index + 1}` : `unchained ${index + 2}`]);
            assert.deepEqual(findings(forged.parts, heads), [`rewritten ${parts.length}`]);
            assert.deepEqual(verifyChain(log, forged.parts).findings, [], "without an anchor nothing tells a whole new log from the old one");
        }));
    });

    it("shows the log of another stack, and one without its begin", () => {
        const { parts, heads } = logOf([{}, {}]);
        const { findings: foreign } = verifyChain("stacks/dev", parts);
        assert.deepEqual(foreign.map(({ text }) => text), ['entry 1 begins the log of "stacks/prod"; expected the log of "stacks/dev" (1.json)']);
        assert.deepEqual(findings([], heads), ["cut off 1"]);
        assert.deepEqual(verifyChain(log, []), { entries: [], head: origin, findings: [] });
    });

    it("says what is wrong and where", () => {
        const { parts, heads } = logOf([{ who: "maria" }, { who: "joe" }, {}]);
        const told = (changed: readonly StoredLink[]): readonly string[] => verifyChain(log, changed, [{ ...(heads.at(-1) ?? origin), by: "the head record" }]).findings.map(({ text }) => text);
        const edited = parts.map((part) => ({ ...part, text: part.text.replace("maria", "mario") }));
        assert.match(told(edited)[0] ?? "", /^entry 2 was changed after it was written: its content has the hash [0-9a-f]{64}, but it was kept with [0-9a-f]{64} \(2\.json\)$/);
        assert.deepEqual(told(parts.slice(0, 2)), ["entries 3 to 4 are cut off: the head record names entry 4, the log ends with 2"]);
        assert.deepEqual(told(parts.filter(({ sequence }) => sequence !== 3)), ["entry 3 is missing: somebody removed what was written there"]);
        assert.deepEqual(told(parts.map((part) => (part.sequence === 2 ? { ...part, text: "{}\n" } : part))), ["entry 2 was changed after it was written: is not in the form of an entry (2.json)"]);
    });

    it("of 10,000 entries is verified within a second", () => {
        const { parts, heads } = logOf(Array.from({ length: 9_999 }, (_, number) => ({ number, who: "maria@build-7", text: "x".repeat(800) })));
        const began = process.cpuUsage();
        assert.deepEqual(findings(parts, heads), []);
        const { user, system } = process.cpuUsage(began);
        assert.ok(user + system < 1_000_000, `${(user + system) / 1000} ms of the processor`);
    });
});
