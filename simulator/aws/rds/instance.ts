import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, isAbsent, numberOr, optionalText, Props, records, text, texts, textOr } from "../../cloud/values";
import { defaultGroupOf } from "../ec2/groups";
import { attachInterface, detachInterfaces } from "../ec2/interfaces";
import { Made, ResourceModel } from "../model";
import { nameFrom } from "../naming";
import { managedKeyArn, subnetsOf, zonesOfSubnets } from "../references";
import { removeManagedSecret } from "../secretsmanager/managed";
import { checkGroups, checkSettings, defaultAuthority, needKey, needSubnetGroup, needVersion } from "./instance-checks";
import { inputs, outputs } from "./instance-inputs";
import { update } from "./instance-update";
import { masterSecret } from "./master-secret";
import { storageOutputs } from "./storage";
import { instancesWith, instanceType, invalidCombination, invalidValue, invalidValueCode, service, snapshotType } from "./types";
import { familyOf, versionText } from "./versions";

const createInstance = "RDS API Reference, CreateDBInstance";
const modifyInstance = "RDS API Reference, ModifyDBInstance";
const deleteInstance = "RDS API Reference, DeleteDBInstance";

// Hosted zones of the endpoints: terraform-provider-aws reports what DescribeDBInstances says.
const hostedZones: { readonly [region: string]: string } = {
    "us-east-1": "Z2R2ITUGPM61AM",
    "us-west-2": "Z1PVIF0B656C1W",
    "eu-west-1": "Z29XKXDKYMONMX",
    "eu-central-1": "Z1RLNUO7B9Q6NB",
};

/** A PostgreSQL instance. Other engines, replicas and restores are not modeled. */
export const instance: ResourceModel = {
    type: instanceType,
    service,
    actions: { create: "CreateDBInstance", update: "ModifyDBInstance", remove: "DeleteDBInstance" },
    invalidCode: invalidValueCode,
    autoname: { property: "identifier", maxLength: 63, lower: true },
    tagged: true,
    inputs,
    outputs,
    recomputed: (olds, news) => [
        ...(!isAbsent(news["engineVersion"]) && news["engineVersion"] !== olds["engineVersion"] ? ["engineVersionActual"] : []),
        ...(news["manageMasterUserPassword"] === (olds["manageMasterUserPassword"] ?? undefined) ? [] : ["masterUserSecrets"]),
        ...(!isAbsent(news["port"]) && news["port"] !== olds["port"] ? ["endpoint"] : []),
    ],
    create,
    update,
    remove,
    // Programs know an instance by its identifier, the provider by its resource id.
    lookup: (cloud, id) => cloud.find(instanceType, id) ?? cloud.where(instanceType, "identifier", id)[0],
    usualSeconds: { create: 420, update: 180, remove: 240 },
    checks: [
        { what: "An identifier that is taken is refused (DBInstanceAlreadyExists).", source: createInstance },
        {
            what:
                "The subnet group must exist (DBSubnetGroupNotFoundFault); without one a default VPC is needed, which the "
                + "account has not (InvalidSubnet).",
            source: createInstance,
        },
        {
            what: "Security groups must exist (InvalidParameterValue) in its VPC (InvalidParameterCombination).",
            source: "RDS User Guide, working with a DB instance in a VPC",
        },
        {
            what:
                "The parameter group must exist (DBParameterGroupNotFound) and be of the version's family "
                + "(InvalidParameterCombination).",
            source: createInstance,
        },
        {
            what: "Engine versions that RDS does not offer are refused (InvalidParameterCombination).",
            source: "RDS for PostgreSQL release notes",
        },
        {
            what: "Classes must exist (InvalidParameterValue) and run the engine (InvalidParameterCombination).",
            source: "RDS User Guide, DB instance classes",
        },
        {
            what: "Size, IOPS and throughput must fit the storage type (InvalidParameterValue, InvalidParameterCombination).",
            source: "RDS User Guide, DB instance storage",
        },
        { what: "The bound of storage autoscaling is above the size (InvalidParameterCombination).", source: createInstance },
        { what: "Windows have at least 30 minutes and do not overlap (InvalidParameterValue).", source: createInstance },
        {
            what:
                "A monitoring role and an interval come together; the role must trust monitoring.rds.amazonaws.com "
                + "(InvalidParameterCombination, InvalidParameterValue).",
            source: createInstance,
        },
        {
            what: "Retention and key of Performance Insights need it enabled (InvalidParameterCombination).",
            source: createInstance,
        },
        { what: "Keys must exist and be enabled (KMSKeyNotAccessibleFault).", source: createInstance },
        { what: "A password is managed or given (InvalidParameterCombination, InvalidParameterValue).", source: createInstance },
        { what: "Log types must be PostgreSQL's (InvalidParameterCombination).", source: createInstance },
        { what: "The certificate authority must exist (CertificateNotFound).", source: "RDS User Guide, using SSL/TLS" },
        { what: "Storage never shrinks (InvalidParameterCombination).", source: modifyInstance },
        {
            what:
                "Versions never go down; a major upgrade needs allowMajorVersionUpgrade and a parameter group of the new "
                + "family (InvalidParameterCombination).",
            source: modifyInstance,
        },
        {
            what: "Without applyImmediately, changes that restart the instance wait for the maintenance window.",
            source: "RDS User Guide, modifying a DB instance",
        },
        { what: "A protected instance is not deleted (InvalidParameterCombination).", source: deleteInstance },
        {
            what:
                "Deletion takes a last snapshot of a new name, or says that it takes none (InvalidParameterCombination, "
                + "DBSnapshotAlreadyExists).",
            source: deleteInstance,
        },
    ],
};

