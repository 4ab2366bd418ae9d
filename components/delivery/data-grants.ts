/** What an update of database, cache and backups may change (Service authorization reference: RDS, ElastiCache, AWS Backup). */

import * as pulumi from "@pulumi/pulumi";
import { arns, type Grant, passing, type Scope } from "./scope";

export function dataGrants(scope: Scope): readonly Grant[] {
    const { name } = scope;
    const of = (service: string, ...actions: readonly string[]): string[] => actions.map(action => `${service}:${action}`);
    const tags = ["AddTagsToResource", "RemoveTagsFromResource"];
    return [
        {
            sid: "Database",
            actions: of(
                "rds", "CreateDBInstance", "ModifyDBInstance", "RebootDBInstance", "DeleteDBInstance", "CreateDBParameterGroup",
                "ModifyDBParameterGroup", "ResetDBParameterGroup", "DeleteDBParameterGroup", "CreateDBSubnetGroup",
                "ModifyDBSubnetGroup", "DeleteDBSubnetGroup", "CreateEventSubscription", "ModifyEventSubscription",
                "DeleteEventSubscription",
                "AddSourceIdentifierToSubscription", "RemoveSourceIdentifierFromSubscription", "CreateDBSnapshot", ...tags,
            ),
            resources: arns(
                scope, "rds", `db:${name}-*`, `pg:${name}-*`, `subgrp:${name}-*`, `es:${name}-*`, `snapshot:${name}-*`, "og:default*",
            ),
        },
        {
            // RDS makes it for the database and names it itself.
            sid: "MasterPassword",
            actions: of("secretsmanager", "CreateSecret", "TagResource", "RotateSecret", "CancelRotateSecret"),
            resources: arns(scope, "secretsmanager", "secret:rds!*"),
        },
        {
            sid: "Cache",
            actions: of(
                "elasticache", "CreateReplicationGroup", "ModifyReplicationGroup", "ModifyReplicationGroupShardConfiguration",
                "IncreaseReplicaCount", "DecreaseReplicaCount", "DeleteReplicationGroup", "CreateCacheParameterGroup",
                "ModifyCacheParameterGroup", "DeleteCacheParameterGroup", "CreateCacheSubnetGroup", "ModifyCacheSubnetGroup",
                "DeleteCacheSubnetGroup", "CreateUser", "ModifyUser", "DeleteUser", "CreateUserGroup", "ModifyUserGroup",
                "DeleteUserGroup", ...tags,
            ),
            resources: arns(
                scope, "elasticache", `replicationgroup:${name}-*`, `cluster:${name}-*`, `parametergroup:${name}-*`,
                `subnetgroup:${name}-*`, `user:${name}-*`, `usergroup:${name}-*`, "parametergroup:default*",
            ),
        },
        {
            sid: "Vault",
            actions: of(
                "backup", "CreateBackupVault", "DeleteBackupVault", "PutBackupVaultLockConfiguration",
                "PutBackupVaultNotifications", "DeleteBackupVaultNotifications", "CopyIntoBackupVault", "TagResource",
                "UntagResource",
            ),
            // Also in the region of the copies.
            resources: arns({ ...scope, region: pulumi.output("*") }, "backup", `backup-vault:${name}-*`),
        },
        {
            // A plan has an id that AWS chooses; its name is not in the ARN.
            sid: "Plan",
            actions: of(
                "backup", "CreateBackupPlan", "UpdateBackupPlan", "DeleteBackupPlan", "CreateBackupSelection",
                "DeleteBackupSelection", "TagResource", "UntagResource",
            ),
            resources: arns(scope, "backup", "backup-plan:*"),
        },
        {
            sid: "VaultStorage",
            actions: of("backup-storage", "MountCapsule"),
            resources: ["*"],
            conditions: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: [scope.id] }],
            reason: "CreateBackupVault asks for it, and it takes no resource (Service authorization reference, AWS Backup storage)",
        },
        passing(scope, "monitoring.rds.amazonaws.com", "rds.amazonaws.com", "backup.amazonaws.com"),
    ];
}
