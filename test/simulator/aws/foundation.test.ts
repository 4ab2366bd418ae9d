import { strict as assert } from "node:assert";
import { accountSources } from "../../../simulator/aws/account/models";
import { groupChanges } from "./changes/groups";
import { identityChanges } from "./changes/identities";
import { networkChanges } from "./changes/networks";
import { models } from "./foundation";
import { Account } from "./harness";
import { RefusedCase } from "./refused/case";
import { refusedEndpoints } from "./refused/endpoints";
import { refusedGroups } from "./refused/groups";
import { refusedIdentities } from "./refused/identities";
import { edgeIdentities } from "./refused/identity-edges";
import { refusedKeys } from "./refused/keys";
import { edgeNetworks } from "./refused/network-edges";
import { refusedNetworks } from "./refused/networks";

const refusals = [...refusedNetworks, ...refusedGroups, ...refusedEndpoints, ...refusedIdentities, ...refusedKeys];
const changes = [...networkChanges, ...groupChanges, ...identityChanges];

function everything({ cloud: { store } }: Account): readonly unknown[] {
    return store.types().flatMap((type) => store.list(type));
}

async function refusalOf({ program }: RefusedCase): Promise<string> {
    const account = new Account(models, accountSources);
    await account.run(program.slice(0, -1));
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

describe("networks, groups, endpoints, identities, keys and logs", () => {
    for (const refused of refusals) {
        it(`refuses ${refused.title} with ${refused.expect.code}`, async () => {
            const text = await refusalOf(refused);
            const { code, message } = refused.expect;
            const [, answer] = /api error (.*)$/s.exec(text) ?? [];
            if (answer === undefined) {
                assert.ok(text.endsWith(`(${code})`), text);
                if (message !== undefined)
                    assert.ok(typeof message === "string" ? text.includes(message) : message.test(text), text);
                return;
            }
            assert.ok(answer.startsWith(`${code}: `), answer);
            const words = answer.slice(code.length + 2);
            if (typeof message === "string") assert.equal(words, message);
            else if (message !== undefined) assert.match(words, message);
        });
    }

    for (const { title, program } of [...edgeNetworks, ...edgeIdentities]) {
        it(`accepts ${title}`, async () => {
            await new Account(models, accountSources).run(program);
        });
    }

    for (const { title, type, around = [], before, after, expect, changed } of changes) {
        it(`shows ${expect} for ${title} (${type.slice(type.lastIndexOf(":") + 1)})`, async () => {
            const account = new Account(models, accountSources);
            await account.run(around);
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
            const account = new Account(models, accountSources);
            await account.run(around);
            const { inputs, properties } = await account.create(type, "it", before);
            const found = await account.refresh("it");
            assert.deepEqual(found?.properties, properties, type);
            assert.deepEqual(found?.inputs, inputs, type);
        }
    });
});
