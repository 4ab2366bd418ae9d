import { randomUUID } from "node:crypto";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, isAbsent, numberOr, optionalText, Props, text, textOr } from "../../cloud/values";
import { callerArn } from "../account/caller";
import { jsonRule, parseDocument, sameDocument } from "../iam/document";
import { isAllowed } from "../iam/evaluate";
import { missingPrincipal } from "../iam/principals";
import { flagProperty, Mistake, numberProperty, ResourceModel, textProperty } from "../model";
import { keyType } from "./keys";

const createKey = "KMS API Reference, CreateKey";
const rotation = "KMS API Reference, EnableKeyRotation";

// Uses that each kind of key has: KMS API Reference, CreateKey, KeyUsage.
const usages: { readonly [spec: string]: readonly string[] } = {
    SYMMETRIC_DEFAULT: ["ENCRYPT_DECRYPT"],
    HMAC_224: ["GENERATE_VERIFY_MAC"],
    HMAC_256: ["GENERATE_VERIFY_MAC"],
    HMAC_384: ["GENERATE_VERIFY_MAC"],
    HMAC_512: ["GENERATE_VERIFY_MAC"],
    RSA_2048: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
    RSA_3072: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
    RSA_4096: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
    ECC_NIST_P256: ["SIGN_VERIFY", "KEY_AGREEMENT"],
    ECC_NIST_P384: ["SIGN_VERIFY", "KEY_AGREEMENT"],
    ECC_NIST_P521: ["SIGN_VERIFY", "KEY_AGREEMENT"],
    ECC_SECG_P256K1: ["SIGN_VERIFY"],
};

/** Bytes of a key policy: KMS Developer Guide, Resource quotas. */
const maxPolicySize = 32768;

export const key: ResourceModel = {
    type: keyType,
    service: "KMS",
    actions: { create: "CreateKey", update: "PutKeyPolicy", remove: "ScheduleKeyDeletion" },
    invalidCode: "ValidationException",
    inputs: {
        bypassPolicyLockoutSafetyCheck: flagProperty({ default: false, source: createKey }),
        customerMasterKeySpec: textProperty({
            replace: true,
            default: "SYMMETRIC_DEFAULT",
            oneOf: Object.keys(usages),
            source: createKey,
        }),
        deletionWindowInDays: numberProperty({ min: 7, max: 30, source: "KMS API Reference, ScheduleKeyDeletion" }),
        description: textProperty({ computed: true, maxLength: 8192, source: createKey }),
        enableKeyRotation: flagProperty({ default: false, source: rotation }),
        isEnabled: flagProperty({ default: true }),
        keyUsage: textProperty({
            replace: true,
            default: "ENCRYPT_DECRYPT",
            oneOf: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"],
            source: createKey,
        }),
        multiRegion: flagProperty({ computed: true, replace: true, source: createKey }),
        policy: textProperty({
            computed: true,
            minLength: 1,
            maxLength: maxPolicySize,
            rule: jsonRule,
            same: sameDocument,
            code: "MalformedPolicyDocumentException",
            source: createKey,
        }),
        rotationPeriodInDays: numberProperty({ computed: true, min: 90, max: 2560, source: rotation }),
    },
    outputs: ["arn", "keyId"],
    tagged: true,
    validate: rotationMistakes,
    create: createModel,
    update: updateModel,
    usualSeconds: { create: 8, update: 5, remove: 2 },
    checks: [
        { what: "The policy is a document with principals that exist (MalformedPolicyDocumentException).", source: createKey },
        {
            what: "The policy lets the caller change it later, unless the check is bypassed (MalformedPolicyDocumentException).",
            source: createKey,
        },
        {
            what: "The use fits the kind of key (ValidationException), symmetric ones rotate (UnsupportedOperationException).",
            source: createKey,
        },
        {
            what: "A key whose deletion is scheduled, 7 to 30 days ahead, is gone here at once, as the provider sees it.",
            source: "KMS API Reference, ScheduleKeyDeletion",
        },
    ],
};

