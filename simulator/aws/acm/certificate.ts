import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { isAbsent, Props, record, text, texts, textOr, Value } from "../../cloud/values";
import { listenerType } from "../elbv2/types";
import { merged } from "../merge";
import { Made, Mistake, objectProperty, ResourceModel, setProperty, textProperty } from "../model";
import { newUuid } from "../references";
import { settled } from "./issue";
import { certificateType } from "./types";

const request = "ACM API Reference, RequestCertificate";
const quotas = "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html";

/** Domain names per certificate. */
const mostNames = 10;

const domainPattern = /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/;

export const certificate: ResourceModel = {
    type: certificateType,
    service: "ACM",
    actions: { create: "RequestCertificate", update: "UpdateCertificateOptions", remove: "DeleteCertificate" },
    invalidCode: "InvalidParameterException",
    inputs: {
        // "The length of the domain name (technically, the Common Name) cannot exceed 64 octets": API reference,
        // RequestCertificate.
        domainName: textProperty({ required: true, replace: true, maxLength: 64, pattern: domainPattern, source: request }),
        subjectAlternativeNames: setProperty(textProperty({ maxLength: 253, pattern: domainPattern, source: request }), {
            computed: true,
            replace: true,
            same: sameNames,
        }),
        validationMethod: textProperty({ computed: true, replace: true, oneOf: ["DNS", "EMAIL", "HTTP"], source: request }),
        keyAlgorithm: textProperty({
            computed: true,
            replace: true,
            oneOf: ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
            source: request,
        }),
        options: objectProperty(
            {
                certificateTransparencyLoggingPreference: textProperty({
                    default: "ENABLED",
                    oneOf: ["ENABLED", "DISABLED"],
                    source: "ACM API Reference, CertificateOptions",
                }),
                export: textProperty({
                    computed: true,
                    oneOf: ["ENABLED", "DISABLED"],
                    source: "ACM API Reference, CertificateOptions",
                }),
            },
            { computed: true },
        ),
    },
    outputs: [
        "arn",
        "domainValidationOptions",
        "notAfter",
        "notBefore",
        "pendingRenewal",
        "renewalEligibility",
        "renewalSummaries",
        "status",
        "type",
        "validationEmails",
    ],
    tagged: true,
    validate: mistakesOf,
    create: createModel,
    update: (_, object, inputs) => ({
        ...merged(certificate.inputs, object.props, inputs),
        subjectAlternativeNames: namesOf(inputs, object.props),
    }),
    read: (cloud, object) => settled(cloud, object).props,
    remove: removeModel,
    usualSeconds: { create: 10, update: 1, remove: 2 },
    checks: [
        {
            what:
                "Names are domain names, the first at most 64 characters "
                + "(InvalidParameterException); ten at most (LimitExceededException).",
            source: quotas,
        },
        {
            what:
                "It stays PENDING_VALIDATION until the DNS answers every validation record "
                + "from a public zone below the registered domain.",
            source: "ACM guide, DNS validation",
        },
        {
            what: "A certificate that a listener uses is not deleted (ResourceInUseException).",
            source: "ACM API Reference, DeleteCertificate",
        },
    ],
};

function mistakesOf(inputs: Props): readonly Mistake[] {
    const method = inputs["validationMethod"];
    if (isAbsent(method))
        return [
            {
                path: "validationMethod",
                message: "validationMethod: must be set when creating an ACM certificate (InvalidParameterException)",
            },
        ];
    if (method !== "EMAIL" && method !== "HTTP") return [];
    return [
        {
            path: "validationMethod",
            message:
                `validationMethod: validation by ${method} is not modeled by the `
                + "simulated cloud; docs/simulator.md lists what is",
        },
    ];
}

/** ACM adds the first name to the others by itself. */
function sameNames(a: Value, b: Value): boolean {
    const set = (value: Value): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
    const [before, after] = [new Set(set(a)), new Set(set(b))];
    return [...after].every((name) => before.has(name)) && before.size - after.size <= 1;
}

function namesOf(inputs: Props, olds: Props = {}): readonly string[] {
    const names = [
        text(inputs, "domainName"),
        ...texts(inputs, "subjectAlternativeNames"),
        ...texts(olds, "subjectAlternativeNames"),
    ];
    return [...new Set(names)];
}

function createModel(cloud: Cloud, inputs: Props): Made {
    const names = namesOf(inputs);
    if (names.length > mostNames) {
        throw new AwsError(
            "LimitExceededException",
            `The number of domain names in the certificate, ${names.length}, exceeds the limit of ${mostNames}`,
        );
    }
    const arn = cloud.arn("acm", `certificate/${newUuid(cloud)}`);
    const preference = textOr(record(inputs, "options"), "certificateTransparencyLoggingPreference", "ENABLED");
    return {
        id: arn,
        props: {
            ...inputs,
            arn,
            subjectAlternativeNames: names,
            keyAlgorithm: textOr(inputs, "keyAlgorithm", "RSA_2048"),
            options: {
                certificateTransparencyLoggingPreference: preference,
                export: textOr(record(inputs, "options"), "export", "DISABLED"),
            },
            domainValidationOptions: names.map((domainName) => validationOption(cloud, domainName)),
            status: "PENDING_VALIDATION",
            type: "AMAZON_ISSUED",
            notAfter: "",
            notBefore: "",
            pendingRenewal: false,
            renewalEligibility: "INELIGIBLE",
            renewalSummaries: [],
            validationEmails: [],
        },
    };
}

/** The record depends on account and name only, and is the same for a wildcard: ACM guide, "DNS validation". */
function validationOption(cloud: Cloud, domainName: string): Props {
    const base = domainName.replace(/^\*\./, "").toLowerCase();
    const hex = (role: string, digits: number): string => cloud.hexOf(`${cloud.account}/${base}/${role}`, digits);
    return {
        domainName,
        resourceRecordName: `_${hex("name", 32)}.${base}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_${hex("value", 32)}.${hex("server", 10)}.acm-validations.aws.`,
    };
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    if (cloud.where(listenerType, "certificateArn", object.id).length > 0) {
        throw new AwsError("ResourceInUseException", `Certificate ${object.id} in use.`);
    }
}
