import { Cloud, CloudObject } from "../../cloud/cloud";
import { Props, records, text, texts, textOr } from "../../cloud/values";
import { bareName, publicZoneFor, recordsNamed } from "../route53/types";
import { certificateType } from "./types";

/** A certificate lasts 13 months: https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html */
const validDays = 395;

/** The certificate as it is now: issued as soon as every validation record can be found in the DNS, and from then on. */
export function settled(cloud: Cloud, certificate: CloudObject): CloudObject {
    if (textOr(certificate.props, "status", "") !== "PENDING_VALIDATION" || missingRecords(cloud, certificate.props).length > 0)
        return certificate;
    const now = cloud.clock.now();
    const until = new Date(now + validDays * 86_400_000).toISOString();
    const props: Props = {
        ...certificate.props,
        status: "ISSUED",
        notBefore: seconds(new Date(now).toISOString()),
        notAfter: seconds(until),
        renewalEligibility: "INELIGIBLE",
    };
    return cloud.put(certificateType, certificate.id, props, { ...certificate.hidden, issuedAt: cloud.clock.iso() });
}

/** Validation records that the DNS does not answer, as `name CNAME value`. */
export function missingRecords(cloud: Cloud, certificate: Props): readonly string[] {
    return records(certificate, "domainValidationOptions")
        .filter((option) => {
            const name = text(option, "resourceRecordName");
            const zone = publicZoneFor(cloud, name);
            return (
                zone === undefined
                || !recordsNamed(cloud, zone.id, name).some(
                    ({ props }) =>
                        textOr(props, "type", "") === "CNAME"
                        && texts(props, "records").some(
                            (value) => bareName(value) === bareName(text(option, "resourceRecordValue")),
                        ),
                )
            );
        })
        .map((option) => `${text(option, "resourceRecordName")} CNAME ${text(option, "resourceRecordValue")}`);
}

function seconds(iso: string): string {
    return iso.replace(/\.\d+Z$/, "Z");
}
