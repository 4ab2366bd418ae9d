import { strict as assert } from "node:assert";
import { assertIdentities, changed, numbersOf, Operation } from "./operations";
import { TestProject } from "./project";

for (const stack of ["staging", "prod"]) {
    describe(`${stack} on the real engine and the simulated cloud`, function () {
        this.timeout(600_000);
        const project = new TestProject();
        after(() => project.dispose());

        it("previews what up then makes", async () => {
            const planned = await project.json<Operation>("preview", "--stack", stack);
            const made = await project.json<Operation>("up", "--stack", stack);
            assert.deepEqual(changed(made), changed(planned));
            assertIdentities(stack, made);
            // Three zones, in prod with a NAT gateway each; the standby is reduced in staging and off in prod.
            const [natGateways, deployments] = stack === "prod" ? [3, 4] : [1, 8];
            assert.deepEqual(numbersOf(made), { natGateways, subnets: 9, deployments, targetGroups: 2 });
            const again = await project.json<Operation>("preview", "--stack", stack);
            assert.deepEqual(again.changes, []);
        });
    });
}
