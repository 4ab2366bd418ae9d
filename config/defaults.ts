/**
 * Defaults of every environment, each with its reason. A stack file holds only what differs from them.
 * The domain, the hosted zone, the region, the active color and the slots have no default: they are decisions, not sizes.
 */

import { auditDefaults, deliveryDefaults, imageDefaults } from "./account-defaults";
import type { AuditSettings } from "./audit";
import type { DeliverySettings } from "./delivery";
import type { CheckSettings } from "./checks";
import type { AdmissionSettings } from "./admission";
import { admissionDefaults } from "./admission-defaults";
import { secretDefaults } from "./secret-defaults";
import type { SecretSettings } from "./secrets";
import type { GovernanceSettings } from "./governance";
import type { ImageSettings } from "./images";
import type { NotifySettings } from "./notify";
import type { ObservabilitySettings } from "./observability";
import { observabilityDefaults } from "./observability-defaults";
import type {
    AlarmSettings,
    BackupSettings,
    CacheSettings,
    ClusterSettings,
    DatabaseSettings,
    EdgeSettings,
    Environment,
    NetworkSettings,
    ServiceSettings,
    StrategySettings,
} from "./types";
import { per } from "./per-environment";
import { checkDefaults, governanceDefaults, strategyDefaults } from "./release-defaults";

export interface EnvironmentDefaults {
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
    readonly edge: Omit<EdgeSettings, "domain" | "hostedZone">;
    readonly alarms: AlarmSettings;
    readonly observability: ObservabilitySettings;
    readonly strategy: StrategySettings;
    readonly checks: CheckSettings;
    readonly governance: GovernanceSettings;
    readonly notify: NotifySettings;
    readonly delivery: DeliverySettings;
    readonly tags: { readonly [key: string]: string };
}

/** What a service gets where its entry in the list says nothing. */
export type ServiceDefaults = Omit<ServiceSettings, "name" | "port">;

/** Where the sample's services listen; above 1023, since the pods run without root. */
const samplePort = 8080;

export function defaultsOf(environment: Environment): EnvironmentDefaults {
    return {
        services: sampleServices(environment),
        network: networkDefaults(environment),
        cluster: clusterDefaults(environment),
        admission: admissionDefaults(environment),
        secrets: secretDefaults(environment),
        database: databaseDefaults(environment),
        cache: cacheDefaults(environment),
        backup: backupDefaults(environment),
        audit: auditDefaults(environment),
        images: imageDefaults(environment),
        edge: edgeDefaults(environment),
        alarms: alarmDefaults(environment),
        observability: observabilityDefaults(environment),
        strategy: strategyDefaults(environment),
        checks: checkDefaults(environment),
        governance: governanceDefaults(environment),
        // an address is a secret that nobody has by default
        notify: { receivers: [] },
        delivery: deliveryDefaults,
        tags: tagDefaults(environment),
    };
}

export function serviceDefaults(environment: Environment): ServiceDefaults {
    return {
        publicPaths: [],
        healthPath: "/health",
        calls: [],
        usesDatabase: false,
        usesCache: false,
        // one pod is enough to develop; two survive a node; three put one into each zone
        minReplicas: per(environment, 1, 2, 3),
        maxReplicas: per(environment, 2, 4, 10),
        // leaves room for the half minute that a new pod needs
        targetCpuPercent: 70,
        requests: per(
            environment,
            { cpu: "100m", memory: "128Mi" },
            { cpu: "250m", memory: "256Mi" },
            { cpu: "500m", memory: "512Mi" },
        ),
        // memory as requested, so that a node never runs out of it; CPU may burst while a pod starts
        limits: per(environment, { cpu: "500m", memory: "128Mi" }, { cpu: "1", memory: "256Mi" }, { cpu: "2", memory: "512Mi" }),
        env: {},
        longestRequestSeconds: 30,
    };
}

function tagDefaults(environment: Environment): { readonly [key: string]: string } {
    return {
        // whoever runs the platform answers for what nobody else has claimed
        owner: "platform",
        // the highest class of data that may be in the environment: made data, or that of customers
        "data-classification": per(environment, "internal", "internal", "confidential"),
        "cost-centre": "colorway",
    };
}

/** The sample: a trading system of four services behind one gateway. */
function sampleServices(environment: Environment): readonly ServiceSettings[] {
    const base = serviceDefaults(environment);
    return [
        {
            ...base,
            name: "api-gateway",
            port: samplePort,
            publicPaths: ["/*"],
            calls: ["strategy-engine", "order-execution"],
            usesCache: true,
        },
        {
            ...base,
            name: "strategy-engine",
            port: samplePort,
            calls: ["order-execution", "risk-management"],
            usesDatabase: true,
            usesCache: true,
        },
        { ...base, name: "order-execution", port: samplePort, calls: ["risk-management"], usesDatabase: true },
        { ...base, name: "risk-management", port: samplePort, usesDatabase: true, usesCache: true },
    ];
}

function networkDefaults(environment: Environment): NetworkSettings {
    return {
        cidr: "10.0.0.0/16",
        // whatever the region offers first: names of zones differ from account to account
        zones: [],
        // two are the least that a database and a load balancer accept; three keep a quorum when one fails
        zoneCount: per(environment, 2, 3, 3),
        // one gateway is the cheapest; staging risks it too; in prod no zone may depend on another one
        nat: per(environment, "single", "single", "perZone"),
        // a week to look into a mistake; a year is what PCI DSS v4.0.1, 10.5.1 asks for
        flowLogRetentionDays: per(environment, 7, 30, 365),
        // images and credentials do not depend on the one NAT gateway; in prod no call to AWS leaves the VPC
        interfaceEndpoints: per(
            environment,
            ["ecr.api", "ecr.dkr", "sts"],
            ["ecr.api", "ecr.dkr", "sts", "logs", "ec2", "secretsmanager"],
            ["ecr.api", "ecr.dkr", "sts", "logs", "ec2", "secretsmanager", "kms", "elasticloadbalancing", "eks-auth"],
        ),
        deletionProtection: environment === "prod",
    };
}

