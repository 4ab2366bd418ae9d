import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { settingKeys } from "../../config/schema";
import { page, regenerate } from "../../tools/generate-config-reference";

describe("the reference of the configuration", () => {
    const text = readFileSync(page, "utf8");

    it("is up to date with the schema, the example and the messages", () => {
        assert.equal(text, regenerate(text), "run `npx ts-node tools/generate-config-reference.ts`");
    });

    it("has a row for each default that differs between environments", () => {
        assert.ok(
            text.includes(
                "| `network.nat` | One NAT gateway for all zones (`single`) or one in each (`perZone`). | string | " +
                    "dev: `single`<br>staging: `single`<br>prod: `perZone` | one of single, perZone |  |",
            ),
        );
        assert.ok(
            text.includes(
                "| `cluster.nodeGroups[].maxSize` | Most nodes. | integer | dev: `2`<br>staging: `4`<br>prod: `10` | " +
                    "a whole number from 1 to 450 | EKS user guide, service quotas |",
            ),
        );
    });

    it("refuses a page without its markers", () => {
        assert.throws(() => regenerate("# Configuration\n"), /the markers of example are missing/);
    });
});

describe("the project file", () => {
    const project = parse(readFileSync(join(__dirname, "..", "..", "Pulumi.yaml"), "utf8")) as {
        readonly config: {
            readonly [key: string]: { readonly type?: string; readonly description?: string; readonly default?: unknown };
        };
    };

    it("describes every key of the schema and no other, with a type", () => {
        const described = Object.entries(project.config).filter(([key]) => key.startsWith("colorway:"));
        assert.deepEqual(
            described.map(([key]) => key),
            settingKeys.map(key => `colorway:${key}`),
        );
        for (const [key, entry] of described) {
            assert.match(entry.type ?? "", /^(string|array|object)$/, key);
            assert.match(entry.description ?? "", /^[A-Z].*[^.]$/, key);
        }
    });

    it("lets every key be left out but those that have no default", () => {
        const required = Object.entries(project.config).filter(
            ([key, entry]) => key.startsWith("colorway:") && entry.default === undefined,
        );
        assert.deepEqual(
            required.map(([key]) => key),
            ["colorway:activeColor", "colorway:slots", "colorway:edge"],
        );
    });
});
