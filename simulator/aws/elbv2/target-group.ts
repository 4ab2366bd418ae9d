import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, isAbsent, isProps, numberOr, optionalText, Props, record, textOr, Value } from "../../cloud/values";
import { vpcType } from "../ec2/types";
import { merged } from "../merge";
import { flagProperty, Made, Mistake, numberProperty, objectProperty, ResourceModel, Shape, textProperty } from "../model";
import { nameFrom } from "../naming";
import { checkStickinessAllowed } from "./action-checks";
import { mistake, notModeled, validationError } from "./mistakes";
import { targetGroupNameRule } from "./names";
import { targetGroupType } from "./types";
import { loadBalancersUsing, uses } from "./usage";

const create = "ELBv2 API Reference, CreateTargetGroup";
const attribute = "ELBv2 API Reference, TargetGroupAttribute";
const guide = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";
const mostTargetGroups = 3000;

const offOrPercent = (value: Value): string | undefined => offOr(value, 100);
const offOrCount = (value: Value): string | undefined => offOr(value, Number.MAX_SAFE_INTEGER);

const health: Shape = {
    dnsFailover: objectProperty({
        minimumHealthyTargetsCount: textProperty({ default: "off", rule: offOrCount, source: attribute }),
        minimumHealthyTargetsPercentage: textProperty({ default: "off", rule: offOrPercent, source: attribute }),
    }),
    unhealthyStateRouting: objectProperty({
        minimumHealthyTargetsCount: numberProperty({ default: 1, min: 1, source: attribute }),
        minimumHealthyTargetsPercentage: textProperty({ default: "off", rule: offOrPercent, source: attribute }),
    }),
};

