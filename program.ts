/**
 * The program: from the settings of a stack to its components and outputs. A function, so that it runs as a Pulumi program as well as
 * inline in the process of a command.
 *
 * The order in which slots and traffic split stand here is the safety of every change; `docs/architecture.md` draws it.
 */

import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { Admission } from "./components/admission/admission";
import { AlarmTopic } from "./components/alarms/alarm-topic";
import { Alarms } from "./components/alarms/alarms";
import type { RequestLogs } from "./components/audit/locked-bucket";
import { ReleaseRecords } from "./components/audit/release-records";
import { SecurityEvents } from "./components/audit/security-events";
import { Trail } from "./components/audit/trail";
import { Backup } from "./components/backup/backup";
import { BackupVault } from "./components/backup/vault";
import { Cache } from "./components/cache/cache";
import { Cluster } from "./components/cluster/cluster";
import { Database } from "./components/database/database";
import { boundRoles, BoundaryPolicy } from "./components/delivery/boundary-policy";
import { Delivery } from "./components/delivery/delivery";
import { DeadManRole } from "./components/edge/dead-man-role";
import { Edge } from "./components/edge/edge";
import { firewallMetric } from "./components/edge/firewall";
import { TestListener } from "./components/edge/test-listener";
import { TrafficSplit } from "./components/edge/traffic-split";
import { otherColor } from "./components/edge/weights";
import { Registry } from "./components/images/registry";
import { Network } from "./components/network/network";
import { planSubnets, type ZoneSubnets } from "./components/network/subnet-plan";
import { objectivesOf } from "./components/observability/objectives";
import { Observability } from "./components/observability/observability";
import { ExternalSecrets } from "./components/secrets/external-secrets";
import { Slot } from "./components/slots/slot";
import { loadSettings } from "./config/load";
import { type Color, colors, type PerColor, type Settings } from "./config/types";
import { outputsOf, perColor, type StackOutputs } from "./outputs";

/** Reads the running stack's configuration and the releases of the project's folder, and builds it. */
export async function program(projectDir: string = process.cwd()): Promise<StackOutputs> {
    return buildStack(loadSettings(projectDir));
}

/** Everything of one stack. Its name is the environment's. */
export function buildStack(settings: Settings): StackOutputs {
    const name = settings.environment;
    const tags = tagsOf(settings);
    const aws = new Provider("aws", { region: settings.region, defaultTags: { tags } });
    const boundaryArn = createBoundary(name, settings, aws);
    const network = createNetwork(name, settings, aws);
    const cluster = createCluster(name, settings, network, tags, aws);
    const inside = { vpcId: network.vpcId, subnetIds: network.dataSubnetIds, clientSecurityGroupId: cluster.clusterSecurityGroupId };
    const topic = createAlarmTopic(name, settings, aws);
    const { topicArn } = topic;
    const database = new Database(name, { ...settings.database, ...inside, eventTopicArn: topicArn }, { providers: [aws] });
    const cache = settings.cache.enabled ? new Cache(name, { ...settings.cache, ...inside }, { providers: [aws] }) : undefined;
    const edge = createEdge(name, settings, network, cluster, aws);
    const admission = createAdmission(name, settings, cluster, aws);
    const secrets = settings.secrets.enabled ? createSecrets(name, settings, cluster, database, admission, aws) : undefined;
    const traffic = createTraffic(name, settings, { aws, cluster, admission, secrets, database, cache, edge });
    const deadMan = new DeadManRole(name, { listenerArn: traffic.split.listenerArn }, { providers: [aws] });
    createAlarms(name, settings, { cluster, database, cache, edge }, topicArn, aws);
    createObservability(name, settings, { cluster, database, cache, edge }, topic, aws);
    createBackup(name, settings, { database, topicArn, tags, aws });
    const registry = createRegistry(name, settings, aws);
    const audit = createAudit(name, settings, edge, topicArn, aws);
    const delivery = createDelivery(name, settings, boundaryArn, audit.records, aws);
    return outputsOf(settings, { network, cluster, database, cache, edge, ...traffic, deadMan, registry, delivery, ...audit });
}

