/** What the pods of observability may do in AWS: each its one task. */

import * as pulumi from "@pulumi/pulumi";
import { PodIdentity } from "../cluster/pod-identity";
import { policyDocument, type Statement } from "../lib/policy";
import { accounts, namespaceName } from "./places";

export interface IdentitiesArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly clusterArn: pulumi.Input<string>;
    /** Topic of alerts, and the key that it is encrypted under. */
    readonly topicArn: pulumi.Input<string>;
    readonly topicKeyArn: pulumi.Input<string>;
    /** Bucket of the logs, and its key. */
    readonly logBucketArn: pulumi.Input<string>;
    readonly logKeyArn: pulumi.Input<string>;
}

/** One for each account, by its name; pods that start before theirs have no credentials. */
export function createIdentities(
    name: string, args: IdentitiesArgs, parent: pulumi.Resource,
): { readonly [Account in keyof typeof accounts]: PodIdentity } {
    const create = (account: keyof typeof accounts, description: string, ...statements: readonly Statement[]): PodIdentity =>
        new PodIdentity(`${name}-${account}`, {
            clusterName: args.clusterName,
            clusterArn: args.clusterArn,
            namespace: namespaceName,
            serviceAccount: accounts[account],
            description: `${description} of cluster ${name}`,
            policy: policyDocument(...statements),
        }, { parent });
    return {
        alertmanager: create(
            "alertmanager", "Sending the alerts",
            { sid: "Send", actions: ["sns:Publish"], resources: [args.topicArn] },
            // SNS developer guide, "Key management", permissions of a publisher.
            { sid: "Encrypt", actions: ["kms:Decrypt", "kms:GenerateDataKey*"], resources: [args.topicKeyArn] },
        ),
        grafana: create("grafana", "Dashboards with figures of CloudWatch", {
            // None of these can be limited to a resource (service authorization reference, CloudWatch).
            sid: "Look", actions: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"], resources: ["*"],
        }),
        // Loki documentation, "Configure storage", S3 permissions.
        loki: create(
            "loki", "Logs",
            { sid: "List", actions: ["s3:ListBucket"], resources: [args.logBucketArn] },
            {
                sid: "KeepLogs",
                actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                resources: [pulumi.interpolate`${args.logBucketArn}/*`],
            },
            { sid: "Encrypt", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [args.logKeyArn] },
        ),
        collector: create("collector", "Traces", {
            // Neither can be limited to a resource (service authorization reference, X-Ray).
            sid: "SendTraces", actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"],
        }),
    };
}
