/** Where a component's resources live: account, partition and region of the provider that it uses. */

import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as pulumi from "@pulumi/pulumi";

export interface Account {
    /** Twelve digits. */
    readonly id: pulumi.Output<string>;
    /** `aws`, `aws-cn` or `aws-us-gov`: the second part of every ARN. */
    readonly partition: pulumi.Output<string>;
    readonly region: pulumi.Output<string>;
}

/** Asks the provider of `parent`, so that a component never assumes an account or a region. */
export function accountOf(parent: pulumi.Resource): Account {
    return {
        id: getCallerIdentityOutput({}, { parent }).accountId,
        partition: getPartitionOutput({}, { parent }).partition,
        region: getRegionOutput({}, { parent }).region,
    };
}
