/** Operators whose custom resource definitions come from their published Go modules: not copied into the project. */

export interface Operator {
    readonly name: string;
    readonly module: string;
    readonly version: string;
    /** As `go.sum` has it: what is downloaded is compared with it. */
    readonly sum: string;
    /** Folder of the definitions in the module. */
    readonly folder: string;
    /** Kinds of it that the project makes, as `kyverno.io/v1 ClusterPolicy`. */
    readonly kinds: readonly string[];
}

/** The newest that the Go module proxy has: the controller's releases are tagged under a path that it does not serve. */
export const loadBalancerController: Operator = {
    name: "aws-load-balancer-controller",
    module: "github.com/kubernetes-sigs/aws-load-balancer-controller",
    version: "v0.0.0-20260423195125-93ff3b5fdaad",
    sum: "h1:sttxR+rS5X6cS1ldieB5JKVucs61EHq8XO7VKySyU5w=",
    folder: "config/crd/bases",
    kinds: ["elbv2.k8s.aws/v1beta1 TargetGroupBinding"],
};

export const kyverno: Operator = {
    name: "kyverno",
    module: "github.com/kyverno/kyverno",
    version: "v1.19.1",
    sum: "h1:/MkgFii3/VlQfKR1JpC9tVwNNVNQTt2S4U6qCsafsTU=",
    folder: "config/crds/kyverno",
    kinds: ["kyverno.io/v1 ClusterPolicy"],
};

export const externalSecrets: Operator = {
    name: "external-secrets",
    module: "github.com/external-secrets/external-secrets",
    version: "v1.3.2",
    sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
    folder: "config/crds/bases",
    kinds: ["external-secrets.io/v1 SecretStore", "external-secrets.io/v1 ExternalSecret"],
};

/** Of the version that the chart brings (components/observability/chart-versions.ts). */
export const prometheusOperator: Operator = {
    name: "prometheus-operator",
    module: "github.com/prometheus-operator/prometheus-operator",
    version: "v0.93.1",
    sum: "h1:4Juk8v93RdG1DSGD/mGp+SeQKPmnlLIj2iq3blLZgFY=",
    folder: "example/prometheus-operator-crd",
    kinds: ["monitoring.coreos.com/v1 ServiceMonitor", "monitoring.coreos.com/v1 PrometheusRule"],
};

/** All whose kinds the programs make. */
export const operators: readonly Operator[] = [loadBalancerController, kyverno, externalSecrets, prometheusOperator];

export interface Definition {
    readonly kind: string;
    readonly spec: {
        readonly group: string;
        readonly scope: string;
        readonly names: { readonly kind: string; readonly plural: string };
        readonly versions: readonly {
            readonly name: string;
            readonly served: boolean;
            readonly schema?: { readonly openAPIV3Schema: Schema };
        }[];
    };
}

/** The part of OpenAPI that definitions use and that this project reads. */
export interface Schema {
    readonly type?: string;
    readonly format?: string;
    readonly properties?: { readonly [name: string]: Schema };
    readonly additionalProperties?: Schema;
    readonly items?: Schema;
    readonly required?: readonly string[];
    readonly enum?: readonly string[];
    readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
    readonly "x-kubernetes-int-or-string"?: boolean;
}
