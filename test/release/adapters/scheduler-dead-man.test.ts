import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import type { Persistence } from "../../../release/adapters/persistent-call";
import { atExpression, namePrefix, scheduleName, SchedulerDeadMan, universalTarget } from "../../../release/adapters/scheduler-dead-man";
import type { DeadManOrder } from "../../../release/ports/dead-man";
import { type Answer, FakeAws } from "./fake-aws";

const arns = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
const targetGroups = { blue: `${arns}:targetgroup/dev-blue/73e2d6bc24d8a067`, green: `${arns}:targetgroup/dev-green/73e2d6bc24d8a068` };
const listener = { arn: `${arns}:listener/app/dev/50dc6c495c0c9188/f2f7dc8efc522ab2`, kind: "listener", targetGroups } as const;
const at = Date.parse("2026-01-02T03:04:05Z");
const order: DeadManOrder = { rollout: "dev-17", rules: [listener], traffic: { blue: 100, green: 0 }, at };
const name = scheduleName("dev-17", listener);
const quick: Persistence = { attempts: 3, deadline: 30_000, patience: 60_000, firstPause: 2, longestPause: 4 };

const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value), type: "application/json" });
const failure = (code: string, status: number): Answer => json({ __type: code, Message: `${code} of a test` }, status);
const listed = (...names: readonly string[]): Answer => json({ Schedules: names.map(Name => ({ Name })) });

