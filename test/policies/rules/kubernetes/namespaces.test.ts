import { namespaceRules } from "../../../../policies/rules/kubernetes/namespaces";
import { describeRules, later, type Fixtures, type Made } from "../harness";
import { excused, object, type Properties, verdict, workload } from "./fixtures";

const space = (labels?: Properties, name: unknown = "shop"): Made => ({
    type: "kubernetes:core/v1:Namespace", name: "space",
    props: { metadata: { name, ...(labels === undefined ? {} : { labels }) } },
});
const within = (made: Made, namespace: unknown): Made =>
    ({ ...made, props: { ...made.props, metadata: { name: "web", namespace } } });
const policy = (spec: Properties): Made => object("networking.k8s.io/v1:NetworkPolicy", { spec }, "deny");
const quota = (hard: unknown): Made => object("core/v1:ResourceQuota", { spec: { hard } }, "quota");
const range = (limits: unknown): Made => object("core/v1:LimitRange", { spec: { limits } }, "range");
const security = (level: unknown, version: unknown): Properties =>
    ({ "pod-security.kubernetes.io/enforce": level, "pod-security.kubernetes.io/enforce-version": version });
const place = "metadata.labels.pod-security.kubernetes.io";
const other = { otherType: "kubernetes:core/v1:PersistentVolumeClaim" };

function denies(direction: "Ingress" | "Egress", wrong: readonly Properties[], right: readonly Properties[]): Fixtures {
    const word = direction.toLowerCase();
    const none = `has no NetworkPolicy that denies all ${word} of every pod`;
    const whole = { podSelector: {}, policyTypes: [direction] };
    return {
        passes: [
            [space(), policy(whole)], ...right.map((spec) => [space(), policy(spec)] as const),
            [space(), policy({ ...whole, podSelector: later }), { ...policy(whole), name: "second" }],
            [space(undefined, later), { ...within(policy(whole), later), from: { metadata: ["space"] } }],
        ],
        fails: [
            { ...whole, podSelector: { matchLabels: { app: "web" } } },
            { ...whole, podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } }, { ...whole, [word]: [{}] },
            ...wrong,
        ].map((spec) => ({ given: [space(), policy(spec)] as const, findings: [none] })).concat([
            { given: [space(), within(policy(whole), "other")] as const, findings: [none] },
        ]),
        absent: { given: [space()], verdict: verdict(none) },
        unknown: { given: [space(), within(policy(whole), later)], undecided: ["shop/deny.metadata.namespace"] },
        notApplicable: other,
    };
}

