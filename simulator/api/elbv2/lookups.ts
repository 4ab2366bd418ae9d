import { listenerRuleType, listenerType, loadBalancerType, targetGroupType } from "../../aws/elbv2/types";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";

interface Kind {
    readonly type: string;
    readonly noun: string;
    /** What follows the account in the ARN. */
    readonly resource: RegExp;
    readonly code: string;
    readonly missing: (arn: string) => string;
}

const name = "[A-Za-z0-9-]{1,32}";

const loadBalancerKind: Kind = {
    type: loadBalancerType,
    noun: "load balancer",
    resource: new RegExp(`^loadbalancer/app/${name}/[0-9a-f]+$`),
    code: "LoadBalancerNotFound",
    missing: (arn) => `Load balancers '[${arn}]' not found`,
};

const listenerKind: Kind = {
    type: listenerType,
    noun: "listener",
    resource: new RegExp(`^listener/app/${name}/[0-9a-f]+/[0-9a-f]+$`),
    code: "ListenerNotFound",
    missing: () => "One or more listeners not found",
};

const ruleKind: Kind = {
    type: listenerRuleType,
    noun: "listener rule",
    resource: new RegExp(`^listener-rule/app/${name}/[0-9a-f]+/[0-9a-f]+/[0-9a-f]+$`),
    code: "RuleNotFound",
    missing: () => "One or more rules not found",
};

const targetGroupKind: Kind = {
    type: targetGroupType,
    noun: "target group",
    resource: new RegExp(`^targetgroup/${name}/[0-9a-f]+$`),
    code: "TargetGroupNotFound",
    missing: () => "One or more target groups not found",
};

export const needLoadBalancer = (cloud: Cloud, arn: string): CloudObject => needed(cloud, loadBalancerKind, arn);
export const needListener = (cloud: Cloud, arn: string): CloudObject => needed(cloud, listenerKind, arn);
export const needTargetGroup = (cloud: Cloud, arn: string): CloudObject => needed(cloud, targetGroupKind, arn);

/** A rule by its ARN; for the ARN of a listener's default rule, that listener. */
export function needRule(cloud: Cloud, arn: string): CloudObject {
    checkArn(cloud, ruleKind, arn);
    const fallback = cloud.all(listenerType).find((listener) => defaultRuleArn(cloud, listener) === arn);
    return fallback ?? needed(cloud, ruleKind, arn);
}

/** Name of the default rule, which is the listener's default actions. */
export function defaultRuleArn(cloud: Cloud, listener: CloudObject): string {
    return `${listener.id.replace(":listener/", ":listener-rule/")}/${cloud.hexOf(`default rule of ${listener.id}`, 16)}`;
}

function needed(cloud: Cloud, kind: Kind, arn: string): CloudObject {
    checkArn(cloud, kind, arn);
    return cloud.need(kind.type, arn, kind.code, kind.missing(arn));
}

/** An ARN of another region is no valid one here. */
function checkArn(cloud: Cloud, { noun, resource }: Kind, arn: string): void {
    const [prefix, partition, service, region, account, ...rest] = arn.split(":");
    const fits =
        prefix === "arn"
        && partition === cloud.partition
        && service === "elasticloadbalancing"
        && region === cloud.region
        && /^\d{12}$/.test(account ?? "")
        && resource.test(rest.join(":"));
    if (!fits) throw new AwsError("ValidationError", `'${arn}' is not a valid ${noun} ARN`);
}