describe("the dead-man by EventBridge Scheduler", () => {
    const aws = new FakeAws();
    let deadMan: SchedulerDeadMan;
    before(() => aws.start());
    after(() => aws.stop());
    beforeEach(() => {
        aws.calls.splice(0);
        deadMan = new SchedulerDeadMan({ region: "us-east-1", roleArn: "arn:aws:iam::123456789012:role/dead-man", persistence: quick });
    });
    afterEach(() => deadMan.close());
    /** Method and path of each call, without the token of its query. */
    const requests = (): string[] => aws.calls.map(({ request }) => request.replace(/clientToken=[^&]*&?/, ""));

    it("creates what the list does not have", async () => {
        aws.answer = ({ request }) => request.startsWith("GET") ? listed() : json({ ScheduleArn: "arn" });
        await deadMan.arm(order);
        assert.deepEqual(requests(), [`GET /schedules?NamePrefix=${namePrefix("dev-17")}&ScheduleGroup=default`, `POST /schedules/${name}`]);
        const { ClientToken, Target, ...rest } = JSON.parse(aws.calls[1]?.body ?? "") as { ClientToken: string; Target: object };
        assert.match(ClientToken, /^[0-9a-f-]{36}$/);
        assert.deepEqual(rest, {
            GroupName: "default",
            Description: "Restores blue 100, green 0 unless rollout dev-17 renews it",
            ScheduleExpression: "at(2026-01-02T03:04:05)",
            ScheduleExpressionTimezone: "UTC",
            FlexibleTimeWindow: { Mode: "OFF" },
            ActionAfterCompletion: "DELETE",
        });
        assert.deepEqual(Target, {
            ...universalTarget(listener, order.traffic),
            RoleArn: "arn:aws:iam::123456789012:role/dead-man",
            RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 10 },
        });
    });

    it("updates where the list did not know it yet, and creates where it has just gone", async () => {
        aws.answer = ({ request }) => request.startsWith("GET") ? listed() : request.startsWith("POST") ? failure("ConflictException", 409) : json({ ScheduleArn: "arn" });
        await deadMan.arm(order);
        assert.deepEqual(requests().slice(1), [`POST /schedules/${name}`, `PUT /schedules/${name}`]);
        aws.calls.splice(0);
        aws.answer = ({ request }) => request.startsWith("GET") ? listed(name) : request.startsWith("PUT") ? failure("ResourceNotFoundException", 404) : json({ ScheduleArn: "arn" });
        await deadMan.arm(order);
        assert.deepEqual(requests().slice(1), [`PUT /schedules/${name}`, `POST /schedules/${name}`]);
    });

    it("finds schedules on every page of the list, and removes each", async () => {
        aws.answer = ({ request }) => {
            if (!request.startsWith("GET")) {
                return json({});
            }
            return request.includes("NextToken=2") ? listed("b") : json({ Schedules: [{ Name: "a" }], NextToken: "2" });
        };
        await deadMan.disarm("dev-17");
        assert.deepEqual(requests().slice(2).sort(), ["DELETE /schedules/a?groupName=default", "DELETE /schedules/b?groupName=default"]);
    });

    it("removes what it made itself though the list does not know it yet", async () => {
        aws.answer = ({ request }) => request.startsWith("GET") ? listed() : json({ ScheduleArn: "arn" });
        await deadMan.arm(order);
        aws.calls.splice(0);
        await deadMan.disarm("dev-17");
        await deadMan.disarm("dev-17");
        assert.deepEqual(requests().filter(request => request.startsWith("DELETE")), [`DELETE /schedules/${name}?groupName=default`]);
    });

    it("knows the earliest time, without what has gone since it was listed", async () => {
        aws.answer = ({ request }) => {
            if (request.includes("NamePrefix")) {
                return listed("late", "soon", "gone");
            }
            return request.includes("/gone")
                ? failure("ResourceNotFoundException", 404)
                : json({ ScheduleExpression: request.includes("/late") ? "at(2026-01-02T04:00:00)" : "at(2026-01-02T03:30:00)" });
        };
        assert.equal(await deadMan.armed("dev-17"), Date.parse("2026-01-02T03:30:00Z"));
        aws.answer = () => listed();
        assert.equal(await deadMan.armed("dev-18"), undefined);
    });

    it("comes back after a throttle and an internal error", async () => {
        aws.answer = ({ request }) => {
            if (request.startsWith("GET")) {
                return listed();
            }
            return [failure("ThrottlingException", 429), failure("InternalServerException", 500)][aws.calls.length - 2] ?? json({ ScheduleArn: "arn" });
        };
        await deadMan.arm(order);
        assert.equal(aws.calls.length, 4);
    });

    it("tells what cannot be done, of which rollout, and whether it may be tried again", async () => {
        aws.answer = () => failure("ThrottlingException", 429);
        await assert.rejects(deadMan.disarm("dev-17"), {
            name: "DeadManError",
            message: "dead-man of rollout dev-17: ThrottlingException: ThrottlingException of a test",
            rollout: "dev-17",
            code: "ThrottlingException",
            transient: true,
        });
        assert.equal(aws.calls.length, 3);
        aws.answer = ({ request }) => request.startsWith("GET") ? listed() : failure("AccessDeniedException", 403);
        await assert.rejects(deadMan.arm(order), { name: "DeadManError", code: "AccessDeniedException", transient: false });
    });

    it("calls the load balancer's API by its name in the SDKs, in the partition of the rule", () => {
        assert.deepEqual(universalTarget(listener, { blue: 100, green: 0 }), {
            Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener",
            Input: JSON.stringify({
                ListenerArn: listener.arn,
                DefaultActions: [{
                    Type: "forward",
                    ForwardConfig: {
                        TargetGroups: [{ TargetGroupArn: targetGroups.blue, Weight: 100 }, { TargetGroupArn: targetGroups.green, Weight: 0 }],
                        TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 1 },
                    },
                }],
            }),
        });
        const chinese = { ...listener, kind: "rule", arn: listener.arn.replace("arn:aws:", "arn:aws-cn:") } as const;
        assert.equal(universalTarget(chinese, { blue: 0, green: 100 }).Arn, "arn:aws-cn:scheduler:::aws-sdk:elasticloadbalancingv2:modifyRule");
    });

    it("never acts before its time", () => {
        assert.equal(atExpression(at), "at(2026-01-02T03:04:05)");
        assert.equal(atExpression(at + 1), "at(2026-01-02T03:04:06)");
        assert.equal(atExpression(Date.parse("2026-12-31T23:59:59.999Z")), "at(2027-01-01T00:00:00)");
    });

    it("names schedules as AWS allows, and apart for each rollout and rule", () => {
        const text = fc.string({ minLength: 1, maxLength: 100, unit: "grapheme" });
        fc.assert(fc.property(text, text, text, (one, other, arn) => {
            const made = scheduleName(one, { ...listener, arn });
            assert.match(made, /^[0-9a-zA-Z_.-]{1,64}$/);
            assert.ok(made.startsWith(namePrefix(one)));
            assert.equal(made.startsWith(namePrefix(other)), one === other);
        }));
        assert.notEqual(scheduleName("dev-1", listener), scheduleName("dev-1", { ...listener, arn: `${listener.arn}0` }));
    });
});
