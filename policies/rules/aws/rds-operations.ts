/** Databases of RDS: what they log, who hears of them, and that they stay up to date and available. */
import { isTrue, oneOf, shown } from "../../core/conditions";
import { tagged, tagsParameter } from "../../core/guards";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textListsOf, textListsParameter } from "../../core/parameters";
import { refersTo } from "../../core/references";
import type { Rule, StackView, Subject } from "../../core/rule";
import { selectsForBackup } from "./backup-selections";
import { withoutInternetGateway } from "./internet-routes";
import { cluster, clusterInstance, engineOf, instance, parameterGroup } from "./rds-engines";

const subscription = "aws:rds/eventSubscription:EventSubscription";
/** Seconds (RDS API reference, CreateDBInstance, `MonitoringInterval`); 0 is off. */
const intervals = [1, 5, 10, 15, 30, 60];

export const rdsOperationsRules: readonly Rule[] = [
    {
        id: "rds-cluster-multi-az",
        title: "A database cluster spans two zones",
        why: "With its zone the database is gone until another instance is made.",
        cure: "Add an aws.rds.ClusterInstance in another availabilityZone.",
        types: [cluster],
        kind: "stack",
        conditions: [(subject, { stack }) => spansZones(subject, stack)],
    },
    {
        id: "rds-logs-exported",
        title: "A database's logs go to CloudWatch",
        why: "They are only on the instance, for a few days, and go with it: nobody can tell later who signed in.",
        cure: "List the required log types in enabledCloudwatchLogsExports.",
        types: [instance],
        kind: "resource",
        parameters: {
            // RDS user guide, "Publishing database logs to Amazon CloudWatch Logs".
            logs: textListsParameter("log types that are required, by engine without its edition; engines that are not listed "
                + "are not judged", {
                "postgres": ["postgresql", "upgrade"], "mysql": ["audit", "error", "general", "slowquery"],
                "mariadb": ["audit", "error", "general", "slowquery"], "oracle": ["alert", "audit", "trace", "listener"],
                "sqlserver": ["agent", "error"],
            }),
        },
        conditions: [
            (subject, context) => {
                const engine = engineOf(subject);
                if (engine.kind === "outcome") return engine.outcome;
                const required = textListsOf(context, "logs")[engine.engine.name];
                if (required === undefined) {
                    return notApplicable(`no log types are configured for the engine ${engine.engine.name}`);
                }
                const list = subject.props.at("enabledCloudwatchLogsExports");
                const missing = required.filter((type) => !list.items().some(({ text }) => text === type));
                if (missing.length === 0) return met;
                return list.settled
                    ? notMet(list.path, `lacks ${missing.join(", ")}; ${required.join(", ")} are required`)
                    : unknown(list.path);
            },
        ],
    },
    {
        id: "rds-auto-minor-version-upgrade",
        title: "A database gets minor versions by itself",
        why: "Known holes stay open until somebody thinks of it.",
        cure: "Leave autoMinorVersionUpgrade out, or set it to true.",
        types: [instance, clusterInstance],
        kind: "resource",
        // The provider's default is true.
        conditions: [isTrue("autoMinorVersionUpgrade", "met")],
    },
    {
        id: "rds-enhanced-monitoring",
        title: "A database has enhanced monitoring",
        why: "What happens on the machine under the database, by process, can't be seen.",
        cure: "Set monitoringInterval to 60 or less and monitoringRoleArn to a role with AmazonRDSEnhancedMonitoringRole.",
        types: [instance, clusterInstance],
        kind: "resource",
        conditions: [oneOf("monitoringInterval", intervals), refersTo("monitoringRoleArn", "a role")],
    },
    {
        id: "rds-copy-tags-to-snapshot",
        title: "Snapshots have the tags of their database",
        why: "Whose they are and how sensitive is lost, and rules that go by tags pass them over.",
        cure: "Set copyTagsToSnapshot to true.",
        types: [instance, cluster],
        kind: "resource",
        conditions: [isTrue("copyTagsToSnapshot")],
    },
    {
        id: "rds-postgres-force-ssl",
        title: "PostgreSQL accepts only TLS",
        why: "A client that does not ask for TLS sends password and data in plain text, and nobody notices.",
        cure: "Make an aws.rds.ParameterGroup with rds.force_ssl 1 and name it in parameterGroupName.",
        types: [instance, parameterGroup],
        kind: "stack",
        conditions: [(subject, { stack }) =>
            (subject.type === instance ? instanceForcesTls(subject, stack) : groupForcesTls(subject, ""))],
    },
    {
        id: "rds-postgres-audit-parameters",
        title: "PostgreSQL logs connections and changes, and has pgaudit",
        why: "Who signed in and what was changed is not to be found afterwards.",
        cure: "Set log_connections and log_disconnections to 1, log_statement to ddl, and pgaudit in shared_preload_libraries.",
        types: [parameterGroup, "aws:rds/clusterParameterGroup:ClusterParameterGroup"],
        kind: "resource",
        conditions: ([
            ["log_connections", (value) => isOn(value), "1"],
            ["log_disconnections", (value) => isOn(value), "1"],
            ["log_statement", (value) => ["ddl", "mod", "all"].includes(value), "ddl, mod, or all"],
            [
                "shared_preload_libraries", (value) => value.split(",").some((library) => library.trim() === "pgaudit"),
                "pgaudit in it",
            ],
        ] as const satisfies readonly (readonly [string, (value: string) => boolean, string])[]).map(([name, holds, required]) =>
            (subject) =>
                otherFamily(subject) ?? parameterHolds(subject, name, holds, required)),
    },
    {
        id: "rds-private-subnet-group",
        title: "A database's subnets have no way to the Internet",
        why: "One security group that is too wide, and the database is on the Internet.",
        cure: "List only subnets in the aws.rds.SubnetGroup whose route table has no internet gateway.",
        types: ["aws:rds/subnetGroup:SubnetGroup"],
        kind: "stack",
        conditions: [(subject, { stack }) => withoutInternetGateway(subject, "subnetIds", stack)],
    },
    {
        id: "rds-supported-engine-version",
        title: "A database runs a version that still gets fixes",
        why: "Holes that become known are never closed, or AWS upgrades it when it likes and bills for the time until then.",
        cure: "Set engineVersion to a major version that is supported.",
        types: [instance, cluster],
        kind: "resource",
        parameters: {
            // In standard support (RDS and Aurora user guides, release calendars).
            versions: textListsParameter("major versions that are supported, by engine; engines that are not listed are not "
                + "judged", {
                "postgres": ["14", "15", "16", "17", "18"], "aurora-postgresql": ["14", "15", "16", "17", "18"],
                "mysql": ["8.4"], "aurora-mysql": ["8.0", "8.4"], "mariadb": ["10.11", "11.4", "11.8"],
            }),
        },
        conditions: [
            (subject, context) => {
                const engine = engineOf(subject);
                if (engine.kind === "outcome") return engine.outcome;
                const supported = textListsOf(context, "versions")[engine.engine.name];
                if (supported === undefined) {
                    return notApplicable(`no versions are configured for the engine ${engine.engine.name}`);
                }
                const version = subject.props.at("engineVersion");
                const required = `one of ${supported.join(", ")} is required`;
                if (version.reading === "unknown") return unknown(version.path);
                if (version.text === undefined) return notMet(version.path, `is not set; ${required}`);
                const holds = supported.some((major) => version.text === major || version.text?.startsWith(`${major}.`) === true);
                return holds ? met : notMet(version.path, `is ${shown(version.text)}; ${required}`);
            },
        ],
    },
    {
        id: "rds-protected-by-backup-plan",
        title: "A database is in a backup plan",
        why: "The backups of RDS itself go after 35 days at most, and with the account.",
        cure: "Name the instance in resources of an aws.backup.Selection, or give it the tags by which a plan selects.",
        types: [instance],
        kind: "stack",
        parameters: tagsParameter("a resource of the account's central backup plan", { "backup-plan": [] }),
        conditions: [
            (subject, { stack, parameter }) => {
                const central = tagged(subject, textListsOf({ parameter }, "tags"));
                if (central === true) return met;
                const selected = selectsForBackup(subject, stack);
                return selected.kind === "notMet" && typeof central !== "boolean" ? central : selected;
            },
        ],
    },
    {
        id: "rds-event-subscription-critical",
        title: "Somebody hears of a database's critical events",
        why: "That it failed over, was reconfigured, or must be maintained, nobody learns.",
        cure: "Add an aws.rds.EventSubscription for db-instance, db-parameter-group, and db-security-group, or one without a "
            + "sourceType.",
        types: [instance],
        kind: "stack",
        conditions: ([
            ["db-instance", ["maintenance", "configuration change", "failure"]],
            ["db-parameter-group", ["configuration change"]],
            ["db-security-group", ["configuration change"]],
        ] as const).map(([source, categories]) => (subject, { stack }) => hearsOf(subject, stack, source, categories)),
    },
];

