import { Cloud } from "../../cloud/cloud";
import { AwsError, NotModeled } from "../../cloud/errors";
import { flag, optionalText, Props, records, text, texts } from "../../cloud/values";
import { DataSource, flagProperty, objectProperty, setProperty, textProperty } from "../model";
import { callerArn } from "./caller";
import { Zone, zonesOf } from "./zones";

const describeZones = "EC2 API Reference, DescribeAvailabilityZones";
const zoneStates = ["available", "information", "impaired", "unavailable", "constrained"];

const zoneAttributes: { readonly [filter: string]: (zone: Zone, region: string) => string } = {
    "group-name": (zone) => zone.groupName,
    "opt-in-status": () => "opt-in-not-required",
    "region-name": (_, region) => region,
    state: () => "available",
    "zone-id": (zone) => zone.id,
    "zone-name": (zone) => zone.name,
    "zone-type": () => "availability-zone",
};

const availabilityZones: DataSource = {
    token: "aws:index/getAvailabilityZones:getAvailabilityZones",
    inputs: {
        allAvailabilityZones: flagProperty(),
        excludeNames: setProperty(textProperty()),
        excludeZoneIds: setProperty(textProperty()),
        filters: setProperty(
            objectProperty({
                name: textProperty({ required: true }),
                values: setProperty(textProperty(), { required: true }),
            }),
        ),
        state: textProperty({ oneOf: zoneStates, source: describeZones }),
    },
    read: readZones,
    checks: [{ what: "A filter that the API does not have is refused (InvalidParameterValue).", source: describeZones }],
};

function readZones(cloud: Cloud, args: Props): Props {
    if (flag(args, "allAvailabilityZones")) throw new NotModeled("allAvailabilityZones (Local and Wavelength Zones)");
    const { region } = cloud;
    const excluded = new Set([...texts(args, "excludeNames"), ...texts(args, "excludeZoneIds")]);
    const state = optionalText(args, "state") ?? "available";
    const filters = records(args, "filters").map((filter) => {
        const name = text(filter, "name");
        const attribute = zoneAttributes[name];
        if (attribute === undefined) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
        return { attribute, values: new Set(texts(filter, "values")) };
    });
    const zones = zonesOf(region).filter(
        (zone) =>
            state === "available"
            && !excluded.has(zone.name)
            && !excluded.has(zone.id)
            && filters.every(({ attribute, values }) => values.has(attribute(zone, region))),
    );
    return {
        ...args,
        id: region,
        names: zones.map((zone) => zone.name),
        zoneIds: zones.map((zone) => zone.id),
        groupNames: [...new Set(zones.map((zone) => zone.groupName))],
    };
}

const callerIdentity: DataSource = {
    token: "aws:index/getCallerIdentity:getCallerIdentity",
    inputs: { id: textProperty() },
    read: (cloud) => ({
        accountId: cloud.account,
        arn: callerArn(cloud),
        id: cloud.account,
        userId: `AIDA${cloud.hexOf("colorway", 17).toUpperCase()}`,
    }),
    checks: [],
};

const partition: DataSource = {
    token: "aws:index/getPartition:getPartition",
    inputs: { id: textProperty() },
    read: (cloud) => ({
        dnsSuffix: "amazonaws.com",
        id: cloud.partition,
        partition: cloud.partition,
        reverseDnsPrefix: "com.amazonaws",
    }),
    checks: [],
};

const descriptions: { readonly [region: string]: string } = {
    "us-east-1": "US East (N. Virginia)",
    "us-west-2": "US West (Oregon)",
    "eu-west-1": "Europe (Ireland)",
    "eu-central-1": "Europe (Frankfurt)",
};

const region: DataSource = {
    token: "aws:index/getRegion:getRegion",
    inputs: { endpoint: textProperty(), id: textProperty(), name: textProperty(), region: textProperty() },
    read: readRegion,
    checks: [{ what: "A region that the account does not have is not found.", source: "EC2 API Reference, DescribeRegions" }],
};

function readRegion(cloud: Cloud, args: Props): Props {
    const endpoint = optionalText(args, "endpoint");
    const byEndpoint = Object.keys(descriptions).find((candidate) => `ec2.${candidate}.amazonaws.com` === endpoint);
    const name =
        optionalText(args, "region") ?? optionalText(args, "name") ?? (endpoint === undefined ? cloud.region : byEndpoint);
    if (name === undefined) throw new Error(`no matching region found for the endpoint "${endpoint}"`);
    const description = descriptions[name];
    if (description === undefined) throw new Error(`no matching region found for the name "${name}"`);
    return { description, endpoint: `ec2.${name}.amazonaws.com`, id: name, name, region: name };
}

export const accountSources: readonly DataSource[] = [availabilityZones, callerIdentity, partition, region];
