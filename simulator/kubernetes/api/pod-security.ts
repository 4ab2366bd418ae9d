import { isProps, list, numberOr, optionalText, Props, record, records, textOr, texts } from "../../cloud/values";
import type { Problems } from "./problems";
import { labelsOf, Manifest } from "./types";

/** Pod Security admission (k8s.io/pod-security-admission policy; Kubernetes docs, "Pod Security Standards"). */
export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

const prefix = "pod-security.kubernetes.io/";
const levels: readonly string[] = ["privileged", "baseline", "restricted"];

export interface PodSecurityPolicy {
    readonly level: PodSecurityLevel;
    /** `latest` or `v1.33`. */
    readonly version: string;
}

/** What a namespace's labels ask for in that mode. */
export function policyOf(namespace: Manifest | undefined, mode: "enforce" | "warn"): PodSecurityPolicy {
    const labels = namespace === undefined ? {} : labelsOf(namespace);
    const level = labels[`${prefix}${mode}`];
    const version = labels[`${prefix}${mode}-version`] ?? "latest";
    return { level: level === "baseline" || level === "restricted" ? level : "privileged", version };
}

export function checkPodSecurityLabels(namespace: Manifest, problems: Problems): void {
    const labels = labelsOf(namespace);
    for (const mode of ["enforce", "audit", "warn"]) {
        const level = labels[`${prefix}${mode}`];
        const version = labels[`${prefix}${mode}-version`];
        const at = `metadata.labels[${prefix}${mode}`;
        if (level !== undefined && !levels.includes(level))
            problems.invalid(`${at}]`, level, `must be one of ${levels.join(", ")}`);
        if (version !== undefined && version !== "latest" && !/^v1\.([0-9]|[1-9][0-9]*)$/.test(version)) {
            problems.invalid(`${at}-version]`, version, 'must be "latest" or "v1.x"');
        }
    }
}

interface Finding {
    readonly reason: string;
    readonly detail: string;
}

/** What of a pod's spec breaks the policy, in the words of the admission plugin; undefined: nothing. */
export function violations(policy: PodSecurityPolicy, spec: Props): string | undefined {
    if (policy.level === "privileged") return undefined;
    const containers = [...records(spec, "initContainers"), ...records(spec, "containers")];
    const found = [
        ...baseline(spec, containers, policy.level),
        ...(policy.level === "restricted" ? restricted(spec, containers) : []),
    ];
    if (found.length === 0) return undefined;
    const listed = found.map(({ reason, detail }) => `${reason} (${detail})`).join(", ");
    return `violate PodSecurity "${policy.level}:${policy.version}": ${listed}`;
}

const baseCapabilities = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

function baseline(spec: Props, containers: readonly Props[], level: PodSecurityLevel): readonly Finding[] {
    const found: Finding[] = [];
    const added = containers.filter((each) => capabilities(each, "add").some((name) => !baseCapabilities.includes(name)));
    if (added.length > 0 && level === "baseline") {
        const names = [
            ...new Set(added.flatMap((each) => capabilities(each, "add").filter((name) => !baseCapabilities.includes(name)))),
        ].sort();
        found.push({
            reason: "non-default capabilities",
            detail: `${named(added)} must not include ${quoted(names)} in securityContext.capabilities.add`,
        });
    }
    const shared = ["hostNetwork", "hostPID", "hostIPC"].filter((name) => spec[name] === true).map((name) => `${name}=true`);
    if (shared.length > 0) found.push({ reason: "host namespaces", detail: shared.join(", ") });
    const paths = records(spec, "volumes").filter((volume) => isProps(volume["hostPath"]));
    if (paths.length > 0 && level === "baseline") {
        found.push({
            reason: "hostPath volumes",
            detail: `${paths.length === 1 ? "volume" : "volumes"} ${quoted(paths.map(nameOf))}`,
        });
    }
    const exposed = containers.filter((each) => hostPorts(each).length > 0);
    if (exposed.length > 0) {
        const ports = [...new Set(exposed.flatMap(hostPorts))].sort((a, b) => a - b);
        const verb = exposed.length === 1 ? "uses" : "use";
        found.push({
            reason: "hostPort",
            detail: `${named(exposed)} ${verb} ${ports.length === 1 ? "hostPort" : "hostPorts"} ${ports.join(", ")}`,
        });
    }
    const privileged = containers.filter((each) => context(each)["privileged"] === true);
    if (privileged.length > 0)
        found.push({ reason: "privileged", detail: `${named(privileged)} must not set securityContext.privileged=true` });
    const unconfined = [spec, ...containers].filter((each) => record(context(each), "seccompProfile")["type"] === "Unconfined");
    if (unconfined.length > 0 && level === "baseline") {
        const setters = unconfined.map((each) => (each === spec ? "pod" : named([each]))).join(" and ");
        found.push({
            reason: "seccompProfile",
            detail: `${setters} must not set securityContext.seccompProfile.type to "Unconfined"`,
        });
    }
    return found;
}

const allowedVolumes = [
    "configMap",
    "downwardAPI",
    "emptyDir",
    "projected",
    "secret",
    "csi",
    "persistentVolumeClaim",
    "ephemeral",
    "image",
];

