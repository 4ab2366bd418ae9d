import { strict as assert } from "node:assert";
import {
    DescribeListenersCommand,
    DescribeLoadBalancersCommand,
    DescribeRulesCommand,
    DescribeTargetGroupsCommand,
    DescribeTargetHealthCommand,
    ElasticLoadBalancingV2Client,
    ModifyListenerCommand,
    ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { ruleType } from "../dataplane/world";
import { ApiWorld } from "./world";

const conditions = [{ pathPattern: { values: ["/orders/*"] } }];

describe("the API of Elastic Load Balancing", () => {
    const world = new ApiWorld();
    let client: ElasticLoadBalancingV2Client;
    let ruleArn: string;
    before(async () => {
        await world.begin();
        await world.populate();
        const rule = { listenerArn: { $ref: "http.arn" }, priority: 10, conditions, actions: [world.split(100, 0)] };
        ruleArn = (await world.account.create(ruleType, "orders", rule)).id;
        client = world.elbv2();
    });
    after(() => world.end());
    afterEach(() => assert.deepEqual(world.errors, []));

    const forward = (blue: number, green: number) => ({
        Type: "forward" as const,
        ForwardConfig: {
            TargetGroups: [
                { TargetGroupArn: world.blue, Weight: blue },
                { TargetGroupArn: world.green, Weight: green },
            ],
            TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 1 },
        },
    });
    const shift = (blue: number, green: number) =>
        client.send(new ModifyListenerCommand({ ListenerArn: world.listenerArn, DefaultActions: [forward(blue, green)] }));
    const answered = async (): Promise<string> => (await fetch(`${world.address}/`)).text();

    it("describes a listener with the weights of its target groups", async () => {
        const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns: [world.listenerArn] }));
        const [listener] = Listeners ?? [];
        assert.deepEqual(
            [listener?.ListenerArn, listener?.LoadBalancerArn, listener?.Port, listener?.Protocol],
            [world.listenerArn, world.account.resource("lb").id, 80, "HTTP"],
        );
        assert.deepEqual(listener?.DefaultActions, [{ ...forward(100, 0), Order: 1 }]);
    });

    it("describes every rule of a listener, the default one last", async () => {
        const { Rules } = await client.send(new DescribeRulesCommand({ ListenerArn: world.listenerArn }));
        assert.deepEqual(
            Rules?.map(({ RuleArn, Priority, IsDefault }) => [RuleArn === ruleArn, Priority, IsDefault]),
            [[true, "10", false], [false, "default", true]],
        );
        assert.deepEqual(Rules?.[0]?.Conditions, [
            { Field: "path-pattern", Values: ["/orders/*"], PathPatternConfig: { Values: ["/orders/*"] } },
        ]);
        assert.deepEqual(Rules?.[1]?.Actions, [{ ...forward(100, 0), Order: 1 }]);
    });

    it("describes rules by ARN, the default one too", async () => {
        const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: world.listenerArn }));
        const arns = Rules.map(({ RuleArn = "" }) => RuleArn).reverse();
        const again = await client.send(new DescribeRulesCommand({ RuleArns: arns }));
        assert.deepEqual(again.Rules, [...Rules].reverse());
    });

    it("answers in pages of the size that is asked for", async () => {
        const first = await client.send(new DescribeRulesCommand({ ListenerArn: world.listenerArn, PageSize: 1 }));
        const next = { ListenerArn: world.listenerArn, PageSize: 1, Marker: first.NextMarker };
        const second = await client.send(new DescribeRulesCommand(next));
        assert.deepEqual([first.Rules?.length, second.Rules?.[0]?.Priority, second.NextMarker], [1, "default", undefined]);
    });

    it("describes load balancers and target groups", async () => {
        const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({ Names: ["lb"] }));
        const [balancer] = LoadBalancers ?? [];
        const zones = balancer?.AvailabilityZones?.map(({ ZoneName }) => ZoneName);
        assert.deepEqual(
            [balancer?.LoadBalancerName, balancer?.State?.Code, zones],
            ["lb", "active", ["us-east-1a", "us-east-1b"]],
        );
        const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer?.LoadBalancerArn }));
        assert.deepEqual(
            TargetGroups?.map((group) => [group.TargetGroupName, group.Matcher?.HttpCode, group.HealthCheckPath, group.LoadBalancerArns]),
            [["blue", "200", "/health", [balancer?.LoadBalancerArn]], ["green", "200", "/health", [balancer?.LoadBalancerArn]]],
        );
    });

    it("describes the health of targets, those that are not registered too", async () => {
        const all = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: world.blue }));
        assert.deepEqual(all.TargetHealthDescriptions, [
            {
                Target: { Id: "10.0.0.11", Port: 8080, AvailabilityZone: "us-east-1a" },
                HealthCheckPort: "8080",
                TargetHealth: { State: "healthy" },
            },
        ]);
        const asked = { TargetGroupArn: world.blue, Targets: [{ Id: "10.0.0.99", Port: 8080 }] };
        const other = await client.send(new DescribeTargetHealthCommand(asked));
        assert.deepEqual(other.TargetHealthDescriptions?.[0]?.TargetHealth, {
            State: "unused",
            Reason: "Target.NotRegistered",
            Description: "Target is not registered to the target group",
        });
    });

    it("shifts the traffic of a listener, which the engine sees as a drift", async () => {
        assert.equal(await answered(), "blue");
        await world.applied(() => shift(0, 100));
        assert.equal(await answered(), "green");
        const wanted = { loadBalancerArn: { $ref: "lb.arn" }, port: 80 };
        const before = await world.account.change("http", { ...wanted, defaultActions: [world.split(100, 0)] });
        assert.equal(before, "same", "the engine has not looked yet");
        await world.account.refresh("http");
        assert.equal(await world.account.change("http", { ...wanted, defaultActions: [world.split(100, 0)] }), "update");
        assert.equal(await world.account.change("http", { ...wanted, defaultActions: [world.split(0, 100)] }), "same");
        await world.applied(() => shift(100, 0));
        assert.equal(await answered(), "blue");
    });

    it("shifts the traffic of a rule and keeps its conditions and priority", async () => {
        const command = new ModifyRuleCommand({ RuleArn: ruleArn, Actions: [forward(0, 100)] });
        await world.applied(async () => {
            const { Rules } = await client.send(command);
            assert.deepEqual([Rules?.[0]?.Priority, Rules?.[0]?.Conditions?.[0]?.Field], ["10", "path-pattern"]);
        });
        assert.equal(await (await fetch(`${world.address}/orders/1`)).text(), "green");
        assert.equal(await answered(), "blue");
    });

    it("keeps everything else of a listener", async () => {
        const before = world.account.cloud.find("aws:lb/listener:Listener", world.listenerArn)?.props;
        await shift(100, 0);
        assert.deepEqual(world.account.cloud.find("aws:lb/listener:Listener", world.listenerArn)?.props, before);
    });

    const missingGroup = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/gone/0123456789abcdef";
    const refused: readonly [what: string, send: () => Promise<unknown>, name: string, message: string | RegExp][] = [
        [
            "a weight above 999",
            () => shift(1000, 0),
            "ValidationError",
            /^defaultActions\[0\]\.forward\.targetGroups\[0\]\.weight: expected .* in the range \(0 - 999\), got 1000$/,
        ],
        [
            "a target group that does not exist",
            () => client.send(new ModifyListenerCommand({
                ListenerArn: world.listenerArn,
                DefaultActions: [{ Type: "forward", TargetGroupArn: missingGroup }],
            })),
            "TargetGroupNotFoundException",
            `One or more target groups not found: ${missingGroup}`,
        ],
        [
            "a target group twice",
            () => client.send(new ModifyListenerCommand({
                ListenerArn: world.listenerArn,
                DefaultActions: [{
                    Type: "forward",
                    ForwardConfig: { TargetGroups: [{ TargetGroupArn: world.blue }, { TargetGroupArn: world.blue, Weight: 2 }] },
                }],
            })),
            "ValidationError",
            /is given more than once in an action$/,
        ],
        [
            "a listener that does not exist",
            () => client.send(new ModifyListenerCommand({ ListenerArn: world.listenerArn.replace(/[0-9a-f]+$/, "0000000000000000") })),
            "ListenerNotFoundException",
            "One or more listeners not found",
        ],
        [
            "a rule that does not exist",
            () => client.send(new ModifyRuleCommand({ RuleArn: ruleArn.replace(/[0-9a-f]+$/, "0000000000000000"), Actions: [forward(1, 0)] })),
            "RuleNotFoundException",
            "One or more rules not found",
        ],
        [
            "the default rule",
            async () => {
                const { Rules } = await client.send(new DescribeRulesCommand({ ListenerArn: world.listenerArn }));
                await client.send(new ModifyRuleCommand({ RuleArn: Rules?.at(-1)?.RuleArn, Actions: [forward(1, 0)] }));
            },
            "OperationNotPermittedException",
            /^Default rule '.*' cannot be modified$/,
        ],
        [
            "an ARN of another kind",
            () => client.send(new DescribeTargetHealthCommand({ TargetGroupArn: world.listenerArn })),
            "ValidationError",
            /^'arn:aws:elasticloadbalancing:.*:listener\/app\/lb\/.*' is not a valid target group ARN$/,
        ],
        [
            "an ARN of another region",
            () => world.elbv2("eu-west-1").send(new DescribeListenersCommand({ ListenerArns: [world.listenerArn] })),
            "ValidationError",
            /is not a valid listener ARN$/,
        ],
        [
            "a region that the account has not switched on",
            () => world.elbv2("ap-south-1").send(new DescribeListenersCommand({ ListenerArns: [world.listenerArn] })),
            "InvalidClientTokenId",
            "The security token included in the request is invalid",
        ],
        [
            "stickiness without a duration",
            () => client.send(new ModifyListenerCommand({
                ListenerArn: world.listenerArn,
                DefaultActions: [{
                    Type: "forward",
                    ForwardConfig: { TargetGroups: [{ TargetGroupArn: world.blue }], TargetGroupStickinessConfig: { Enabled: true } },
                }],
            })),
            "ValidationError",
            "DefaultActions[0]: DurationSeconds must be specified when stickiness is enabled",
        ],
        [
            "several broken constraints at once",
            () => client.send(new DescribeRulesCommand({ PageSize: 401, ListenerArn: world.listenerArn })),
            "ValidationError",
            "1 validation error detected: Value '401' at 'pageSize' failed to satisfy constraint: "
                + "Member must have value less than or equal to 400",
        ],
        [
            "no target group to describe",
            () => client.send(new DescribeTargetHealthCommand({ TargetGroupArn: undefined })),
            "ValidationError",
            "1 validation error detected: Value null at 'targetGroupArn' failed to satisfy constraint: Member must not be null",
        ],
        [
            "what is not modeled",
            () => client.send(new ModifyListenerCommand({ ListenerArn: world.listenerArn, AlpnPolicy: ["None"] })),
            "NotImplemented",
            "the request member alpnPolicy is not modeled by the simulated cloud; docs/simulator.md lists what is",
        ],
    ];
    for (const [what, send, name, message] of refused) {
        it(`refuses ${what} with ${name} and changes nothing`, async () => {
            const before = world.account.cloud.find("aws:lb/listener:Listener", world.listenerArn);
            await assert.rejects(send(), { name, message });
            assert.deepEqual(world.account.cloud.find("aws:lb/listener:Listener", world.listenerArn), before);
        });
    }
});