function clusterDefaults(environment: Environment): ClusterSettings {
    return {
        // in standard support until 2027-03-27 (EKS user guide, "Kubernetes versions", read 2026-04)
        version: "1.35",
        // private only: whoever needs the API comes through the VPC
        publicAccessCidrs: [],
        logRetentionDays: per(environment, 7, 30, 365),
        nodeGroups: [
            {
                name: "main",
                // small: both slots of the sample fit on two; large: room for the full standby of a flip
                instanceTypes: per(environment, ["t3.medium"], ["m6i.large"], ["m6i.xlarge"]),
                minSize: per(environment, 1, 2, 3),
                desiredSize: per(environment, 2, 3, 3),
                maxSize: per(environment, 2, 4, 10),
                diskGib: per(environment, 20, 50, 100),
                // never an interruption in the middle of a flip
                capacityType: "ON_DEMAND",
                retiring: false,
            },
        ],
        accessEntries: [],
        // staging too: whoever tests a release there would lose what it is compared with
        deletionProtection: environment !== "dev",
        // with two small nodes in two zones there is nothing to shift to
        zonalShift: environment !== "dev",
    };
}

function databaseDefaults(environment: Environment): DatabaseSettings {
    return {
        // the major version alone: the newest minor one at creation, then upgrades in the maintenance window
        version: "17",
        instanceClass: per(environment, "db.t4g.medium", "db.m6g.large", "db.r6g.xlarge"),
        storageGib: per(environment, 20, 50, 200),
        // five times: full disks stop a database, the bound stops a runaway log
        maxStorageGib: per(environment, 100, 250, 1000),
        multiAz: environment === "prod",
        // prod: the longest that RDS keeps, so that a month's closing can be repeated
        backupRetentionDays: per(environment, 7, 7, 35),
        // night in the Americas, before Europe's exchanges open
        backupWindow: "03:00-04:00",
        // after the backup, when exchanges are closed
        maintenanceWindow: "sun:04:30-sun:05:30",
        deletionProtection: environment === "prod",
        // the part that costs nothing
        performanceInsightsRetentionDays: 7,
        // one a minute is enough to see a trend; prod looks at single seconds of a stall after the fact
        monitoringIntervalSeconds: per(environment, 60, 60, 15),
        // PCI DSS v4.0.1, 8.6.3: at a frequency from the entity's own risk analysis; a quarter is usual
        passwordRotationDays: per(environment, 90, 90, 30),
        logRetentionDays: per(environment, 7, 30, 365),
        databaseName: "colorway",
    };
}

function cacheDefaults(environment: Environment): CacheSettings {
    return {
        enabled: true,
        // the fork that keeps an open license
        engine: "valkey",
        version: "8.1",
        nodeType: per(environment, "cache.t4g.micro", "cache.t4g.small", "cache.r7g.large"),
        // one is enough where a cold cache hurts nobody; two fail over; three do so with a zone gone
        nodes: per(environment, 1, 2, 3),
        snapshotRetentionDays: per(environment, 0, 1, 7),
        snapshotWindow: "03:00-04:00",
        maintenanceWindow: "sun:05:30-sun:06:30",
        logRetentionDays: per(environment, 7, 30, 365),
    };
}

function backupDefaults(environment: Environment): BackupSettings {
    return {
        // behind the maintenance window of the database, far from the hour before it
        startsAt: "06:00",
        // dev: what a week's work needs; staging: as long as RDS could; prod: a mistake found at a quarter's closing can be undone
        retentionDays: per(environment, 7, 35, 90),
        // dev comes and goes with its backups; staging's can still be deleted by who has the right; prod's by nobody
        lock: per(environment, "none", "governance", "compliance"),
        // only prod must outlive its region
        copyRegion: per(environment, "", "", "us-west-2"),
    };
}

function alarmDefaults(environment: Environment): AlarmSettings {
    return {
        // dev: what shows that a part is lost; elsewhere also what comes before
        extent: per(environment, "essential", "full", "full"),
        emails: [],
        endpoints: [],
        // four fifths of what PostgreSQL allows by default with the memory of the instance class
        databaseConnections: per(environment, 300, 600, 2500),
        // prod meets the Internet's usual noise, staging only its own tests
        blockedRequests: per(environment, 1000, 1000, 5000),
    };
}

function edgeDefaults(environment: Environment): Omit<EdgeSettings, "domain" | "hostedZone"> {
    return {
        allowedCidrs: ["0.0.0.0/0"],
        // the test listener shows what is not released yet: private networks only
        testAllowedCidrs: ["10.0.0.0/8"],
        // what the user guide recommends (read 2026-11): TLS 1.2 and 1.3, post-quantum key exchange
        tlsPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        deletionProtection: environment === "prod",
        idleTimeoutSeconds: 60,
        accessLogRetentionDays: per(environment, 30, 90, 365),
        // a load test of dev comes from one address; nobody's browser needs seven requests a second for five minutes
        rateLimit: per(environment, 2_000_000, 20_000, 2_000),
        forceDestroyLogs: environment === "dev",
    };
}
