/** The adapters for AWS against the simulated cloud: the same code by another address. */

import { strict as assert } from "node:assert";
import { ElbV2LoadBalancer } from "../../../release/adapters/elbv2-load-balancer";
import { HttpProbe } from "../../../release/adapters/http-probe";
import type { Persistence } from "../../../release/adapters/persistent-call";
import type { ProbeAnswer, SplitRule } from "../../../release/ports/load-balancer";
import { ApiWorld } from "../../simulator/api/world";
import { ruleType } from "../../simulator/dataplane/world";

const quick: Persistence = { attempts: 5, deadline: 10_000, patience: 300, firstPause: 2, longestPause: 8 };

describe("the brake and the probe on the simulated cloud", () => {
    const world = new ApiWorld();
    let balancer: ElbV2LoadBalancer;
    let probe: HttpProbe;
    let pair = { blue: "", green: "" };
    let rules: readonly SplitRule[] = [];
    before(async () => {
        await world.begin();
        for (const color of ["blue", "green"] as const) {
            await world.healthyPod(world[color], (_, response) => void response.writeHead(200, { "x-colorway-color": color, "x-colorway-version": "1.0.0" }).end());
        }
        pair = { blue: world.blue, green: world.green };
        const conditions = [{ pathPattern: { values: ["/orders/*"] } }];
        await world.account.create(ruleType, "orders", { listenerArn: { $ref: "http.arn" }, priority: 10, conditions, actions: [world.split(100, 0)] });
        balancer = new ElbV2LoadBalancer({ region: "us-east-1", endpoint: world.endpoint, persistence: quick });
        probe = new HttpProbe({ domain: "dev.example.com", listeners: { https: world.address, test: world.address } });
        rules = await balancer.rules(world.listenerArn, [pair]);
    });
    after(async () => {
        await balancer.close();
        await world.end();
    });
    afterEach(() => {
        world.faults.clear();
        assert.deepEqual(world.errors, []);
    });

    const colorOf = (answer: ProbeAnswer): string | undefined => answer.kind === "answer" ? answer.color : answer.reason;
    const write = async (blue: number): Promise<void> => {
        for (const rule of rules) {
            await balancer.write(rule, { blue, green: 100 - blue });
        }
    };
    const weights = async (): Promise<number[]> => (await balancer.rules(world.listenerArn, [pair])).map(rule => rule.weights.blue);

    it("finds the default action and the rule", () => {
        assert.deepEqual(rules.map(({ kind }) => kind), ["listener", "rule"]);
        assert.equal(rules[0]?.arn, world.listenerArn);
    });

    it("moves all traffic, as its own requests show", async () => {
        assert.equal(colorOf(await probe.ask("https", "/")), "blue");
        await world.applied(() => write(0));
        assert.deepEqual(await weights(), [0, 0]);
        for (const path of ["/", "/orders/7"]) {
            while (colorOf(await probe.ask("https", path)) !== "green") {
                // The data plane follows a few milliseconds behind the API.
            }
        }
        assert.deepEqual([colorOf(await probe.ask("https", "/")), colorOf(await probe.ask("https", "/orders/7"))], ["green", "green"]);
    });

    it("sees the targets of both colors", async () => {
        for (const group of [pair.blue, pair.green]) {
            assert.deepEqual((await balancer.targets(group)).map(({ port, state }) => ({ port, state })), [{ port: 8080, state: "healthy" }]);
        }
    });

    for (const kind of ["throttle", "timeout", "timeout-after-success", "late"] as const) {
        it(`writes all the same where one call is met by: ${kind}`, async () => {
            await write(100);
            world.fault({ kind, action: "ModifyListener", milliseconds: 1_500 });
            const start = performance.now();
            await balancer.write(rules[0] ?? assert.fail(), { blue: 10, green: 90 });
            assert.ok(performance.now() - start < 1_400, "waited for the call that went astray");
            assert.equal((await weights())[0], 10);
        });
    }
});