function spansZones(subject: Subject, stack: StackView): Outcome {
    const { props } = subject;
    // A Multi-AZ cluster has its instances in three zones (RDS user guide, "Multi-AZ DB cluster deployments").
    if (props.at("dbClusterInstanceClass").reading !== "absent") return met;
    const listed = props.at("availabilityZones");
    const { found, unsure } = stack.naming(subject, clusterInstance, "clusterIdentifier");
    // Of Aurora AWS gives back the zones of the storage, which are always three.
    const own = subject.sets("availabilityZones") ? listed.items() : [];
    const zones = (nodes: readonly { readonly text: string | undefined }[]): number =>
        new Set(nodes.flatMap(({ text }) => text ?? [])).size;
    const placed = found.map((each) => each.props.at("availabilityZone"));
    const most = Math.max(zones(own), zones(placed));
    if (most >= 2) return met;
    const open = placed.findIndex(({ text }) => text === undefined);
    if (!listed.settled) return unknown(listed.path);
    // RDS chooses a zone where none is named, not always another one.
    if (found.length > 1 && open >= 0) return unknown(`${found[open]?.name}.availabilityZone`);
    if (unsure[0] !== undefined) return unknown(`${unsure[0].name}.clusterIdentifier`);
    return notMet("", "does not span two zones by availabilityZones or by its instances");
}

