import { strict as assert } from "node:assert";
import { Slot, type SlotArgs } from "../../../components/slots/slot";
import { sampleImage, sampleRelease, sampleSettings } from "../../config/samples";
import { record, type Recording, type Values } from "../recorder";

const { services } = sampleSettings("staging");
const release = sampleRelease("1.0.0");
const args: SlotArgs = {
    color: "blue",
    size: "full",
    receivesTraffic: true,
    version: release.version,
    images: release.images,
    services,
    targetGroups: [{ service: "api-gateway", arn: "arn:blue-api-gateway" }],
    kubernetesVersion: "1.35",
    loadBalancerCidrs: ["10.0.32.0/20"],
    dataCidrs: ["10.0.48.0/20"],
    endpointCidrs: ["10.0.0.0/19"],
    database: { host: "db.example", port: 5432, name: "colorway" },
    cache: { host: "cache.example", port: 6379, user: "services" },
};

const deployment = "kubernetes:apps/v1:Deployment";
const autoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const budget = "kubernetes:policy/v1:PodDisruptionBudget";

function build(overrides: Partial<SlotArgs> = {}): Promise<Recording<Slot>> {
    return record(() => new Slot("staging", { ...args, ...overrides }));
}

function podOf(recording: Recording<Slot>, service: string): { spec: Values; container: Values } {
    const { spec } = recording.inputs(deployment, `staging-blue-${service}-deployment`) as { spec: { template: { spec: Values } } };
    return { spec: spec.template.spec, container: (spec.template.spec.containers as Values[])[0] };
}

