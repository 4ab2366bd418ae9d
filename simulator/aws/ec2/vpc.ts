import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, isUnknown, optionalText, Props, text, textOr, Value } from "../../cloud/values";
import { flagProperty, Mistake, ResourceModel, textProperty } from "../model";
import { canonicalCidr, contains, overlap, parseCidr, Range } from "./cidr";
import { defaultGroupOf, groupsOf, ownSecurityGroupType, removeSecurityGroup } from "./groups";
import { interfacesIn } from "./interfaces";
import { addressesMappedIn, emptyTable } from "./usage";
import {
    endpointType, hasDependencies, internetGatewayType, invalidValue, mainRouteTableType, routeTableType, subnetType, vpcType,
} from "./types";

const createVpc = "EC2 API Reference, CreateVpc";
const vpcBlocks = "VPC User Guide, VPC CIDR blocks";
const errorCodes = "EC2 API Reference, Error codes";

// Blocks that no VPC may use: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
const restricted: readonly string[] = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"];

export const vpc: ResourceModel = {
    type: vpcType,
    service: "EC2",
    actions: { create: "CreateVpc", update: "ModifyVpcAttribute", remove: "DeleteVpc" },
    invalidCode: invalidValue,
    inputs: {
        cidrBlock: textProperty({ replace: true, required: true, rule: blockRule, code: "InvalidVpc.Range", source: vpcBlocks }),
        enableDnsHostnames: flagProperty({ computed: true }),
        enableDnsSupport: flagProperty({ default: true }),
        enableNetworkAddressUsageMetrics: flagProperty({ computed: true }),
        instanceTenancy: textProperty({ default: "default", oneOf: ["default", "dedicated"], source: createVpc }),
    },
    outputs: [
        "arn", "defaultNetworkAclId", "defaultRouteTableId", "defaultSecurityGroupId", "dhcpOptionsId", "mainRouteTableId",
        "ownerId",
    ],
    tagged: true,
    validate: dnsMistakes,
    replaceOn: (olds, news) =>
        textOr(olds, "instanceTenancy", "default") === "default" && textOr(news, "instanceTenancy", "default") === "dedicated"
            ? ["instanceTenancy"]
            : [],
    create: createModel,
    update: (_, object, inputs) => ({ ...object.props, ...settings(inputs, object.props) }),
    remove: removeModel,
    usualSeconds: { create: 3, update: 2, remove: 2 },
    checks: [
        { what: "The block size is between /28 and /16, host bits are zero (InvalidVpc.Range).", source: vpcBlocks },
        { what: "Loopback, link-local, multicast and 0.0.0.0/8 blocks are refused (InvalidVpc.Range).", source: vpcBlocks },
        {
            what: "DNS host names need DNS support (InvalidParameterCombination).",
            source: "EC2 API Reference, ModifyVpcAttribute",
        },
        {
            what: "A VPC goes after its subnets, gateways, groups, route tables, endpoints and interfaces (DependencyViolation).",
            source: errorCodes,
        },
        {
            what: "It comes with a main route table, a default security group and a default network ACL.",
            source: "VPC User Guide, VPC basics",
        },
        {
            what: "The number of VPCs in a region is not limited here; AWS's five are an adjustable quota.",
            source: "VPC User Guide, Quotas",
        },
    ],
};

function blockRule(value: Value): string | undefined {
    const range = typeof value === "string" ? parseCidr(value) : undefined;
    if (range === undefined) return `${JSON.stringify(value)} is not a valid IPv4 CIDR block`;
    if (range.prefix < 16 || range.prefix > 28) {
        return `expected a network with between 16 and 28 significant bits, got ${range.prefix} in ${range.text}`;
    }
    if (range.text !== canonicalCidr(range)) return `expected a network address, ${canonicalCidr(range)}, got ${range.text}`;
    const forbidden = restricted.map(parseCidr).find((other): other is Range => other !== undefined && overlap(other, range));
    return forbidden === undefined ? undefined : `${range.text} lies in the restricted block ${forbidden.text}`;
}

