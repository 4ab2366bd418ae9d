/**
 * What EKS offers, as of 2026-11.
 * Versions: EKS User Guide, "Understand the Kubernetes version lifecycle on EKS".
 * Add-ons: DescribeAddonVersions; EKS User Guide, "Manage CoreDNS", "Manage kube-proxy", "Assign IPs to Pods with the Amazon VPC
 * CNI". Older builds of a release count as offered.
 */

interface Minor {
    readonly version: string;
    readonly platformVersion: string;
    /** Last day of extended support, where AWS has announced it. */
    readonly extendedUntil?: string;
}

const minors: readonly Minor[] = [
    { version: "1.31", platformVersion: "eks.62", extendedUntil: "2026-11-26" },
    { version: "1.32", platformVersion: "eks.46", extendedUntil: "2027-03-23" },
    { version: "1.33", platformVersion: "eks.39", extendedUntil: "2027-07-29" },
    { version: "1.34", platformVersion: "eks.25", extendedUntil: "2027-12-02" },
    { version: "1.35", platformVersion: "eks.15", extendedUntil: "2028-03-27" },
    { version: "1.36", platformVersion: "eks.7" },
];

/** Minor versions that a new cluster may have, oldest first. */
export const minorVersions: readonly string[] = minors.map(({ version }) => version);

/** The version of a cluster whose program names none. */
export const defaultVersion = "1.35";

export function platformVersionOf(version: string): string {
    return minors.find((minor) => minor.version === version)?.platformVersion ?? "eks.1";
}

/** 35 for `1.35`. */
export function minorOf(version: string): number {
    return Number(version.split(".")[1]);
}

/** Releases of an add-on, oldest first; each with its newest `eksbuild` number. */
type Releases = readonly (readonly [release: string, newestBuild: number])[];

interface AddonOffer {
    /** By Kubernetes version; `*` is every version. */
    readonly releases: { readonly [version: string]: Releases };
    /** Top-level keys of its configuration schema; absent: not checked. DescribeAddonConfiguration. */
    readonly configuration?: readonly string[];
    readonly namespace: string;
}

const coreDnsOld: Releases = [
    ["v1.11.3", 27],
    ["v1.11.4", 38],
];
const coreDnsNew: Releases = [
    ["v1.12.4", 29],
    ["v1.13.1", 6],
    ["v1.13.2", 21],
];

