import { Cloud, CloudObject } from "../../cloud/cloud";
import { isAbsent, isProps, numberOr, optionalText, Props, record, records, text } from "../../cloud/values";
import { flagProperty, listProperty, mapProperty, numberProperty, objectProperty, textProperty } from "../model";
import { bucketSetting, expectedOwner, ofBucket } from "./settings";
import { invalidArgument, lifecycleType, malformed } from "./types";

const putLifecycle = "S3 API Reference, PutBucketLifecycleConfiguration";
const rulesGuide = "S3 User Guide, lifecycle configuration elements";

// From the warmest to the coldest; a transition goes down only: S3 User Guide, "Transitioning objects using lifecycle".
const classes = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];
/** Days that an object stays before an infrequent-access class takes it. */
const leastInfrequent = 30;

const days = numberProperty({ min: 1, max: 2147483647 });
const storageClass = textProperty({ required: true, oneOf: classes, source: "S3 API Reference, Transition" });
const size = numberProperty({ min: 0 });

export const lifecycle = bucketSetting({
    type: lifecycleType,
    action: "BucketLifecycleConfiguration",
    source: putLifecycle,
    inputs: {
        bucket: ofBucket,
        expectedBucketOwner: expectedOwner,
        rules: listProperty(
            objectProperty({
                abortIncompleteMultipartUpload: objectProperty({ daysAfterInitiation: days }),
                expiration: objectProperty({
                    date: textProperty({ pattern: /^\d{4}-\d{2}-\d{2}T00:00:00Z$/ }),
                    days: numberProperty({ computed: true, min: 0 }),
                    expiredObjectDeleteMarker: flagProperty({ computed: true }),
                }),
                filter: objectProperty({
                    and: objectProperty({
                        objectSizeGreaterThan: size,
                        objectSizeLessThan: size,
                        prefix: textProperty(),
                        tags: mapProperty(textProperty()),
                    }),
                    objectSizeGreaterThan: size,
                    objectSizeLessThan: size,
                    prefix: textProperty(),
                    tag: objectProperty({ key: textProperty({ required: true }), value: textProperty({ required: true }) }),
                }),
                id: textProperty({ required: true, minLength: 1, maxLength: 255, source: rulesGuide }),
                noncurrentVersionExpiration: objectProperty({
                    newerNoncurrentVersions: numberProperty({ min: 1, max: 100 }),
                    noncurrentDays: numberProperty({ required: true, min: 1 }),
                }),
                noncurrentVersionTransitions: listProperty(
                    objectProperty({
                        newerNoncurrentVersions: numberProperty({ min: 1, max: 100 }),
                        noncurrentDays: numberProperty({ required: true, min: 0 }),
                        storageClass,
                    }),
                ),
                prefix: textProperty(),
                status: textProperty({ required: true, oneOf: ["Enabled", "Disabled"], source: putLifecycle }),
                transitions: listProperty(
                    objectProperty({
                        date: textProperty({ pattern: /^\d{4}-\d{2}-\d{2}T00:00:00Z$/ }),
                        days: numberProperty({ computed: true, min: 0 }),
                        storageClass,
                    }),
                ),
            }),
            { required: true, minItems: 1, maxItems: 1000, source: putLifecycle },
        ),
        transitionDefaultMinimumObjectSize: textProperty({
            computed: true,
            oneOf: ["all_storage_classes_128K", "varies_by_storage_class"],
            source: putLifecycle,
        }),
    },
    check,
    outputs: (given) => ({
        transitionDefaultMinimumObjectSize:
            optionalText(given, "transitionDefaultMinimumObjectSize") ?? "all_storage_classes_128K",
    }),
    checks: [
        {
            what: "Ids of rules are unique; a rule has an action, and one filter (InvalidArgument, MalformedXML).",
            source: rulesGuide,
        },
        {
            what: "Transitions go to colder classes, infrequent access from 30 days on, before the expiration (InvalidArgument).",
            source: "S3 User Guide, transitioning objects",
        },
    ],
});

function check(_: Cloud, __: CloudObject, given: Props): void {
    const rules = records(given, "rules");
    const ids = rules.map((rule) => text(rule, "id"));
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw invalidArgument(`Rule ID must be unique. Found same ID for more than one rule: ${twice}`);
    for (const rule of rules) checkRule(rule);
}

const actions = ["abortIncompleteMultipartUpload", "expiration", "noncurrentVersionExpiration"];

function checkRule(rule: Props): void {
    const id = text(rule, "id");
    const transitions = records(rule, "transitions");
    const given =
        actions.filter((name) => isProps(rule[name])).length
        + transitions.length
        + records(rule, "noncurrentVersionTransitions").length;
    if (given === 0) throw invalidArgument(`At least one action needs to be specified in a rule: ${id}`);
    const filter = record(rule, "filter");
    if (Object.values(filter).filter((value) => !isAbsent(value)).length > 1)
        throw malformed(`The filter of rule ${id} must have exactly one element; use and`);
    if (!isAbsent(rule["prefix"]) && isProps(rule["filter"])) throw malformed(`Rule ${id} has both a prefix and a filter`);
    checkExpiration(rule, id);
    let before = -1;
    let coldest = -1;
    for (const transition of transitions) {
        const target = text(transition, "storageClass");
        const after = numberOr(transition, "days", 0);
        if (["STANDARD_IA", "ONEZONE_IA"].includes(target) && isAbsent(transition["date"]) && after < leastInfrequent) {
            throw invalidArgument(
                `'Days' in Transition action must be greater than or equal to ${leastInfrequent} for storageClass '${target}'`,
            );
        }
        if (after < before || classes.indexOf(target) < coldest) {
            throw invalidArgument(
                `'Days' in the Transition action for StorageClass '${target}' must be greater than those of the warmer `
                    + "classes before it",
            );
        }
        before = after;
        coldest = classes.indexOf(target);
    }
    const end = numberOr(record(rule, "expiration"), "days", 0);
    if (end > 0 && end <= before)
        throw invalidArgument("'Days' in the Expiration action for filter must be greater than 'Days' in the Transition action");
}

function checkExpiration(rule: Props, id: string): void {
    if (!isProps(rule["expiration"])) return;
    const expiration = record(rule, "expiration");
    const given = ["date", "days", "expiredObjectDeleteMarker"].filter((name) => {
        const value = expiration[name];
        return !isAbsent(value) && value !== 0 && value !== false && value !== "";
    });
    if (given.length !== 1)
        throw malformed(
            `The expiration of rule ${id} must have one of date, days and expiredObjectDeleteMarker, has ${given.length}`,
        );
}
