/**
 * Versions of the EKS add-ons for each Kubernetes version: those that EKS itself took by default on the date below, as listed by
 * `aws eks describe-addon-versions --kubernetes-version VERSION`. A new Kubernetes version needs a new row here, first.
 */

/** When the table was read; EKS withdraws old builds after a while, so it wants to be read again every few months. */
export const addonVersionsDate = "2026-09-04";

/** Names as EKS knows them. */
export const addonNames = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "metrics-server"] as const;
export type AddonName = (typeof addonNames)[number];

type Versions = { readonly [Name in AddonName]: string };

/** Add-ons that are the same build for all the Kubernetes versions below. */
const common = {
    "vpc-cni": "v1.22.4-eksbuild.3",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    "metrics-server": "v0.9.0-eksbuild.7",
};

/** Kubernetes versions in standard support (EKS user guide, "Understand the Kubernetes version lifecycle on EKS"). */
const versions: { readonly [kubernetes: string]: Versions } = {
    "1.34": { ...common, coredns: "v1.12.4-eksbuild.29", "kube-proxy": "v1.34.6-eksbuild.21" },
    "1.35": { ...common, coredns: "v1.13.2-eksbuild.21", "kube-proxy": "v1.35.3-eksbuild.21" },
    "1.36": { ...common, coredns: "v1.14.3-eksbuild.14", "kube-proxy": "v1.36.0-eksbuild.17" },
};

/** Kubernetes versions that the table knows, oldest first. */
export const kubernetesVersions: readonly string[] = Object.keys(versions);

/**
 * Version of an add-on for a Kubernetes minor version.
 *
 * @throws RangeError when the table has no row for that version
 */
export function addonVersion(kubernetes: string, addon: AddonName): string {
    const row = versions[kubernetes];
    if (row === undefined) {
        throw new RangeError(
            `version: got "${kubernetes}"; the table of add-on versions (${addonVersionsDate}) has ${kubernetesVersions.join(", ")}; `
            + "add a row for it",
        );
    }
    return row[addon];
}
