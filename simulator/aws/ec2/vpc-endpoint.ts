import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { canonical, Draft, flag, isAbsent, list, optionalText, Props, text, textOr, texts, Value } from "../../cloud/values";
import { parseDocument, sameDocument } from "../iam/document";
import { flagProperty, Mistake, ResourceModel, setProperty, textProperty } from "../model";
import { endpointService, privateDnsName, shortServiceName } from "./endpoint-services";
import { gatewayProps, mustTakeTables } from "./gateway-endpoint";
import { defaultGroupOf, needSecurityGroup } from "./groups";
import { attachInterface, detachInterfaces, freeAddressCount, interfacesIn, regroupInterfaces } from "./interfaces";
import { endpointType, needSubnet, needVpc } from "./types";
import { hasPrivateDns } from "./vpc";

const createEndpoint = "EC2 API Reference, CreateVpcEndpoint";
const interfaceGuide = "AWS PrivateLink Guide, Access an AWS service using an interface VPC endpoint";
const policyGuide = "AWS PrivateLink Guide, Endpoint policies";
/** Characters of a policy, white space counted (same page). */
const maxPolicySize = 20480;
const gatewayGuide = "AWS PrivateLink Guide, Gateway endpoints";

export const vpcEndpoint: ResourceModel = {
    type: endpointType,
    service: "EC2",
    actions: { create: "CreateVpcEndpoint", update: "ModifyVpcEndpoint", remove: "DeleteVpcEndpoints" },
    invalidCode: "InvalidParameter",
    inputs: {
        vpcId: textProperty({ required: true, replace: true, source: createEndpoint }),
        serviceName: textProperty({ required: true, replace: true, source: createEndpoint }),
        vpcEndpointType: textProperty({
            replace: true,
            default: "Gateway",
            oneOf: ["Gateway", "Interface"],
            source: createEndpoint,
        }),
        routeTableIds: setProperty(textProperty(), { computed: true, source: gatewayGuide }),
        subnetIds: setProperty(textProperty(), { computed: true, source: interfaceGuide }),
        securityGroupIds: setProperty(textProperty(), { computed: true, source: interfaceGuide }),
        privateDnsEnabled: flagProperty({ computed: true, source: interfaceGuide }),
        ipAddressType: textProperty({ computed: true, oneOf: ["ipv4"] }),
        policy: textProperty({
            computed: true,
            rule: policyRule,
            same: sameDocument,
            code: "InvalidPolicyDocument",
            source: policyGuide,
        }),
    },
    outputs: [
        "arn", "cidrBlocks", "dnsEntries", "networkInterfaceIds", "ownerId", "prefixListId", "requesterManaged", "state",
        "subnetConfigurations",
    ],
    tagged: true,
    validate: kindMistakes,
    replaceOn: (olds, news) =>
        textOr(news, "vpcEndpointType", "Gateway") !== "Interface"
        && flag(olds, "privateDnsEnabled") !== flag(news, "privateDnsEnabled")
            ? ["privateDnsEnabled"]
            : [],
    recomputed: (olds, news) =>
        !isAbsent(news["subnetIds"]) && members(olds, "subnetIds") !== members(news, "subnetIds")
            ? ["networkInterfaceIds", "subnetConfigurations"]
            : [],
    create: createModel,
    update: updateModel,
    remove: (cloud, object) => detachInterfaces(cloud, object.id),
    usualSeconds: { create: 60, update: 20, remove: 30 },
    checks: [
        {
            what: "The service exists in the region (InvalidServiceName) and has that kind of endpoint (InvalidParameter).",
            source: createEndpoint,
        },
        {
            what: "Gateway endpoints take route tables of their VPC, one endpoint of a service per table (RouteAlreadyExists).",
            source: gatewayGuide,
        },
        {
            what: "Interface endpoints take a subnet per zone (DuplicateSubnetsInSameZone), the VPC's groups (InvalidParameter).",
            source: interfaceGuide,
        },
        {
            what: "The policy is a document with principals, and has at most 20,480 characters (InvalidPolicyDocument).",
            source: policyGuide,
        },
        {
            what: "Private DNS needs both DNS attributes of the VPC; no other endpoint answers for the name (InvalidParameter).",
            source: interfaceGuide,
        },
    ],
};

