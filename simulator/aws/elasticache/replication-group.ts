import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, isAbsent, numberOr, optionalText, Props, sameValue, text, texts, textOr } from "../../cloud/values";
import { attachInterface, detachInterfaces, interfacesIn, interfaceType, regroupInterfaces } from "../ec2/interfaces";
import { merged } from "../merge";
import { Made, Mistake, ResourceModel } from "../model";
import { subnetsOf, zonesOfSubnets } from "../references";
import { compareVersions } from "./engines";
import { checkGroup, engineOf, Facts, needSubnetGroup, shapeOf, Shards } from "./replication-checks";
import { inputs, outputs } from "./replication-inputs";
import { invalidCombination, invalidValueCode, replicationGroupType, service, snapshotType } from "./types";

const createGroup = "ElastiCache API Reference, CreateReplicationGroup";
const modifyGroup = "ElastiCache API Reference, ModifyReplicationGroup";
const deleteGroup = "ElastiCache API Reference, DeleteReplicationGroup";

// Short names of regions in host names.
const shortRegions: { readonly [region: string]: string } = {
    "us-east-1": "use1",
    "us-west-2": "usw2",
    "eu-west-1": "euw1",
    "eu-central-1": "euc1",
};

/** A Valkey or Redis OSS cache. */
export const replicationGroup: ResourceModel = {
    type: replicationGroupType,
    service,
    actions: { create: "CreateReplicationGroup", update: "ModifyReplicationGroup", remove: "DeleteReplicationGroup" },
    invalidCode: invalidValueCode,
    autoname: { property: "replicationGroupId", maxLength: 40, lower: true },
    tagged: true,
    inputs,
    outputs,
    validate,
    replaceOn,
    recomputed: (olds, news) => [
        ...(["numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"].some(
            (name) => !isAbsent(news[name]) && news[name] !== olds[name],
        )
            ? ["memberClusters"]
            : []),
        ...(!isAbsent(news["engineVersion"]) && news["engineVersion"] !== olds["engineVersion"] ? ["engineVersionActual"] : []),
        ...(!isAbsent(news["transitEncryptionEnabled"]) && news["transitEncryptionEnabled"] !== olds["transitEncryptionEnabled"]
            ? ["primaryEndpointAddress", "readerEndpointAddress", "configurationEndpointAddress"]
            : []),
    ],
    create,
    update,
    remove,
    usualSeconds: { create: 420, update: 300, remove: 240 },
    checks: [
        { what: "An id that is taken is refused (ReplicationGroupAlreadyExists).", source: createGroup },
        { what: "The subnet group must exist (CacheSubnetGroupNotFoundFault).", source: createGroup },
        { what: "Security groups must exist in its VPC (InvalidParameterValue).", source: createGroup },
        {
            what: "Engine versions and node types must exist (InvalidParameterValue, InvalidParameterCombination).",
            source: "ElastiCache User Guide, supported engines and node types",
        },
        {
            what:
                "The parameter group must exist (CacheParameterGroupNotFound) and be of the version's family "
                + "(InvalidParameterCombination).",
            source: createGroup,
        },
        {
            what:
                "Automatic failover needs two nodes and is needed by cluster mode and by Multi-AZ "
                + "(InvalidParameterCombination).",
            source: createGroup,
        },
        {
            what: "Multi-AZ needs subnets in two zones (InvalidParameterCombination).",
            source: "ElastiCache User Guide, minimizing downtime with Multi-AZ",
        },
        {
            what:
                "User groups and tokens need encryption in transit (InvalidParameterCombination); user groups must exist "
                + "(UserGroupNotFound).",
            source: createGroup,
        },
        {
            what: "The key must exist, and needs encryption at rest (InvalidKMSKeyFault, InvalidParameterCombination).",
            source: createGroup,
        },
        {
            what: "Encryption in transit is switched by way of the mode preferred (InvalidParameterCombination).",
            source: "ElastiCache User Guide, in-transit encryption",
        },
        { what: "Windows have at least an hour and do not overlap (InvalidParameterValue).", source: createGroup },
        { what: "Log groups that logs go to exist (InvalidParameterValue).", source: "ElastiCache User Guide, log delivery" },
        { what: "A last snapshot needs a new name (SnapshotAlreadyExistsFault).", source: deleteGroup },
        { what: "Without applyImmediately, node type and version wait for the maintenance window.", source: modifyGroup },
    ],
};

