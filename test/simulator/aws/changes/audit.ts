import { locked, metricFilter, objectLock, requestLog, target, targetPolicy, trail, trailGroup, trailReady } from "../refused/audit-steps";
import { expireUntagged, lifecycle, repository } from "../refused/images";
import { key, ref } from "../refused/steps";
import { ChangeCase } from "./case";
import { change } from "./change";

/** terraform-provider-aws, internal/service/cloudtrail, s3, logs and ecr. */
export const auditChanges: readonly ChangeCase[] = [
    change("another name of a trail", trailReady, trail(), { name: "audit-2" }, "replace", ["name"]),
    change("files that are validated", trailReady, trail(), { enableLogFileValidation: true }, "update", ["enableLogFileValidation"]),
    change("every region", trailReady, trail(), { isMultiRegionTrail: true }, "update", ["isMultiRegionTrail"]),
    change("what is the default anyway", trailReady, trail(), { enableLogging: true, includeGlobalServiceEvents: true }, "same"),
    change(
        "objects", trailReady, trail(), { eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] }] }, "update",
    ),
    change(
        "a longer lock", [locked], objectLock({ mode: "GOVERNANCE", days: 7 }),
        { rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } } }, "update",
    ),
    change("another folder of logs", [locked, target, targetPolicy], requestLog(), { targetPrefix: "s3/other/" }, "update", ["targetPrefix"]),
    change("another pattern", [trailGroup], metricFilter(), { pattern: "ERROR" }, "update", ["pattern"]),
    change("another group of a filter", [trailGroup, { ...trailGroup, name: "more", inputs: { name: "more" } }], metricFilter(), { logGroupName: ref("more.name") }, "replace", ["logGroupName"]),
    change("another name of a repository", [], repository(), { name: "colorway/api" }, "replace", ["name"]),
    change("tags that do not move", [], repository(), { imageTagMutability: "IMMUTABLE" }, "update", ["imageTagMutability"]),
    change(
        "another key of a repository", [key("key")], repository(),
        { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: ref("key.arn") }] }, "replace",
    ),
    change("other rules", [repository()], lifecycle(expireUntagged), lifecycle({ ...expireUntagged, description: "gone after a fortnight" }).inputs, "replace", ["policy"]),
    change(
        "the same rules with white space", [repository()], lifecycle(expireUntagged),
        { policy: JSON.stringify({ rules: [expireUntagged] }, undefined, 2) }, "same",
    ),
];
