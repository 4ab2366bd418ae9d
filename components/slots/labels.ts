/** Labels of everything in a slot. Knows no Pulumi. */

import { colors } from "../../config/types";

/** The color of a slot; never changes, so it may stand in selectors. */
export const colorLabel = "colorway.dev/color";
/** Name of a service; stands in selectors. */
export const serviceLabel = "app.kubernetes.io/name";

/** What auditors filter by: the frameworks in force, and that the data is regulated. */
export const complianceLabels = {
    "compliance.colorway.dev/nist-800-53": "rev-5",
    "compliance.colorway.dev/pci-dss": "v4.0.1",
    "compliance.colorway.dev/data-class": "regulated",
};

export interface Labels {
    readonly [key: string]: string;
}

/** Namespace of a slot. One cluster belongs to one environment, so the color is enough. */
export function namespaceOf(color: string): string {
    return `colorway-${color}`;
}

/** All namespaces of slots. */
export const slotNamespaces: readonly string[] = colors.map(namespaceOf);

/**
 * Labels of a slot's namespace: restricted pods only, as of a Kubernetes version, so that an upgrade of the cluster changes the
 * standard only when the configuration says so; readiness gates for the pods (AWS Load Balancer Controller, "Pod readiness gate").
 *
 * @param kubernetesVersion minor version, as `1.35`
 */
export function namespaceLabels(color: string, kubernetesVersion: string): Labels {
    return {
        [serviceLabel]: namespaceOf(color),
        "app.kubernetes.io/part-of": "colorway",
        [colorLabel]: color,
        "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
        ...podSecurityLabels(kubernetesVersion),
        ...complianceLabels,
    };
}

/** Restricted pods only, as of a minor version of Kubernetes. */
export function podSecurityLabels(kubernetesVersion: string): Labels {
    return {
        ...podSecurity("enforce", kubernetesVersion),
        ...podSecurity("audit", kubernetesVersion),
        ...podSecurity("warn", kubernetesVersion),
    };
}

/** What a selector of a service's pods names. Immutable in a Deployment, so neither version nor size is in it. */
export function selectorLabels(color: string, service: string): Labels {
    return { [serviceLabel]: service, [colorLabel]: color };
}

/** Labels of a service's objects. */
export function serviceLabels(color: string, service: string, version: string): Labels {
    return {
        ...selectorLabels(color, service),
        "app.kubernetes.io/instance": `${service}-${color}`,
        // "+" of a semantic version is no letter of a label's value (Kubernetes, "Labels and Selectors", syntax).
        "app.kubernetes.io/version": version.replaceAll("+", "_"),
        "app.kubernetes.io/part-of": "colorway",
        "app.kubernetes.io/managed-by": "pulumi",
        ...complianceLabels,
    };
}

function podSecurity(mode: string, kubernetesVersion: string): Labels {
    return {
        [`pod-security.kubernetes.io/${mode}`]: "restricted",
        [`pod-security.kubernetes.io/${mode}-version`]: `v${kubernetesVersion}`,
    };
}
