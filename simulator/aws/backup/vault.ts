import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { optionalText, Props, text } from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, Made, ResourceModel, Shape, textProperty } from "../model";
import { keyArnOf, managedKeyArn } from "../references";
import { lockType, findVault, invalid, invalidCode, invalidRequest, service, vaultType } from "./types";

const createVault = "AWS Backup API Reference, CreateBackupVault";
const deleteVault = "AWS Backup API Reference, DeleteBackupVault";

const inputs: Shape = {
    forceDestroy: flagProperty({ default: false }),
    kmsKeyArn: textProperty({ computed: true, replace: true, pattern: /^arn:aws:kms:.+$/, source: createVault }),
    name: textProperty({ computed: true, replace: true, pattern: /^[a-zA-Z0-9_-]{2,50}$/, source: createVault }),
};

/** Where backups are kept. No plan runs here, so it stays empty. */
export const vault: ResourceModel = {
    type: vaultType,
    service,
    actions: { create: "CreateBackupVault", update: "TagResource", remove: "DeleteBackupVault" },
    invalidCode,
    autoname: { property: "name", maxLength: 50 },
    tagged: true,
    inputs,
    outputs: ["arn", "recoveryPoints"],
    create,
    update: (_, object, news) => merged(inputs, object.props, news),
    remove,
    usualSeconds: { create: 2, update: 1, remove: 2 },
    checks: [
        { what: "A name that is taken in the region is refused (AlreadyExistsException).", source: createVault },
        { what: "The key exists and is enabled (InvalidParameterValueException).", source: createVault },
        { what: "A vault whose lock can't be taken away any more does not go (InvalidRequestException).", source: deleteVault },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const name = text(given, "name");
    if (findVault(cloud, name) !== undefined) {
        throw new AwsError("AlreadyExistsException", "Backup vault with the same name already exists");
    }
    const key = optionalText(given, "kmsKeyArn");
    const kmsKeyArn = key === undefined ? managedKeyArn(cloud, "backup") : keyArnOf(cloud, key);
    if (kmsKeyArn === undefined) throw invalid(`KMS key ${key ?? ""} does not exist or is not enabled`);
    return {
        id: name, props: { ...given, name, kmsKeyArn, arn: cloud.arn("backup", `backup-vault:${name}`), recoveryPoints: 0 },
    };
}

function remove(cloud: Cloud, object: CloudObject): void {
    const lock = cloud.find(lockType, object.id);
    if (lock !== undefined && isFinal(cloud, lock)) throw invalidRequest(
        `Backup vault ${object.id} is locked and cannot be deleted`,
    );
}

const dayMilliseconds = 86_400_000;

/** Compliance mode after its days of grace: nobody takes the lock away any more. */
export function isFinal(cloud: Cloud, lock: CloudObject): boolean {
    const days = lock.props["changeableForDays"];
    return typeof days === "number" && Date.parse(cloud.clock.iso()) > Date.parse(lock.created) + days * dayMilliseconds;
}
