/**
 * The alarms of a stack. Each goes to the topic when it goes off and when it is over; what has no data is quiet, as an empty
 * slot.
 */

import * as pulumi from "@pulumi/pulumi";
import { createAlarm } from "./alarm";
import { planAlarms, type Watched } from "./plan";

export interface AlarmsArgs extends Watched {
    /** `essential` or `full`. @default "full" */
    readonly extent?: string;
    readonly topicArn: pulumi.Input<string>;
}

export class Alarms extends pulumi.ComponentResource {
    constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:alarms:Alarms", name, {}, opts);
        for (const plan of planAlarms(args, args.extent ?? "full")) {
            createAlarm(name, plan, args.topicArn, this);
        }
        this.registerOutputs({});
    }
}
