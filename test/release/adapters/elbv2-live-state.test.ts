import { strict as assert } from "node:assert";
import { ElbV2LiveState } from "../../../release/adapters/elbv2-live-state";
import { FakeAws, refusal } from "./fake-aws";

const namespace = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";
const listenerArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/dev/50dc6c495c0c9188/f2f7dc8efc522ab2";
const groupArn = (color: string): string => `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/dev-${color}/73e2d6bc24d8a067`;

const list = (name: string, members: readonly string[]): string => `<${name}>${members.map((member) => `<member>${member}</member>`).join("")}</${name}>`;
const answer = (action: string, inner: string) => ({ body: `<${action}Response xmlns="${namespace}"><${action}Result>${inner}</${action}Result></${action}Response>` });

function listenerWith(...actions: readonly string[]): { body: string } {
    const listener = `<ListenerArn>${listenerArn}</ListenerArn><Protocol>HTTPS</Protocol><Port>443</Port>${list("DefaultActions", actions)}`;
    return answer("DescribeListeners", list("Listeners", [listener]));
}

function forward(weights: { readonly [color: string]: number }): string {
    const groups = Object.entries(weights).map(([color, weight]) => `<TargetGroupArn>${groupArn(color)}</TargetGroupArn><Weight>${weight}</Weight>`);
    const stickiness = "<TargetGroupStickinessConfig><Enabled>false</Enabled></TargetGroupStickinessConfig>";
    return `<Type>forward</Type><Order>1</Order><ForwardConfig>${list("TargetGroups", groups)}${stickiness}</ForwardConfig>`;
}

function health(...states: readonly string[]): { body: string } {
    const targets = states.map((state, index) => `<Target><Id>10.0.1.${index}</Id><Port>8080</Port></Target><TargetHealth><State>${state}</State></TargetHealth>`);
    return answer("DescribeTargetHealth", list("TargetHealthDescriptions", targets));
}

describe("the live state of a real load balancer", () => {
    const aws = new FakeAws();
    let live: ElbV2LiveState;
    before(async () => {
        await aws.start();
        live = new ElbV2LiveState("us-east-1");
    });
    after(() => aws.stop());
    beforeEach(() => aws.calls.splice(0));

    it("has the weights of the listener's forward action", async () => {
        aws.answer = () => listenerWith(forward({ blue: 90, green: 10 }));
        assert.deepEqual(await live.weights(listenerArn), { [groupArn("blue")]: 90, [groupArn("green")]: 10 });
        const { action, parameters, scope } = aws.calls[0] ?? {};
        assert.deepEqual([action, parameters?.["ListenerArns.member.1"], scope], ["DescribeListeners", listenerArn, "us-east-1/elasticloadbalancing"]);
    });

    it("finds the forward action behind another one, and a weight of 0", async () => {
        aws.answer = () => listenerWith("<Type>authenticate-oidc</Type><Order>1</Order>", forward({ blue: 0, green: 100 }));
        assert.deepEqual(await live.weights(listenerArn), { [groupArn("blue")]: 0, [groupArn("green")]: 100 });
    });

    it("has no weights where nothing is forwarded, or the listener was removed", async () => {
        aws.answer = () => listenerWith("<Type>fixed-response</Type>");
        assert.deepEqual(await live.weights(listenerArn), {});
        aws.answer = () => refusal(namespace, 400, "ListenerNotFound", "One or more listeners not found");
        assert.deepEqual(await live.weights(listenerArn), {});
    });

    it("counts healthy targets among all", async () => {
        aws.answer = () => health("healthy", "initial", "healthy", "draining", "unhealthy");
        assert.deepEqual(await live.targets(groupArn("blue")), { part: 2, all: 5 });
        assert.deepEqual([aws.calls[0]?.action, aws.calls[0]?.parameters["TargetGroupArn"]], ["DescribeTargetHealth", groupArn("blue")]);
    });

    it("counts none in a group that is empty or was removed", async () => {
        aws.answer = () => health();
        assert.deepEqual(await live.targets(groupArn("blue")), { part: 0, all: 0 });
        aws.answer = () => refusal(namespace, 400, "TargetGroupNotFound", "One or more target groups not found");
        assert.deepEqual(await live.targets(groupArn("blue")), { part: 0, all: 0 });
    });

    it("fails with AWS's words for everything else", async () => {
        aws.answer = () => refusal(namespace, 403, "AccessDenied", "User is not authorized to perform: elasticloadbalancing:DescribeListeners");
        await assert.rejects(live.weights(listenerArn), { message: /not authorized to perform: elasticloadbalancing:DescribeListeners/ });
        await assert.rejects(live.targets(groupArn("blue")), { name: /AccessDenied/ });
    });

    it("cannot see pods", async () => assert.equal(await live.pods(), undefined));
});
