import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import type { StackOutputs } from "../outputs";
import { buildStack } from "../program";
import { type Color, colors, environments, type Settings } from "../config/types";
import { type Recorded, type Recording, record, valueOf, type Values } from "./components/recorder";
import { sampleRelease, sampleSettings } from "./config/samples";

const slotType = "colorway:slots:Slot";
const full = { size: "full", release: sampleRelease("1.0.0"), floors: {} } as const;

function build(overrides: Partial<Settings> = {}): Promise<Recording<StackOutputs>> {
    return record(() => buildStack(sampleSettings("dev", overrides)));
}

/** The resource and everything below it, without components. */
function customBelow(recording: Recording<StackOutputs>, root: Recorded): Recorded[] {
    const children = recording.resources.filter(resource => resource.parent === root.urn);
    return [...(root.custom ? [root] : []), ...children.flatMap(child => customBelow(recording, child))];
}

function slotOf(recording: Recording<StackOutputs>, color: Color): Recorded[] {
    return customBelow(recording, recording.one(slotType, `dev-${color}`));
}

function below(recording: Recording<StackOutputs>, type: string): Recorded[] {
    return customBelow(recording, recording.one(type, "dev"));
}

/** Asserts that each of `later` comes after each of `earlier`, and none of `earlier` after any of `later`. */
function assertOrder(recording: Recording<StackOutputs>, later: readonly Recorded[], earlier: readonly Recorded[]): void {
    assert.ok(later.length > 0 && earlier.length > 0);
    for (const one of later) {
        for (const other of earlier) {
            assert.ok(recording.waitsFor(one, other), `${one.name} must come after ${other.name}`);
            assert.ok(!recording.waitsFor(other, one), `${other.name} must not wait for ${one.name}`);
        }
    }
}

describe("the order of the graph", () => {
    const cases: readonly { readonly blue: number; readonly before: readonly Color[]; readonly after: readonly Color[] }[] = [
        { blue: 100, before: ["blue"], after: ["green"] },
        { blue: 0, before: ["green"], after: ["blue"] },
        { blue: 90, before: ["blue", "green"], after: [] },
    ];
    for (const { blue, before, after } of cases) {
        it(`at blue ${blue}: ${before.join(" and ")} before the traffic split${after.length > 0 ? `, ${after.join()} behind it` : ""}`, async () => {
            const recording = await build({ traffic: { blue, green: 100 - blue }, slots: { blue: full, green: full } });
            const split = below(recording, "colorway:edge:TrafficSplit");
            for (const color of before) {
                assertOrder(recording, split, slotOf(recording, color));
            }
            for (const color of after) {
                assertOrder(recording, slotOf(recording, color), split);
            }
        });
    }

    it("puts the test listener before every slot and behind none", async () => {
        const recording = await build();
        const test = below(recording, "colorway:edge:TestListener");
        for (const color of colors) {
            assertOrder(recording, slotOf(recording, color), test);
        }
    });

    it("puts every slot behind the load balancer controller", async () => {
        const recording = await build();
        const controller = recording.one("kubernetes:helm.sh/v3:Release", "dev-load-balancer-controller");
        for (const color of colors) {
            assertOrder(recording, slotOf(recording, color), [controller]);
        }
    });
});

