import { Manifest } from "../../../simulator/kubernetes/api/types";
import {
    autoscaler, binding, budget, changed, configMap, container, deployment, limitRange, namespace, networkPolicy, quota, role, secret, service,
    targetGroupBinding,
} from "./manifests";

export interface Refused {
    readonly what: string;
    readonly manifest: Manifest;
    /** The API server's whole answer. */
    readonly message: string;
}

const pod = "spec/template/spec";
const first = `${pod}/containers/0`;
const label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const long = "x".repeat(64);

function of(object: Manifest, path: string, value: Parameters<typeof changed>[2]): Manifest {
    return changed(object, path, value);
}

const invalid = (kind: string, name: string, problem: string): string => `${kind} "${name}" is invalid: ${problem}`;
const dep = (problem: string): string => invalid("Deployment.apps", "gateway", problem);
const at = "spec.template.spec.containers[0]";

/** Manifests that the API server refuses, with its answer. Each is a good one changed in one place. */
export const refused: readonly Refused[] = [
    // form
    { what: "an unknown field of metadata", manifest: of(deployment, "metadata/foo", "x"), message: 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "metadata.foo"' },
    { what: "an unknown field deep in a list", manifest: of(deployment, `${first}/imagePullPolcy`, "Always"), message: 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imagePullPolcy"' },
    { what: "two unknown fields", manifest: of(of(service, "spec/foo", 1), "bar", 2), message: 'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.foo", unknown field "bar"' },
    { what: "a text for a number", manifest: of(deployment, "spec/replicas", "2"), message: 'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32' },
    { what: "a fraction of a pod", manifest: of(deployment, "spec/replicas", 1.5), message: 'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32' },
    { what: "a number for an environment variable", manifest: of(deployment, `${first}/env`, [{ name: "PORT", value: 8080 }]), message: 'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string' },
    { what: "no quantity", manifest: of(deployment, `${first}/resources/limits/memory`, "lots"), message: "Deployment in version \"v1\" cannot be handled as a Deployment: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
    // names and labels
    { what: "a namespace with a capital letter", manifest: of(namespace, "metadata/name", "Blue"), message: invalid("Namespace", "Blue", `metadata.name: Invalid value: "Blue": ${label}`) },
    { what: "a namespace of 64 letters", manifest: of(namespace, "metadata/name", long), message: invalid("Namespace", long, `[metadata.name: Invalid value: "${long}": must be no more than 63 bytes, metadata.labels: Invalid value: "${long}": must be no more than 63 bytes]`) },
    { what: "a Service that starts with a digit", manifest: of(service, "metadata/name", "1st"), message: invalid("Service", "1st", "metadata.name: Invalid value: \"1st\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')") },
    { what: "a label value of 64 letters", manifest: of(deployment, "metadata/labels/app", long), message: dep(`metadata.labels: Invalid value: "${long}": must be no more than 63 bytes`) },
    { what: "a label value with a space", manifest: of(deployment, "metadata/labels/app", "the app"), message: dep("metadata.labels: Invalid value: \"the app\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')") },
    { what: "an annotation key with an empty prefix", manifest: of(service, "metadata/annotations", { "/x": "y" }), message: invalid("Service", "gateway", 'metadata.annotations: Invalid value: "/x": prefix part must be non-empty') },
    { what: "an unknown pod security level", manifest: of(of(namespace, "metadata/name", "green"), "metadata/labels", { "pod-security.kubernetes.io/enforce": "strict" }), message: invalid("Namespace", "green", 'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted') },
    // Deployments and their pods
    { what: "no selector", manifest: of(deployment, "spec/selector", undefined), message: dep("spec.selector: Required value") },
    { what: "a selector of other labels", manifest: of(deployment, "spec/selector", { matchLabels: { app: "other" } }), message: dep('spec.template.metadata.labels: Invalid value: {"app":"gateway"}: `selector` does not match template `labels`') },
    { what: "fewer than no replicas", manifest: of(deployment, "spec/replicas", -1), message: dep("spec.replicas: Invalid value: -1: must be greater than or equal to 0") },
    { what: "a deadline within minReadySeconds", manifest: of(of(deployment, "spec/minReadySeconds", 30), "spec/progressDeadlineSeconds", 30), message: dep("spec.progressDeadlineSeconds: Invalid value: 30: must be greater than minReadySeconds") },
    { what: "a rollout that may do nothing", manifest: of(deployment, "spec/strategy", { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }), message: dep("spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0") },
    { what: "Recreate with rolling settings", manifest: of(deployment, "spec/strategy", { type: "Recreate", rollingUpdate: { maxSurge: 1 } }), message: dep("spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'") },
    { what: "more than all unavailable", manifest: of(deployment, "spec/strategy", { rollingUpdate: { maxUnavailable: "101%" } }), message: dep('spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%') },
    { what: "pods that end", manifest: of(deployment, `${pod}/restartPolicy`, "Never"), message: dep('spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"') },
    { what: "no container", manifest: of(deployment, `${pod}/containers`, []), message: dep("spec.template.spec.containers: Required value") },
    { what: "a container without image", manifest: of(deployment, `${first}/image`, undefined), message: dep(`${at}.image: Required value`) },
    { what: "two containers of one name", manifest: of(deployment, `${pod}/containers`, [container, container]), message: dep('spec.template.spec.containers[1].name: Duplicate value: "gateway"') },
    { what: "a port beyond the last", manifest: of(deployment, `${first}/ports/0/containerPort`, 65_536), message: dep(`${at}.ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive`) },
    { what: "a port name of 16 letters", manifest: of(deployment, `${first}/ports/0/name`, "abcdefghijklmnop"), message: dep(`${at}.ports[0].name: Invalid value: "abcdefghijklmnop": must be no more than 15 bytes`) },
    { what: "a request above its limit", manifest: of(deployment, `${first}/resources/requests/memory`, "256Mi"), message: dep(`${at}.resources.requests: Invalid value: "256Mi": must be less than or equal to memory limit of 128Mi`) },
    { what: "an unknown resource", manifest: of(deployment, `${first}/resources/requests/gpu`, "1"), message: dep(`${at}.resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified`) },
    { what: "a probe of two ways", manifest: of(deployment, `${first}/readinessProbe/tcpSocket`, { port: 8080 }), message: dep(`${at}.readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type`) },
    { what: "a probe of no way", manifest: of(deployment, `${first}/readinessProbe`, { periodSeconds: 5 }), message: dep(`${at}.readinessProbe: Required value: must specify a handler type`) },
    { what: "a liveness probe that must pass twice", manifest: of(deployment, `${first}/livenessProbe`, { tcpSocket: { port: 8080 }, successThreshold: 2 }), message: dep(`${at}.livenessProbe.successThreshold: Invalid value: 2: must be 1`) },
    { what: "a sleep beyond the grace", manifest: of(deployment, `${first}/lifecycle`, { preStop: { sleep: { seconds: 31 } } }), message: dep(`${at}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)`) },
    { what: "a mount of no volume", manifest: of(deployment, `${first}/volumeMounts`, [{ name: "data", mountPath: "/data" }]), message: dep(`${at}.volumeMounts[0].name: Not found: "data"`) },
    { what: "two volumes of one name", manifest: of(deployment, `${pod}/volumes`, [{ name: "a" }, { name: "a" }]), message: dep('spec.template.spec.volumes[1].name: Duplicate value: "a"') },
    { what: "a volume of two kinds", manifest: of(deployment, `${pod}/volumes/0/configMap`, { name: "settings" }), message: dep("spec.template.spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type") },
    { what: "a variable with value and source", manifest: of(deployment, `${first}/env`, [{ name: "A", value: "b", valueFrom: { secretKeyRef: { name: "keys", key: "key" } } }]), message: dep(`${at}.env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`) },
    { what: "an unknown pull policy", manifest: of(deployment, `${first}/imagePullPolicy`, "Sometimes"), message: dep(`${at}.imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"`) },
    { what: "privileged without escalation", manifest: of(deployment, `${first}/securityContext`, { privileged: true, allowPrivilegeEscalation: false }), message: dep(`${at}.securityContext: Invalid value: {"allowPrivilegeEscalation":false,"privileged":true}: cannot set \`allowPrivilegeEscalation\` to false and \`privileged\` to true`) },
    { what: "the same spread twice", manifest: of(deployment, `${pod}/topologySpreadConstraints`, [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }, { maxSkew: 2, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }]), message: dep('spec.template.spec.topologySpreadConstraints[1].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"') },
    { what: "no skew", manifest: of(deployment, `${pod}/topologySpreadConstraints`, [{ maxSkew: 0, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway" }]), message: dep("spec.template.spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero") },
    // Services
    { what: "a Service without ports", manifest: of(service, "spec/ports", []), message: invalid("Service", "gateway", "spec.ports: Required value") },
    { what: "two ports without names", manifest: of(service, "spec/ports", [{ port: 80 }, { port: 81 }]), message: invalid("Service", "gateway", "[spec.ports[0].name: Required value, spec.ports[1].name: Required value]") },
    { what: "the same port twice", manifest: of(service, "spec/ports", [{ name: "a", port: 80 }, { name: "b", port: 80 }]), message: invalid("Service", "gateway", 'spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}') },
    { what: "a node port of a ClusterIP Service", manifest: of(service, "spec/ports/0/nodePort", 30_000), message: invalid("Service", "gateway", "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'") },
    { what: "an unknown type of Service", manifest: of(service, "spec/type", "Internal"), message: invalid("Service", "gateway", 'spec.type: Unsupported value: "Internal": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"') },
    // configuration
    { what: "a key with a slash", manifest: of(configMap, "data", { "a/b": "c" }), message: invalid("ConfigMap", "settings", "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')") },
    { what: "more than 1 MiB of configuration", manifest: of(configMap, "data/big", "x".repeat(1024 * 1024)), message: invalid("ConfigMap", "settings", ": Too long: may not be more than 1048576 bytes") },
    { what: "a certificate without key", manifest: of(of(secret, "type", "kubernetes.io/tls"), "stringData", { "tls.crt": "x" }), message: invalid("Secret", "keys", "data[tls.key]: Required value") },
    { what: "a quota of nothing known", manifest: of(quota, "spec/hard", { disks: "1" }), message: invalid("ResourceQuota", "limits", 'spec.hard[disks]: Invalid value: "disks": must be a standard resource for quota') },
    { what: "a default above the most", manifest: of(limitRange, "spec/limits/0", { type: "Container", default: { memory: "2Gi" }, defaultRequest: { memory: "64Mi" }, max: { memory: "1Gi" } }), message: invalid("LimitRange", "usual", 'spec.limits[0].default[memory]: Invalid value: "1Gi": default value 2Gi is greater than max value 1Gi') },
    // autoscalers, budgets, policies, roles
    { what: "fewer replicas at most than at least", manifest: of(autoscaler, "spec/maxReplicas", 1), message: invalid("HorizontalPodAutoscaler.autoscaling", "gateway", "spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`") },
    { what: "an autoscaler down to nothing", manifest: of(autoscaler, "spec/minReplicas", 0), message: invalid("HorizontalPodAutoscaler.autoscaling", "gateway", "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1") },
    { what: "a metric without target", manifest: of(autoscaler, "spec/metrics/0/resource/target", { type: "Utilization" }), message: invalid("HorizontalPodAutoscaler.autoscaling", "gateway", "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization") },
    { what: "a window beyond an hour", manifest: of(autoscaler, "spec/behavior", { scaleDown: { stabilizationWindowSeconds: 3601 } }), message: invalid("HorizontalPodAutoscaler.autoscaling", "gateway", "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600") },
    { what: "a budget of both sides", manifest: of(budget, "spec/minAvailable", 1), message: invalid("PodDisruptionBudget.policy", "gateway", 'spec: Invalid value: {"maxUnavailable":1,"minAvailable":1,"selector":{"matchLabels":{"app":"gateway"}}}: minAvailable and maxUnavailable cannot be both set') },
    { what: "a network without mask", manifest: of(networkPolicy, "spec/ingress/0/from/0/ipBlock", { cidr: "10.0.0.0" }), message: invalid("NetworkPolicy.networking.k8s.io", "gateway", 'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)') },
    { what: "an exception outside", manifest: of(networkPolicy, "spec/ingress/0/from/0/ipBlock/except", ["10.1.0.0/24"]), message: invalid("NetworkPolicy.networking.k8s.io", "gateway", 'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "10.1.0.0/24": must be a strict subset of `cidr`') },
    { what: "a peer of addresses and pods", manifest: of(networkPolicy, "spec/ingress/0/from/0/podSelector", {}), message: invalid("NetworkPolicy.networking.k8s.io", "gateway", "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer") },
    { what: "a rule without verbs", manifest: of(role, "rules/0/verbs", []), message: invalid("Role.rbac.authorization.k8s.io", "reader", "rules[0].verbs: Required value: verbs must contain at least one value") },
    { what: "a binding to no role", manifest: of(binding, "roleRef/kind", "User"), message: invalid("RoleBinding.rbac.authorization.k8s.io", "reader", 'roleRef.kind: Unsupported value: "User": supported values: "Role", "ClusterRole"') },
    // where and what
    { what: "an object in no namespace", manifest: of(service, "metadata/namespace", "red"), message: 'namespaces "red" not found' },
    { what: "the same object again", manifest: namespace, message: 'namespaces "blue" already exists' },
    { what: "a kind whose definition is not there", manifest: targetGroupBinding, message: 'no matches for kind "TargetGroupBinding" in version "elbv2.k8s.aws/v1beta1"' },
    { what: "a kind of an old version", manifest: { ...deployment, apiVersion: "apps/v1beta1" }, message: 'no matches for kind "Deployment" in version "apps/v1beta1"' },
];
