/** Physical names that fit the length their AWS type allows. */

import { createHash } from "node:crypto";

/** Letters of the hash, and of the hyphen before it, at the end of a name that was cut. */
const hashLength = 6;
const tailLength = hashLength + 1;

/** Longest name of a target group and of a load balancer (ELBv2 API reference, CreateTargetGroup and CreateLoadBalancer, `Name`). */
export const maxLoadBalancerName = 32;
/** Longest bucket name (S3 user guide, "General purpose bucket naming rules"). */
export const maxBucketName = 63;

/**
 * Joins the parts with hyphens, in lower case. A name that would be longer than `maxLength` is cut and ends in a hyphen and six
 * hexadecimal digits of the SHA-256 of the whole name, so that two names that differ only in what was cut stay apart.
 *
 * @param maxLength letters that the AWS type allows, 8 or more
 * @throws RangeError when `maxLength` leaves no room for a letter before the hash, or when no part has a letter
 */
export function fitName(parts: readonly string[], maxLength: number): string {
    if (!Number.isInteger(maxLength) || maxLength <= tailLength) {
        throw new RangeError(`maxLength: got ${maxLength}; a whole number of ${tailLength + 1} or more is allowed`);
    }
    const whole = parts.filter(part => part !== "").join("-").toLowerCase();
    if (whole === "") {
        throw new RangeError("parts: got no letter; give at least one part that is not empty");
    }
    if (whole.length <= maxLength) {
        return whole;
    }
    const hash = createHash("sha256").update(whole).digest("hex").slice(0, hashLength);
    // A name must not hold two hyphens in a row where AWS forbids it, so a hyphen at the cut goes too.
    return `${whole.slice(0, maxLength - tailLength).replace(/-+$/, "")}-${hash}`;
}
