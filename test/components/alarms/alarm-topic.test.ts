import { strict as assert } from "node:assert";
import { AlarmTopic } from "../../../components/alarms/alarm-topic";
import { json, record, type Recording, valueOf } from "../recorder";

const topicType = "aws:sns/topic:Topic";
const subscriptionType = "aws:sns/topicSubscription:TopicSubscription";
const role = "arn:aws:iam::111122223333:role/dev-alarms-feedback";

describe("topic of alarms", () => {
    let topic: Recording<AlarmTopic>;
    before(async () => {
        topic = await record(() => new AlarmTopic("dev", {
            emails: ["oncall@colorway.example"], endpoints: ["https://events.colorway.example/sns"], logRetentionDays: 90,
        }));
    });

    it("is encrypted under a key of its own, signed by SHA-256, and logs every delivery", () => {
        assert.deepEqual(topic.inputs(topicType, "dev-alarms"), {
            name: "dev-alarms",
            displayName: "colorway dev",
            kmsMasterKeyId: "dev-alarms-key-id",
            signatureVersion: 2,
            httpSuccessFeedbackRoleArn: role,
            httpSuccessFeedbackSampleRate: 100,
            httpFailureFeedbackRoleArn: role,
            tags: { Name: "dev-alarms" },
        });
        const groups = topic.ofType(
            "aws:cloudwatch/logGroup:LogGroup",
        ).map(({ inputs }) => [inputs.name, inputs.retentionInDays]);
        assert.deepEqual(groups, [
            ["sns/us-east-1/111122223333/dev-alarms", 90], ["sns/us-east-1/111122223333/dev-alarms/Failure", 90],
        ]);
    });

    it("takes messages from CloudWatch, RDS and AWS Backup only, and none without TLS", async () => {
        const arn = "arn:aws:sns:us-east-1:111122223333:topic/dev-alarms-id";
        const ofAccount = { StringEquals: { "aws:SourceAccount": "111122223333" } };
        const sends = (Sid: string, Service: string, Condition?: object): object => ({
            Sid, Effect: "Allow", Principal: { Service }, Action: "sns:Publish", Resource: arn, ...(Condition && { Condition }),
        });
        assert.deepEqual(json(topic.inputs("aws:sns/topicPolicy:TopicPolicy", "dev-alarms-policy").policy).Statement, [
            sends("Alarms", "cloudwatch.amazonaws.com", ofAccount),
            sends("DatabaseEvents", "events.rds.amazonaws.com", ofAccount),
            sends("Backups", "backup.amazonaws.com"),
            {
                Sid: "TlsOnly", Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: arn,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ]);
        assert.equal(await valueOf(topic.result.topicArn), arn);
    });

    it("lets the same services encrypt what they send", () => {
        const statements = json(
            topic.inputs("aws:kms/key:Key", "dev-alarms-key").policy,
        ).Statement as { Sid: string; Principal: object; Action: unknown }[];
        assert.deepEqual(statements.slice(1).map(({ Principal, Action }) => [Principal, Action]), [
            "cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "backup.amazonaws.com",
        ].map(Service => [{ Service }, ["kms:Decrypt", "kms:GenerateDataKey*"]]));
    });

    it("tells everybody who is listed, under names that do not move", async () => {
        const told = topic.ofType(subscriptionType).map(({ inputs }) => [inputs.protocol, inputs.endpoint]);
        assert.deepEqual(told, [["email", "oncall@colorway.example"], ["https", "https://events.colorway.example/sns"]]);
        const more = await record(() => new AlarmTopic("dev", {
            emails: ["first@colorway.example", "oncall@colorway.example"], logRetentionDays: 90,
        }));
        const name = topic.ofType(subscriptionType).find(({ inputs }) => inputs.protocol === "email")?.name;
        assert.ok(
            more.ofType(subscriptionType).some(each => each.name === name && each.inputs.endpoint === "oncall@colorway.example"),
        );
    });
});
