/**
 * Signatures of images in cosign's form, as `cosign download signature IMAGE` prints them: a line of JSON for each, with a
 * payload that names the image's digest and a signature of the payload. Pure.
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { isObject } from "../../config/problems";
import { messageOf } from "../message";

export interface ImageSignature {
    /** Digest of the image, `sha256:…`. */
    readonly image: string;
    /** What was signed. */
    readonly payload: Buffer;
    readonly signature: Buffer;
}

/** sigstore/cosign, specs/SIGNATURE_SPEC.md: the type of a payload. */
const payloadType = "cosign container image signature";

/** The signatures in a file, or what is wrong with it. */
export function signaturesIn(text: string): readonly ImageSignature[] | { readonly problem: string } {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const found: ImageSignature[] = [];
    for (const [index, line] of lines.entries()) {
        const signature = signatureIn(line);
        if (typeof signature === "string")
            return { problem: `line ${index + 1} ${signature}; allowed: what \`cosign download signature IMAGE\` prints` };
        found.push(signature);
    }
    return found.length === 0 ? { problem: "holds no signature; allowed: what `cosign download signature IMAGE` prints" } : found;
}

/** Whether one of the keys made it. ECDSA and RSA sign SHA-256 of the payload, as AWS KMS and cosign do; Ed25519 the payload. */
export function isSignedBy(keys: readonly KeyObject[], { payload, signature }: ImageSignature): boolean {
    return keys.some((key) => verify(key.asymmetricKeyType === "ed25519" ? null : "sha256", payload, key, signature));
}

/** Public keys in PEM, one after the other, or what is wrong. */
export function publicKeysIn(pem: string): readonly KeyObject[] | { readonly problem: string } {
    const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g) ?? [];
    if (blocks.length === 0) return { problem: "holds no public key; allowed: PEM, as `cosign public-key` prints it" };
    try {
        return blocks.map((block) => createPublicKey(block));
    } catch (error) {
        return { problem: `holds a key that can't be read: ${messageOf(error)}` };
    }
}

function signatureIn(line: string): ImageSignature | string {
    const value = jsonOf(line);
    const { Payload, Base64Signature } = isObject(value) ? value : {};
    if (typeof Payload !== "string" || typeof Base64Signature !== "string") return "has no Payload and Base64Signature";
    const payload = Buffer.from(Payload, "base64");
    const content = jsonOf(payload.toString("utf8"));
    const critical = isObject(content) && isObject(content["critical"]) ? content["critical"] : {};
    const image = isObject(critical["image"]) ? critical["image"]["docker-manifest-digest"] : undefined;
    if (critical["type"] !== payloadType) return `signs ${JSON.stringify(critical["type"])}, not an image`;
    if (typeof image !== "string" || !/^sha256:[0-9a-f]{64}$/.test(image)) return "names no digest of an image";
    return { image, payload, signature: Buffer.from(Base64Signature, "base64") };
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