// Defaults inside the block are those of the provider, not those of the API: terraform-provider-aws, target_group.go.
const healthCheck: Shape = {
    enabled: flagProperty({ default: true }),
    healthyThreshold: numberProperty({ default: 3, min: 2, max: 10, source: create }),
    interval: numberProperty({ default: 30, min: 5, max: 300, source: create }),
    matcher: textProperty({ computed: true, rule: matcherRule, source: create }),
    path: textProperty({ computed: true, minLength: 1, maxLength: 1024, pattern: /^\//, source: create }),
    port: textProperty({ default: "traffic-port", rule: checkPortRule, source: create }),
    protocol: textProperty({ default: "HTTP", oneOf: ["HTTP", "HTTPS", "TCP"], source: create }),
    timeout: numberProperty({ computed: true, min: 2, max: 120, source: create }),
    unhealthyThreshold: numberProperty({ default: 3, min: 2, max: 10, source: create }),
};

const stickiness: Shape = {
    cookieDuration: numberProperty({ default: 86_400, min: 1, max: 604_800, source: attribute }),
    cookieName: textProperty(),
    enabled: flagProperty({ default: true }),
    type: textProperty({
        required: true,
        oneOf: ["lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto"],
        source: attribute,
    }),
};

export const targetGroup: ResourceModel = {
    type: targetGroupType,
    service: "Elastic Load Balancing v2",
    actions: { create: "CreateTargetGroup", update: "ModifyTargetGroup", remove: "DeleteTargetGroup" },
    invalidCode: validationError,
    inputs: {
        name: textProperty({
            computed: true,
            replace: true,
            conflictsWith: ["namePrefix"],
            rule: targetGroupNameRule,
            source: create,
        }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 6, pattern: /^[0-9A-Za-z][0-9A-Za-z-]*$/ }),
        port: numberProperty({ replace: true, min: 1, max: 65535, source: create }),
        protocol: textProperty({
            replace: true,
            oneOf: ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"],
            source: create,
        }),
        protocolVersion: textProperty({ computed: true, replace: true, oneOf: ["HTTP1", "HTTP2", "GRPC"], source: create }),
        targetType: textProperty({
            default: "instance",
            replace: true,
            oneOf: ["instance", "ip", "lambda", "alb"],
            source: create,
        }),
        vpcId: textProperty({ replace: true, source: create }),
        ipAddressType: textProperty({ computed: true, replace: true, oneOf: ["ipv4", "ipv6"], source: create }),
        deregistrationDelay: numberProperty({ default: 300, min: 0, max: 3600, source: attribute }),
        healthCheck: objectProperty(healthCheck, { computed: true, source: guide }),
        loadBalancingAlgorithmType: textProperty({
            computed: true,
            oneOf: ["round_robin", "least_outstanding_requests", "weighted_random"],
            source: attribute,
        }),
        loadBalancingAnomalyMitigation: textProperty({ computed: true, oneOf: ["on", "off"], source: attribute }),
        loadBalancingCrossZoneEnabled: textProperty({
            computed: true,
            oneOf: ["true", "false", "use_load_balancer_configuration"],
            source: attribute,
        }),
        slowStart: numberProperty({ default: 0, rule: slowStartRule, source: attribute }),
        stickiness: objectProperty(stickiness, { computed: true, source: attribute }),
        targetGroupHealth: objectProperty(health, { computed: true, source: attribute }),
    },
    outputs: ["arn", "arnSuffix", "loadBalancerArns"],
    tagged: true,
    autoname: { property: "name", maxLength: 32 },
    validate: mistakesOf,
    create: createModel,
    update: updateModel,
    remove: removeModel,
    read: (cloud, object) => ({ ...object.props, loadBalancerArns: loadBalancersUsing(cloud, object.id) }),
    usualSeconds: { create: 2, update: 2, remove: 1 },
    checks: [
        {
            what:
                "The name is not taken in the region (DuplicateTargetGroupName); 3000 "
                + "target groups at most (TooManyTargetGroups).",
            source: create,
        },
        { what: "The VPC exists (ValidationError).", source: create },
        {
            what:
                "The health check's interval is longer than its timeout (ValidationError); "
                + "its codes are within 200-499 (ValidationError).",
            source: create,
        },
        { what: "Slow start goes with round robin only (InvalidConfigurationRequest).", source: "ELB guide, Slow start mode" },
        {
            what: "Target stickiness behind a weighted rule needs group stickiness there (InvalidConfigurationRequest).",
            source: "ELB guide, Sticky sessions",
        },
        {
            what: "A target group that a listener or rule uses is not deleted (ResourceInUse).",
            source: "ELBv2 API Reference, DeleteTargetGroup",
        },
    ],
};

function offOr(value: Value, most: number): string | undefined {
    if (value === "off") return undefined;
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : 0;
    if (number >= 1 && number <= most) return undefined;
    return `expected off or a whole number from 1${most === 100 ? " to 100" : ""}, got ${JSON.stringify(value)}`;
}

function slowStartRule(value: Value): string | undefined {
    if (value === 0 || (typeof value === "number" && value >= 30 && value <= 900)) return undefined;
    return `expected 0 or a value in the range (30 - 900), got ${String(value)}`;
}

function checkPortRule(value: Value): string | undefined {
    if (value === "traffic-port") return undefined;
    const port = /^\d+$/.test(String(value)) ? Number(value) : 0;
    return port >= 1 && port <= 65536
        ? undefined
        : `expected traffic-port or a port from 1 to 65536, got ${JSON.stringify(value)}`;
}

function matcherRule(value: Value): string | undefined {
    const matcher = String(value);
    if (matcher === "") return undefined;
    if (!/^\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*$/.test(matcher)) {
        return `Health check matcher HTTP code '${matcher}' is malformed; write codes as "200,202" or "200-299"`;
    }
    const wrong = matcher.split(/[,-]/).find((code) => Number(code) < 200 || Number(code) > 499);
    return wrong === undefined ? undefined : `Health check matcher HTTP code '${wrong}' must be within '200-499' inclusive`;
}

function mistakesOf(inputs: Props): readonly Mistake[] {
    const mistakes: Mistake[] = [];
    const { targetType, protocol } = inputs;
    if (targetType === "lambda" || targetType === "alb")
        return [notModeled("targetType", `a target group of type ${targetType}`)];
    for (const name of ["port", "protocol", "vpcId"]) {
        if (isAbsent(inputs[name])) mistakes.push(mistake(name, `must be given when targetType is "${String(targetType)}"`));
    }
    const http = protocol === "HTTP" || protocol === "HTTPS";
    if (typeof protocol === "string" && !http && protocol !== "TCP")
        mistakes.push(notModeled("protocol", `a target group with protocol ${protocol}`));
    if (protocol === "TCP" && !isAbsent(inputs["protocolVersion"])) {
        mistakes.push(mistake("protocolVersion", 'must not be given when protocol is "TCP"'));
    }
    const version = inputs["protocolVersion"];
    if (version === "HTTP2" || version === "GRPC")
        mistakes.push(notModeled("protocolVersion", `a target group that speaks ${version}`));
    const check = record(inputs, "healthCheck");
    if (http && check["protocol"] === "TCP") {
        mistakes.push(mistake("healthCheck.protocol", `cannot be "TCP" when protocol is "${protocol}"`));
    }
    if (check["enabled"] === false)
        mistakes.push(
            mistake("healthCheck.enabled", `health checks cannot be disabled when targetType is "${String(targetType)}"`),
        );
    const cookie = record(inputs, "stickiness");
    if (http && typeof cookie["type"] === "string" && cookie["type"].startsWith("source_ip")) {
        mistakes.push(
            mistake(
                "stickiness.type",
                `"${cookie["type"]}" is not supported by target groups with the ${protocol} protocol`,
                "InvalidConfigurationRequest",
            ),
        );
    }
    if (cookie["type"] === "app_cookie") mistakes.push(notModeled("stickiness.type", "stickiness by an application's cookie"));
    return mistakes;
}

/** The health check as it counts, with the API's defaults where the block is absent. */
function effectiveCheck(inputs: Props, olds: Props = {}): Draft {
    const given = inputs["healthCheck"];
    const before = record(olds, "healthCheck");
    if (!isProps(given) && !isAbsent(olds["healthCheck"])) return { ...before };
    const tcp = optionalText(inputs, "protocol") === "TCP";
    const thresholds = { healthyThreshold: 5, unhealthyThreshold: 2 };
    const usual: Draft = { enabled: true, interval: 30, port: "traffic-port", protocol: tcp ? "TCP" : "HTTP", ...thresholds };
    const check: Draft = { ...usual, ...(isProps(given) ? given : {}) };
    const http = check["protocol"] !== "TCP";
    // ELB guide, "Health check settings": 5 seconds for targets by instance or address.
    check["timeout"] = numberOr(check, "timeout", numberOr(before, "timeout", http ? 5 : 10));
    check["path"] = http ? textOr(check, "path", textOr(before, "path", "/")) : "";
    check["matcher"] = http ? textOr(check, "matcher", textOr(before, "matcher", "200")) || "200" : "";
    return check;
}

function checked(inputs: Props, olds?: Props): Draft {
    const check = effectiveCheck(inputs, olds);
    const interval = numberOr(check, "interval", 30);
    const timeout = numberOr(check, "timeout", 5);
    if (timeout >= interval) {
        throw new AwsError(validationError, `Health check timeout '${timeout}' must be smaller than the interval '${interval}'`);
    }
    const algorithm = textOr(
        inputs,
        "loadBalancingAlgorithmType",
        textOr(olds ?? {}, "loadBalancingAlgorithmType", "round_robin"),
    );
    const mitigation = textOr(inputs, "loadBalancingAnomalyMitigation", "off");
    if (numberOr(inputs, "slowStart", 0) > 0 && algorithm !== "round_robin") {
        throw new AwsError(
            "InvalidConfigurationRequest",
            `Slow start mode is not supported with the ${algorithm} routing algorithm`,
        );
    }
    if (mitigation === "on" && algorithm !== "weighted_random") {
        throw new AwsError(
            "InvalidConfigurationRequest",
            `Target anomaly mitigation requires the weighted_random algorithm, not ${algorithm}`,
        );
    }
    const usualSticky = { enabled: false, type: "lb_cookie", cookieDuration: 86_400, cookieName: "" };
    const usualHealth = {
        dnsFailover: { minimumHealthyTargetsCount: "1", minimumHealthyTargetsPercentage: "off" },
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
    };
    return {
        ...inputs,
        healthCheck: check,
        loadBalancingAlgorithmType: algorithm,
        loadBalancingAnomalyMitigation: mitigation,
        loadBalancingCrossZoneEnabled: textOr(inputs, "loadBalancingCrossZoneEnabled", "use_load_balancer_configuration"),
        stickiness: { ...usualSticky, ...record(olds ?? {}, "stickiness"), ...record(inputs, "stickiness") },
        targetGroupHealth: { ...usualHealth, ...record(olds ?? {}, "targetGroupHealth"), ...record(inputs, "targetGroupHealth") },
    };
}

function createModel(cloud: Cloud, inputs: Props): Made {
    const name = nameFrom(cloud, inputs, "tf-");
    if (cloud.where(targetGroupType, "name", name).length > 0) {
        throw new AwsError(
            "DuplicateTargetGroupName",
            `A target group with the same name '${name}' exists, but with different settings`,
        );
    }
    if (cloud.all(targetGroupType).length >= mostTargetGroups) {
        throw new AwsError("TooManyTargetGroups", `The maximum number of target groups has been reached: ${mostTargetGroups}`);
    }
    const vpcId = textOr(inputs, "vpcId", "");
    cloud.need(vpcType, vpcId, validationError, `The VPC ID '${vpcId}' is not found`);
    const settings = checked(inputs);
    const arnSuffix = `targetgroup/${name}/${cloud.hex(16)}`;
    const arn = cloud.arn("elasticloadbalancing", arnSuffix);
    return {
        id: arn,
        props: {
            ...settings,
            name,
            namePrefix: textOr(inputs, "namePrefix", ""),
            protocolVersion: textOr(inputs, "protocol", "HTTP") === "TCP" ? "" : textOr(inputs, "protocolVersion", "HTTP1"),
            ipAddressType: textOr(inputs, "ipAddressType", "ipv4"),
            arn,
            arnSuffix,
            loadBalancerArns: [],
        },
    };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Draft {
    const settings = checked(inputs, object.props);
    if (flag(record(settings, "stickiness"), "enabled")) checkStickinessAllowed(cloud, object.id);
    return {
        ...merged(targetGroup.inputs, object.props, inputs),
        ...settings,
        loadBalancerArns: loadBalancersUsing(cloud, object.id),
    };
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    if (!uses(cloud).some((use) => use.targetGroupArn === object.id)) return;
    throw new AwsError("ResourceInUse", `Target group '${object.id}' is currently in use by a listener or a rule`);
}
