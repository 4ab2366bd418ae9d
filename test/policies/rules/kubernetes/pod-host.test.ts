import { podHostRules } from "../../../../policies/rules/kubernetes/pod-host";
import { describeRules, later } from "../harness";
import { container, excused, first, object, pod, podFixtures, workload } from "./fixtures";

const volume = (source: { readonly [kind: string]: unknown }) => ({ volumes: [{ name: "files", ...source }] });
const socket = (path: string): string =>
    `${pod}.volumes[0].hostPath.path is "${path}", which holds the socket of the container runtime; another path is required`;
const listed = (spec: { readonly [name: string]: unknown }) => ({
    parameters: { exempt: ["kube-system/*"] },
    notApplicable: excused(
        "the parameter exempt lists it",
        object("apps/v1:DaemonSet", { spec: { template: { spec } } }, "node-agent", "kube-system"),
    ),
});

describeRules("what of its node a pod may use", podHostRules, {
    "k8s-no-host-network": podFixtures({
        passes: [{ hostNetwork: false }],
        fails: [[{ hostNetwork: true }, `${pod}.hostNetwork is true; false is required`]],
        unknown: [{ hostNetwork: later }, `${pod}.hostNetwork`],
        ...listed({ hostNetwork: true }),
    }),
    "k8s-no-host-pid-ipc": podFixtures({
        passes: [{ hostPID: false, hostIPC: false }],
        fails: [
            [{ hostPID: true }, `${pod}.hostPID is true; false is required`],
            [{ hostIPC: true }, `${pod}.hostIPC is true; false is required`],
        ],
        unknown: [{ hostPID: later }, `${pod}.hostPID`],
        ...listed({ hostPID: true }),
    }),
    "k8s-no-host-ports": podFixtures({
        passes: [container({ ports: [{ containerPort: 8080 }, { containerPort: 8081, hostPort: 0 }] })],
        fails: [
            [
                container({ ports: [{ containerPort: 8080, hostPort: 80 }] }),
                `${first}.ports[0].hostPort is 80; no port of the node is allowed`,
            ],
        ],
        unknown: [container({ ports: [{ containerPort: 8080, hostPort: later }] }), `${first}.ports[0].hostPort`],
    }),
    "k8s-no-host-path-volumes": podFixtures({
        passes: [volume({ emptyDir: {} })],
        fails: [[volume({ hostPath: { path: "/etc" } }), `${pod}.volumes[0].hostPath is set; no files of the node are allowed`]],
        unknown: [volume({ hostPath: later }), `${pod}.volumes[0].hostPath`],
        ...listed(volume({ hostPath: { path: "/etc" } })),
    }),
    "k8s-volume-types-allowed": podFixtures({
        passes: [volume({ secret: { secretName: "web" } }), volume({ persistentVolumeClaim: later })],
        fails: [[
            volume({ nfs: { server: "files", path: "/" } }),
            `${pod}.volumes[0] is of the kind nfs; one of configMap, csi, downwardAPI, emptyDir, ephemeral, `
                + "persistentVolumeClaim, projected, secret is required",
        ]],
        unknown: [volume({ nfs: later }), `${pod}.volumes[0].nfs`],
    }),
    "k8s-no-shared-process-namespace": podFixtures({
        passes: [{ shareProcessNamespace: false }],
        fails: [[{ shareProcessNamespace: true }, `${pod}.shareProcessNamespace is true; false is required`]],
        unknown: [{ shareProcessNamespace: later }, `${pod}.shareProcessNamespace`],
    }),
    "k8s-no-container-runtime-socket": podFixtures({
        passes: [volume({ hostPath: { path: "/var/log" } }), volume({ hostPath: { path: "/run/container" } })],
        fails: [
            "/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/", "//var/run", "/", "/var",
            "/opt/own/docker.sock",
        ].map(
            (path) => [volume({ hostPath: { path } }), socket(path)] as const,
        ),
        unknown: [volume({ hostPath: { path: later } }), `${pod}.volumes[0].hostPath.path`],
    }),
    "k8s-no-probe-host": podFixtures({
        passes: [
            container({ livenessProbe: { httpGet: { port: 80, host: "" } }, lifecycle: { preStop: { sleep: { seconds: 5 } } } }),
        ],
        fails: [
            [
                container({
                    livenessProbe: { httpGet: { host: "169.254.169.254", port: 80 } },
                    readinessProbe: { tcpSocket: { host: "db", port: 5432 } },
                    startupProbe: { httpGet: { host: "x", port: 80 } },
                    lifecycle: {
                        postStart: { httpGet: { host: "x", port: 80 } }, preStop: { tcpSocket: { host: "x", port: 80 } },
                    },
                }),
                ...[
                    "livenessProbe.httpGet", "readinessProbe.tcpSocket", "startupProbe.httpGet", "lifecycle.postStart.httpGet",
                    "lifecycle.preStop.tcpSocket",
                ]
                    .map((handler) => `${first}.${handler}.host is set; only the pod itself is allowed`),
            ],
        ],
        unknown: [container({ livenessProbe: { httpGet: { host: later, port: 80 } } }), `${first}.livenessProbe.httpGet.host`],
    }),
});

// The workload that the others compare with is found by its name, too.
describeRules("what of its node a listed workload may use", podHostRules.filter(({ id }) => id === "k8s-no-host-network"), {
    "k8s-no-host-network": {
        ...podFixtures({
            passes: [], fails: [[{ hostNetwork: true }, `${pod}.hostNetwork is true; false is required`]],
            unknown: [{}], ...listed({ hostNetwork: true }),
        }),
        unknown: {
            given: [{ ...workload({ hostNetwork: true }), props: { metadata: { name: "web", namespace: later }, spec: {} } }],
            undecided: ["metadata.namespace"],
        },
    },
});
