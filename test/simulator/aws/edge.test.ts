import { strict as assert } from "node:assert";
import { accountSources } from "../../../simulator/aws/account/models";
import { acmModels } from "../../../simulator/aws/acm/models";
import { ec2Models } from "../../../simulator/aws/ec2/models";
import { elbv2Models } from "../../../simulator/aws/elbv2/models";
import { logsModels } from "../../../simulator/aws/logs/models";
import { route53Models, route53Sources } from "../../../simulator/aws/route53/models";
import { seedAccount } from "../../../simulator/aws/route53/seed";
import { wafv2Models } from "../../../simulator/aws/wafv2/models";
import { edgeChanges } from "./changes/edge";
import { Account } from "./harness";
import { RefusedCase } from "./refused/case";
import { edgesOfTheEdge } from "./refused/edge-edges";
import { refusedListeners } from "./refused/listeners";
import { refusedLoadBalancers } from "./refused/load-balancers";
import { refusedFirewalls, refusedNames } from "./refused/names-and-firewalls";

const models = [...ec2Models, ...logsModels, ...elbv2Models, ...acmModels, ...route53Models, ...wafv2Models];

function newAccount(): Account {
    const account = new Account(models, [...accountSources, ...route53Sources]);
    seedAccount(account.cloud);
    return account;
}

function everything({ cloud: { store } }: Account): readonly unknown[] {
    return store.types().flatMap((type) => store.list(type));
}

async function refusalOf({ program }: RefusedCase): Promise<string> {
    const account = newAccount();
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

/**
 * Compares with an answer of the API (`… api error CODE: words`) or with a mistake that the provider finds (`path:
 * words (CODE)`).
 */
function assertRefused(text: string, code: string, message: string | RegExp | undefined): void {
    const [, answer] = /api error (.*)$/s.exec(text) ?? [];
    const inWords = answer === undefined ? text : answer.slice(code.length + 2);
    assert.ok(answer === undefined ? text.endsWith(`(${code})`) : answer.startsWith(`${code}: `), text);
    if (message instanceof RegExp) assert.match(inWords, message);
    else if (message !== undefined && answer === undefined) assert.ok(text.includes(message), text);
    else if (message !== undefined) assert.equal(inWords, message);
}

describe("load balancers, names, certificates and firewalls", () => {
    for (const refused of [...refusedLoadBalancers, ...refusedListeners, ...refusedNames, ...refusedFirewalls]) {
        it(`refuses ${refused.title} with ${refused.expect.code}`, async () => {
            assertRefused(await refusalOf(refused), refused.expect.code, refused.expect.message);
        });
    }

    for (const { title, program } of edgesOfTheEdge) {
        it(`accepts ${title}`, async () => {
            await newAccount().run(program);
        });
    }

    for (const { title, type, around = [], before, after, expect, changed } of edgeChanges) {
        it(`shows ${expect} for ${title}`, async () => {
            const account = newAccount();
            await account.run(around);
            const { inputs, properties } = await account.create(type, "it", before);
            const found = await account.refresh("it");
            assert.deepEqual(found?.properties, properties, "a refresh finds what was made");
            assert.deepEqual(found?.inputs, inputs);
            assert.equal(await account.change("it", after), expect);
            if (changed !== undefined) assert.deepEqual(Object.keys((await account.diff("it", after)).changes), changed);
            assert.equal(await account.change("it", before), "same", "what has not changed stays");
            if (expect !== "update") return;
            await account.update("it", after);
            assert.equal(await account.change("it", after), "same", "an update leaves nothing to do");
        });
    }
});
