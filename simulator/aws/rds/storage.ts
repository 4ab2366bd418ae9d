import { Draft, flag, isAbsent, numberOr, optionalText, Props } from "../../cloud/values";
import { invalidCombination, invalidValue } from "./types";

interface Limits {
    readonly min: number;
    readonly max: number;
}

// GiB, for PostgreSQL: RDS API Reference, CreateDBInstance, `AllocatedStorage`.
const sizes: { readonly [type: string]: Limits } = {
    standard: { min: 5, max: 3072 },
    gp2: { min: 20, max: 65536 },
    gp3: { min: 20, max: 65536 },
    io1: { min: 100, max: 65536 },
    io2: { min: 100, max: 65536 },
};

/** GiB from which on gp3 is striped and takes IOPS and throughput of the program's choice: RDS User Guide, "gp3 storage". */
const stripedFrom = 400;
const gp3 = {
    iops: { small: 3000, large: 12000, most: 64000 },
    throughput: { small: 125, large: 500, most: 4000 },
};

/** The storage type that RDS takes where none is named: RDS API Reference, CreateDBInstance, `StorageType`. */
export function storageTypeOf(given: Props): string {
    return optionalText(given, "storageType") ?? (numberOr(given, "iops", 0) > 0 ? "io1" : "gp2");
}

/** Size, type, IOPS, throughput and encryption that fit each other. */
export function checkStorage(given: Props): void {
    const type = storageTypeOf(given);
    const size = numberOr(given, "allocatedStorage", 0);
    const limits = sizes[type];
    if (limits === undefined || size < limits.min || size > limits.max) {
        throw invalidValue(`Invalid storage size for engine name postgres and storage type ${type}: ${size}`);
    }
    const most = numberOr(given, "maxAllocatedStorage", 0);
    if (most > 0 && most <= size) throw invalidCombination("Max storage size must be greater than storage size");
    checkSpeed(given, type, size);
    if (!isAbsent(given["kmsKeyId"]) && given["kmsKeyId"] !== "" && !flag(given, "storageEncrypted")) {
        throw invalidCombination("You can specify KmsKeyId only when you turn on StorageEncrypted.");
    }
}

function checkSpeed(given: Props, type: string, size: number): void {
    const iops = numberOr(given, "iops", 0);
    const throughput = numberOr(given, "storageThroughput", 0);
    if (type === "gp3") {
        if (size < stripedFrom) {
            const own = (iops > 0 && iops !== gp3.iops.small) || (throughput > 0 && throughput !== gp3.throughput.small);
            if (own)
                throw invalidCombination(
                    "You can't specify IOPS or storage throughput for engine postgres and a storage size less than "
                        + `${stripedFrom}.`,
                );
            return;
        }
        if (iops > 0 && (iops < gp3.iops.large || iops > gp3.iops.most)) {
            throw invalidValue(
                `The IOPS for storage type gp3 must be between ${gp3.iops.large} and ${gp3.iops.most}, got ${iops}`,
            );
        }
        if (throughput > 0 && (throughput < gp3.throughput.large || throughput > gp3.throughput.most)) {
            throw invalidValue(
                `The storage throughput must be between ${gp3.throughput.large} and ${gp3.throughput.most} MiBps, got `
                    + `${throughput}`,
            );
        }
        return;
    }
    if (throughput > 0) throw invalidCombination(`You can't specify storage throughput for storage type ${type}.`);
    if (type.startsWith("io")) {
        if (iops === 0) throw invalidCombination(`You must specify IOPS for storage type ${type}.`);
        // RDS API Reference, CreateDBInstance, `Iops`; RDS User Guide, "Provisioned IOPS storage".
        if (iops < 1000 || iops > 256000 || iops < size * 0.5 || iops > size * (type === "io2" ? 1000 : 50)) {
            throw invalidCombination(
                `The IOPS to GiB ratio needs to be between 0.5 and ${type === "io2" ? 1000 : 50}, got ${iops} IOPS for `
                    + `${size} GiB`,
            );
        }
        return;
    }
    if (iops > 0) throw invalidCombination(`You can't specify IOPS for storage type ${type}.`);
}

/** Storage as RDS reports it, with what it chose. */
export function storageOutputs(given: Props): Draft {
    const type = storageTypeOf(given);
    const striped = numberOr(given, "allocatedStorage", 0) >= stripedFrom;
    const chosen =
        type === "gp3"
            ? {
                  iops: striped ? gp3.iops.large : gp3.iops.small,
                  storageThroughput: striped ? gp3.throughput.large : gp3.throughput.small,
              }
            : { iops: 0, storageThroughput: 0 };
    return {
        storageType: type,
        allocatedStorage: numberOr(given, "allocatedStorage", 0),
        iops: numberOr(given, "iops", 0) > 0 ? numberOr(given, "iops", 0) : chosen.iops,
        storageThroughput:
            numberOr(given, "storageThroughput", 0) > 0 ? numberOr(given, "storageThroughput", 0) : chosen.storageThroughput,
    };
}

/** Storage grows only: RDS API Reference, ModifyDBInstance, `AllocatedStorage`. */
export function checkGrowth(before: Props, after: Props): void {
    const had = numberOr(before, "allocatedStorage", 0);
    const wanted = numberOr(after, "allocatedStorage", had);
    if (wanted < had)
        throw invalidCombination(`Requested storage size (${wanted}) cannot be less than the current storage size (${had})`);
}