function policyRule(value: Value): string | undefined {
    const document = String(value);
    if (document.length > maxPolicySize) return `policies have at most ${maxPolicySize} characters, got ${document.length}`;
    const parsed = parseDocument(document, "resource");
    return "mistake" in parsed ? `the specified policy document is not a valid policy document: ${parsed.mistake}` : undefined;
}

function members(props: Props, name: string): string {
    return canonical([...list(props, name)].map(canonical).sort());
}

/** What only the other kind of endpoint takes. */
function kindMistakes(inputs: Props): readonly Mistake[] {
    const kind = inputs["vpcEndpointType"];
    const foreign = kind === "Interface" ? ["routeTableIds"] : kind === "Gateway" ? ["subnetIds", "securityGroupIds"] : [];
    return foreign
        .filter((name) => list(inputs, name).length > 0)
        .map((path) => ({ path, message: `${path}: not supported by endpoints of type ${String(kind)} (InvalidParameter)` }));
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const vpc = needVpc(cloud, text(inputs, "vpcId"));
    const serviceName = text(inputs, "serviceName");
    const service = endpointService(serviceName, cloud.region);
    if (service === undefined) {
        throw new AwsError("InvalidServiceName", `The Vpc Endpoint Service '${serviceName}' does not exist`);
    }
    const kind = textOr(inputs, "vpcEndpointType", "Gateway");
    if (!(kind === "Gateway" ? service.gateway : service.interface)) {
        const available = kind === "Gateway" ? "Interface" : "Gateway";
        throw new AwsError(
            "InvalidParameter",
            `Endpoint type (${kind}) does not match available service types ([${available}]).`,
        );
    }
    const id = cloud.newId("vpce");
    const common = {
        ...inputs,
        vpcEndpointType: kind,
        arn: cloud.arn("ec2", `vpc-endpoint/${id}`),
        ipAddressType: "ipv4",
        ownerId: cloud.account,
        requesterManaged: false,
        serviceRegion: cloud.region,
        state: "available",
    };
    if (kind === "Gateway") {
        mustTakeTables(cloud, vpc.id, serviceName, texts(inputs, "routeTableIds"));
        return { id, props: { ...common, ...gatewayProps(cloud, inputs) } };
    }
    checkInterface(cloud, vpc, inputs);
    return { id, props: { ...common, ...placed(cloud, id, vpc.id, inputs) } };
}

function checkInterface(cloud: Cloud, vpc: CloudObject, inputs: Props, self?: string): void {
    const zones = new Set<string>();
    for (const subnetId of texts(inputs, "subnetIds")) {
        const subnet = needSubnet(cloud, subnetId);
        if (text(subnet.props, "vpcId") !== vpc.id) {
            throw new AwsError("InvalidParameter", `Subnet ${subnetId} does not belong to VPC ${vpc.id}`);
        }
        const zone = text(subnet.props, "availabilityZone");
        if (zones.has(zone)) {
            throw new AwsError(
                "DuplicateSubnetsInSameZone",
                `Found another VPC endpoint subnet in the availability zone of ${subnetId}. `
                    + "VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.",
            );
        }
        zones.add(zone);
        const there = self !== undefined && interfacesIn(cloud, { owner: self, subnetId }).length > 0;
        if (!there && freeAddressCount(cloud, subnet) < 1) {
            throw new AwsError(
                "InsufficientFreeAddressesInSubnet",
                "The specified subnet does not have enough free addresses to satisfy the request.",
            );
        }
    }
    for (const groupId of texts(inputs, "securityGroupIds")) {
        if (text(needSecurityGroup(cloud, groupId).props, "vpcId") !== vpc.id) {
            throw new AwsError("InvalidParameter", `Security Group ${groupId} does not belong to VPC ${vpc.id}`);
        }
    }
    if (flag(inputs, "privateDnsEnabled")) checkPrivateDns(cloud, vpc, text(inputs, "serviceName"), self);
}

