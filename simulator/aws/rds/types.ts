import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { optionalText } from "../../cloud/values";

/** Type tokens of RDS. */
export const subnetGroupType = "aws:rds/subnetGroup:SubnetGroup";
export const parameterGroupType = "aws:rds/parameterGroup:ParameterGroup";
export const instanceType = "aws:rds/instance:Instance";
/** Snapshots that outlive their instance: `identifier`, `instance`, `arn`. */
export const snapshotType = "sim:rds/snapshot";

export const service = "RDS";
export const invalidValueCode = "InvalidParameterValue";
export const invalidCombinationCode = "InvalidParameterCombination";

export function invalidValue(message: string): AwsError {
    return new AwsError(invalidValueCode, message);
}

export function invalidCombination(message: string): AwsError {
    return new AwsError(invalidCombinationCode, message);
}

/** The instances whose property `name` has that value. */
export function instancesWith(cloud: Cloud, name: string, value: string): readonly CloudObject[] {
    return cloud.all(instanceType).filter(({ props }) => optionalText(props, name) === value);
}
