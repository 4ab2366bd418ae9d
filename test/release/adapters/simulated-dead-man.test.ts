/** The dead-man on the simulated cloud, with the role that the program makes: what it may do, and that it acts. */

import { strict as assert } from "node:assert";
import { once } from "node:events";
import { DeadManRole } from "../../../components/edge/dead-man-role";
import { ElbV2LoadBalancer } from "../../../release/adapters/elbv2-load-balancer";
import { scheduleName, SchedulerDeadMan } from "../../../release/adapters/scheduler-dead-man";
import type { SplitRule } from "../../../release/ports/load-balancer";
import { Faults } from "../../../simulator/api/faults";
import { timerAlarm } from "../../../simulator/api/scheduler/alarm";
import { scheduleType } from "../../../simulator/api/scheduler/schedule";
import { Schedules } from "../../../simulator/api/scheduler/schedules";
import { ApiServer } from "../../../simulator/api/server";
import { ec2Models } from "../../../simulator/aws/ec2/models";
import { elbv2Models } from "../../../simulator/aws/elbv2/models";
import { iamModels } from "../../../simulator/aws/iam/models";
import type { Props } from "../../../simulator/cloud/values";
import { record } from "../../components/recorder";
import { account as recordedAccount } from "../../components/recorded-account";
import { Account } from "../../simulator/aws/harness";
import { balancerType, groupType, listenerType, networkProgram, ruleType, weighted } from "../../simulator/dataplane/world";

const roleType = "aws:iam/role:Role";
const policyType = "aws:iam/policy:Policy";
const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

describe("the dead-man on the simulated cloud", () => {
    const account = new Account([...ec2Models, ...elbv2Models, ...iamModels]);
    const { cloud } = account;
    const problems: unknown[] = [];
    const onError = (error: unknown): void => void problems.push(error);
    const lines: string[] = [];
    const targets = { health: () => [] };
    const keySecret = Buffer.alloc(32);
    const api = new ApiServer({ cloud, targets, faults: new Faults(), keySecret, onError });
    const schedules = new Schedules({ cloud, targets, keySecret, alarm: timerAlarm(cloud.clock), log: line => void lines.push(line), onError });
    let deadMan: SchedulerDeadMan;
    let balancer: ElbV2LoadBalancer;
    let endpoint = "";
    let listenerArn = "";
    let pair = { blue: "", green: "" };
    let rules: readonly SplitRule[] = [];

    before(async () => {
        await account.run(networkProgram);
        await account.create(balancerType, "lb", { name: "lb", subnets: [{ $ref: "a.id" }, { $ref: "b.id" }] });
        const group = async (name: string): Promise<string> =>
            (await account.create(groupType, name, { name, port: 80, protocol: "HTTP", targetType: "ip", vpcId: { $ref: "vpc.id" } })).id;
        pair = { blue: await group("blue"), green: await group("green") };
        const action = weighted([[pair.blue, 100], [pair.green, 0]]);
        listenerArn = (await account.create(listenerType, "http", { loadBalancerArn: { $ref: "lb.arn" }, port: 80, defaultActions: [action] })).id;
        const conditions = [{ pathPattern: { values: ["/orders/*"] } }];
        await account.create(ruleType, "orders", { listenerArn, priority: 10, conditions, actions: [action] });
        const roleArn = await createRole(listenerArn);
        endpoint = `http://127.0.0.1:${await api.listen(0)}`;
        schedules.start();
        balancer = new ElbV2LoadBalancer({ region: "us-east-1", endpoint });
        deadMan = new SchedulerDeadMan({ region: "us-east-1", endpoint, roleArn });
        rules = await balancer.rules(listenerArn, [pair]);
    });
    after(async () => {
        schedules.stop();
        await balancer.close();
        await deadMan.close();
        await api.stop();
    });
    afterEach(() => assert.deepEqual(problems, []));

    /** The role as the program asks for it, in the account of the simulated cloud. */
    async function createRole(listener: string): Promise<string> {
        const recording = await record(() => new DeadManRole("dev", { listenerArn: listener }));
        const here = (value: unknown): string => String(value).replaceAll(recordedAccount, cloud.account);
        const { assumeRolePolicy } = recording.inputs(roleType, "dev-dead-man-role");
        const { policy } = recording.inputs(policyType, "dev-dead-man-policy");
        const role = await account.create(roleType, "role", { assumeRolePolicy: here(assumeRolePolicy) });
        await account.create(policyType, "policy", { policy: here(policy) });
        await account.create(attachmentType, "attachment", { role: { $ref: "role.name" }, policyArn: { $ref: "policy.arn" } });
        return String((role.properties as Props)["arn"]);
    }
    const weights = async (): Promise<number[]> => (await balancer.rules(listenerArn, [pair])).map(rule => rule.weights.blue);
    const gone = async (name: string): Promise<void> => {
        while (cloud.store.list(scheduleType).some(({ props }) => props["name"] === name)) {
            await once(cloud, "changed");
        }
    };

    it("brings the live weights back by itself, in every rule, and is gone then", async () => {
        await Promise.all(rules.map(rule => balancer.write(rule, { blue: 50, green: 50 })));
        assert.deepEqual(await weights(), [50, 50]);
        await deadMan.arm({ rollout: "dev-1", rules, traffic: { blue: 100, green: 0 }, at: Date.now() });
        for (const rule of rules) {
            await gone(scheduleName("dev-1", rule));
        }
        assert.deepEqual(lines.map(line => line.replace(/^schedule [^ ]+ /, "")).sort(), [
            "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener: done",
            "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyRule: done",
        ]);
        assert.deepEqual(await weights(), [100, 100]);
        assert.equal(await deadMan.armed("dev-1"), undefined);
    });

    it("does nothing when it is moved away and taken back in time", async () => {
        const at = Date.now() + 3_600_000;
        await deadMan.arm({ rollout: "dev-2", rules, traffic: { blue: 0, green: 100 }, at });
        await deadMan.arm({ rollout: "dev-2", rules, traffic: { blue: 0, green: 100 }, at: at + 60_000 });
        assert.equal(await deadMan.armed("dev-2"), Math.ceil((at + 60_000) / 1_000) * 1_000);
        await deadMan.disarm("dev-2");
        assert.equal(await deadMan.armed("dev-2"), undefined);
        assert.deepEqual(await weights(), [100, 100]);
    });

    it("cannot be armed with a role that schedules may not assume", async () => {
        const assumeRolePolicy = JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
        });
        const other = await account.create(roleType, "other", { assumeRolePolicy });
        const stranger = new SchedulerDeadMan({ region: "us-east-1", endpoint, roleArn: String((other.properties as Props)["arn"]) });
        await assert.rejects(stranger.arm({ rollout: "dev-3", rules, traffic: { blue: 100, green: 0 }, at: Date.now() + 60_000 }), {
            name: "DeadManError", code: "ValidationException", transient: false,
        });
        await stranger.close();
    });
});
