import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, optionalText, Props, record, records, text } from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, Made, objectProperty, Property, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { keyArnOf } from "../references";
import {
    bucketType,
    encryptionType,
    invalidArgument,
    malformed,
    needBucket,
    ownershipType,
    publicAccessBlockType,
    service,
    versioningType,
} from "./types";

/** The bucket that a setting belongs to. */
export const ofBucket: Property = textProperty({ required: true, replace: true, minLength: 1, maxLength: 63 });
export const expectedOwner: Property = textProperty({ replace: true, pattern: /^\d{12}$/ });

const putPublicAccessBlock = "S3 API Reference, PutPublicAccessBlock";
const putEncryption = "S3 API Reference, PutBucketEncryption";
const putOwnership = "S3 API Reference, PutBucketOwnershipControls";
const putVersioning = "S3 API Reference, PutBucketVersioning";

interface Setting {
    readonly type: string;
    /** Name of the API's actions: `BucketEncryption`. */
    readonly action: string;
    readonly inputs: Shape;
    readonly source: string;
    readonly check?: (cloud: Cloud, bucket: CloudObject, given: Props) => void;
    readonly outputs?: (given: Props) => Draft;
    readonly remove?: (cloud: Cloud, object: CloudObject) => void;
    readonly checks?: ResourceModel["checks"];
}

/** A resource that is one setting of a bucket: it takes over what is there, and its id is the bucket's name. */
export function bucketSetting(setting: Setting): ResourceModel {
    const apply = (cloud: Cloud, given: Props): void => {
        const bucket = needBucket(cloud, text(given, "bucket"));
        const owner = optionalText(given, "expectedBucketOwner");
        if (owner !== undefined && owner !== cloud.account) throw new AwsError("AccessDenied", "Access Denied", 403);
        setting.check?.(cloud, bucket, given);
    };
    return {
        type: setting.type,
        service,
        actions: { create: `Put${setting.action}`, update: `Put${setting.action}`, remove: `Delete${setting.action}` },
        invalidCode: "MalformedXML",
        tagged: false,
        inputs: setting.inputs,
        outputs: [],
        create: (cloud, given): Made => {
            apply(cloud, given);
            const name = text(given, "bucket");
            const owner = optionalText(given, "expectedBucketOwner");
            return { id: owner === undefined ? name : `${name},${owner}`, props: { ...given, ...setting.outputs?.(given) } };
        },
        update: (cloud, object, news): Draft => {
            apply(cloud, news);
            const next = merged(setting.inputs, object.props, news);
            return { ...next, ...setting.outputs?.(next) };
        },
        // Settings go with their bucket.
        read: (cloud, object) => (cloud.find(bucketType, text(object.props, "bucket")) === undefined ? undefined : object.props),
        remove: setting.remove,
        usualSeconds: { create: 1, update: 1, remove: 1 },
        checks: [{ what: "The bucket must exist (NoSuchBucket).", source: setting.source }, ...(setting.checks ?? [])],
    };
}

const publicAccessBlock = bucketSetting({
    type: publicAccessBlockType,
    action: "PublicAccessBlock",
    source: putPublicAccessBlock,
    inputs: {
        blockPublicAcls: flagProperty({ default: false }),
        blockPublicPolicy: flagProperty({ default: false }),
        bucket: ofBucket,
        ignorePublicAcls: flagProperty({ default: false }),
        restrictPublicBuckets: flagProperty({ default: false }),
        skipDestroy: flagProperty(),
    },
});

const algorithms = ["AES256", "aws:kms", "aws:kms:dsse"];

