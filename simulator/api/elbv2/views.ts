import { actionsOf, loadBalancersUsing } from "../../aws/elbv2/usage";
import { subnetType } from "../../aws/ec2/types";
import { TargetHealth } from "../../aws/elbv2/targets";
import { contains, parseCidr } from "../../aws/ec2/cidr";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { flag, numberOr, optionalText, Props, record, records, text, texts, textOr } from "../../cloud/values";
import { actionsToApi } from "./actions";
import { conditionsToApi } from "./conditions";
import { defaultRuleArn } from "./lookups";

// What the API answers about each kind of thing: ELBv2 API Reference, the page of each data type.

export function loadBalancerView(cloud: Cloud, { id, props, created }: CloudObject): Props {
    return {
        LoadBalancerArn: id,
        DNSName: text(props, "dnsName"),
        CanonicalHostedZoneId: text(props, "zoneId"),
        CreatedTime: created,
        LoadBalancerName: text(props, "name"),
        Scheme: flag(props, "internal") ? "internal" : "internet-facing",
        VpcId: text(props, "vpcId"),
        State: { Code: "active" },
        Type: "application",
        AvailabilityZones: texts(props, "subnets").map((subnetId) => ({
            ZoneName: textOr(cloud.find(subnetType, subnetId)?.props ?? {}, "availabilityZone", ""),
            SubnetId: subnetId,
            LoadBalancerAddresses: [],
        })),
        SecurityGroups: texts(props, "securityGroups"),
        IpAddressType: textOr(props, "ipAddressType", "ipv4"),
    };
}

export function listenerView(listener: CloudObject): Props {
    const { id, props } = listener;
    const certificate = optionalText(props, "certificateArn");
    const policy = textOr(props, "sslPolicy", "");
    return {
        ListenerArn: id,
        LoadBalancerArn: text(props, "loadBalancerArn"),
        Port: numberOr(props, "port", 80),
        Protocol: textOr(props, "protocol", "HTTP"),
        Certificates: certificate === undefined ? null : [{ CertificateArn: certificate }],
        SslPolicy: policy === "" ? null : policy,
        DefaultActions: actionsToApi(actionsOf(listener)),
    };
}

export function ruleView(rule: CloudObject): Props {
    return {
        RuleArn: rule.id,
        Priority: String(numberOr(rule.props, "priority", 0)),
        Conditions: conditionsToApi(records(rule.props, "conditions")),
        Actions: actionsToApi(actionsOf(rule)),
        IsDefault: false,
    };
}

export function defaultRuleView(cloud: Cloud, listener: CloudObject): Props {
    return {
        RuleArn: defaultRuleArn(cloud, listener),
        Priority: "default",
        Conditions: [],
        Actions: actionsToApi(actionsOf(listener)),
        IsDefault: true,
    };
}

export function targetGroupView(cloud: Cloud, { id, props }: CloudObject): Props {
    const check = record(props, "healthCheck");
    const matcher = textOr(check, "matcher", "");
    const path = textOr(check, "path", "");
    const version = textOr(props, "protocolVersion", "");
    return {
        TargetGroupArn: id,
        TargetGroupName: text(props, "name"),
        Protocol: optionalText(props, "protocol") ?? null,
        Port: props["port"] ?? null,
        VpcId: optionalText(props, "vpcId") ?? null,
        HealthCheckProtocol: textOr(check, "protocol", "HTTP"),
        HealthCheckPort: textOr(check, "port", "traffic-port"),
        HealthCheckEnabled: flag(check, "enabled", true),
        HealthCheckIntervalSeconds: numberOr(check, "interval", 30),
        HealthCheckTimeoutSeconds: numberOr(check, "timeout", 5),
        HealthyThresholdCount: numberOr(check, "healthyThreshold", 5),
        UnhealthyThresholdCount: numberOr(check, "unhealthyThreshold", 2),
        HealthCheckPath: path === "" ? null : path,
        Matcher: matcher === "" ? null : { HttpCode: matcher },
        LoadBalancerArns: loadBalancersUsing(cloud, id),
        TargetType: textOr(props, "targetType", "instance"),
        ProtocolVersion: version === "" ? null : version,
        IpAddressType: textOr(props, "ipAddressType", "ipv4"),
    };
}

export function targetHealthView(cloud: Cloud, group: CloudObject, target: TargetHealth): Props {
    const port = textOr(record(group.props, "healthCheck"), "port", "traffic-port");
    return {
        Target: { Id: target.id, Port: target.port, AvailabilityZone: target.zone ?? zoneOf(cloud, group, target.id) ?? null },
        HealthCheckPort: port === "traffic-port" ? String(target.port) : port,
        TargetHealth: { State: target.state, Reason: target.reason ?? null, Description: target.description ?? null },
    };
}

/** Zone of the subnet that an address is in. */
function zoneOf(cloud: Cloud, group: CloudObject, id: string): string | undefined {
    const address = parseCidr(`${id}/32`);
    const subnet = cloud.where(subnetType, "vpcId", textOr(group.props, "vpcId", "")).find(({ props }) => {
        const range = parseCidr(textOr(props, "cidrBlock", ""));
        return address !== undefined && range !== undefined && contains(range, address);
    });
    return subnet === undefined ? undefined : optionalText(subnet.props, "availabilityZone");
}
