/**
 * Events of the account that must alarm somebody (CIS AWS Foundations Benchmark 1.4, section 4, as in AWS Security Hub's controls
 * CloudWatch.1–14).
 */
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import type { Condition, StackView, Subject } from "../../core/rule";

const filterType = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const groupType = "aws:cloudwatch/logGroup:LogGroup";

interface SecurityEvent {
    readonly what: string;
    /** Words that patterns must contain. */
    readonly words: readonly string[];
}

const events: readonly SecurityEvent[] = [
    { what: "the use of root", words: ["userIdentity", "Root"] },
    { what: "calls that were refused", words: ["UnauthorizedOperation", "AccessDenied"] },
    {
        what: "changes of IAM policies",
        words: [
            ...["Group", "Role", "User"].flatMap((kind) =>
                [`Put${kind}Policy`, `Delete${kind}Policy`, `Attach${kind}Policy`, `Detach${kind}Policy`]),
            "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
        ],
    },
    { what: "changes of trails", words: ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"] },
    { what: "the disabling or deletion of keys", words: ["DisableKey", "ScheduleKeyDeletion"] },
    {
        what: "changes of bucket policies",
        words: ["PutBucketAcl", ...["Policy", "Cors", "Lifecycle", "Replication"].flatMap((part) =>
            [`PutBucket${part}`, `DeleteBucket${part}`])],
    },
    {
        what: "changes of security groups",
        words: [
            "CreateSecurityGroup", "DeleteSecurityGroup",
            ...["Ingress", "Egress"].flatMap((way) => [`AuthorizeSecurityGroup${way}`, `RevokeSecurityGroup${way}`]),
        ],
    },
    {
        what: "changes of network ACLs",
        words: [
            "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
        ],
    },
    {
        what: "changes of gateways",
        words: [
            "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway",
            "DeleteInternetGateway", "DetachInternetGateway",
        ],
    },
    {
        what: "changes of route tables",
        words: [
            "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable", "DeleteRoute",
            "DisassociateRouteTable",
        ],
    },
    {
        what: "changes of networks",
        words: [
            "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection",
            "DeleteVpcPeeringConnection",
            "RejectVpcPeeringConnection",
        ],
    },
];

/** One condition an event, for a trail. */
export const securityEvents: readonly Condition[] = events.map(alarming);

function alarming({ what, words }: SecurityEvent): Condition {
    // As a word: `CreateRoute` is not in `CreateRouteTable`.
    const forms = words.map((word) => ({ word, form: new RegExp(`\\b${word}\\b`) }));
    return (subject, { stack }) => {
        if (subject.props.at("cloudWatchLogsGroupArn").reading === "absent") {
            return notApplicable("it does not deliver to CloudWatch Logs");
        }
        const filters = stack.ofType(filterType).filter((filter) => reads(filter, subject, stack));
        const patterns = filters.filter((filter) => alarms(filter, stack) === "yes").map((filter) =>
            filter.props.at("pattern").text ?? "");
        const missing = forms.filter(({ form }) => !patterns.some((pattern) => form.test(pattern))).map(({ word }) => word);
        return missing.length === 0
            ? met
            : openOr(filters, stack, notMet("", `has no filter with an alarm for ${what}: ${missing.join(", ")}`));
    };
}

function openOr(filters: readonly Subject[], stack: StackView, outcome: Outcome): Outcome {
    const open = filters.find((filter) => filter.props.at("pattern").reading === "unknown");
    if (open !== undefined) return unknown(`${open.name}.pattern`);
    const vague = filters.find((filter) => alarms(filter, stack) === "unknown");
    return vague === undefined ? outcome : unknown(`${vague.name}.metricTransformation`);
}

/** Whether it reads the trail's group; also where the group is of another stack and the ARN tells its name. */
function reads(filter: Subject, trail: Subject, stack: StackView): boolean {
    const groups = trail.from("cloudWatchLogsGroupArn").filter(({ type }) => type === groupType);
    if (groups.some((group) => stack.naming(group, filterType, "logGroupName").found.includes(filter))) return true;
    const name = filter.props.at("logGroupName").text;
    return name !== undefined && trail.props.at("cloudWatchLogsGroupArn").text?.split(":")[6] === name;
}

/** An alarm knows a metric by name and namespace alone. */
function alarms(filter: Subject, stack: StackView): "yes" | "no" | "unknown" {
    const [name, namespace] = ["name", "namespace"].map((path) => filter.props.at(`metricTransformation.${path}`));
    const all = stack.ofType(alarmType);
    const found = all.some(({ props, from }) => {
        const metric = props.at("metricName");
        const same = metric.text !== undefined && metric.text === name?.text && props.at("namespace").text === namespace?.text;
        return same || (metric.reading === "unknown" && from("metricName").includes(filter));
    });
    if (found) return "yes";
    const open = name?.reading === "unknown" || namespace?.reading === "unknown" || all.some(({ props }) =>
        props.at("metricName").reading === "unknown");
    return open ? "unknown" : "no";
}