/** What the slots and the listeners are built on. */
interface Foundation {
    readonly aws: Provider;
    readonly cluster: Cluster;
    readonly admission: Admission;
    /** Absent where services get no secrets. */
    readonly secrets: ExternalSecrets | undefined;
    readonly database: Database;
    readonly cache: Cache | undefined;
    readonly edge: Edge;
}

interface TrafficParts {
    readonly slots: PerColor<Slot>;
    readonly split: TrafficSplit;
    readonly test: TestListener;
}

/**
 * The order of the graph: test listener → slots that shall receive traffic → traffic split → slots that shall receive none. Whatever
 * changed, the color that gains traffic is ready before the weights move, and the other one shrinks only after they did.
 */
function createTraffic(name: string, settings: Settings, on: Foundation): TrafficParts {
    const listener = {
        loadBalancerArn: on.edge.loadBalancerArn,
        certificateArn: on.edge.certificateArn,
        tlsPolicy: settings.edge.tlsPolicy,
        services: publicServices(settings),
        targetGroups: on.edge.targetGroups,
    };
    const test = new TestListener(name, { ...listener, standbyColor: otherColor(settings.activeColor) }, { providers: [on.aws] });
    const createSlots = (chosen: readonly Color[], after: pulumi.Resource[]): [Color, Slot][] =>
        chosen.map(color => [color, createSlot(name, color, settings, on, [on.cluster, on.admission, ...(on.secrets ? [on.secrets] : []), test, ...after])]);

    const before = createSlots(colors.filter(color => settings.traffic[color] > 0), []);
    const split = new TrafficSplit(name, { ...listener, traffic: settings.traffic }, {
        providers: [on.aws], dependsOn: before.map(([, slot]) => slot),
    });
    const after = createSlots(colors.filter(color => settings.traffic[color] === 0), [split]);

    const slots = new Map([...before, ...after]);
    return { slots: perColor(color => slots.get(color) ?? missing(color)), split, test };
}

function createSlot(name: string, color: Color, settings: Settings, on: Foundation, dependsOn: pulumi.Resource[]): Slot {
    const { size, release, floors } = settings.slots[color];
    const subnets = subnetsOf(settings);
    return new Slot(name, {
        color,
        size,
        receivesTraffic: settings.traffic[color] > 0,
        version: release?.version,
        images: release?.images,
        services: settings.services,
        floors,
        targetGroups: on.edge.targetGroups.groups[color],
        kubernetesVersion: settings.cluster.version,
        loadBalancerCidrs: subnets.map(zone => zone.publicCidr),
        dataCidrs: subnets.map(zone => zone.dataCidr),
        endpointCidrs: subnets.map(zone => zone.privateCidr),
        database: { host: on.database.endpoint, port: on.database.port, name: settings.database.databaseName },
        secrets: on.secrets && {
            roleArn: on.secrets.roleArn, region: settings.region, databaseSecretArn: on.database.secretArn,
        },
        cache: on.cache && { host: on.cache.primaryEndpoint, port: on.cache.port, user: on.cache.userName },
    }, { providers: [on.cluster.provider], dependsOn });
}

function subnetsOf({ network }: Settings): readonly ZoneSubnets[] {
    return planSubnets(network.cidr, network.zones.length || network.zoneCount);
}

function createNetwork(name: string, settings: Settings, aws: Provider): Network {
    return new Network(name, { ...settings.network }, { providers: [aws] });
}

function createCluster(
    name: string, settings: Settings, network: Network, tags: { readonly [key: string]: string }, aws: Provider,
): Cluster {
    return new Cluster(name, {
        ...settings.cluster,
        vpcId: network.vpcId,
        subnetIds: network.privateSubnetIds,
        tags,
        // Nodes fetch their images through the routes of the private subnets.
    }, { providers: [aws], dependsOn: [network] });
}

