import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { parse } from "yaml";
import { filesOf, indexFile, type Origin, sealedText } from "../../../release/render/files";
import type { RenderedObject } from "../../../release/render/objects";
import { shown } from "../../../release/render/values";

const origin: Origin = { stack: "prod", cloud: "AWS account 123456789012, us-east-1", releases: { blue: "1.0.0" } };

function config(data: object, more: Partial<RenderedObject> = {}): RenderedObject {
    const value = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data };
    return {
        file: "a/ConfigMap-c.yaml", apiVersion: "v1", kind: "ConfigMap", namespace: "a", name: "c", slot: "blue",
        resource: "prod-c", value, unknown: [], secret: [], ...more,
    };
}

function textOf(object: RenderedObject, file = object.file): string {
    return filesOf({ objects: [object], charts: [] }, origin).get(file) ?? "";
}

describe("files of rendered objects", () => {
    it("say where they come from", () => {
        assert.equal(textOf(config({ a: "x" })), [
            "# stack prod, release 1.0.0, color blue, AWS account 123456789012, us-east-1",
            "apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: c", "data:", "  a: x", "",
        ].join("\n"));
        assert.match(textOf(config({}, { slot: undefined })), /^# stack prod, release none, color none, AWS/);
        assert.match(textOf(config({}, { slot: "green" })), /^# stack prod, release none, color green, AWS/);
    });

    it("say that they are not to be applied where something is left out", () => {
        const lines = textOf(config({}, { unknown: ["data.a", "data.b"], secret: ["data.c"] })).split("\n");
        assert.deepEqual(lines.slice(1, 3), [
            "# not to be applied as it is: <known after up> stands for what an update makes up, in data.a, data.b",
            "# not to be applied as it is: [secret] stands for a secret, in data.c",
        ]);
    });

    it("are read alike as YAML 1.1 and 1.2, whatever strings they hold", () => {
        const odd = fc.constantFrom(
            "on", "off", "yes", "no", "1:30", "0o7", "010", "1e3", "~", "null",
            "2026-11-21", "<<", "=", "# x", "- a", "a: b", "\u2028", "x\n", " x",
        );
        const keys = fc.oneof(odd, fc.string()).filter(key => key !== "__proto__");
        const data = fc.dictionary(keys, fc.oneof(odd, fc.string({ unit: "grapheme" })));
        fc.assert(fc.property(data, (values) => {
            const { value } = shown(values);
            const text = textOf(config(value as object));
            for (const version of ["1.1", "1.2"] as const) {
                const { data: read } = parse(text, { version }) as { readonly data: object };
                assert.deepEqual({ ...read }, { ...values }, `${version}\n${text}`);
            }
        }), { numRuns: 100 });
    });

    it("are listed in an index that shows a change of itself", () => {
        const index = textOf(config({ a: "x" }, { unknown: ["data.a"] }), indexFile);
        const body = sealedText(index) ?? "";
        const { objects, charts } = parse(body) as { readonly objects: readonly { readonly sha256: string }[]; readonly charts: unknown };
        const [{ sha256: digest, ...listed } = { sha256: "" }, ...others] = objects;
        assert.match(digest, /^[0-9a-f]{64}$/);
        assert.deepEqual(listed, { file: "a/ConfigMap-c.yaml", resource: "prod-c", unknown: ["data.a"] });
        assert.deepEqual([others, charts], [[], []]);
        for (const changed of [index.replace("prod-c", "prod-d"), index.slice(0, -1), "", "# sha256"]) {
            assert.equal(sealedText(changed), undefined);
        }
    });
});
