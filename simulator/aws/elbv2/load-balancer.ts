import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import {
    Draft,
    flag,
    isAbsent,
    isUnknown,
    optionalText,
    Props,
    record,
    records,
    sameValue,
    text,
    texts,
    textOr,
} from "../../cloud/values";
import { defaultGroupOf } from "../ec2/groups";
import { attachInterface, detachInterfaces, regroupInterfaces } from "../ec2/interfaces";
import { merged } from "../merge";
import {
    flagProperty,
    Made,
    Mistake,
    numberProperty,
    objectProperty,
    ResourceModel,
    setProperty,
    Shape,
    textProperty,
} from "../model";
import { nameFrom } from "../naming";
import { checkAttributes, placement, Placement, subnetIds } from "./load-balancer-checks";
import { mistake, notModeled, validationError } from "./mistakes";
import { nameRule } from "./names";
import { listenerRuleType, listenerType, loadBalancerType } from "./types";

const create = "ELBv2 API Reference, CreateLoadBalancer";
const attributes = "ELBv2 API Reference, LoadBalancerAttribute";
const quotas = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";
const mostLoadBalancers = 50;

// Hosted zones of the load balancers' own names: https://docs.aws.amazon.com/general/latest/gr/elb.html
export const hostedZones: { readonly [region: string]: string } = {
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-west-2": "Z1H1FL5HABSF5",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-central-1": "Z215JYRZR1TBD5",
};

const logs: Shape = {
    bucket: textProperty({ required: true }),
    enabled: flagProperty({ default: false }),
    prefix: textProperty(),
};

const mapping: Shape = {
    subnetId: textProperty({ required: true }),
    allocationId: textProperty(),
    ipv6Address: textProperty(),
    outpostId: textProperty({ computed: true }),
    privateIpv4Address: textProperty(),
};

export const loadBalancer: ResourceModel = {
    type: loadBalancerType,
    service: "Elastic Load Balancing v2",
    actions: { create: "CreateLoadBalancer", update: "ModifyLoadBalancerAttributes", remove: "DeleteLoadBalancer" },
    invalidCode: validationError,
    inputs: {
        name: textProperty({ computed: true, replace: true, conflictsWith: ["namePrefix"], rule: nameRule, source: create }),
        namePrefix: textProperty({ computed: true, replace: true, maxLength: 6, pattern: /^[0-9A-Za-z][0-9A-Za-z-]*$/ }),
        loadBalancerType: textProperty({
            default: "application",
            replace: true,
            oneOf: ["application", "network", "gateway"],
            source: create,
        }),
        internal: flagProperty({ computed: true, replace: true, source: create }),
        ipAddressType: textProperty({
            computed: true,
            oneOf: ["ipv4", "dualstack", "dualstack-without-public-ipv4"],
            source: create,
        }),
        subnets: setProperty(textProperty(), { computed: true, source: create }),
        subnetMappings: setProperty(objectProperty(mapping), { computed: true, source: create }),
        securityGroups: setProperty(textProperty(), { computed: true, source: create }),
        accessLogs: objectProperty(logs, { source: attributes }),
        connectionLogs: objectProperty(logs, { source: attributes }),
        healthCheckLogs: objectProperty(logs, { source: attributes }),
        clientKeepAlive: numberProperty({ default: 3600, min: 60, max: 604_800, source: attributes }),
        desyncMitigationMode: textProperty({
            default: "defensive",
            oneOf: ["monitor", "defensive", "strictest"],
            source: attributes,
        }),
        dropInvalidHeaderFields: flagProperty({ default: false, source: attributes }),
        enableCrossZoneLoadBalancing: flagProperty({ source: attributes, same: () => true }),
        enableDeletionProtection: flagProperty({ default: false, source: attributes }),
        enableHttp2: flagProperty({ default: true, source: attributes }),
        enableTlsVersionAndCipherSuiteHeaders: flagProperty({ default: false, source: attributes }),
        enableWafFailOpen: flagProperty({ default: false, source: attributes }),
        enableXffClientPort: flagProperty({ default: false, source: attributes }),
        enableZonalShift: flagProperty({ default: false, source: attributes }),
        idleTimeout: numberProperty({ default: 60, min: 1, max: 4000, source: attributes }),
        preserveHostHeader: flagProperty({ default: false, source: attributes }),
        xffHeaderProcessingMode: textProperty({ default: "append", oneOf: ["append", "preserve", "remove"], source: attributes }),
    },
    outputs: ["arn", "arnSuffix", "dnsName", "vpcId", "zoneId"],
    tagged: true,
    autoname: { property: "name", maxLength: 32 },
    validate: mistakesOf,
    replaceOn: (olds, news) => (changedMapping(olds, news) ? ["subnetMappings"] : []),
    recomputed,
    create: createModel,
    update: updateModel,
    remove: removeModel,
    usualSeconds: { create: 150, update: 5, remove: 15 },
    checks: [
        {
            what:
                "The name is not taken in the region (DuplicateLoadBalancerName); 50 "
                + "load balancers at most (TooManyLoadBalancers).",
            source: create,
        },
        {
            what:
                "Subnets exist (SubnetNotFound), are of one VPC and of different zones "
                + "(InvalidConfigurationRequest), two at least (ValidationError).",
            source: create,
        },
        {
            what: "Each subnet is a /27 or larger with 8 free addresses (InvalidSubnet).",
            source: "ELB guide, Subnets for your load balancer",
        },
        {
            what: "An internet-facing load balancer needs an internet gateway in its VPC (InvalidSubnet).",
            source: "ELB guide, Create an Application Load Balancer",
        },
        {
            what: "Security groups exist (InvalidSecurityGroup) and are of the VPC (InvalidConfigurationRequest).",
            source: create,
        },
        {
            what:
                "The bucket of logs exists, lets the log delivery service write, and "
                + "has no KMS key (InvalidConfigurationRequest).",
            source: "ELB guide, Enable access logs",
        },
        { what: "Deletion protection keeps it (OperationNotPermitted).", source: "ELBv2 API Reference, DeleteLoadBalancer" },
    ],
};

