import { strict as assert } from "node:assert";
import { type PolicyResource, unknownCheckingProxy } from "@pulumi/policy";
import { imagesByDigest } from "../../../policies/release/images";
import { dataProtected } from "../../../policies/release/protection";
import { bothColors, noStickiness, wholeWeights } from "../../../policies/release/traffic";
import { sampleImage } from "../../config/samples";
import type { Values } from "../../components/values";
import { checkResource, checkStack, resource } from "../run";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function group(color: string, service = "web", props: Values = {}): PolicyResource {
    return resource({
        type: "aws:lb/targetGroup:TargetGroup",
        name: `${color}-${service}`,
        props: {
            tags: { "colorway:color": color, "colorway:service": service }, stickiness: { enabled: false, type: "lb_cookie" },
            ...props,
        },
    });
}

const blue = group("blue");
const green = group("green");

function forward(
    weights: readonly (number | undefined)[], stickiness: Values | undefined = { enabled: false, duration: 1 },
): Values {
    return {
        type: "forward", forward: { targetGroups: weights.map((weight, index) => ({ arn: `arn-${index}`, weight })), stickiness },
    };
}

function listener(action: Values, groups: readonly PolicyResource[] = [blue, green]): PolicyResource {
    return resource({
        type: "aws:lb/listener:Listener", name: "https", props: { defaultActions: [action] }, from: { defaultActions: groups },
    });
}

function rule(action: Values, groups: readonly PolicyResource[] = [blue, green]): PolicyResource {
    return resource({
        type: "aws:lb/listenerRule:ListenerRule", name: "rule", props: { actions: [action] }, from: { actions: groups },
    });
}

const redirect = listener({ type: "redirect", redirect: { port: "443" } }, []);

describe("both-colors-in-every-forward", () => {
    it("passes listeners and rules with both colors, and other actions", async () => {
        assert.deepEqual(
            await checkStack(bothColors, [blue, green, listener(forward([100, 0])), rule(forward([100, 0])), redirect]), [],
        );
    });

    it("passes while the ARNs are unknown", async () => {
        const action: Values = {
            type: "forward", forward: { targetGroups: [{ arn: unknown, weight: 100 }, { arn: unknown, weight: 0 }] },
        };
        const unknowing = { ...listener(action), props: unknownCheckingProxy({ defaultActions: [action] }) };
        assert.deepEqual(await checkStack(bothColors, [unknowing]), []);
    });

    it("names a listener or rule without one of the colors", async () => {
        assert.deepEqual(await checkStack(
            bothColors, [listener(forward([100]), [blue]), rule(forward([50, 50]), [green, green])],
        ), [
            "https: forward action with 1 target groups, of the colors blue; exactly one of each of blue, green is allowed",
            "rule: forward action with 2 target groups, of the colors green, green; exactly one of each of blue, green is "
                + "allowed",
        ]);
    });

    it("names a forward to a single group in the short form", async () => {
        assert.deepEqual(await checkStack(bothColors, [listener({ type: "forward", targetGroupArn: "arn" }, [blue])]),
            ["https: forward action with 0 target groups, of the colors blue; exactly one of each of blue, green is allowed"]);
    });

    it("names an action that mixes services", async () => {
        assert.deepEqual(await checkStack(bothColors, [listener(forward([100, 0]), [blue, group("green", "api")])]),
            ["https: forward action mixes the services api, web; one is allowed"]);
    });
});

describe("weights-add-up", () => {
    it("passes every whole split", async () => {
        for (const weight of [0, 1, 50, 99, 100]) {
            assert.deepEqual(
                await checkStack(
                    wholeWeights, [listener(forward([weight, 100 - weight])), rule(forward([weight, 100 - weight]))],
                ),
                [],
            );
        }
    });

    it("names every other sum, weights that are all 0, and a weight that is not there", async () => {
        const message = (weights: string): string[] =>
            [`https: forward action with the weights ${weights}; whole numbers that add up to 100 are allowed`];
        assert.deepEqual(await checkStack(wholeWeights, [listener(forward([60, 60]))]), message("60, 60"));
        assert.deepEqual(await checkStack(wholeWeights, [listener(forward([0, 0]))]), message("0, 0"));
        assert.deepEqual(await checkStack(wholeWeights, [listener(forward([110, -10]))]), message("110, -10"));
        assert.deepEqual(await checkStack(wholeWeights, [listener(forward([100, undefined]))]), message("100, NaN"));
    });
});

describe("no-stickiness", () => {
    it("passes actions and groups without it", async () => {
        assert.deepEqual(
            await checkStack(noStickiness, [blue, green, listener(forward([100, 0])), rule(forward([100, 0], undefined))]), [],
        );
    });

    it("names sticky actions and sticky groups", async () => {
        assert.deepEqual(await checkStack(noStickiness, [rule(forward([50, 50], { enabled: true, duration: 60 }))]),
            ["rule: forward action with stickiness; it must be off"]);
        assert.deepEqual(await checkStack(noStickiness, [group("blue", "web", { stickiness: { type: "lb_cookie" } })]),
            ["blue-web: target group with stickiness; it must be off"]);
    });
});

