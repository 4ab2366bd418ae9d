import { Cloud } from "../../cloud/cloud";

export const policyType = "aws:iam/policy:Policy";

// Policies of AWS's own, path and name: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
const awsManaged = new Set([
    "AdministratorAccess", "AmazonEBSCSIDriverPolicyV2", "AmazonEC2ContainerRegistryFullAccess",
    "AmazonEC2ContainerRegistryPowerUser", "AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEKSBlockStoragePolicy", "AmazonEKSClusterPolicy", "AmazonEKSComputePolicy", "AmazonEKSFargatePodExecutionRolePolicy",
    "AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy", "AmazonEKSServicePolicy", "AmazonEKSVPCResourceController",
    "AmazonEKSWorkerNodeMinimalPolicy", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonPrometheusRemoteWriteAccess",
    "AmazonRDSFullAccess", "AmazonRDSReadOnlyAccess", "AmazonRoute53FullAccess", "AmazonS3FullAccess", "AmazonS3ReadOnlyAccess",
    "AmazonSSMManagedInstanceCore", "AmazonVPCFullAccess", "AWSXRayDaemonWriteAccess", "CloudWatchAgentServerPolicy",
    "CloudWatchLogsFullAccess", "IAMFullAccess", "PowerUserAccess", "ReadOnlyAccess", "SecretsManagerReadWrite", "SecurityAudit",
    "job-function/ViewOnlyAccess", "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores", "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaVPCAccessExecutionRole", "service-role/AmazonEBSCSIDriverPolicy",
    "service-role/AmazonECSTaskExecutionRolePolicy", "service-role/AmazonEFSCSIDriverPolicy",
    "service-role/AmazonRDSEnhancedMonitoringRole",
]);

/** Whether a managed policy, AWS's or the account's own, can be attached. */
export function policyExists(cloud: Cloud, arn: string): boolean {
    const prefix = `arn:${cloud.partition}:iam::aws:policy/`;
    if (arn.startsWith(prefix)) return awsManaged.has(arn.slice(prefix.length));
    return cloud.where(policyType, "arn", arn).length > 0;
}