function mistakesOf(inputs: Props): readonly Mistake[] {
    const type = inputs["loadBalancerType"];
    const mistakes: Mistake[] = [];
    if (type === "network" || type === "gateway")
        mistakes.push(notModeled("loadBalancerType", `a load balancer of type ${type}`));
    const given = ["subnets", "subnetMappings"].filter((name) => !isAbsent(inputs[name]));
    if (given.length !== 1) {
        mistakes.push(
            mistake(
                given[0] ?? "subnets",
                `exactly one of subnets, subnetMappings must be given, got ${given.length === 0 ? "none" : "both"}`,
            ),
        );
    }
    if (inputs["internal"] === true && inputs["ipAddressType"] === "dualstack-without-public-ipv4") {
        mistakes.push(
            mistake(
                "ipAddressType",
                "dualstack-without-public-ipv4 is for internet-facing load balancers only",
                "InvalidConfigurationRequest",
            ),
        );
    }
    const fixed = records(inputs, "subnetMappings").some(
        (one) => !isAbsent(one["allocationId"]) || !isAbsent(one["privateIpv4Address"]),
    );
    if (fixed)
        mistakes.push(
            mistake("subnetMappings", "an Application Load Balancer has no addresses of its own choice; give subnetId only"),
        );
    return mistakes;
}

/** A mapping that was there and is different now replaces; terraform-provider-aws, `customizeDiffLoadBalancerALB`. */
function changedMapping(olds: Props, news: Props): boolean {
    if (isAbsent(news["subnetMappings"]) || isUnknown(news["subnetMappings"])) return false;
    const before = records(olds, "subnetMappings").map((one) => optionalText(one, "subnetId"));
    const after = records(news, "subnetMappings").map((one) => optionalText(one, "subnetId"));
    const kept = after.filter((id) => before.includes(id)).length;
    return after.length === before.length ? kept < after.length : kept < Math.min(before.length, after.length);
}

function recomputed(olds: Props, news: Props): readonly string[] {
    const changed = (name: string): boolean => !isAbsent(news[name]) && !sameMembers(olds, news, name);
    if (changed("subnets")) return ["subnetMappings"];
    return changed("subnetMappings") ? ["subnets"] : [];
}

function sameMembers(olds: Props, news: Props, name: string): boolean {
    return sameValue([...texts(olds, name)].sort(), [...texts(news, name)].sort());
}