describe("what a stack consists of", () => {
    it("does not depend on which color is live", async () => {
        const blue = await build({ activeColor: "blue", traffic: { blue: 100, green: 0 } });
        const green = await build({ activeColor: "green", traffic: { blue: 0, green: 100 } });
        assert.deepEqual(blue.resources.map(({ urn }) => urn).sort(), green.resources.map(({ urn }) => urn).sort());
    });

    it("differs by the flip in the listeners and in the gates of growth only", async () => {
        const before = await build({ activeColor: "blue", traffic: { blue: 100, green: 0 } });
        const after = await build({ activeColor: "green", traffic: { blue: 0, green: 100 } });
        const changed = before.resources.filter(resource => {
            const other = after.resources.find(({ urn }) => urn === resource.urn);
            return JSON.stringify(other?.inputs) !== JSON.stringify(resource.inputs);
        });
        const services = ["api-gateway", "order-execution", "risk-management", "strategy-engine"];
        assert.deepEqual(changed.map(({ name }) => name).sort(), [
            ...services.map(service => `dev-blue-${service}-budget`),
            ...services.map(service => `dev-green-${service}-budget`),
            "dev-https",
            "dev-test",
        ]);
    });

    it("differs by a floor of a slot in the autoscaler and the gate of that service only", async () => {
        const slots = (floors: { readonly [service: string]: number }): Partial<Settings> =>
            ({ slots: { blue: full, green: { ...full, floors } }, traffic: { blue: 50, green: 50 } });
        const before = await build(slots({}));
        const after = await build(slots({ "order-execution": 2 }));
        const changed = before.resources.filter(({ urn, inputs, ignoreChanges }) => {
            const other = after.resources.find(resource => resource.urn === urn);
            return JSON.stringify(other?.inputs) !== JSON.stringify(inputs) && !ignoreChanges?.includes("spec.replicas");
        });
        assert.deepEqual(changed.map(({ name }) => name).sort(), ["dev-green-order-execution-autoscaler", "dev-green-order-execution-budget"]);
    });

    it("is, for a slot that is off, its namespace, its bounds and the policy that lets nothing through", async () => {
        const recording = await build({ slots: { blue: full, green: { size: "off", floors: {} } } });
        assert.deepEqual(slotOf(recording, "green").map(({ type, name }) => `${type} ${name}`).sort(), [
            "kubernetes:core/v1:LimitRange dev-green-limits",
            "kubernetes:core/v1:Namespace dev-green-namespace",
            "kubernetes:core/v1:ResourceQuota dev-green-quota",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy dev-green-default-deny",
        ]);
        assert.equal(recording.ofType("aws:lb/targetGroup:TargetGroup").length, 2);
    });

    it("is, for a slot that runs, every service with all that belongs to it", async () => {
        const recording = await build({ slots: { blue: full, green: { size: "reduced", release: sampleRelease("1.1.0"), floors: {} } } });
        const listOf = (color: Color): string[] => slotOf(recording, color).map(({ type, name }) => `${type.split(":")[2]} ${name}`).sort();
        const each = (service: string): string[] => [
            `ConfigMap dev-green-${service}-config`,
            `Deployment dev-green-${service}-deployment`,
            `HorizontalPodAutoscaler dev-green-${service}-autoscaler`,
            `NetworkPolicy dev-green-${service}-network-policy`,
            `PodDisruptionBudget dev-green-${service}-budget`,
            `Service dev-green-${service}-service`,
            `ServiceAccount dev-green-${service}-account`,
        ];
        assert.deepEqual(listOf("green"), [
            ...["api-gateway", "order-execution", "risk-management", "strategy-engine"].flatMap(each),
            "LimitRange dev-green-limits",
            "Namespace dev-green-namespace",
            "ResourceQuota dev-green-quota",
            "NetworkPolicy dev-green-allow-dns",
            "NetworkPolicy dev-green-default-deny",
            "TargetGroupBinding dev-green-api-gateway-binding",
        ].sort());
        assert.deepEqual(listOf("blue"), listOf("green").map(line => line.replace("dev-green-", "dev-blue-")));
    });

    it("never leaves a resource to a default provider", async () => {
        const recording = await build();
        const without = recording.resources.filter(({ type, custom, provider }) =>
            custom && !type.startsWith("pulumi:providers:") && provider === "");
        assert.deepEqual(without.map(({ name }) => name), []);
        assert.deepEqual(recording.ofType("pulumi:providers:aws").map(({ name }) => name), ["aws"]);
        assert.deepEqual(recording.ofType("pulumi:providers:kubernetes").map(({ name }) => name), ["dev-kubernetes"]);
    });

    it("copies backups to another region in prod, by a provider of that region, and only there", async () => {
        const prod = await record(() => buildStack(sampleSettings("prod")));
        assert.equal(prod.inputs("pulumi:providers:aws", "aws-copy").region, "us-west-2");
        const elsewhere = prod.resources.filter(({ custom, provider }) => custom && provider.includes("::aws-copy::")).map(({ name }) => name).sort();
        assert.deepEqual(elsewhere, [
            "prod-backup-copy-key", "prod-backup-copy-key-alias", "prod-backup-copy-lock", "prod-backup-copy-vault",
        ]);
        assert.ok(prod.waitsFor(prod.one("aws:backup/plan:Plan", "prod-backup-plan"), prod.one("aws:backup/vault:Vault", "prod-backup-copy-vault")));
    });

    it("protects what holds data in prod, and only there", async () => {
        const protectedIn = async (environment: Settings["environment"]): Promise<string[]> => {
            const recording = await record(() => buildStack(sampleSettings(environment)));
            return recording.resources.filter(resource => resource.protect).map(({ name }) => name).sort();
        };
        assert.deepEqual(await protectedIn("dev"), []);
        const inProd = await protectedIn("prod");
        for (const name of ["prod-database", "prod-lb-logs", "prod-backup-vault", "prod-backup-copy-vault", "prod-records", "prod-trail-files"]) {
            assert.ok(inProd.includes(name), `${name} in ${inProd.join()}`);
        }
    });
});

