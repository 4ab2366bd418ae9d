import { Cloud, CloudObject } from "../../cloud/cloud";

export const logGroupType = "aws:cloudwatch/logGroup:LogGroup";
/** Log groups that no program manages: left by `skipDestroy`, or made by a service. */
export const retainedGroupType = "sim:logs/logGroup";

/** The log group of that name, whoever made it. */
export function findLogGroup(cloud: Cloud, name: string): CloudObject | undefined {
    return cloud.find(logGroupType, name) ?? cloud.find(retainedGroupType, name);
}

/** The log group of that ARN, with or without `:*`. */
export function findLogGroupByArn(cloud: Cloud, arn: string): CloudObject | undefined {
    const prefix = cloud.arn("logs", "log-group:");
    return arn.startsWith(prefix) ? findLogGroup(cloud, arn.slice(prefix.length).replace(/:\*$/, "")) : undefined;
}
