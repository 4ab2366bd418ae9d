import { strict as assert } from "node:assert";
import { judge } from "../../../../policies/core/evaluate";
import { Stack } from "../../../../policies/core/stack";
import { cloudwatchRules } from "../../../../policies/rules/aws/cloudwatch";
import { describeRules, later, type Case, type Made } from "../harness";
import { own } from "../own";

const groupType = "aws:cloudwatch/logGroup:LogGroup";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const trailType = "aws:cloudtrail/trail:Trail";
const group = (props: Made["props"] = {}): Made =>
    ({ type: groupType, name: "records", props: { name: "trail-logs", ...props } });
const trail = (props: Made["props"] = { cloudWatchLogsGroupArn: later }): Made => ({
    type: trailType, name: "trail", props, from: "cloudWatchLogsGroupArn" in props ? { cloudWatchLogsGroupArn: ["records"] } : {},
});
const flow: Made = {
    type: "aws:ec2/flowLog:FlowLog", name: "flow", props: { logDestination: later }, from: { logDestination: ["records"] },
};
const unkept = ["has neither deletionProtectionEnabled nor skipDestroy; one of them true is required"];

/** A pattern with every word of an event. */
const patterns: { readonly [what: string]: string } = {
    "the use of root": `{ $.userIdentity.type = "Root" }`,
    "calls that were refused": `{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }`,
    "changes of IAM policies": "PutGroupPolicy DeleteGroupPolicy AttachGroupPolicy DetachGroupPolicy PutRolePolicy "
        + "DeleteRolePolicy AttachRolePolicy DetachRolePolicy "
        + "PutUserPolicy DeleteUserPolicy AttachUserPolicy DetachUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion "
            + "DeletePolicyVersion",
    "changes of trails": "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging",
    "the disabling or deletion of keys": "{ ($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion) }",
    "changes of bucket policies": "PutBucketAcl PutBucketPolicy DeleteBucketPolicy PutBucketCors DeleteBucketCors "
        + "PutBucketLifecycle DeleteBucketLifecycle PutBucketReplication DeleteBucketReplication",
    "changes of security groups": "CreateSecurityGroup DeleteSecurityGroup AuthorizeSecurityGroupIngress "
        + "RevokeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress",
    "changes of network ACLs": "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry "
        + "ReplaceNetworkAclEntry ReplaceNetworkAclAssociation",
    "changes of gateways": "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
        + "DeleteInternetGateway DetachInternetGateway",
    "changes of route tables": "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable "
        + "DeleteRoute DisassociateRouteTable",
    "changes of networks": "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection "
        + "DeleteVpcPeeringConnection RejectVpcPeeringConnection",
};
const kinds = Object.keys(patterns);
const filter = (what: string, pattern: unknown = patterns[what]): Made => ({
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter", name: `filter ${what}`,
    props: { pattern, logGroupName: later, metricTransformation: { name: what, namespace: "Security", value: "1" } },
    from: { logGroupName: ["records"] },
});
const alarm = (what: string, metricName: unknown = what): Made =>
    ({ type: alarmType, name: `alarm ${what}`, props: { metricName, namespace: "Security" } });
const watched = (filters: (what: string) => readonly Made[]): Case => [trail(), group(), ...kinds.flatMap(filters)];
const complete = (what: string): readonly Made[] => [filter(what), alarm(what)];
const except = (other: string, made: readonly Made[]): Case => watched((what) => (what === other ? made : complete(what)));
const missing = (what: string, ...words: readonly string[]): string =>
    `has no filter with an alarm for ${what}: ${words.join(", ")}`;
/** The words of a pattern, in the order in which the rule names them. */
const words = (what: string): readonly string[] => (patterns[what] ?? "").match(/\b[A-Z][A-Za-z]{3,}\b|\buserIdentity\b/g) ?? [];

const watch = (metricName: unknown, from: readonly string[] = ["main"], dimensions: unknown = { Id: later }): Made => ({
    type: alarmType, name: `on ${String(metricName)}`, props: { metricName, dimensions }, from: { dimensions: from },
});
const database: Made = { type: "aws:rds/instance:Instance", name: "main", props: { identifier: "shop" } };
const another: Made = { type: "aws:rds/instance:Instance", name: "second", props: { identifier: "other" } };
const cache: Made = {
    type: "aws:elasticache/replicationGroup:ReplicationGroup", name: "main", props: { replicationGroupId: "shop-cache" },
};
const balancer = (props: Made["props"] = {}): Made => ({ type: "aws:lb/loadBalancer:LoadBalancer", name: "main", props });