describe("forward actions", () => {
    it("name both colors with weights that sum to 100, without stickiness, in every listener and rule", async () => {
        await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 100 }), async blue => {
            const services = sampleSettings("dev").services.map(service =>
                service.name === "risk-management" ? { ...service, publicPaths: ["/limits/*"] } : service);
            const recording = await build({ services, traffic: { blue, green: 100 - blue }, slots: { blue: full, green: full } });
            const listeners = recording.ofType("aws:lb/listener:Listener");
            const actions = [
                ...listeners.flatMap(({ inputs }) => inputs.defaultActions as Values[]),
                ...recording.ofType("aws:lb/listenerRule:ListenerRule").flatMap(({ inputs }) => inputs.actions as Values[]),
            ].filter(({ type }) => type === "forward");
            assert.equal(actions.length, 2 + 1 + 5);
            for (const { forward } of actions) {
                const { targetGroups, stickiness } = forward as { targetGroups: Values[]; stickiness: Values };
                assert.deepEqual(targetGroups.map(({ arn }) => /targetgroup\/dev-(blue|green)-/.exec(String(arn))?.[1]), ["blue", "green"]);
                assert.equal(targetGroups.reduce((sum, { weight }) => sum + Number(weight), 0), 100);
                assert.equal(stickiness.enabled, false);
            }
        }), { numRuns: 5 });
    });

    it("send the test listener to the standby color, whatever the traffic", async () => {
        for (const activeColor of colors) {
            const recording = await build({ activeColor, slots: { blue: full, green: full }, traffic: { blue: 50, green: 50 } });
            const [action] = recording.inputs("aws:lb/listener:Listener", "dev-test").defaultActions as Values[];
            const weights = ((action.forward as Values).targetGroups as Values[]).map(({ weight }) => weight);
            assert.deepEqual(weights, activeColor === "blue" ? [0, 100] : [100, 0]);
        }
    });
});

describe("outputs", () => {
    for (const environment of environments) {
        it(`of ${environment} are the agreed ones and hold no secret`, async () => {
            const recording = await record(() => buildStack(sampleSettings(environment)));
            const outputs = await valueOf(recording.result);
            const optional = { dev: ["cache"], staging: ["cache", "trail"], prod: ["cache", "images", "trail"] }[environment];
            assert.deepEqual(Object.keys(outputs).sort(), [
                "environment", "activeColor", "traffic", "url", "testUrl", "vpcId", "clusterName", "clusterArn", "kubeconfig",
                "loadBalancer", "listeners", "deadManRoleArn", "targetGroups", "slots", "database", "records", ...optional,
            ].sort());
            assert.equal(outputs.records.place, `s3://${environment}-records/colorway?region=us-east-1`);
            assert.equal(outputs.testUrl, `${outputs.url}:8443`);
            assert.deepEqual(Object.keys(outputs.targetGroups.green), ["api-gateway"]);
            assert.equal(outputs.targetGroups.green["api-gateway"].name, `${environment}-green-api-gateway`);
            assert.equal(outputs.slots.blue.namespace, "colorway-blue");
            assert.equal(outputs.slots.blue.release, "1.0.0");
            assert.deepEqual(outputs.slots.blue.services, ["api-gateway", "strategy-engine", "order-execution", "risk-management"]);
            assert.doesNotMatch(JSON.stringify(outputs), /token:|password"|BEGIN/i);
        });
    }

    it("leave the cache out where there is none", async () => {
        const { cache } = sampleSettings("dev");
        const recording = await build({ cache: { ...cache, enabled: false } });
        assert.equal(recording.result.cache, undefined);
        assert.deepEqual(recording.ofType("colorway:cache:Cache"), []);
    });
});
