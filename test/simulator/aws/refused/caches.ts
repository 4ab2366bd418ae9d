import { RefusedCase } from "./case";
import { cache, cacheParameters, cacheReady, cacheSubnets, cacheUser, cacheUserGroup, elsewhere, network } from "./service-steps";
import { ref } from "./steps";

const value = "InvalidParameterValue";
const combination = "InvalidParameterCombination";
const password = { type: "password", passwords: ["sixteen-letters-"] };

/** What ElastiCache refuses. */
export const refusedCaches: readonly RefusedCase[] = [
    {
        title: "a second cache subnet group of the same name",
        program: [...cacheReady, cacheSubnets({}, "again")],
        expect: { code: "CacheSubnetGroupAlreadyExists", message: "Cache subnet group cache already exists." },
    },
    {
        title: "a cache in a subnet that does not exist",
        program: [cacheSubnets({ subnetIds: ["subnet-0123456789abcdef0"] })],
        expect: { code: "InvalidSubnet" },
    },
    {
        title: "a cache parameter that does not exist",
        program: [cacheParameters("valkey8", [{ name: "maxmemory", value: "1" }])],
        expect: { code: value, message: "Could not find parameter with name: maxmemory" },
    },
    {
        title: "an eviction policy that does not exist",
        program: [cacheParameters("valkey8", [{ name: "maxmemory-policy", value: "lru" }])],
        expect: { code: value },
    },
    { title: "a cache family that does not exist", program: [cacheParameters("valkey6")], expect: { code: value } },
    {
        title: "a second replication group of the same id",
        program: [...cacheReady, cache(), cache({}, "again")],
        expect: { code: "ReplicationGroupAlreadyExists", message: "Replication group colorway already exists." },
    },
    {
        title: "a replication group id of 41 letters",
        program: [...cacheReady, cache({ replicationGroupId: "c".repeat(41) })],
        expect: { code: value },
    },
    {
        title: "a cache subnet group that does not exist",
        program: [cache({ subnetGroupName: "nowhere" })],
        expect: { code: "CacheSubnetGroupNotFoundFault", message: "Cache subnet group nowhere does not exist." },
    },
    {
        title: "failover of a single node",
        program: [...cacheReady, cache({ numCacheClusters: 1 })],
        expect: { code: combination },
    },
    {
        title: "Multi-AZ without failover",
        program: [...cacheReady, cache({ automaticFailoverEnabled: false, multiAzEnabled: true })],
        expect: { code: value },
    },
    {
        title: "Multi-AZ in one zone",
        program: [...network, cacheSubnets({ subnetIds: [ref("a.id")] }), cache({ multiAzEnabled: true })],
        expect: { code: combination },
    },
    {
        title: "seven nodes in one shard",
        program: [...cacheReady, cache({ numCacheClusters: 7 })],
        expect: { code: value, message: "(1 - 6), got 7" },
    },
    {
        title: "a Valkey version that does not exist",
        program: [...cacheReady, cache({ engineVersion: "7.5" })],
        expect: { code: combination, message: "Cannot find version 7.5 for valkey" },
    },
    {
        title: "a node type that does not exist",
        program: [...cacheReady, cache({ nodeType: "cache.t4g.huge" })],
        expect: { code: value, message: "Invalid Cache Node Type: cache.t4g.huge" },
    },
    {
        title: "parameters of another engine",
        program: [...cacheReady, cacheParameters("redis7"), cache({ parameterGroupName: ref("parameters.name") })],
        expect: { code: combination },
    },
    {
        title: "parameters that do not exist",
        program: [...cacheReady, cache({ parameterGroupName: "none" })],
        expect: { code: "CacheParameterGroupNotFound" },
    },
    {
        title: "users without encryption in transit",
        program: [
            ...cacheReady,
            cacheUser(),
            cacheUserGroup(),
            cache({ userGroupIds: [ref("users.id")], transitEncryptionEnabled: false, transitEncryptionMode: null }),
        ],
        expect: { code: combination, message: "User group based access control requires encryption-in-transit to be enabled." },
    },
    {
        title: "a user group that does not exist",
        program: [...cacheReady, cache({ userGroupIds: ["nobody"] })],
        expect: { code: "UserGroupNotFound" },
    },
    {
        title: "a token beside a user group",
        program: [
            ...cacheReady,
            cacheUser(),
            cacheUserGroup(),
            cache({ userGroupIds: [ref("users.id")], authToken: "0123456789abcdef" }),
        ],
        expect: { code: value },
    },
    {
        title: "a key that a cache cannot use",
        program: [...cacheReady, cache({ kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/x" })],
        expect: { code: "InvalidKMSKeyFault" },
    },
    {
        title: "a security group of another VPC for a cache",
        program: [...cacheReady, ...elsewhere, cache({ securityGroupIds: [ref("foreign.id")] })],
        expect: { code: value },
    },
    {
        title: "an IAM user with another name than its id",
        program: [cacheUser({ userName: "gateway" })],
        expect: {
            code: combination,
            message: "With IAM authentication the user name must be the user id: got user id services and user name gateway.",
        },
    },
    {
        title: "a cache password of fifteen letters",
        program: [cacheUser({ authenticationMode: { type: "password", passwords: ["fifteen-letters"] } })],
        expect: { code: value },
    },
    {
        title: "three passwords of one user",
        program: [
            cacheUser({
                authenticationMode: { ...password, passwords: ["sixteen-letters-a", "sixteen-letters-b", "sixteen-letters-c"] },
            }),
        ],
        expect: { code: value },
    },
    { title: "a user that is there", program: [cacheUser(), cacheUser({}, "again")], expect: { code: "UserAlreadyExists" } },
    {
        title: "a user id that the account has from the start",
        program: [cacheUser({ userId: "default", userName: "default" })],
        expect: { code: "UserAlreadyExists" },
    },
    {
        title: "a group for Redis without a default user",
        program: [cacheUser({ engine: "redis" }), cacheUserGroup({ engine: "redis" })],
        expect: { code: "DefaultUserRequired", message: "User group needs to contain a user with the user name default." },
    },
    {
        title: "two users of one name",
        program: [
            cacheUser({ userId: "one", userName: "same", authenticationMode: password }, "one"),
            cacheUser({ userId: "two", userName: "same", authenticationMode: password }, "two"),
            cacheUserGroup({ userIds: [ref("one.userId"), ref("two.userId")] }),
        ],
        expect: { code: "DuplicateUserName" },
    },
    {
        title: "a group of a user that does not exist",
        program: [cacheUserGroup({ userIds: ["nobody"] })],
        expect: { code: "UserNotFound" },
    },
    {
        title: "a log to a group that is not there",
        program: [...cacheReady, cache({
            logDeliveryConfigurations: [{ destination: "/none", destinationType: "cloudwatch-logs", logFormat: "json", logType: "slow-log" }],
        })],
        expect: { code: "InvalidParameterValue", message: "Log delivery destination /none does not exist." },
    },
];
