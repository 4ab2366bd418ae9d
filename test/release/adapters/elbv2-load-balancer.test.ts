import { strict as assert } from "node:assert";
import { ElbV2LoadBalancer } from "../../../release/adapters/elbv2-load-balancer";
import type { Persistence } from "../../../release/adapters/persistent-call";
import { LoadBalancerError, type SplitRule } from "../../../release/ports/load-balancer";
import { type Answer, FakeAws, refusal } from "./fake-aws";

const namespace = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";
const arns = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
const listenerArn = `${arns}:listener/app/dev/50dc6c495c0c9188/f2f7dc8efc522ab2`;
const ruleArn = (name: string): string => `${arns}:listener-rule/app/dev/50dc6c495c0c9188/f2f7dc8efc522ab2/${name}`;
const groupArn = (name: string): string => `${arns}:targetgroup/dev-${name}/73e2d6bc24d8a067`;
const pairOf = (service: string) => ({ blue: groupArn(`blue-${service}`), green: groupArn(`green-${service}`) });
const gateway = pairOf("gateway");
const orders = pairOf("orders");
const listenerRule: SplitRule = { arn: listenerArn, kind: "listener", targetGroups: gateway };

const list = (name: string, members: readonly string[]): string => `<${name}>${members.map(member => `<member>${member}</member>`).join("")}</${name}>`;
const answer = (action: string, inner: string): Answer => ({ body: `<${action}Response xmlns="${namespace}"><${action}Result>${inner}</${action}Result></${action}Response>` });
const done = (action: string): Answer => answer(action, "");
const throttled = (): Answer => refusal(namespace, 400, "Throttling", "Rate exceeded");

function forward(weights: { readonly [group: string]: number }, sticky = false): string {
    const groups = Object.entries(weights).map(([arn, weight]) => `<TargetGroupArn>${arn}</TargetGroupArn><Weight>${weight}</Weight>`);
    const stickiness = `<TargetGroupStickinessConfig><Enabled>${sticky}</Enabled></TargetGroupStickinessConfig>`;
    return `<Type>forward</Type><Order>1</Order><ForwardConfig>${list("TargetGroups", groups)}${stickiness}</ForwardConfig>`;
}

function rule(name: string, action: string, isDefault = false): string {
    return `<RuleArn>${ruleArn(name)}</RuleArn><IsDefault>${isDefault}</IsDefault>${list("Actions", [action])}`;
}

