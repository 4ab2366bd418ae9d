import { strict as assert } from "node:assert";
import { EngineEvent } from "@pulumi/pulumi/automation";
import { Props } from "../../simulator/cloud/values";
import { cluster, clusterRole, network, nodeGroup, ready } from "../simulator/aws/refused/service-steps";
import { CaseAccounts, CaseStep, lastName } from "./case-accounts";
import { failures } from "./case-engine";

describe("a cluster and its nodes, on the real engine", function () {
    this.timeout(600_000);
    const accounts = new CaseAccounts();
    before(() => accounts.start());
    after(() => accounts.stop());

    const controlPlane = (protect: boolean, deletionProtection: boolean): CaseStep => ({ ...cluster({ deletionProtection }), protect });
    // As in the program, the name is the provider's to make up.
    const nodes = (inputs: Props): CaseStep => nodeGroup({ nodeGroupName: null, ...inputs });

    /** Brings the account to these resources. */
    async function up(...program: readonly CaseStep[]): Promise<{ readonly steps: readonly string[]; readonly failed: ReadonlyMap<string, string> }> {
        const events: EngineEvent[] = [];
        const stack = await accounts.stack(() => [{ title: "cluster", program }]);
        try {
            await stack.up({ color: "never", onEvent: (event) => void events.push(event) });
        } catch (error) {
            assert.ok(failures(events).size > 0, String(error));
        }
        const done = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
        const steps = done.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`);
        return { steps, failed: failures(events) };
    }

    it("is kept by the engine, then by AWS, and goes when neither protects it", async () => {
        const before = [...network, clusterRole];
        const name = lastName({ title: "", program: [controlPlane(true, true)] }, 0);
        assert.deepEqual((await up(...before, controlPlane(true, true))).failed, new Map());
        assert.match((await up(...before)).failed.get(name) ?? "deleted", /cannot be deleted\nbecause it is protected/);

        assert.deepEqual((await up(...before, controlPlane(false, true))).failed, new Map());
        const byAws = (await up(...before)).failed.get(name) ?? "deleted";
        assert.match(byAws, /InvalidRequestException: .*deletion protection/);

        assert.deepEqual((await up(...before, controlPlane(false, false))).failed, new Map());
        assert.deepEqual((await up(...before)).steps, [`delete ${name}`]);
    });

    it("has the nodes of a group that is replaced until the new ones are there", async () => {
        assert.deepEqual((await up(...ready, nodes({ instanceTypes: ["t3.medium"] }))).failed, new Map());
        const { steps, failed } = await up(...ready, nodes({ instanceTypes: ["m6i.large"] }));
        const name = lastName({ title: "", program: [nodes({})] }, 0);
        assert.deepEqual([steps, failed], [[`create-replacement ${name}`, `replace ${name}`, `delete-replaced ${name}`], new Map()]);
    });
});
