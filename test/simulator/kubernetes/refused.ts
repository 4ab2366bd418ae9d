import {
    autoscaler, binding, budget, configMap, deployment, limitRange, namespace, networkPolicy,
    quota, role, secret, service, targetGroupBinding,
} from "./manifests";
import { invalid, of, Refused, refusedWorkloads } from "./refused-workloads";

const others: readonly Refused[] = [
    // Services
    {
        what: "a Service without ports",
        manifest: of(service, "spec/ports", []),
        message: invalid("Service", "gateway", "spec.ports: Required value"),
    },
    {
        what: "two ports without names",
        manifest: of(service, "spec/ports", [{ port: 80 }, { port: 81 }]),
        message: invalid("Service", "gateway", "[spec.ports[0].name: Required value, spec.ports[1].name: Required value]"),
    },
    {
        what: "the same port twice",
        manifest: of(service, "spec/ports", [
            { name: "a", port: 80 },
            { name: "b", port: 80 },
        ]),
        message: invalid(
            "Service",
            "gateway",
            'spec.ports[1]: Duplicate value: ' +
                '{"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
        ),
    },
    {
        what: "a node port of a ClusterIP Service",
        manifest: of(service, "spec/ports/0/nodePort", 30_000),
        message: invalid("Service", "gateway", "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"),
    },
    {
        what: "an unknown type of Service",
        manifest: of(service, "spec/type", "Internal"),
        message: invalid(
            "Service",
            "gateway",
            'spec.type: Unsupported value: "Internal": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
        ),
    },
    // configuration
    {
        what: "a key with a slash",
        manifest: of(configMap, "data", { "a/b": "c" }),
        message: invalid(
            "ConfigMap",
            "settings",
            "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' " +
                "or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        ),
    },
    {
        what: "more than 1 MiB of configuration",
        manifest: of(configMap, "data/big", "x".repeat(1024 * 1024)),
        message: invalid("ConfigMap", "settings", "[]: Too long: may not be more than 1048576 bytes"),
    },
    {
        what: "a certificate without key",
        manifest: of(of(secret, "type", "kubernetes.io/tls"), "stringData", { "tls.crt": "x" }),
        message: invalid("Secret", "keys", "data[tls.key]: Required value"),
    },
    {
        what: "a quota of nothing known",
        manifest: of(quota, "spec/hard", { disks: "1" }),
        message: invalid(
            "ResourceQuota",
            "limits",
            '[spec.hard[disks]: Invalid value: "disks": must be a standard resource type or fully qualified, ' +
                'spec.hard[disks]: Invalid value: "disks": must be a standard resource for quota]',
        ),
    },
    {
        what: "a default above the most",
        manifest: of(limitRange, "spec/limits/0", {
            type: "Container",
            default: { memory: "2Gi" },
            defaultRequest: { memory: "64Mi" },
            max: { memory: "1Gi" },
        }),
        message: invalid(
            "LimitRange",
            "usual",
            'spec.limits[0].default[memory]: Invalid value: "1Gi": default value 2Gi is greater than max value 1Gi',
        ),
    },
    // autoscalers, budgets, policies, roles
    {
        what: "fewer replicas at most than at least",
        manifest: of(autoscaler, "spec/maxReplicas", 1),
        message: invalid(
            "HorizontalPodAutoscaler.autoscaling",
            "gateway",
            "spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`",
        ),
    },
    {
        what: "an autoscaler down to nothing",
        manifest: of(autoscaler, "spec/minReplicas", 0),
        message: invalid(
            "HorizontalPodAutoscaler.autoscaling",
            "gateway",
            "[spec.minReplicas: Invalid value: 0: must be greater than or equal to 1, " +
                "spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas]",
        ),
    },
    {
        what: "a metric without target",
        manifest: of(autoscaler, "spec/metrics/0/resource/target", { type: "Utilization" }),
        message: invalid(
            "HorizontalPodAutoscaler.autoscaling",
            "gateway",
            "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or " +
                "a target utilization",
        ),
    },
    {
        what: "a window beyond an hour",
        manifest: of(autoscaler, "spec/behavior", { scaleDown: { stabilizationWindowSeconds: 3601 } }),
        message: invalid(
            "HorizontalPodAutoscaler.autoscaling",
            "gateway",
            "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600",
        ),
    },
    {
        what: "a budget of both sides",
        manifest: of(budget, "spec/minAvailable", 1),
        message: invalid(
            "PodDisruptionBudget.policy",
            "gateway",
            'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"gateway"}},"MaxUnavailable":1,' +
                '"UnhealthyPodEvictionPolicy":null}: ' +
                'minAvailable and maxUnavailable cannot be both set',
        ),
    },
    {
        what: "a network without mask",
        manifest: of(networkPolicy, "spec/ingress/0/from/0/ipBlock", { cidr: "10.0.0.0" }),
        message: invalid(
            "NetworkPolicy.networking.k8s.io",
            "gateway",
            'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. ' +
                '10.9.8.0/24 or 2001:db8::/64)',
        ),
    },
    {
        what: "an exception outside",
        manifest: of(networkPolicy, "spec/ingress/0/from/0/ipBlock/except", ["10.1.0.0/24"]),
        message: invalid(
            "NetworkPolicy.networking.k8s.io",
            "gateway",
            'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "10.1.0.0/24": must be a strict subset of `cidr`',
        ),
    },
    {
        what: "a peer of addresses and pods",
        manifest: of(networkPolicy, "spec/ingress/0/from/0/podSelector", {}),
        message: invalid(
            "NetworkPolicy.networking.k8s.io",
            "gateway",
            "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer",
        ),
    },
    {
        what: "a rule without verbs",
        manifest: of(role, "rules/0/verbs", []),
        message: invalid(
            "Role.rbac.authorization.k8s.io",
            "reader",
            "rules[0].verbs: Required value: verbs must contain at least one value",
        ),
    },
    {
        what: "a binding to no role",
        manifest: of(binding, "roleRef/kind", "User"),
        message: invalid(
            "RoleBinding.rbac.authorization.k8s.io",
            "reader",
            'roleRef.kind: Unsupported value: "User": supported values: "Role", "ClusterRole"',
        ),
    },
    // where and what
    {
        what: "an object in no namespace",
        manifest: of(service, "metadata/namespace", "red"),
        message: 'namespaces "red" not found',
    },
    { what: "the same object again", manifest: namespace, message: 'namespaces "blue" already exists' },
    {
        what: "a kind whose definition is not there",
        manifest: targetGroupBinding,
        message: 'no matches for kind "TargetGroupBinding" in version "elbv2.k8s.aws/v1beta1"',
    },
    {
        what: "a kind of an old version",
        manifest: { ...deployment, apiVersion: "apps/v1beta1" },
        message: 'no matches for kind "Deployment" in version "apps/v1beta1"',
    },
];

/** Manifests that the API server refuses, with its answer. Each is a good one changed in one place. */
export const refused: readonly Refused[] = [...refusedWorkloads, ...others];
