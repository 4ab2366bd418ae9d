/** What KMS gives out for a plaintext: who closed it, and the text itself, authenticated. */

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

function materialOf(secret: Buffer, keyArn: string): Buffer {
    return createHmac("sha256", secret).update(keyArn).digest();
}

/** `LENGTH ARN IV TAG TEXT`; the ARN, of at most 255 bytes, is authenticated with the text. */
export function sealed(secret: Buffer, keyArn: string, plaintext: Buffer): Buffer {
    const name = Buffer.from(keyArn);
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, materialOf(secret, keyArn), iv, { authTagLength: tagBytes }).setAAD(name);
    const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.of(name.length), name, iv, cipher.getAuthTag(), text]);
}

/** ARN of the key that closed it, unproven; undefined where KMS made no such thing. */
export function sealerOf(blob: Buffer): string | undefined {
    const length = blob[0] ?? 0;
    return length === 0 || blob.length < 1 + length + ivBytes + tagBytes ? undefined : blob.subarray(1, 1 + length).toString();
}

/** Undefined where it was changed, or closed with another secret. */
export function opened(secret: Buffer, blob: Buffer): Buffer | undefined {
    const keyArn = sealerOf(blob);
    if (keyArn === undefined) return undefined;
    const start = 1 + Buffer.byteLength(keyArn);
    const tag = start + ivBytes;
    try {
        const decipher = createDecipheriv(algorithm, materialOf(secret, keyArn), blob.subarray(start, tag), { authTagLength: tagBytes })
            .setAAD(Buffer.from(keyArn))
            .setAuthTag(blob.subarray(tag, tag + tagBytes));
        return Buffer.concat([decipher.update(blob.subarray(tag + tagBytes)), decipher.final()]);
    } catch {
        return undefined;
    }
}
