import { isIPv4, isIPv6 } from "node:net";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError, NotModeled } from "../../cloud/errors";
import { Props, records, text, texts } from "../../cloud/values";
import { hostedZones } from "../elbv2/load-balancer";
import { loadBalancerType } from "../elbv2/types";
import { bareName, recordsNamed } from "./types";

/** Records per record set: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html */
const mostValues = 400;

export function invalidBatch(message: string): AwsError {
    return new AwsError("InvalidChangeBatch", `[${message}]`);
}

/** Refuses what ChangeResourceRecordSets refuses of a record set; `own` is the record that changes. */
export function checkRecord(cloud: Cloud, zone: CloudObject, name: string, inputs: Props, own?: string): void {
    const zoneName = text(zone.props, "name");
    const type = text(inputs, "type");
    if (name !== zoneName && !name.endsWith(`.${zoneName}`)) {
        throw invalidBatch(`RRSet with DNS name ${name}. is not permitted in zone ${zoneName}.`);
    }
    if (type === "CNAME" && name === zoneName) {
        throw invalidBatch(`RRSet of type CNAME with DNS name ${name}. is not permitted at apex in zone ${zoneName}.`);
    }
    const others = recordsNamed(cloud, zone.id, name).filter((other) => other.id !== own);
    const conflicting = others.some(
        (other) => text(other.props, "type") !== type && (type === "CNAME" || text(other.props, "type") === "CNAME"),
    );
    if (conflicting) {
        throw invalidBatch(
            `RRSet of type ${type} with DNS name ${name}. is not permitted as it conflicts with `
                + `other records with the same DNS name in zone ${zoneName}.`,
        );
    }
    for (const alias of records(inputs, "aliases")) checkAlias(cloud, zone, type, alias);
    checkValues(type, name, texts(inputs, "records"));
}

function checkAlias(cloud: Cloud, zone: CloudObject, type: string, alias: Props): void {
    const target = bareName(text(alias, "name")).replace(/^dualstack\./, "");
    const targetZone = text(alias, "zoneId");
    const tried = `Tried to create an alias that targets ${target}., type ${type} in zone ${targetZone}`;
    if (targetZone === zone.id) {
        const found = recordsNamed(cloud, zone.id, target).some((other) => text(other.props, "type") === type);
        if (!found) throw invalidBatch(`${tried}, but that target was not found`);
        return;
    }
    const region = Object.keys(hostedZones).find((name) => hostedZones[name] === targetZone);
    if (region === undefined) throw new NotModeled(`an alias into the hosted zone ${targetZone}`);
    if (type !== "A" && type !== "AAAA") throw invalidBatch(`${tried}, but the type ${type} is not supported for that target`);
    if (!target.endsWith(`.${region}.elb.amazonaws.com`)) {
        throw invalidBatch(`${tried}, but the alias target name does not lie within the target zone`);
    }
    const balancers = cloud.store.list(loadBalancerType);
    if (!balancers.some((balancer) => bareName(text(balancer.props, "dnsName")) === target)) {
        throw invalidBatch(`${tried}, but that target was not found`);
    }
}

function checkValues(type: string, name: string, values: readonly string[]): void {
    if (values.length > mostValues)
        throw invalidBatch(`The record set ${name}. has ${values.length} values; at most ${mostValues} are allowed`);
    if (type === "CNAME" && values.length > 1)
        throw invalidBatch(`A CNAME record can have only one value, ${name}. has ${values.length}`);
    for (const value of values) {
        const broken = valueProblem(type, value);
        if (broken !== undefined)
            throw invalidBatch(`Invalid Resource Record: FATAL problem: ${broken} encountered with '${value}'`);
    }
}

function valueProblem(type: string, value: string): string | undefined {
    switch (type) {
        case "A":
            return isIPv4(value) ? undefined : "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)";
        case "AAAA":
            return isIPv6(value) ? undefined : "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)";
        case "CNAME":
        case "NS":
        case "PTR":
            return /^([A-Za-z0-9_*-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?$/.test(value)
                ? undefined
                : "DomainNameIllegal (Value is not a domain name)";
        case "MX":
            return /^\d{1,5} \S+$/.test(value) ? undefined : "MXRRDATANotTwoFields (Value does not have two fields)";
        default:
            return undefined;
    }
}