function create(cloud: Cloud, given: Props): Made {
    const identifier = nameFrom(cloud, { name: given["identifier"] ?? null, namePrefix: given["identifierPrefix"] ?? null });
    if (instancesWith(cloud, "identifier", identifier).length > 0)
        throw new AwsError("DBInstanceAlreadyExists", "DB instance already exists");
    const version = needVersion(optionalText(given, "engineVersion"));
    if (isAbsent(given["password"]) && isAbsent(given["passwordWo"]) && !flag(given, "manageMasterUserPassword")) {
        throw invalidValue("The parameter MasterUserPassword must be provided and must not be blank.");
    }
    checkSettings(cloud, given, version);
    const subnetGroup = needSubnetGroup(cloud, given);
    const vpcId = text(subnetGroup.props, "vpcId");
    checkGroups(cloud, texts(given, "vpcSecurityGroupIds"), vpcId);
    const kmsKeyId = flag(given, "storageEncrypted")
        ? needKey(cloud, optionalText(given, "kmsKeyId") ?? managedKeyArn(cloud, "rds"))
        : "";
    const port = numberOr(given, "port", 5432);
    const resourceId = `db-${resourceLetters(cloud)}`;
    const arn = cloud.arn("rds", `db:${identifier}`);
    const groups = texts(given, "vpcSecurityGroupIds");
    const usual = defaultGroupOf(cloud, vpcId)?.id;
    const zone = placeInstance(cloud, { arn, given, subnetGroup, groups });
    const address = `${identifier}.${cloud.hexOf(`rds ${cloud.account} ${cloud.region}`, 12)}.${cloud.region}.rds.amazonaws.com`;
    const insights = flag(given, "performanceInsightsEnabled");
    return {
        id: resourceId,
        props: {
            ...given,
            ...storageOutputs(given),
            identifier,
            identifierPrefix: textOr(given, "identifierPrefix", ""),
            address,
            applyImmediately: flag(given, "applyImmediately"),
            arn,
            availabilityZone: zone,
            backupRetentionPeriod: numberOr(given, "backupRetentionPeriod", 1),
            backupTarget: "region",
            backupWindow: textOr(given, "backupWindow", "07:15-07:45"),
            caCertIdentifier: textOr(given, "caCertIdentifier", defaultAuthority),
            databaseInsightsMode: textOr(given, "databaseInsightsMode", "standard"),
            dbName: textOr(given, "dbName", ""),
            endpoint: `${address}:${port}`,
            engineLifecycleSupport: textOr(given, "engineLifecycleSupport", "open-source-rds-extended-support"),
            engineVersion: textOr(given, "engineVersion", versionText(version)),
            engineVersionActual: versionText(version),
            hostedZoneId: hostedZones[cloud.region] ?? "",
            kmsKeyId,
            latestRestorableTime: cloud.clock.iso().replace(/\.\d+Z$/, "Z"),
            licenseModel: "postgresql-license",
            listenerEndpoints: [],
            maintenanceWindow: textOr(given, "maintenanceWindow", "sun:09:05-sun:09:35").toLowerCase(),
            ...masterSecret(cloud, given, arn),
            monitoringRoleArn: textOr(given, "monitoringRoleArn", ""),
            multiAz: flag(given, "multiAz"),
            networkType: textOr(given, "networkType", "IPV4"),
            optionGroupName: `default:postgres-${version.major}`,
            parameterGroupName: textOr(given, "parameterGroupName", `default.${familyOf(version)}`),
            performanceInsightsKmsKeyId: insights
                ? needKey(cloud, optionalText(given, "performanceInsightsKmsKeyId") ?? managedKeyArn(cloud, "rds"))
                : "",
            performanceInsightsRetentionPeriod: insights ? numberOr(given, "performanceInsightsRetentionPeriod", 7) : 0,
            port,
            replicas: [],
            resourceId,
            status: "available",
            vpcSecurityGroupIds: groups.length > 0 || usual === undefined ? groups : [usual],
        },
    };
}