describeRules("CloudWatch", cloudwatchRules, {
    "log-group-retention": own(groupType, {
        good: { retentionInDays: 365 },
        alsoGood: [{ retentionInDays: 0 }, { retentionInDays: 3653 }],
        wrong: [[{ retentionInDays: 180 }, "retentionInDays is 180; 365 or more is required"]],
        absent: ["retentionInDays is not set; 365 or more is required"],
        later: [{ retentionInDays: later }, "retentionInDays"],
        other: alarmType,
    }),
    "log-group-kms-encryption": own(groupType, {
        good: { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1" },
        wrong: [[{ kmsKeyId: "" }, "kmsKeyId is not set; a customer managed key is required"]],
        absent: ["kmsKeyId is not set; a customer managed key is required"],
        later: [{ kmsKeyId: later }, "kmsKeyId"],
        other: alarmType,
    }),
    "log-group-deletion-protection": {
        passes: [[group({ deletionProtectionEnabled: true }), flow], [group({ skipDestroy: true }), trail()]],
        fails: [
            { given: [group({ skipDestroy: false }), flow], findings: unkept },
            { given: [group(), trail()], findings: unkept },
            { given: [group({ name: "/aws/eks/dev/cluster", deletionProtectionEnabled: false })], findings: unkept },
        ],
        absent: { given: [group(), flow], verdict: { kind: "notMet", findings: unkept, undecided: [] } },
        unknown: { given: [group({ skipDestroy: later }), flow], undecided: ["skipDestroy"] },
        notApplicable: { given: [group()], reason: "it holds no audit, flow, or control plane logs" },
    },
    "alarm-actions-configured": own(alarmType, {
        good: { alarmActions: ["arn:aws:sns:eu-west-1:111122223333:alerts"] },
        wrong: [
            [{ alarmActions: [] }, "alarmActions is not set; a topic is required"],
            [{ actionsEnabled: false }, "actionsEnabled is false; true is required"],
        ],
        absent: ["alarmActions is not set; a topic is required"],
        later: [{ alarmActions: later }, "alarmActions"],
        other: groupType,
    }),
    "security-event-metric-filters": {
        passes: [
            watched(complete),
            [{
                ...trail({ cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:far:*" }), from: {},
            }, ...kinds.flatMap((what) =>
                [
                    { ...filter(what), props: { ...filter(what).props, logGroupName: "far" }, from: {} }, alarm(what),
                ])],
        ],
        fails: [
            ...kinds.map((what) => ({ given: except(what, [filter(what)]), findings: [missing(what, ...words(what))] })),
            {
                given: except(
                    "changes of route tables",
                    [
                        filter(
                            "changes of route tables",
                            "CreateRouteTable DeleteRouteTable ReplaceRoute ReplaceRouteTableAssociation "
                                + "DisassociateRouteTable DeleteRoute",
                        ),
                        alarm("changes of route tables"),
                    ],
                ),
                findings: [missing("changes of route tables", "CreateRoute")],
            },
            {
                given: except("the use of root", [{ ...filter("the use of root"), from: {} }, alarm("the use of root")]),
                findings: [missing("the use of root", "userIdentity", "Root")],
            },
        ],
        absent: {
            given: [trail(), group()],
            verdict: { kind: "notMet", findings: kinds.map((what) => missing(what, ...words(what))), undecided: [] },
        },
        unknown: {
            given: except("the use of root", [filter("the use of root", later), alarm("the use of root")]),
            undecided: ["filter the use of root.pattern"],
        },
        notApplicable: { given: [trail({})], reason: "it does not deliver to CloudWatch Logs" },
    },
    "workload-alarms-required": {
        passes: [
            [database, watch("CPUUtilization"), watch("FreeStorageSpace")],
            [
                database, watch("CPUUtilization"),
                {
                    type: alarmType, name: "sum",
                    props: { metricQueries: [{ metric: { metricName: "FreeStorageSpace", dimensions: { Id: "shop" } } }] },
                },
            ],
            [cache, watch("EngineCPUUtilization"), watch("Evictions", [], { CacheClusterId: "shop-cache-001" })],
            [balancer(), watch("HTTPCode_ELB_5XX_Count"), watch("UnHealthyHostCount")],
        ],
        fails: [
            { given: [database, watch("CPUUtilization")], findings: ["has no alarm on FreeStorageSpace"] },
            {
                given: [database, another, watch("CPUUtilization", ["second"]), watch("FreeStorageSpace")],
                findings: ["has no alarm on CPUUtilization"],
            },
            {
                given: [cache, watch("Evictions", [], { CacheClusterId: "other-001" })],
                findings: ["has no alarm on EngineCPUUtilization", "has no alarm on Evictions"],
            },
        ],
        absent: {
            given: [balancer()],
            verdict: {
                kind: "notMet", findings: ["has no alarm on HTTPCode_ELB_5XX_Count", "has no alarm on UnHealthyHostCount"],
                undecided: [],
            },
        },
        unknown: {
            given: [database, watch("CPUUtilization"), watch("FreeStorageSpace", [], later)],
            undecided: ["on FreeStorageSpace: FreeStorageSpace"],
        },
        notApplicable: { given: [balancer({ loadBalancerType: "network" })], reason: "it is no application load balancer" },
    },
});

describe("rules: deletion protection of log groups", () => {
    it("is not asked for where the environment is not protected", () => {
        const rule = cloudwatchRules.find(({ id }) => id === "log-group-deletion-protection");
        const stack = new Stack([{ ...group({ name: "/aws/eks/dev/cluster" }), name: "group", urn: "urn:group" }]);
        const [subject] = stack.all();
        assert.ok(rule !== undefined && subject !== undefined);
        assert.deepEqual(
            judge(rule, subject, stack, { [rule.id]: { protected: false } }),
            { kind: "notApplicable", reason: "the environment is not a protected one" },
        );
    });
});
