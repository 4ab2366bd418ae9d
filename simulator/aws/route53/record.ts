import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, isAbsent, Props, text, Value } from "../../cloud/values";
import { merged } from "../merge";
import {
    flagProperty,
    listProperty,
    Made,
    Mistake,
    numberProperty,
    objectProperty,
    ResourceModel,
    setProperty,
    textProperty,
} from "../model";
import { checkRecord, invalidBatch } from "./record-checks";
import { bareName, fullName, recordsNamed, recordType, zoneType } from "./types";

const change = "Route 53 API Reference, ChangeResourceRecordSets";
const recordSet = "Route 53 API Reference, ResourceRecordSet";

export const record: ResourceModel = {
    type: recordType,
    service: "Route 53",
    actions: { create: "ChangeResourceRecordSets", remove: "ChangeResourceRecordSets" },
    invalidCode: "InvalidInput",
    inputs: {
        zoneId: textProperty({ required: true, replace: true, minLength: 1, maxLength: 44, source: recordSet }),
        name: textProperty({ required: true, replace: true, maxLength: 1024, same: sameName, source: recordSet }),
        type: textProperty({
            required: true,
            oneOf: [
                "A",
                "AAAA",
                "CAA",
                "CNAME",
                "DS",
                "HTTPS",
                "MX",
                "NAPTR",
                "NS",
                "PTR",
                "SOA",
                "SPF",
                "SRV",
                "SSHFP",
                "SVCB",
                "TLSA",
                "TXT",
            ],
            source: recordSet,
        }),
        ttl: numberProperty({ min: 0, max: 2_147_483_647, conflictsWith: ["aliases"], source: recordSet }),
        records: setProperty(textProperty({ maxLength: 4000 }), { source: recordSet }),
        aliases: listProperty(
            objectProperty({
                name: textProperty({ required: true, minLength: 1, maxLength: 1024, same: sameName }),
                zoneId: textProperty({ required: true, minLength: 1, maxLength: 32 }),
                evaluateTargetHealth: flagProperty({ required: true }),
            }),
            { maxItems: 1, source: "Route 53 API Reference, AliasTarget" },
        ),
        allowOverwrite: flagProperty({ computed: true }),
    },
    outputs: ["fqdn"],
    tagged: false,
    validate: mistakesOf,
    create: createModel,
    update: updateModel,
    usualSeconds: { create: 35, update: 35, remove: 35 },
    checks: [
        { what: "The hosted zone exists (NoSuchHostedZone).", source: change },
        {
            what: "The record is not there yet, unless allowOverwrite is set; its name lies in the zone (InvalidChangeBatch).",
            source: change,
        },
        {
            what: "A CNAME stands alone, has one value, and is not the zone itself (InvalidChangeBatch).",
            source: "Route 53 guide, CNAME record type",
        },
        {
            what: "An alias leads to a load balancer or record that exists (InvalidChangeBatch).",
            source: "Route 53 API Reference, AliasTarget",
        },
        { what: "Values fit the type (InvalidChangeBatch); 400 at most.", source: "Route 53 guide, Supported DNS record types" },
    ],
};

function sameName(a: Value, b: Value): boolean {
    return bareName(String(a)) === bareName(String(b));
}

function mistakesOf(inputs: Props): readonly Mistake[] {
    const given = ["aliases", "records"].filter((name) => !isAbsent(inputs[name]));
    const mistakes: Mistake[] = [];
    if (given.length !== 1) {
        const which = given.length === 0 ? "none" : "both";
        mistakes.push({
            path: given[0] ?? "records",
            message: `${given[0] ?? "records"}: exactly one of aliases, records must be given, got ${which} (InvalidInput)`,
        });
    }
    if (given.includes("records") && isAbsent(inputs["ttl"]))
        mistakes.push({ path: "ttl", message: "ttl: must be given together with records (InvalidInput)" });
    return mistakes;
}

function createModel(cloud: Cloud, inputs: Props): Made {
    const zone = needZone(cloud, inputs);
    const name = bareName(text(inputs, "name"));
    const fqdn = fullName(name, text(zone.props, "name"));
    const type = text(inputs, "type");
    const present = recordsNamed(cloud, zone.id, fqdn).find((other) => text(other.props, "type") === type);
    if (present !== undefined && !flag(inputs, "allowOverwrite")) {
        throw invalidBatch(`Tried to create resource record set [name='${fqdn}.', type='${type}'] but it already exists`);
    }
    checkRecord(cloud, zone, fqdn, inputs, present?.id);
    const id = present?.id ?? `${zone.id}_${name}_${type}`;
    return { id, props: { ...inputs, name, fqdn, allowOverwrite: flag(inputs, "allowOverwrite") } };
}

function updateModel(cloud: Cloud, object: CloudObject, inputs: Props): Draft {
    const zone = needZone(cloud, inputs);
    checkRecord(cloud, zone, text(object.props, "fqdn"), inputs, object.id);
    return { ...merged(record.inputs, object.props, inputs), name: bareName(text(inputs, "name")) };
}

function needZone(cloud: Cloud, inputs: Props): CloudObject {
    const zoneId = text(inputs, "zoneId").replace(/^\/hostedzone\//, "");
    const zone = cloud.find(zoneType, zoneId);
    if (zone === undefined) throw new AwsError("NoSuchHostedZone", `No hosted zone found with ID: ${zoneId}`, 404);
    return zone;
}