interface Placement {
    readonly arn: string;
    readonly given: Props;
    readonly subnetGroup: CloudObject;
    readonly groups: readonly string[];
}

/** Puts the instance, and a standby in another zone, into the subnets; returns the primary's zone. */
function placeInstance(cloud: Cloud, { arn, given, subnetGroup, groups }: Placement): string {
    const subnets = subnetsOf(
        cloud,
        texts(subnetGroup.props, "subnetIds"),
        () => new AwsError("InvalidSubnet", "A subnet of the DB subnet group is gone."),
    );
    const zones = zonesOfSubnets(subnets);
    const zone = optionalText(given, "availabilityZone") ?? zones[0] ?? "";
    if (!zones.includes(zone)) {
        throw new AwsError(
            "InvalidVPCNetworkStateFault",
            `DB subnet group ${subnetGroup.id} has no subnet in Availability Zone ${zone}`,
        );
    }
    const chosen = [zone, ...(flag(given, "multiAz") ? zones.filter((other) => other !== zone).slice(0, 1) : [])];
    try {
        for (const one of chosen) {
            const subnet = subnets.find(({ props }) => text(props, "availabilityZone") === one);
            if (subnet === undefined) continue;
            attachInterface(cloud, {
                subnetId: subnet.id,
                securityGroupIds: groups,
                description: "RDSNetworkInterface",
                owner: arn,
            });
        }
    } catch (error) {
        detachInterfaces(cloud, arn);
        throw error;
    }
    return zone;
}

function remove(cloud: Cloud, object: CloudObject): void {
    const { props } = object;
    if (flag(props, "deletionProtection")) {
        throw invalidCombination("Cannot delete protected DB Instance, please disable deletion protection and try again.");
    }
    const arn = text(props, "arn");
    if (!flag(props, "skipFinalSnapshot")) {
        const identifier = optionalText(props, "finalSnapshotIdentifier");
        if (identifier === undefined)
            throw invalidCombination("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        if (cloud.find(snapshotType, identifier) !== undefined) {
            throw new AwsError(
                "DBSnapshotAlreadyExists",
                `Cannot create the snapshot because a snapshot with the identifier ${identifier} already exists.`,
            );
        }
        cloud.put(snapshotType, identifier, {
            identifier,
            instance: text(props, "identifier"),
            arn: cloud.arn("rds", `snapshot:${identifier}`),
            region: cloud.region,
        });
    }
    for (const secret of records(props, "masterUserSecrets")) removeManagedSecret(cloud, text(secret, "secretArn"));
    detachInterfaces(cloud, arn);
}

/** Letters of a resource id: 26 of A–Z and 2–7. */
function resourceLetters(cloud: Cloud): string {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    return (
        cloud
            .hex(52)
            .match(/../g)
            ?.map((byte) => letters[Number.parseInt(byte, 16) % letters.length])
            .join("") ?? ""
    );
}