function instanceForcesTls(subject: Subject, stack: StackView): Outcome {
    const engine = engineOf(subject);
    if (engine.kind === "outcome") return engine.outcome;
    if (engine.engine.name !== "postgres") return notApplicable("the engine is not PostgreSQL");
    const name = subject.props.at("parameterGroupName");
    const group = subject.from("parameterGroupName").find(({ type }) => type === parameterGroup)
        ?? stack.ofType(parameterGroup).find(({ props }) => name.text !== undefined && props.at("name").text === name.text);
    if (group !== undefined) return groupForcesTls(group, `has the parameter group ${group.name} whose `);
    return name.reading === "unknown"
        ? unknown(name.path)
        : notMet(name.path, "is none of this stack; a parameter group with rds.force_ssl 1 is required");
}

/**
 * From PostgreSQL 15 on RDS forces TLS where nothing is said (RDS user guide, "Requiring an SSL connection to a PostgreSQL DB
 * instance").
 */
function groupForcesTls({ props }: Subject, whose: string): Outcome {
    const family = props.at("family");
    if (family.reading === "unknown") return unknown(family.path);
    const major = /^postgres(\d+)/.exec(family.text ?? "")?.[1];
    if (major === undefined) return notApplicable("the family is not PostgreSQL");
    const value = parameterOf(props, "rds.force_ssl");
    if (value === "unknown") return unknown("parameters");
    if (value === undefined) return Number(major) >= 15 ? met : notMet("", `${whose}rds.force_ssl is not set; 1 is required`);
    return isOn(value) ? met : notMet("", `${whose}rds.force_ssl is ${shown(value)}; 1 is required`);
}

function otherFamily({ props }: Subject): Outcome | undefined {
    const family = props.at("family");
    if (family.reading === "unknown") return unknown(family.path);
    return /^(aurora-)?postgres/.test(family.text ?? "") ? undefined : notApplicable("the family is not PostgreSQL");
}

function parameterHolds({ props }: Subject, name: string, holds: (value: string) => boolean, required: string): Outcome {
    const value = parameterOf(props, name);
    if (value === "unknown") return unknown(`parameters: ${name}`);
    if (value === undefined) return notMet("", `${name} is not set; ${required} is required`);
    return holds(value) ? met : notMet("", `${name} is ${shown(value)}; ${required} is required`);
}

/** Undefined where the group does not set it. */
function parameterOf(props: Subject["props"], name: string): string | "unknown" | undefined {
    const list = props.at("parameters");
    if (list.reading === "unknown") return "unknown";
    const item = list.items().find((each) => each.at("name").text === name);
    if (item !== undefined) return item.at("value").reading === "unknown" ? "unknown" : String(item.at("value").value);
    return list.items().some((each) => each.reading === "unknown" || each.at("name").reading === "unknown")
        ? "unknown"
        : undefined;
}

function isOn(value: string): boolean {
    return ["1", "on", "true", "yes", "all"].includes(value.toLowerCase());
}

/**
 * A subscription without a source type, categories, or identifiers is for all of them (RDS API reference,
 * CreateEventSubscription).
 */
function hearsOf(subject: Subject, stack: StackView, source: string, categories: readonly string[]): Outcome {
    const all = stack.ofType(subscription);
    const judged = all.map((each) => coversEvents(each, subject, source, categories));
    if (judged.includes("yes")) return met;
    const open = judged.indexOf("unknown");
    if (open >= 0) return unknown(`${all[open]?.name}: ${source}`);
    return notMet("", `has no enabled event subscription for ${source} with ${categories.join(", ")}`);
}

function coversEvents(
    { props, from }: Subject, subject: Subject, source: string, categories: readonly string[],
): "yes" | "no" | "unknown" {
    const parts = ["enabled", "sourceType", "eventCategories"].map((path) => props.at(path));
    if (parts.some((part) => !part.settled)) return "unknown";
    const [enabled, type, listed] = parts;
    const wanted = listed?.items().map(({ text }) => text) ?? [];
    const fits = enabled?.flag !== false
        && (type?.text ?? source) === source
        && (wanted.length === 0 || categories.every((each) => wanted.includes(each)));
    if (!fits) return "no";
    const ids = props.at("sourceIds");
    if (source !== "db-instance" || ids.reading === "absent" || from("sourceIds").includes(subject)) return "yes";
    const identifier = subject.props.at("identifier").text;
    if (identifier !== undefined && ids.items().some(({ text }) => text === identifier)) return "yes";
    return ids.settled && ids.items().length > 0 ? "no" : ids.settled ? "yes" : "unknown";
}
