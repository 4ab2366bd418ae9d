import { strict as assert } from "node:assert";
import { DeadManRole } from "../../../components/edge/dead-man-role";
import { record, type Recording, valueOf } from "../recorder";
import { account, region } from "../recorded-account";

const listener = "listener/app/dev/50dc6c495c0c9188/f2f7dc8efc522ab2";
const arns = `arn:aws:elasticloadbalancing:${region}:${account}`;

function build(): Promise<Recording<DeadManRole>> {
    return record(() => new DeadManRole("dev", { listenerArn: `${arns}:${listener}` }));
}

describe("DeadManRole", () => {
    it("may write the actions of the traffic split and of its rules, and nothing else", async () => {
        const recording = await build();
        const { policy } = recording.inputs("aws:iam/policy:Policy", "dev-dead-man-policy");
        const { role } = recording.inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "dev-dead-man-policy-attachment");
        assert.deepEqual(JSON.parse(String(policy)), {
            Version: "2012-10-17",
            Statement: [
                { Sid: "DefaultAction", Effect: "Allow", Action: "elasticloadbalancing:ModifyListener", Resource: `${arns}:${listener}` },
                { Sid: "Rules", Effect: "Allow", Action: "elasticloadbalancing:ModifyRule", Resource: `${arns}:${listener.replace("listener/", "listener-rule/")}/*` },
            ],
        });
        assert.match(String(role), /^dev-dead-man-role/);
    });

    it("can be assumed by schedules of this account's default group only", async () => {
        const recording = await build();
        const { assumeRolePolicy } = recording.inputs("aws:iam/role:Role", "dev-dead-man-role");
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)), {
            Version: "2012-10-17",
            Statement: [{
                Effect: "Allow",
                Principal: { Service: "scheduler.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": account },
                    ArnEquals: { "aws:SourceArn": `arn:aws:scheduler:${region}:${account}:schedule-group/default` },
                },
            }],
        });
    });

    it("gives its ARN", async () => {
        const recording = await build();
        assert.match(await valueOf(recording.result.roleArn), /:role\/dev-dead-man-role/);
    });
});
