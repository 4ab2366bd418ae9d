/**
 * EC2 instance types that the simulated regions offer, with what a scheduler and a check need to know of them.
 * Sizes and memory: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html (and co.html, mo.html), read 2026-11.
 */

export interface InstanceType {
    readonly name: string;
    readonly vcpus: number;
    readonly memoryGib: number;
    readonly architecture: "x86_64" | "arm64";
    /** Most pods with the VPC CNI and its defaults: interfaces × (addresses − 1) + 2. */
    readonly pods: number;
}

interface Family {
    readonly names: readonly string[];
    readonly architecture: InstanceType["architecture"];
    /** GiB of memory for each vCPU. */
    readonly memoryPerVcpu: number;
    readonly sizes: readonly string[];
}

const x86Sizes = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge", "32xlarge"];
const armSizes = ["medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];

const families: readonly Family[] = [
    { names: ["m5", "m5a", "m5d"], architecture: "x86_64", memoryPerVcpu: 4, sizes: x86Sizes.slice(0, 8) },
    { names: ["m6i", "m6a", "m6id"], architecture: "x86_64", memoryPerVcpu: 4, sizes: x86Sizes },
    { names: ["m7i", "m8i"], architecture: "x86_64", memoryPerVcpu: 4, sizes: x86Sizes.slice(0, 8) },
    { names: ["m7i-flex"], architecture: "x86_64", memoryPerVcpu: 4, sizes: x86Sizes.slice(0, 5) },
    { names: ["m7a"], architecture: "x86_64", memoryPerVcpu: 4, sizes: ["medium", ...x86Sizes] },
    { names: ["m6g", "m6gd", "m7g", "m7gd"], architecture: "arm64", memoryPerVcpu: 4, sizes: armSizes },
    { names: ["m8g"], architecture: "arm64", memoryPerVcpu: 4, sizes: [...armSizes, "24xlarge"] },
    {
        names: ["c5"],
        architecture: "x86_64",
        memoryPerVcpu: 2,
        sizes: ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"],
    },
    { names: ["c6i", "c6a"], architecture: "x86_64", memoryPerVcpu: 2, sizes: x86Sizes },
    { names: ["c7i"], architecture: "x86_64", memoryPerVcpu: 2, sizes: x86Sizes.slice(0, 8) },
    { names: ["c7a"], architecture: "x86_64", memoryPerVcpu: 2, sizes: ["medium", ...x86Sizes] },
    { names: ["c6g", "c7g"], architecture: "arm64", memoryPerVcpu: 2, sizes: armSizes },
    { names: ["c8g"], architecture: "arm64", memoryPerVcpu: 2, sizes: [...armSizes, "24xlarge"] },
    { names: ["r5", "r5a"], architecture: "x86_64", memoryPerVcpu: 8, sizes: x86Sizes.slice(0, 8) },
    { names: ["r6i", "r6a"], architecture: "x86_64", memoryPerVcpu: 8, sizes: x86Sizes },
    { names: ["r7i"], architecture: "x86_64", memoryPerVcpu: 8, sizes: x86Sizes.slice(0, 8) },
    { names: ["r7a"], architecture: "x86_64", memoryPerVcpu: 8, sizes: ["medium", ...x86Sizes] },
    { names: ["r6g", "r7g"], architecture: "arm64", memoryPerVcpu: 8, sizes: armSizes },
    { names: ["r8g"], architecture: "arm64", memoryPerVcpu: 8, sizes: [...armSizes, "24xlarge"] },
];

// Burstable types have their own numbers: two vCPUs up to `large`.
const burstable: { readonly [size: string]: readonly [vcpus: number, memoryGib: number] } = {
    nano: [2, 0.5],
    micro: [2, 1],
    small: [2, 2],
    medium: [2, 4],
    large: [2, 8],
    xlarge: [4, 16],
    "2xlarge": [8, 32],
};

// Interfaces and addresses of each: EC2 User Guide, "Elastic network interfaces", "IP addresses per network interface".
const burstablePods: { readonly [size: string]: number } = {
    nano: 4,
    micro: 4,
    small: 11,
    medium: 17,
    large: 35,
    xlarge: 58,
    "2xlarge": 58,
};

// AWS caps the pods of a node at 110 up to 30 vCPUs and at 250 above: EKS User Guide, "Choose an optimal EC2 node instance type".
const podsByVcpus: readonly (readonly [vcpus: number, pods: number])[] = [
    [1, 8],
    [2, 29],
    [4, 58],
    [8, 58],
    [30, 110],
    [Infinity, 250],
];

const known: ReadonlyMap<string, InstanceType> = new Map(
    [...families.flatMap(typesOf), ...["t3", "t3a", "t4g"].flatMap(burstableTypes)].map((type) => [type.name, type]),
);

/** The instance type of that name; undefined where EC2 has none. */
export function instanceType(name: string): InstanceType | undefined {
    return known.get(name);
}

function typesOf(family: Family): readonly InstanceType[] {
    return family.names.flatMap((prefix) =>
        family.sizes.map((size) => {
            const vcpus = vcpusOf(size);
            return {
                name: `${prefix}.${size}`,
                vcpus,
                memoryGib: vcpus * family.memoryPerVcpu,
                architecture: family.architecture,
                pods: podsByVcpus.find(([limit]) => vcpus <= limit)?.[1] ?? 250,
            };
        }),
    );
}

function vcpusOf(size: string): number {
    if (size === "medium") return 1;
    if (size === "large") return 2;
    return size === "xlarge" ? 4 : Number.parseInt(size, 10) * 4;
}

function burstableTypes(prefix: string): readonly InstanceType[] {
    return Object.entries(burstable).map(([size, [vcpus, memoryGib]]) => ({
        name: `${prefix}.${size}`,
        vcpus,
        memoryGib,
        architecture: prefix === "t4g" ? "arm64" : "x86_64",
        pods: burstablePods[size] ?? 4,
    }));
}
