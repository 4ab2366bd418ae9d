import { strict as assert } from "node:assert";
import {
    CreateScheduleCommand,
    CreateScheduleCommandInput,
    DeleteScheduleCommand,
    GetScheduleCommand,
    ListSchedulesCommand,
    SchedulerClient,
    UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { Schedules } from "../../../simulator/api/scheduler/schedules";
import { scheduleType } from "../../../simulator/api/scheduler/schedule";
import { ruleType } from "../dataplane/world";
import { FakeTime } from "./fake-time";
import { ApiWorld, keySecret } from "./world";

const group = "arn:aws:scheduler:us-east-1:111122223333:schedule-group/default";

function trust(service: string, sourceArn: string): string {
    const condition = { StringEquals: { "aws:SourceAccount": "111122223333" }, ArnEquals: { "aws:SourceArn": sourceArn } };
    const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", Condition: condition };
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function allowing(action: string, resource: string): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] });
}

describe("the API of EventBridge Scheduler", () => {
    let world: ApiWorld;
    let client: SchedulerClient;
    let ruleArn: string;
    let roleArn: string;
    beforeEach(async () => {
        world = new ApiWorld();
        await world.begin();
        const rule = { listenerArn: { $ref: "http.arn" }, priority: 10, conditions: [{ pathPattern: { values: ["/orders/*"] } }] };
        ruleArn = (await world.account.create(ruleType, "orders", { ...rule, actions: [world.split(100, 0)] })).id;
        roleArn = await role("dead-man", trust("scheduler.amazonaws.com", group), "elasticloadbalancing:Modify*");
        client = world.scheduler();
    });
    afterEach(async () => {
        await world.end();
        assert.deepEqual(world.errors, []);
    });

    async function role(name: string, assumeRolePolicy: string, action: string, resource = "*"): Promise<string> {
        const made = await world.account.create("aws:iam/role:Role", name, { name, assumeRolePolicy });
        await world.account.create("aws:iam/rolePolicy:RolePolicy", `${name}-policy`, { name, role: name, policy: allowing(action, resource) });
        return String(made.properties["arn"]);
    }

    const actions = (blue: number, green: number): readonly object[] => [
        {
            Type: "forward",
            ForwardConfig: {
                TargetGroups: [
                    { TargetGroupArn: world.blue, Weight: blue },
                    { TargetGroupArn: world.green, Weight: green },
                ],
                TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 1 },
            },
        },
    ];

    /** A schedule at noon and half a minute that gives all traffic to green. */
    const order = (more: Partial<CreateScheduleCommandInput> = {}, target: object = {}): CreateScheduleCommandInput => ({
        Name: "colorway-1.listener",
        ScheduleExpression: "at(2026-03-01T12:00:30)",
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: {
            Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener",
            RoleArn: roleArn,
            Input: JSON.stringify({ ListenerArn: world.listenerArn, DefaultActions: actions(0, 100) }),
            ...target,
        },
        ...more,
    });
    const create = (more: Partial<CreateScheduleCommandInput> = {}, target: object = {}) =>
        client.send(new CreateScheduleCommand(order(more, target)));
    const names = async (): Promise<readonly (string | undefined)[]> =>
        ((await client.send(new ListSchedulesCommand({}))).Schedules ?? []).map(({ Name }) => Name);

    it("calls the load balancer's API when the time has come, and is gone", async () => {
        const { ScheduleArn } = await create();
        assert.equal(ScheduleArn, "arn:aws:scheduler:us-east-1:111122223333:schedule/default/colorway-1.listener");
        world.time.reach("2026-03-01T12:00:29.999Z");
        assert.deepEqual(world.weights(world.listenerNow()), [100, 0]);
        world.time.reach("2026-03-01T12:00:30Z");
        assert.deepEqual(world.weights(world.listenerNow()), [0, 100]);
        assert.deepEqual(await names(), []);
        assert.deepEqual(world.log, [
            "schedule colorway-1.listener: arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener: done",
        ]);
    });

    it("changes a rule", async () => {
        const Input = JSON.stringify({ RuleArn: ruleArn, Actions: actions(0, 100) });
        await create({}, { Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyRule", Input });
        world.time.reach("2026-03-01T12:00:30Z");
        assert.deepEqual(world.weights(world.account.cloud.find(ruleType, ruleArn)), [0, 100]);
    });

    it("stays after it has acted where it is not deleted, and acts once", async () => {
        await create({ ActionAfterCompletion: "NONE" });
        world.time.reach("2026-03-01T12:00:30Z");
        const again = new Schedules({ cloud: world.account.cloud, targets: world.plane.targets, keySecret, alarm: world.time.alarm, log: fail, onError: fail });
        again.start();
        world.time.reach("2026-03-01T12:01:00Z");
        again.stop();
        assert.deepEqual(await names(), ["colorway-1.listener"]);
        assert.equal(world.log.length, 1);
    });

    it("acts at the time that an update gives, not at the old one", async () => {
        await create();
        await client.send(new UpdateScheduleCommand(order({ ScheduleExpression: "at(2026-03-01T12:02:00)" })));
        world.time.reach("2026-03-01T12:01:59Z");
        assert.deepEqual(world.weights(world.listenerNow()), [100, 0]);
        world.time.reach("2026-03-01T12:02:00Z");
        assert.deepEqual(world.weights(world.listenerNow()), [0, 100]);
    });

    it("does not act once it is deleted or disabled", async () => {
        await create();
        await client.send(new DeleteScheduleCommand({ Name: "colorway-1.listener" }));
        await create({ Name: "off", State: "DISABLED" });
        world.time.reach("2026-03-01T13:00:00Z");
        assert.deepEqual([world.weights(world.listenerNow()), world.log], [[100, 0], []]);
    });

    it("reads its time in its time zone, summer time included", async () => {
        const zone = { ScheduleExpressionTimezone: "Europe/Berlin" };
        const times = async (expression: string): Promise<string> => {
            await create({ Name: "zone", ScheduleExpression: expression, ...zone });
            const props = world.account.cloud.where(scheduleType, "name", "zone")[0]?.props ?? {};
            await client.send(new DeleteScheduleCommand({ Name: "zone" }));
            return new Date(Number(props["at"])).toISOString();
        };
        assert.equal(await times("at(2026-03-29T01:59:59)"), "2026-03-29T00:59:59.000Z");
        assert.equal(await times("at(2026-03-29T03:00:00)"), "2026-03-29T01:00:00.000Z");
        assert.equal(await times("at(2026-12-24T18:00:00)"), "2026-12-24T17:00:00.000Z");
    });

    it("acts at once where its time passed while the cloud stood still", async () => {
        await create();
        world.schedules.stop();
        world.time.reach("2026-03-01T12:05:00Z");
        assert.deepEqual(world.weights(world.listenerNow()), [100, 0]);
        const time = new FakeTime();
        const log: string[] = [];
        const later = new Schedules({
            cloud: world.account.cloud,
            targets: world.plane.targets,
            keySecret,
            alarm: time.alarm,
            log: (line) => log.push(line),
            onError: fail,
        });
        later.start();
        time.reach("2026-03-01T12:05:00Z");
        later.stop();
        assert.deepEqual([world.weights(world.listenerNow()), log.length], [[0, 100], 1]);
    });

    it("tells what it will do", async () => {
        await create({ Description: "restores", ScheduleExpressionTimezone: "UTC" });
        const { CreationDate, LastModificationDate, $metadata, ...schedule } = await client.send(
            new GetScheduleCommand({ Name: "colorway-1.listener", GroupName: "default" }),
        );
        assert.equal($metadata.httpStatusCode, 200);
        assert.ok(CreationDate instanceof Date && LastModificationDate instanceof Date);
        assert.ok(Math.abs(Date.now() - LastModificationDate.getTime()) < 60_000);
        const { Target, ...rest } = order();
        const RetryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };
        assert.deepEqual(schedule, {
            ...rest,
            Arn: "arn:aws:scheduler:us-east-1:111122223333:schedule/default/colorway-1.listener",
            GroupName: "default",
            State: "ENABLED",
            Description: "restores",
            ScheduleExpressionTimezone: "UTC",
            Target: { ...Target, RetryPolicy },
        });
    });

    it("lists schedules by prefix, state and page", async () => {
        for (const name of ["a.1", "b.1", "a.2"]) await create({ Name: name });
        await create({ Name: "a.3", State: "DISABLED" });
        const ask = { GroupName: "default", NamePrefix: "a.", State: "ENABLED" as const, MaxResults: 1 };
        const first = await client.send(new ListSchedulesCommand(ask));
        const second = await client.send(new ListSchedulesCommand({ ...ask, NextToken: first.NextToken }));
        const found = [...(first.Schedules ?? []), ...(second.Schedules ?? [])];
        assert.deepEqual(found.map(({ Name, Target }) => [Name, Target]), [
            ["a.1", { Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener" }],
            ["a.2", { Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener" }],
        ]);
        assert.equal(second.NextToken, undefined);
    });

    it("takes the same creation twice as one, by its token", async () => {
        await create({ ClientToken: "token-1" });
        await create({ ClientToken: "token-1" });
        await assert.rejects(create({ ClientToken: "token-1", Description: "other" }), { name: "ConflictException" });
        await assert.rejects(create({ ClientToken: "token-2" }), {
            name: "ConflictException",
            message: "Schedule colorway-1.listener already exists.",
        });
    });

    it("logs a call that AWS would refuse, and is gone all the same", async () => {
        const narrow = await role("narrow", trust("scheduler.amazonaws.com", group), "elasticloadbalancing:ModifyRule");
        await create({}, { RoleArn: narrow });
        await create({ Name: "gone" }, { Input: JSON.stringify({ ListenerArn: `${world.listenerArn}0`, DefaultActions: actions(0, 100) }) });
        world.time.reach("2026-03-01T12:00:30Z");
        const call = "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener: failed:";
        assert.deepEqual(world.log, [
            `schedule colorway-1.listener: ${call} AccessDenied: User: ${narrow} is not authorized to perform: elasticloadbalancing:ModifyListener `
                + `on resource: ${world.listenerArn} because no identity-based policy allows the elasticloadbalancing:ModifyListener action`,
            `schedule gone: ${call} ListenerNotFound: One or more listeners not found`,
        ]);
        assert.deepEqual([world.weights(world.listenerNow()), await names()], [[100, 0], []]);
    });

    it("fails where the role has been changed since", async () => {
        await create();
        await world.account.update("dead-man", { name: "dead-man", assumeRolePolicy: trust("ec2.amazonaws.com", group) });
        world.time.reach("2026-03-01T12:00:30Z");
        assert.deepEqual(world.weights(world.listenerNow()), [100, 0]);
        assert.match(world.log[0] ?? "", /failed: ValidationException: The execution role you provide must allow/);
    });

    const assume = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";
    const refused: readonly [what: string, more: () => Partial<CreateScheduleCommandInput>, target: () => object, message: string | RegExp][] = [
        ["a name of other letters", () => ({ Name: "a b" }), () => ({}), /^1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: /],
        ["a name of 65 letters", () => ({ Name: "a".repeat(65) }), () => ({}), /Member must have length less than or equal to 64$/],
        ["another form of time", () => ({ ScheduleExpression: "at(2026-03-01 12:00:00)" }), () => ({}), "Invalid Schedule Expression at(2026-03-01 12:00:00)."],
        ["a time with a zone", () => ({ ScheduleExpression: "at(2026-03-01T12:00:00Z)" }), () => ({}), "Invalid Schedule Expression at(2026-03-01T12:00:00Z)."],
        ["a day that there is not", () => ({ ScheduleExpression: "at(2026-02-30T12:00:00)" }), () => ({}), "Invalid Schedule Expression at(2026-02-30T12:00:00)."],
        ["a zone that there is not", () => ({ ScheduleExpressionTimezone: "Europe/Nowhere" }), () => ({}), "Invalid Schedule Expression Timezone Europe/Nowhere."],
        ["no ARN", () => ({}), () => ({ Arn: "modifyListener" }), "Provided Arn is not in correct format."],
        ["a region in the target", () => ({}), () => ({ Arn: "arn:aws:scheduler:us-east-1::aws-sdk:elasticloadbalancingv2:modifyListener" }), "scheduler is not a supported service for a target."],
        ["the service by another name", () => ({}), () => ({ Arn: "arn:aws:scheduler:::aws-sdk:elbv2:modifyListener" }), "elbv2 is not a supported service for a target."],
        ["an action that only reads", () => ({}), () => ({ Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:describeListeners" }), "describeListeners API is not supported."],
        ["an action in other letters", () => ({}), () => ({ Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:ModifyListener" }), "ModifyListener API is not supported."],
        ["no input", () => ({}), () => ({ Input: undefined }), "You must provide an input to set this target for your schedule."],
        ["an input that is no JSON", () => ({}), () => ({ Input: "weights" }), "Invalid RequestJson provided. Reason Request payload is not a JSON object."],
        ["members without their capital", () => ({}), () => ({ Input: JSON.stringify({ listenerArn: "x" }) }), "Invalid RequestJson provided. Reason Request payload is missing the following field(s): ListenerArn."],
        ["a weight that is no number", () => ({}), () => ({ Input: JSON.stringify({ ListenerArn: "x", DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups: [{ Weight: "1" }] } }] }) }), /^Invalid RequestJson provided\. Reason .*weight: "1" can not be converted to an Integer$/],
        ["no role", () => ({}), () => ({ RoleArn: undefined }), "1 validation error detected: Value null at 'target.roleArn' failed to satisfy constraint: Member must not be null"],
        ["a role that is none", () => ({}), () => ({ RoleArn: "dead-man" }), /Value 'dead-man' at 'target\.roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern/],
        ["a role that does not exist", () => ({}), () => ({ RoleArn: "arn:aws:iam::111122223333:role/nobody" }), assume],
    ];
    for (const [what, more, target, message] of refused) {
        it(`refuses ${what} with ValidationException`, async () => {
            await assert.rejects(create(more(), target()), { name: "ValidationException", message });
            assert.deepEqual(await names(), []);
        });
    }

    it("refuses a role that trusts another service, or a source other than the schedule group", async () => {
        const other = await role("other", trust("events.amazonaws.com", group), "*");
        await assert.rejects(create({}, { RoleArn: other }), { name: "ValidationException", message: assume });
        const source = await role("source", trust("scheduler.amazonaws.com", group.replace("schedule-group/default", "schedule/default/*")), "*");
        await assert.rejects(create({}, { RoleArn: source }), { name: "ValidationException", message: assume });
    });

    it("refuses what does not exist with ResourceNotFoundException", async () => {
        const missing = { name: "ResourceNotFoundException", message: "Schedule nothing does not exist." };
        await assert.rejects(client.send(new GetScheduleCommand({ Name: "nothing" })), missing);
        await assert.rejects(client.send(new DeleteScheduleCommand({ Name: "nothing" })), missing);
        await assert.rejects(client.send(new UpdateScheduleCommand(order({ Name: "nothing" }))), missing);
        const noGroup = { name: "ResourceNotFoundException", message: "Schedule group mine does not exist." };
        await assert.rejects(create({ GroupName: "mine" }), noGroup);
        await assert.rejects(client.send(new ListSchedulesCommand({ GroupName: "mine" })), noGroup);
    });

    it("says that recurring schedules, time windows and other targets are not modeled", async () => {
        const notModeled = { name: "NotImplemented", message: /is not modeled by the simulated cloud; docs\/simulator\.md lists what is$/ };
        await assert.rejects(create({ ScheduleExpression: "rate(5 minutes)" }), notModeled);
        await assert.rejects(create({ FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 } }), notModeled);
        await assert.rejects(create({}, { Arn: "arn:aws:lambda:us-east-1:111122223333:function:f" }), notModeled);
        await assert.rejects(create({}, { Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage" }), notModeled);
    });
});

function fail(problem: unknown): never {
    throw problem instanceof Error ? problem : new Error(String(problem));
}
