import { Cloud } from "../../cloud/cloud";
import { Props, records, text, texts, textOr } from "../../cloud/values";
import { Made, ResourceModel, setProperty, textProperty } from "../model";
import { missingRecords, settled } from "./issue";
import { certificateType, validationType } from "./types";

const source = "provider docs, aws.acm.CertificateValidation";

/** Waits for a certificate; nothing of its own exists in AWS. */
export const certificateValidation: ResourceModel = {
    type: validationType,
    service: "ACM",
    actions: { create: "DescribeCertificate", remove: "DescribeCertificate" },
    invalidCode: "InvalidArnException",
    inputs: {
        certificateArn: textProperty({
            required: true,
            replace: true,
            pattern: /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/,
            source,
        }),
        validationRecordFqdns: setProperty(textProperty(), { replace: true, source }),
    },
    outputs: [],
    tagged: false,
    create: createModel,
    read: (cloud, object) => {
        const certificate = cloud.find(certificateType, text(object.props, "certificateArn"));
        return certificate !== undefined && textOr(settled(cloud, certificate).props, "status", "") === "ISSUED"
            ? object.props
            : undefined;
    },
    usualSeconds: { create: 30 },
    checks: [
        { what: "The certificate exists (ResourceNotFoundException).", source: "ACM API Reference, DescribeCertificate" },
        { what: "Where validationRecordFqdns is given, it names every validation record.", source },
        {
            what: "Every validation record is in the DNS; what the real provider would wait 75 minutes for fails at once.",
            source,
        },
    ],
};

function createModel(cloud: Cloud, inputs: Props): Made {
    const arn = text(inputs, "certificateArn");
    const certificate = cloud.need(certificateType, arn, "ResourceNotFoundException", `Could not find certificate ${arn}.`);
    const named = texts(inputs, "validationRecordFqdns").map((name) => name.replace(/\.$/, ""));
    const unnamed = records(certificate.props, "domainValidationOptions")
        .filter((option) => !named.includes(text(option, "resourceRecordName").replace(/\.$/, "")))
        .map(
            (option) =>
                `missing ${text(option, "domainName")} DNS validation record: `
                + `${text(option, "resourceRecordName").replace(/\.$/, "")}`,
        );
    if (named.length > 0 && unnamed.length > 0) throw new Error(unnamed.join("\n"));
    const now = settled(cloud, certificate);
    if (textOr(now.props, "status", "") !== "ISSUED") {
        throw new Error(
            `waiting for ACM Certificate (${arn}) to be issued: timeout while waiting for state `
                + "to become 'ISSUED' (last state: 'PENDING_VALIDATION', "
                + `timeout: 1h15m0s); the DNS does not answer ${missingRecords(cloud, now.props).join(", ")}`,
        );
    }
    return { id: issueTime(cloud, textOr(now.hidden ?? {}, "issuedAt", cloud.clock.iso()), arn), props: { ...inputs } };
}

/** The time of issue, as the provider writes it; the fraction tells certificates of the same second apart. */
function issueTime(cloud: Cloud, iso: string, arn: string): string {
    const fraction = String(Number.parseInt(cloud.hexOf(arn, 8), 16))
        .padStart(9, "0")
        .slice(0, 9);
    return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${fraction} +0000 UTC`;
}
