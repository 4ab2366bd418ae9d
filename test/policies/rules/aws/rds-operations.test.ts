import { rdsOperationsRules } from "../../../../policies/rules/aws/rds-operations";
import { describeRules, later, type Made } from "../harness";
import { isMet, own } from "../own";
import { privateSubnets } from "./subnets";

const instance = "aws:rds/instance:Instance";
const cluster = "aws:rds/cluster:Cluster";
const clusterInstance = "aws:rds/clusterInstance:ClusterInstance";
const group = "aws:rds/parameterGroup:ParameterGroup";

const database = (props: Made["props"] = {}, from: Made["from"] = {}): Made =>
    ({ type: instance, name: "database", props: { engine: "postgres", identifier: "shop", ...props }, from });
const node = (name: string, zone: unknown): Made => ({
    type: clusterInstance, name, props: { clusterIdentifier: later, availabilityZone: zone },
    from: { clusterIdentifier: ["data"] },
});
const data = (props: Made["props"] = {}): Made => ({ type: cluster, name: "data", props });
const parameters = (values: { readonly [name: string]: unknown }, family: unknown = "postgres14"): Made => ({
    type: group, name: "settings",
    props: { family, parameters: Object.entries(values).map(([name, value]) => ({ name, value })) },
});
const audited = {
    log_connections: "1", log_disconnections: "1", log_statement: "ddl", shared_preload_libraries: "pg_stat_statements, pgaudit",
};
const auditing = (changed: { readonly [name: string]: unknown }): [Made] =>
    [parameters(Object.fromEntries(Object.entries({ ...audited, ...changed }).filter(([, value]) => value !== undefined)))];
const missing = (name: string, required: string): string => `${name} is not set; ${required} is required`;

const selection = (props: Made["props"], from: Made["from"] = {}): Made =>
    ({ type: "aws:backup/selection:Selection", name: "selection", props, from });
const unselected = ["is in no backup selection of this stack"];

const events = (sourceType: string | undefined, props: Made["props"] = {}, from: Made["from"] = {}): Made => ({
    type: "aws:rds/eventSubscription:EventSubscription", name: sourceType ?? "all",
    props: { ...(sourceType === undefined ? {} : { sourceType }), ...props }, from,
});
const three = [
    events("db-instance", { eventCategories: ["maintenance", "configuration change", "failure"] }), events("db-parameter-group"),
    events("db-security-group"),
] as const;
const unheard = (source: string): string =>
    `has no enabled event subscription for ${source} with `
        + `${source === "db-instance" ? "maintenance, configuration change, failure" : "configuration change"}`;

