import { Cloud, CloudObject } from "../../cloud/cloud";
import {
    Draft,
    flag,
    isAbsent,
    numberOr,
    optionalText,
    Props,
    records,
    sameValue,
    text,
    texts,
    textOr,
} from "../../cloud/values";
import { regroupInterfaces } from "../ec2/interfaces";
import { merged } from "../merge";
import { removeManagedSecret } from "../secretsmanager/managed";
import { checkGroups, checkSettings, needSubnetGroup, needVersion } from "./instance-checks";
import { inputs } from "./instance-inputs";
import { masterSecret } from "./master-secret";
import { checkGrowth, storageOutputs } from "./storage";
import { invalidCombination } from "./types";
import { compareVersions, familyOf, resolveVersion, Version, versionText } from "./versions";

// RDS User Guide, "Settings for DB instances": what waits for the maintenance window unless applied immediately.
const deferred = [
    "allocatedStorage",
    "engineVersion",
    "engineVersionActual",
    "instanceClass",
    "iops",
    "multiAz",
    "networkType",
    "storageThroughput",
    "storageType",
    "licenseModel",
    "caCertIdentifier",
];

/** ModifyDBInstance. */
export function update(cloud: Cloud, object: CloudObject, news: Props): Draft {
    const old = object.props;
    const next = merged(inputs, old, news);
    const version = nextVersion(old, news);
    // A default group follows the version.
    const follows = isAbsent(news["parameterGroupName"]) && text(old, "parameterGroupName").startsWith("default.");
    if (follows) next["parameterGroupName"] = `default.${familyOf(version)}`;
    // A speed that RDS chose for the old size or type is not a wish for the new one.
    const asked: Props = { ...next, ...ownSpeed(old, news), ...ownInsights(news), ...asGiven(news), ...ownRole(old, news) };
    checkUpgrade(old, next, version);
    checkGrowth(old, next);
    checkSettings(cloud, asked, version);
    const vpcId = text(needSubnetGroup(cloud, next).props, "vpcId");
    const groups = texts(next, "vpcSecurityGroupIds");
    checkGroups(cloud, groups, vpcId);
    if (!sameValue(old["vpcSecurityGroupIds"], next["vpcSecurityGroupIds"])) regroupInterfaces(cloud, text(old, "arn"), groups);
    const changed: Draft = {
        ...next,
        ...storageOutputs(asked),
        ...changedSecret(cloud, old, next),
        ...insightsOutputs(next),
        engineVersion: textOr(next, "engineVersion", versionText(version)),
        engineVersionActual: versionText(version),
        applyImmediately: flag(next, "applyImmediately"),
        endpoint: `${text(old, "address")}:${numberOr(next, "port", 5432)}`,
        maintenanceWindow: textOr(next, "maintenanceWindow", "").toLowerCase(),
        monitoringRoleArn: numberOr(next, "monitoringInterval", 0) === 0 ? "" : textOr(next, "monitoringRoleArn", ""),
        multiAz: flag(next, "multiAz"),
    };
    return flag(next, "applyImmediately") ? changed : withPending(old, changed);
}

function withPending(old: Props, changed: Draft): Draft {
    const waiting = deferred.filter((name) => !sameValue(old[name], changed[name]));
    return { ...changed, ...Object.fromEntries(waiting.map((name) => [name, old[name] ?? null])) };
}

/** The version after the update; a major version alone means no other minor than the present one. */
function nextVersion(old: Props, news: Props): Version {
    const present = presentVersion(old);
    const wanted = optionalText(news, "engineVersion");
    if (wanted === undefined || wanted === String(present.major) || wanted === versionText(present)) return present;
    return needVersion(wanted);
}

function presentVersion(old: Props): Version {
    const [major = 0, minor = 0] = text(old, "engineVersionActual").split(".").map(Number);
    return resolveVersion(`${major}.${minor}`) ?? { major, minor };
}

function checkUpgrade(old: Props, next: Props, version: Version): void {
    const present = presentVersion(old);
    const from = versionText(present);
    const to = versionText(version);
    if (compareVersions(version, present) < 0) throw invalidCombination(`Cannot upgrade postgres from ${from} to ${to}`);
    if (version.major === present.major) return;
    if (!flag(next, "allowMajorVersionUpgrade")) {
        throw invalidCombination("The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.");
    }
    if (
        text(old, "parameterGroupName") === text(next, "parameterGroupName")
        && !text(old, "parameterGroupName").startsWith("default.")
    ) {
        throw invalidCombination(
            `Current Parameter Group (${text(old, "parameterGroupName")}) is non-default. You need to explicitly `
                + "specify a new Parameter Group "
                + `of the family ${familyOf(version)} in this case (default or custom)`,
        );
    }
}

/** What AWS filled in before is no wish of the program. */
function asGiven(news: Props): Props {
    const { availabilityZone: zone = null, masterUserSecretKmsKeyId: key = null, maxAllocatedStorage: most = null } = news;
    return { availabilityZone: zone, masterUserSecretKmsKeyId: key, maxAllocatedStorage: most };
}

function ownRole(old: Props, news: Props): Props {
    if (!isAbsent(news["monitoringRoleArn"])) return {};
    return { monitoringRoleArn: numberOr(news, "monitoringInterval", 0) > 0 ? (old["monitoringRoleArn"] ?? null) : null };
}

function ownSpeed(old: Props, news: Props): Props {
    const moved =
        (!isAbsent(news["allocatedStorage"]) && news["allocatedStorage"] !== old["allocatedStorage"])
        || (!isAbsent(news["storageType"]) && news["storageType"] !== old["storageType"]);
    return moved ? { iops: news["iops"] ?? null, storageThroughput: news["storageThroughput"] ?? null } : {};
}

function ownInsights(news: Props): Props {
    if (flag(news, "performanceInsightsEnabled")) return {};
    const { performanceInsightsKmsKeyId: key = null, performanceInsightsRetentionPeriod: days = null } = news;
    return { performanceInsightsKmsKeyId: key, performanceInsightsRetentionPeriod: days };
}

function insightsOutputs(next: Props): Draft {
    if (!flag(next, "performanceInsightsEnabled"))
        return { performanceInsightsKmsKeyId: "", performanceInsightsRetentionPeriod: 0 };
    const days = numberOr(next, "performanceInsightsRetentionPeriod", 0);
    return { performanceInsightsRetentionPeriod: days === 0 ? 7 : days };
}

function changedSecret(cloud: Cloud, old: Props, next: Props): Draft {
    if (flag(old, "manageMasterUserPassword") === flag(next, "manageMasterUserPassword")) return {};
    for (const secret of records(old, "masterUserSecrets")) removeManagedSecret(cloud, text(secret, "secretArn"));
    return masterSecret(cloud, next, text(old, "arn"));
}
