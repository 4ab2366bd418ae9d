/** Security groups of what holds data: databases and caches. */
import { ask, demanded, every, forbidden } from "../../core/answer";
import { shown } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import type { Condition, Context, Rule, StackView, Subject } from "../../core/rule";
import {
    Direction, entriesOf, Entry, entryTypes, isEverywhere, protocolIs, securityGroup, securityGroupRule,
} from "./security-group-entries";

/** What holds data, and the property that lists its groups. */
const stores: { readonly [type: string]: string } = {
    "aws:rds/instance:Instance": "vpcSecurityGroupIds",
    "aws:rds/cluster:Cluster": "vpcSecurityGroupIds",
    "aws:elasticache/replicationGroup:ReplicationGroup": "securityGroupIds",
    "aws:elasticache/cluster:Cluster": "securityGroupIds",
    "aws:elasticache/serverlessCache:ServerlessCache": "securityGroupIds",
};
/** Ports where none is said, by how the engine's name begins (RDS API reference, CreateDBInstance; ElastiCache user guide). */
const enginePorts: readonly (readonly [RegExp, number])[] = [
    [/postgres/, 5432], [/mysql|mariadb/, 3306], [/^oracle/, 1521], [/^sqlserver/, 1433], [/^db2/, 50000],
    [/^(redis|valkey)/, 6379], [/^memcached/, 11211],
];
/** Readers of a serverless cache use the next port, too (ElastiCache user guide, "Set up a security group"). */
const serverless = "aws:elasticache/serverlessCache:ServerlessCache";

interface Found {
    readonly entry: Entry;
    /** Name of the resource that says it; empty for the group itself. */
    readonly where: string;
}

/** Judges a group's entries, its own and those beside it, where a database or cache uses the group. */
function onDataEntries(direction: Direction, judge: (found: Found, users: readonly Subject[]) => readonly Outcome[]): Condition {
    return (group, { stack }) => {
        const users = usersOf(group, stack);
        if ("kind" in users) return users;
        const { entries, undecided } = allEntries(group, direction, stack);
        return [met, ...entries.flatMap((found) => judge(found, users)), ...undecided.map(unknown)];
    };
}

function usersOf(group: Subject, stack: StackView): readonly Subject[] | Outcome {
    const related = Object.entries(stores).map(([type, property]) => ({ property, ...stack.naming(group, type, property) }));
    const users = related.flatMap(({ found }) => found);
    if (users.length > 0) return users;
    const open = related.flatMap(({ property, unsure }) => unsure.map(({ name }) => `${name}.${property}`))[0];
    return open === undefined ? notApplicable("no database or cache uses it") : unknown(open);
}

function allEntries(
    group: Subject, direction: Direction, stack: Context["stack"],
): { readonly entries: readonly Found[]; readonly undecided: readonly string[] } {
    const related = [securityGroupRule, entryTypes[direction]].map((type) => stack.naming(group, type, "securityGroupId"));
    const sources = [{ subject: group, where: "" }, ...related.flatMap(({ found }) => found).map((subject) =>
        ({ subject, where: subject.name }))];
    const read = sources.map(({ subject, where }) => ({ where, found: entriesOf(subject, direction) }));
    return {
        entries: read.flatMap(({ found, where }) => ("kind" in found ? [] : found.map((entry) => ({ entry, where })))),
        undecided: [
            ...read.flatMap(({ found, where }) =>
                ("kind" in found && found.kind === "unknown" ? [placed(where, found.path)] : [])),
            ...related.flatMap(({ unsure }) => unsure).map(({ name }) => `${name}.securityGroupId`),
        ],
    };
}

function placed(where: string, path: string): string {
    return [where, path].filter((part) => part !== "").join(".");
}

/** The outcome with the path as the group sees it. */
function seenFrom(where: string, outcome: Outcome): Outcome {
    return "path" in outcome ? { ...outcome, path: placed(where, outcome.path) } : outcome;
}

function onlyGroups({ entry: { cidrs, prefixLists }, where }: Found): readonly Outcome[] {
    return [...cidrs, ...prefixLists].map((source) => seenFrom(where, source.reading === "unknown"
        ? unknown(source.path)
        : notMet(source.path, `is ${shown(source.value)}; a security group as the source is required`)));
}

function onlyPort({ entry, where }: Found, users: readonly Subject[]): readonly Outcome[] {
    const known = users.map(portsOf);
    const open = known.find((each): each is string => typeof each === "string");
    if (open !== undefined) return [unknown(open)];
    const ports = known.flatMap((each) => (typeof each === "string" ? [] : each));
    // An engine whose port nobody knows.
    if (ports.length === 0) return [];
    const answer = every(
        protocolIs(entry.protocol, "tcp"),
        ask(entry.from, ({ number }) => number !== undefined && ports.includes(number)),
        ask(entry.to, ({ number }) =>
            number !== undefined && ports.includes(number) && number - (entry.from.number ?? number) < ports.length),
    );
    return [
        seenFrom(
            where,
            demanded(
                answer, entry.path, `lets in more than tcp ${ports.join(", ")}, the port of the engine; only that is allowed`,
            ),
        ),
    ];
}

/** The ports of a database or cache; the path of what is not known yet. */
function portsOf({ name, props, type }: Subject): readonly number[] | string {
    const port = props.at("port");
    if (port.reading === "unknown") return `${name}.port`;
    if (port.number !== undefined) return [port.number];
    const engine = props.at("engine");
    if (engine.reading === "unknown") return `${name}.engine`;
    // A replication group without an engine is Redis OSS (@pulumi/aws, ReplicationGroup, `engine`).
    const ports = enginePorts.filter(([pattern]) =>
        pattern.test(engine.text ?? (type.startsWith("aws:elasticache/") ? "redis" : "")))
        .map(([, number]) => number);
    return type === serverless ? ports.flatMap((each) => (each === 6379 ? [each, each + 1] : [each])) : ports;
}

export const securityGroupDataRules: readonly Rule[] = [
    {
        id: "data-tier-sg-ingress-from-sg-only",
        title: "Databases and caches are reached from security groups on their own port only",
        why: "A block lets in whatever comes to have an address of it; a group lets in only what was put there on purpose.",
        cure: "Write SecurityGroupIngressRules with referencedSecurityGroupId and the engine's port, without cidrIpv4 and "
            + "prefixListId.",
        types: [securityGroup],
        kind: "stack",
        conditions: [onDataEntries("ingress", onlyGroups), onDataEntries("ingress", onlyPort)],
    },
    {
        id: "data-tier-sg-egress-restricted",
        title: "Databases and caches send nothing to everybody",
        why: "A database that was taken over can send its data anywhere.",
        cure: "Leave out egress to 0.0.0.0/0 and ::/0; databases and caches open no connections.",
        types: [securityGroup],
        kind: "stack",
        conditions: [
            onDataEntries("egress", ({ entry, where }) => entry.cidrs.map((cidr) => seenFrom(where, forbidden(
                isEverywhere(cidr), cidr.path, `is ${shown(cidr.value)}; no way to everybody is allowed`,
            )))),
        ],
    },
];
