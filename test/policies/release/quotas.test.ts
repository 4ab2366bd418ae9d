import { strict as assert } from "node:assert";
import type { PolicyResource as Resource } from "@pulumi/policy";
import { loadBalancerNames, loadBalancerQuotas } from "../../../policies/release/quotas";
import { allowedRegistries } from "../../../policies/release/registries";
import { checkResource, checkStack, resource } from "../run";

const balancer = resource({ type: "aws:lb/loadBalancer:LoadBalancer", name: "lb", props: {} });
const groups = (count: number, prefix = "group"): readonly Resource[] => Array.from({ length: count }, (_, index) => (
    resource({ type: "aws:lb/targetGroup:TargetGroup", name: `${prefix}-${index}`, props: {} })
));

function listener(name: string, to: readonly Resource[] = [], loadBalancerArn: readonly Resource[] = [balancer]): Resource {
    return resource({ type: "aws:lb/listener:Listener", name, props: {}, from: { loadBalancerArn, defaultActions: to } });
}

function rules(count: number, of: Resource, to: (index: number) => readonly Resource[] = () => []): readonly Resource[] {
    return Array.from({ length: count }, (_, index) => resource({
        type: "aws:lb/listenerRule:ListenerRule", name: `rule-${of.name}-${index}`, props: {}, from: { listenerArn: [of], actions: to(index) },
    }));
}

describe("load-balancer-quotas", () => {
    const check = (...resources: readonly Resource[]): Promise<readonly string[]> => checkStack(loadBalancerQuotas, resources);

    it("passes what fits, to the last", async () => {
        const first = listener("first", groups(5));
        const second = listener("second");
        assert.deepEqual(await check(balancer, first, second, ...rules(60, first), ...rules(40, second)), []);
    });

    it("counts rules over all listeners of a load balancer", async () => {
        const first = listener("first");
        const second = listener("second");
        assert.deepEqual(await check(balancer, first, second, ...rules(60, first), ...rules(41, second)), ["lb: has 101 rules; 100 are allowed"]);
    });

    it("counts target groups once each, and those of one action", async () => {
        const one = listener("one", groups(6));
        assert.deepEqual(await check(balancer, one), ["one: forwards to 6 target groups; 5 are allowed"]);
        const same = groups(5);
        assert.deepEqual(await check(balancer, listener("same", same), ...rules(30, listener("same"), () => same)), []);
        const many = listener("many");
        const found = await check(balancer, many, ...rules(26, many, (index) => groups(4, `of-${index}`)));
        assert.deepEqual(found, ["lb: has 104 target groups; 100 are allowed"]);
    });

    it("counts listeners, of load balancers of the stack only", async () => {
        const elsewhere = Array.from({ length: 51 }, (_, index) => listener(`else-${index}`, [], []));
        assert.deepEqual(await check(balancer, ...elsewhere), []);
        const own = Array.from({ length: 51 }, (_, index) => listener(`own-${index}`));
        assert.deepEqual(await check(balancer, ...own), ["lb: has 51 listeners; 50 are allowed"]);
    });
});

describe("load-balancer-names", () => {
    const check = (name: unknown, type = "aws:lb/targetGroup:TargetGroup"): Promise<readonly string[]> => (
        checkResource(loadBalancerNames, resource({ type, props: { name: name as string } }))
    );

    it("passes what AWS takes, and what has none yet", async () => {
        for (const name of ["a", "a".repeat(32), "web-blue-1", "internal-web", undefined]) assert.deepEqual(await check(name), [], String(name));
        assert.deepEqual(await check("_".repeat(40), "aws:s3/bucket:Bucket"), []);
    });

    it("names what is too long, has other letters, or begins as AWS's own", async () => {
        assert.deepEqual(await check("a".repeat(33)), [`name "${"a".repeat(33)}" has 33 letters; 32 are allowed`]);
        for (const name of ["-a", "a-", "a_b", "a.b"]) assert.deepEqual(await check(name), [`name "${name}": letters, digits and hyphens between them are allowed`]);
        assert.deepEqual(await check("internal-web", "aws:lb/loadBalancer:LoadBalancer"), ['name "internal-web" begins with internal-, which AWS keeps']);
    });
});

describe("the rule on registries in the pack of releases", () => {
    const [policy] = allowedRegistries;
    const pod = (image: string): Resource => resource({ type: "kubernetes:core/v1:Pod", props: { spec: { containers: [{ name: "web", image }] } } });

    it("is there once, and lets in AWS's own registry or those that are configured", async () => {
        assert.ok(policy !== undefined && allowedRegistries.length === 1);
        assert.deepEqual(await checkResource(policy, pod("123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:00")), []);
        const [found = ""] = await checkResource(policy, pod("nginx"));
        assert.match(found, /"nginx"; one of \*\.dkr\.ecr\.\*\.amazonaws\.com\/ is required$/);
        assert.deepEqual(await checkResource(policy, pod("nginx"), { registries: ["docker.io/"] }), []);
        assert.deepEqual(await checkResource(policy, resource({ type: "kubernetes:core/v1:Secret", props: {} })), []);
    });
});
