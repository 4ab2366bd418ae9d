/** Every flow of a VPC, accepted or rejected, in an encrypted log group. */

import { FlowLog } from "@pulumi/aws/ec2";
import { Role, type RolePolicyAttachment } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { assumeRolePolicy, ofAccount, policyDocument } from "../lib/policy";
import { EncryptedLogs } from "../logs/encrypted-logs";

/** Seconds; 60 or 600 (EC2 API reference, CreateFlowLogs, MaxAggregationInterval). The short one shows a burst while it lasts. */
const aggregationSeconds = 60;

export interface FlowLogsArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Days; one of the values that CloudWatch Logs knows. */
    readonly retentionDays: number;
    /** Whether AWS refuses to delete them. */
    readonly deletionProtection: boolean;
}

export interface FlowLogsOutputs {
    readonly logGroupArn: pulumi.Output<string>;
}

export class FlowLogs extends pulumi.ComponentResource implements FlowLogsOutputs {
    readonly logGroupArn: pulumi.Output<string>;

    constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:network:FlowLogs", name, {}, opts);
        const logs = new EncryptedLogs(`${name}-network`, {
            groups: [{ role: "flow", groupName: `/colorway/${name}/flow-logs` }],
            retentionDays: args.retentionDays,
            deletionProtection: args.deletionProtection,
        }, { parent: this });
        [this.logGroupArn] = logs.groupArns;
        const role = createRole(name, this.logGroupArn, this);
        new FlowLog(`${name}-flow-log`, {
            vpcId: args.vpcId,
            trafficType: "ALL",
            logDestinationType: "cloud-watch-logs",
            logDestination: this.logGroupArn,
            iamRoleArn: role.role.arn,
            maxAggregationInterval: aggregationSeconds,
            tags: { Name: `${name}-flow-log` },
        }, { parent: this, dependsOn: [role.attachment] });
        this.registerOutputs({ logGroupArn: this.logGroupArn });
    }
}

/** VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs", including its conditions against a confused deputy. */
function createRole(
    name: string, logGroupArn: pulumi.Output<string>, parent: pulumi.Resource,
): { role: Role; attachment: RolePolicyAttachment } {
    const account = accountOf(parent);
    const { id, partition, region } = account;
    const anyFlowLog = pulumi.interpolate`arn:${partition}:ec2:${region}:${id}:vpc-flow-log/*`;
    const role = new Role(`${name}-flow-log-role`, {
        description: `Writes the flow logs of ${name}`,
        assumeRolePolicy: assumeRolePolicy("vpc-flow-logs.amazonaws.com", [
            ofAccount(account),
            { test: "ArnLike", variable: "aws:SourceArn", values: [anyFlowLog] },
        ]),
    }, { parent });
    const attachment = attachPolicy(`${name}-flow-log-policy`, {
        role,
        description: `Writing the flow logs of ${name}`,
        policy: policyDocument(
            {
                sid: "Write",
                actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                resources: [pulumi.interpolate`${logGroupArn}:*`],
            },
            {
                // A list over all groups; it cannot be narrowed to one.
                sid: "Find",
                actions: ["logs:DescribeLogGroups"],
                resources: [pulumi.interpolate`arn:${partition}:logs:${region}:${id}:log-group:*`],
            },
        ),
    }, parent);
    return { role, attachment };
}
