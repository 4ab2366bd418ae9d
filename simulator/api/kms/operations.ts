import { findKey, isEnabled } from "../../aws/kms/keys";
import { stateAlias, stateKeyArn } from "../../aws/kms/state-key";
import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { optionalText, text, textOr } from "../../cloud/values";
import { textMember } from "../members";
import { Operations } from "../operation";
import { opened, sealed, sealerOf } from "./envelope";

// Members, lengths and errors: AWS KMS API Reference, Encrypt and Decrypt.

const mostPlainBytes = 4096;
const mostCipherBytes = 6144;
const symmetric = "SYMMETRIC_DEFAULT";
const keyMember = textMember({ minLength: 1, maxLength: 2048 });
/** Base64: four letters for three bytes. */
const blobMember = (bytes: number) => textMember({ required: true, minLength: 1, maxLength: Math.ceil(bytes / 3) * 4 });

/** KMS: closing and opening small texts with symmetric keys, without an encryption context. */
export const kmsOperations: Operations = {
    Encrypt: {
        input: {
            KeyId: { ...keyMember, required: true },
            Plaintext: blobMember(mostPlainBytes),
            EncryptionAlgorithm: textMember({ oneOf: [symmetric] }),
        },
        run: ({ cloud, keySecret }, request) => {
            const keyArn = usableKey(cloud, text(request, "KeyId"));
            const plaintext = bytesOf(text(request, "Plaintext"));
            if (plaintext.length > mostPlainBytes) {
                const limit = `Member must have length less than or equal to ${mostPlainBytes}`;
                throw new AwsError("ValidationException", `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: ${limit}`);
            }
            const blob = sealed(keySecret, keyArn, plaintext);
            return { CiphertextBlob: blob.toString("base64"), KeyId: keyArn, EncryptionAlgorithm: symmetric };
        },
    },
    Decrypt: {
        input: {
            CiphertextBlob: blobMember(mostCipherBytes),
            KeyId: keyMember,
            EncryptionAlgorithm: textMember({ oneOf: [symmetric] }),
        },
        run: ({ cloud, keySecret }, request) => {
            const blob = bytesOf(text(request, "CiphertextBlob"));
            const sealer = sealerOf(blob);
            if (sealer === undefined) throw invalidCiphertext();
            const keyArn = usableKey(cloud, sealer);
            const asked = optionalText(request, "KeyId");
            if (asked !== undefined && usableKey(cloud, asked) !== keyArn) {
                throw new AwsError("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.");
            }
            const plaintext = opened(keySecret, blob);
            if (plaintext === undefined) throw invalidCiphertext();
            return { Plaintext: plaintext.toString("base64"), KeyId: keyArn, EncryptionAlgorithm: symmetric };
        },
    },
};

function bytesOf(base64: string): Buffer {
    const bytes = Buffer.from(base64, "base64");
    if (bytes.toString("base64") === base64) return bytes;
    throw new AwsError("SerializationException", "a blob is not in base64");
}

function invalidCiphertext(): AwsError {
    return new AwsError("InvalidCiphertextException", "");
}

/** ARN of the key that a reference stands for: an id, an ARN, an alias's name or its ARN. */
function usableKey(cloud: Cloud, reference: string): string {
    const own = stateKeyArn(cloud);
    if ([stateAlias, cloud.arn("kms", stateAlias), own, own.replace(/^.*:key\//, "")].includes(reference)) return own;
    const key = findKey(cloud, reference);
    if (key === undefined) throw notFound(cloud, reference);
    const arn = text(key.props, "arn");
    if (!isEnabled(key)) throw new AwsError("DisabledException", `${arn} is disabled.`);
    const usage = textOr(key.props, "keyUsage", "ENCRYPT_DECRYPT");
    const spec = textOr(key.props, "customerMasterKeySpec", symmetric);
    if (usage !== "ENCRYPT_DECRYPT" || spec !== symmetric) {
        throw new AwsError("InvalidKeyUsageException", `${arn} key usage is ${usage} which is not valid for this operation.`);
    }
    return arn;
}

function notFound(cloud: Cloud, reference: string): AwsError {
    const isArn = reference.startsWith("arn:");
    if (/(?:^|:)alias\//.test(reference)) {
        return new AwsError("NotFoundException", `Alias ${isArn ? reference : cloud.arn("kms", reference)} is not found.`);
    }
    return new AwsError("NotFoundException", `Key '${isArn ? reference : cloud.arn("kms", `key/${reference}`)}' does not exist`);
}
