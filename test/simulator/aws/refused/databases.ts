import { RefusedCase } from "./case";
import {
    database,
    databaseReady,
    dbParameters,
    dbSubnets,
    elsewhere,
    monitoringRole,
    network,
    ownPassword,
} from "./service-steps";
import { ref, role, subnet } from "./steps";

const value = "InvalidParameterValue";
const combination = "InvalidParameterCombination";

/** What RDS refuses. */
export const refusedDatabases: readonly RefusedCase[] = [
    {
        title: "one zone for a database",
        program: [
            ...network,
            subnet("a2", "10.0.9.0/24", { availabilityZone: "us-east-1a" }),
            dbSubnets({ subnetIds: [ref("a.id"), ref("a2.id")] }),
        ],
        expect: {
            code: "DBSubnetGroupDoesNotCoverEnoughAZs",
            message:
                "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: us-east-1a. "
                + "Add subnets to cover at least 2 AZs.",
        },
    },
    {
        title: "a subnet group of a subnet that does not exist",
        program: [...network, dbSubnets({ subnetIds: [ref("a.id"), "subnet-0123456789abcdef0"] })],
        expect: { code: "InvalidSubnet", message: "Some input subnets in :[subnet-0123456789abcdef0] are invalid." },
    },
    {
        title: "a subnet group over two VPCs",
        program: [...network, ...elsewhere, dbSubnets({ subnetIds: [ref("b.id"), ref("other.id")] })],
        expect: { code: "InvalidSubnet" },
    },
    {
        title: "a second subnet group of the same name",
        program: [...databaseReady, dbSubnets({}, "again")],
        expect: { code: "DBSubnetGroupAlreadyExists", message: "The DB subnet group 'data' already exists." },
    },
    {
        title: "a parameter that PostgreSQL has not",
        program: [dbParameters("postgres17", [{ name: "rds.force_tls", value: "1" }])],
        expect: { code: value, message: "Could not find parameter with name: rds.force_tls" },
    },
    {
        title: "a static parameter at once",
        program: [dbParameters("postgres17", [{ name: "shared_preload_libraries", value: "pgaudit" }])],
        expect: { code: combination, message: "cannot use immediate apply method for static parameter" },
    },
    {
        title: "a value that a parameter does not take",
        program: [dbParameters("postgres17", [{ name: "rds.force_ssl", value: "on" }])],
        expect: { code: value, message: "Invalid parameter value: on for: rds.force_ssl allowed values are: 0,1" },
    },
    {
        title: "a family that does not exist",
        program: [dbParameters("postgres7")],
        expect: { code: value, message: "ParameterGroupFamily postgres7 is not a valid parameter group family" },
    },
    {
        title: "a second instance of the same identifier",
        program: [...databaseReady, database(), database({}, "again")],
        expect: { code: "DBInstanceAlreadyExists", message: "DB instance already exists" },
    },
    {
        title: "a subnet group that does not exist",
        program: [database({ dbSubnetGroupName: "nowhere" })],
        expect: { code: "DBSubnetGroupNotFoundFault", message: "DBSubnetGroup 'nowhere' doesn't exist." },
    },
    {
        title: "a parameter group of another family",
        program: [...databaseReady, dbParameters("postgres16"), database({ parameterGroupName: ref("parameters.name") })],
        expect: {
            code: combination,
            message:
                "The parameter group parameters with DBParameterGroupFamily postgres16 can't be used for this instance. "
                + "Please use a parameter group with DBParameterGroupFamily postgres17.",
        },
    },
    {
        title: "a parameter group that does not exist",
        program: [...databaseReady, database({ parameterGroupName: "none" })],
        expect: { code: "DBParameterGroupNotFound", message: "DBParameterGroup not found: none" },
    },
    {
        title: "a PostgreSQL version that does not exist",
        program: [...databaseReady, database({ engineVersion: "17.99" })],
        expect: { code: combination, message: "Cannot find version 17.99 for postgres" },
    },
    {
        title: "an instance class that does not exist",
        program: [...databaseReady, database({ instanceClass: "db.t4g.huge" })],
        expect: { code: value, message: "Invalid DB Instance class: db.t4g.huge" },
    },
    {
        title: "an instance class that PostgreSQL 17 does not run on",
        program: [...databaseReady, database({ instanceClass: "db.t2.micro" })],
        expect: {
            code: combination,
            message:
                /^RDS does not support creating a DB instance with the following combination: DBInstanceClass=db\.t2\.micro,/,
        },
    },
    {
        title: "19 GiB of gp3",
        program: [...databaseReady, database({ allocatedStorage: 19 })],
        expect: { code: value, message: "Invalid storage size for engine name postgres and storage type gp3: 19" },
    },
    {
        title: "a bound of autoscaling at the size itself",
        program: [...databaseReady, database({ maxAllocatedStorage: 20 })],
        expect: { code: combination, message: "Max storage size must be greater than storage size" },
    },
    {
        title: "IOPS of one's own below 400 GiB",
        program: [...databaseReady, database({ allocatedStorage: 399, iops: 12000 })],
        expect: {
            code: combination,
            message: "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400.",
        },
    },
    {
        title: "provisioned IOPS without a number",
        program: [...databaseReady, database({ storageType: "io1", allocatedStorage: 100 })],
        expect: { code: combination },
    },
    {
        title: "a key without encryption",
        program: [...databaseReady, database({ storageEncrypted: false, kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/x" })],
        expect: { code: combination },
    },
    {
        title: "a key that does not exist",
        program: [...databaseReady, database({ kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/x" })],
        expect: {
            code: "KMSKeyNotAccessibleFault",
            message: /^The specified KMS key \[arn:aws:kms:us-east-1:111122223333:key\/x\] does not exist/,
        },
    },
    {
        title: "windows that overlap",
        program: [...databaseReady, database({ backupWindow: "03:00-04:00", maintenanceWindow: "sun:03:30-sun:04:30" })],
        expect: { code: value, message: "The backup window and maintenance window must not overlap." },
    },
    {
        title: "windows that overlap past midnight and the week's end",
        program: [...databaseReady, database({ backupWindow: "23:45-00:30", maintenanceWindow: "sun:23:00-mon:00:15" })],
        expect: { code: value, message: "The backup window and maintenance window must not overlap." },
    },
    {
        title: "a backup window of 29 minutes",
        program: [...databaseReady, database({ backupWindow: "03:00-03:29" })],
        expect: { code: value },
    },
    {
        title: "backups for 36 days",
        program: [...databaseReady, database({ backupRetentionPeriod: 36 })],
        expect: { code: value, message: "(0 - 35), got 36" },
    },
    {
        title: "a password beside a managed one",
        program: [...databaseReady, database({ password: "correct-horse" })],
        expect: { code: value, message: "conflicts with password" },
    },
    {
        title: "no password at all",
        program: [...databaseReady, database(ownPassword)],
        expect: { code: value, message: "The parameter MasterUserPassword must be provided and must not be blank." },
    },
    {
        title: "a password with an @",
        program: [...databaseReady, database({ ...ownPassword, password: "p@ssword1" })],
        expect: { code: value },
    },
    {
        title: "a password of seven letters",
        program: [...databaseReady, database({ ...ownPassword, password: "seven77" })],
        expect: { code: value },
    },
    {
        title: "the user name admin",
        program: [...databaseReady, database({ username: "admin" })],
        expect: { code: value, message: "MasterUsername admin cannot be used as it is a reserved word used by the engine" },
    },
    {
        title: "a database name with a hyphen",
        program: [...databaseReady, database({ dbName: "color-way" })],
        expect: { code: value },
    },
    {
        title: "an identifier with two hyphens in a row",
        program: [...databaseReady, database({ identifier: "color--way" })],
        expect: { code: value },
    },
    {
        title: "an identifier of 64 letters",
        program: [...databaseReady, database({ identifier: "d".repeat(64) })],
        expect: { code: value },
    },
    {
        title: "monitoring without a role",
        program: [...databaseReady, database({ monitoringInterval: 60 })],
        expect: {
            code: combination,
            message: "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
        },
    },
    {
        title: "monitoring every two seconds",
        program: [
            ...databaseReady,
            monitoringRole,
            database({ monitoringInterval: 2, monitoringRoleArn: ref("monitoring.arn") }),
        ],
        expect: { code: value },
    },
    {
        title: "a monitoring role that trusts RDS itself",
        program: [
            ...databaseReady,
            role("monitoring", "rds.amazonaws.com"),
            database({ monitoringInterval: 60, monitoringRoleArn: ref("monitoring.arn") }),
        ],
        expect: {
            code: value,
            message: "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
        },
    },
    {
        title: "94 days of Performance Insights",
        program: [...databaseReady, database({ performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 94 })],
        expect: { code: value },
    },
    {
        title: "retention without Performance Insights",
        program: [...databaseReady, database({ performanceInsightsRetentionPeriod: 7 })],
        expect: { code: combination },
    },
    {
        title: "MySQL's slow query log",
        program: [...databaseReady, database({ enabledCloudwatchLogsExports: ["slowquery"] })],
        expect: {
            code: combination,
            message:
                "You cannot use the log types 'slowquery' with engine version postgres 17.9. For supported log types, "
                    + "see the documentation.",
        },
    },
    {
        title: "a zone of its own for a Multi-AZ instance",
        program: [...databaseReady, database({ multiAz: true, availabilityZone: "us-east-1a" })],
        expect: { code: combination, message: "Requesting a specific availability zone is not valid for Multi-AZ instances." },
    },
    {
        title: "a security group of another VPC",
        program: [...databaseReady, ...elsewhere, database({ vpcSecurityGroupIds: [ref("foreign.id")] })],
        expect: { code: combination, message: /^The DB instance and EC2 security group are in different VPCs\./ },
    },
    {
        title: "a certificate authority of the past",
        program: [...databaseReady, database({ caCertIdentifier: "rds-ca-2019" })],
        expect: { code: "CertificateNotFound", message: "Certificate not found: rds-ca-2019" },
    },
];