function checkPrivateDns(cloud: Cloud, vpc: CloudObject, serviceName: string, self: string | undefined): void {
    if (!hasPrivateDns(vpc)) {
        throw new AwsError(
            "InvalidParameter",
            `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.id}`,
        );
    }
    const taken = cloud
        .where(endpointType, "vpcId", vpc.id)
        .some(
            (other) =>
                other.id !== self && flag(other.props, "privateDnsEnabled") && text(other.props, "serviceName") === serviceName,
        );
    if (taken) {
        const name = privateDnsName(serviceName, cloud.region);
        throw new AwsError(
            "InvalidParameter",
            `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} `
                + `in the VPC ${vpc.id}`,
        );
    }
}

/** Puts the endpoint's interfaces into its subnets: new ones where there are none, gone where a subnet left. */
function placed(cloud: Cloud, id: string, vpcId: string, inputs: Props): Draft {
    const wanted = texts(inputs, "subnetIds");
    const given = texts(inputs, "securityGroupIds");
    const usual = defaultGroupOf(cloud, vpcId)?.id;
    const securityGroupIds = given.length > 0 || usual === undefined ? given : [usual];
    const present = interfacesIn(cloud, { owner: id });
    const cards = wanted.map(
        (subnetId) =>
            present.find((card) => text(card.props, "subnetId") === subnetId)
            ?? attachInterface(cloud, { subnetId, securityGroupIds, description: `VPC Endpoint Interface ${id}`, owner: id }),
    );
    for (const card of present) if (!cards.includes(card)) cloud.remove(card.type, card.id);
    regroupInterfaces(cloud, id, securityGroupIds);
    const dns = flag(inputs, "privateDnsEnabled");
    return {
        subnetIds: wanted,
        securityGroupIds,
        routeTableIds: [],
        networkInterfaceIds: cards.map((card) => card.id),
        subnetConfigurations: cards.map((card) => ({
            subnetId: text(card.props, "subnetId"),
            ipv4: text(card.props, "privateIp"),
        })),
        privateDnsEnabled: dns,
        dnsEntries: dnsEntries(cloud, id, text(inputs, "serviceName"), cards, dns),
        cidrBlocks: [],
        prefixListId: "",
        policy: optionalText(inputs, "policy") ?? fullAccess,
    };
}

const fullAccess = JSON.stringify({ Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }] });

function dnsEntries(
    cloud: Cloud,
    id: string,
    serviceName: string,
    cards: readonly CloudObject[],
    dns: boolean,
): readonly Value[] {
    const zone = `Z${cloud.hexOf(`vpce ${cloud.region}`, 13).toUpperCase()}`;
    const host = `${id}-${cloud.hexOf(id, 8)}`;
    const short = shortServiceName(serviceName, cloud.region) ?? serviceName;
    const domain = `${short.split(".").reverse().join(".")}.${cloud.region}.vpce.amazonaws.com`;
    const zonal = cards.map((card) => `${host}-${text(card.props, "availabilityZone")}.${domain}`);
    const names = [`${host}.${domain}`, ...zonal].map((dnsName): Value => ({ dnsName, hostedZoneId: zone }));
    return dns
        ? [
              ...names,
              { dnsName: privateDnsName(serviceName, cloud.region), hostedZoneId: `Z${cloud.hexOf(id, 20).toUpperCase()}` },
          ]
        : names;
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Props {
    const merged = { ...object.props, ...inputs };
    const vpc = needVpc(cloud, text(merged, "vpcId"));
    if (text(merged, "vpcEndpointType") === "Gateway") {
        mustTakeTables(cloud, vpc.id, text(merged, "serviceName"), texts(merged, "routeTableIds"), object.id);
        return { ...merged, ...gatewayProps(cloud, merged) };
    }
    checkInterface(cloud, vpc, merged, object.id);
    return { ...merged, ...placed(cloud, object.id, vpc.id, merged) };
}