function restricted(spec: Props, containers: readonly Props[]): readonly Finding[] {
    const found: Finding[] = [];
    const escalating = containers.filter((each) => context(each)["allowPrivilegeEscalation"] !== false);
    if (escalating.length > 0) {
        const detail = `${named(escalating)} must set securityContext.allowPrivilegeEscalation=false`;
        found.push({ reason: "allowPrivilegeEscalation != false", detail });
    }
    const details: string[] = [];
    const keeping = containers.filter((each) => !capabilities(each, "drop").includes("ALL"));
    if (keeping.length > 0) details.push(`${named(keeping)} must set securityContext.capabilities.drop=["ALL"]`);
    const adding = containers.filter((each) => capabilities(each, "add").some((name) => name !== "NET_BIND_SERVICE"));
    if (adding.length > 0) {
        const names = [
            ...new Set(adding.flatMap((each) => capabilities(each, "add").filter((name) => name !== "NET_BIND_SERVICE"))),
        ].sort();
        details.push(`${named(adding)} must not include ${quoted(names)} in securityContext.capabilities.add`);
    }
    if (details.length > 0) found.push({ reason: "unrestricted capabilities", detail: details.join("; ") });
    const volumes = records(spec, "volumes").filter(
        (volume) => volumeType(volume) !== undefined && !allowedVolumes.includes(volumeType(volume) ?? ""),
    );
    if (volumes.length > 0) {
        const types = [...new Set(volumes.map((volume) => volumeType(volume) ?? ""))].sort();
        const [noun, verb] = volumes.length === 1 ? ["volume", "uses"] : ["volumes", "use"];
        const kind = types.length === 1 ? "restricted volume type" : "restricted volume types";
        found.push({
            reason: "restricted volume types",
            detail: `${noun} ${quoted(volumes.map(nameOf))} ${verb} ${kind} ${quoted(types)}`,
        });
    }
    found.push(...nonRoot(spec, containers), ...seccomp(spec, containers));
    return found;
}

function nonRoot(spec: Props, containers: readonly Props[]): readonly Finding[] {
    const found: Finding[] = [];
    const forPod = context(spec)["runAsNonRoot"];
    const never = containers.filter((each) => context(each)["runAsNonRoot"] === false);
    const setters = [...(forPod === false ? ["pod"] : []), ...(never.length > 0 ? [named(never)] : [])];
    const silent = containers.filter((each) => context(each)["runAsNonRoot"] === undefined && forPod !== true);
    if (setters.length > 0) {
        found.push({
            reason: "runAsNonRoot != true",
            detail: `${setters.join(" and ")} must not set securityContext.runAsNonRoot=false`,
        });
    } else if (silent.length > 0) {
        found.push({
            reason: "runAsNonRoot != true",
            detail: `pod or ${named(silent)} must set securityContext.runAsNonRoot=true`,
        });
    }
    const roots = containers.filter((each) => context(each)["runAsUser"] === 0);
    const rootSetters = [...(context(spec)["runAsUser"] === 0 ? ["pod"] : []), ...(roots.length > 0 ? [named(roots)] : [])];
    if (rootSetters.length > 0)
        found.push({ reason: "runAsUser=0", detail: `${rootSetters.join(" and ")} must not set runAsUser=0` });
    return found;
}

function seccomp(spec: Props, containers: readonly Props[]): readonly Finding[] {
    const typeOf = (each: Props): string | undefined => optionalText(record(context(each), "seccompProfile"), "type");
    const good = (type: string | undefined): boolean => type === "RuntimeDefault" || type === "Localhost";
    const wrong = containers.filter((each) => typeOf(each) !== undefined && !good(typeOf(each)));
    const podType = typeOf(spec);
    const podWrong = podType !== undefined && !good(podType);
    if (podWrong || wrong.length > 0) {
        const setters = [...(podWrong ? ["pod"] : []), ...(wrong.length > 0 ? [named(wrong)] : [])].join(" and ");
        const values = [...new Set([...(podWrong ? [podType] : []), ...wrong.map((each) => typeOf(each) ?? "")])].sort();
        return [
            {
                reason: "seccompProfile",
                detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(values)}`,
            },
        ];
    }
    const silent = containers.filter((each) => typeOf(each) === undefined && !good(podType));
    if (silent.length === 0) return [];
    const detail = `pod or ${named(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
    return [{ reason: "seccompProfile", detail }];
}

function context(value: Props): Props {
    return record(value, "securityContext");
}

function capabilities(container: Props, which: "add" | "drop"): readonly string[] {
    return texts(record(context(container), "capabilities"), which);
}

function hostPorts(container: Props): readonly number[] {
    return records(container, "ports")
        .map((port) => numberOr(port, "hostPort", 0))
        .filter((port) => port !== 0);
}

function volumeType(volume: Props): string | undefined {
    return Object.keys(volume).find((name) => isProps(volume[name]) || list(volume, name).length > 0);
}

function nameOf(value: Props): string {
    return textOr(value, "name", "");
}

function named(containers: readonly Props[]): string {
    return `${containers.length === 1 ? "container" : "containers"} ${quoted(containers.map(nameOf))}`;
}

function quoted(items: readonly string[]): string {
    return items.map((item) => JSON.stringify(item)).join(", ");
}
