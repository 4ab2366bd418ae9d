import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeListenersCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { DaemonClient } from "../../../simulator/daemon/client";
import { credentials, ApiWorld } from "../api/world";

const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const rights = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "elasticloadbalancing:ModifyListener", Resource: "*" }] };

describe("schedules of a simulated cloud's daemon", function () {
    this.timeout(240_000);
    const dir = mkdtempSync(join(tmpdir(), "colorway-schedules-"));
    const daemon = new DaemonClient(dir);
    const world = new ApiWorld();
    after(async () => {
        await daemon.stop();
        rmSync(dir, { recursive: true, force: true });
    });

    /** What exists in an account of this process, as the daemon's own. */
    async function handOver(): Promise<string> {
        await world.begin();
        const role = await world.account.create("aws:iam/role:Role", "r", { name: "r", assumeRolePolicy: JSON.stringify(trust) });
        await world.account.create("aws:iam/rolePolicy:RolePolicy", "p", { name: "p", role: "r", policy: JSON.stringify(rights) });
        const { store } = world.account.cloud;
        const lines = store.types().flatMap((type) => store.list(type).map((object) => JSON.stringify({ put: object })));
        await world.end();
        writeFileSync(join(dir, "cloud.jsonl"), `${lines.join("\n")}\n`);
        return String(role.properties["arn"]);
    }

    async function weights(endpoint: string): Promise<readonly (number | undefined)[]> {
        const client = new ElasticLoadBalancingV2Client({ region: "us-east-1", endpoint, credentials });
        try {
            const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns: [world.listenerArn] }));
            return (Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? []).map(({ Weight }) => Weight);
        } finally {
            client.destroy();
        }
    }

    it("are there after a kill, and act although their time passed in between", async () => {
        const RoleArn = await handOver();
        const { aws, pid } = await daemon.ensure();
        assert.deepEqual(await weights(aws), [100, 0]);
        const TargetGroups = [
            { TargetGroupArn: world.blue, Weight: 0 },
            { TargetGroupArn: world.green, Weight: 100 },
        ];
        const DefaultActions = [{ Type: "forward", ForwardConfig: { TargetGroups } }];
        const client = new SchedulerClient({ region: "us-east-1", endpoint: aws, credentials });
        const at = new Date(Date.now() + 2_000).toISOString().slice(0, 19);
        await client.send(new CreateScheduleCommand({
            Name: "dead-man",
            ScheduleExpression: `at(${at})`,
            FlexibleTimeWindow: { Mode: "OFF" },
            ActionAfterCompletion: "DELETE",
            Target: {
                Arn: "arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener",
                RoleArn,
                Input: JSON.stringify({ ListenerArn: world.listenerArn, DefaultActions }),
            },
        }));
        client.destroy();
        process.kill(pid, "SIGKILL");
        while (await daemon.running()) await new Promise(setImmediate);
        const again = await daemon.ensure();
        assert.notEqual(again.pid, pid);
        while ((await weights(again.aws))[0] !== 0) await new Promise((resolve) => setTimeout(resolve, 50));
        assert.deepEqual(await weights(again.aws), [0, 100]);
        assert.match(daemon.logTail(), /schedule dead-man: arn:aws:scheduler:::aws-sdk:elasticloadbalancingv2:modifyListener: done/);
    });
});
