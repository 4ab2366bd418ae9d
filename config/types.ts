/**
 * The settings of one stack, as the rest of the program sees them: checked, complete, with every default filled in.
 * This file imports nothing but types of the same kind, so that every layer may import it.
 */
import type { AuditSettings } from "./audit";
import type { DeliverySettings } from "./delivery";
import type { AlarmSettings } from "./alarms";
import type { CheckSettings } from "./checks";
import type { AdmissionSettings } from "./admission";
import type { SecretSettings } from "./secrets";
import type { GovernanceSettings } from "./governance";
import type { ImageSettings } from "./images";
import type { NotifySettings } from "./notify";
import type { ObservabilitySettings } from "./observability";

export type { AlarmSettings };

/** The environments, one stack each. */
export const environments = ["dev", "staging", "prod"] as const;
export type Environment = (typeof environments)[number];

/** The two colors. A color is a label, never a role. */
export const colors = ["blue", "green"] as const;
export type Color = (typeof colors)[number];

/** How much of a slot runs: `full` takes traffic, `reduced` is a warm standby, `off` runs no pods. */
export const slotSizes = ["full", "reduced", "off"] as const;
export type SlotSize = (typeof slotSizes)[number];

/** One value per color. */
export interface PerColor<T> {
    readonly blue: T;
    readonly green: T;
}

/** Weights of the two colors in percent: whole numbers, 0 to 100, that add up to 100. */
export type Traffic = PerColor<number>;

/** When a migration runs: before the new release gets traffic, or after the old one is gone. */
export const migrationPhases = ["expand", "contract"] as const;
export type MigrationPhase = (typeof migrationPhases)[number];

/** A change of the database that comes with a release. */
export interface Migration {
    /** File inside the project, as `migrations/0007_orders.expand.sql`. */
    readonly file: string;
    /** SHA-256 of the file, 64 hexadecimal digits. */
    readonly sha256: string;
    readonly phase: MigrationPhase;
}

/** What somebody found out about a release before it was made: a scan, a test report, a list of materials. */
export interface Evidence {
    /** Lower-case word, as `sbom`. */
    readonly kind: string;
    /** Where it is: a file inside the project or, instead, `uri`. */
    readonly file?: string;
    /** Address with `https://` or `s3://`. */
    readonly uri?: string;
    /** SHA-256 of it, 64 hexadecimal digits. */
    readonly sha256: string;
    /** Who or what put it there. */
    readonly by: string;
    /** When, ISO 8601. */
    readonly at: string;
}

/** An immutable release: which image each service runs. Read from `releases/VERSION.yaml`. */
export interface Release {
    /** Semantic version; equals the file's name. */
    readonly version: string;
    /** Git commit (40 hex digits) that the images were built from. */
    readonly commit: string;
    /** When the release was made, ISO 8601. */
    readonly created: string;
    /** Image of each service by name, always `REPOSITORY@sha256:DIGEST`. */
    readonly images: { readonly [service: string]: string };
    /** In the order in which they run within a phase; absent: the release changes no database. */
    readonly migrations?: readonly Migration[];
    /** Absent: none came with it. */
    readonly evidence?: readonly Evidence[];
}

export interface SlotSettings {
    readonly size: SlotSize;
    /** Absent only where `size` is `off`. */
    readonly release?: Release;
    /** Fewest pods of a service in a full slot, by service, above its `minReplicas`: what the live color has when a rollout begins. */
    readonly floors: { readonly [service: string]: number };
}

/** CPU in Kubernetes quantities (`250m`), memory likewise (`256Mi`). */
export interface ComputeResources {
    readonly cpu: string;
    readonly memory: string;
}

export interface ServiceSettings {
    /** DNS-1035 label, at most 20 letters, unique. */
    readonly name: string;
    /** Port the container listens on, 1024–65535. */
    readonly port: number;
    /** Path patterns that reach the service from outside; empty: internal only. Exactly one service has `/*`. */
    readonly publicPaths: readonly string[];
    /** Health check path, default `/health`. */
    readonly healthPath: string;
    /** Names of the services that this one calls. */
    readonly calls: readonly string[];
    /** Whether it reaches the database (egress 5432) and the cache (egress 6379). */
    readonly usesDatabase: boolean;
    readonly usesCache: boolean;
    /** Bounds of the autoscaler in a full slot; a reduced slot runs one pod. */
    readonly minReplicas: number;
    readonly maxReplicas: number;
    /** CPU utilization in percent of the request that the autoscaler aims at, 10–95. */
    readonly targetCpuPercent: number;
    readonly requests: ComputeResources;
    readonly limits: ComputeResources;
    /** Plain environment variables; they become part of the hash-named ConfigMap. */
    readonly env: { readonly [name: string]: string };
    /** Longest request in seconds, 1–3600; the deregistration delay, the grace period and the drain follow from it. */
    readonly longestRequestSeconds: number;
}

