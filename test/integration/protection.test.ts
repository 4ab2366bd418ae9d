import { strict as assert } from "node:assert";
import { EngineEvent } from "@pulumi/pulumi/automation";
import { Props } from "../../simulator/cloud/values";
import { database, databaseReady } from "../simulator/aws/refused/service-steps";
import { CaseAccounts, CaseStep, lastName } from "./case-accounts";
import { failures } from "./case-engine";

describe("a database that is protected, on the real engine", function () {
    this.timeout(600_000);
    const accounts = new CaseAccounts();
    before(() => accounts.start());
    after(() => accounts.stop());

    const instance = (protect: boolean, inputs: Props): CaseStep => ({ ...database({ skipFinalSnapshot: true, ...inputs }), protect });
    const name = lastName({ title: "", program: [instance(true, {})] }, 0);

    /** Brings the account to these resources; the message about the database where that fails. */
    async function up(...program: readonly CaseStep[]): Promise<string | undefined> {
        const events: EngineEvent[] = [];
        const stack = await accounts.stack(() => [{ title: "database", program }]);
        try {
            await stack.up({ color: "never", onEvent: (event) => void events.push(event) });
            return undefined;
        } catch (error) {
            return failures(events).get(name) ?? String(error);
        }
    }

    it("is kept by the engine, then by AWS, and goes when neither protects it", async () => {
        assert.equal(await up(...databaseReady, instance(true, { deletionProtection: true })), undefined);
        const byEngine = await up(...databaseReady);
        assert.match(byEngine ?? "deleted", /cannot be deleted\nbecause it is protected/);

        assert.equal(await up(...databaseReady, instance(false, { deletionProtection: true })), undefined);
        const byAws = await up(...databaseReady);
        const said = "api error InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.";
        assert.ok(byAws?.includes(said), byAws ?? "deleted");

        assert.equal(await up(...databaseReady, instance(false, { deletionProtection: false })), undefined);
        assert.equal(await up(...databaseReady), undefined);
    });
});
