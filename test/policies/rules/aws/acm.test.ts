import { acmRules } from "../../../../policies/rules/aws/acm";
import { describeRules, later } from "../harness";
import { isMet, own } from "../own";

const certificate = "aws:acm/certificate:Certificate";
const foreign = [{ certificateBody: "-----BEGIN CERTIFICATE-----" }, "the certificate was issued elsewhere"] as const;
const algorithms = '"RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"';
const logged = (certificateTransparencyLoggingPreference: unknown): { readonly options: unknown } =>
    ({ options: { certificateTransparencyLoggingPreference } });

describeRules("ACM", acmRules, {
    "acm-dns-validation": own(certificate, {
        good: { domainName: "shop.example.com", validationMethod: "DNS" },
        wrong: [[{ validationMethod: "EMAIL" }, 'validationMethod is "EMAIL"; "DNS" is required']],
        absent: ['validationMethod is not set; "DNS" is required'],
        later: [{ validationMethod: later }, "validationMethod"],
        other: [{ certificateAuthorityArn: later }, "a private authority issues it, which validates nothing"],
    }),
    "acm-key-algorithm-strength": own(certificate, {
        good: { keyAlgorithm: "EC_prime256v1" },
        alsoGood: [{ keyAlgorithm: "RSA_2048" }],
        wrong: [[{ keyAlgorithm: "RSA_1024" }, `keyAlgorithm is "RSA_1024"; one of ${algorithms} is required`]],
        absent: isMet,
        later: [{ keyAlgorithm: later }, "keyAlgorithm"],
        other: foreign,
    }),
    "acm-no-wildcard-domain": own(certificate, {
        good: { domainName: "shop.example.com", subjectAlternativeNames: ["www.example.com"] },
        alsoGood: [{ domainName: "*.preview.example.com" }],
        wrong: [
            [{ domainName: "*.example.com" }, 'domainName is "*.example.com"; single names are required'],
            [
                { subjectAlternativeNames: ["a.example.com", "*.example.com"] },
                'subjectAlternativeNames[1] is "*.example.com"; single names are required',
            ],
        ],
        absent: isMet,
        later: [{ domainName: later, subjectAlternativeNames: later }, "domainName", "subjectAlternativeNames"],
        other: "aws:acm/certificateValidation:CertificateValidation",
        parameters: { domains: ["*.preview.example.com"] },
    }),
    "acm-transparency-logging": own(certificate, {
        good: logged("ENABLED"),
        wrong: [[logged("DISABLED"), 'options.certificateTransparencyLoggingPreference is "DISABLED"; "ENABLED" is required']],
        absent: isMet,
        later: [{ options: later }, "options.certificateTransparencyLoggingPreference"],
        other: foreign,
    }),
    "acm-no-private-key-in-state": own(certificate, {
        good: { certificateBody: "x", privateKeyWo: later },
        wrong: [[{ privateKey: "secret" }, "privateKey is set; privateKeyWo, or a certificate of ACM, is required"]],
        absent: isMet,
        later: [{ privateKey: later }, "privateKey"],
        other: "aws:acm/certificateValidation:CertificateValidation",
    }),
});
