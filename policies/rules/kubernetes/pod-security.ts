/**
 * What a container may do: the settings of the Pod Security Standards, "restricted"
 * (kubernetes.io/docs/concepts/security/pod-security-standards).
 */
import { flagIs, isOneOf, judged, parts, shown } from "../../core/conditions";
import type { Node } from "../../core/node";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter, textsOf, textsParameter } from "../../core/parameters";
import { nothingAt } from "../../core/parts";
import type { Condition, Rule } from "../../core/rule";
import { eachContainer, effective, everywhere, inPod, onLinux, podRule } from "./pods";

/** No reload of another namespace and no effect on other pods (kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster). */
const safeSysctls = [
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
];
const linuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/** A user or group, wherever it is set. That none is set leaves it to the image, which runAsNonRoot guards. */
function identifier(setting: string): Condition {
    return everywhere(setting, (node, context) => {
        const least = Number(context.parameter("least"));
        return judged(node, "met", "", ({ number, value }) =>
            (number !== undefined && number >= least ? undefined : `is ${shown(value)}; ${least} or more is required`));
    });
}

/** A list in which something must, or only something may, stand. */
function inList(
    list: Node, absent: "met" | "notMet", required: string, test: (texts: readonly string[]) => string | undefined,
): Outcome {
    return judged(list, absent, required, (node) => test(node.items().map(({ text }) => text ?? ""))) ;
}

const dropsAll: Condition = onLinux(eachContainer((container) => {
    const drop = container.at("securityContext.capabilities.drop");
    // One part that is not known says nothing about ALL where another is ALL.
    const named = drop.items().some(({ text }) => text === "ALL");
    if (!named && !drop.settled) return unknown(drop.path);
    return inList(drop, "notMet", "ALL", () => (named ? undefined : `is ${shown(drop.value)}; ALL is required`));
}));

const addsFew: Condition = onLinux(eachContainer((container, _, context) => {
    const allowed = textsOf(context, "mayAdd");
    return parts(container.at("securityContext.capabilities.add"), (item) => isOneOf(item, allowed, "met"));
}));

