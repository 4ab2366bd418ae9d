import { route53Rules } from "../../../../policies/rules/aws/route53";
import { describeRules, later, type Made } from "../harness";

const zone = (props: Made["props"] = {}): Made => ({ type: "aws:route53/zone:Zone", props });
const beside = (type: string, property: string, props: Made["props"] = {}, from = true): Made => ({
    type, name: "beside", props: { [property]: later, ...props }, ...(from ? { from: { [property]: ["one"] } } : {}),
});
const log = (props: Made["props"] = {}, from = true): Made => beside("aws:route53/queryLog:QueryLog", "zoneId", props, from);
const signing = (props: Made["props"] = {}, from = true): Made =>
    beside("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec", "hostedZoneId", props, from);
const noLog = "has no aws.route53.QueryLog";
const noSigning = "has no aws.route53.HostedZoneDnsSec";
const network = { given: [zone({ vpcs: [{ vpcId: later }] })] as const, reason: "it is a private zone" };

describeRules("Route 53", route53Rules, {
    "route53-query-logging": {
        passes: [[zone(), log()], [zone({ vpcs: [] }), log()]],
        fails: [{ given: [zone(), log({ zoneId: "Z2" }, false)], findings: [noLog] }],
        absent: { given: [zone()], verdict: { kind: "notMet", findings: [noLog], undecided: [] } },
        unknown: { given: [zone(), log({}, false)], undecided: ["beside.zoneId"] },
        notApplicable: network,
    },
    "route53-dnssec-signing": {
        passes: [[zone(), signing()], [zone(), signing({ signingStatus: "SIGNING" })]],
        fails: [
            {
                given: [zone(), signing({ signingStatus: "NOT_SIGNING" })],
                findings: ['has beside with signingStatus "NOT_SIGNING"; "SIGNING" is required'],
            },
            { given: [zone(), signing({ hostedZoneId: "Z2" }, false)], findings: [noSigning] },
        ],
        absent: { given: [zone()], verdict: { kind: "notMet", findings: [noSigning], undecided: [] } },
        unknown: { given: [zone({ vpcs: later }), signing()], undecided: ["vpcs"] },
        notApplicable: network,
    },
});
