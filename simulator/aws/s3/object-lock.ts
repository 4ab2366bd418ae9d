import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, isAbsent, isProps, optionalText, Props, record } from "../../cloud/values";
import { Mistake, numberProperty, objectProperty, ResourceModel, textProperty } from "../model";
import { bucketSetting, expectedOwner, ofBucket } from "./settings";
import { bucketType, malformed, objectLockType, versioningType } from "./types";

const putLock = "S3 API Reference, PutObjectLockConfiguration";
const retention = "S3 API Reference, DefaultRetention";
// A hundred years: S3 User Guide, Object Lock considerations.
const maxDays = 36500;
const maxYears = 100;

/** How long objects of a bucket are locked where nothing is said when they are written. */
const setting = bucketSetting({
    type: objectLockType,
    action: "ObjectLockConfiguration",
    source: putLock,
    inputs: {
        bucket: ofBucket,
        expectedBucketOwner: expectedOwner,
        objectLockEnabled: textProperty({ default: "Enabled", replace: true, oneOf: ["Enabled"], source: putLock }),
        rule: objectProperty({
            defaultRetention: objectProperty(
                {
                    days: numberProperty({ min: 1, max: maxDays, code: "InvalidArgument", source: retention }),
                    mode: textProperty({ oneOf: ["GOVERNANCE", "COMPLIANCE"], source: retention }),
                    years: numberProperty({ min: 1, max: maxYears, code: "InvalidArgument", source: retention }),
                },
                { required: true },
            ),
        }),
        token: textProperty(),
    },
    check,
    remove: release,
    checks: [
        {
            what: "A bucket without object lock gets it only when it is versioned (InvalidBucketState).",
            source: "S3 User Guide, configuring S3 Object Lock",
        },
        { what: "A default retention has a mode, and either days or years (MalformedXML).", source: retention },
        {
            what: "A bucket keeps object lock once it has it; without this resource it only has no default retention.",
            source: "S3 User Guide, Object Lock considerations",
        },
    ],
});

export const objectLock: ResourceModel = { ...setting, validate };

function validate(inputs: Props): readonly Mistake[] {
    const rule = inputs["rule"];
    const given = isProps(rule) ? rule["defaultRetention"] : undefined;
    if (!isProps(given)) return [];
    const path = "rule.defaultRetention";
    const mistakes: Mistake[] = [];
    if (isAbsent(given["mode"])) mistakes.push({ path, message: `${path}: needs a mode (MalformedXML)` });
    if (isAbsent(given["days"]) === isAbsent(given["years"])) {
        mistakes.push({ path, message: `${path}: needs either days or years (MalformedXML)` });
    }
    return mistakes;
}

function check(cloud: Cloud, bucket: CloudObject, given: Props): void {
    if (!isAbsent(given["rule"]) && !isProps(given["rule"])) throw malformed("The XML you provided was not well-formed");
    if (flag(bucket.props, "objectLockEnabled")) return;
    const versioning = cloud.find(versioningType, bucket.id);
    if (versioning === undefined || optionalText(record(versioning.props, "versioningConfiguration"), "status") !== "Enabled") {
        throw new AwsError(
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
            409,
        );
    }
    cloud.put(bucketType, bucket.id, { ...bucket.props, objectLockEnabled: true }, bucket.hidden);
}

/** Nothing to refuse: the default retention goes, the lock stays. */
function release(): void {}
