import { Props } from "../../../simulator/cloud/values";
import {
    autoscaler,
    binding,
    budget,
    changed,
    configMap,
    deployment,
    limitRange,
    namespace,
    networkPolicy,
    quota,
    secret,
    service,
    targetGroupBinding,
} from "./manifests";

export interface Change {
    readonly what: string;
    readonly token: string;
    readonly before: Props;
    readonly after: Props;
    readonly outcome: "same" | "update" | "replace";
    /** Paths that the preview shows. */
    readonly paths: readonly string[];
    /** Of a replacement: the old object must go first. */
    readonly deleteFirst?: boolean;
    readonly config?: Props;
    readonly ignore?: readonly string[];
    /** The dry run of the first update is refused, though the update itself is not: with this message. */
    readonly dryRun?: string;
}

const pod = "spec/template/spec";
const first = `${pod}/containers/0`;
const tokens = {
    deployment: "kubernetes:apps/v1:Deployment",
    service: "kubernetes:core/v1:Service",
    configMap: "kubernetes:core/v1:ConfigMap",
    secret: "kubernetes:core/v1:Secret",
    namespace: "kubernetes:core/v1:Namespace",
} as const;

function nameless(object: Props): Props {
    return changed(object, "metadata/name", undefined);
}

/** Changes of a program and what the provider makes of them (pulumi/pulumi-kubernetes, provider.go and diff.go, version 4). */
export const changes: readonly Change[] = [
    { what: "nothing", token: tokens.deployment, before: deployment, after: deployment, outcome: "same", paths: [] },
    {
        what: "a quantity in another form",
        token: tokens.deployment,
        before: deployment,
        after: changed(deployment, `${first}/resources/requests/cpu`, "0.1"),
        outcome: "same",
        paths: [],
    },
    {
        what: "the default namespace, said",
        token: tokens.configMap,
        before: changed(configMap, "metadata/namespace", undefined),
        after: changed(configMap, "metadata/namespace", "default"),
        outcome: "same",
        paths: [],
    },
    {
        what: "an image",
        token: tokens.deployment,
        before: deployment,
        after: changed(deployment, `${first}/image`, "nginx:1.29"),
        outcome: "update",
        paths: ["spec.template.spec.containers[0].image"],
    },
    {
        what: "replicas",
        token: tokens.deployment,
        before: deployment,
        after: changed(deployment, "spec/replicas", 3),
        outcome: "update",
        paths: ["spec.replicas"],
    },
    {
        what: "replicas that are ignored",
        token: tokens.deployment,
        before: deployment,
        after: changed(deployment, "spec/replicas", 3),
        outcome: "same",
        paths: [],
        ignore: ["spec.replicas"],
    },
    {
        what: "a label",
        token: tokens.deployment,
        before: deployment,
        after: changed(deployment, "metadata/labels/tier", "edge"),
        outcome: "update",
        paths: ["metadata.labels.tier"],
    },
    {
        what: "an annotation with a dot",
        token: tokens.service,
        before: service,
        after: changed(service, "metadata/annotations", { "a.b/c": "d" }),
        outcome: "update",
        paths: ["metadata.annotations"],
    },
    {
        what: "the last annotation",
        token: "kubernetes:policy/v1:PodDisruptionBudget",
        before: changed(budget, "metadata/annotations", { a: "b" }),
        after: changed(budget, "metadata/annotations", {}),
        outcome: "update",
        paths: ["metadata.annotations"],
    },
    {
        what: "no annotations, said",
        token: "kubernetes:policy/v1:PodDisruptionBudget",
        before: budget,
        after: changed(budget, "metadata/annotations", {}),
        outcome: "same",
        paths: [],
    },
    {
        what: "no variables, said",
        token: tokens.deployment,
        before: deployment,
        after: changed(deployment, `${first}/env`, []),
        outcome: "same",
        paths: [],
    },
    {
        what: "the selector of a Deployment",
        token: tokens.deployment,
        before: deployment,
        after: changed(
            changed(deployment, "spec/selector/matchLabels/tier", "edge"),
            "spec/template/metadata/labels/tier",
            "edge",
        ),
        outcome: "replace",
        paths: ["spec.selector.matchLabels.tier", "spec.template.metadata.labels.tier"],
        deleteFirst: true,
    },
    {
        what: "the selector of a Deployment that the provider named",
        token: tokens.deployment,
        before: nameless(deployment),
        after: changed(
            changed(nameless(deployment), "spec/selector/matchLabels/tier", "edge"),
            "spec/template/metadata/labels/tier",
            "edge",
        ),
        outcome: "replace",
        paths: ["spec.selector.matchLabels.tier", "spec.template.metadata.labels.tier"],
        deleteFirst: false,
    },
    {
        what: "a name",
        token: tokens.service,
        before: service,
        after: changed(service, "metadata/name", "other"),
        outcome: "replace",
        paths: ["metadata.name"],
        deleteFirst: false,
    },
    {
        what: "a namespace",
        token: tokens.service,
        before: service,
        after: changed(service, "metadata/namespace", "default"),
        outcome: "replace",
        paths: ["metadata.namespace"],
        deleteFirst: false,
    },
    {
        what: "the selector of a Service",
        token: tokens.service,
        before: service,
        after: changed(service, "spec/selector/app", "other"),
        outcome: "update",
        paths: ["spec.selector.app"],
    },
    {
        what: "the port of a Service",
        token: tokens.service,
        before: service,
        after: changed(service, "spec/ports/0/port", 8080),
        outcome: "update",
        paths: ["spec.ports[0].port"],
        // Only an update takes over the fields of the create, so to a dry run the old port, of the same name, stays
        // (pulumi/pulumi-kubernetes provider/pkg/await/await.go, fixCSAFieldManagers).
        dryRun: 'Service "gateway" is invalid: spec.ports[1].name: Duplicate value: "http"',
    },
    {
        what: "an address for a Service that had none",
        token: tokens.service,
        before: service,
        after: changed(service, "spec/clusterIP", "None"),
        outcome: "replace",
        paths: ["spec.clusterIP"],
        deleteFirst: true,
    },
    {
        what: "the data of a ConfigMap",
        token: tokens.configMap,
        before: configMap,
        after: changed(configMap, "data/LOG_LEVEL", "debug"),
        outcome: "replace",
        paths: ["data.LOG_LEVEL"],
        deleteFirst: true,
    },
    {
        what: "the data of a mutable ConfigMap",
        token: tokens.configMap,
        before: configMap,
        after: changed(configMap, "data/LOG_LEVEL", "debug"),
        outcome: "update",
        paths: ["data.LOG_LEVEL"],
        config: { enableConfigMapMutable: true },
    },
    {
        what: "the data of an immutable ConfigMap",
        token: tokens.configMap,
        before: { ...configMap, immutable: true },
        after: { ...changed(configMap, "data/LOG_LEVEL", "debug"), immutable: true },
        outcome: "replace",
        paths: ["data.LOG_LEVEL"],
        deleteFirst: true,
        config: { enableConfigMapMutable: true },
    },
    {
        what: "a label of a ConfigMap",
        token: tokens.configMap,
        before: configMap,
        after: changed(configMap, "metadata/labels", { a: "b" }),
        outcome: "update",
        paths: ["metadata.labels"],
    },
    {
        what: "the data of a Secret",
        token: tokens.secret,
        before: secret,
        after: changed(secret, "stringData/key", "other"),
        outcome: "replace",
        paths: ["data.key"],
        deleteFirst: true,
    },
    {
        what: "pod security of a Namespace",
        token: tokens.namespace,
        before: changed(namespace, "metadata/name", "red"),
        after: { ...namespace, metadata: { name: "red", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
        outcome: "update",
        paths: ["metadata.labels"],
    },
    {
        what: "the role of a binding",
        token: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        before: binding,
        after: changed(binding, "roleRef/name", "other"),
        outcome: "replace",
        paths: ["roleRef.name"],
        deleteFirst: true,
    },
    {
        what: "the size of an autoscaler",
        token: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        before: autoscaler,
        after: changed(autoscaler, "spec/maxReplicas", 8),
        outcome: "update",
        paths: ["spec.maxReplicas"],
    },
    {
        what: "a disruption budget",
        token: "kubernetes:policy/v1:PodDisruptionBudget",
        before: budget,
        after: changed(budget, "spec/maxUnavailable", "50%"),
        outcome: "update",
        paths: ["spec.maxUnavailable"],
    },
    {
        what: "a network policy",
        token: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        before: networkPolicy,
        after: changed(networkPolicy, "spec/egress", []),
        outcome: "update",
        paths: ["spec.egress"],
    },
    {
        what: "the amounts of a quota",
        token: "kubernetes:core/v1:ResourceQuota",
        before: quota,
        after: changed(quota, "spec/hard/pods", "20"),
        outcome: "update",
        paths: ["spec.hard.pods"],
    },
    {
        what: "the scopes of a quota",
        token: "kubernetes:core/v1:ResourceQuota",
        before: quota,
        after: changed(quota, "spec/scopes", ["NotTerminating"]),
        outcome: "replace",
        paths: ["spec.scopes"],
        deleteFirst: true,
    },
    {
        what: "a limit range",
        token: "kubernetes:core/v1:LimitRange",
        before: limitRange,
        after: changed(limitRange, "spec/limits/0/max/memory", "2Gi"),
        outcome: "update",
        paths: ["spec.limits[0].max.memory"],
    },
    {
        what: "the Service of a binding",
        token: "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding",
        before: targetGroupBinding,
        after: changed(targetGroupBinding, "spec/serviceRef/name", "other"),
        outcome: "update",
        paths: ["spec.serviceRef.name"],
    },
];
