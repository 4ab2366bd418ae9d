import { EdgeCase } from "./case";
import {
    accessEntry,
    accessPolicy,
    addon,
    adminArn,
    bucket,
    bucketPolicy,
    bucketSetting,
    cache,
    cacheParameters,
    cacheReady,
    cacheSubnets,
    cacheUser,
    cacheUserGroup,
    cluster,
    clusterRole,
    database,
    databaseReady,
    dbParameters,
    monitoringRole,
    network,
    nodeGroup,
    ownPassword,
    passwordRotation,
    podIdentity,
    ready,
    secret,
} from "./service-steps";
import { key, ref, statement, template } from "./steps";

const password = "abcdefgh!#$%&'()*+,-.0123456789:;<=>?[]^_`{|}~";

/** What stands just inside the limits of EKS, RDS, ElastiCache, Secrets Manager and S3. */
export const edgeServices: readonly EdgeCase[] = [
    { title: "a cluster name of 100 letters", program: [...network, clusterRole, cluster({ name: "c".repeat(100) })] },
    {
        title: "the oldest and the newest version of Kubernetes",
        program: [...network, clusterRole, cluster({ version: "1.31" }), cluster({ name: "new", version: "1.36" }, {}, "new")],
    },
    {
        title: "a service range of /24",
        program: [...network, clusterRole, cluster({ kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/24" } })],
    },
    {
        title: "a service range of /12",
        program: [...network, clusterRole, cluster({ kubernetesNetworkConfig: { serviceIpv4Cidr: "172.16.0.0/12" } })],
    },
    {
        title: "a private endpoint only",
        program: [...network, clusterRole, cluster({}, { endpointPublicAccess: false, endpointPrivateAccess: true })],
    },
    {
        title: "a node group of no nodes",
        program: [...ready, nodeGroup({ scalingConfig: { minSize: 0, desiredSize: 0, maxSize: 1 } })],
    },
    { title: "a node group name of 63 letters", program: [...ready, nodeGroup({ nodeGroupName: "n".repeat(63) })] },
    { title: "nodes three minors older than their cluster", program: [...ready, nodeGroup({ version: "1.32" })] },
    {
        title: "twenty instance types",
        program: [...ready, nodeGroup({ instanceTypes: Array.from({ length: 20 }, () => "m6i.large") })],
    },
    {
        title: "a launch template with Arm machines",
        program: [
            ...ready,
            template("template", { instanceType: "m7g.large" }),
            nodeGroup({ launchTemplate: { id: ref("template.id"), version: "1" } }),
        ],
    },
    {
        title: "an add-on with all its configuration",
        program: [...ready, addon("coredns", { addonVersion: "v1.13.2-eksbuild.4", configurationValues: '{"replicaCount":3}' })],
    },
    { title: "an access entry of another account", program: [...ready, accessEntry("arn:aws:iam::444455556666:role/auditor")] },
    {
        title: "a policy for namespaces with a wildcard",
        program: [
            ...ready,
            accessEntry(adminArn),
            accessPolicy("AmazonEKSEditPolicy", { type: "namespace", namespaces: ["blue", "team-*"] }),
        ],
    },
    {
        title: "a role for the pods of one service account only",
        program: [
            ...ready,
            {
                type: "aws:iam/role:Role",
                name: "narrow",
                inputs: {
                    assumeRolePolicy: statement({
                        Effect: "Allow",
                        Principal: { Service: "pods.eks.amazonaws.com" },
                        Action: ["sts:AssumeRole", "sts:TagSession"],
                        Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": "blue" } },
                    }),
                },
            },
            podIdentity({ roleArn: ref("narrow.arn") }),
        ],
    },
    {
        title: "one service account's name in two namespaces",
        program: [...ready, podIdentity(), podIdentity({ namespace: "green" }, "green")],
    },
    { title: "20 GiB, and 21 at most", program: [...databaseReady, database({ maxAllocatedStorage: 21 })] },
    {
        title: "400 GiB with IOPS and throughput",
        program: [...databaseReady, database({ allocatedStorage: 400, iops: 12000, storageThroughput: 500 })],
    },
    { title: "an identifier of 63 letters", program: [...databaseReady, database({ identifier: "d".repeat(63) })] },
    {
        title: "windows that touch",
        program: [...databaseReady, database({ backupWindow: "03:00-03:30", maintenanceWindow: "sun:03:30-sun:04:00" })],
    },
    { title: "backups for 35 days", program: [...databaseReady, database({ backupRetentionPeriod: 35 })] },
    { title: "no backups", program: [...databaseReady, database({ backupRetentionPeriod: 0 })] },
    {
        title: "23 months of Performance Insights",
        program: [...databaseReady, database({ performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 713 })],
    },
    { title: "every letter that a password may have", program: [...databaseReady, database({ ...ownPassword, password })] },
    { title: "a user name of 16 letters", program: [...databaseReady, database({ username: "u".repeat(16) })] },
    {
        title: "monitoring every second",
        program: [
            ...databaseReady,
            monitoringRole,
            database({ monitoringInterval: 1, monitoringRoleArn: ref("monitoring.arn") }),
        ],
    },
    {
        title: "a static parameter at the next restart",
        program: [
            ...databaseReady,
            dbParameters("postgres17", [
                { name: "shared_preload_libraries", value: "pg_stat_statements,pgaudit", applyMethod: "pending-reboot" },
            ]),
            database({ parameterGroupName: ref("parameters.name") }),
        ],
    },
    {
        title: "a password that rotates every 1000 days",
        program: [...databaseReady, database(), passwordRotation({ automaticallyAfterDays: 1000 })],
    },
    {
        title: "a password that rotates every four hours",
        program: [...databaseReady, database(), passwordRotation({ scheduleExpression: "rate(4 hours)" })],
    },
    {
        title: "a cache of one node without failover",
        program: [...cacheReady, cache({ numCacheClusters: 1, automaticFailoverEnabled: false })],
    },
    { title: "six nodes in one shard", program: [...cacheReady, cache({ numCacheClusters: 6, multiAzEnabled: true })] },
    { title: "a cache in one zone", program: [...network, cacheSubnets({ subnetIds: [ref("a.id")] }), cache()] },
    { title: "a replication group id of 40 letters", program: [...cacheReady, cache({ replicationGroupId: "c".repeat(40) })] },
    {
        title: "three shards of a cluster",
        program: [
            ...cacheReady,
            cache({
                numCacheClusters: null,
                numNodeGroups: 3,
                replicasPerNodeGroup: 5,
                parameterGroupName: "default.valkey8.cluster.on",
            }),
        ],
    },
    {
        title: "a cache whose user signs in with IAM",
        program: [...cacheReady, cacheUser(), cacheUserGroup(), cache({ userGroupIds: [ref("users.id")] })],
    },
    { title: "the account's own default user", program: [cacheUserGroup({ engine: "redis", userIds: ["default"] })] },
    {
        title: "an eviction policy",
        program: [
            ...cacheReady,
            cacheParameters("valkey8", [{ name: "maxmemory-policy", value: "allkeys-lru" }]),
            cache({ parameterGroupName: ref("parameters.name") }),
        ],
    },
    { title: "a bucket name of three letters", program: [bucket("c-1")] },
    { title: "a bucket name of 63 letters", program: [bucket("b".repeat(63))] },
    {
        title: "a policy for everyone of an organization",
        program: [
            bucket("colorway-logs"),
            bucketPolicy({
                Effect: "Allow",
                Principal: "*",
                Action: "s3:GetObject",
                Resource: "arn:aws:s3:::colorway-logs/*",
                Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } },
            }),
        ],
    },
    {
        title: "a public policy where they are allowed",
        program: [
            bucket("colorway-site"),
            bucketSetting("BucketPublicAccessBlock", { blockPublicPolicy: false }, "block"),
            bucketPolicy({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::colorway-site/*" }),
        ],
    },
    {
        title: "a refusal of whoever comes without TLS",
        program: [
            bucket("colorway-logs"),
            bucketPolicy({
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: ["arn:aws:s3:::colorway-logs", "arn:aws:s3:::colorway-logs/*"],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            }),
        ],
    },
    {
        title: "infrequent access after 30 days, an end after 31",
        program: [
            bucket("colorway-logs"),
            bucketSetting("BucketLifecycleConfiguration", {
                rules: [
                    {
                        id: "cool",
                        status: "Enabled",
                        filter: { prefix: "" },
                        expiration: { days: 31 },
                        transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
                    },
                ],
            }),
        ],
    },
    { title: "a secret that goes at once", program: [key("key"), secret({ recoveryWindowInDays: 0, kmsKeyId: ref("key.arn") })] },
];