export interface NetworkSettings {
    /** IPv4 block of the VPC, /16 to /28. */
    readonly cidr: string;
    /** Names of 2 or 3 availability zones; empty: the first `zoneCount` that the region offers. */
    readonly zones: readonly string[];
    readonly zoneCount: number;
    /** One NAT gateway for all zones (`single`) or one in each (`perZone`). */
    readonly nat: string;
    /** Retention of the flow logs in days; a value CloudWatch Logs knows. */
    readonly flowLogRetentionDays: number;
    /** Services with an interface endpoint, as in `com.amazonaws.REGION.NAME` (`ecr.api`). */
    readonly interfaceEndpoints: readonly string[];
    /** Of the flow logs. */
    readonly deletionProtection: boolean;
}

export interface NodeGroupSettings {
    /** Lower-case name, unique. */
    readonly name: string;
    readonly instanceTypes: readonly string[];
    readonly minSize: number;
    readonly desiredSize: number;
    readonly maxSize: number;
    /** Root volume in GiB, 20–16384. */
    readonly diskGib: number;
    /** `ON_DEMAND` or `SPOT`. */
    readonly capacityType: string;
    /** Its nodes take no new pods: the last step before the group is taken out of the list. */
    readonly retiring: boolean;
}

export interface AccessEntrySettings {
    /** ARN of the IAM role. */
    readonly principalArn: string;
    /** Name of an EKS access policy, as `AmazonEKSViewPolicy`. */
    readonly policy: string;
    /** Namespaces the policy is limited to; empty: the whole cluster. */
    readonly namespaces: readonly string[];
}

export interface ClusterSettings {
    /** Kubernetes minor version, as `1.34`. */
    readonly version: string;
    /** CIDRs that may reach the public endpoint; empty: the endpoint is private only. */
    readonly publicAccessCidrs: readonly string[];
    /** Retention of the control-plane logs in days. */
    readonly logRetentionDays: number;
    readonly nodeGroups: readonly NodeGroupSettings[];
    readonly accessEntries: readonly AccessEntrySettings[];
    readonly deletionProtection: boolean;
    /** Whether AWS may take the cluster's pods out of an impaired zone. */
    readonly zonalShift: boolean;
}

export interface DatabaseSettings {
    /** PostgreSQL version, `MAJOR` or `MAJOR.MINOR`. */
    readonly version: string;
    readonly instanceClass: string;
    readonly storageGib: number;
    /** Upper bound of storage autoscaling in GiB; 0 turns it off. */
    readonly maxStorageGib: number;
    readonly multiAz: boolean;
    /** 7–35. */
    readonly backupRetentionDays: number;
    /** Daily, UTC, `hh:mm-hh:mm`. */
    readonly backupWindow: string;
    /** Weekly, UTC, `ddd:hh:mm-ddd:hh:mm`; must not overlap the backup window. */
    readonly maintenanceWindow: string;
    readonly deletionProtection: boolean;
    /** Retention of Performance Insights in days: 7, 731 or a multiple of 31. */
    readonly performanceInsightsRetentionDays: number;
    /** Enhanced monitoring interval in seconds: 0 (off), 1, 5, 10, 15, 30, 60. */
    readonly monitoringIntervalSeconds: number;
    /** Days between rotations of the managed master password, 1–1000. */
    readonly passwordRotationDays: number;
    readonly logRetentionDays: number;
    readonly databaseName: string;
}

export interface CacheSettings {
    readonly enabled: boolean;
    /** `valkey` or `redis`. */
    readonly engine: string;
    readonly version: string;
    readonly nodeType: string;
    /** Nodes of the replication group, primary included, 1–6; 2 or more fail over by themselves. */
    readonly nodes: number;
    /** 0 (off) to 35. */
    readonly snapshotRetentionDays: number;
    readonly maintenanceWindow: string;
    readonly snapshotWindow: string;
    readonly logRetentionDays: number;
}

/** Daily backups by AWS Backup, apart from those that RDS itself keeps. */
export interface BackupSettings {
    /** UTC, `hh:mm`; not within the hour before the database's maintenance window, nor in it. */
    readonly startsAt: string;
    /** Days that a backup is kept, 1–36500. */
    readonly retentionDays: number;
    /** `none`, `governance` or `compliance`. */
    readonly lock: string;
    /** Another region that every backup is copied to; empty: none. */
    readonly copyRegion: string;
}

