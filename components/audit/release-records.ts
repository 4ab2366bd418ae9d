/**
 * The bucket for what the release tool writes down: journals, lease and audit log of rollouts, records of releases. Entries of a
 * log hang together from the first one on, so none expires; what is locked is each version, also of what is overwritten.
 */

import * as pulumi from "@pulumi/pulumi";
import { LockedBucket, type RequestLogs } from "./locked-bucket";

export interface ReleaseRecordsArgs {
    /** `governance` or `compliance`. @default "compliance" */
    readonly lock?: string;
    /** Days that each version is locked, 1–36500. */
    readonly retentionDays: number;
    /** Whether it is destroyed with what is in it. @default false */
    readonly forceDestroy?: boolean;
    readonly requestLogs: RequestLogs;
}

export interface ReleaseRecordsOutputs {
    readonly bucket: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;
}

export class ReleaseRecords extends pulumi.ComponentResource implements ReleaseRecordsOutputs {
    readonly bucket: pulumi.Output<string>;
    readonly bucketArn: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;

    constructor(name: string, args: ReleaseRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:audit:ReleaseRecords", name, {}, opts);
        const { bucket, bucketArn, keyArn } = new LockedBucket(`${name}-records`, {
            ...args,
            description: `Records of the releases of ${name}`,
            lock: args.lock ?? "compliance",
        }, { parent: this });
        this.bucket = bucket;
        this.bucketArn = bucketArn;
        this.keyArn = keyArn;
        this.registerOutputs({ bucket, bucketArn, keyArn });
    }
}