/** A promise that a test ends when it wants. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
    let open = (): void => undefined;
    const opened = new Promise<void>(resolve => { open = resolve; });
    return { opened, open };
}

const quick: Persistence = { attempts: 4, deadline: 30_000, patience: 20_000, firstPause: 2, longestPause: 8 };
const impatient: Persistence = { ...quick, patience: 250 };

describe("the brake by the load balancer's API", () => {
    const aws = new FakeAws();
    let balancer: ElbV2LoadBalancer;
    before(() => aws.start());
    after(() => aws.stop());
    beforeEach(() => {
        aws.calls.splice(0);
        balancer = new ElbV2LoadBalancer({ region: "us-east-1", persistence: quick });
    });
    afterEach(() => balancer.close());

    it("finds every rule that splits traffic, over several pages, the default action first", async () => {
        aws.answer = ({ action, parameters }) => {
            if (action === "DescribeListeners") {
                return answer(action, list("Listeners", [list("DefaultActions", [forward({ [gateway.blue]: 90, [gateway.green]: 10 })])]));
            }
            return parameters["Marker"] === undefined
                ? answer(action, `${list("Rules", [rule("orders", forward({ [orders.blue]: 0, [orders.green]: 100 }, true))])}<NextMarker>2</NextMarker>`)
                : answer(action, list("Rules", [
                    rule("redirect", "<Type>redirect</Type>"),
                    rule("old", `<Type>forward</Type><TargetGroupArn>${orders.blue}</TargetGroupArn>`),
                    rule("mixed", forward({ [orders.green]: 5, [groupArn("other")]: 1 })),
                    rule("foreign", forward({ [groupArn("other")]: 1 })),
                    rule("default", forward({ [gateway.blue]: 90, [gateway.green]: 10 }), true),
                ]));
        };
        assert.deepEqual(await balancer.rules(listenerArn, [gateway, orders]), [
            { arn: listenerArn, kind: "listener", targetGroups: gateway, weights: { blue: 90, green: 10 }, strangers: [], sticky: false },
            { arn: ruleArn("orders"), kind: "rule", targetGroups: orders, weights: { blue: 0, green: 100 }, strangers: [], sticky: true },
            { arn: ruleArn("old"), kind: "rule", targetGroups: orders, weights: { blue: 1, green: 0 }, strangers: [], sticky: false },
            { arn: ruleArn("mixed"), kind: "rule", targetGroups: orders, weights: { blue: 0, green: 5 }, strangers: [groupArn("other")], sticky: false },
        ]);
    });

    it("has no rules where the listener does not exist", async () => {
        aws.answer = () => refusal(namespace, 400, "ListenerNotFound", "One or more listeners not found");
        assert.deepEqual(await balancer.rules(listenerArn, [gateway]), []);
    });

    it("writes the default action with both groups and no stickiness, and nothing else", async () => {
        aws.answer = ({ action }) => done(action);
        await balancer.write(listenerRule, { blue: 75, green: 25 });
        assert.deepEqual(aws.calls.map(({ action, parameters }) => ({ action, parameters })), [{
            action: "ModifyListener",
            parameters: {
                "Version": "2015-12-01",
                "ListenerArn": listenerArn,
                "DefaultActions.member.1.Type": "forward",
                "DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn": gateway.blue,
                "DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight": "75",
                "DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.TargetGroupArn": gateway.green,
                "DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.Weight": "25",
                "DefaultActions.member.1.ForwardConfig.TargetGroupStickinessConfig.Enabled": "false",
                "DefaultActions.member.1.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds": "1",
            },
        }]);
    });

    it("writes a rule by its own call, a weight of 0 included", async () => {
        aws.answer = ({ action }) => done(action);
        await balancer.write({ arn: ruleArn("orders"), kind: "rule", targetGroups: orders }, { blue: 100, green: 0 });
        const { action, parameters = {} } = aws.calls[0] ?? {};
        assert.deepEqual([action, parameters["RuleArn"], parameters["Actions.member.1.ForwardConfig.TargetGroups.member.2.Weight"]], ["ModifyRule", ruleArn("orders"), "0"]);
    });

    it("refuses weights that are none, without a call", async () => {
        for (const traffic of [{ blue: 60, green: 50 }, { blue: 99.5, green: 0.5 }, { blue: -1, green: 101 }, { blue: NaN, green: 100 }]) {
            await assert.rejects(balancer.write(listenerRule, traffic), {
                name: "RangeError",
                message: `traffic: got blue ${traffic.blue}, green ${traffic.green}; whole numbers from 0 to 100 that add up to 100 are allowed`,
            });
        }
        assert.deepEqual(aws.calls, []);
    });

    it("writes again after throttles, on the same connection", async () => {
        const before = aws.connections;
        aws.answer = ({ action }) => aws.calls.length < 4 ? throttled() : done(action);
        await balancer.write(listenerRule, { blue: 0, green: 100 });
        assert.deepEqual([aws.calls.length, aws.connections - before], [4, 1]);
    });

    it("fails as transient with AWS's code when the throttle does not end", async () => {
        aws.answer = throttled;
        await assert.rejects(balancer.write(listenerRule, { blue: 0, green: 100 }), new LoadBalancerError("Throttling", "Rate exceeded", true));
        assert.equal(aws.calls.length, 4);
    });

    it("fails at once, and for good, where AWS refuses", async () => {
        aws.answer = () => refusal(namespace, 403, "AccessDenied", "not authorized to perform: elasticloadbalancing:ModifyListener");
        await assert.rejects(
            balancer.write(listenerRule, { blue: 0, green: 100 }),
            new LoadBalancerError("AccessDenied", "not authorized to perform: elasticloadbalancing:ModifyListener", false),
        );
        aws.answer = () => refusal(namespace, 400, "TargetGroupNotFound", "One or more target groups not found");
        await assert.rejects(
            balancer.write(listenerRule, { blue: 0, green: 100 }),
            new LoadBalancerError("TargetGroupNotFound", "One or more target groups not found", false),
        );
        assert.equal(aws.calls.length, 2);
    });

    it("is done as soon as a second write is answered where the first one is late", async () => {
        balancer = new ElbV2LoadBalancer({ region: "us-east-1", persistence: impatient });
        const late = gate();
        aws.answer = async ({ action }) => {
            if (aws.calls.length === 1) {
                await late.opened;
            }
            return done(action);
        };
        await balancer.write(listenerRule, { blue: 0, green: 100 });
        assert.ok(aws.calls.length > 1);
        late.open();
    });

    it("repeats a write once an older one that was late has ended, so that the newer one stays", async () => {
        balancer = new ElbV2LoadBalancer({ region: "us-east-1", persistence: impatient });
        const late = gate();
        const carriedOut: (string | undefined)[] = [];
        aws.answer = async ({ action, parameters }) => {
            const weight = parameters["DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight"];
            if (aws.calls.length === 1) {
                await late.opened;
            }
            carriedOut.push(weight);
            return done(action);
        };
        await balancer.write(listenerRule, { blue: 50, green: 50 });
        const brake = balancer.write(listenerRule, { blue: 100, green: 0 });
        while (carriedOut.length < 2) {
            await new Promise(resolve => setImmediate(resolve));
        }
        assert.deepEqual(carriedOut, ["50", "100"]);
        late.open();
        await brake;
        assert.deepEqual(carriedOut, ["50", "100", "50", "100"]);
    });

    it("gives up a write that is being repeated when a newer one of the same rule begins", async () => {
        const throttling = gate();
        aws.answer = ({ action, parameters }) => {
            throttling.open();
            return parameters["DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight"] === "50" ? throttled() : done(action);
        };
        const shift = assert.rejects(balancer.write(listenerRule, { blue: 50, green: 50 }), { name: "LoadBalancerError", code: "Superseded", transient: false });
        await throttling.opened;
        await balancer.write(listenerRule, { blue: 100, green: 0 });
        await shift;
        assert.equal(aws.calls.at(-1)?.parameters["DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight"], "100");
    });

    it("tells each target's state, zone and reason", async () => {
        const target = (id: string, zone: string, health: string): string =>
            `<Target><Id>${id}</Id><Port>8080</Port>${zone}</Target><TargetHealth>${health}</TargetHealth>`;
        aws.answer = ({ action }) => answer(action, list("TargetHealthDescriptions", [
            target("10.0.1.7", "<AvailabilityZone>us-east-1a</AvailabilityZone>", "<State>healthy</State>"),
            target("10.0.2.7", "", "<State>unhealthy</State><Reason>Target.FailedHealthChecks</Reason><Description>Health checks failed</Description>"),
        ]));
        assert.deepEqual(await balancer.targets(gateway.blue), [
            { id: "10.0.1.7", port: 8080, zone: "us-east-1a", state: "healthy" },
            { id: "10.0.2.7", port: 8080, state: "unhealthy", reason: "Target.FailedHealthChecks", description: "Health checks failed" },
        ]);
        aws.answer = () => refusal(namespace, 400, "TargetGroupNotFound", "One or more target groups not found");
        assert.deepEqual(await balancer.targets(gateway.blue), []);
    });

    it("fails as transient where nothing listens", async () => {
        const nowhere = new ElbV2LoadBalancer({ region: "us-east-1", endpoint: "http://127.0.0.1:1", persistence: quick });
        await assert.rejects(nowhere.targets(gateway.blue), { name: "LoadBalancerError", code: "ECONNREFUSED", transient: true });
        await nowhere.close();
    });

    it("asks a stand-in for AWS with made-up credentials only", async () => {
        const endpoint = process.env["AWS_ENDPOINT_URL"] ?? "";
        let key: string | undefined;
        aws.answer = ({ accessKey }) => {
            key = accessKey;
            return answer("DescribeTargetHealth", "");
        };
        const standIn = new ElbV2LoadBalancer({ region: "us-east-1", endpoint, persistence: quick });
        await standIn.targets(gateway.blue);
        assert.equal(key, "simulated");
        await balancer.targets(gateway.blue);
        assert.equal(key, "AKIDEXAMPLE");
        await standIn.close();
    });
});
