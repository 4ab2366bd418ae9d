import { strict as assert } from "node:assert";
import { changes } from "../changes";
import { Account, installController } from "../clusters";
import { Resource } from "./harness";

describe("A change of a Kubernetes object", () => {
    for (const { what, token, before, after, outcome, paths, deleteFirst, config, ignore } of changes) {
        it(`${outcome}: ${what}`, async () => {
            const account = new Account();
            await installController(account);
            const resource = new Resource(account.session(config), token);
            const skip = { metadata: { ...(before["metadata"] as object), annotations: { "pulumi.com/skipAwait": "true" } } };
            const silent = (object: typeof before): typeof before => {
                const metadata = object["metadata"] as Record<string, never>;
                return token.endsWith(":Deployment") || token.endsWith(":ResourceQuota")
                    ? { ...object, metadata: { ...metadata, annotations: skip.metadata.annotations } } : object;
            };
            await resource.create(silent(before), { timeout: 1 });
            const diff = await resource.diff(silent(after), ignore);
            const replaced = Object.values(diff.changes).some((change) => change.replace);
            assert.deepEqual(Object.keys(diff.changes).sort(), [...paths].sort());
            assert.equal(paths.length === 0 ? "same" : replaced ? "replace" : "update", outcome);
            if (outcome === "replace") assert.equal(diff.deleteBeforeReplace, deleteFirst);
            if (outcome === "update") {
                await resource.update(silent(after), { ignoreChanges: ignore ?? [], timeout: 1 });
                assert.deepEqual((await resource.diff(silent(after), ignore)).changes, {});
            }
        });
    }
});
