import { Cloud, CloudObject } from "../../cloud/cloud";
import { list, optionalText, text, texts } from "../../cloud/values";

export const zoneType = "aws:route53/zone:Zone";
export const recordType = "aws:route53/record:Record";

/** Lower case, without the last dot. */
export function bareName(name: string): string {
    return name.toLowerCase().replace(/\.$/, "");
}

/**
 * The full name of a record: the zone's name is added unless the text already ends so.
 * terraform-provider-aws, `expandRecordName`.
 */
export function fullName(name: string, zone: string): string {
    const bare = bareName(name);
    if (bare.endsWith(bareName(zone))) return bare;
    return bare === "" ? bareName(zone) : `${bare}.${bareName(zone)}`;
}

/** The records of a zone that have that full name. */
export function recordsNamed(cloud: Cloud, zoneId: string, name: string): readonly CloudObject[] {
    return recordsOf(cloud, zoneId).filter(({ props }) => bareName(text(props, "fqdn")) === bareName(name));
}

/** The records of a zone, beside the NS and SOA that every zone has. */
export function recordsOf(cloud: Cloud, zoneId: string): readonly CloudObject[] {
    return cloud.where(recordType, "zoneId", zoneId);
}

export function isPrivate({ props }: CloudObject): boolean {
    return list(props, "vpcs").length > 0;
}

/** The hosted zone that the world asks about names of `domain`: public, and delegated down from the registered domain. */
export function publicZoneFor(cloud: Cloud, domain: string): CloudObject | undefined {
    return cloud
        .all(zoneType)
        .filter((zone) => !isPrivate(zone) && covers(text(zone.props, "name"), domain) && isDelegated(cloud, zone))
        .sort((a, b) => text(b.props, "name").length - text(a.props, "name").length)[0];
}

function covers(zone: string, domain: string): boolean {
    const name = bareName(domain);
    return name === bareName(zone) || name.endsWith(`.${bareName(zone)}`);
}

function isDelegated(cloud: Cloud, zone: CloudObject): boolean {
    if (zone.hidden?.["registered"] === true) return true;
    const name = text(zone.props, "name");
    const parent = name.slice(name.indexOf(".") + 1);
    const above = parent.includes(".") ? publicZoneFor(cloud, parent) : undefined;
    if (above === undefined) return false;
    const servers = texts(zone.props, "nameServers").map(bareName).sort().join();
    return recordsNamed(cloud, above.id, name).some(
        ({ props }) => optionalText(props, "type") === "NS" && texts(props, "records").map(bareName).sort().join() === servers,
    );
}
