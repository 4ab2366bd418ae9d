/** What the policy of every bucket refuses: requests without TLS, or with an old version of it. */

import type { Bucket } from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { type Condition, everybody, type Statement } from "./policy";

/** Least version of TLS (PCI DSS v4.0.1, 4.2.1: strong cryptography). */
const oldestTls = "1.2";

/** Statements for the bucket's policy. */
export function tlsOnly(bucket: Bucket): readonly Statement[] {
    const refuse = (sid: string, condition: Condition): Statement => ({
        sid,
        effect: "Deny",
        actions: ["s3:*"],
        resources: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        principals: everybody,
        conditions: [condition],
    });
    return [
        refuse("TlsOnly", { test: "Bool", variable: "aws:SecureTransport", values: ["false"] }),
        // AWS refuses older versions since 2024; here it is written down (S3 user guide, "Requiring a minimum TLS version").
        refuse("CurrentTlsOnly", { test: "NumericLessThan", variable: "s3:TlsVersion", values: [oldestTls] }),
    ];
}
