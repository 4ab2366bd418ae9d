import { computeRules } from "../../../../policies/rules/aws/compute";
import { describeRules, later } from "../harness";
import { isMet, own } from "../own";

const template = "aws:ec2/launchTemplate:LaunchTemplate";
const volume = "aws:ebs/volume:Volume";
const key = "arn:aws:kms:eu-central-1:111122223333:key/1";
const disks = (...ebs: readonly unknown[]): { readonly blockDeviceMappings: unknown } =>
    ({ blockDeviceMappings: ebs.map((each) => ({ deviceName: "/dev/xvda", ebs: each })) });
const interfaces = (...values: readonly unknown[]): { readonly networkInterfaces: unknown } => ({
    networkInterfaces: values.map((associatePublicIpAddress) => ({ associatePublicIpAddress })),
});
const noDisk = "blockDeviceMappings maps no disk, so the image's are taken as they are; one with ebs.encrypted true is required";
const noMetadata = [{ metadataOptions: { httpEndpoint: "disabled" } }, "the metadata service is off"] as const;

describeRules("compute", computeRules, {
    "launch-template-imdsv2-required": own(template, {
        good: { metadataOptions: { httpEndpoint: "enabled", httpTokens: "required" } },
        wrong: [
            [{ metadataOptions: { httpTokens: "optional" } }, 'metadataOptions.httpTokens is "optional"; "required" is required'],
            [{ metadataOptions: { httpEndpoint: "enabled" } }, 'metadataOptions.httpTokens is not set; "required" is required'],
        ],
        absent: ['metadataOptions.httpTokens is not set; "required" is required'],
        later: [{ metadataOptions: later }, "metadataOptions.httpTokens"],
        other: noMetadata,
    }),
    "launch-template-imds-hop-limit": own(template, {
        good: { metadataOptions: { httpPutResponseHopLimit: 1 } },
        wrong: [
            [
                { metadataOptions: { httpPutResponseHopLimit: 2 } },
                "metadataOptions.httpPutResponseHopLimit is 2; 1 or less is required",
            ],
        ],
        absent: ["metadataOptions.httpPutResponseHopLimit is not set; 1 or less is required"],
        later: [{ metadataOptions: { httpPutResponseHopLimit: later } }, "metadataOptions.httpPutResponseHopLimit"],
        other: noMetadata,
    }),
    "launch-template-no-public-ip": { ...own(template, {
        good: interfaces("false", undefined),
        wrong: [
            [interfaces("true"), "networkInterfaces[0].associatePublicIpAddress is true; false is required"],
            [interfaces("false", true), "networkInterfaces[1].associatePublicIpAddress is true; false is required"],
        ],
        absent: isMet,
        later: [interfaces(later), "networkInterfaces[0].associatePublicIpAddress"],
        other: volume,
    }), alsoUnknown: [{ given: [{ type: template, props: { networkInterfaces: later } }], undecided: ["networkInterfaces"] }] },
    "launch-template-ebs-encrypted": { ...own(template, {
        good: disks({ encrypted: "true" }, { encrypted: true }),
        alsoGood: [{ blockDeviceMappings: [{ ebs: { encrypted: "true" } }, { virtualName: "ephemeral0" }, { noDevice: "" }] }],
        wrong: [
            [
                disks({ encrypted: "true" }, { encrypted: "false" }),
                "blockDeviceMappings[1].ebs.encrypted is false; true is required",
            ],
            [disks({ volumeSize: 20 }), "blockDeviceMappings[0].ebs.encrypted is not set; true is required"],
            [{ blockDeviceMappings: [{ virtualName: "ephemeral0" }] }, noDisk],
        ],
        absent: [noDisk],
        later: [disks({ encrypted: later }), "blockDeviceMappings[0].ebs.encrypted"],
        other: volume,
    }), alsoUnknown: [
        { given: [{ type: template, props: { blockDeviceMappings: later } }], undecided: ["blockDeviceMappings"] },
    ] },
    "launch-template-ebs-cmk": { ...own(template, {
        good: disks({ encrypted: "true", kmsKeyId: key }, { encrypted: "false" }),
        alsoGood: [disks({ encrypted: later, kmsKeyId: key })],
        wrong: [
            [disks({ encrypted: "true" }), "blockDeviceMappings[0].ebs.kmsKeyId is not set; a customer managed key is required"],
            [
                disks({ encrypted: "true", kmsKeyId: "alias/aws/ebs" }),
                'blockDeviceMappings[0].ebs.kmsKeyId is "alias/aws/ebs", a key of AWS; a customer managed key is required',
            ],
        ],
        absent: { kind: "notApplicable", reason: "it maps no encrypted disk" },
        later: [
            disks({ encrypted: "true", kmsKeyId: later }, { encrypted: later }), "blockDeviceMappings[0].ebs.kmsKeyId",
            "blockDeviceMappings[1].ebs.encrypted",
        ],
        other: [disks({ encrypted: "false" }), "it maps no encrypted disk"],
    }), alsoUnknown: [
        { given: [{ type: template, props: { blockDeviceMappings: later } }], undecided: ["blockDeviceMappings"] },
    ] },
    "launch-template-no-ssh-key": own(template, {
        good: { keyName: undefined },
        alsoGood: [{ keyName: "" }],
        wrong: [[{ keyName: "admin" }, "keyName is set; no key of SSH is allowed"]],
        absent: isMet,
        later: [{ keyName: later }, "keyName"],
        other: volume,
    }),
    "launch-template-detailed-monitoring": own(template, {
        good: { monitoring: { enabled: true } },
        wrong: [[{ monitoring: { enabled: false } }, "monitoring.enabled is false; true is required"]],
        absent: ["monitoring.enabled is not set; true is required"],
        later: [{ monitoring: { enabled: later } }, "monitoring.enabled"],
        other: volume,
    }),
    "ec2-instance-no-public-ip": own("aws:ec2/instance:Instance", {
        good: { associatePublicIpAddress: false },
        wrong: [[{ associatePublicIpAddress: true }, "associatePublicIpAddress is true; false is required"]],
        absent: isMet,
        later: [{ associatePublicIpAddress: later }, "associatePublicIpAddress"],
        other: template,
    }),
    "ebs-volume-encrypted": own(volume, {
        good: { encrypted: true },
        wrong: [[{ encrypted: false }, "encrypted is false; true is required"]],
        absent: ["encrypted is not set; true is required"],
        later: [{ encrypted: later }, "encrypted"],
        other: template,
    }),
    "ebs-volume-cmk": own(volume, {
        good: { kmsKeyId: key },
        wrong: [[{ kmsKeyId: "alias/aws/ebs" }, 'kmsKeyId is "alias/aws/ebs", a key of AWS; a customer managed key is required']],
        absent: ["kmsKeyId is not set; a customer managed key is required"],
        later: [{ kmsKeyId: later }, "kmsKeyId"],
        other: template,
    }),
    "ebs-default-encryption-on": own("aws:ebs/encryptionByDefault:EncryptionByDefault", {
        good: { enabled: true },
        wrong: [[{ enabled: false }, "enabled is false; true is required"]],
        absent: isMet,
        later: [{ enabled: later }, "enabled"],
        other: volume,
    }),
    "ebs-snapshot-public-sharing-blocked": own("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", {
        good: { state: "block-all-sharing" },
        alsoGood: [{ state: "block-new-sharing" }],
        wrong: [[{ state: "unblocked" }, 'state is "unblocked"; one of "block-all-sharing", "block-new-sharing" is required']],
        absent: ['state is not set; one of "block-all-sharing", "block-new-sharing" is required'],
        later: [{ state: later }, "state"],
        other: volume,
    }),
});