describeRules("RDS operations", rdsOperationsRules, {
    "rds-cluster-multi-az": {
        passes: [
            [data({ availabilityZones: ["eu-west-1a", "eu-west-1b"] })], [data({ dbClusterInstanceClass: "db.m6gd.large" })],
            [data(), node("one", "eu-west-1a"), node("two", "eu-west-1b")],
        ],
        fails: [
            {
                given: [data(), node("one", "eu-west-1a"), node("two", "eu-west-1a")],
                findings: ["does not span two zones by availabilityZones or by its instances"],
            },
            {
                given: [
                    { ...data({ availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }), from: { engine: [] } },
                    node("one", "eu-west-1a"),
                ],
                findings: ["does not span two zones by availabilityZones or by its instances"],
            },
            {
                given: [data({ availabilityZones: ["eu-west-1a"] }), node("one", undefined)],
                findings: ["does not span two zones by availabilityZones or by its instances"],
            },
        ],
        absent: {
            given: [data()],
            verdict: {
                kind: "notMet", findings: ["does not span two zones by availabilityZones or by its instances"], undecided: [],
            },
        },
        unknown: { given: [data(), node("one", "eu-west-1a"), node("two", later)], undecided: ["two.availabilityZone"] },
        notApplicable: { otherType: instance },
    },
    "rds-logs-exported": own(instance, {
        base: { engine: "postgres" },
        good: { enabledCloudwatchLogsExports: ["postgresql", "upgrade"] },
        wrong: [
            [
                { enabledCloudwatchLogsExports: ["upgrade"] },
                "enabledCloudwatchLogsExports lacks postgresql; postgresql, upgrade are required",
            ],
            [
                { engine: "sqlserver-ee", enabledCloudwatchLogsExports: ["error"] },
                "enabledCloudwatchLogsExports lacks agent; agent, error are required",
            ],
        ],
        absent: ["enabledCloudwatchLogsExports lacks postgresql, upgrade; postgresql, upgrade are required"],
        later: [{ enabledCloudwatchLogsExports: later }, "enabledCloudwatchLogsExports"],
        other: [{ engine: "db2-se" }, "no log types are configured for the engine db2"],
    }),
    "rds-auto-minor-version-upgrade": own([instance, clusterInstance], {
        good: { autoMinorVersionUpgrade: true },
        wrong: [[{ autoMinorVersionUpgrade: false }, "autoMinorVersionUpgrade is false; true is required"]],
        absent: isMet,
        later: [{ autoMinorVersionUpgrade: later }, "autoMinorVersionUpgrade"],
        other: cluster,
    }),
    "rds-enhanced-monitoring": own([instance, clusterInstance], {
        good: { monitoringInterval: 60, monitoringRoleArn: "arn:aws:iam::111122223333:role/monitoring" },
        wrong: [
            [{ monitoringInterval: 0 }, "monitoringInterval is 0; one of 1, 5, 10, 15, 30, 60 is required"],
            [{ monitoringRoleArn: undefined }, "monitoringRoleArn is not set; a role is required"],
        ],
        absent: [
            "monitoringInterval is not set; one of 1, 5, 10, 15, 30, 60 is required",
            "monitoringRoleArn is not set; a role is required",
        ],
        later: [{ monitoringInterval: later, monitoringRoleArn: later }, "monitoringInterval", "monitoringRoleArn"],
        other: cluster,
    }),
    "rds-copy-tags-to-snapshot": own([instance, cluster], {
        good: { copyTagsToSnapshot: true },
        wrong: [[{ copyTagsToSnapshot: false }, "copyTagsToSnapshot is false; true is required"]],
        absent: ["copyTagsToSnapshot is not set; true is required"],
        later: [{ copyTagsToSnapshot: later }, "copyTagsToSnapshot"],
        other: clusterInstance,
    }),
    "rds-postgres-force-ssl": {
        passes: [
            [parameters({ "rds.force_ssl": "1" })], [parameters({}, "postgres17")],
            [database({ parameterGroupName: later }, { parameterGroupName: ["settings"] }), parameters({ "rds.force_ssl": 1 })],
            [
                database({ parameterGroupName: "g" }),
                { type: group, name: "settings", props: { name: "g", family: "postgres16" } },
            ],
        ],
        fails: [
            { given: [parameters({ "rds.force_ssl": "0" }, "postgres17")], findings: [`rds.force_ssl is "0"; 1 is required`] },
            { given: [parameters({})], findings: ["rds.force_ssl is not set; 1 is required"] },
            {
                given: [database({ parameterGroupName: "default.postgres17" })],
                findings: ["parameterGroupName is none of this stack; a parameter group with rds.force_ssl 1 is required"],
            },
            {
                given: [
                    database({ parameterGroupName: later }, { parameterGroupName: ["settings"] }),
                    parameters({ "rds.force_ssl": "0" }),
                ],
                findings: [`has the parameter group settings whose rds.force_ssl is "0"; 1 is required`],
            },
        ],
        absent: {
            given: [database()],
            verdict: {
                kind: "notMet",
                findings: ["parameterGroupName is none of this stack; a parameter group with rds.force_ssl 1 is required"],
                undecided: [],
            },
        },
        unknown: { given: [database({ parameterGroupName: later })], undecided: ["parameterGroupName"] },
        notApplicable: { given: [database({ engine: "mysql" })], reason: "the engine is not PostgreSQL" },
    },
    "rds-postgres-audit-parameters": {
        passes: [auditing({}), auditing({ log_statement: "all" })],
        fails: [
            { given: auditing({ log_connections: "0" }), findings: [`log_connections is "0"; 1 is required`] },
            { given: auditing({ log_disconnections: undefined }), findings: [missing("log_disconnections", "1")] },
            { given: auditing({ log_statement: "none" }), findings: [`log_statement is "none"; ddl, mod, or all is required`] },
            {
                given: auditing({ shared_preload_libraries: "pgaudit_not" }),
                findings: [`shared_preload_libraries is "pgaudit_not"; pgaudit in it is required`],
            },
        ],
        absent: {
            given: [{ type: group, props: { family: "postgres17" } }],
            verdict: {
                kind: "notMet", undecided: [],
                findings: [
                    missing("log_connections", "1"), missing("log_disconnections", "1"),
                    missing("log_statement", "ddl, mod, or all"), missing("shared_preload_libraries", "pgaudit in it"),
                ],
            },
        },
        unknown: { given: auditing({ log_statement: later }), undecided: ["parameters: log_statement"] },
        notApplicable: { given: [parameters(audited, "mysql8.4")], reason: "the family is not PostgreSQL" },
    },
    "rds-private-subnet-group": privateSubnets("aws:rds/subnetGroup:SubnetGroup"),
    "rds-supported-engine-version": own([instance, cluster], {
        base: { engine: "postgres" },
        good: { engineVersion: "17.6" },
        alsoGood: [{ engineVersion: "17" }],
        wrong: [
            [{ engineVersion: "11.22" }, `engineVersion is "11.22"; one of 14, 15, 16, 17, 18 is required`],
            [{ engine: "mysql", engineVersion: "8.40" }, `engineVersion is "8.40"; one of 8.4 is required`],
        ],
        absent: ["engineVersion is not set; one of 14, 15, 16, 17, 18 is required"],
        later: [{ engineVersion: later }, "engineVersion"],
        other: [{ engine: "oracle-ee" }, "no versions are configured for the engine oracle"],
    }),
    "rds-protected-by-backup-plan": {
        passes: [
            [database({ tags: { "backup-plan": "daily" } })],
            [database(), selection({ resources: [later] }, { resources: ["database"] })],
            [database(), selection({ resources: ["arn:aws:rds:*:*:db:sh*"] })],
            [database({ arn: "arn:aws:rds:eu-west-1:111122223333:db:shop" }), selection({ resources: ["arn:aws:rds:*"] })],
            [
                database({ tags: { backup: "yes" } }),
                selection({ selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "yes" }] }),
            ],
            [
                database({ tags: { tier: "gold-1" } }),
                selection({
                    resources: ["*"], conditions: [{ stringLikes: [{ key: "aws:ResourceTag/tier", value: "gold-*" }] }],
                }),
            ],
        ],
        fails: [
            { given: [database()], findings: unselected },
            { given: [database(), selection({ resources: ["arn:aws:rds:*:*:db:other"] })], findings: unselected },
            {
                given: [database(), selection({ resources: ["*"], notResources: ["arn:aws:rds:*:*:db:shop"] })],
                findings: unselected,
            },
            {
                given: [
                    database({ tags: { backup: "no" } }),
                    selection({ selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "yes" }] }),
                ],
                findings: unselected,
            },
            {
                given: [
                    database({ tags: { tier: "gold" } }),
                    selection({
                        resources: ["*"], conditions: [{ stringNotEquals: [{ key: "aws:ResourceTag/tier", value: "gold" }] }],
                    }),
                ],
                findings: unselected,
            },
        ],
        absent: { given: [database()], verdict: { kind: "notMet", findings: unselected, undecided: [] } },
        unknown: { given: [database(), selection({ resources: later })], undecided: ["selection.resources"] },
        notApplicable: { otherType: cluster },
    },
    "rds-event-subscription-critical": {
        passes: [
            [database(), events(undefined)], [database(), ...three],
            [database(), events("db-instance", { sourceIds: ["shop"] }), three[1], three[2]],
            [database(), events("db-instance", { sourceIds: [later] }, { sourceIds: ["database"] }), three[1], three[2]],
        ],
        fails: [
            { given: [database(), three[1], three[2]], findings: [unheard("db-instance")] },
            { given: [database(), three[0], three[2]], findings: [unheard("db-parameter-group")] },
            { given: [database(), three[0], three[1]], findings: [unheard("db-security-group")] },
            {
                given: [database(), events("db-instance", { eventCategories: ["failure"] }), three[1], three[2]],
                findings: [unheard("db-instance")],
            },
            {
                given: [database(), events("db-instance", { sourceIds: ["other"] }), three[1], three[2]],
                findings: [unheard("db-instance")],
            },
            {
                given: [database(), events(undefined, { enabled: false })],
                findings: [unheard("db-instance"), unheard("db-parameter-group"), unheard("db-security-group")],
            },
        ],
        absent: {
            given: [database()],
            verdict: {
                kind: "notMet", findings: [unheard("db-instance"), unheard("db-parameter-group"), unheard("db-security-group")],
                undecided: [],
            },
        },
        unknown: {
            given: [database(), events("db-instance", { eventCategories: later }), three[1], three[2]],
            undecided: ["db-instance: db-instance"],
        },
        notApplicable: { otherType: cluster },
    },
});
