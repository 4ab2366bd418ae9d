import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { Props } from "../../../../simulator/cloud/values";
import { KubeObject } from "../../../../simulator/kubernetes/api/types";
import { NodeView, place } from "../../../../simulator/kubernetes/controllers/placement";
import { nextSizes, proportional, RolloutInput } from "../../../../simulator/kubernetes/controllers/rollout";
import { proposal, rulesOf, scale, ScaleInput } from "../../../../simulator/kubernetes/controllers/scaling";

describe("plan of a rollout", () => {
    const size = fc.integer({ min: 0, max: 12 });

    it("never asks for more or leaves fewer available pods than allowed, and ends with the new ones alone", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 12 }),
                size,
                size,
                fc.array(size, { minLength: 1, maxLength: 3 }),
                (replicas, surge, unavailable, olds) => {
                    fc.pre(surge + unavailable > 0);
                    const maxUnavailable = Math.min(unavailable, replicas);
                    // all old pods are healthy; together they are what was wanted before
                    let sets = [
                        { name: "new", replicas: 0, available: 0 },
                        ...olds.map((each, index) => ({ name: `old${index}`, replicas: each, available: each })),
                    ];
                    const start = sets.reduce((sum, each) => sum + each.replicas, 0);
                    const floor = Math.min(start, replicas - maxUnavailable);
                    for (let step = 0; step < 200; step += 1) {
                        const [next, ...rest] = sets;
                        const input: RolloutInput = {
                            replicas,
                            strategy: "RollingUpdate",
                            maxSurge: surge,
                            maxUnavailable,
                            next,
                            olds: rest,
                            oldPods: 0,
                        };
                        const sizes = nextSizes(input);
                        // removed pods are gone at once, new ones become available only afterwards
                        sets = sets.map((each) => {
                            const replicas = sizes.get(each.name) ?? each.replicas;
                            return { name: each.name, replicas, available: Math.min(each.available, replicas) };
                        });
                        const total = sets.reduce((sum, each) => sum + each.replicas, 0);
                        const available = sets.reduce((sum, each) => sum + each.available, 0);
                        assert.ok(total <= Math.max(start, replicas + surge), `${total} pods`);
                        assert.ok(available >= floor, `${available} available`);
                        if (sizes.size === 0 && sets.every((each) => each.available === each.replicas)) break;
                        if (sizes.size === 0) sets = sets.map((each) => ({ ...each, available: each.replicas }));
                    }
                    assert.deepEqual(
                        sets.map((each) => each.replicas),
                        [replicas, ...olds.map(() => 0)],
                    );
                },
            ),
        );
    });

    it("takes old pods that serve nobody first", () => {
        const olds = [
            { name: "broken", replicas: 3, available: 0 },
            { name: "good", replicas: 3, available: 3 },
        ];
        const next = { name: "new", replicas: 1, available: 0 };
        const sizes = nextSizes({
            replicas: 3,
            strategy: "RollingUpdate",
            maxSurge: 1,
            maxUnavailable: 0,
            next,
            olds,
            oldPods: 6,
        });
        assert.deepEqual([...sizes], [["broken", 0]]);
    });

    it("keeps the shares of the ReplicaSets when the number of pods changes in between", () => {
        fc.assert(
            fc.property(
                fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
                fc.integer({ min: 0, max: 40 }),
                (sizes, target) => {
                    const sets = sizes.map((replicas, index) => ({ name: `set${index}`, replicas, available: replicas }));
                    const result = proportional(sets, target);
                    assert.equal(
                        sets.reduce((sum, each) => sum + (result.get(each.name) ?? each.replicas), 0),
                        target,
                    );
                },
            ),
        );
    });
});

