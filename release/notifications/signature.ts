/**
 * Signatures of notifications: `t=SECONDS,v1=HEX`, where HEX is HMAC-SHA256 of `SECONDS.BODY` under the receiver's key. The time is signed
 * too, so a receiver that refuses old ones can't be told the same twice by somebody who listened.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export const signatureHeader = "colorway-signature";
/** Seconds that a signature may be old, or ahead of the receiver's clock. */
const tolerance = 300;

/** @param now milliseconds since 1970 */
export function signatureOf(body: string, key: string, now: number): string {
    const seconds = Math.floor(now / 1000);
    return `t=${seconds},v1=${macOf(seconds, body, key)}`;
}

/** For receivers. @param now milliseconds since 1970 */
export function isSigned(header: string, body: string, key: string, now: number): boolean {
    const [, seconds, mac] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
    if (seconds === undefined || mac === undefined || Math.abs(now / 1000 - Number(seconds)) > tolerance) return false;
    return timingSafeEqual(Buffer.from(mac, "hex"), Buffer.from(macOf(Number(seconds), body, key), "hex"));
}

function macOf(seconds: number, body: string, key: string): string {
    return createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex");
}