const encryption = bucketSetting({
    type: encryptionType,
    action: "BucketEncryption",
    source: putEncryption,
    inputs: {
        bucket: ofBucket,
        expectedBucketOwner: expectedOwner,
        rules: setProperty(
            objectProperty({
                applyServerSideEncryptionByDefault: objectProperty({
                    kmsMasterKeyId: textProperty(),
                    sseAlgorithm: textProperty({
                        required: true,
                        oneOf: algorithms,
                        source: "S3 API Reference, ServerSideEncryptionByDefault",
                    }),
                }),
                blockedEncryptionTypes: setProperty(textProperty({ oneOf: ["SSE-C", "NONE"] }), { computed: true }),
                bucketKeyEnabled: flagProperty(),
            }),
            { required: true, minItems: 1, maxItems: 1, source: putEncryption },
        ),
    },
    check: checkEncryption,
    checks: [
        {
            what: "A key belongs to aws:kms only (InvalidArgument) and must exist (KMS.NotFoundException).",
            source: "S3 API Reference, ServerSideEncryptionByDefault",
        },
    ],
});

function checkEncryption(cloud: Cloud, _: CloudObject, given: Props): void {
    for (const rule of records(given, "rules")) {
        const byDefault = record(rule, "applyServerSideEncryptionByDefault");
        const key = optionalText(byDefault, "kmsMasterKeyId") ?? "";
        if (key === "") continue;
        if (optionalText(byDefault, "sseAlgorithm") === "AES256") {
            throw invalidArgument(
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
            );
        }
        if (keyArnOf(cloud, key) === undefined) throw new AwsError("KMS.NotFoundException", `Key '${key}' does not exist`);
    }
}

const ownership = bucketSetting({
    type: ownershipType,
    action: "BucketOwnershipControls",
    source: putOwnership,
    inputs: {
        bucket: ofBucket,
        rule: objectProperty(
            {
                objectOwnership: textProperty({
                    required: true,
                    oneOf: ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"],
                    source: putOwnership,
                }),
            },
            { required: true },
        ),
    },
});

const versioning = bucketSetting({
    type: versioningType,
    action: "BucketVersioning",
    source: putVersioning,
    inputs: {
        bucket: ofBucket,
        expectedBucketOwner: expectedOwner,
        mfa: textProperty(),
        versioningConfiguration: objectProperty(
            {
                mfaDelete: textProperty({ computed: true, oneOf: ["Enabled", "Disabled"] }),
                status: textProperty({ required: true, oneOf: ["Enabled", "Suspended", "Disabled"], source: putVersioning }),
            },
            { required: true },
        ),
    },
    check: checkVersioning,
    outputs: (given) => ({ versioningConfiguration: { mfaDelete: "", ...record(given, "versioningConfiguration") } }),
    checks: [
        {
            what: "Versioning that was on is suspended, never off again (MalformedXML).",
            source: "S3 User Guide, using versioning",
        },
        { what: "A bucket with object lock stays versioned (InvalidBucketState).", source: putVersioning },
        { what: "MFA delete needs the root user's device (AccessDenied).", source: "S3 User Guide, configuring MFA delete" },
    ],
});

function checkVersioning(cloud: Cloud, bucket: CloudObject, given: Props): void {
    const wanted = record(given, "versioningConfiguration");
    const status = text(wanted, "status");
    const before = cloud.find(versioningType, bucket.id);
    if (
        status === "Disabled"
        && before !== undefined
        && text(record(before.props, "versioningConfiguration"), "status") !== "Disabled"
    ) {
        throw malformed("versioning_configuration.status cannot be updated from 'Enabled' or 'Suspended' to 'Disabled'");
    }
    if (status !== "Enabled" && flag(bucket.props, "objectLockEnabled")) {
        throw new AwsError(
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
            409,
        );
    }
    if (optionalText(wanted, "mfaDelete") === "Enabled" && optionalText(given, "mfa") === undefined) {
        throw new AwsError(
            "AccessDenied",
            "This operation may only be performed by the bucket owner with multi-factor authentication",
            403,
        );
    }
}

/** Settings that take the present state into account: whether public policies are refused. */
export function blocksPublicPolicies(cloud: Cloud, bucket: string): boolean {
    const block = cloud.find(publicAccessBlockType, bucket);
    // Without a setting of its own a new bucket blocks all public access: S3 User Guide, "Blocking public access" (April 2023).
    return block === undefined || flag(block.props, "blockPublicPolicy");
}

export const settingModels: readonly ResourceModel[] = [publicAccessBlock, encryption, ownership, versioning];