function dnsMistakes(inputs: Props): readonly Mistake[] {
    const support = inputs["enableDnsSupport"];
    if (!flag(inputs, "enableDnsHostnames") || isUnknown(support) || support !== false) return [];
    const path = "enableDnsHostnames";
    return [{ path, message: `${path}: DNS host names need enableDnsSupport (InvalidParameterCombination)` }];
}

function settings(inputs: Props, olds: Props): Draft {
    return {
        enableDnsHostnames: flag(inputs, "enableDnsHostnames", flag(olds, "enableDnsHostnames")),
        enableDnsSupport: flag(inputs, "enableDnsSupport", true),
        enableNetworkAddressUsageMetrics: flag(
            inputs,
            "enableNetworkAddressUsageMetrics",
            flag(olds, "enableNetworkAddressUsageMetrics"),
        ),
        instanceTenancy: textOr(inputs, "instanceTenancy", "default"),
    };
}

function createModel(cloud: Cloud, inputs: Props): { id: string; props: Draft } {
    const id = cloud.newId("vpc");
    const table = makeMainRouteTable(cloud, id);
    const group = makeDefaultGroup(cloud, id);
    return {
        id,
        props: {
            ...inputs,
            ...settings(inputs, {}),
            arn: cloud.arn("ec2", `vpc/${id}`),
            defaultNetworkAclId: cloud.newId("acl"),
            defaultRouteTableId: table,
            defaultSecurityGroupId: group,
            // Every region of an account has one default set of DHCP options.
            dhcpOptionsId: `dopt-0${cloud.hexOf(`dhcp ${cloud.region}`, 16)}`,
            mainRouteTableId: table,
            ownerId: cloud.account,
            assignGeneratedIpv6CidrBlock: false,
            ipv6AssociationId: "",
            ipv6CidrBlock: "",
            ipv6CidrBlockNetworkBorderGroup: "",
        },
    };
}

function makeMainRouteTable(cloud: Cloud, vpcId: string): string {
    const id = cloud.newId("rtb");
    cloud.put(mainRouteTableType, id, { vpcId, arn: cloud.arn("ec2", `route-table/${id}`), ownerId: cloud.account });
    return id;
}

function makeDefaultGroup(cloud: Cloud, vpcId: string): string {
    const id = cloud.newId("sg");
    cloud.put(ownSecurityGroupType, id, {
        name: "default",
        description: "default VPC security group",
        vpcId,
        arn: cloud.arn("ec2", `security-group/${id}`),
        ownerId: cloud.account,
        // What AWS puts into it: VPC User Guide, Default security groups for your VPCs.
        ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }],
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    });
    return id;
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    const { id } = object;
    const usual = defaultGroupOf(cloud, id);
    const inUse =
        [subnetType, routeTableType, internetGatewayType, endpointType].some((type) => cloud.where(type, "vpcId", id).length > 0)
        || groupsOf(cloud, id).some((group) => group.id !== usual?.id)
        || interfacesIn(cloud, { vpcId: id }).length > 0
        || addressesMappedIn(cloud, id);
    if (inUse) throw hasDependencies("vpc", id);
    for (const table of cloud.where(mainRouteTableType, "vpcId", id)) {
        emptyTable(cloud, table.id);
        cloud.remove(mainRouteTableType, table.id);
    }
    if (usual !== undefined) removeSecurityGroup(cloud, usual.id);
}

/** The IPv4 range of a VPC. */
export function rangeOf(object: CloudObject): Range {
    const range = parseCidr(text(object.props, "cidrBlock"));
    if (range === undefined) throw new AwsError("InternalError", `${object.id} has no IPv4 block`);
    return range;
}

export function liesIn(object: CloudObject, inner: Range): boolean {
    return contains(rangeOf(object), inner);
}

/** Whether a VPC answers DNS queries and names hosts, as private DNS names of endpoints need. */
export function hasPrivateDns(object: CloudObject): boolean {
    return flag(object.props, "enableDnsSupport") && flag(object.props, "enableDnsHostnames");
}

/** The VPC that a gateway is attached to. */
export function attachedVpc(gateway: CloudObject): string | undefined {
    const vpcId = optionalText(gateway.props, "vpcId");
    return vpcId === "" ? undefined : vpcId;
}
