import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";

/** Type tokens of ECR. */
export const repositoryType = "aws:ecr/repository:Repository";
export const lifecyclePolicyType = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

export const service = "ECR";
export const invalidCode = "InvalidParameterException";

export function invalid(message: string): AwsError {
    return new AwsError(invalidCode, message);
}

/** The repository, or ECR's error. */
export function needRepository(cloud: Cloud, name: string): CloudObject {
    const message = `The repository with name '${name}' does not exist in the registry with id '${cloud.account}'`;
    return cloud.need(repositoryType, name, "RepositoryNotFoundException", message);
}
