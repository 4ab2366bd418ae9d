import { isProps, Props, Value } from "../../cloud/values";

/**
 * How the API server shows some values in its answers: as JSON of its own inner types, every field in their order
 * (k8s.io/kubernetes pkg/apis/core/types.go, pkg/apis/policy/types.go; read off a server of version 1.36).
 */

type Layout = readonly (readonly [inner: string, outer: string, absent: Value, nested?: Layout])[];

const capabilities: Layout = [
    ["Add", "add", null],
    ["Drop", "drop", null],
];

const seccomp: Layout = [
    ["Type", "type", ""],
    ["LocalhostProfile", "localhostProfile", null],
];

const securityContext: Layout = [
    ["Capabilities", "capabilities", null, capabilities],
    ["Privileged", "privileged", null],
    ["SELinuxOptions", "seLinuxOptions", null],
    ["WindowsOptions", "windowsOptions", null],
    ["RunAsUser", "runAsUser", null],
    ["RunAsGroup", "runAsGroup", null],
    ["RunAsNonRoot", "runAsNonRoot", null],
    ["ReadOnlyRootFilesystem", "readOnlyRootFilesystem", null],
    ["AllowPrivilegeEscalation", "allowPrivilegeEscalation", null],
    ["ProcMount", "procMount", null],
    ["SeccompProfile", "seccompProfile", null, seccomp],
    ["AppArmorProfile", "appArmorProfile", null, seccomp],
];

const budget: Layout = [
    ["MinAvailable", "minAvailable", null],
    ["Selector", "selector", null],
    ["MaxUnavailable", "maxUnavailable", null],
    ["UnhealthyPodEvictionPolicy", "unhealthyPodEvictionPolicy", null],
];

/** Only what tells a port from others is filled in. */
const portKey: Layout = [
    ["Name", "", ""],
    ["Protocol", "protocol", ""],
    ["AppProtocol", "", null],
    ["Port", "port", 0],
    ["TargetPort", "", 0],
    ["NodePort", "", 0],
];

function layOut(value: Props, layout: Layout): Props {
    const fields = layout.map(([inner, outer, absent, nested]) => {
        const given = value[outer] ?? absent;
        return [inner, nested !== undefined && isProps(given) ? layOut(given, nested) : given] as const;
    });
    return Object.fromEntries(fields);
}

export function innerSecurityContext(value: Props): string {
    return JSON.stringify(layOut(value, securityContext));
}

export function innerBudget(value: Props): string {
    return JSON.stringify(layOut(value, budget));
}

export function innerPortKey(port: number, protocol: string): string {
    return JSON.stringify(layOut({ port, protocol }, portKey));
}
