import { Cloud } from "../../cloud/cloud";
import { Draft, flag, optionalText, Props, record, records, sameValue, text, textOr } from "../../cloud/values";
import { DataSource, flagProperty, mapProperty, textProperty } from "../model";
import { bareName, isPrivate, recordsOf, zoneType } from "./types";

export const getZone: DataSource = {
    token: "aws:route53/getZone:getZone",
    inputs: {
        zoneId: textProperty({ conflictsWith: ["name"] }),
        name: textProperty(),
        privateZone: flagProperty({ default: false }),
        tags: mapProperty(textProperty()),
        vpcId: textProperty(),
    },
    read,
    checks: [{ what: "Exactly one hosted zone fits.", source: "provider docs, aws.route53.getZone" }],
};

function read(cloud: Cloud, args: Props): Draft {
    const name = optionalText(args, "name");
    const zoneId = optionalText(args, "zoneId");
    const vpcId = optionalText(args, "vpcId");
    const found = cloud
        .all(zoneType)
        .filter(
            (zone) =>
                (name === undefined || text(zone.props, "name") === bareName(name))
                && (zoneId === undefined || zone.id === zoneId)
                && (vpcId === undefined || records(zone.props, "vpcs").some((one) => text(one, "vpcId") === vpcId))
                && (zoneId !== undefined || isPrivate(zone) === (flag(args, "privateZone") || vpcId !== undefined))
                && Object.entries(record(args, "tags")).every(([key, value]) =>
                    sameValue(record(zone.props, "tagsAll")[key], value),
                ),
        );
    const [zone] = found;
    if (zone === undefined) throw new Error("no matching Route 53 Hosted Zone found");
    if (found.length > 1)
        throw new Error(
            "multiple Route 53 Hosted Zones matched; use additional constraints to "
                + "reduce matches to a single Route 53 Hosted Zone",
        );
    const { props } = zone;
    return {
        id: zone.id,
        zoneId: zone.id,
        arn: text(props, "arn"),
        name: text(props, "name"),
        privateZone: isPrivate(zone),
        callerReference: `colorway-${zone.id.toLowerCase()}`,
        comment: textOr(props, "comment", ""),
        enableAcceleratedRecovery: false,
        linkedServiceDescription: "",
        linkedServicePrincipal: "",
        nameServers: props["nameServers"] ?? [],
        primaryNameServer: text(props, "primaryNameServer"),
        // Every zone has an NS and an SOA record.
        resourceRecordSetCount: recordsOf(cloud, zone.id).length + 2,
        tags: record(props, "tagsAll"),
        vpcId: vpcId ?? "",
    };
}
