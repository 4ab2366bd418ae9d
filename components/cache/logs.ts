/** What a cache tells: its engine's log, and the commands that took long. */

import type * as inputs from "@pulumi/aws/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { EncryptedLogs } from "../logs/encrypted-logs";

/** Log types of the engine (ElastiCache user guide, "Log delivery"). */
const logTypes = ["engine-log", "slow-log"];

/** The groups, made before the cache, which is refused a destination that is not there. */
export function createLogs(name: string, retentionDays: number, parent: pulumi.Resource): EncryptedLogs {
    return new EncryptedLogs(`${name}-cache`, {
        groups: logTypes.map(type => ({ role: type, groupName: `/aws/elasticache/${name}-cache/${type}` })),
        retentionDays,
    }, { parent });
}

export function deliveries(logs: EncryptedLogs): pulumi.Input<inputs.elasticache.ReplicationGroupLogDeliveryConfiguration>[] {
    return logTypes.map((logType, index) => ({
        destination: logs.groups[index].name, destinationType: "cloudwatch-logs", logFormat: "json", logType,
    }));
}
