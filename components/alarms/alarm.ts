/** One alarm of CloudWatch, as it is planned. */

import { MetricAlarm, type MetricAlarmArgs } from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmPlan } from "./plan";

/** The alarm `NAME-ROLE-alarm`, which tells the topic when it goes off and when it is over. */
export function createAlarm(name: string, plan: AlarmPlan, topicArn: pulumi.Input<string>, parent: pulumi.Resource): void {
    new MetricAlarm(`${name}-${plan.role}-alarm`, {
        name: `${name}-${plan.role}`,
        alarmDescription: `${plan.about} See docs/runbooks/alarms.md.`,
        namespace: plan.namespace,
        metricName: plan.metric,
        ...statisticOf(plan.statistic),
        dimensions: { ...plan.dimensions },
        ...thresholdOf(plan),
        period: plan.period,
        evaluationPeriods: plan.points,
        datapointsToAlarm: plan.points,
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        okActions: [topicArn],
    }, { parent });
}

function statisticOf(statistic: string): Partial<MetricAlarmArgs> {
    return statistic.startsWith("p") ? { extendedStatistic: statistic } : { statistic };
}

function thresholdOf({ role, above, below }: AlarmPlan): Pick<MetricAlarmArgs, "comparisonOperator" | "threshold"> {
    if (above !== undefined) return { comparisonOperator: "GreaterThanThreshold", threshold: above };
    if (below !== undefined) return { comparisonOperator: "LessThanThreshold", threshold: below };
    throw new RangeError(`${role}: has no threshold; above or below is required`);
}
