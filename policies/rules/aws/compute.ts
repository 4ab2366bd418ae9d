/** Machines: launch templates, instances, and their volumes. */
import { Answer, ask, forbidden, not } from "../../core/answer";
import { atMost, isFalse, isTrue, oneOf } from "../../core/conditions";
import { Guard, when } from "../../core/guards";
import type { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter } from "../../core/parameters";
import { customerKey, keyReference } from "../../core/references";
import type { Condition, Rule } from "../../core/rule";

const template = ["aws:ec2/launchTemplate:LaunchTemplate"];
const volume = ["aws:ebs/volume:Volume"];

/** Only where machines have a metadata service. */
const metadata: Guard = ({ props }) =>
    (props.at("metadataOptions.httpEndpoint").text === "disabled" ? notApplicable("the metadata service is off") : undefined);

/** A mapping of a disk of EBS; others are of the machine itself, or take one away. */
function isDisk(mapping: Node): boolean {
    return mapping.at("ebs").reading !== "absent";
}

/** Judges each disk that the template maps. */
function onDisks(judge: (ebs: Node) => Outcome | undefined, reason: string): Condition {
    return ({ props }) => {
        const list = props.at("blockDeviceMappings");
        if (list.reading === "unknown") return unknown(list.path);
        const outcomes = list.items().filter(isDisk).map((mapping) => judge(mapping.at("ebs")));
        return [notApplicable(reason), ...outcomes.filter((outcome): outcome is Outcome => outcome !== undefined)];
    };
}

/** A template without disks leaves the root disk as the image has it: plain, unless the account encrypts by default. */
const encryptedDisks: Condition = ({ props }) => {
    const list = props.at("blockDeviceMappings");
    if (list.reading === "unknown") return unknown(list.path);
    const disks = list.items().filter(isDisk);
    if (disks.length === 0) {
        return notMet(list.path, "maps no disk, so the image's are taken as they are; one with ebs.encrypted true is required");
    }
    return disks.map((mapping) => {
        const node = mapping.at("ebs.encrypted");
        return forbidden(
            not(isOn(node)), node.path, node.reading === "absent" ? "is not set; true is required" : "is false; true is required",
        );
    });
};

/** The flags of templates are texts. */
function isOn(node: Node): Answer {
    return ask(node, ({ flag }) => flag === true);
}

const noPublicAddress: Condition = ({ props }) => {
    const list = props.at("networkInterfaces");
    if (list.reading === "unknown") return unknown(list.path);
    // Where nothing is said, the subnet decides (rule subnet-no-auto-public-ip).
    const flags = list.items().map((item) => item.at("associatePublicIpAddress"));
    return [met, ...flags.map((node) => forbidden(isOn(node), node.path, "is true; false is required"))];
};

const noKey: Condition = ({ props }) => {
    const node = props.at("keyName");
    return forbidden(ask(node, ({ value }) => value !== ""), node.path, "is set; no key of SSH is allowed");
};

