import { database, databaseReady } from "../refused/service-steps";
import { ref } from "../refused/steps";
import {
    alarm, backupReady, eventSubscription, listening, lock, ownKey, plan, selection, sender, subscription,
    topic, topicPolicy, vault, vaultNotifications,
} from "../refused/watch-steps";
import { ChangeCase } from "./case";
import { change } from "./change";

/** terraform-provider-aws, internal/service/sns, cloudwatch, rds and backup. */
export const watchChanges: readonly ChangeCase[] = [
    change("another name", [], topic(), { name: "other" }, "replace", ["name"]),
    change("another display name", [], topic(), { displayName: "Alarms" }, "update", ["displayName"]),
    change("a key", [ownKey], topic(), { kmsMasterKeyId: ref("key.id") }, "update", ["kmsMasterKeyId"]),
    change(
        "another policy",
        [topic()],
        topicPolicy(sender("backup.amazonaws.com")),
        topicPolicy(sender("cloudwatch.amazonaws.com")).inputs,
        "update",
        ["policy"],
    ),
    change(
        "another address",
        [topic()],
        subscription("email", "one@example.org"),
        { endpoint: "two@example.org" },
        "replace",
        ["endpoint"],
    ),
    change("another threshold", [], alarm(), { threshold: 90 }, "update", ["threshold"]),
    change("another name", [], alarm(), { name: "other" }, "replace", ["name"]),
    change("what is the default anyway", [], alarm(), { actionsEnabled: true, treatMissingData: "missing" }, "same"),
    change(
        "other categories",
        [...databaseReady, database(), ...listening],
        eventSubscription({ sourceType: "db-instance" }),
        { eventCategories: ["failure"] },
        "update",
        ["eventCategories"],
    ),
    change("another key of a vault", [ownKey], vault(), { kmsKeyArn: ref("key.arn") }, "replace", ["kmsKeyArn"]),
    change("whether a vault goes with its backups", [], vault(), { forceDestroy: true }, "update", ["forceDestroy"]),
    change("a longer lock", [vault()], lock({ minRetentionDays: 7 }), { minRetentionDays: 35 }, "replace", ["minRetentionDays"]),
    change("other events", [vault(), ...listening], vaultNotifications(), { backupVaultEvents: ["COPY_JOB_FAILED"] }, "replace"),
    change(
        "a longer retention",
        [vault()],
        plan({ lifecycle: { deleteAfter: 7 } }),
        plan({ lifecycle: { deleteAfter: 35 } }).inputs,
        "update",
    ),
    change("other data", [...backupReady, plan()], selection(), { resources: ["*"] }, "replace"),
];
