/** Manifests with a mistake, one of each kind at least, and what a kube-apiserver says of it. */
import { Document } from "yaml";

export interface Manifest {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string; readonly [name: string]: unknown };
    readonly [name: string]: unknown;
}

export interface Spoiled {
    readonly kind: string;
    /** The mistake. */
    readonly what: string;
    readonly spoil: (manifest: Manifest) => Manifest;
    /** Status and message of the server. */
    readonly refusal: RegExp;
}

interface Deployment extends Manifest {
    readonly spec: { readonly template: { readonly metadata: object; readonly spec: object } };
}

/** The pod that a Deployment makes. */
export function podOf(deployment: Manifest): Manifest {
    const { spec: { template } } = deployment as Deployment;
    const { name, namespace } = deployment.metadata;
    const where = namespace === undefined ? {} : { namespace };
    return { apiVersion: "v1", kind: "Pod", metadata: { ...template.metadata, name, ...where }, spec: template.spec };
}

function set(path: readonly (string | number)[], value: unknown): (manifest: Manifest) => Manifest {
    return (manifest) => {
        const document = new Document(manifest);
        document.setIn(path, value);
        return document.toJS() as Manifest;
    };
}

const container = ["spec", "containers", 0] as const;
const template = ["spec", "template", "spec", "containers", 0] as const;

export const spoiled: readonly Spoiled[] = [
    {
        kind: "Namespace", what: "a label that is none", spoil: set(["metadata", "labels", "colorway.dev/color"], "not a label"),
        refusal: /^422 Namespace .* metadata\.labels: Invalid value: "not a label"/,
    },
    {
        kind: "NetworkPolicy", what: "a direction that is none", spoil: set(["spec", "policyTypes", 0], "Sideways"),
        refusal: /^422 NetworkPolicy.* spec\.policyTypes\[0\]: Unsupported value: "Sideways"/,
    },
    {
        kind: "ServiceAccount", what: "a word for a boolean", spoil: set(["automountServiceAccountToken"], "no"),
        refusal: /^(400|500) .*automountServiceAccountToken/,
    },
    {
        kind: "ConfigMap", what: "a key that is none", spoil: set(["data", "no key"], "x"),
        refusal: /^422 ConfigMap .* data\[no key\]: Invalid value/,
    },
    {
        kind: "Service", what: "a port above all ports", spoil: set(["spec", "ports", 0, "port"], 70_000),
        refusal: /^422 Service .* spec\.ports\[0\]\.port: Invalid value: 70000/,
    },
    {
        kind: "Deployment", what: "a selector that its pods do not meet",
        spoil: set(["spec", "selector", "matchLabels", "colorway.dev/color"], "red"),
        refusal: /^422 Deployment.* `selector` does not match template `labels`/,
    },
    {
        kind: "Deployment", what: "a field that there is none of", spoil: set([...template, "imagePolicy"], "Always"),
        refusal: /^(400|500) .*\.spec\.template\.spec\.containers.*imagePolicy.*field not declared in schema/,
    },
    {
        kind: "Deployment", what: "less memory at most than at least",
        spoil: set([...template, "resources", "limits", "memory"], "1Mi"),
        refusal: /^422 Deployment.*\.resources\.requests: Invalid value: .*must be less than or equal to memory limit/,
    },
    {
        kind: "HorizontalPodAutoscaler", what: "fewer replicas at most than at least", spoil: set(["spec", "maxReplicas"], 0),
        refusal: /^422 HorizontalPodAutoscaler.* spec\.maxReplicas: Invalid value: 0/,
    },
    {
        kind: "PodDisruptionBudget", what: "two limits that exclude each other", spoil: set(["spec", "minAvailable"], 1),
        refusal: /^422 PodDisruptionBudget.* minAvailable and maxUnavailable cannot be both set/,
    },
    {
        kind: "ResourceQuota", what: "a negative amount", spoil: set(["spec", "hard", "pods"], "-1"),
        refusal: /^422 ResourceQuota .* spec\.hard\[pods\]: Invalid value: "?-1"?: must be greater than or equal to 0/,
    },
    {
        kind: "LimitRange", what: "less at most than what a container gets",
        spoil: set(["spec", "limits", 0, "max"], { memory: "1Ki" }),
        refusal: /^422 LimitRange .* spec\.limits\[0\]\.default.*\[memory\]: Invalid value/,
    },
    {
        kind: "ClusterPolicy", what: "an action that is none", spoil: set(["spec", "rules", 0, "validate", "failureAction"], "Warn"),
        refusal: /^422 ClusterPolicy.* spec\.rules\[0\]\.validate\.failureAction: Unsupported value: "Warn"/,
    },
    {
        kind: "StorageClass", what: "a policy that there is none of", spoil: set(["reclaimPolicy"], "Sell"),
        refusal: /^422 StorageClass.* reclaimPolicy: Unsupported value: "Sell"/,
    },
    {
        kind: "ServiceMonitor", what: "an interval that is none", spoil: set(["spec", "endpoints", 0, "interval"], "often"),
        refusal: /^422 ServiceMonitor.* spec\.endpoints\[0\]\.interval: Invalid value: "often"/,
    },
    {
        kind: "PrometheusRule", what: "a group whose name is null", spoil: set(["spec", "groups", 0, "name"], null),
        refusal: /^422 PrometheusRule.* spec\.groups\[0\]\.name in body must be of type string: "null"/,
    },
    {
        kind: "SecretStore", what: "a service that AWS has none of", spoil: set(["spec", "provider", "aws", "service"], "Vault"),
        refusal: /^422 SecretStore.* \[spec\.provider\.aws\.service: Unsupported value: "Vault"/,
    },
    {
        kind: "ExternalSecret", what: "an owner that is none", spoil: set(["spec", "target", "creationPolicy"], "Never"),
        refusal: /^422 ExternalSecret.* spec\.target\.creationPolicy: Unsupported value: "Never"/,
    },
    {
        kind: "TargetGroupBinding", what: "a type of target that there is none of", spoil: set(["spec", "targetType"], "pod"),
        refusal: /^422 TargetGroupBinding.* spec\.targetType: Unsupported value: "pod"/,
    },
    {
        kind: "Pod", what: "all rights on its node", spoil: set([...container, "securityContext", "privileged"], true),
        refusal: /^(403|422) .*privileged/,
    },
    {
        kind: "Pod", what: "the node's network", spoil: set(["spec", "hostNetwork"], true),
        refusal: /^403 .*violates PodSecurity "restricted:v1\.35".*host namespaces \(hostNetwork=true\)/,
    },
];
