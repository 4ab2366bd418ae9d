import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { readRelease } from "../../../config/releases";
import { Release } from "../../../config/types";
import { canonicalJson, manifestDigest } from "../../../release/manifests/digest";
import { manifestText } from "../../../release/manifests/text";
import { fullRelease } from "./samples";

function read(text: string, version = "1.2.0"): Release | undefined {
    return readRelease(version, { versions: [version], read: () => text }, undefined, []);
}

describe("the digest of a manifest", () => {
    it("is the SHA-256 of its content as JSON with sorted keys", () => {
        const { migrations: _, evidence: __, ...plain } = fullRelease;
        const text = `{"commit":"${plain.commit}","created":"${plain.created}","images":{"api":"${plain.images["api"]}","web":"${plain.images["web"]}"},"version":"1.2.0"}`;
        assert.equal(canonicalJson(plain), text);
        assert.equal(manifestDigest(plain), `sha256:${createHash("sha256").update(text).digest("hex")}`);
    });

    it("does not depend on the order of keys, on comments or on the style of YAML", () => {
        const { version, commit, created, images } = fullRelease;
        const lines = [`version: ${version}`, `commit: ${commit}`, `created: "${created}"`];
        const block = `${lines.join("\n")}\nimages:\n  api: ${images["api"]}\n  web: ${images["web"]}\n`;
        const flow = `# another hand\nimages: { web: "${images["web"]}", api: '${images["api"]}' }\n${[...lines].reverse().join("\n")}`;
        const [one, other] = [read(block), read(flow)];
        assert.ok(one !== undefined && other !== undefined);
        assert.equal(manifestDigest(one), manifestDigest(other));
    });

    const changes: { readonly [what: string]: (release: Release) => Release } = {
        "the version": (release) => ({ ...release, version: "1.2.1" }),
        "the commit": (release) => ({ ...release, commit: "f".repeat(40) }),
        "the time": (release) => ({ ...release, created: "2026-11-21T09:00:01Z" }),
        "an image": (release) => ({ ...release, images: { ...release.images, api: release.images["web"] ?? "" } }),
        "a service": (release) => ({ ...release, images: { api: release.images["api"] ?? "" } }),
        "the order of migrations": (release) => ({ ...release, migrations: [...(release.migrations ?? [])].reverse() }),
        "a phase": (release) => ({ ...release, migrations: release.migrations?.map((each) => ({ ...each, phase: "expand" as const })) ?? [] }),
        "the evidence": (release) => ({ ...release, evidence: release.evidence?.slice(1) ?? [] }),
    };
    for (const [what, change] of Object.entries(changes)) {
        it(`is another one when ${what} changes`, () => assert.notEqual(manifestDigest(change(fullRelease)), manifestDigest(fullRelease)));
    }
});

describe("the text of a manifest", () => {
    it("has the keys in the order of the reference, times in quotes, and no line broken", () => {
        const { api, web } = fullRelease.images;
        assert.equal(
            manifestText(fullRelease),
            [
                "version: 1.2.0",
                `commit: "${fullRelease.commit}"`.replaceAll('"', ""),
                'created: "2026-11-21T09:00:00Z"',
                "images:",
                `  api: ${api}`,
                `  web: ${web}`,
                "migrations:",
                "  - file: migrations/0001_orders.expand.sql",
                `    sha256: ${"a".repeat(64)}`,
                "    phase: expand",
                "  - file: migrations/0002_orders.contract.sql",
                `    sha256: ${"b".repeat(64)}`,
                "    phase: contract",
                "evidence:",
                "  - kind: sbom",
                "    file: evidence/sbom.json",
                `    sha256: ${"c".repeat(64)}`,
                "    by: maria",
                '    at: "2026-11-21T08:00:00Z"',
                "  - kind: scan",
                "    uri: https://ci.example/71",
                `    sha256: ${"d".repeat(64)}`,
                "    by: ci",
                '    at: "2026-11-21T08:30:00Z"',
                "",
            ].join("\n"),
        );
    });

    it("is read back as what was written, whatever the hashes look like", () => {
        // as 40 decimal digits, or digits around an e, a hash without quotes would be a number
        const hex = (length: number) => fc.array(fc.constantFrom(..."0000011234567889eef"), { minLength: length, maxLength: length }).map((digits) => digits.join(""));
        fc.assert(
            fc.property(hex(40), hex(64), fc.string({ minLength: 1 }).filter((by) => /^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$/u.test(by)), (commit, sha256, by) => {
                const [migration, evidence] = [fullRelease.migrations?.[0], fullRelease.evidence?.[0]];
                assert.ok(migration !== undefined && evidence !== undefined);
                const release = { ...fullRelease, commit, migrations: [{ ...migration, sha256 }], evidence: [{ ...evidence, by }] };
                assert.deepEqual(read(manifestText(release)), release);
            }),
        );
    });
});
