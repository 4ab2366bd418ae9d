import { Cloud, CloudObject } from "../../cloud/cloud";
import { numberOr, Props, record, text, textOr } from "../../cloud/values";

/**
 * A schedule: `region`, `group`, `name`, `at` (milliseconds since 1970), `changed` (likewise), `completed` once it has acted and
 * stayed, and `request`, the members that it was made with. Hidden: what makes the same creation twice one.
 */
export const scheduleType = "sim:scheduler/schedule";

/** The only group; every account has it. */
export const defaultGroup = "default";

export function scheduleArn(cloud: Cloud, group: string, name: string): string {
    return cloud.arn("scheduler", `schedule/${group}/${name}`);
}

/** As GetSchedule answers. Times are in seconds since 1970. */
export function scheduleView({ id, props, created }: CloudObject): Props {
    const request = record(props, "request");
    const usualRetries = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };
    const target = record(request, "Target");
    return {
        ...summary(id, props, created),
        ScheduleExpression: text(request, "ScheduleExpression"),
        ScheduleExpressionTimezone: textOr(request, "ScheduleExpressionTimezone", "UTC"),
        Description: request["Description"] ?? null,
        FlexibleTimeWindow: record(request, "FlexibleTimeWindow"),
        ActionAfterCompletion: textOr(request, "ActionAfterCompletion", "NONE"),
        Target: { ...target, RetryPolicy: { ...usualRetries, ...record(target, "RetryPolicy") } },
    };
}

/** As ListSchedules answers. */
export function scheduleSummary({ id, props, created }: CloudObject): Props {
    return { ...summary(id, props, created), Target: { Arn: text(record(record(props, "request"), "Target"), "Arn") } };
}

function summary(id: string, props: Props, created: string): Props {
    return {
        Arn: id,
        Name: text(props, "name"),
        GroupName: text(props, "group"),
        State: stateOf(props),
        CreationDate: Date.parse(created) / 1000,
        LastModificationDate: numberOr(props, "changed", 0) / 1000,
    };
}

export function stateOf(props: Props): string {
    return textOr(record(props, "request"), "State", "ENABLED");
}