function createModel(cloud: Cloud, inputs: Props): Made {
    const name = nameFrom(cloud, inputs, "tf-lb-");
    if (cloud.where(loadBalancerType, "name", name).length > 0) {
        throw new AwsError(
            "DuplicateLoadBalancerName",
            `A load balancer with the same name '${name}' exists, but with different settings`,
        );
    }
    if (cloud.all(loadBalancerType).length >= mostLoadBalancers) {
        throw new AwsError(
            "TooManyLoadBalancers",
            `The maximum number of load balancers has been reached: ${mostLoadBalancers} (${quotas})`,
        );
    }
    const place = placement(cloud, inputs);
    const suffix = `app/${name}/${cloud.hex(16)}`;
    const arn = cloud.arn("elasticloadbalancing", `loadbalancer/${suffix}`);
    checkAttributes(cloud, inputs, arn);
    const internal = flag(inputs, "internal");
    place.subnets.forEach((subnet) => plug(cloud, arn, suffix, subnet.id, internal, place.securityGroups));
    const number = (Number.parseInt(cloud.hex(8), 16) % 1_000_000_000) + 1_000_000_000;
    return {
        id: arn,
        props: {
            ...described(cloud, inputs, place),
            name,
            namePrefix: textOr(inputs, "namePrefix", ""),
            internal,
            ipAddressType: textOr(inputs, "ipAddressType", "ipv4"),
            arn,
            arnSuffix: suffix,
            dnsName: `${internal ? "internal-" : ""}${name}-${number}.${cloud.region}.elb.amazonaws.com`,
            zoneId: hostedZones[cloud.region] ?? "",
        },
    };
}

function plug(
    cloud: Cloud,
    arn: string,
    suffix: string,
    subnetId: string,
    internal: boolean,
    securityGroupIds: readonly string[],
): void {
    attachInterface(cloud, { subnetId, securityGroupIds, owner: arn, description: `ELB ${suffix}`, public: !internal });
}

function described(cloud: Cloud, inputs: Props, place: Placement): Draft {
    const usual = defaultGroupOf(cloud, place.vpcId)?.id;
    const groups = place.securityGroups.length > 0 || usual === undefined ? place.securityGroups : [usual];
    return {
        ...inputs,
        vpcId: place.vpcId,
        subnets: place.subnets.map((subnet) => subnet.id),
        subnetMappings: place.subnets.map(({ id }) => ({
            subnetId: id,
            allocationId: "",
            ipv6Address: "",
            outpostId: "",
            privateIpv4Address: "",
        })),
        securityGroups: groups,
    };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Draft {
    const olds = object.props;
    const wanted = merged(loadBalancer.inputs, olds, inputs);
    if (!isAbsent(inputs["subnetMappings"])) wanted["subnets"] = null;
    const place = placement(cloud, wanted, texts(olds, "subnets"));
    checkAttributes(cloud, wanted, object.id);
    const before = [...texts(olds, "subnets")].sort();
    if (!sameValue(before, [...subnetIds(wanted)].sort())) {
        detachInterfaces(cloud, object.id);
        place.subnets.forEach((subnet) =>
            plug(cloud, object.id, text(olds, "arnSuffix"), subnet.id, flag(olds, "internal"), place.securityGroups),
        );
    } else if (!sameMembers(olds, wanted, "securityGroups")) {
        regroupInterfaces(cloud, object.id, place.securityGroups);
    }
    return { ...described(cloud, wanted, place), ...dropped(olds, inputs) };
}

/** Logs that the program does not name any more are off. */
function dropped(olds: Props, inputs: Props): Props {
    const gone: Draft = {};
    for (const name of ["accessLogs", "connectionLogs", "healthCheckLogs"]) {
        if (isAbsent(inputs[name]) && !isAbsent(olds[name])) gone[name] = { ...record(olds, name), enabled: false };
    }
    return gone;
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    if (flag(object.props, "enableDeletionProtection")) {
        throw new AwsError(
            "OperationNotPermitted",
            `Load balancer '${object.id}' cannot be deleted because deletion protection is enabled`,
        );
    }
    // "Deleting a load balancer also deletes its listeners": API reference, DeleteLoadBalancer.
    for (const listener of cloud.where(listenerType, "loadBalancerArn", object.id)) {
        for (const rule of cloud.where(listenerRuleType, "listenerArn", listener.id)) cloud.remove(listenerRuleType, rule.id);
        cloud.remove(listenerType, listener.id);
    }
    detachInterfaces(cloud, object.id);
}
