/** Counts what happens to the account's own safety in the log of its trail, and alarms. */

import { LogMetricFilter } from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { createAlarm } from "../alarms/alarm";
import { watchedEvents } from "./watched-events";

/** Seconds of a data point: the trail is some minutes behind (CloudTrail user guide, "Sending events to CloudWatch Logs"). */
const period = 300;

export interface SecurityEventsArgs {
    /** Of the trail. */
    readonly logGroupName: pulumi.Input<string>;
    readonly topicArn: pulumi.Input<string>;
}

export class SecurityEvents extends pulumi.ComponentResource {
    constructor(name: string, args: SecurityEventsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:audit:SecurityEvents", name, {}, opts);
        const namespace = `colorway/${name}`;
        for (const { role, about, pattern, above } of watchedEvents) {
            new LogMetricFilter(`${name}-${role}-filter`, {
                name: `${name}-${role}`,
                logGroupName: args.logGroupName,
                pattern,
                metricTransformation: { namespace, name: role, value: "1", defaultValue: "0" },
            }, { parent: this });
            const metric = { namespace, metric: role, statistic: "Sum", dimensions: {} };
            createAlarm(name, { role, about, ...metric, above, period, points: 1 }, args.topicArn, this);
        }
        this.registerOutputs({});
    }
}
