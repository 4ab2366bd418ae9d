import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { targetGroupName, targetGroupNames, TargetGroups } from "../../../components/edge/target-groups";
import { TestListener } from "../../../components/edge/test-listener";
import { TrafficSplit } from "../../../components/edge/traffic-split";
import { environments, type Traffic } from "../../../config/types";
import { record, type Recording, type Value } from "../recorder";

const services = [
    { name: "web", publicPaths: ["/*"], healthPath: "/health", longestRequestSeconds: 30 },
    { name: "api", publicPaths: ["/api/*"], healthPath: "/health", longestRequestSeconds: 30 },
];
const arn = (color: string, service: string): string =>
    `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/dev-${color}-${service}/73e2d6bc24d8a067`;
const forward = (service: string, { blue, green }: Traffic): Value => [{
    type: "forward",
    forward: {
        targetGroups: [{ arn: arn("blue", service), weight: blue }, { arn: arn("green", service), weight: green }],
        stickiness: { enabled: false, duration: 1 },
    },
}];
const path: Value = { pathPattern: { values: ["/api/*"] } };
const header = (color: string): Value => ({ httpHeader: { httpHeaderName: "x-colorway-color", values: [color] } });

function build(traffic: Traffic): Promise<Recording<void>> {
    return record(() => {
        const targetGroups = new TargetGroups("dev", { vpcId: "vpc-1", services });
        const common = { loadBalancerArn: "lb", certificateArn: "cert", tlsPolicy: "policy", services, targetGroups };
        new TestListener("dev", { ...common, standbyColor: "green" });
        new TrafficSplit("dev", { ...common, traffic });
    });
}

describe("TrafficSplit", () => {
    it("repeats the weights in the default action and in every rule", async () => {
        const traffic = { blue: 90, green: 10 };
        const recording = await build(traffic);
        assert.deepEqual(recording.inputs("aws:lb/listener:Listener", "dev-https"), {
            loadBalancerArn: "lb",
            port: 443,
            protocol: "HTTPS",
            sslPolicy: "policy",
            certificateArn: "cert",
            defaultActions: forward("web", traffic),
            routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000; includeSubDomains",
            routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
            routingHttpResponseServerEnabled: false,
        });
        const rules = recording.ofType("aws:lb/listenerRule:ListenerRule").filter(({ name }) => name.startsWith("dev-https-"));
        assert.deepEqual(rules.map(({ inputs: { actions, conditions } }) => ({ actions, conditions })),
            [{ actions: forward("api", traffic), conditions: [path] }]);
        assert.match(rules[0].name, /^dev-https-api-[0-9a-f]{8}$/);
    });

    it("refuses weights that do not add up to 100", async () => {
        await assert.rejects(build({ blue: 90, green: 20 }), new RangeError("traffic: got blue 90 and green 20, together 110; they must add up to 100"));
    });
});

describe("TestListener", () => {
    it("sends a named color to that color and everything else to the standby one", async () => {
        const recording = await build({ blue: 100, green: 0 });
        const blue = { blue: 100, green: 0 };
        const green = { blue: 0, green: 100 };
        assert.equal(recording.inputs("aws:lb/listener:Listener", "dev-test").port, 8443);
        assert.deepEqual(recording.inputs("aws:lb/listener:Listener", "dev-test").defaultActions, forward("web", green));
        const rules = recording.ofType("aws:lb/listenerRule:ListenerRule").filter(({ name }) => name.startsWith("dev-test-"));
        const inOrder = rules.map(({ inputs }) => inputs).sort((left, right) => Number(left.priority) - Number(right.priority));
        assert.deepEqual(inOrder.map(({ conditions, actions }) => ({ conditions, actions })), [
            { conditions: [header("blue"), path], actions: forward("api", blue) },
            { conditions: [header("green"), path], actions: forward("api", green) },
            { conditions: [header("blue")], actions: forward("web", blue) },
            { conditions: [header("green")], actions: forward("web", green) },
            { conditions: [path], actions: forward("api", green) },
        ]);
    });
});

describe("TargetGroups", () => {
    it("has names that fit 32 letters and stay apart, for the longest services of every environment", () => {
        const service = fc.stringMatching(/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/);
        fc.assert(fc.property(fc.uniqueArray(service, { minLength: 1, maxLength: 8 }), fc.constantFrom(...environments), (names, environment) => {
            const all = targetGroupNames(environment, names);
            assert.equal(new Set(all).size, all.length);
            // ELBv2 API reference, CreateTargetGroup, `Name`
            assert.ok(all.every(name => name.length <= 32 && /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/.test(name)), all.join());
        }));
    });

    it("never cuts off the color", () => {
        assert.equal(targetGroupName("staging", "green", "twenty-letter-servic").startsWith("staging-green-"), true);
    });

    it("knows no group of a service without public paths", async () => {
        await record(() => {
            const groups = new TargetGroups("dev", { vpcId: "vpc-1", services });
            assert.throws(() => groups.arnsOf("risk"), new RangeError('service: got "risk", which has no target group; it has no public path'));
        });
    });
});
