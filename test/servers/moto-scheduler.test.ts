import { strict as assert } from "node:assert";
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { SchedulerDeadMan, scheduleName } from "../../release/adapters/scheduler-dead-man";
import type { DeadManOrder } from "../../release/ports/dead-man";
import { Moto } from "./lib/moto";

const region = "us-east-1";
const arns = `arn:aws:elasticloadbalancing:${region}:123456789012`;
const targetGroups = { blue: `${arns}:targetgroup/dev-blue/73e2d6bc24d8a067`, green: `${arns}:targetgroup/dev-green/73e2d6bc24d8a068` };
const listener = { arn: `${arns}:listener/app/dev/50dc6c495c0c9188/f2f7dc8efc522ab2`, kind: "listener", targetGroups } as const;
const rule = { arn: `${arns}:listener-rule/app/dev/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`, kind: "rule", targetGroups } as const;
const at = Date.parse("2090-01-02T03:04:05Z");
const order: DeadManOrder = { rollout: "dev-2090/1.1.0", rules: [listener, rule], traffic: { blue: 100, green: 0 }, at };
const roleArn = "arn:aws:iam::123456789012:role/dev-dead-man-role";

describe("the dead-man on Moto's scheduler", () => {
    let moto: Moto;
    let client: SchedulerClient;
    let deadMan: SchedulerDeadMan;
    before(async () => {
        moto = await Moto.start();
        client = new SchedulerClient({ region, endpoint: moto.endpoint, credentials: { accessKeyId: "key", secretAccessKey: "secret" } });
    });
    beforeEach(async () => {
        await moto.reset();
        deadMan = new SchedulerDeadMan({ region, endpoint: moto.endpoint, roleArn });
    });
    afterEach(() => deadMan.close());
    after(async () => {
        client?.destroy();
        await moto?.stop();
    });
    const names = async (): Promise<(string | undefined)[]> => {
        const { Schedules = [] } = await client.send(new ListSchedulesCommand({}));
        return Schedules.map(({ Name }) => Name).sort();
    };

    it("arms one schedule a rule that writes the live weights by the load balancer's API", async () => {
        await deadMan.arm(order);
        assert.deepEqual(await names(), [scheduleName(order.rollout, listener), scheduleName(order.rollout, rule)].sort());
        const { Target, ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, ActionAfterCompletion, State } =
            await client.send(new GetScheduleCommand({ Name: scheduleName(order.rollout, rule) }));
        assert.deepEqual({ ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, ActionAfterCompletion, State }, {
            ScheduleExpression: "at(2090-01-02T03:04:05)",
            ScheduleExpressionTimezone: "UTC",
            FlexibleTimeWindow: { Mode: "OFF" },
            ActionAfterCompletion: "DELETE",
            State: "ENABLED",
        });
        assert.deepEqual([Target?.Arn, Target?.RoleArn, Target?.RetryPolicy], [
            "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyRule", roleArn, { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 10 },
        ]);
        assert.deepEqual(JSON.parse(Target?.Input ?? ""), {
            RuleArn: rule.arn,
            Actions: [{
                Type: "forward",
                ForwardConfig: {
                    TargetGroups: [{ TargetGroupArn: targetGroups.blue, Weight: 100 }, { TargetGroupArn: targetGroups.green, Weight: 0 }],
                    TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 1 },
                },
            }],
        });
        assert.equal(await deadMan.armed(order.rollout), at);
    });

    it("moves the order, also as another process", async () => {
        await deadMan.arm(order);
        const other = new SchedulerDeadMan({ region, endpoint: moto.endpoint, roleArn });
        await other.arm({ ...order, at: at + 60_000 });
        assert.equal(await deadMan.armed(order.rollout), at + 60_000);
        assert.equal((await names()).length, 2);
        await other.close();
    });

    it("no longer restores a rule that the new order has not", async () => {
        await deadMan.arm(order);
        await deadMan.arm({ ...order, rules: [listener] });
        assert.deepEqual(await names(), [scheduleName(order.rollout, listener)]);
    });

    it("arms again what has acted and gone meanwhile", async () => {
        await deadMan.arm(order);
        const other = new SchedulerDeadMan({ region, endpoint: moto.endpoint, roleArn });
        await other.disarm(order.rollout);
        await other.close();
        await deadMan.arm(order);
        assert.equal((await names()).length, 2);
    });

    it("disarms its own rollout only, and twice without harm", async () => {
        const sibling = { ...order, rollout: "dev-2090/1.1.0-rc.1" };
        await deadMan.arm(order);
        await deadMan.arm(sibling);
        await deadMan.disarm(order.rollout);
        await deadMan.disarm(order.rollout);
        assert.equal(await deadMan.armed(order.rollout), undefined);
        assert.equal(await deadMan.armed(sibling.rollout), at);
    });
});
