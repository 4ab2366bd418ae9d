import { strict as assert } from "node:assert";
import { EngineEvent } from "@pulumi/pulumi/automation";
import { awsModels, awsSources } from "../../simulator/aws/models";
import { seedAccount } from "../../simulator/aws/route53/seed";
import { ChangeCase } from "../simulator/aws/changes/case";
import { Account } from "../simulator/aws/harness";
import { RefusedCase } from "../simulator/aws/refused/case";
import { CaseAccounts, CaseProgram, lastName } from "./case-accounts";
import { failures } from "./case-engine";
import { changeCases, edgeCases, refusedCases } from "./case-files";

/** Whether the refusal comes from the service's API; else the preview already has it. */
async function isApiError({ program }: RefusedCase): Promise<boolean> {
    const account = new Account(awsModels, awsSources);
    seedAccount(account.cloud);
    try {
        await account.run(program);
        return false;
    } catch (error) {
        return error instanceof Error && error.message.includes("api error");
    }
}

describe("what AWS refuses and accepts, on the real engine", function () {
    this.timeout(600_000);
    const accounts = new CaseAccounts();
    let programs: readonly CaseProgram[] = [];
    let inPreview: readonly RefusedCase[] = [];
    let failed: ReadonlyMap<string, string> = new Map();

    before(async () => {
        await accounts.start();
        const api: RefusedCase[] = [];
        const preview: RefusedCase[] = [];
        for (const one of refusedCases) ((await isApiError(one)) ? api : preview).push(one);
        [programs, inPreview] = [[...api, ...edgeCases], preview];
        const events: EngineEvent[] = [];
        const stack = await accounts.stack(() => programs);
        await assert.rejects(stack.up({ continueOnError: true, onEvent: (event) => void events.push(event), color: "never" }));
        failed = failures(events);
    });
    after(() => accounts.stop());

    it("has at least 80 programs that the API refuses and 40 at the edge", () => {
        assert.ok(programs.length - edgeCases.length >= 80, `${programs.length - edgeCases.length} refused`);
        assert.ok(edgeCases.length >= 40, `${edgeCases.length} at the edge`);
    });

    for (const one of refusedCases) {
        it(`refuses ${one.title} with ${one.expect.code}`, () => {
            const index = programs.indexOf(one);
            // What a preview already refuses ends the program: the tests of the provider have all of these, the next one some.
            if (index < 0) return assert.ok(inPreview.includes(one));
            assert.deepEqual(failedBefore(failed, one, index), []);
            const message = failed.get(lastName(one, index)) ?? "";
            assert.ok(message.includes(`api error ${one.expect.code}: `), `expected ${one.expect.code}, got: ${message}`);
        });
    }

    for (const one of edgeCases) {
        it(`accepts ${one.title}`, () => {
            const index = programs.indexOf(one);
            assert.deepEqual([failedBefore(failed, one, index), failed.get(lastName(one, index))], [[], undefined]);
        });
    }

    it("refuses in the preview what the real provider checks there", async () => {
        const sample = inPreview.filter((_one, index) => index % Math.ceil(inPreview.length / 6) === 0);
        assert.ok(sample.length >= 5, `${sample.length} programs`);
        for (const one of sample) {
            const events: EngineEvent[] = [];
            const stack = await accounts.stack(() => [one]);
            await assert.rejects(stack.preview({ onEvent: (event) => void events.push(event), color: "never" }), one.title);
            const message = failures(events).get(lastName(one, 0)) ?? "";
            assert.ok(message.includes(`(${one.expect.code})`), `${one.title}: expected ${one.expect.code}, got: ${message}`);
        }
    });
});

/** Names of earlier resources of a case that failed too; there should be none. */
function failedBefore(failed: ReadonlyMap<string, string>, one: CaseProgram, index: number): readonly string[] {
    return [...failed.keys()].filter((name) => name.startsWith(`case${index}-`) && name !== lastName(one, index));
}

describe("what a preview calls a change, on the real engine", function () {
    this.timeout(600_000);
    const accounts = new CaseAccounts();
    const found = new Map<string, string>();

    before(async () => {
        await accounts.start();
        let inputs: "before" | "after" = "before";
        const stack = await accounts.stack(() => changeCases.map((one) => programOf(one, inputs)));
        await stack.up({ color: "never" });
        inputs = "after";
        await stack.preview({
            color: "never",
            onEvent: ({ resourcePreEvent }) => {
                if (resourcePreEvent === undefined) return;
                const { urn, op } = resourcePreEvent.metadata;
                const name = urn.split("::").at(-1) ?? "";
                if (op === "replace" || op === "update" || op === "same") found.set(name, op);
            },
        });
    });
    after(() => accounts.stop());

    it("has at least 40 changes", () => assert.ok(changeCases.length >= 40, `${changeCases.length} changes`));

    changeCases.forEach((one, index) => {
        it(`${one.title}: ${one.expect}`, () => assert.equal(found.get(lastName(programOf(one, "after"), index)), one.expect));
    });
});

function programOf(one: ChangeCase, inputs: "before" | "after"): CaseProgram {
    return { title: one.title, program: [...(one.around ?? []), { type: one.type, name: "subject", inputs: one[inputs] }] };
}
