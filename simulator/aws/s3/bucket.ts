import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, optionalText, Props, text, textOr, Value } from "../../cloud/values";
import { merged } from "../merge";
import { flagProperty, Made, ResourceModel, Shape, textProperty } from "../model";
import { uniqueSuffix } from "../naming";
import { bucketType, holdsForGood, objectCount, service, settingTypes } from "./types";

const createBucket = "S3 API Reference, CreateBucket";
const deleteBucket = "S3 API Reference, DeleteBucket";
const naming = "S3 User Guide, general purpose bucket naming rules";

// Names that other people's buckets have already: every short, plain word is long gone.
const taken = new Set([
    "aws",
    "amazon",
    "bucket",
    "my-bucket",
    "mybucket",
    "data",
    "logs",
    "test",
    "example",
    "example-bucket",
    "terraform",
    "pulumi",
]);

// Hosted zones of website endpoints: AWS General Reference, "Amazon S3 endpoints and quotas".
const hostedZones: { readonly [region: string]: string } = {
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-west-2": "Z3BJ6K6RIION7M",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-central-1": "Z21DNDUVLTQW6Q",
};

const inputs: Shape = {
    bucket: textProperty({ computed: true, replace: true, rule: nameRule, conflictsWith: ["bucketPrefix"], source: naming }),
    bucketPrefix: textProperty({ computed: true, replace: true, maxLength: 37, source: naming }),
    forceDestroy: flagProperty({ default: false }),
    objectLockEnabled: flagProperty({ computed: true, replace: true }),
};

/** A bucket. Its settings are resources of their own; the deprecated inline ones are not modeled. */
export const bucket: ResourceModel = {
    type: bucketType,
    service,
    actions: { create: "CreateBucket", update: "PutBucketTagging", remove: "DeleteBucket" },
    invalidCode: "InvalidBucketName",
    autoname: { property: "bucket", maxLength: 63, lower: true },
    tagged: true,
    inputs,
    outputs: ["acl", "arn", "bucketDomainName", "bucketNamespace", "bucketRegion", "bucketRegionalDomainName", "hostedZoneId"],
    create,
    update: (_, object, news): Draft => merged(inputs, object.props, news),
    remove,
    usualSeconds: { create: 2, update: 2, remove: 2 },
    checks: [
        {
            what: "A name of one's own is refused (BucketAlreadyOwnedByYou), as is one of somebody else's (BucketAlreadyExists).",
            source: createBucket,
        },
        {
            what: "A bucket with objects in it is not deleted unless forceDestroy empties it (BucketNotEmpty).",
            source: deleteBucket,
        },
        {
            what: "Nor does forceDestroy empty it of objects that are locked in compliance mode (AccessDenied).",
            source: "S3 User Guide, locking objects with Object Lock",
        },
    ],
};

/** What a general purpose bucket may be called. */
function nameRule(value: Value): string | undefined {
    const name = String(value);
    if (name.length < 3 || name.length > 63)
        return `The specified bucket is not valid: a name has 3 to 63 characters, ${name} has ${name.length}`;
    if (!/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(name)) {
        return (
            "The specified bucket is not valid: lower-case letters, digits, hyphens and dots, a letter or digit at both "
            + `ends, got ${name}`
        );
    }
    if (/\.\.|\.-|-\./.test(name)) return `The specified bucket is not valid: dots stand alone, got ${name}`;
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return `The specified bucket is not valid: a name is no IP address, got ${name}`;
    const prefix = ["xn--", "sthree-", "amzn-s3-demo-"].find((reserved) => name.startsWith(reserved));
    if (prefix !== undefined) return `The specified bucket is not valid: names do not start with ${prefix}`;
    const suffix = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"].find((reserved) => name.endsWith(reserved));
    return suffix === undefined ? undefined : `The specified bucket is not valid: names do not end with ${suffix}`;
}

function create(cloud: Cloud, given: Props): Made {
    const name = optionalText(given, "bucket") ?? `${textOr(given, "bucketPrefix", "terraform-")}${uniqueSuffix(cloud)}`;
    if (cloud.find(bucketType, name) !== undefined) {
        throw new AwsError(
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.",
            409,
        );
    }
    if (taken.has(name)) {
        throw new AwsError(
            "BucketAlreadyExists",
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
                + "Please select a different name and try again.",
            409,
        );
    }
    return {
        id: name,
        props: {
            ...given,
            bucket: name,
            bucketPrefix: textOr(given, "bucketPrefix", ""),
            acl: "private",
            arn: `arn:${cloud.partition}:s3:::${name}`,
            bucketDomainName: `${name}.s3.amazonaws.com`,
            bucketNamespace: "global",
            bucketRegion: cloud.region,
            bucketRegionalDomainName: `${name}.s3.${cloud.region}.amazonaws.com`,
            hostedZoneId: hostedZones[cloud.region] ?? "",
            objectLockEnabled: flag(given, "objectLockEnabled"),
        },
        hidden: { objects: 0 },
    };
}

function remove(cloud: Cloud, object: CloudObject): void {
    // What the engine hands over has the switches of the state; the objects are the cloud's.
    const present = cloud.find(bucketType, text(object.props, "bucket")) ?? object;
    if (objectCount(present) > 0 && !flag(object.props, "forceDestroy")) {
        throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
    }
    if (holdsForGood(present)) {
        throw new AwsError("AccessDenied", "Access Denied because object protected by object lock.", 403);
    }
    // Settings go with their bucket.
    for (const type of settingTypes)
        for (const setting of cloud.where(type, "bucket", present.id)) cloud.remove(type, setting.id);
}