export const podSecurityRules: readonly Rule[] = [
    podRule({
        id: "k8s-no-privileged-containers",
        title: "No container is privileged",
        why: "A privileged container has every device and capability of its node: who takes the container has the node and all "
            + "pods on it.",
        cure: "Take securityContext.privileged away from the container, or set it to false.",
        conditions: [eachContainer((container) => flagIs(container.at("securityContext.privileged"), false, "met"))],
    }),
    podRule({
        id: "k8s-no-privilege-escalation",
        title: "No process in a container can gain more rights than its parent",
        why: "A setuid program in the image makes root out of a plain user where nothing is said.",
        cure: "Set securityContext.allowPrivilegeEscalation to false for each container.",
        conditions: [onLinux(eachContainer((container) =>
            flagIs(container.at("securityContext.allowPrivilegeEscalation"), false, "notMet")))],
    }),
    podRule({
        id: "k8s-run-as-non-root",
        title: "Containers run as another user than root",
        why: "Root in a container is root on the node as soon as anything lets it out.",
        cure: "Set securityContext.runAsNonRoot to true for the pod, and false for no container.",
        conditions: [eachContainer((container, spec) => flagIs(effective(container, spec, "runAsNonRoot"), true, "notMet"))],
    }),
    podRule({
        id: "k8s-run-as-user-not-root",
        title: "No user or group of a container is root's",
        why: "A user 0 that is set overrides the image's own user.",
        cure: "Set runAsUser and runAsGroup of pod and containers to an id above 0, or leave them to the image.",
        parameters: { least: integerParameter("least id of a user or group", 1, { minimum: 1 }) },
        conditions: [identifier("runAsUser"), identifier("runAsGroup")],
    }),
    podRule({
        id: "k8s-drop-all-capabilities",
        title: "Containers give up all capabilities of the kernel",
        why: "The runtime leaves fourteen capabilities to a container that asks for none, raw sockets among them.",
        cure: "Set securityContext.capabilities to { drop: [\"ALL\"] } for each container and add only what the parameter "
            + "mayAdd lists.",
        parameters: { mayAdd: textsParameter("capabilities that a container may add", ["NET_BIND_SERVICE"]) },
        conditions: [dropsAll, addsFew],
    }),
    podRule({
        id: "k8s-seccomp-runtime-default",
        title: "Containers call the kernel through a seccomp filter",
        why: "Kubernetes filters no system call where nothing is said: each flaw of the kernel is open to every container.",
        cure: "Set securityContext.seccompProfile to { type: \"RuntimeDefault\" } for the pod.",
        conditions: [onLinux(eachContainer((container, spec) => {
            const own = effective(container, spec, "seccompProfile");
            return own.reading === "unknown"
                ? unknown(own.path)
                : isOneOf(own.at("type"), ["RuntimeDefault", "Localhost"], "notMet");
        }))],
    }),
    podRule({
        id: "k8s-no-unmasked-proc",
        title: "Containers see only the masked part of /proc",
        why: "The unmasked one shows, and lets change, settings of the node's kernel.",
        cure: "Take securityContext.procMount away, or set it to Default.",
        conditions: [eachContainer((container) => isOneOf(container.at("securityContext.procMount"), ["Default"], "met"))],
    }),
    podRule({
        id: "k8s-safe-sysctls-only",
        title: "Pods set only kernel parameters that stay within the pod",
        why: "Others change the node for every pod on it, or stop it.",
        cure: "Take from securityContext.sysctls what the parameter safe does not list.",
        parameters: { safe: textsParameter("kernel parameters that a pod may set", safeSysctls) },
        conditions: [inPod((spec, context) => {
            const safe = textsOf(context, "safe");
            return parts(spec.at("securityContext.sysctls"), (item) => judged(item.at("name"), "met", "", ({ text = "" }) =>
                // The API takes slashes for dots.
                safe.includes(text.replaceAll("/", "."))
                    ? undefined
                    : `is ${shown(text)}, which is not safe; one of the parameter safe is required`));
        })],
    }),
    podRule({
        id: "k8s-no-selinux-apparmor-override",
        title: "Pods keep the SELinux and AppArmor confinement of the node",
        why: "A user, role or type of one's own, or no profile, takes the second wall around a container away.",
        cure: "Take user and role out of seLinuxOptions, use a type of containers, and no AppArmor profile Unconfined.",
        parameters: { types: textsParameter("SELinux types that a container may have", linuxTypes.slice(1)) },
        conditions: [
            everywhere("seLinuxOptions.user", (node) => nothingAt(node)),
            everywhere("seLinuxOptions.role", (node) => nothingAt(node)),
            everywhere("seLinuxOptions.type", (node, context) =>
                (node.text === "" ? met : isOneOf(node, textsOf(context, "types"), "met"))),
            everywhere(
                "appArmorProfile.type",
                (node) => (node.text === "Unconfined"
                    ? notMet(node.path, "is \"Unconfined\"; a profile is required")
                    : judged(node, "met", "", () => undefined)),
            ),
        ],
    }),
    podRule({
        id: "k8s-no-host-process",
        title: "No Windows container runs as a process of its node",
        why: "Such a container has the node's own rights and files.",
        cure: "Take windowsOptions.hostProcess away from pod and containers.",
        conditions: [everywhere("windowsOptions.hostProcess", (node) => flagIs(node, false, "met"))],
    }),
    podRule({
        id: "k8s-read-only-root-filesystem",
        title: "Containers can't write to their own image",
        why: "Who breaks in can change programs and leave tools behind that the next check of the image does not see.",
        cure: "Set securityContext.readOnlyRootFilesystem to true for each container and mount an emptyDir where it must write.",
        conditions: [onLinux(eachContainer((container) =>
            flagIs(container.at("securityContext.readOnlyRootFilesystem"), true, "notMet")))],
    }),
];
