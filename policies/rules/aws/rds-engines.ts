/** What rules of RDS know of engines. */
import { notApplicable, Outcome, unknown } from "../../core/outcome";
import type { Subject } from "../../core/rule";

export const instance = "aws:rds/instance:Instance";
export const cluster = "aws:rds/cluster:Cluster";
export const clusterInstance = "aws:rds/clusterInstance:ClusterInstance";
export const parameterGroup = "aws:rds/parameterGroup:ParameterGroup";

interface Engine {
    /** With the edition behind a dash, as `oracle-ee`. */
    readonly name: string;
    /** RDS API reference, CreateDBInstance and CreateDBCluster, `Port`. */
    readonly port: number;
}

const engines: readonly Engine[] = [
    { name: "postgres", port: 5432 },
    { name: "mysql", port: 3306 },
    { name: "mariadb", port: 3306 },
    { name: "aurora-postgresql", port: 5432 },
    { name: "aurora-mysql", port: 3306 },
    { name: "oracle", port: 1521 },
    { name: "custom-oracle", port: 1521 },
    { name: "sqlserver", port: 1433 },
    { name: "custom-sqlserver", port: 1433 },
    { name: "db2", port: 50000 },
];

export type FoundEngine =
    | { readonly kind: "engine"; readonly engine: Engine }
    | { readonly kind: "outcome"; readonly outcome: Outcome };

/** A replica or what is restored need not say its engine: then it is not known here. */
export function engineOf({ props }: Subject): FoundEngine {
    const node = props.at("engine");
    if (node.text === undefined) return { kind: "outcome", outcome: unknown("engine") };
    const engine = engines.find(({ name }) => node.text === name || node.text?.startsWith(`${name}-`) === true);
    return engine === undefined
        ? { kind: "outcome", outcome: notApplicable(`nothing is known of the engine ${node.text}`) }
        : { kind: "engine", engine };
}

export function isReplica({ props }: Subject): boolean {
    return ["replicateSourceDb", "replicationSourceIdentifier"].some((path) =>
        props.at(path).reading !== "absent" && props.at(path).value !== "");
}