const addons: { readonly [name: string]: AddonOffer } = {
    "vpc-cni": {
        releases: {
            "*": [
                ["v1.20.4", 8],
                ["v1.20.5", 4],
                ["v1.21.0", 4],
                ["v1.21.1", 12],
                ["v1.22.3", 4],
                ["v1.22.4", 4],
                ["v1.23.0", 4],
            ],
        },
        configuration: [
            "affinity",
            "branchENICooldown",
            "enableNetworkPolicy",
            "enableWindowsIpam",
            "enableWindowsPrefixDelegation",
            "eniConfig",
            "env",
            "init",
            "livenessProbeTimeoutSeconds",
            "minimumWindowsIPTarget",
            "nodeAgent",
            "nodeSelector",
            "originalMatchLabels",
            "podAnnotations",
            "podLabels",
            "readinessProbeTimeoutSeconds",
            "resources",
            "tolerations",
            "warmWindowsIPTarget",
            "warmWindowsPrefixTarget",
        ],
        namespace: "kube-system",
    },
    "coredns": {
        releases: {
            "1.31": coreDnsOld,
            "1.32": coreDnsOld,
            "1.33": coreDnsNew,
            "1.34": coreDnsNew,
            "1.35": [...coreDnsNew.slice(1), ["v1.14.2", 12], ["v1.14.3", 16]],
            "1.36": [
                ["v1.14.2", 12],
                ["v1.14.3", 16],
            ],
        },
        configuration: [
            "affinity",
            "autoScaling",
            "computeType",
            "corefile",
            "nodeSelector",
            "podAnnotations",
            "podDisruptionBudget",
            "podLabels",
            "replicaCount",
            "resources",
            "tolerations",
            "topologySpreadConstraints",
        ],
        namespace: "kube-system",
    },
    "kube-proxy": {
        releases: {
            "1.31": [
                ["v1.31.10", 12],
                ["v1.31.13", 8],
                ["v1.31.14", 29],
            ],
            "1.32": [
                ["v1.32.6", 12],
                ["v1.32.9", 8],
                ["v1.32.13", 25],
            ],
            "1.33": [
                ["v1.33.3", 10],
                ["v1.33.5", 8],
                ["v1.33.8", 6],
                ["v1.33.10", 22],
            ],
            "1.34": [
                ["v1.34.0", 4],
                ["v1.34.1", 6],
                ["v1.34.3", 6],
                ["v1.34.6", 22],
            ],
            "1.35": [
                ["v1.35.0", 6],
                ["v1.35.3", 21],
            ],
            "1.36": [["v1.36.0", 25]],
        },
        configuration: ["affinity", "ipvs", "mode", "nodeSelector", "podAnnotations", "podLabels", "resources", "tolerations"],
        namespace: "kube-system",
    },
    "eks-pod-identity-agent": {
        releases: {
            "*": [
                ["v1.3.7", 2],
                ["v1.3.8", 2],
                ["v1.3.9", 5],
                ["v1.3.10", 4],
            ],
        },
        configuration: [
            "additionalArgs",
            "affinity",
            "agent",
            "daemonsets",
            "imagePullPolicy",
            "init",
            "nodeSelector",
            "podAnnotations",
            "podLabels",
            "priorityClassName",
            "resources",
            "tolerations",
            "updateStrategy",
        ],
        namespace: "kube-system",
    },
    "aws-ebs-csi-driver": {
        releases: {
            "*": [
                ["v1.53.0", 1],
                ["v1.54.0", 1],
                ["v1.55.0", 2],
                ["v1.56.0", 1],
                ["v1.57.1", 1],
                ["v1.58.0", 1],
                ["v1.59.0", 1],
                ["v1.63.1", 1],
            ],
        },
        namespace: "kube-system",
    },
    "metrics-server": {
        releases: {
            "*": [
                ["v0.8.0", 6],
                ["v0.8.1", 14],
                ["v0.9.0", 11],
            ],
        },
        namespace: "kube-system",
    },
    "eks-node-monitoring-agent": {
        releases: {
            "*": [
                ["v1.4.1", 1],
                ["v1.4.2", 1],
                ["v1.5.0", 1],
                ["v1.6.4", 1],
            ],
        },
        namespace: "kube-system",
    },
};

export function addonOffer(name: string): AddonOffer | undefined {
    return addons[name];
}

export const addonNames: readonly string[] = Object.keys(addons);

/** Whether EKS has that version of an add-on for a cluster version; versions look like `v1.21.1-eksbuild.3`. */
export function addonVersionFits(offer: AddonOffer, version: string, clusterVersion: string): boolean {
    const match = /^(v\d+\.\d+\.\d+)-eksbuild\.(\d+)$/.exec(version);
    if (match === null) return false;
    const [, release, build] = match;
    return releasesFor(offer, clusterVersion).some(
        ([known, newest]) => known === release && Number(build) >= 1 && Number(build) <= newest,
    );
}

/** The newest version of an add-on for a cluster version. */
export function newestAddonVersion(offer: AddonOffer, clusterVersion: string): string | undefined {
    const newest = releasesFor(offer, clusterVersion).at(-1);
    return newest === undefined ? undefined : `${newest[0]}-eksbuild.${newest[1]}`;
}

function releasesFor(offer: AddonOffer, clusterVersion: string): Releases {
    return offer.releases[clusterVersion] ?? offer.releases["*"] ?? [];
}
