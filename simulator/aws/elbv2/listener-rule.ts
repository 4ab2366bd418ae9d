import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, numberOr, Props, records, text, textOr } from "../../cloud/values";
import { merged } from "../merge";
import { Made, numberProperty, ResourceModel, textProperty } from "../model";
import { checkActions, describedActions } from "./action-checks";
import { actionMistakes, actionsProperty } from "./actions";
import { conditionMistakes, conditionsProperty } from "./conditions";
import { validationError } from "./mistakes";
import { listenerRuleType, listenerType, loadBalancerType } from "./types";
import { loadBalancerOf, rulesOf } from "./usage";

const create = "ELBv2 API Reference, CreateRule";
const quotas = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";

/** Rules per load balancer, default rules not counted. */
const mostRules = 100;

export const listenerRule: ResourceModel = {
    type: listenerRuleType,
    service: "Elastic Load Balancing v2",
    actions: { create: "CreateRule", update: "ModifyRule", remove: "DeleteRule" },
    invalidCode: validationError,
    inputs: {
        listenerArn: textProperty({
            required: true,
            replace: true,
            pattern: /^arn:aws[\w-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/app\/[A-Za-z0-9-]+\/[0-9a-f]+\/[0-9a-f]+$/,
            source: create,
        }),
        priority: numberProperty({ computed: true, min: 1, max: 50_000, source: create }),
        actions: actionsProperty,
        conditions: conditionsProperty,
    },
    outputs: ["arn"],
    tagged: true,
    validate: (inputs) => [...actionMistakes(inputs, "actions"), ...conditionMistakes(inputs)],
    create: createModel,
    update: updateModel,
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        {
            what: "The listener exists (ListenerNotFound); its load balancer has 100 rules at most (TooManyRules).",
            source: quotas,
        },
        { what: "The priority is free on the listener (PriorityInUse); 1-50000.", source: create },
        {
            what:
                "Five values and five wildcards at most; each kind of condition once, "
                + "headers and query strings apart (ValidationError).",
            source: quotas,
        },
        { what: "Actions are checked as those of a listener.", source: create },
    ],
};

function createModel(cloud: Cloud, inputs: Props): Made {
    const listenerArn = text(inputs, "listenerArn");
    const listener = cloud.need(listenerType, listenerArn, "ListenerNotFound", `One or more listeners not found: ${listenerArn}`);
    const loadBalancerArn = text(listener.props, "loadBalancerArn");
    const rules = cloud.all(listenerRuleType).filter((rule) => loadBalancerOf(cloud, rule) === loadBalancerArn);
    if (rules.length >= mostRules) {
        throw new AwsError("TooManyRules", `The maximum number of rules on load balancer '${loadBalancerArn}' is ${mostRules}`);
    }
    const taken = rulesOf(cloud, listenerArn).map((rule) => numberOr(rule.props, "priority", 0));
    // "Leaving it unset will automatically set the rule with next available priority after currently existing highest rule".
    const priority = numberOr(inputs, "priority", Math.max(0, ...taken) + 1);
    mustBeFree(priority, taken);
    check(cloud, listener, inputs);
    const arn = `${listenerArn.replace(":listener/", ":listener-rule/")}/${cloud.hex(16)}`;
    return { id: arn, props: { ...inputs, priority, actions: describedActions(records(inputs, "actions")), arn } };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Draft {
    const listenerArn = text(inputs, "listenerArn");
    const listener = cloud.need(listenerType, listenerArn, "ListenerNotFound", `One or more listeners not found: ${listenerArn}`);
    const others = rulesOf(cloud, listenerArn).filter((rule) => rule.id !== object.id);
    const priority = numberOr(inputs, "priority", numberOr(object.props, "priority", 1));
    mustBeFree(
        priority,
        others.map((rule) => numberOr(rule.props, "priority", 0)),
    );
    check(cloud, listener, inputs, object.id);
    return {
        ...merged(listenerRule.inputs, object.props, inputs),
        priority,
        actions: describedActions(records(inputs, "actions")),
    };
}

function mustBeFree(priority: number, taken: readonly number[]): void {
    if (taken.includes(priority)) throw new AwsError("PriorityInUse", `Priority '${priority}' is currently in use`);
}

function check(cloud: Cloud, listener: CloudObject, inputs: Props, own?: string): void {
    const loadBalancerArn = text(listener.props, "loadBalancerArn");
    const balancer = cloud.need(
        loadBalancerType,
        loadBalancerArn,
        "LoadBalancerNotFound",
        `One or more load balancers not found: ${loadBalancerArn}`,
    );
    checkActions(cloud, balancer, textOr(listener.props, "protocol", "HTTP"), records(inputs, "actions"), own);
}
