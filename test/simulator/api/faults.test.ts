import { strict as assert } from "node:assert";
import { DescribeListenersCommand, ModifyListenerCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { ApiWorld } from "./world";

describe("faults of the API on request", () => {
    const world = new ApiWorld();
    before(() => world.begin());
    after(() => world.end());
    beforeEach(async () => {
        world.faults.clear();
        await world.elbv2().send(shift(100, 0));
    });
    afterEach(() => assert.deepEqual(world.errors, []));

    function shift(blue: number, green: number): ModifyListenerCommand {
        const TargetGroups = [
            { TargetGroupArn: world.blue, Weight: blue },
            { TargetGroupArn: world.green, Weight: green },
        ];
        return new ModifyListenerCommand({
            ListenerArn: world.listenerArn,
            DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
        });
    }
    const weights = (): readonly number[] => world.weights(world.listenerNow());

    it("throttles as the service does, and does nothing", async () => {
        world.fault({ kind: "throttle", action: "ModifyListener" });
        const throttled = { name: "Throttling", message: "Rate exceeded", $metadata: { httpStatusCode: 400 } };
        await assert.rejects(world.elbv2().send(shift(0, 100)), (error: typeof throttled) => {
            assert.deepEqual([error.name, error.message, error.$metadata.httpStatusCode], ["Throttling", "Rate exceeded", 400]);
            return true;
        });
        assert.deepEqual(weights(), [100, 0]);
        world.fault({ kind: "throttle", service: "scheduler" });
        await assert.rejects(world.scheduler().send(new ListSchedulesCommand({})), { name: "ThrottlingException", message: "Rate exceeded" });
    });

    it("strikes as often as asked, so that an SDK that tries again gets through", async () => {
        world.fault({ kind: "throttle", times: 1 });
        const { $metadata } = await world.elbv2("us-east-1", 3).send(shift(0, 100));
        assert.deepEqual([$metadata.attempts, weights(), world.faults.list()], [2, [0, 100], []]);
    });

    it("strikes only the action that it names", async () => {
        world.fault({ kind: "throttle", action: "ModifyRule" });
        await world.elbv2().send(new DescribeListenersCommand({ ListenerArns: [world.listenerArn] }));
        await world.elbv2().send(shift(0, 100));
        assert.deepEqual([weights(), world.faults.list().length], [[0, 100], 1]);
    });

    it("closes the connection without having done anything", async () => {
        world.fault({ kind: "timeout" });
        await assert.rejects(world.elbv2().send(shift(0, 100)), { code: "ECONNRESET" });
        assert.deepEqual(weights(), [100, 0]);
    });

    it("closes the connection although all was done", async () => {
        world.fault({ kind: "timeout-after-success" });
        await assert.rejects(world.elbv2().send(shift(0, 100)), { code: "ECONNRESET" });
        assert.deepEqual(weights(), [0, 100]);
    });

    it("answers late what was done at once", async () => {
        world.fault({ kind: "late", milliseconds: 150 });
        const began = performance.now();
        await world.elbv2().send(shift(0, 100));
        assert.ok(performance.now() - began >= 149);
        assert.deepEqual(weights(), [0, 100]);
    });

    it("answers a call's own error even where it is to be unanswered after success", async () => {
        world.fault({ kind: "timeout-after-success" });
        await assert.rejects(world.elbv2().send(shift(1000, 0)), { name: "ValidationError" });
    });
});
