/** Machines that are made one by one, and what any machine is told when it starts. */
import { ask, demanded, forbidden, some } from "../../core/answer";
import { isTrue, oneOf } from "../../core/conditions";
import { type Guard, when } from "../../core/guards";
import { notApplicable, unknown } from "../../core/outcome";
import type { Condition, Rule } from "../../core/rule";

const instance = ["aws:ec2/instance:Instance"];
const template = "aws:ec2/launchTemplate:LaunchTemplate";

/** Only where the machine has a metadata service. */
const metadata: Guard = ({ props }) =>
    (props.at("metadataOptions.httpEndpoint").text === "disabled" ? notApplicable("the metadata service is off") : undefined);

/** The root disk is the image's, plain, where it is not said otherwise, unless the account encrypts by default. */
const encryptedDisks: Condition = ({ props }) => {
    const others = props.at("ebsBlockDevices");
    const flags = [props.at("rootBlockDevice.encrypted"), ...others.items().map((disk) => disk.at("encrypted"))];
    return [
        ...(others.reading === "unknown" ? [unknown(others.path)] : []),
        ...flags.map((node) => demanded(
            ask(node, ({ flag }) => flag === true), node.path,
            node.reading === "absent" ? "is not set; true is required" : "is false; true is required",
        )),
    ];
};

/**
 * Keys of AWS by their form (IAM user guide, "Unique identifiers": AKIA is a user's, ASIA a temporary one's), secret keys and
 * passwords that are set by name, and private keys.
 */
const credentials = [
    /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
    /aws_secret_access_key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}\b/i,
    /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/,
    /\b(password|passwd|secret|token)["']?\s*[=:]\s*["']?[^\s"'$<{(]{8,}/i,
];

function holdsCredentials(text: string): boolean {
    const plain = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, "base64").toString("utf8") : text;
    return [text, plain].some((each) => credentials.some((form) => form.test(each)));
}

const noCredentials: Condition = ({ props }) => {
    const [plain, encoded] = [props.at("userData"), props.at("userDataBase64")];
    const held = some(...[plain, encoded].map((node) => ask(node, ({ text }) => text !== undefined && holdsCredentials(text))));
    const { path } = plain.reading === "absent" ? encoded : plain;
    return forbidden(held, path, "holds what looks like credentials; none are allowed");
};

export const instanceRules: readonly Rule[] = [
    {
        id: "ec2-instance-imdsv2-required",
        title: "An instance answers questions about its credentials only in a session",
        why: "A request that a service is tricked into sending gets the machine's credentials otherwise.",
        cure: "Set metadataOptions.httpTokens to required.",
        types: instance,
        kind: "resource",
        // Absent, the account or the image decides (EC2 user guide, "Order of precedence for instance metadata options").
        conditions: when(metadata, oneOf("metadataOptions.httpTokens", ["required"])),
    },
    {
        id: "ec2-instance-ebs-encrypted",
        title: "Disks of an instance are encrypted",
        why: "A snapshot, or a disk that is taken out of service, can be read by whoever gets it.",
        cure: "Set rootBlockDevice.encrypted, and encrypted of each of ebsBlockDevices, to true.",
        types: instance,
        kind: "resource",
        conditions: [encryptedDisks],
    },
    {
        id: "ec2-instance-detailed-monitoring",
        title: "An instance is measured every minute",
        why: "With a value every five minutes, an alarm comes when the harm is done.",
        cure: "Set monitoring to true.",
        types: instance,
        kind: "resource",
        conditions: [isTrue("monitoring")],
    },
    {
        id: "user-data-no-credentials",
        title: "What a machine is told at its start holds no credentials",
        why: "Everybody on the machine, and everybody who may describe it, reads its user data.",
        cure: "Give the machine a role, and let it read what it needs from Secrets Manager at its start.",
        types: [...instance, template],
        kind: "resource",
        conditions: [noCredentials],
    },
];
