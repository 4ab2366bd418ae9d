/** Log groups and alarms of CloudWatch. */
import { isTrue, shown } from "../../core/conditions";
import { inProtected, protectedParameter, when } from "../../core/guards";
import type { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter, textListsOf, textListsParameter, textsOf, textsParameter } from "../../core/parameters";
import { covers } from "../../core/policy-document";
import { customerKey } from "../../core/references";
import type { Rule, StackView, Subject } from "../../core/rule";
import { securityEvents } from "./security-events";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const instance = "aws:rds/instance:Instance";
const loadBalancer = "aws:lb/loadBalancer:LoadBalancer";
const replicationGroup = "aws:elasticache/replicationGroup:ReplicationGroup";

/** What writes an audit or flow log to a group, and the property that names the group. */
const writers: readonly (readonly [string, string])[] = [
    ["aws:cloudtrail/trail:Trail", "cloudWatchLogsGroupArn"],
    ["aws:ec2/flowLog:FlowLog", "logDestination"],
    ["aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "logDestinationConfigs"],
];

export const cloudwatchRules: readonly Rule[] = [
    {
        id: "log-group-retention",
        title: "Logs are kept long enough",
        why: "An attack is often found after months, and its traces are gone.",
        cure: "Set retentionInDays to 365 or more.",
        types: [logGroup],
        kind: "resource",
        parameters: {
            minimumDays: integerParameter("days that logs are kept at least", 365, { minimum: 1 }, "au-11_odp"),
        },
        conditions: [
            ({ props }, context) => {
                const days = props.at("retentionInDays");
                const least = Number(context.parameter("minimumDays"));
                if (days.reading === "unknown") return unknown(days.path);
                if (days.reading === "absent") return notMet(days.path, `is not set; ${least} or more is required`);
                // 0 is for ever (aws.cloudwatch.LogGroup, retentionInDays).
                return days.number === 0 || (days.number ?? 0) >= least
                    ? met
                    : notMet(days.path, `is ${shown(days.value)}; ${least} or more is required`);
            },
        ],
    },
    {
        id: "log-group-kms-encryption",
        title: "Logs are encrypted under a key of the account's own",
        why: "Whoever may read logs reads what applications write into them; no key stands between.",
        cure: "Make an aws.kms.Key whose policy lets logs.REGION.amazonaws.com use it, and give its ARN as kmsKeyId.",
        types: [logGroup],
        kind: "resource",
        conditions: [customerKey("kmsKeyId")],
    },
    {
        id: "log-group-deletion-protection",
        title: "Audit logs stay when the program lets go of them",
        why: "A destroy, or somebody who covers traces, deletes the record with everything else.",
        cure: "Set deletionProtectionEnabled or skipDestroy of the aws.cloudwatch.LogGroup to true.",
        types: [logGroup],
        // What writes to the group says what it holds.
        kind: "stack",
        parameters: {
            ...protectedParameter,
            // EKS user guide, "Send control plane logs to CloudWatch Logs".
            names: textsParameter(
                "names of groups that services write audit logs to by a fixed name; * stands for any letters",
                ["/aws/eks/*/cluster"],
            ),
        },
        conditions: when(inProtected, (subject, { stack, parameter }) => {
            const audit = holdsAudit(subject, stack, textsOf({ parameter }, "names"));
            return audit === true
                ? keepsLogs(subject)
                : audit === false ? notApplicable("it holds no audit, flow, or control plane logs") : audit;
        }),
    },
    {
        id: "alarm-actions-configured",
        title: "An alarm tells somebody",
        why: "It goes off, and nobody learns.",
        cure: "Name an aws.sns.Topic in alarmActions and leave actionsEnabled out.",
        types: [alarm],
        kind: "resource",
        conditions: [
            (subject) => {
                const actions = subject.props.at("alarmActions");
                if (actions.reading === "unknown") return subject.from(actions.path).length > 0 ? met : unknown(actions.path);
                return actions.items().length > 0 ? met : notMet(actions.path, "is not set; a topic is required");
            },
            isTrue("actionsEnabled", "met"),
        ],
    },
    {
        id: "security-event-metric-filters",
        title: "Somebody is alarmed by changes of what guards the account",
        why: "They are recorded, and nobody looks.",
        cure: "For each kind of event add an aws.cloudwatch.LogMetricFilter on the trail's log group and a MetricAlarm on its "
            + "metric.",
        types: ["aws:cloudtrail/trail:Trail"],
        kind: "stack",
        conditions: securityEvents,
    },
    {
        id: "workload-alarms-required",
        title: "Databases, load balancers and caches have their alarms",
        why: "That a disk is full or half of the requests fail customers notice first.",
        cure: "Add an aws.cloudwatch.MetricAlarm with the resource in its dimensions for each of the metrics.",
        types: [instance, loadBalancer, replicationGroup],
        kind: "stack",
        parameters: {
            metrics: textListsParameter("names of the metrics that are required by type of resource", {
                [instance]: ["CPUUtilization", "FreeStorageSpace"],
                [loadBalancer]: ["HTTPCode_ELB_5XX_Count", "UnHealthyHostCount"],
                [replicationGroup]: ["EngineCPUUtilization", "Evictions"],
            }),
        },
        conditions: [
            (subject, { stack, parameter }) => {
                const kind = subject.props.at("loadBalancerType");
                if (kind.reading === "unknown") return unknown(kind.path);
                if (subject.type === loadBalancer && (kind.text ?? "application") !== "application") {
                    return notApplicable("it is no application load balancer");
                }
                const required = textListsOf({ parameter }, "metrics")[subject.type] ?? [];
                return required.length === 0 ? notApplicable("no metrics are required for its type") : required.map((metric) =>
                    alarmed(subject, stack, metric));
            },
        ],
    },
];

function holdsAudit(subject: Subject, stack: StackView, names: readonly string[]): boolean | Outcome {
    const written = writers.some(([type, property]) => stack.naming(subject, type, property).found.length > 0);
    const name = subject.props.at("name");
    if (written || names.some((pattern) => name.text !== undefined && covers(pattern, name.text))) return true;
    return name.reading === "unknown" ? unknown(name.path) : false;
}

function keepsLogs({ props }: Subject): Outcome {
    const ways = ["deletionProtectionEnabled", "skipDestroy"].map((path) => props.at(path));
    if (ways.some(({ flag }) => flag === true)) return met;
    const open = ways.find(({ reading }) => reading === "unknown");
    return open === undefined
        ? notMet("", "has neither deletionProtectionEnabled nor skipDestroy; one of them true is required")
        : unknown(open.path);
}

/** A metric by itself or in an expression. */
function alarmed(subject: Subject, stack: StackView, metric: string): Outcome {
    const alarms = stack.ofType(alarm);
    const judged = alarms.map((each) => [
        watches(each, subject, metric, each.props, "dimensions"),
        ...each.props.at("metricQueries").items().map((query) =>
            watches(each, subject, metric, query.at("metric"), "metricQueries")),
    ]);
    if (judged.some((answers) => answers.includes("yes"))) return met;
    const open = judged.findIndex((answers) => answers.includes("unknown"));
    return open < 0 ? notMet("", `has no alarm on ${metric}`) : unknown(`${alarms[open]?.name}: ${metric}`);
}

function watches(each: Subject, subject: Subject, metric: string, at: Node, property: string): "yes" | "no" | "unknown" {
    const name = at.at("metricName");
    if (name.reading === "known" && name.text !== metric) return "no";
    if (name.reading === "absent") return "no";
    const dimensions = at.at("dimensions");
    const values = dimensions.entries().map(([, { text }]) => text);
    const own = ["identifier", "replicationGroupId", "arnSuffix"].flatMap((path) => subject.props.at(path).text ?? []);
    // A cache's nodes have the group's name with a number behind it.
    const named = values.some((value) => own.some((one) => value === one || value?.startsWith(`${one}-`) === true));
    const from = each.from(property);
    if (from.includes(subject) || named) return name.reading === "unknown" ? "unknown" : "yes";
    return dimensions.settled || from.length > 0 ? "no" : "unknown";
}