/** Its pods need the add-ons; the load balancer controller, whose webhook sees every pod, is there before them. */
function createAdmission(name: string, settings: Settings, cluster: Cluster, aws: Provider): Admission {
    const { admission } = settings;
    const { clusterName, clusterArn, provider } = cluster;
    const signingKeyArn = admission.signingKeyArn === "" ? undefined : admission.signingKeyArn;
    return new Admission(name, {
        ...admission,
        imageNamespace: settings.images.namespace,
        signingKeyArn,
        clusterName,
        clusterArn,
        provider,
        kubernetesVersion: settings.cluster.version,
        privateCidrs: subnetsOf(settings).map(zone => zone.privateCidr),
    }, { providers: [aws], dependsOn: [cluster.controller] });
}

/** Behind the gate: its pods keep the rules of the cluster, too. */
function createSecrets(
    name: string, settings: Settings, cluster: Cluster, database: Database, admission: Admission, aws: Provider,
): ExternalSecrets {
    return new ExternalSecrets(name, {
        oidcProviderArn: cluster.oidcProviderArn,
        provider: cluster.provider,
        kubernetesVersion: settings.cluster.version,
        privateCidrs: subnetsOf(settings).map(zone => zone.privateCidr),
        databaseSecretArn: database.secretArn,
    }, { providers: [aws], dependsOn: [admission] });
}

function createEdge(name: string, settings: Settings, network: Network, cluster: Cluster, aws: Provider): Edge {
    return new Edge(name, {
        ...settings.edge,
        vpcId: network.vpcId,
        publicSubnetIds: network.publicSubnetIds,
        clusterSecurityGroupId: cluster.clusterSecurityGroupId,
        services: publicServices(settings),
        // A log of traffic like the flow logs, and kept as long.
        firewallLogRetentionDays: settings.network.flowLogRetentionDays,
    }, { providers: [aws] });
}

/** Logs of deliveries tell who was woken when, and are kept as long as the logs of traffic. */
function createAlarmTopic(name: string, settings: Settings, aws: Provider): AlarmTopic {
    const { emails, endpoints } = settings.alarms;
    return new AlarmTopic(name, {
        emails, endpoints, logRetentionDays: settings.network.flowLogRetentionDays,
    }, { providers: [aws] });
}

function createAlarms(
    name: string, settings: Settings, on: Omit<Foundation, "aws" | "admission" | "secrets">, topicArn: pulumi.Output<string>, aws: Provider,
): void {
    const { alarms, database, strategy } = settings;
    new Alarms(name, {
        extent: alarms.extent,
        topicArn,
        database: { identifier: on.database.identifier, storageGib: database.storageGib, connections: alarms.databaseConnections },
        cache: on.cache && { nodes: on.cache.nodeNames },
        loadBalancer: {
            arn: on.edge.loadBalancerArn,
            targetGroups: colors.flatMap(color => on.edge.targetGroups.groups[color].map(({ service, arn }) => ({ role: `${color}-${service}`, arn }))),
            latencyMilliseconds: strategy.limits.latencyMilliseconds,
        },
        cluster: { name: on.cluster.clusterName, nodeGroups: on.cluster.autoScalingGroups },
        firewall: { metric: firewallMetric(name), region: settings.region, blockedRequests: alarms.blockedRequests },
    }, { providers: [aws] });
}

/** Behind the cluster and beside the slots: no pod of a slot waits for it. */
function createObservability(
    name: string, settings: Settings, { cluster, database, cache, edge }: ObservedParts, topic: AlarmTopic, aws: Provider,
): void {
    if (!settings.observability.enabled) return;
    const { clusterName, clusterArn, provider, controller } = cluster;
    new Observability(name, {
        ...settings.observability,
        clusterName,
        clusterArn,
        provider,
        kubernetesVersion: settings.cluster.version,
        privateCidrs: subnetsOf(settings).map(zone => zone.privateCidr),
        servicePorts: settings.services.map(({ port }) => port),
        topicArn: topic.topicArn,
        topicKeyArn: topic.keyArn,
        objectives: objectivesOf(settings),
        databaseIdentifier: database.identifier,
        cacheNodes: cache?.nodeNames ?? [],
        requestLogs: requestLogsOf(edge),
        forceDestroyLogs: settings.edge.forceDestroyLogs,
        protectLogs: settings.edge.deletionProtection,
        // Its pods pass the controller's webhook.
    }, { providers: [aws], dependsOn: [controller] });
}