function validate(given: Props): readonly Mistake[] {
    if (given["multiAzEnabled"] !== true || given["automaticFailoverEnabled"] !== false) return [];
    // terraform-provider-aws, replicationGroupValidateMultiAZAutomaticFailover
    return [
        {
            path: "multiAzEnabled",
            message: `automatic_failover_enabled must be true if multi_az_enabled is true (${invalidValueCode})`,
        },
    ];
}

// terraform-provider-aws, elasticache/replication_group.go, CustomizeDiff.
function replaceOn(olds: Props, news: Props): readonly string[] {
    const from = optionalText(olds, "engineVersion");
    const to = optionalText(news, "engineVersion");
    const actual = textOr(olds, "engineVersionActual", "0");
    const engineBack = optionalText(olds, "engine") === "valkey" && optionalText(news, "engine") === "redis";
    const tls = news["transitEncryptionEnabled"];
    return [
        ...(from !== undefined
        && to !== undefined
        && !engineBack
        && olds["engine"] === news["engine"]
        && compareVersions(to, from) < 0
            ? ["engineVersion"]
            : []),
        ...(engineBack ? ["engine"] : []),
        ...(!isAbsent(tls) && tls !== olds["transitEncryptionEnabled"] && compareVersions(actual, "7.0.5") < 0
            ? ["transitEncryptionEnabled"]
            : []),
    ];
}

function create(cloud: Cloud, given: Props): Made {
    const id = text(given, "replicationGroupId").toLowerCase();
    if (cloud.find(replicationGroupType, id) !== undefined) {
        throw new AwsError("ReplicationGroupAlreadyExists", `Replication group ${id} already exists.`);
    }
    const facts = checkGroup(cloud, given);
    const arn = cloud.arn("elasticache", `replicationgroup:${id}`);
    const nodes = memberNames(id, facts.shards);
    placeNodes(cloud, { arn, nodes, given });
    const engine = engineOf(given);
    const props: Draft = {
        ...given,
        replicationGroupId: id,
        applyImmediately: flag(given, "applyImmediately"),
        arn,
        atRestEncryptionEnabled: flag(given, "atRestEncryptionEnabled", engine === "valkey"),
        autoMinorVersionUpgrade: flag(given, "autoMinorVersionUpgrade", true),
        automaticFailoverEnabled: flag(given, "automaticFailoverEnabled"),
        clusterEnabled: facts.shards.clustered,
        clusterMode: textOr(given, "clusterMode", facts.shards.clustered ? "enabled" : "disabled"),
        dataTieringEnabled: false,
        durability: "default",
        engine,
        engineVersion: textOr(given, "engineVersion", facts.version.version),
        engineVersionActual: facts.version.actual,
        globalReplicationGroupId: "",
        ipDiscovery: textOr(given, "ipDiscovery", "ipv4"),
        maintenanceWindow: textOr(given, "maintenanceWindow", "sun:05:00-sun:06:00").toLowerCase(),
        memberClusters: nodes,
        networkType: textOr(given, "networkType", "ipv4"),
        nodeGroupConfigurations: [],
        nodeType: text(given, "nodeType"),
        ...counts(facts.shards),
        parameterGroupName: textOr(given, "parameterGroupName", defaultParameters(facts)),
        port: numberOr(given, "port", 6379),
        securityGroupIds: texts(given, "securityGroupIds"),
        securityGroupNames: [],
        snapshotRetentionLimit: numberOr(given, "snapshotRetentionLimit", 0),
        snapshotWindow: textOr(given, "snapshotWindow", "03:00-04:00"),
        subnetGroupName: text(given, "subnetGroupName"),
        transitEncryptionEnabled: flag(given, "transitEncryptionEnabled"),
        transitEncryptionMode: flag(given, "transitEncryptionEnabled") ? textOr(given, "transitEncryptionMode", "required") : "",
    };
    return { id, props: { ...props, ...endpoints(cloud, props) } };
}

