/** Who hears of what happens to a database: that it failed over, was changed, or must be maintained. */

import { EventSubscription, type Instance } from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";

/**
 * What a person must hear of; the rest, as each backup, is noise (RDS user guide, "Amazon RDS event categories and event
 * messages").
 */
const instanceEvents = [
    "availability", "configuration change", "deletion", "failover", "failure", "low storage", "maintenance", "notification",
    "recovery", "security patching",
];

/**
 * One for the instance, one for its parameters; RDS has no security groups of its own in a VPC, but names them as a kind of
 * source.
 */
export function createEventSubscriptions(
    name: string, instance: Instance, topicArn: pulumi.Input<string>, parent: pulumi.Resource,
): void {
    const subscribe = (role: string, sourceType: string, eventCategories: string[], sourceIds?: pulumi.Input<string>[]): void => {
        new EventSubscription(`${name}-database-${role}-events`, {
            name: `${name}-database-${role}`, snsTopic: topicArn, sourceType, eventCategories, sourceIds,
        }, { parent });
    };
    subscribe("instance", "db-instance", instanceEvents, [instance.identifier]);
    subscribe("parameters", "db-parameter-group", ["configuration change"], [instance.parameterGroupName]);
    subscribe("security", "db-security-group", ["configuration change", "failure"]);
}