export interface EdgeSettings {
    /** Fully qualified name that users call, inside `hostedZone`. */
    readonly domain: string;
    /** Name of an existing public Route 53 zone. */
    readonly hostedZone: string;
    /** CIDRs that may reach ports 80 and 443. */
    readonly allowedCidrs: readonly string[];
    /** CIDRs that may reach the test listener, port 8443. */
    readonly testAllowedCidrs: readonly string[];
    /** Security policy of the HTTPS listeners. */
    readonly tlsPolicy: string;
    readonly deletionProtection: boolean;
    /** 1–4000. */
    readonly idleTimeoutSeconds: number;
    /** Retention of the access logs in days. */
    readonly accessLogRetentionDays: number;
    /** Requests per five minutes and address before the firewall blocks, 10–2000000000. */
    readonly rateLimit: number;
    /** Whether buckets may be destroyed with what is in them. */
    readonly forceDestroyLogs: boolean;
}

/** A share of the traffic that a canary holds for a time. */
export interface CanaryStep {
    /** Percent of the traffic for the new release, 1–100, more than the step before. */
    readonly weight: number;
    /** How long it is watched before it is judged, 1–86400. */
    readonly seconds: number;
}

/** What a release is judged by. */
export interface LimitSettings {
    /** Highest share of failed requests in percent, 0–100; above it a release goes back at once. */
    readonly errorPercent: number;
    /** Quantile of the latency that is judged, 50–99.9. */
    readonly latencyQuantile: number;
    /** Highest latency at that quantile in milliseconds, 1–60000. */
    readonly latencyMilliseconds: number;
    /** The release may have so many times the live color's share of errors, 1–100, … */
    readonly relativeErrors: number;
    /** … and in any case this share in percent, 0–100. */
    readonly floorErrorPercent: number;
    /** The release may be so many times as slow as the live color, 1–100, … */
    readonly relativeLatency: number;
    /** … and in any case this slow, in milliseconds, 0–60000. */
    readonly floorLatencyMilliseconds: number;
    /** Fewest requests of each service in a step before its errors are judged, 1–1000000; fewer: inconclusive. */
    readonly minRequests: number;
    /** Confidence of the rank test in percent, 90–99.99. */
    readonly confidencePercent: number;
}

/** How a release gets the traffic. */
export interface StrategySettings {
    /** `blue-green` (flip, then bake), `canary` (steps, then bake) or `rolling` (pod by pod inside the live slot; dev only). */
    readonly kind: string;
    /** Of a canary, ascending; a last step of 100 is the flip, takes `bakeSeconds` and may be left out. */
    readonly steps: readonly CanaryStep[];
    /** Seconds at 100 % under watch before the release counts as live, 0–86400. */
    readonly bakeSeconds: number;
    /** Seconds that the old color then keeps its size, under watch, so that going back takes one write, 0–172800. */
    readonly warmSeconds: number;
    /** Size of the old slot after that: `full`, `reduced` or `off`. */
    readonly retireTo: string;
    /** Seconds a step may be held when its judgement is inconclusive, without data or without metrics, before it goes back, 0–86400. */
    readonly holdSeconds: number;
    /** Seconds after which a lost runner's weights come back by themselves, 60–86400. */
    readonly deadManSeconds: number;
    /** Answers in a row of the right color that prove a shift in the data plane, 1–1000. */
    readonly probeAnswers: number;
    /** Fewest healthy targets of a group before it gets traffic, 1–1000. */
    readonly minHealthyTargets: number;
    readonly limits: LimitSettings;
}

/** Everything that a stack is made from. */
export interface Settings {
    readonly environment: Environment;
    readonly region: string;
    readonly activeColor: Color;
    readonly traffic: Traffic;
    readonly slots: PerColor<SlotSettings>;
    readonly services: readonly ServiceSettings[];
    readonly network: NetworkSettings;
    readonly cluster: ClusterSettings;
    readonly admission: AdmissionSettings;
    readonly secrets: SecretSettings;
    readonly database: DatabaseSettings;
    readonly cache: CacheSettings;
    readonly backup: BackupSettings;
    readonly audit: AuditSettings;
    readonly images: ImageSettings;
    readonly edge: EdgeSettings;
    readonly alarms: AlarmSettings;
    readonly observability: ObservabilitySettings;
    readonly strategy: StrategySettings;
    readonly checks: CheckSettings;
    readonly governance: GovernanceSettings;
    readonly notify: NotifySettings;
    readonly delivery: DeliverySettings;
    /** Tags on every AWS resource, with those that it cannot be without. */
    readonly tags: { readonly [key: string]: string };
}

/** One mistake in the configuration: where, what is there, what may be there, and the cure. */
export interface Problem {
    /** Full key with its path, as `colorway:network.cidr`. */
    readonly key: string;
    /** The value as written; absent where the key is missing. */
    readonly value?: string;
    readonly message: string;
    /** Allowed values in words. */
    readonly allowed: string;
    readonly cure: string;
}