function rotationMistakes(inputs: Props): readonly Mistake[] {
    const path = "rotationPeriodInDays";
    if (isAbsent(inputs[path]) || inputs["enableKeyRotation"] !== false) return [];
    return [{ path, message: `${path}: needs enableKeyRotation: true (ValidationException)` }];
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    checkKey(cloud, inputs);
    const plain = randomUUID();
    const id = flag(inputs, "multiRegion") ? `mrk-${plain.replaceAll("-", "")}` : plain;
    return {
        id,
        props: {
            ...inputs,
            ...shown(cloud, inputs),
            arn: cloud.arn("kms", `key/${id}`),
            keyId: id,
            multiRegion: flag(inputs, "multiRegion"),
        },
    };
}

function shown(cloud: Cloud, inputs: Props): Draft {
    return {
        description: textOr(inputs, "description", ""),
        policy: optionalText(inputs, "policy") ?? defaultPolicy(cloud),
        enableKeyRotation: flag(inputs, "enableKeyRotation"),
        isEnabled: flag(inputs, "isEnabled", true),
        ...(flag(inputs, "enableKeyRotation") ? { rotationPeriodInDays: numberOr(inputs, "rotationPeriodInDays", 365) } : {}),
    };
}

/** KMS Developer Guide, Default key policy. */
function defaultPolicy(cloud: Cloud): string {
    return JSON.stringify({
        Id: "key-default-1",
        Statement: [
            {
                Action: "kms:*",
                Effect: "Allow",
                Principal: { AWS: `arn:${cloud.partition}:iam::${cloud.account}:root` },
                Resource: "*",
                Sid: "Enable IAM User Permissions",
            },
        ],
        Version: "2012-10-17",
    });
}

function checkKey(cloud: Cloud, inputs: Props): void {
    const spec = textOr(inputs, "customerMasterKeySpec", "SYMMETRIC_DEFAULT");
    const usage = textOr(inputs, "keyUsage", "ENCRYPT_DECRYPT");
    if (!(usages[spec] ?? []).includes(usage)) {
        throw new AwsError("ValidationException", `KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
    }
    if (flag(inputs, "enableKeyRotation") && spec !== "SYMMETRIC_DEFAULT") {
        throw new AwsError(
            "UnsupportedOperationException",
            "Automatic key rotation is only supported for symmetric encryption KMS keys.",
        );
    }
    const policy = optionalText(inputs, "policy");
    if (policy !== undefined) checkPolicy(cloud, policy, flag(inputs, "bypassPolicyLockoutSafetyCheck"));
}

function checkPolicy(cloud: Cloud, policy: string, bypass: boolean): void {
    const malformed = (message: string): AwsError => new AwsError("MalformedPolicyDocumentException", message);
    const parsed = parseDocument(policy, "resource");
    if ("mistake" in parsed) throw malformed(parsed.mistake);
    if (missingPrincipal(cloud, parsed.statements) !== undefined) {
        throw malformed("Policy contains a statement with one or more invalid principals.");
    }
    const request = {
        principal: { arn: callerArn(cloud) },
        action: "kms:PutKeyPolicy",
        resource: "*",
        context: { "aws:PrincipalAccount": cloud.account },
    };
    if (!bypass && !isAllowed(parsed.statements, request)) {
        throw malformed("The new key policy will not allow you to update the key policy in the future.");
    }
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Props {
    const policy = optionalText(inputs, "policy") ?? text(object.props, "policy");
    const description = optionalText(inputs, "description") ?? textOr(object.props, "description", "");
    checkKey(cloud, { ...inputs, policy });
    if (
        !flag(inputs, "isEnabled", true)
        && flag(object.props, "isEnabled", true) === false
        && !sameSettings(object.props, inputs)
    ) {
        throw new AwsError("DisabledException", `${text(object.props, "arn")} is disabled.`);
    }
    const { arn, keyId, multiRegion } = object.props;
    return {
        ...inputs,
        ...shown(cloud, { ...inputs, policy, description }),
        arn: arn ?? "",
        keyId: keyId ?? "",
        multiRegion: multiRegion ?? false,
    };
}

/** A disabled key rotates no more and takes no new rotation settings. */
function sameSettings(olds: Props, news: Props): boolean {
    return (
        flag(olds, "enableKeyRotation") === flag(news, "enableKeyRotation")
        && numberOr(olds, "rotationPeriodInDays", 365) === numberOr(news, "rotationPeriodInDays", 365)
    );
}
