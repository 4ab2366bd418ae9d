import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterVersions } from "../../config/aws";
import { controlNamed, mappings, nistName, pciName, rules, rulesHash, standards } from "../../policies/registry";
import { oldestSupported } from "../../policies/rules/aws/eks";

const data = JSON.parse(
    readFileSync(join(__dirname, "..", "..", "policies", "data", "mappings.json"), "utf8"),
) as { readonly rules: { readonly [rule: string]: { readonly kind: string; readonly types: readonly string[] } } };

describe("the registry of rules", () => {
    it("holds every rule that the mappings name, once, and no other", () => {
        const ids = rules.map(({ id }) => id);
        assert.deepEqual([...ids].sort(), Object.keys(data.rules).sort());
        assert.ok(ids.length >= 220, `${ids.length} rules`);
    });

    it("says of each what is demanded, why and how to mend it, in whole sentences", () => {
        const wrong = rules.flatMap(({ id, title, why, cure, types, conditions }) => [
            ...(title.endsWith(".") || title.length < 10 ? [`${id}: title ${title}`] : []),
            ...([why, cure].every((text) => text.endsWith(".") && text.length > 15) ? [] : [`${id}: why or cure`]),
            ...(types.length === 0 || conditions.length === 0 ? [`${id}: nothing judged`] : []),
        ]);
        assert.deepEqual(wrong, []);
    });

    it("gives every parameter a default that its schema allows, and a description", () => {
        const wrong = rules.flatMap(({ id, parameters = {} }) =>
            Object.entries(parameters).flatMap(([name, { description, default: value, schema }]) => {
                const kind = Array.isArray(value)
                    ? "array"
                    : Number.isInteger(value) && schema["type"] === "integer" ? "integer" : typeof value;
                return description !== "" && schema["type"] === kind ? [] : [`${id}.${name}`];
            }));
        assert.deepEqual(wrong, []);
    });

    it("maps rules to controls of both standards, whole", () => {
        const { nist, pci } = standards();
        assert.deepEqual([nist.name, pci.name], [nistName, pciName]);
        for (const [rule, { controls }] of Object.entries(mappings())) {
            for (const standard of [nist, pci]) {
                for (const { id } of controls[standard.name]
                    ?? []) assert.ok(
                        standard.controls.some((control) => control.id === id && control.withdrawn !== true), `${rule}: ${id}`,
                    );
            }
        }
    });

    it("finds a control by its id in either standard", () => {
        assert.deepEqual(
            controlNamed("sc-28(1)").map(({ standard, control }) => [standard, control.title]),
            [[nistName, "Cryptographic Protection"]],
        );
        assert.deepEqual(controlNamed("3.5.1").map(({ standard }) => standard), [pciName]);
        assert.deepEqual(controlNamed("ZZ-1"), []);
    });

    it("knows the same versions of Kubernetes as the program", () => assert.equal(oldestSupported, clusterVersions[0]));

    it("has one hash for the same rules", () => assert.match(rulesHash(), /^[0-9a-f]{64}$/));
});