type ObservedParts = Pick<Foundation, "cluster" | "database" | "cache" | "edge">;

interface BackedUp {
    readonly database: Database;
    readonly topicArn: pulumi.Output<string>;
    readonly tags: { readonly [key: string]: string };
    readonly aws: Provider;
}

function createBackup(name: string, settings: Settings, { database, topicArn, tags, aws }: BackedUp): void {
    const { copyRegion, lock, retentionDays, startsAt } = settings.backup;
    const elsewhere = copyRegion === "" ? undefined : new Provider("aws-copy", { region: copyRegion, defaultTags: { tags } });
    const copy = elsewhere && new BackupVault(`${name}-backup-copy`, { lock, retentionDays }, { providers: [elsewhere] });
    new Backup(name, {
        resourceArns: [database.arn], startsAt, retentionDays, lock, topicArn, copyVaultArn: copy?.vaultArn,
        // A copy must fit the lock of the vault that it goes to.
    }, { providers: [aws], dependsOn: copy && [copy] });
}

function createRegistry(name: string, { images, services }: Settings, aws: Provider): Registry | undefined {
    const { registry, namespace, previewDays } = images;
    return registry
        ? new Registry(name, { services: services.map(service => service.name), namespace, previewDays }, { providers: [aws] })
        : undefined;
}

/** First of all, so that every role gets it. Nothing where no pipeline deploys. */
function createBoundary(name: string, { delivery }: Settings, aws: Provider): pulumi.Output<string> | undefined {
    if (delivery.repository === "") return undefined;
    const { policyArn } = new BoundaryPolicy(name, { providers: [aws] });
    boundRoles(policyArn);
    return policyArn;
}

function createDelivery(
    name: string, { delivery, edge, images }: Settings, boundaryArn: pulumi.Output<string> | undefined, records: ReleaseRecords,
    aws: Provider,
): Delivery | undefined {
    if (boundaryArn === undefined) return undefined;
    return new Delivery(name, {
        ...delivery, boundaryArn, records, hostedZone: edge.hostedZone, imageNamespace: images.namespace,
    }, { providers: [aws] });
}

interface AuditParts {
    readonly records: ReleaseRecords;
    readonly trail: Trail | undefined;
}

/** Requests to its buckets are logged beside the load balancer's. */
function createAudit(
    name: string, { audit }: Settings, edge: Edge, topicArn: pulumi.Output<string>, aws: Provider,
): AuditParts {
    const { lock, retentionDays, trailLogRetentionDays, forceDestroyRecords } = audit;
    const locked = { lock, retentionDays, requestLogs: requestLogsOf(edge) };
    const records = new ReleaseRecords(name, { ...locked, forceDestroy: forceDestroyRecords }, { providers: [aws] });
    if (!audit.trail) return { records, trail: undefined };
    const trail = new Trail(name, { ...locked, logRetentionDays: trailLogRetentionDays }, { providers: [aws] });
    new SecurityEvents(name, { logGroupName: trail.logGroupName, topicArn }, { providers: [aws] });
    return { records, trail };
}

/** S3 must be let in before it is told to write there. */
function requestLogsOf({ logs }: Edge): RequestLogs {
    return { bucket: pulumi.all([logs.bucket, logs.policy.id]).apply(([bucket]) => bucket), prefix: `${logs.serverPrefix}/` };
}

function publicServices(settings: Settings): Settings["services"] {
    return settings.services.filter(service => service.publicPaths.length > 0);
}

function tagsOf(settings: Settings): { readonly [key: string]: string } {
    return {
        ...settings.tags,
        project: "colorway",
        environment: settings.environment,
        compliance: "nist-800-53-rev-5 pci-dss-v4.0.1",
        "managed-by": "pulumi",
    };
}

function missing(color: Color): never {
    throw new Error(`slots.${color}: was not created; its weight is neither 0 nor above it`);
}
