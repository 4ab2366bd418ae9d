/** Certificates of ACM. */
import { ask, forbidden } from "../../core/answer";
import { at, oneOf, shown } from "../../core/conditions";
import { all, unlessSet, when } from "../../core/guards";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import type { Condition, Rule } from "../../core/rule";

const certificate = ["aws:acm/certificate:Certificate"];

const own = unlessSet(["certificateBody", "privateKey", "privateKeyWo"], "the certificate was issued elsewhere");
const publicOne = all(own, unlessSet(["certificateAuthorityArn"], "a private authority issues it, which validates nothing"));

const noWildcard: Condition = ({ props }, { parameter }) => {
    const allowed = textsOf({ parameter }, "domains");
    const others = props.at("subjectAlternativeNames");
    const nodes = [props.at("domainName"), ...others.items()].filter(({ reading }) => reading !== "absent");
    const outcomes = nodes.map((node): Outcome => {
        if (node.reading === "unknown") return unknown(node.path);
        const wide = node.text?.startsWith("*.") === true && !allowed.includes(node.text);
        return wide ? notMet(node.path, `is ${shown(node.text)}; single names are required`) : met;
    });
    return others.reading === "unknown" ? [...outcomes, unknown(others.path)] : [met, ...outcomes];
};

export const acmRules: readonly Rule[] = [
    {
        id: "acm-dns-validation",
        title: "A certificate renews itself",
        why: "A certificate that waits for somebody to answer a letter expires one day, and with it the service.",
        cure: "Set validationMethod to DNS and keep the record in the zone.",
        types: certificate,
        kind: "resource",
        conditions: when(publicOne, oneOf("validationMethod", ["DNS"])),
    },
    {
        id: "acm-key-algorithm-strength",
        title: "A certificate has a strong key",
        why: "RSA keys of 1024 bits can be broken, and with the key all that is sent.",
        cure: "Leave keyAlgorithm out (RSA_2048), or set it to a longer RSA key or an elliptic curve.",
        types: certificate,
        kind: "resource",
        // Absent, it is RSA_2048 (ACM API reference, RequestCertificate, KeyAlgorithm).
        conditions: when(
            own,
            oneOf("keyAlgorithm", ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"], "met"),
        ),
    },
    {
        id: "acm-no-wildcard-domain",
        title: "A certificate is for single names",
        why: "Whoever gets the key of a wildcard can stand for every name of the domain.",
        cure: "List each name in domainName and subjectAlternativeNames, or put the wildcard into the rule's parameter domains.",
        types: certificate,
        kind: "resource",
        parameters: {
            domains: textsParameter("wildcards that are allowed, as *.example.com"),
        },
        conditions: [noWildcard],
    },
    {
        id: "acm-transparency-logging",
        title: "A certificate stands in the public logs",
        why: "A certificate that somebody else got for the domain is found only there; browsers warn of those that are missing.",
        cure: "Leave options.certificateTransparencyLoggingPreference out, or set it to ENABLED.",
        types: certificate,
        kind: "resource",
        // Absent, it is ENABLED (ACM API reference, CertificateOptions).
        conditions: when(publicOne, at("options.certificateTransparencyLoggingPreference", "met", "ENABLED", ({ text }) =>
            (text === "DISABLED" ? 'is "DISABLED"; "ENABLED" is required' : undefined))),
    },
    {
        id: "acm-no-private-key-in-state",
        title: "No private key lies in the state",
        why: "Whoever can read the state and its key can stand for the service.",
        cure: "Let ACM issue the certificate, or give the key in privateKeyWo, which is not kept.",
        types: certificate,
        kind: "resource",
        // The key itself is never shown.
        conditions: [
            ({ props }) => {
                const given = ask(props.at("privateKey"), ({ value }) => value !== "");
                return forbidden(given, "privateKey", "is set; privateKeyWo, or a certificate of ACM, is required");
            },
        ],
    },
];
