import { strict as assert } from "node:assert";
import { judge } from "../../../../policies/core/evaluate";
import { Stack } from "../../../../policies/core/stack";
import { availabilityRules } from "../../../../policies/rules/kubernetes/availability";
import { describeRules, later, type Made } from "../harness";
import { labels, object, pod, podFixtures, type Properties, verdict, workload } from "./fixtures";

const scaler = (minReplicas: unknown, name: unknown = "web"): Made =>
    object(
        "autoscaling/v2:HorizontalPodAutoscaler",
        { spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name }, minReplicas, maxReplicas: 9 } }, "scaler",
    );
const budget = (selector: unknown, namespace = "shop"): Made =>
    object("policy/v1:PodDisruptionBudget", { spec: { selector, minAvailable: 1 } }, "budget", namespace);
const replicas = (count: unknown): Made => workload({}, { replicas: count });
const expression = (operator: string, values?: readonly string[]): Properties =>
    ({ matchExpressions: [{ key: "app", operator, ...(values === undefined ? {} : { values }) }] });
const none = "has no PodDisruptionBudget that selects its pods";
const zone = "topology.kubernetes.io/zone";
const nowhere = `${pod} has neither topologySpreadConstraints nor podAntiAffinity over ${zone}; one is required`;

describeRules("availability", availabilityRules, {
    "k8s-minimum-replicas": {
        passes: [
            [replicas(2)], [replicas(undefined), scaler(3)], [replicas(2), scaler(1, "other")],
            [workload({}, { replicas: 3 }, "apps/v1:StatefulSet"), scaler(1)],
        ],
        fails: [
            { given: [replicas(1)], findings: ["spec.replicas is 1; 2 or more is required"] },
            { given: [replicas(5), scaler(1)], findings: ["shop/scaler.spec.minReplicas is 1; 2 or more is required"] },
            { given: [replicas(5), scaler(undefined)], findings: ["shop/scaler.spec.minReplicas is 1; 2 or more is required"] },
        ],
        absent: { given: [replicas(undefined)], verdict: verdict("spec.replicas is 1; 2 or more is required") },
        unknown: { given: [replicas(2), scaler(3, later)], undecided: ["shop/scaler.spec.scaleTargetRef.name"] },
        notApplicable: { otherType: "kubernetes:apps/v1:DaemonSet" },
    },
    "k8s-pod-disruption-budget": {
        passes: [
            [replicas(2), budget({ matchLabels: labels })],
            [replicas(2), budget({})],
            [replicas(2), budget(expression("In", ["web", "api"]))],
            [replicas(2), budget(expression("Exists"))],
            [replicas(2), budget({ matchLabels: later }), budget({}, "shop")],
        ],
        fails: [
            { given: [replicas(2), budget({ matchLabels: { app: "api" } })], findings: [none] },
            { given: [replicas(2), budget({ matchLabels: labels }, "other")], findings: [none] },
            { given: [replicas(2), budget(undefined)], findings: [none] },
            { given: [replicas(2), budget(expression("NotIn", ["web"]))], findings: [none] },
            { given: [replicas(2), budget(expression("DoesNotExist"))], findings: [none] },
            { given: [replicas(1), scaler(2)], findings: [none] },
        ],
        absent: { given: [replicas(2)], verdict: verdict(none) },
        unknown: { given: [replicas(2), budget({ matchLabels: { app: later } })], undecided: ["shop/budget.spec.selector"] },
        notApplicable: { given: [replicas(1)], reason: "the workload has one pod" },
    },
    "k8s-topology-spread": podFixtures({
        passes: [
            { topologySpreadConstraints: [{ topologyKey: zone, maxSkew: 1 }] },
            { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone }] } } },
            { affinity: {
                podAntiAffinity: {
                    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: zone } }],
                },
            } },
        ],
        fails: [[{ topologySpreadConstraints: [{ topologyKey: "kubernetes.io/hostname", maxSkew: 1 }] }, nowhere]],
        absent: [nowhere],
        unknown: [{ topologySpreadConstraints: [{ topologyKey: later }] }, `${pod}.topologySpreadConstraints[0].topologyKey`],
        notApplicable: { otherType: "kubernetes:apps/v1:DaemonSet" },
    }),
});

describe("rules: an autoscaler whose target is not known yet", () => {
    it("is found by where the name comes from", () => {
        const rule = availabilityRules.find(({ id }) => id === "k8s-minimum-replicas");
        const web = { ...replicas(undefined), urn: "urn:web", name: "web" };
        const stack = new Stack([web, { ...scaler(4, later), urn: "urn:scaler", name: "scaler", from: { spec: ["urn:web"] } }]);
        const [subject] = stack.all();
        assert.ok(rule !== undefined && subject !== undefined);
        assert.deepEqual(judge(rule, subject, stack), { kind: "met" });
    });
});
