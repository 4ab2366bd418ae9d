import { strict as assert } from "node:assert";
import { Faults } from "../../../simulator/api/faults";
import { BadRequest } from "../../../simulator/daemon/control";
import { faultOf, faultRoutes } from "../../../simulator/daemon/faults";

describe("faults by the control interface", () => {
    const service = "elasticloadbalancing";

    it("adds, lists and clears", async () => {
        const faults = new Faults();
        const call = (method: string, path: string, body?: unknown): unknown =>
            faultRoutes(faults)
                .find((route) => route.method === method && route.path === path)
                ?.handle(body);
        const fault = { kind: "late", service, action: "ModifyListener", times: 2, milliseconds: 50 };
        assert.deepEqual(call("POST", "/faults", fault), { fault });
        assert.deepEqual(call("GET", "/faults"), { faults: [fault] });
        faults.strike(service, "ModifyListener");
        assert.deepEqual(call("GET", "/faults"), { faults: [{ ...fault, times: 1 }] });
        assert.deepEqual(call("POST", "/faults/clear"), { cleared: 1 });
        assert.deepEqual(call("GET", "/faults"), { faults: [] });
    });

    it("strikes once and at once where nothing else is asked", () => {
        assert.deepEqual(faultOf({ kind: "timeout", service: "scheduler" }), { kind: "timeout", service: "scheduler", times: 1, milliseconds: 0 });
    });

    const refused: readonly [body: unknown, message: string][] = [
        [undefined, "kind: missing; allowed: throttle, timeout, timeout-after-success, late"],
        [{ kind: "slow", service }, 'kind: "slow" is not allowed; allowed: throttle, timeout, timeout-after-success, late'],
        [{ kind: "throttle", service: "elbv2" }, 'service: "elbv2" is not allowed; allowed: elasticloadbalancing, kms, scheduler, sts'],
        [{ kind: "throttle", service: "sts", action: "ModifyListener" }, 'action: "ModifyListener" is not allowed; allowed: GetCallerIdentity'],
        [{ kind: "throttle", service, times: 0 }, "times: 0 is not allowed; allowed: a whole number from 1 to 1000000"],
        [{ kind: "late", service, milliseconds: 1.5 }, "milliseconds: 1.5 is not allowed; allowed: a whole number from 0 to 600000"],
        [{ kind: "late", service }, "milliseconds: 0 is not allowed; allowed: 1 to 600000 where kind is late"],
        [{ kind: "throttle", service, milliseconds: 5 }, "milliseconds: 5 is not allowed; allowed: none where kind is throttle"],
    ];
    for (const [body, message] of refused) {
        it(`refuses ${JSON.stringify(body)}`, () => {
            assert.throws(() => faultOf(body), new BadRequest(message));
        });
    }
});
