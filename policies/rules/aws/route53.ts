/** Hosted zones of Route 53. */
import { Guard, when } from "../../core/guards";
import { met, notApplicable, notMet, unknown } from "../../core/outcome";
import { withBeside } from "../../core/relations";
import type { Rule } from "../../core/rule";

const zone = ["aws:route53/zone:Zone"];

/** Zones with networks answer only these. */
const isPublic: Guard = (subject) => {
    const vpcs = subject.props.at("vpcs");
    if (vpcs.items().length > 0) return notApplicable("it is a private zone");
    return vpcs.reading === "unknown" ? unknown(vpcs.path) : undefined;
};

export const route53Rules: readonly Rule[] = [
    {
        id: "route53-query-logging",
        title: "A public zone logs what it is asked",
        why: "Names that are probed, and records that lead astray, are seen nowhere else.",
        cure: "Add an aws.route53.QueryLog with the zoneId and a log group in us-east-1.",
        types: zone,
        kind: "stack",
        conditions: when(isPublic, withBeside(["aws:route53/queryLog:QueryLog"], "zoneId", "aws.route53.QueryLog", () => [met])),
    },
    {
        id: "route53-dnssec-signing",
        title: "A public zone is signed",
        why: "Without signatures, whoever gets between a resolver and the zone can answer in its name.",
        cure: "Add an aws.route53.KeySigningKey and an aws.route53.HostedZoneDnsSec with the hostedZoneId.",
        types: zone,
        kind: "stack",
        conditions: when(isPublic, withBeside([
            "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
        ], "hostedZoneId", "aws.route53.HostedZoneDnsSec", ({ name, props }) => {
            const status = props.at("signingStatus");
            if (status.reading === "unknown") return [unknown(`${name}.${status.path}`)];
            // Absent, it is SIGNING (@pulumi/aws, HostedZoneDnsSec, `signingStatus`).
            return [
                status.text === "NOT_SIGNING"
                    ? notMet("", `has ${name} with signingStatus "NOT_SIGNING"; "SIGNING" is required`)
                    : met,
            ];
        })),
    },
];