function defaultParameters({ version, shards }: Facts): string {
    return `default.${version.family}${shards.clustered ? ".cluster.on" : ""}`;
}

function counts({ clustered, shards, replicas }: Shards): Draft {
    return {
        numNodeGroups: shards,
        replicasPerNodeGroup: replicas,
        numCacheClusters: clustered ? shards * (replicas + 1) : replicas + 1,
    };
}

/** `NAME-001` where there is one shard, `NAME-0001-001` in cluster mode. */
function memberNames(id: string, { clustered, shards, replicas }: Shards): readonly string[] {
    return Array.from({ length: shards }, (_, shard) =>
        Array.from({ length: replicas + 1 }, (__, node) => {
            const number = String(node + 1).padStart(3, "0");
            return clustered ? `${id}-${String(shard + 1).padStart(4, "0")}-${number}` : `${id}-${number}`;
        }),
    ).flat();
}

interface Placement {
    readonly arn: string;
    readonly nodes: readonly string[];
    readonly given: Props;
}

/** Gives every node an interface, zone after zone; takes away those of nodes that are no more. */
function placeNodes(cloud: Cloud, { arn, nodes, given }: Placement): void {
    const group = needSubnetGroup(cloud, given);
    const subnets = subnetsOf(
        cloud,
        texts(group.props, "subnetIds"),
        () => new AwsError("InvalidSubnet", "A subnet of the cache subnet group is gone."),
    );
    const wished = texts(given, "preferredCacheClusterAzs");
    const zones = wished.length > 0 ? wished : zonesOfSubnets(subnets);
    const made: string[] = [];
    const present = interfacesIn(cloud, { owner: arn });
    try {
        for (const [index, node] of nodes.entries()) {
            const description = `ElastiCache ${node}`;
            if (present.some(({ props }) => text(props, "description") === description)) continue;
            const zone = zones[index % zones.length];
            const subnet = subnets.find(({ props }) => text(props, "availabilityZone") === zone);
            if (subnet === undefined)
                throw invalidCombination(`The cache subnet group ${group.id} has no subnet in ${zone ?? "any zone"}.`);
            const { id } = attachInterface(cloud, {
                subnetId: subnet.id,
                securityGroupIds: texts(given, "securityGroupIds"),
                description,
                owner: arn,
            });
            made.push(id);
        }
    } catch (error) {
        for (const id of made) cloud.remove(interfaceType, id);
        throw error;
    }
    const wanted = new Set(nodes.map((node) => `ElastiCache ${node}`));
    for (const { id, props } of present) if (!wanted.has(text(props, "description"))) cloud.remove(interfaceType, id);
}

/** Host names: ElastiCache User Guide, "Finding connection endpoints". */
function endpoints(cloud: Cloud, props: Props): Draft {
    const id = text(props, "replicationGroupId");
    const account = cloud.hexOf(`elasticache ${cloud.account} ${cloud.region}`, 6);
    const tail = `${shortRegions[cloud.region] ?? cloud.region}.cache.amazonaws.com`;
    const tls = flag(props, "transitEncryptionEnabled");
    if (props["clusterEnabled"] === true) {
        const address = tls ? `clustercfg.${id}.${account}.${tail}` : `${id}.${account}.clustercfg.${tail}`;
        return { configurationEndpointAddress: address, primaryEndpointAddress: "", readerEndpointAddress: "" };
    }
    return {
        configurationEndpointAddress: "",
        primaryEndpointAddress: tls ? `master.${id}.${account}.${tail}` : `${id}.${account}.ng.0001.${tail}`,
        readerEndpointAddress: tls ? `replica.${id}.${account}.${tail}` : `${id}-ro.${account}.ng.0001.${tail}`,
    };
}