export const computeRules: readonly Rule[] = [
    {
        id: "launch-template-imdsv2-required",
        title: "Machines answer questions about their credentials only in a session",
        why: "A request that a service is tricked into sending gets the machine's credentials otherwise.",
        cure: "Set metadataOptions.httpTokens to required.",
        types: template,
        kind: "resource",
        // Absent, it is optional (@pulumi/aws, LaunchTemplateMetadataOptions, `httpTokens`).
        conditions: when(metadata, oneOf("metadataOptions.httpTokens", ["required"])),
    },
    {
        id: "launch-template-imds-hop-limit",
        title: "A machine's credentials stay on the machine",
        why: "A pod is one hop further than its node; with two hops it gets the node's rights.",
        cure: "Set metadataOptions.httpPutResponseHopLimit to 1, and give pods roles of their own.",
        types: template,
        kind: "resource",
        parameters: {
            hops: integerParameter(
                "most hops that an answer may take; 2 where pods need the node's credentials", 1, { minimum: 1, maximum: 64 },
            ),
        },
        // Absent, the image decides: 2 for Amazon Linux 2023 (EC2 user guide, "Order of precedence for instance metadata
        // options").
        conditions: when(metadata, atMost("metadataOptions.httpPutResponseHopLimit", "hops")),
    },
    {
        id: "launch-template-no-public-ip",
        title: "Machines get no public address",
        why: "They can be reached from the Internet past every load balancer and firewall.",
        cure: "Set associatePublicIpAddress of networkInterfaces to false, or leave it out and use private subnets.",
        types: template,
        kind: "resource",
        conditions: [noPublicAddress],
    },
    {
        id: "launch-template-ebs-encrypted",
        title: "Disks of machines are encrypted",
        why: "A snapshot, or a disk that is taken out of service, can be read by whoever gets it.",
        cure: "Map the root disk and each further one in blockDeviceMappings with ebs.encrypted true.",
        types: template,
        kind: "resource",
        conditions: [encryptedDisks],
    },
    {
        id: "launch-template-ebs-cmk",
        title: "Disks of machines are encrypted under a key of one's own",
        why: "Who may use AWS's key can't be limited or taken away, and its use is not told apart.",
        cure: "Set ebs.kmsKeyId of each encrypted mapping to the ARN of an aws.kms.Key that grants Auto Scaling its use.",
        types: template,
        kind: "resource",
        conditions: [
            (subject, context) => onDisks((ebs) => {
                const encrypted = isOn(ebs.at("encrypted"));
                if (encrypted === false) return undefined;
                const key = keyReference(subject, ebs.at("kmsKeyId"));
                return encrypted === true || key.kind === "met" ? key : unknown(encrypted.unknown);
            }, "it maps no encrypted disk")(subject, context),
        ],
    },
    {
        id: "launch-template-no-ssh-key",
        title: "Machines have no key of SSH",
        why: "A key that was copied lets in whoever has it, without a name in any log.",
        cure: "Leave keyName out; sign in with Session Manager.",
        types: template,
        kind: "resource",
        conditions: [noKey],
    },
    {
        id: "launch-template-detailed-monitoring",
        title: "Machines are measured every minute",
        why: "With five minutes between values, a short overload or misuse is not seen.",
        cure: "Set monitoring.enabled to true.",
        types: template,
        kind: "resource",
        conditions: [isTrue("monitoring.enabled")],
    },
    {
        id: "ec2-instance-no-public-ip",
        title: "An instance gets no public address",
        why: "It can be reached from the Internet past every load balancer and firewall.",
        cure: "Leave associatePublicIpAddress out or set it to false, and use a private subnet.",
        types: ["aws:ec2/instance:Instance"],
        kind: "resource",
        // Where nothing is said, the subnet decides (rule subnet-no-auto-public-ip).
        conditions: [isFalse("associatePublicIpAddress")],
    },
    {
        id: "ebs-volume-encrypted",
        title: "A volume is encrypted",
        why: "A snapshot, or a disk that is taken out of service, can be read by whoever gets it.",
        cure: "Set encrypted to true; the volume is replaced.",
        types: volume,
        kind: "resource",
        // Absent, the account's default decides, which another program may turn off.
        conditions: [isTrue("encrypted")],
    },
    {
        id: "ebs-volume-cmk",
        title: "A volume is encrypted under a key of one's own",
        why: "Who may use AWS's key can't be limited or taken away, and its use is not told apart.",
        cure: "Set kmsKeyId to the ARN of an aws.kms.Key.",
        types: volume,
        kind: "resource",
        conditions: [customerKey("kmsKeyId")],
    },
    {
        id: "ebs-default-encryption-on",
        title: "The account encrypts new volumes",
        why: "It holds for volumes that other programs or people make, too.",
        cure: "Set enabled of aws.ebs.EncryptionByDefault to true or leave it out.",
        types: ["aws:ebs/encryptionByDefault:EncryptionByDefault"],
        kind: "resource",
        // Absent, it is true (@pulumi/aws, EncryptionByDefault, `enabled`).
        conditions: [isTrue("enabled", "met")],
    },
    {
        id: "ebs-snapshot-public-sharing-blocked",
        title: "The account shares no snapshot with everybody",
        why: "A public snapshot is a copy of all data that anybody can mount.",
        cure: "Set state to block-all-sharing.",
        types: ["aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"],
        kind: "resource",
        conditions: [oneOf("state", ["block-all-sharing", "block-new-sharing"])],
    },
];
