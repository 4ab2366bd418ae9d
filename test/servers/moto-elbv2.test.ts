import { strict as assert } from "node:assert";
import {
    type Action, CreateListenerCommand, CreateLoadBalancerCommand, CreateRuleCommand, CreateTargetGroupCommand, DescribeListenersCommand,
    DescribeRulesCommand, ElasticLoadBalancingV2Client, RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElbV2LoadBalancer } from "../../release/adapters/elbv2-load-balancer";
import { Moto } from "./lib/moto";

const region = "us-east-1";

/** One call of Moto by its plain protocol, for services whose client is no package of ours. */
async function call(endpoint: string, service: string, body: string, headers: { readonly [name: string]: string }): Promise<string> {
    const authorization = `AWS4-HMAC-SHA256 Credential=key/20260102/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
    const response = await fetch(endpoint, { method: "POST", headers: { ...headers, authorization }, body });
    const text = await response.text();
    assert.ok(response.ok, `${service}: ${response.status} ${text}`);
    return text;
}

function forward(groups: { readonly [arn: string]: number }, sticky: boolean): Action {
    return {
        Type: "forward",
        ForwardConfig: {
            TargetGroups: Object.entries(groups).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
            TargetGroupStickinessConfig: { Enabled: sticky, ...(sticky ? { DurationSeconds: 60 } : {}) },
        },
    };
}

describe("the brake on Moto's load balancer", () => {
    let moto: Moto;
    let client: ElasticLoadBalancingV2Client;
    let balancer: ElbV2LoadBalancer;
    let listenerArn = "";
    const ruleArns: string[] = [];
    let pair = { blue: "", green: "" };

    before(async () => {
        moto = await Moto.start();
        client = new ElasticLoadBalancingV2Client({ region, endpoint: moto.endpoint, credentials: { accessKeyId: "key", secretAccessKey: "secret" } });
        balancer = new ElbV2LoadBalancer({ region, endpoint: moto.endpoint });
        const subnets = await call(moto.endpoint, "ec2", "Action=DescribeSubnets&Version=2016-11-15", { "content-type": "application/x-www-form-urlencoded" });
        const [, vpcId] = /<vpcId>(vpc-[0-9a-f]+)</.exec(subnets) ?? [];
        const subnetIds = [...subnets.matchAll(/<subnetId>(subnet-[0-9a-f]+)</g)].map(([, id]) => id).slice(0, 2);
        const certificate = await call(moto.endpoint, "acm", '{"DomainName":"dev.example.com"}', {
            "content-type": "application/x-amz-json-1.1", "x-amz-target": "CertificateManager.RequestCertificate",
        });
        const { CertificateArn } = JSON.parse(certificate) as { CertificateArn: string };
        const { LoadBalancers: [made] = [] } = await client.send(new CreateLoadBalancerCommand({ Name: "dev", Subnets: subnetIds }));
        const group = async (color: string): Promise<string> => {
            const { TargetGroups: [one] = [] } = await client.send(new CreateTargetGroupCommand({
                Name: `dev-${color}`, Protocol: "HTTP", Port: 80, VpcId: vpcId, TargetType: "ip",
            }));
            return one?.TargetGroupArn ?? "";
        };
        pair = { blue: await group("blue"), green: await group("green") };
        const { Listeners: [listener] = [] } = await client.send(new CreateListenerCommand({
            LoadBalancerArn: made?.LoadBalancerArn,
            Protocol: "HTTPS",
            Port: 443,
            SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
            Certificates: [{ CertificateArn }],
            DefaultActions: [forward({ [pair.blue]: 100, [pair.green]: 0 }, true)],
        }));
        listenerArn = listener?.ListenerArn ?? "";
        for (const path of ["/orders/*", "/risk/*"]) {
            const { Rules: [rule] = [] } = await client.send(new CreateRuleCommand({
                ListenerArn: listenerArn,
                Priority: ruleArns.length + 1,
                Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: [path] } }],
                Actions: [forward({ [pair.blue]: 100, [pair.green]: 0 }, false)],
            }));
            ruleArns.push(rule?.RuleArn ?? "");
        }
    });
    after(async () => {
        client?.destroy();
        await balancer?.close();
        await moto?.stop();
    });

    it("reads the default action and every rule, and what is sticky", async () => {
        const rules = await balancer.rules(listenerArn, [pair]);
        const common = { targetGroups: pair, weights: { blue: 100, green: 0 }, strangers: [] };
        assert.deepEqual(rules, [
            { arn: listenerArn, kind: "listener", ...common, sticky: true },
            ...ruleArns.map(arn => ({ arn, kind: "rule", ...common, sticky: false })),
        ]);
    });

    it("writes weights into each rule, turns stickiness off and keeps everything else", async () => {
        const before = await client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
        const conditionsBefore = await client.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
        for (const rule of await balancer.rules(listenerArn, [pair])) {
            await balancer.write(rule, { blue: 75, green: 25 });
        }
        const after = await balancer.rules(listenerArn, [pair]);
        assert.deepEqual(after.map(({ weights, sticky }) => ({ weights, sticky })), Array(3).fill({ weights: { blue: 75, green: 25 }, sticky: false }));

        const listeners = await client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
        const withoutActions = ({ Listeners = [] }: typeof before) => Listeners.map(({ DefaultActions, ...rest }) => rest);
        assert.deepEqual(withoutActions(listeners), withoutActions(before));
        const conditions = await client.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
        const withoutRuleActions = ({ Rules = [] }: typeof conditions) => Rules.map(({ Actions, ...rest }) => rest);
        assert.deepEqual(withoutRuleActions(conditions), withoutRuleActions(conditionsBefore));
    });

    it("changes nothing when it is done twice", async () => {
        const [rule] = await balancer.rules(listenerArn, [pair]);
        assert.ok(rule);
        await balancer.write(rule, { blue: 0, green: 100 });
        const once = await balancer.rules(listenerArn, [pair]);
        await balancer.write(rule, { blue: 0, green: 100 });
        assert.deepEqual(await balancer.rules(listenerArn, [pair]), once);
    });

    it("sees targets, and none in a group that does not exist", async () => {
        await client.send(new RegisterTargetsCommand({ TargetGroupArn: pair.blue, Targets: [{ Id: "172.31.0.10", Port: 8080 }] }));
        const [target] = await balancer.targets(pair.blue);
        assert.deepEqual([target?.id, target?.port, target?.state], ["172.31.0.10", 8080, "healthy"]);
        assert.deepEqual(await balancer.targets(pair.blue.replace(/.$/, "0x")), []);
    });

    it("has no rules where the listener is gone, and cannot write there", async () => {
        const gone = listenerArn.replace(/.{4}$/, "0000");
        assert.deepEqual(await balancer.rules(gone, [pair]), []);
        const write = balancer.write({ arn: gone, kind: "listener", targetGroups: pair }, { blue: 0, green: 100 });
        await assert.rejects(write, { name: "LoadBalancerError", code: "ListenerNotFound", transient: false });
    });
});
