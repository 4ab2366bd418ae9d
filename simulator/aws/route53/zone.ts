import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, Props, records, text, textOr, Value } from "../../cloud/values";
import { vpcType } from "../ec2/types";
import { merged } from "../merge";
import { flagProperty, Made, objectProperty, ResourceModel, setProperty, textProperty } from "../model";
import { bareName, recordsOf, recordType, zoneType } from "./types";

const create = "Route 53 API Reference, CreateHostedZone";
const format = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html";

/** 500 hosted zones per account: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html */
const mostZones = 500;

export const zone: ResourceModel = {
    type: zoneType,
    service: "Route 53",
    actions: { create: "CreateHostedZone", update: "UpdateHostedZoneComment", remove: "DeleteHostedZone" },
    invalidCode: "InvalidInput",
    inputs: {
        name: textProperty({
            required: true,
            replace: true,
            rule: domainRule,
            same: sameName,
            code: "InvalidDomainName",
            source: format,
        }),
        comment: textProperty({ default: "Managed by Pulumi", maxLength: 256, source: create }),
        forceDestroy: flagProperty({ default: false }),
        vpcs: setProperty(
            objectProperty({ vpcId: textProperty({ required: true }), vpcRegion: textProperty({ computed: true }) }),
        ),
    },
    outputs: ["arn", "zoneId", "nameServers", "primaryNameServer"],
    tagged: true,
    validate: (inputs) =>
        inputs["name"] === "" ? [{ path: "name", message: "name: must not be empty (InvalidDomainName)" }] : [],
    replaceOn: (olds, news) => (records(olds, "vpcs").length > 0 === records(news, "vpcs").length > 0 ? [] : ["vpcs"]),
    create: createModel,
    update: (cloud, object, inputs) => ({ ...merged(zone.inputs, object.props, inputs), vpcs: attached(cloud, inputs) }),
    remove: removeModel,
    usualSeconds: { create: 30, update: 2, remove: 5 },
    checks: [
        { what: "The name is a domain name (InvalidDomainName).", source: format },
        { what: "VPCs of a private zone exist (InvalidVPCId).", source: create },
        { what: "500 hosted zones at most (TooManyHostedZones).", source: create },
        {
            what: "Only an empty zone is deleted, unless forceDestroy is set (HostedZoneNotEmpty).",
            source: "Route 53 API Reference, DeleteHostedZone",
        },
    ],
};

/** The mistake in a domain name, in words. */
export function domainRule(value: Value): string | undefined {
    const name = String(value).replace(/\.$/, "");
    const labels = name.split(".");
    if (name.length > 255) return `a domain name has at most 255 characters, got ${name.length}`;
    const wrong = labels.find((label) => !/^[A-Za-z0-9_*-]{1,63}$/.test(label));
    return wrong === undefined
        ? undefined
        : `${JSON.stringify(String(value))} is not a domain name: each part has 1 to 63 letters, digits or hyphens`;
}

function sameName(a: Value, b: Value): boolean {
    return bareName(String(a)) === bareName(String(b));
}

function createModel(cloud: Cloud, inputs: Props): Made {
    if (cloud.all(zoneType).length >= mostZones) {
        throw new AwsError(
            "TooManyHostedZones",
            `Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more hosted zones. ${mostZones} are allowed.`,
        );
    }
    const vpcs = attached(cloud, inputs);
    const id = `Z${BigInt(`0x${cloud.hex(24)}`)
        .toString(36)
        .toUpperCase()
        .padStart(19, "0")
        .slice(0, 19)}`;
    return {
        id,
        props: { ...zoneProps(cloud, id, text(inputs, "name")), ...inputs, vpcs, name: bareName(text(inputs, "name")) },
    };
}

function attached(cloud: Cloud, inputs: Props): readonly Value[] {
    return records(inputs, "vpcs").map((one) => {
        const vpcId = text(one, "vpcId");
        cloud.need(vpcType, vpcId, "InvalidVPCId", `The VPC: ${vpcId} you provided is not authorized to make the association.`);
        return { vpcId, vpcRegion: textOr(one, "vpcRegion", cloud.region) };
    });
}

/** What Route 53 says about a zone beside its settings. */
export function zoneProps(cloud: Cloud, id: string, name: string): Draft {
    const number = Number.parseInt(cloud.hexOf(`${id}/${name}`, 6), 16);
    const nameServers = ["org", "co.uk", "com", "net"].map((top, index) => {
        const server = ((number >> (index * 4)) % 512) + index * 512;
        return `ns-${server}.awsdns-${String(server % 64).padStart(2, "0")}.${top}`;
    });
    return {
        arn: cloud.arn("route53", `hostedzone/${id}`, { region: "", account: "" }),
        zoneId: id,
        nameServers,
        primaryNameServer: nameServers[0] ?? "",
    };
}

function removeModel(cloud: Cloud, object: CloudObject): void {
    const left = recordsOf(cloud, object.id);
    if (left.length > 0 && !flag(object.props, "forceDestroy")) {
        throw new AwsError(
            "HostedZoneNotEmpty",
            "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        );
    }
    for (const record of left) cloud.remove(recordType, record.id);
}