describe("size of an autoscaler", () => {
    const base: ScaleInput = {
        current: 4,
        proposed: 4,
        min: 1,
        max: 20,
        now: 1000,
        up: rulesOf({}, "scaleUp"),
        down: rulesOf({}, "scaleDown"),
        recommendations: [],
        events: [],
    };

    it("is proposed by the ratio to the target, unless it is within a tenth of it", () => {
        assert.deepEqual(
            [proposal(4, 4, 1.09), proposal(4, 4, 0.91), proposal(4, 4, 1.5), proposal(4, 4, 0.5), proposal(4, 4, 1.11)],
            [4, 4, 6, 2, 5],
        );
    });

    it("at most doubles or grows by four in 15 s", () => {
        assert.deepEqual(scale({ ...base, proposed: 15 }), { replicas: 8, stabilized: undefined, limited: "ScaleUpLimit" });
        assert.equal(scale({ ...base, current: 1, proposed: 15 }).replicas, 5);
        assert.equal(scale({ ...base, current: 8, proposed: 15, events: [{ at: 990, change: 4 }] }).replicas, 8);
        assert.equal(scale({ ...base, current: 8, proposed: 15, events: [{ at: 980, change: 4 }] }).replicas, 15);
    });

    it("shrinks to the greatest recommendation of five minutes only", () => {
        assert.deepEqual(
            scale({
                ...base,
                proposed: 1,
                recommendations: [
                    { at: 800, replicas: 3 },
                    { at: 600, replicas: 9 },
                ],
            }),
            { replicas: 3, stabilized: "ScaleDownStabilized", limited: undefined },
        );
        assert.equal(scale({ ...base, proposed: 1, recommendations: [{ at: 600, replicas: 9 }] }).replicas, 1);
    });

    it("stays within its bounds and says which one holds it", () => {
        assert.deepEqual(scale({ ...base, proposed: 7, max: 5 }), {
            replicas: 5,
            stabilized: undefined,
            limited: "TooManyReplicas",
        });
        assert.deepEqual(scale({ ...base, proposed: 0, min: 2 }), {
            replicas: 2,
            stabilized: undefined,
            limited: "TooFewReplicas",
        });
    });

    it("follows the rules of its behavior", () => {
        const spec = {
            behavior: {
                scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] },
                scaleDown: { selectPolicy: "Disabled" },
            },
        };
        const rules = { up: rulesOf(spec, "scaleUp"), down: rulesOf(spec, "scaleDown") };
        assert.equal(scale({ ...base, ...rules, proposed: 9 }).replicas, 5);
        assert.equal(scale({ ...base, ...rules, proposed: 1 }).replicas, 4);
        const least = rulesOf(
            {
                behavior: {
                    scaleDown: {
                        stabilizationWindowSeconds: 0,
                        selectPolicy: "Min",
                        policies: [
                            { type: "Pods", value: 2, periodSeconds: 15 },
                            { type: "Percent", value: 25, periodSeconds: 15 },
                        ],
                    },
                },
            },
            "scaleDown",
        );
        assert.equal(scale({ ...base, down: least, proposed: 1 }).replicas, 3);
    });
});

