import { Manifest } from "../../../simulator/kubernetes/api/types";
import { changed, container, deployment, namespace, service } from "./manifests";

export interface Refused {
    readonly what: string;
    readonly manifest: Manifest;
    /** The API server's whole answer. */
    readonly message: string;
}

const pod = "spec/template/spec";
const first = `${pod}/containers/0`;
const label =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with " +
        "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const long = "x".repeat(64);

export function of(object: Manifest, path: string, value: Parameters<typeof changed>[2]): Manifest {
    return changed(object, path, value);
}

export const invalid = (kind: string, name: string, problem: string): string => `${kind} "${name}" is invalid: ${problem}`;
const dep = (problem: string): string => invalid("Deployment.apps", "gateway", problem);
const at = "spec.template.spec.containers[0]";

/** Of these, the form, the names and the Deployments. */
export const refusedWorkloads: readonly Refused[] = [
    // form
    {
        what: "an unknown field of metadata",
        manifest: of(deployment, "metadata/foo", "x"),
        message:
            'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "metadata.foo"',
    },
    {
        what: "an unknown field deep in a list",
        manifest: of(deployment, `${first}/imagePullPolcy`, "Always"),
        message:
            'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field ' +
                '"spec.template.spec.containers[0].imagePullPolcy"',
    },
    {
        what: "two unknown fields",
        manifest: of(of(service, "spec/foo", 1), "bar", 2),
        message:
            'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.foo", ' +
                'unknown field "bar"',
    },
    {
        what: "a text for a number",
        manifest: of(deployment, "spec/replicas", "2"),
        message:
            'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go ' +
                'struct field DeploymentSpec.spec.replicas of type int32',
    },
    {
        what: "a fraction of a pod",
        manifest: of(deployment, "spec/replicas", 1.5),
        message:
            'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 1.5 into Go ' +
                'struct field DeploymentSpec.spec.replicas of type int32',
    },
    {
        what: "a number for an environment variable",
        manifest: of(deployment, `${first}/env`, [{ name: "PORT", value: 8080 }]),
        message:
            'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go ' +
                'struct field EnvVar.spec.template.spec.containers.env.value of type string',
    },
    {
        what: "no quantity",
        manifest: of(deployment, `${first}/resources/limits/memory`, "lots"),
        message:
            "Deployment in version \"v1\" cannot be handled as a Deployment: quantities must match the regular " +
                "expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    },
    // names and labels
    {
        what: "a namespace with a capital letter",
        manifest: of(namespace, "metadata/name", "Blue"),
        message: invalid("Namespace", "Blue", `metadata.name: Invalid value: "Blue": ${label}`),
    },
    {
        what: "a namespace of 64 letters",
        manifest: of(namespace, "metadata/name", long),
        message: invalid(
            "Namespace",
            long,
            `[metadata.name: Invalid value: "${long}": must be no more than 63 characters, metadata.labels: Invalid value: ` +
                `"${long}": must be no more than 63 bytes]`,
        ),
    },
    {
        what: "a Service that starts with a digit",
        manifest: of(service, "metadata/name", "1st"),
        message: invalid(
            "Service",
            "1st",
            "metadata.name: Invalid value: \"1st\": a DNS-1035 label must consist of lower case alphanumeric " +
                "characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. " +
                "'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        ),
    },
    {
        what: "a label value of 64 letters",
        manifest: of(deployment, "metadata/labels/app", long),
        message: dep(`metadata.labels: Invalid value: "${long}": must be no more than 63 bytes`),
    },
    {
        what: "a label value with a space",
        manifest: of(deployment, "metadata/labels/app", "the app"),
        message: dep(
            "metadata.labels: Invalid value: \"the app\": a valid label must be an empty string or consist of " +
                "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. " +
                "'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
                "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ),
    },
    {
        what: "an annotation key with an empty prefix",
        manifest: of(service, "metadata/annotations", { "/x": "y" }),
        message: invalid("Service", "gateway", 'metadata.annotations: Invalid value: "/x": prefix part must be non-empty'),
    },
    {
        what: "an unknown pod security level",
        manifest: of(of(namespace, "metadata/name", "green"), "metadata/labels", {
            "pod-security.kubernetes.io/enforce": "strict",
        }),
        message: invalid(
            "Namespace",
            "green",
            'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, ' +
                'baseline, restricted',
        ),
    },
    // Deployments and their pods
    {
        what: "no selector",
        manifest: of(deployment, "spec/selector", undefined),
        message: dep(
            '[spec.selector: Required value, spec.template.metadata.labels: Invalid value: {"app":"gateway"}: ' +
                "`selector` does not match template `labels`]",
        ),
    },
    {
        what: "a selector of other labels",
        manifest: of(deployment, "spec/selector", { matchLabels: { app: "other" } }),
        message: dep(
            'spec.template.metadata.labels: Invalid value: {"app":"gateway"}: `selector` does not match template `labels`',
        ),
    },
    {
        what: "fewer than no replicas",
        manifest: of(deployment, "spec/replicas", -1),
        message: dep("spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
    },
    {
        what: "a deadline within minReadySeconds",
        manifest: of(of(deployment, "spec/minReadySeconds", 30), "spec/progressDeadlineSeconds", 30),
        message: dep("spec.progressDeadlineSeconds: Invalid value: 30: must be greater than minReadySeconds"),
    },
    {
        what: "a rollout that may do nothing",
        manifest: of(deployment, "spec/strategy", { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }),
        message: dep("spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"),
    },
    {
        what: "Recreate with rolling settings",
        manifest: of(deployment, "spec/strategy", { type: "Recreate", rollingUpdate: { maxSurge: 1 } }),
        message: dep("spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"),
    },
    {
        what: "more than all unavailable",
        manifest: of(deployment, "spec/strategy", { rollingUpdate: { maxUnavailable: "101%" } }),
        message: dep('spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'),
    },
    {
        what: "pods that end",
        manifest: of(deployment, `${pod}/restartPolicy`, "Never"),
        message: dep('spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'),
    },
    {
        what: "no container",
        manifest: of(deployment, `${pod}/containers`, []),
        message: dep("spec.template.spec.containers: Required value"),
    },
    {
        what: "a container without image",
        manifest: of(deployment, `${first}/image`, undefined),
        message: dep(`${at}.image: Required value`),
    },
    {
        what: "two containers of one name",
        manifest: of(deployment, `${pod}/containers`, [container, container]),
        message: dep('spec.template.spec.containers[1].name: Duplicate value: "gateway"'),
    },
    {
        what: "a port beyond the last",
        manifest: of(deployment, `${first}/ports/0/containerPort`, 65_536),
        message: dep(`${at}.ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive`),
    },
    {
        what: "a port name of 16 letters",
        manifest: of(deployment, `${first}/ports/0/name`, "abcdefghijklmnop"),
        message: dep(`${at}.ports[0].name: Invalid value: "abcdefghijklmnop": must be no more than 15 characters`),
    },
    {
        what: "a request above its limit",
        manifest: of(deployment, `${first}/resources/requests/memory`, "256Mi"),
        message: dep(`${at}.resources.requests: Invalid value: "256Mi": must be less than or equal to memory limit of 128Mi`),
    },
    {
        what: "an unknown resource",
        manifest: of(deployment, `${first}/resources/requests/gpu`, "1"),
        message: dep(
            `[${at}.resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified, ` +
                `${at}.resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers]`,
        ),
    },
    {
        what: "a probe of two ways",
        manifest: of(deployment, `${first}/readinessProbe/tcpSocket`, { port: 8080 }),
        message: dep(`${at}.readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type`),
    },
    {
        what: "a probe of no way",
        manifest: of(deployment, `${first}/readinessProbe`, { periodSeconds: 5 }),
        message: dep(`${at}.readinessProbe: Required value: must specify a handler type`),
    },
    {
        what: "a liveness probe that must pass twice",
        manifest: of(deployment, `${first}/livenessProbe`, { tcpSocket: { port: 8080 }, successThreshold: 2 }),
        message: dep(`${at}.livenessProbe.successThreshold: Invalid value: 2: must be 1`),
    },
    {
        what: "a sleep beyond the grace",
        manifest: of(deployment, `${first}/lifecycle`, { preStop: { sleep: { seconds: 31 } } }),
        message: dep(
            `${at}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than ` +
                `terminationGracePeriodSeconds (30)`,
        ),
    },
    {
        what: "a mount of no volume",
        manifest: of(deployment, `${first}/volumeMounts`, [{ name: "data", mountPath: "/data" }]),
        message: dep(`${at}.volumeMounts[0].name: Not found: "data"`),
    },
    {
        what: "two volumes of one name",
        manifest: of(deployment, `${pod}/volumes`, [{ name: "a" }, { name: "a" }]),
        message: dep('spec.template.spec.volumes[1].name: Duplicate value: "a"'),
    },
    {
        what: "a volume of two kinds",
        manifest: of(deployment, `${pod}/volumes/0/configMap`, { name: "settings" }),
        message: dep("spec.template.spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type"),
    },
    {
        what: "a volume of two kinds, whatever their order",
        manifest: of(deployment, `${pod}/volumes/0`, { configMap: { name: "settings" }, emptyDir: {}, name: "scratch" }),
        message: dep("spec.template.spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type"),
    },
    {
        what: "a variable with value and source",
        manifest: of(deployment, `${first}/env`, [
            { name: "A", value: "b", valueFrom: { secretKeyRef: { name: "keys", key: "key" } } },
        ]),
        message: dep(`${at}.env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`),
    },
    {
        what: "an unknown pull policy",
        manifest: of(deployment, `${first}/imagePullPolicy`, "Sometimes"),
        message: dep(
            `${at}.imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"`,
        ),
    },
    {
        what: "privileged without escalation",
        manifest: of(deployment, `${first}/securityContext`, { privileged: true, allowPrivilegeEscalation: false }),
        message: dep(
            `${at}.securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,` +
                '"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,' +
                '"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: ' +
                "cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
        ),
    },
    {
        what: "the same spread twice",
        manifest: of(deployment, `${pod}/topologySpreadConstraints`, [
            { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" },
            { maxSkew: 2, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" },
        ]),
        message: dep(
            'spec.template.spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: ' +
                '"{zone, DoNotSchedule}"',
        ),
    },
    {
        what: "no skew",
        manifest: of(deployment, `${pod}/topologySpreadConstraints`, [
            { maxSkew: 0, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway" },
        ]),
        message: dep("spec.template.spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero"),
    },
];