function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    const old = object.props;
    const next = merged(inputs, old, news);
    // A default group follows the version.
    const ownParameters = !isAbsent(news["parameterGroupName"]) || !text(old, "parameterGroupName").startsWith("default.");
    const asked: Props = {
        ...next,
        ...countsAsGiven(old, news),
        ...(ownParameters ? {} : followed(old)),
        ...modeAsGiven(next, news),
    };
    const facts = checkGroup(cloud, asked);
    checkTransit(old, next);
    const arn = text(old, "arn");
    const nodes = memberNames(object.id, facts.shards);
    placeNodes(cloud, { arn, nodes, given: asked });
    if (!sameValue(old["securityGroupIds"], next["securityGroupIds"]))
        regroupInterfaces(cloud, arn, texts(next, "securityGroupIds"));
    const changed: Draft = {
        ...next,
        ...counts(facts.shards),
        clusterEnabled: facts.shards.clustered,
        memberClusters: nodes,
        parameterGroupName: ownParameters ? text(next, "parameterGroupName") : defaultParameters(facts),
        engineVersionActual: facts.version.actual,
        maintenanceWindow: textOr(next, "maintenanceWindow", "").toLowerCase(),
        snapshotRetentionLimit: numberOr(next, "snapshotRetentionLimit", 0),
        transitEncryptionMode: flag(next, "transitEncryptionEnabled") ? textOr(next, "transitEncryptionMode", "required") : "",
    };
    const shown = flag(next, "applyImmediately") ? changed : withPending(old, changed);
    return { ...shown, ...endpoints(cloud, shown) };
}

/** A mode that ElastiCache chose means nothing once encryption is off. */
function modeAsGiven(next: Props, news: Props): Props {
    return flag(next, "transitEncryptionEnabled") ? {} : { transitEncryptionMode: news["transitEncryptionMode"] ?? null };
}

/** Leaves the choice of the default group open, but not that of the mode. */
function followed(old: Props): Props {
    return { parameterGroupName: null, clusterMode: old["clusterEnabled"] === true ? "enabled" : "disabled" };
}

/** What waits for the maintenance window unless applied immediately. */
function withPending(old: Props, changed: Draft): Draft {
    const waiting = ["nodeType", "engine", "engineVersion", "engineVersionActual"].filter(
        (name) => !sameValue(old[name], changed[name]),
    );
    return { ...changed, ...Object.fromEntries(waiting.map((name) => [name, old[name] ?? null])) };
}

/** Numbers that the program gives; without any, those of before. */
function countsAsGiven(old: Props, news: Props): Props {
    const names = ["numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"];
    if (names.every((name) => isAbsent(news[name]))) {
        const { shards, replicas } = shapeOf(old, old["clusterEnabled"] === true);
        return old["clusterEnabled"] === true
            ? { numCacheClusters: null, numNodeGroups: shards, replicasPerNodeGroup: replicas }
            : { numCacheClusters: replicas + 1, numNodeGroups: null, replicasPerNodeGroup: null };
    }
    return Object.fromEntries(names.map((name) => [name, news[name] ?? null]));
}

function checkTransit(old: Props, next: Props): void {
    const before = flag(old, "transitEncryptionEnabled");
    const after = flag(next, "transitEncryptionEnabled");
    if (before === after) return;
    const mode = optionalText(after ? next : old, "transitEncryptionMode");
    if (mode !== "preferred") {
        throw invalidCombination(
            `To ${after ? "enable" : "disable"} in-transit encryption, the transit encryption mode must be preferred first.`,
        );
    }
}

function remove(cloud: Cloud, object: CloudObject): void {
    const snapshot = optionalText(object.props, "finalSnapshotIdentifier") ?? "";
    if (snapshot !== "") {
        if (cloud.find(snapshotType, snapshot) !== undefined)
            throw new AwsError("SnapshotAlreadyExistsFault", `Snapshot with specified name already exists: ${snapshot}`);
        cloud.put(snapshotType, snapshot, { name: snapshot, replicationGroupId: object.id, region: cloud.region });
    }
    detachInterfaces(cloud, text(object.props, "arn"));
}
