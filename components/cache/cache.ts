/**
 * A Valkey or Redis cache that only the cluster reaches: encrypted at rest and in transit, without a password, since its one
 * user signs in with IAM. From two nodes on it fails over by itself and stands in more than one zone. What is in it may be lost
 * at any time.
 */

import { ParameterGroup, ReplicationGroup, SubnetGroup } from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { createClientSecurityGroup } from "../lib/client-security-group";
import { createKey } from "../lib/key";
import { fitName } from "../lib/names";
import { parameterFamily } from "./engine";
import { createLogs, deliveries } from "./logs";
import { CacheUsers } from "./users";

const port = 6379;
/** Letters of a replication group's id (ElastiCache API reference, CreateReplicationGroup, `ReplicationGroupId`). */
const maxGroupId = 40;
/** Fewest nodes that can fail over (same page, `AutomaticFailoverEnabled`). */
const failoverNodes = 2;

export interface CacheArgs {
    readonly vpcId: pulumi.Input<string>;
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** The only security group that reaches the cache. */
    readonly clientSecurityGroupId: pulumi.Input<string>;
    /** `valkey` or `redis`. @default "valkey" */
    readonly engine?: string;
    /** `MAJOR.MINOR`, 7.0 or newer. */
    readonly version: string;
    readonly nodeType: pulumi.Input<string>;
    /** Primary included, 1–6. @default 2 */
    readonly nodes?: number;
    /** Days, 0 (off) to 35. @default 0 */
    readonly snapshotRetentionDays?: number;
    /** Daily, UTC, `hh:mm-hh:mm`; counts where snapshots are on. */
    readonly snapshotWindow: pulumi.Input<string>;
    /** Weekly, UTC, `ddd:hh:mm-ddd:hh:mm`. */
    readonly maintenanceWindow: pulumi.Input<string>;
    /** Days; one of the values that CloudWatch Logs knows. @default 365 */
    readonly logRetentionDays?: number;
}

export interface CacheOutputs {
    /** Host name for writing; TLS only. */
    readonly primaryEndpoint: pulumi.Output<string>;
    /** Host name for reading from any node. */
    readonly readerEndpoint: pulumi.Output<string>;
    readonly port: pulumi.Output<number>;
    readonly securityGroupId: pulumi.Output<string>;
    readonly replicationGroupArn: pulumi.Output<string>;
    /** Names of the nodes, as metrics have them. */
    readonly nodeNames: readonly pulumi.Output<string>[];
    /** Who signs in; a role needs `elasticache:Connect` on the user and on the replication group. */
    readonly userName: pulumi.Output<string>;
    readonly userArn: pulumi.Output<string>;
}

export class Cache extends pulumi.ComponentResource implements CacheOutputs {
    readonly primaryEndpoint: pulumi.Output<string>;
    readonly readerEndpoint: pulumi.Output<string>;
    readonly port: pulumi.Output<number>;
    readonly securityGroupId: pulumi.Output<string>;
    readonly replicationGroupArn: pulumi.Output<string>;
    readonly nodeNames: readonly pulumi.Output<string>[];
    readonly userName: pulumi.Output<string>;
    readonly userArn: pulumi.Output<string>;

    constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:cache:Cache", name, {}, opts);
        const securityGroup = createClientSecurityGroup(`${name}-cache`, {
            vpcId: args.vpcId, clientSecurityGroupId: args.clientSecurityGroupId, port, what: "Redis protocol",
        }, this);
        const users = new CacheUsers(name, { engine: args.engine ?? "valkey" }, { parent: this });
        const group = createGroup(name, args, securityGroup.id, users.userGroupId, this);
        this.primaryEndpoint = group.primaryEndpointAddress;
        this.readerEndpoint = group.readerEndpointAddress;
        this.port = pulumi.output(port);
        this.securityGroupId = securityGroup.id;
        this.replicationGroupArn = group.arn;
        this.nodeNames = nodeNames(group, args.nodes ?? failoverNodes);
        this.userName = users.userName;
        this.userArn = users.userArn;
        this.registerOutputs({
            primaryEndpoint: this.primaryEndpoint, readerEndpoint: this.readerEndpoint, port: this.port,
            securityGroupId: this.securityGroupId, replicationGroupArn: this.replicationGroupArn, nodeNames: this.nodeNames,
            userName: this.userName, userArn: this.userArn,
        });
    }
}

function createGroup(
    name: string, args: CacheArgs, securityGroupId: pulumi.Output<string>, userGroupId: pulumi.Output<string>,
    parent: pulumi.Resource,
): ReplicationGroup {
    const engine = args.engine ?? "valkey";
    const nodes = args.nodes ?? failoverNodes;
    const snapshots = args.snapshotRetentionDays ?? 0;
    const description = `Data and snapshots of the cache of ${name}`;
    const key = createKey(`${name}-cache`, { description }, accountOf(parent), parent);
    const subnets = new SubnetGroup(`${name}-cache-subnets`, {
        description: `Isolated subnets of the cache of ${name}`,
        subnetIds: args.subnetIds,
    }, { parent });
    const logs = createLogs(name, args.logRetentionDays ?? 365, parent);
    return new ReplicationGroup(`${name}-cache`, {
        replicationGroupId: fitName([name, "cache"], maxGroupId),
        description: `Cache of ${name}`,
        engine,
        engineVersion: args.version,
        autoMinorVersionUpgrade: true,
        parameterGroupName: createParameters(name, engine, args.version, parent).name,
        nodeType: args.nodeType,
        numCacheClusters: nodes,
        automaticFailoverEnabled: nodes >= failoverNodes,
        multiAzEnabled: nodes >= failoverNodes,
        port,
        subnetGroupName: subnets.name,
        securityGroupIds: [securityGroupId],
        userGroupIds: [userGroupId],
        atRestEncryptionEnabled: true,
        kmsKeyId: key.arn,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        snapshotRetentionLimit: snapshots,
        snapshotWindow: snapshots > 0 ? args.snapshotWindow : undefined,
        maintenanceWindow: args.maintenanceWindow,
        logDeliveryConfigurations: deliveries(logs),
        // Changes that restart a node wait for the maintenance window.
        applyImmediately: false,
        tags: { Name: `${name}-cache` },
    }, { parent });
}

/**
 * ElastiCache user guide, "Replication: Valkey and Redis OSS Cluster Mode Disabled": the group's id and a number of three digits.
 */
function nodeNames(group: ReplicationGroup, nodes: number): pulumi.Output<string>[] {
    return Array.from(
        { length: nodes }, (_, index) => pulumi.interpolate`${group.replicationGroupId}-${String(index + 1).padStart(3, "0")}`,
    );
}

function createParameters(name: string, engine: string, version: string, parent: pulumi.Resource): ParameterGroup {
    return new ParameterGroup(`${name}-cache-parameters`, {
        // Another family is another group: its name is made up, so that the new one can stand beside the old one during the
        // upgrade.
        family: parameterFamily(engine, version),
        description: `Parameters of the cache of ${name}`,
        // By default only keys with an end make room, and a full cache refuses writes.
        parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }],
    }, { parent });
}
