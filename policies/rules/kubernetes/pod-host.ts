/** What of its node a pod may use. */
import { flagIs, judged, parts, shown } from "../../core/conditions";
import type { Node } from "../../core/node";
import { met, notMet, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { nothingAt } from "../../core/parts";
import type { Condition, Rule } from "../../core/rule";
import { listParameter, unlessListed } from "./objects";
import { eachContainer, inPod, podRule } from "./pods";

/**
 * Where the runtimes listen (their own documentation: Docker, containerd, CRI-O); /var/run is a link to /run on today's nodes.
 */
const sockets = ["/run/docker.sock", "/run/dockershim.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock"];
const names = sockets.map((socket) => socket.slice(socket.lastIndexOf("/")));

/** Whether the path is a socket of the runtime or a folder above one. */
function reachesSocket(path: string): boolean {
    const plain = `/${path.split("/").filter((part) => part !== "" && part !== ".").join("/")}`.replace(
        /^\/var\/run(?=\/|$)/, "/run",
    );
    const folder = plain === "/" ? "/" : `${plain}/`;
    return names.some((name) => plain.endsWith(name)) || plain === "/var" || sockets.some((socket) => socket.startsWith(folder));
}

const podFlag = (flag: string): Condition => inPod((spec) => flagIs(spec.at(flag), false, "met"));
const eachVolume = (judge: (volume: Node, allowed: readonly string[]) => ReturnType<Condition>): Condition =>
    inPod((spec, context) => parts(spec.at("volumes"), (volume) => judge(volume, textsOf(context, "allowed"))));

/** Where a container's probes and hooks may name an address. */
const handlers = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];

export const podHostRules: readonly Rule[] = [
    podRule({
        id: "k8s-no-host-network",
        title: "No pod uses the network of its node",
        why: "It hears the node's traffic, reaches the node's own services and credentials, and no network policy holds for it.",
        cure: "Take hostNetwork away from the pod's spec.",
        parameters: { exempt: listParameter("workloads that need the node's network") },
        conditions: [unlessListed("exempt", podFlag("hostNetwork"))],
    }),
    podRule({
        id: "k8s-no-host-pid-ipc",
        title: "No pod sees the processes or the shared memory of its node",
        why: "It could read the memory and the environment of every other pod, and stop them.",
        cure: "Take hostPID and hostIPC away from the pod's spec.",
        parameters: { exempt: listParameter("workloads that watch the node's processes") },
        conditions: [unlessListed("exempt", podFlag("hostPID")), unlessListed("exempt", podFlag("hostIPC"))],
    }),
    podRule({
        id: "k8s-no-host-ports",
        title: "No container opens a port of its node",
        why: "Such a port goes past Services and load balancers, and two pods that want it can't share a node.",
        cure: "Take hostPort away from the container's ports and use a Service.",
        conditions: [eachContainer((container) => parts(container.at("ports"), (port) =>
            judged(port.at("hostPort"), "met", "", ({ number, value }) =>
                (number === 0 ? undefined : `is ${shown(value)}; no port of the node is allowed`))))],
    }),
    podRule({
        id: "k8s-no-host-path-volumes",
        title: "No pod mounts files of its node",
        why: "The node's files hold other pods' secrets and the kubelet's credentials; who writes them runs programs as root.",
        cure: "Use a persistentVolumeClaim, emptyDir, configMap or secret in place of hostPath, or list a system's DaemonSet "
            + "in the parameter exempt.",
        parameters: { exempt: listParameter("DaemonSets of the system that may mount files of the node") },
        conditions: [unlessListed("exempt", eachVolume((volume) => {
            const path = volume.at("hostPath");
            return path.reading === "unknown"
                ? unknown(path.path)
                : path.reading === "absent" ? met : notMet(path.path, "is set; no files of the node are allowed");
        }))],
    }),
    podRule({
        id: "k8s-volume-types-allowed",
        title: "Pods mount only volumes of the allowed kinds",
        why: "Other kinds reach the node, or storage that Kubernetes keeps no rights for.",
        cure: "Use a kind of volume that the parameter allowed lists, mostly persistentVolumeClaim or csi.",
        parameters: {
            // kubernetes.io/docs/concepts/security/pod-security-standards, "Restricted", Volume Types.
            allowed: textsParameter(
                "kinds of volumes",
                ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"],
            ),
        },
        conditions: [eachVolume((volume, allowed) => {
            const wrong = volume.entries().map(([kind]) => kind).filter((kind) =>
                kind !== "name" && volume.at(kind).reading !== "absent" && !allowed.includes(kind));
            const open = wrong.map((kind) => volume.at(kind)).find(({ reading }) => reading === "unknown");
            if (open !== undefined) return unknown(open.path);
            return wrong.length === 0
                ? met
                : notMet(volume.path, `is of the kind ${wrong.join(", ")}; one of ${allowed.join(", ")} is required`);
        })],
    }),
    podRule({
        id: "k8s-no-shared-process-namespace",
        title: "Containers of a pod do not see each other's processes",
        why: "A container that was taken could read the memory, environment and files of all others in the pod.",
        cure: "Take shareProcessNamespace away from the pod's spec.",
        conditions: [podFlag("shareProcessNamespace")],
    }),
    podRule({
        id: "k8s-no-container-runtime-socket",
        title: "No pod mounts the socket of the container runtime",
        why: "Who talks to the runtime starts any container with any right on the node.",
        cure: "Take away the volume whose hostPath is the socket, or a folder above it.",
        conditions: [eachVolume((volume) => {
            const path = volume.at("hostPath.path");
            return judged(
                path, "met", "",
                ({ text = "" }) => (reachesSocket(text)
                    ? `is ${shown(text)}, which holds the socket of the container runtime; another path is required`
                    : undefined),
            );
        })],
    }),
    podRule({
        id: "k8s-no-probe-host",
        title: "Probes and hooks ask only the pod itself",
        why: "The kubelet asks the address that is given: a pod could have it reach services that only nodes may reach.",
        cure: "Take host away from httpGet and tcpSocket of probes and lifecycle hooks.",
        conditions: [eachContainer((container) => handlers.flatMap((handler) =>
            ["httpGet", "tcpSocket"].map((kind) => nothingAt(container.at(`${handler}.${kind}.host`), "only the pod itself"))))],
    }),
];