describeRules("namespaces", namespaceRules, {
    "k8s-no-default-namespace": {
        passes: [[workload({})], [object("core/v1:Service")]],
        fails: [
            {
                given: [within(workload({}), "default")],
                findings: ["metadata.namespace is \"default\"; a namespace of its own is required"],
            },
        ],
        absent: {
            given: [within(workload({}), undefined)],
            verdict: verdict("metadata.namespace is not set; a namespace of its own is required"),
        },
        unknown: { given: [within(workload({}), later)], undecided: ["metadata.namespace"] },
        notApplicable: { otherType: "kubernetes:core/v1:Namespace" },
    },
    "k8s-no-workloads-in-kube-system": {
        passes: [[workload({})]],
        fails: ["kube-system", "kube-public", "kube-node-lease"].map((name) => ({
            given: [within(workload({}), name)] as const,
            findings: [`metadata.namespace is "${name}", one of the cluster's own; another is required`],
        })),
        absent: { given: [within(workload({}), undefined)], verdict: verdict() },
        unknown: { given: [within(workload({}), later)], undecided: ["metadata.namespace"] },
        notApplicable: excused("the parameter addOns lists it", object("apps/v1:DaemonSet", {}, "aws-node", "kube-system")),
        parameters: { addOns: ["kube-system/aws-*"] },
    },
    "k8s-namespace-pod-security-enforced": {
        passes: [[space(security("restricted", "v1.35"))], [space(security("baseline", "latest"), "agents")]],
        fails: [
            {
                given: [space(security("baseline", "v1.35"))],
                findings: [`${place}/enforce is "baseline"; "restricted" is required`],
            },
            {
                given: [space(security("restricted", "new"))],
                findings: [`${place}/enforce-version is "new"; a version as v1.35, or latest, is required`],
            },
            {
                given: [space(security("privileged", "v1.35"), "agents")],
                findings: [`${place}/enforce is "privileged"; one of "restricted", "baseline" is required`],
            },
        ],
        absent: {
            given: [space()],
            verdict: verdict(
                `${place}/enforce is not set; "restricted" is required`,
                `${place}/enforce-version is not set; a version is required`,
            ),
        },
        unknown: { given: [space(security(later, "v1.35"))], undecided: [`${place}/enforce`] },
        notApplicable: other,
        parameters: { baseline: ["agents"] },
    },
    "k8s-namespace-default-deny-ingress": denies(
        "Ingress", [{ podSelector: {}, policyTypes: ["Egress"] }], [{ podSelector: {} }, {}],
    ),
    "k8s-namespace-default-deny-egress": denies(
        "Egress", [{ podSelector: {} }, { podSelector: {}, policyTypes: [], egress: [] }],
        [{ podSelector: {}, policyTypes: ["Ingress", "Egress"] }],
    ),
    "k8s-namespace-resource-quota": {
        passes: [
            [space(), quota({ "requests.cpu": "4", "limits.memory": "8Gi", pods: "20" })],
            [space(), quota({ cpu: "4", memory: "8Gi" }), { ...quota({ "count/pods": 20 }), name: "second" }],
        ],
        fails: [
            { given: [space(), quota({ memory: "1Gi", pods: 1 })], findings: ["has no ResourceQuota that limits cpu"] },
            { given: [space(), quota({ cpu: 1, pods: 1 })], findings: ["has no ResourceQuota that limits memory"] },
            { given: [space(), quota({ cpu: 1, memory: "1Gi" })], findings: ["has no ResourceQuota that limits pods"] },
        ],
        absent: {
            given: [space()],
            verdict: verdict(...["cpu", "memory", "pods"].map((name) => `has no ResourceQuota that limits ${name}`)),
        },
        unknown: { given: [space(), quota(later)], undecided: ["shop/quota.spec.hard"] },
        notApplicable: other,
    },
    "k8s-namespace-limit-range": {
        passes: [
            [space(), range([{ type: "Container", default: { cpu: "1" }, defaultRequest: { cpu: "100m" } }])],
            [space(), range([{ type: "Container", default: { cpu: "1" } }])],
            [space(), range([{ type: "Container", max: { cpu: "1" } }])],
        ],
        fails: [
            {
                given: [space(), range([{ type: "Container", defaultRequest: { cpu: "1" } }])],
                findings: ["has no LimitRange with limits for containers that have none"],
            },
            {
                given: [space(), range([{ type: "Pod", max: { cpu: "1" } }])],
                findings: [
                    "has no LimitRange with limits for containers that have none",
                    "has no LimitRange with requests for containers that have none",
                ],
            },
        ],
        absent: {
            given: [space()],
            verdict: verdict(
                "has no LimitRange with limits for containers that have none",
                "has no LimitRange with requests for containers that have none",
            ),
        },
        unknown: { given: [space(), range(later)], undecided: ["shop/range.spec.limits"] },
        notApplicable: other,
    },
    "k8s-required-labels": {
        passes: [[space({ team: "shop", "app.kubernetes.io/name": "shop" })]],
        fails: [
            {
                given: [space({ team: "shop" })],
                findings: ["metadata.labels.app.kubernetes.io/name is not set; a value is required"],
            },
            {
                given: [space({ team: "", "app.kubernetes.io/name": "shop" })],
                findings: ["metadata.labels.team is empty; a value is required"],
            },
        ],
        absent: {
            given: [workload({})],
            verdict: verdict(
                "metadata.labels.app.kubernetes.io/name is not set; a value is required",
                "metadata.labels.team is not set; a value is required",
            ),
        },
        unknown: { given: [space({ team: later, "app.kubernetes.io/name": "shop" })], undecided: ["metadata.labels.team"] },
        notApplicable: other,
        parameters: { labels: ["app.kubernetes.io/name", "team"] },
    },
});
