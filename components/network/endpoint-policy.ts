/**
 * What the private ways to AWS let through: calls of this account, and where a service knows whose things it is asked for, only
 * for what is this account's. Otherwise an endpoint is a way to any account, for whoever brings credentials of it (IAM user guide,
 * "Data perimeters").
 */

import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../lib/account";
import { type Condition, everybody, policyDocument, type Statement } from "../lib/policy";

/** Nothing in them is AWS's or another account's. The others also serve shared images, registries and snapshots. */
const ownOnly: readonly string[] = ["s3", "dynamodb", "logs", "secretsmanager", "kms"];

/** @param service as in `com.amazonaws.REGION.NAME` */
export function endpointPolicy(service: string, account: Account): pulumi.Output<string> {
    const of = (variable: string): Condition => ({ test: "StringEquals", variable, values: [account.id] });
    const own: Statement = {
        sid: "OwnAccount",
        actions: ["*"],
        resources: ["*"],
        // Gateway endpoints know no principal but `*` (VPC user guide, "Endpoint policies").
        principals: everybody,
        conditions: [of("aws:PrincipalAccount"), ...(ownOnly.includes(service) ? [of("aws:ResourceAccount")] : [])],
    };
    return policyDocument(own, ...unsigned(service, account));
}

/** What comes without credentials of this account, and is needed all the same. */
function unsigned(service: string, { id, partition, region }: Account): readonly Statement[] {
    switch (service) {
        case "s3":
            // ECR sends the nodes there by links that it signs itself (ECR user guide, "Create the Amazon S3 gateway endpoint").
            return [{
                sid: "ImageLayers",
                actions: ["s3:GetObject"],
                resources: [pulumi.interpolate`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
                principals: everybody,
            }];
        case "sts":
            // The token of a service account is all that such a call carries (STS API reference, AssumeRoleWithWebIdentity).
            return [{
                sid: "ServiceAccounts",
                actions: ["sts:AssumeRoleWithWebIdentity"],
                resources: [pulumi.interpolate`arn:${partition}:iam::${id}:role/*`],
                principals: everybody,
            }];
        default:
            return [];
    }
}
