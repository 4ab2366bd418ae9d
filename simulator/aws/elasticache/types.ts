import { AwsError } from "../../cloud/errors";

/** Type tokens of ElastiCache. */
export const subnetGroupType = "aws:elasticache/subnetGroup:SubnetGroup";
export const parameterGroupType = "aws:elasticache/parameterGroup:ParameterGroup";
export const replicationGroupType = "aws:elasticache/replicationGroup:ReplicationGroup";
export const userType = "aws:elasticache/user:User";
export const userGroupType = "aws:elasticache/userGroup:UserGroup";
/** Snapshots that outlive their group. */
export const snapshotType = "sim:elasticache/snapshot";

export const service = "ElastiCache";
export const invalidValueCode = "InvalidParameterValue";

export function invalidValue(message: string): AwsError {
    return new AwsError(invalidValueCode, message);
}

export function invalidCombination(message: string): AwsError {
    return new AwsError("InvalidParameterCombination", message);
}
