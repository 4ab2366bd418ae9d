import { strict as assert } from "node:assert";
import { EncryptedLogs } from "../../../components/logs/encrypted-logs";
import { json, record, type Recording, valueOf } from "../recorder";

describe("encrypted logs", () => {
    let logs: Recording<EncryptedLogs>;
    before(async () => {
        logs = await record(() => new EncryptedLogs("dev-app", {
            groups: [{ role: "audit", groupName: "/app/audit" }, { role: "access", groupName: "/app/access" }],
            retentionDays: 90,
        }));
    });

    it("makes exactly these resources", () => {
        assert.deepEqual(logs.list(), [
            "aws:cloudwatch/logGroup:LogGroup dev-app-access-logs",
            "aws:cloudwatch/logGroup:LogGroup dev-app-audit-logs",
            "aws:kms/alias:Alias dev-app-logs-key-alias",
            "aws:kms/key:Key dev-app-logs-key",
            "colorway:logs:EncryptedLogs dev-app",
        ]);
    });

    it("keeps each group for its time under the key", () => {
        assert.deepEqual(logs.inputs("aws:cloudwatch/logGroup:LogGroup", "dev-app-audit-logs"), {
            name: "/app/audit", retentionInDays: 90, kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/dev-app-logs-key-id",
            deletionProtectionEnabled: false,
        });
    });

    it("keeps groups and key against a deletion where asked to", async () => {
        const groups = [{ role: "audit", groupName: "/app/audit" }];
        const kept = await record(() => new EncryptedLogs("prod-app", { groups, retentionDays: 90, deletionProtection: true }));
        assert.equal(kept.inputs("aws:cloudwatch/logGroup:LogGroup", "prod-app-audit-logs").deletionProtectionEnabled, true);
        assert.equal(kept.one("aws:kms/key:Key", "prod-app-logs-key").protect, true);
        assert.equal(logs.one("aws:kms/key:Key", "dev-app-logs-key").protect, false);
    });

    it("lets CloudWatch Logs of this region use the key for these groups only", () => {
        const key = logs.inputs("aws:kms/key:Key", "dev-app-logs-key");
        assert.equal(key.enableKeyRotation, true);
        assert.equal(key.deletionWindowInDays, 30);
        assert.deepEqual(json(key.policy).Statement, [
            {
                Sid: "Account", Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*",
            },
            {
                Sid: "Logs",
                Effect: "Allow",
                Principal: { Service: "logs.us-east-1.amazonaws.com" },
                Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                Resource: "*",
                Condition: {
                    ArnEquals: {
                        "kms:EncryptionContext:aws:logs:arn": [
                            "arn:aws:logs:us-east-1:111122223333:log-group:/app/audit",
                            "arn:aws:logs:us-east-1:111122223333:log-group:/app/access",
                        ],
                    },
                },
            },
        ]);
    });

    it("gives the groups in the order of its arguments", async () => {
        assert.deepEqual(await Promise.all(logs.result.groupArns.map(valueOf)), [
            "arn:aws:logs:us-east-1:111122223333:log-group:/app/audit",
            "arn:aws:logs:us-east-1:111122223333:log-group:/app/access",
        ]);
    });
});
