import { isAbsent, isProps, optionalText, Value } from "../../cloud/values";

interface VolumeLimits {
    /** GiB. */
    readonly size: readonly [number, number];
    readonly iops?: readonly [number, number];
    /** MiB per second. */
    readonly throughput?: readonly [number, number];
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateEbsBlockDeviceRequest.html
const limits: { readonly [type: string]: VolumeLimits } = {
    gp2: { size: [1, 16384] },
    gp3: { size: [1, 65536], iops: [3000, 80000], throughput: [125, 2000] },
    io1: { size: [4, 16384], iops: [100, 64000] },
    io2: { size: [4, 65536], iops: [100, 256000] },
    st1: { size: [125, 16384] },
    sc1: { size: [125, 16384] },
    standard: { size: [1, 1024] },
};

/** What is wrong with size, IOPS or throughput of a volume, for its type. */
export function volumeRule(value: Value): string | undefined {
    if (!isProps(value)) return undefined;
    const type = optionalText(value, "volumeType") ?? "gp2";
    const limit = limits[type];
    if (limit === undefined) return undefined;
    return (
        outside(value["volumeSize"], limit.size, `volume size for ${type} volumes`, "GiB")
        ?? outside(value["iops"], limit.iops, `IOPS for ${type} volumes`, "IOPS")
        ?? outside(value["throughput"], limit.throughput, `throughput for ${type} volumes`, "MiB/s")
    );
}

function outside(
    value: Value | undefined,
    range: readonly [number, number] | undefined,
    what: string,
    unit: string,
): string | undefined {
    if (isAbsent(value) || value === 0 || typeof value !== "number") return undefined;
    if (range === undefined) return `${what} cannot be given, got ${value}`;
    const [min, max] = range;
    return value < min || value > max ? `${what} must be between ${min} and ${max} ${unit}, got ${value}` : undefined;
}
