import { targetGroupType, listenerType, loadBalancerType } from "../../aws/elbv2/types";
import { rulesOf, uses } from "../../aws/elbv2/usage";
import { TargetHealth } from "../../aws/elbv2/targets";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { isAbsent, numberOr, optionalText, Props, records, text, texts } from "../../cloud/values";
import { listMember, numberMember, objectMember, textMember } from "../members";
import { Operation } from "../operation";
import { pageOf } from "../pages";
import { needListener, needLoadBalancer, needRule, needTargetGroup } from "./lookups";
import { pageMembers, textsMember } from "./members";
import { defaultRuleView, listenerView, loadBalancerView, ruleView, targetGroupView, targetHealthView } from "./views";

const invalid = "ValidationError";
const mostInPage = 400;

function paged(name: string, views: readonly Props[], request: Props): Props {
    const size = numberOr(request, "PageSize", mostInPage);
    const { items, next } = pageOf(views, optionalText(request, "Marker"), size, invalid);
    return { [name]: items, NextMarker: next ?? null };
}

/** The members of `names` that the request gives; more than one is refused. */
function chosen(request: Props, names: readonly string[]): string | undefined {
    const given = names.filter((name) => !isAbsent(request[name]));
    if (given.length > 1) throw new AwsError(invalid, `${given.join(", ")} cannot be specified together; give one of them`);
    return given[0];
}

function byNames(cloud: Cloud, type: string, names: readonly string[], code: string, what: string): readonly CloudObject[] {
    return names.map((name) => {
        const [found] = cloud.where(type, "name", name);
        if (found === undefined) throw new AwsError(code, `${what} '[${name}]' not found`);
        return found;
    });
}

export const describeLoadBalancers: Operation = {
    input: { LoadBalancerArns: textsMember, Names: textsMember, ...pageMembers },
    run: ({ cloud }, request) => {
        const found = (): readonly CloudObject[] => {
            switch (chosen(request, ["LoadBalancerArns", "Names"])) {
                case "LoadBalancerArns":
                    return texts(request, "LoadBalancerArns").map((arn) => needLoadBalancer(cloud, arn));
                case "Names":
                    return byNames(cloud, loadBalancerType, texts(request, "Names"), "LoadBalancerNotFound", "Load balancers");
                default:
                    return cloud.all(loadBalancerType);
            }
        };
        const views = found().map((balancer) => loadBalancerView(cloud, balancer));
        return paged("LoadBalancers", views, request);
    },
};

export const describeListeners: Operation = {
    input: { LoadBalancerArn: textMember(), ListenerArns: textsMember, ...pageMembers },
    run: ({ cloud }, request) => {
        const given = chosen(request, ["LoadBalancerArn", "ListenerArns"]);
        if (given === undefined) throw new AwsError(invalid, "You must specify either listener ARNs or a load balancer ARN");
        const listeners =
            given === "ListenerArns"
                ? texts(request, "ListenerArns").map((arn) => needListener(cloud, arn))
                : cloud.where(listenerType, "loadBalancerArn", needLoadBalancer(cloud, text(request, "LoadBalancerArn")).id);
        return paged("Listeners", listeners.map(listenerView), request);
    },
};

export const describeRules: Operation = {
    input: { ListenerArn: textMember(), RuleArns: textsMember, ...pageMembers },
    run: ({ cloud }, request) => {
        const given = chosen(request, ["ListenerArn", "RuleArns"]);
        if (given === undefined) throw new AwsError(invalid, "You must specify either listener rule ARNs or a listener ARN");
        const view = (object: CloudObject): Props =>
            object.type === listenerType ? defaultRuleView(cloud, object) : ruleView(object);
        if (given === "RuleArns") {
            return paged("Rules", texts(request, "RuleArns").map((arn) => view(needRule(cloud, arn))), request);
        }
        const listener = needListener(cloud, text(request, "ListenerArn"));
        return paged("Rules", [...rulesOf(cloud, listener.id), listener].map(view), request);
    },
};

export const describeTargetGroups: Operation = {
    input: { LoadBalancerArn: textMember(), TargetGroupArns: textsMember, Names: textsMember, ...pageMembers },
    run: ({ cloud }, request) => {
        const found = (): readonly CloudObject[] => {
            switch (chosen(request, ["LoadBalancerArn", "TargetGroupArns", "Names"])) {
                case "LoadBalancerArn": {
                    const { id } = needLoadBalancer(cloud, text(request, "LoadBalancerArn"));
                    const arns = new Set(uses(cloud).flatMap((use) => (use.loadBalancerArn === id ? [use.targetGroupArn] : [])));
                    return cloud.all(targetGroupType).filter((group) => arns.has(group.id));
                }
                case "TargetGroupArns":
                    return texts(request, "TargetGroupArns").map((arn) => needTargetGroup(cloud, arn));
                case "Names":
                    return byNames(cloud, targetGroupType, texts(request, "Names"), "TargetGroupNotFound", "Target groups");
                default:
                    return cloud.all(targetGroupType);
            }
        };
        const views = found().map((group) => targetGroupView(cloud, group));
        return paged("TargetGroups", views, request);
    },
};

const target = objectMember({
    Id: textMember({ required: true }),
    Port: numberMember({ min: 1, max: 65535 }),
    AvailabilityZone: textMember(),
});

export const describeTargetHealth: Operation = {
    input: { TargetGroupArn: textMember({ required: true }), Targets: listMember(target) },
    run: ({ cloud, targets }, request) => {
        const group = needTargetGroup(cloud, text(request, "TargetGroupArn"));
        const health = targets.health(group.id);
        const asked = isAbsent(request["Targets"])
            ? health
            : records(request, "Targets").map((one) => registered(health, group, text(one, "Id"), one));
        return { TargetHealthDescriptions: asked.map((one) => targetHealthView(cloud, group, one)) };
    },
};

function registered(health: readonly TargetHealth[], group: CloudObject, id: string, asked: Props): TargetHealth {
    const port = numberOr(asked, "Port", numberOr(group.props, "port", 80));
    const found = health.find((one) => one.id === id && one.port === port);
    const description = "Target is not registered to the target group";
    return found ?? { id, port, state: "unused", reason: "Target.NotRegistered", description };
}
