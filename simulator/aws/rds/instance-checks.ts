import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { flag, isAbsent, numberOr, optionalText, Props, text, texts, textOr } from "../../cloud/values";
import { findSecurityGroup } from "../ec2/groups";
import { needRole } from "../iam/roles";
import { keyArnOf } from "../references";
import { dailyMinutes, weeklyMinutes, windowsOverlap } from "../windows";
import { classOffer } from "./classes";
import { familyOfGroup } from "./parameter-group";
import { checkStorage } from "./storage";
import { invalidCombination, invalidValue, invalidValueCode, subnetGroupType } from "./types";
import { familyOf, resolveVersion, Version, versionText } from "./versions";

// RDS User Guide, "Using SSL/TLS to encrypt a connection to a DB instance or cluster".
const certificateAuthorities = ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"];
export const defaultAuthority = "rds-ca-rsa2048-g1";
const logTypes = ["postgresql", "upgrade", "iam-db-auth-error"];
/** Shortest window in minutes; RDS API Reference, CreateDBInstance. */
const shortestWindow = 30;

/** The version that the inputs ask for, or RDS's error. */
export function needVersion(wanted: string | undefined): Version {
    const version = resolveVersion(wanted);
    if (version === undefined) throw invalidCombination(`Cannot find version ${wanted ?? ""} for postgres`);
    return version;
}

/** What CreateDBInstance and ModifyDBInstance both check. */
export function checkSettings(cloud: Cloud, given: Props, version: Version): void {
    checkClass(given, version);
    checkStorage(given);
    checkWindows(given);
    checkMonitoring(cloud, given);
    checkInsights(cloud, given);
    checkLogs(given, version);
    checkPassword(cloud, given);
    const group = optionalText(given, "parameterGroupName");
    if (group !== undefined) checkFamily(cloud, group, version);
    const authority = textOr(given, "caCertIdentifier", defaultAuthority);
    if (!certificateAuthorities.includes(authority))
        throw new AwsError("CertificateNotFound", `Certificate not found: ${authority}`, 404);
    if (flag(given, "multiAz") && !isAbsent(given["availabilityZone"])) {
        throw invalidCombination("Requesting a specific availability zone is not valid for Multi-AZ instances.");
    }
}

function checkClass(given: Props, version: Version): void {
    const name = text(given, "instanceClass");
    const offer = classOffer(name);
    if (offer === "unknown") throw invalidValue(`Invalid DB Instance class: ${name}`);
    if (offer === "unsupported") {
        throw invalidCombination(
            `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${name}, `
                + "Engine=postgres, "
                + `EngineVersion=${versionText(version)}, LicenseModel=postgresql-license. For supported combinations of instance `
                + "class and database engine version, see the documentation.",
        );
    }
}

function checkWindows(given: Props): void {
    const backup = optionalText(given, "backupWindow");
    const maintenance = optionalText(given, "maintenanceWindow");
    if (backup !== undefined && dailyMinutes(backup) < shortestWindow) {
        throw invalidValue(
            `Invalid backup window format or size: ${backup}. The backup window must be at least ${shortestWindow} minutes.`,
        );
    }
    if (maintenance !== undefined && (weeklyMinutes(maintenance) < shortestWindow || weeklyMinutes(maintenance) >= 24 * 60)) {
        throw invalidValue(
            `Invalid maintenance window: ${maintenance}. The maintenance window must be at least ${shortestWindow} `
                + "minutes and less than a day.",
        );
    }
    if (backup !== undefined && maintenance !== undefined && windowsOverlap(backup, maintenance)) {
        throw invalidValue("The backup window and maintenance window must not overlap.");
    }
}

function checkMonitoring(cloud: Cloud, given: Props): void {
    const interval = numberOr(given, "monitoringInterval", 0);
    const role = optionalText(given, "monitoringRoleArn") ?? "";
    if (interval > 0 && role === "") {
        throw invalidCombination("A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.");
    }
    if (role === "") return;
    if (interval === 0) {
        throw invalidCombination(
            "You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.",
        );
    }
    needRole(cloud, role, {
        service: "monitoring.rds.amazonaws.com",
        code: invalidValueCode,
        message: "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
    });
}

function checkInsights(cloud: Cloud, given: Props): void {
    const enabled = flag(given, "performanceInsightsEnabled");
    const retention = numberOr(given, "performanceInsightsRetentionPeriod", 0);
    const key = optionalText(given, "performanceInsightsKmsKeyId") ?? "";
    if (!enabled && (retention > 0 || key !== "")) {
        throw invalidCombination("You must enable Performance Insights to specify its retention period or KMS key.");
    }
    if (key !== "") needKey(cloud, key);
    if (textOr(given, "databaseInsightsMode", "standard") === "advanced" && (!enabled || retention < 465)) {
        throw invalidCombination(
            "To enable the Advanced mode of Database Insights, enable Performance Insights and set its retention "
                + "period to at least 465 days.",
        );
    }
}

function checkLogs(given: Props, version: Version): void {
    const wrong = texts(given, "enabledCloudwatchLogsExports").filter((type) => !logTypes.includes(type));
    if (wrong.length > 0) {
        throw invalidCombination(
            `You cannot use the log types '${wrong.join(", ")}' with engine version postgres ${versionText(version)}. `
                + "For supported log types, see the documentation.",
        );
    }
}

function checkPassword(cloud: Cloud, given: Props): void {
    const key = optionalText(given, "masterUserSecretKmsKeyId") ?? "";
    if (!flag(given, "manageMasterUserPassword")) {
        if (key !== "")
            throw invalidCombination("You can specify MasterUserSecretKmsKeyId only when you turn on ManageMasterUserPassword.");
        return;
    }
    if (key !== "") needKey(cloud, key);
}

/** ARN of a usable key, or `KMSKeyNotAccessibleFault`. */
export function needKey(cloud: Cloud, key: string): string {
    const arn = keyArnOf(cloud, key);
    if (arn === undefined) {
        throw new AwsError(
            "KMSKeyNotAccessibleFault",
            `The specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
        );
    }
    return arn;
}

function checkFamily(cloud: Cloud, group: string, version: Version): void {
    const family = familyOfGroup(cloud, group);
    if (family !== familyOf(version)) {
        throw invalidCombination(
            `The parameter group ${group} with DBParameterGroupFamily ${family} can't be used for this instance. `
                + `Please use a parameter group with DBParameterGroupFamily ${familyOf(version)}.`,
        );
    }
}

/** The subnet group, or RDS's error. The simulated account has no default VPC to fall back on. */
export function needSubnetGroup(cloud: Cloud, given: Props): CloudObject {
    const name = optionalText(given, "dbSubnetGroupName");
    if (name === undefined) {
        throw new AwsError(
            "InvalidSubnet",
            "No default subnet detected in VPC. Please contact AWS Support to recreate the default Subnets.",
        );
    }
    return cloud.need(subnetGroupType, name, "DBSubnetGroupNotFoundFault", `DBSubnetGroup '${name}' doesn't exist.`, 404);
}

/** Security groups must exist in the subnet group's VPC. */
export function checkGroups(cloud: Cloud, ids: readonly string[], vpcId: string): void {
    for (const id of ids) {
        const group = findSecurityGroup(cloud, id);
        if (group === undefined) throw invalidValue(`Invalid security group , groupId= ${id}, groupName=.`);
        const other = text(group.props, "vpcId");
        if (other !== vpcId) {
            throw invalidCombination(
                "The DB instance and EC2 security group are in different VPCs. "
                    + `The DB instance is in ${vpcId} and the EC2 security group is in ${other}`,
            );
        }
    }
}
