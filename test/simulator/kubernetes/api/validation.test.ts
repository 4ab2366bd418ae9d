import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { generate, outputFile } from "../../../../tools/generate-kubernetes-schemas";
import { accepted } from "../accepted";
import { Account } from "../clusters";
import { refused } from "../refused";

describe("The API server refuses", () => {
    const { cluster } = new Account();
    for (const { what, manifest, message } of refused) {
        it(what, () => {
            assert.throws(
                () => cluster.create(manifest),
                (error: Error) => (assert.equal(error.message, message), true),
            );
        });
    }
});

describe("The API server takes", () => {
    for (const [what, manifest] of accepted) {
        it(what, () => {
            assert.equal(typeof new Account().cluster.create(manifest).metadata.uid, "string");
        });
    }
});

describe("The field tables of Kubernetes kinds", () => {
    it("are those of the installed package", () => {
        assert.equal(
            readFileSync(outputFile, "utf8"),
            generate(),
            `run: npx ts-node ${resolve("tools/generate-kubernetes-schemas.ts")}`,
        );
    });
});