describe("Slot", () => {
    let full: Recording<Slot>;
    before(async () => {
        full = await build();
    });

    it("is a namespace that admits restricted pods only and puts readiness gates into them", () => {
        assert.deepEqual(full.inputs("kubernetes:core/v1:Namespace", "staging-blue-namespace").metadata, {
            name: "colorway-blue",
            labels: {
                "app.kubernetes.io/name": "colorway-blue",
                "app.kubernetes.io/part-of": "colorway",
                "colorway.dev/color": "blue",
                "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
                "pod-security.kubernetes.io/enforce": "restricted",
                "pod-security.kubernetes.io/enforce-version": "v1.35",
                "pod-security.kubernetes.io/audit": "restricted",
                "pod-security.kubernetes.io/audit-version": "v1.35",
                "pod-security.kubernetes.io/warn": "restricted",
                "pod-security.kubernetes.io/warn-version": "v1.35",
                "compliance.colorway.dev/nist-800-53": "rev-5",
                "compliance.colorway.dev/pci-dss": "v4.0.1",
                "compliance.colorway.dev/data-class": "regulated",
            },
        });
    });

    it("makes namespace, Service, binding, Deployment, autoscaler and budget in that order", () => {
        const chain = [
            full.one("kubernetes:core/v1:Namespace", "staging-blue-namespace"),
            full.one("kubernetes:core/v1:Service", "staging-blue-api-gateway-service"),
            full.one("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding", "staging-blue-api-gateway-binding"),
            full.one(deployment, "staging-blue-api-gateway-deployment"),
            full.one(autoscaler, "staging-blue-api-gateway-autoscaler"),
            full.one(budget, "staging-blue-api-gateway-budget"),
        ];
        chain.slice(1).forEach((later, index) => {
            assert.ok(full.waitsFor(later, chain[index]), `${later.name} after ${chain[index].name}`);
            assert.ok(!full.waitsFor(chain[index], later));
        });
    });

    it("closes the namespace and lets pods in only behind their policies", () => {
        const policies = full.ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy").map(({ name }) => name);
        assert.deepEqual(policies.sort(), [
            "staging-blue-default-deny", "staging-blue-allow-dns", ...services.map(({ name }) => `staging-blue-${name}-network-policy`),
        ].sort());
        for (const { name } of services) {
            const pods = full.one(deployment, `staging-blue-${name}-deployment`);
            for (const policy of ["default-deny", "allow-dns", `${name}-network-policy`]) {
                assert.ok(full.waitsFor(pods, full.one("kubernetes:networking.k8s.io/v1:NetworkPolicy", `staging-blue-${policy}`)));
            }
        }
        assert.deepEqual(full.inputs("kubernetes:networking.k8s.io/v1:NetworkPolicy", "staging-blue-default-deny").spec,
            { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    });

    it("bounds the namespace before any pod, by the same quota whatever the size", async () => {
        const quotaType = "kubernetes:core/v1:ResourceQuota";
        const limitsType = "kubernetes:core/v1:LimitRange";
        for (const { name } of services) {
            const pods = full.one(deployment, `staging-blue-${name}-deployment`);
            assert.ok(full.waitsFor(pods, full.one(quotaType, "staging-blue-quota")));
            assert.ok(full.waitsFor(pods, full.one(limitsType, "staging-blue-limits")));
        }
        const { metadata, spec } = full.inputs(quotaType, "staging-blue-quota");
        assert.deepEqual(metadata, { name: "slot", namespace: "colorway-blue" });
        // Four services of at most four pods: twice that, and one more of each in a rollout.
        assert.equal((spec as { hard: Values }).hard.pods, "36");
        for (const size of ["reduced", "off"]) assert.deepEqual((await build({ size })).inputs(quotaType, "staging-blue-quota").spec, spec);
    });

    it("runs restricted pods that end patiently and spread over zones", () => {
        const { spec, container } = podOf(full, "api-gateway");
        assert.deepEqual(spec.securityContext, { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
        assert.equal(spec.automountServiceAccountToken, false);
        assert.equal(spec.terminationGracePeriodSeconds, 100);
        assert.deepEqual((spec.topologySpreadConstraints as Values[]).map(({ topologyKey }) => topologyKey),
            ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]);
        assert.deepEqual(container.securityContext, {
            allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true,
            capabilities: { drop: ["ALL"] },
        });
        assert.deepEqual(container.lifecycle, { preStop: { sleep: { seconds: 60 } } });
        assert.deepEqual(container.resources, { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1", memory: "256Mi" } });
        assert.equal(container.image, sampleImage("api-gateway", "1.0.0"));
        for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
            assert.ok(container[probe], probe);
        }
    });

    it("tells a service who it is and where its data is, and nothing that it does not use", () => {
        const env = (service: string): Values =>
            Object.fromEntries((podOf(full, service).container.env as Values[]).map(({ name, value }) => [String(name), value]));
        const identity = { COLORWAY_COLOR: "blue", COLORWAY_VERSION: "1.0.0", COLORWAY_PORT: "8080" };
        assert.deepEqual(env("order-execution"), {
            ...identity, COLORWAY_SERVICE: "order-execution",
            COLORWAY_DATABASE_HOST: "db.example", COLORWAY_DATABASE_PORT: "5432", COLORWAY_DATABASE_NAME: "colorway",
        });
        assert.deepEqual(env("api-gateway"), {
            ...identity, COLORWAY_SERVICE: "api-gateway",
            COLORWAY_CACHE_HOST: "cache.example", COLORWAY_CACHE_PORT: "6379", COLORWAY_CACHE_USER: "services",
        });
    });

    it("changes its release by adding pods before it takes any away, and gives up when they do not come", () => {
        for (const { inputs } of full.ofType(deployment)) {
            const { strategy, minReadySeconds, progressDeadlineSeconds } = inputs.spec as Values;
            assert.deepEqual({ strategy, minReadySeconds, progressDeadlineSeconds }, {
                strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
                minReadySeconds: 10,
                progressDeadlineSeconds: 300,
            });
        }
    });

    it("names the configuration by its content and makes it immutable", async () => {
        const configOf = (recording: Recording<Slot>): Values => recording.inputs("kubernetes:core/v1:ConfigMap", "staging-blue-api-gateway-config");
        const nameOf = (recording: Recording<Slot>): unknown => (configOf(recording).metadata as Values).name;
        assert.equal(configOf(full).immutable, true);
        assert.match(String(nameOf(full)), /^api-gateway-[0-9a-f]{8}$/);
        const [gateway, ...others] = services;
        const changed = await build({ services: [{ ...gateway, env: { MODE: "paper" } }, ...others] });
        assert.notEqual(nameOf(changed), nameOf(full));
        assert.deepEqual(podOf(changed, "api-gateway").container.envFrom, [{ configMapRef: { name: nameOf(changed) as string } }]);
    });

    it("binds public services only, without rules for security groups", () => {
        const bindings = full.ofType("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding");
        assert.deepEqual(bindings.map(({ inputs }) => inputs.spec), [{
            serviceRef: { name: "api-gateway", port: 8080 },
            targetGroupARN: "arn:blue-api-gateway",
            targetType: "ip",
            ipAddressType: "ipv4",
        }]);
    });

    it("does not wait for pods behind a Service that stands before them", () => {
        for (const { inputs } of full.ofType("kubernetes:core/v1:Service")) {
            assert.deepEqual((inputs.metadata as Values).annotations, { "pulumi.com/skipAwait": "true" });
        }
    });

    for (const { size, min, max } of [{ size: "full", min: 2, max: 4 }, { size: "reduced", min: 1, max: 1 }]) {
        it(`leaves the number of pods of a ${size} slot to an autoscaler from ${min} to ${max}, and waits for ${min}`, async () => {
            const recording = await build({ size });
            for (const { name } of services) {
                const pods = recording.one(deployment, `staging-blue-${name}-deployment`);
                assert.equal((pods.inputs.spec as Values).replicas, min);
                assert.deepEqual(pods.ignoreChanges, ["spec.replicas"]);
                const { minReplicas, maxReplicas } = recording.inputs(autoscaler, `staging-blue-${name}-autoscaler`).spec as Values;
                assert.deepEqual([minReplicas, maxReplicas], [min, max]);
                const { annotations } = recording.inputs(budget, `staging-blue-${name}-budget`).metadata as { annotations: Values };
                assert.deepEqual(annotations, { "pulumi.com/waitFor": `jsonpath={$[?@.currentHealthy > ${min - 1}]}` });
            }
        });
    }

    it("lets a service start with the pods that its floor asks for, and waits for as many", async () => {
        const floors = { "api-gateway": 3, "risk-management": 1, "order-execution": 9 };
        const least = async (overrides: Partial<SlotArgs>): Promise<unknown> => {
            const recording = await build(overrides);
            return Object.fromEntries(services.map(({ name }) => {
                const pods = recording.inputs(deployment, `staging-blue-${name}-deployment`).spec as Values;
                const bounds = recording.inputs(autoscaler, `staging-blue-${name}-autoscaler`).spec as Values;
                const { annotations } = recording.inputs(budget, `staging-blue-${name}-budget`).metadata as { annotations: Values };
                const gate = /> (\d+)\]/.exec(String(annotations["pulumi.com/waitFor"]))?.[1];
                assert.deepEqual([pods.replicas, gate], [bounds.minReplicas, String(Number(bounds.minReplicas) - 1)]);
                return [name, [bounds.minReplicas, bounds.maxReplicas]];
            }));
        };
        assert.deepEqual(await least({ floors }), {
            "api-gateway": [3, 4], "strategy-engine": [2, 4], "order-execution": [4, 4], "risk-management": [2, 4],
        });
        assert.deepEqual(await least({ floors, size: "reduced" }), Object.fromEntries(services.map(({ name }) => [name, [1, 1]])));
    });

    it("waits for no pods where it receives no traffic", async () => {
        const idle = await build({ receivesTraffic: false });
        for (const { inputs } of idle.ofType(budget)) {
            assert.deepEqual((inputs.metadata as Values).annotations, {});
        }
    });

    it("keeps selectors free of everything that changes", async () => {
        const other = await build({ size: "reduced", ...sampleRelease("1.1.0"), receivesTraffic: false });
        const selectors = (recording: Recording<Slot>): unknown => Object.fromEntries(
            [...recording.ofType(deployment), ...recording.ofType("kubernetes:core/v1:Service")]
                .map(({ name, inputs }) => [name, (inputs.spec as Values).selector]),
        );
        assert.deepEqual(selectors(other), selectors(full));
    });

    it("needs a release with an image of every service unless it is off", async () => {
        await assert.rejects(build({ version: undefined }),
            new Error("slots.blue.release: missing, but the slot is full; name a release or turn the slot off"));
        await assert.rejects(build({ images: {} }),
            new Error("slots.blue.release.images.api-gateway: missing, but the slot is full; name a release or turn the slot off"));
        const off = await build({ size: "off", version: undefined, images: undefined });
        assert.deepEqual(off.list(), [
            "colorway:slots:Slot staging-blue",
            "kubernetes:core/v1:LimitRange staging-blue-limits",
            "kubernetes:core/v1:Namespace staging-blue-namespace",
            "kubernetes:core/v1:ResourceQuota staging-blue-quota",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy staging-blue-default-deny",
        ]);
    });
});
