import { strict as assert } from "node:assert";
import { records, text } from "../../../simulator/cloud/values";
import { outputs, refusal } from "./foundation";
import {
    backupReady, listening, lock, plan, selection, sender, subscription, topic, topicPolicy, vault,
} from "./refused/watch-steps";
import { accountWith } from "./services-models";

describe("topics, alarms and backups", () => {
    it("a topic has the policy that is set beside it, and its first one again when that goes", async () => {
        const account = await accountWith(topic(), topicPolicy(sender("backup.amazonaws.com")));
        const policy = async (): Promise<string> => text((await account.refresh("topic"))?.properties ?? {}, "policy");
        assert.match(await policy(), /backup\.amazonaws\.com/);
        await account.remove("policy");
        assert.match(await policy(), /__default_policy_ID/);
    });

    it("nobody confirms a subscription", async () => {
        const account = await accountWith(topic(), subscription("email", "oncall@example.org"));
        const { arn, pendingConfirmation } = outputs(account, "subscription");
        assert.match(String(arn), /^arn:aws:sns:us-east-1:111122223333:alarms:[0-9a-f-]{36}$/);
        assert.equal(pendingConfirmation, true);
    });

    it("a plan goes after its selections, and has another version after each change", async () => {
        const account = await accountWith(...backupReady, plan(), selection());
        assert.equal(await refusal(account.remove("plan")),
            "InvalidRequestException: Related backup plan selections must be deleted prior to backup plan deletion");
        const before = outputs(account, "plan")["version"];
        await account.update("plan", plan({ lifecycle: { deleteAfter: 7 } }).inputs);
        assert.notEqual(outputs(account, "plan")["version"], before);
        assert.equal(records(outputs(account, "plan"), "rules").length, 1);
        await account.remove("selection");
        await account.remove("plan");
    });

    it("a lock can be taken away in its days of grace", async () => {
        const account = await accountWith(vault(), lock({ minRetentionDays: 7, changeableForDays: 3 }), ...listening);
        await account.remove("lock");
        await account.remove("vault");
    });

    it("a lock in compliance mode is final after its days of grace, and keeps the vault", async () => {
        const account = await accountWith(vault(), lock({ minRetentionDays: 7, changeableForDays: 3 }));
        const object = account.cloud.find("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "backups");
        assert.ok(object !== undefined);
        account.cloud.store.put({ ...object, created: new Date(Date.now() - 4 * 86_400_000).toISOString() });
        assert.equal(
            await refusal(account.remove("lock")),
            "InvalidRequestException: Backup vault lock configuration cannot be changed after its lock date",
        );
        assert.equal(
            await refusal(account.remove("vault")),
            "InvalidRequestException: Backup vault backups is locked and cannot be deleted",
        );
    });
});
