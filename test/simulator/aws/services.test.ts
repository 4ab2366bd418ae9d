import { strict as assert } from "node:assert";
import { auditChanges } from "./changes/audit";
import { clusterChanges } from "./changes/clusters";
import { cacheChanges, databaseChanges, storageChanges } from "./changes/data";
import { watchChanges } from "./changes/watch";
import { Account } from "./harness";
import { auditEdges, refusedFilters, refusedLocks, refusedTrails } from "./refused/audit";
import { refusedCaches } from "./refused/caches";
import { RefusedCase } from "./refused/case";
import { refusedAccess, refusedClusters, refusedNodeGroups } from "./refused/clusters";
import { refusedDatabases } from "./refused/databases";
import { refusedImages } from "./refused/images";
import { edgeServices } from "./refused/service-edges";
import { refusedBuckets, refusedSecrets } from "./refused/storage";
import { refusedAlarms, refusedBackups, refusedEvents, refusedTopics } from "./refused/watch";
import { accountWith } from "./services-models";

const refusals: readonly RefusedCase[] = [
    ...refusedClusters,
    ...refusedNodeGroups,
    ...refusedAccess,
    ...refusedDatabases,
    ...refusedCaches,
    ...refusedBuckets,
    ...refusedSecrets,
    ...refusedTopics,
    ...refusedAlarms,
    ...refusedEvents,
    ...refusedBackups,
    ...refusedTrails,
    ...refusedLocks,
    ...refusedFilters,
    ...refusedImages,
];
const changes = [...clusterChanges, ...databaseChanges, ...cacheChanges, ...storageChanges, ...watchChanges, ...auditChanges];

function everything({ cloud: { store } }: Account): readonly unknown[] {
    return store.types().flatMap((type) => store.list(type));
}

async function refusalOf({ program }: RefusedCase): Promise<string> {
    const account = await accountWith(...program.slice(0, -1));
    const before = everything(account);
    const last = program.at(-1);
    if (last === undefined) throw new Error("an empty program");
    try {
        await account.run([last]);
    } catch (error) {
        assert.deepEqual(everything(account), before, "what is refused leaves nothing behind");
        return error instanceof Error ? error.message : String(error);
    }
    throw new Error("was not refused");
}

describe("clusters, databases, caches, secrets, buckets, topics, alarms, backups, trails and repositories", () => {
    for (const refused of refusals) {
        const { code, message } = refused.expect;
        it(`refuses ${refused.title} with ${code}`, async () => {
            const text = await refusalOf(refused);
            const answer = /api error (.*)$/s.exec(text)?.[1];
            if (answer !== undefined) assert.ok(answer.startsWith(`${code}: `), answer);
            else assert.ok(text.endsWith(`(${code})`), text);
            if (message === undefined) return;
            const words = answer?.slice(code.length + 2) ?? text;
            if (typeof message !== "string") assert.match(words, message);
            else if (answer === undefined) assert.ok(words.includes(message), words);
            else assert.equal(words, message);
        });
    }

    for (const { title, program } of [...edgeServices, ...auditEdges]) {
        it(`accepts ${title}`, async () => {
            await accountWith(...program);
        });
    }

    for (const { title, type, around = [], before, after, expect, changed } of changes) {
        it(`shows ${expect} for ${title} (${type.slice(type.lastIndexOf(":") + 1)})`, async () => {
            const account = await accountWith(...around);
            await account.create(type, "it", before);
            assert.equal(await account.change("it", after), expect);
            if (changed !== undefined) assert.deepEqual(Object.keys((await account.diff("it", after)).changes), changed);
            assert.equal(await account.change("it", before), "same", "what has not changed stays");
            if (expect !== "update") return;
            await account.update("it", after);
            assert.equal(await account.change("it", after), "same", "an update leaves nothing to do");
        });
    }

    it("finds no drift right after each creation", async () => {
        for (const { type, around = [], before } of changes) {
            const account = await accountWith(...around);
            const { inputs, properties } = await account.create(type, "it", before);
            const found = await account.refresh("it");
            assert.deepEqual(found?.properties, properties, type);
            assert.deepEqual(found?.inputs, inputs, type);
        }
    });
});