describe("images-by-digest", () => {
    const pod = (image: string): Values => ({ containers: [{ name: "web", image }] });
    const good = sampleImage("api-gateway", "1.0.0");

    it("passes images by digest in every kind that runs pods, and what runs none", async () => {
        const template = { spec: { template: { spec: pod(good) } } };
        const kinds: { [type: string]: Values } = {
            "kubernetes:core/v1:Pod": { spec: pod(good) },
            "kubernetes:apps/v1:Deployment": template,
            "kubernetes:apps/v1:StatefulSet": template,
            "kubernetes:apps/v1:DaemonSet": template,
            "kubernetes:batch/v1:Job": template,
            "kubernetes:batch/v1:CronJob": { spec: { jobTemplate: template } },
            "kubernetes:core/v1:Service": { spec: {} },
        };
        for (const [type, props] of Object.entries(kinds)) {
            assert.deepEqual(await checkResource(imagesByDigest, resource({ type, props })), [], type);
        }
    });

    it("names a tag, a short digest and an init container", async () => {
        const deployment = (spec: Values): PolicyResource =>
            resource({ type: "kubernetes:apps/v1:Deployment", props: { spec: { template: { spec } } } });
        assert.deepEqual(await checkResource(imagesByDigest, deployment(pod("repo/web:1.0.0"))),
            ['container web: image "repo/web:1.0.0" has no digest; REPOSITORY@sha256:DIGEST is allowed']);
        assert.deepEqual(await checkResource(imagesByDigest, deployment(pod("repo/web@sha256:abc"))),
            ['container web: image "repo/web@sha256:abc" has no digest; REPOSITORY@sha256:DIGEST is allowed']);
        assert.deepEqual(await checkResource(
            imagesByDigest, deployment({ ...pod(good), initContainers: [{ name: "init", image: "busybox" }] }),
        ),
            ['container init: image "busybox" has no digest; REPOSITORY@sha256:DIGEST is allowed']);
    });

    it("names the container of a CronJob", async () => {
        const cronJob = resource({
            type: "kubernetes:batch/v1:CronJob",
            props: { spec: { jobTemplate: { spec: { template: { spec: pod("repo/web") } } } } },
        });
        assert.equal((await checkResource(imagesByDigest, cronJob)).length, 1);
    });
});

describe("data-protected-in-production", () => {
    const cases: readonly { readonly type: string; readonly good: Values; readonly bad: Values; readonly says: string }[] = [
        {
            type: "aws:rds/instance:Instance", good: { deletionProtection: true }, bad: {},
            says: "deletionProtection must be true",
        },
        {
            type: "aws:eks/cluster:Cluster", good: { deletionProtection: true }, bad: { deletionProtection: false },
            says: "deletionProtection must be true",
        },
        { type: "aws:s3/bucket:Bucket", good: {}, bad: { forceDestroy: true }, says: "forceDestroy must be false" },
        {
            type: "aws:rds/instance:Instance", good: { deletionProtection: true, skipFinalSnapshot: false },
            bad: { deletionProtection: true, skipFinalSnapshot: true }, says: "skipFinalSnapshot must be false",
        },
    ];
    for (const { type, good, bad, says } of cases) {
        it(`asks ${type} for ${says.split(" ")[0]} and for Pulumi's protection`, async () => {
            const check = (props: Values, protect: boolean, stack = "prod"): Promise<readonly string[]> =>
                checkResource(dataProtected, resource({ type, props, protect }, stack));
            assert.deepEqual(await check(good, true), []);
            assert.deepEqual(await check(bad, true), [says]);
            assert.deepEqual(await check(good, false), ["holds data but is not protected; set the resource option protect"]);
            assert.deepEqual(await check(bad, false, "dev"), []);
        });
    }

    it("asks a load balancer for AWS's protection only", async () => {
        const balancer = (props: Values): PolicyResource => resource({ type: "aws:lb/loadBalancer:LoadBalancer", props }, "prod");
        assert.deepEqual(await checkResource(dataProtected, balancer({ enableDeletionProtection: true })), []);
        assert.deepEqual(await checkResource(dataProtected, balancer({})), ["enableDeletionProtection must be true"]);
    });

    it("is for the stacks that the configuration of the pack names", async () => {
        const database = resource({ type: "aws:rds/instance:Instance", props: { deletionProtection: true } }, "staging");
        assert.deepEqual(await checkResource(dataProtected, database), []);
        assert.deepEqual(await checkResource(dataProtected, database, { stacks: ["staging"] }),
            ["holds data but is not protected; set the resource option protect"]);
    });
});
