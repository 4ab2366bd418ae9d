import { Cloud } from "../../cloud/cloud";
import { parseDocument } from "../iam/document";
import { missingPrincipal } from "../iam/principals";
import { invalid } from "./types";

/**
 * What a topic's policy may speak of: SNS Developer Guide, "SNS API permissions", actions on a topic; `sns:*` is not among it.
 */
const actions = [
    "addpermission", "deletetopic", "getdataprotectionpolicy", "gettopicattributes", "listsubscriptionsbytopic",
    "listtagsfortopic", "publish", "putdataprotectionpolicy", "receive", "removepermission", "settopicattributes", "subscribe",
];

/** Refuses a document that SNS does not take for a topic. */
export function checkTopicPolicy(cloud: Cloud, policy: string): void {
    const parsed = parseDocument(policy, "resource");
    if ("mistake" in parsed) throw invalid("Policy Error: null");
    if (missingPrincipal(cloud, parsed.statements) !== undefined) throw invalid("Policy Error: PrincipalNotFound");
    const named = parsed.statements.flatMap((statement) => statement.actions.patterns).map((action) => action.toLowerCase());
    if (!named.every((action) => action.startsWith("sns:") && actions.includes(action.slice("sns:".length)))) {
        throw invalid("Policy statement action out of service scope!");
    }
}

/** What a topic has until somebody sets another one: SNS Developer Guide, "Example cases for Amazon SNS access control". */
export function defaultPolicy(cloud: Cloud, arn: string): string {
    return JSON.stringify({
        Version: "2008-10-17",
        Id: "__default_policy_ID",
        Statement: [
            {
                Sid: "__default_statement_ID",
                Effect: "Allow",
                Principal: { AWS: "*" },
                Action: [
                    "SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission",
                    "SNS:DeleteTopic", "SNS:Subscribe", "SNS:ListSubscriptionsByTopic", "SNS:Publish",
                ],
                Resource: arn,
                Condition: { StringEquals: { "AWS:SourceOwner": cloud.account } },
            },
        ],
    });
}