describe("placement of a pod", () => {
    const metadata = (name: string, labels: Props = {}): KubeObject["metadata"] => ({
        name,
        namespace: "blue",
        uid: name,
        resourceVersion: "1",
        creationTimestamp: "",
        labels,
    });
    const pod = (name: string, spec: Props = {}, cpu = "100m", labels: Props = { app: "a" }): KubeObject => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: metadata(name, labels),
        spec: { containers: [{ name: "c", resources: { requests: { cpu, memory: "1Mi" } } }], ...spec },
    });
    const node = (name: string, zone: string, running: readonly KubeObject[] = [], more: Partial<NodeView> = {}): NodeView => ({
        name,
        labels: { "topology.kubernetes.io/zone": zone, "kubernetes.io/hostname": name },
        taints: [],
        allocatable: { cpu: 1, memory: 2 ** 30 },
        pods: 10,
        running,
        ...more,
    });
    const spread = (whenUnsatisfiable: string): Props => ({
        topologySpreadConstraints: [
            {
                topologyKey: "topology.kubernetes.io/zone",
                maxSkew: 1,
                whenUnsatisfiable,
                labelSelector: { matchLabels: { app: "a" } },
            },
        ],
    });
    const reason = (text: string, nodes: number): Props => ({
        reason:
            `0/${nodes} nodes are available: ${text}. ` +
            `preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`,
    });

    it("needs a node", () => assert.deepEqual(place(pod("x"), []), { reason: "no nodes available to schedule pods" }));

    it("fills a node exactly and not further", () => {
        const nine = Array.from({ length: 9 }, (_, index) => pod(`p${index}`));
        assert.deepEqual(place(pod("x"), [node("a", "z1", nine)]), { node: "a" });
        assert.deepEqual(place(pod("x", {}, "101m"), [node("a", "z1", nine)]), reason("1 Insufficient cpu", 1));
        assert.deepEqual(
            place(pod("x", {}, "1m"), [
                node("a", "z1", nine, { pods: 9 }),
                node("b", "z1", nine, { allocatable: { cpu: 9, memory: 9 * 2 ** 20 } }),
            ]),
            reason("1 Insufficient memory, 1 Too many pods", 2),
        );
    });

    it("spreads over zones, strictly where asked for", () => {
        const nodes = [node("a", "z1", [pod("p")]), node("b", "z2", [], { allocatable: { cpu: 0.05, memory: 2 ** 30 } })];
        assert.deepEqual(place(pod("x", spread("ScheduleAnyway")), nodes), { node: "a" });
        assert.deepEqual(
            place(pod("x", spread("DoNotSchedule")), nodes),
            reason("1 Insufficient cpu, 1 node(s) didn't match pod topology spread constraints", 2),
        );
        assert.deepEqual(
            place(pod("x", spread("DoNotSchedule")), [nodes[0], node("b", "z2", [pod("y", {}, "700m", { app: "b" })])]),
            { node: "b" },
        );
    });

    it("spreads the pods of one revision by themselves where labels are to match", () => {
        const labels = (hash: string): Props => ({ "app": "a", "pod-template-hash": hash });
        const constraint = {
            topologySpreadConstraints: [
                {
                    topologyKey: "topology.kubernetes.io/zone",
                    maxSkew: 1,
                    whenUnsatisfiable: "DoNotSchedule",
                    labelSelector: { matchLabels: { app: "a" } },
                    matchLabelKeys: ["pod-template-hash"],
                },
            ],
        };
        const nodes = [
            node("a", "z1", [pod("o1", {}, "1m", labels("old")), pod("o2", {}, "1m", labels("old"))]),
            node("b", "z2", [pod("n", {}, "1m", labels("new"))]),
        ];
        assert.deepEqual(place(pod("x", constraint, "1m", labels("new")), nodes), { node: "a" });
    });

    it("respects taints, selectors and repulsion", () => {
        const taints = [{ key: "team", value: "risk", effect: "NoSchedule" }];
        assert.deepEqual(
            place(pod("x"), [node("a", "z1", [], { taints })]),
            reason("1 node(s) had untolerated taint {team: risk}", 1),
        );
        assert.deepEqual(
            place(pod("x", { tolerations: [{ key: "team", operator: "Exists" }] }), [node("a", "z1", [], { taints })]),
            { node: "a" },
        );
        assert.deepEqual(
            place(pod("x", { nodeSelector: { disk: "ssd" } }), [node("a", "z1")]),
            reason("1 node(s) didn't match Pod's node affinity/selector", 1),
        );
        const affinity = {
            podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                    { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "a" } } },
                ],
            },
        };
        assert.deepEqual(place(pod("x", { affinity }), [node("a", "z1", [pod("p")]), node("b", "z1")]), { node: "b" });
        assert.deepEqual(
            place(pod("x"), [node("a", "z1", [pod("p", { affinity })])]),
            reason("1 node(s) didn't match pod anti-affinity rules", 1),
        );
    });
});
