/** Identifiers that follow from what a resource was asked to be; for a create whose answer was lost. */

type Inputs = { readonly [name: string]: unknown };

// Attribute `id` and section "Import" of each resource in the Terraform AWS provider's documentation, which agree for these;
// names by input, joined as there. A type whose identifier AWS makes up (VPC, key, certificate, …) has no place here.
const awsIds: { readonly [type: string]: readonly [separator: string, ...inputs: string[]] } = {
    "aws:cloudwatch/logGroup:LogGroup": ["", "name"],
    "aws:eks/accessEntry:AccessEntry": [":", "clusterName", "principalArn"],
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ["#", "clusterName", "principalArn", "policyArn"],
    "aws:eks/addon:Addon": [":", "clusterName", "addonName"],
    "aws:eks/cluster:Cluster": ["", "name"],
    "aws:eks/nodeGroup:NodeGroup": [":", "clusterName", "nodeGroupName"],
    "aws:elasticache/parameterGroup:ParameterGroup": ["", "name"],
    "aws:elasticache/replicationGroup:ReplicationGroup": ["", "replicationGroupId"],
    "aws:elasticache/subnetGroup:SubnetGroup": ["", "name"],
    "aws:elasticache/user:User": ["", "userId"],
    "aws:elasticache/userGroup:UserGroup": ["", "userGroupId"],
    "aws:iam/role:Role": ["", "name"],
    "aws:iam/rolePolicy:RolePolicy": [":", "role", "name"],
    "aws:kms/alias:Alias": ["", "name"],
    "aws:rds/parameterGroup:ParameterGroup": ["", "name"],
    "aws:rds/subnetGroup:SubnetGroup": ["", "name"],
    "aws:s3/bucket:Bucket": ["", "bucket"],
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["", "bucket"],
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["", "bucket"],
    "aws:s3/bucketPolicy:BucketPolicy": ["", "bucket"],
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["", "bucket"],
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["", "bucket"],
    "aws:s3/bucketVersioning:BucketVersioning": ["", "bucket"],
    "aws:secretsmanager/secretRotation:SecretRotation": ["", "secretId"],
    "aws:wafv2/webAclAssociation:WebAclAssociation": [",", "webAclArn", "resourceArn"],
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ["", "resourceArn"],
};

// Kubernetes API, `kubectl api-resources --namespaced=false`, as far as programs make them.
const clusterWide = new Set([
    "APIService", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "IngressClass", "MutatingWebhookConfiguration",
    "Namespace", "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
]);

/** The identifier that a resource has if it exists; undefined where it cannot be known beforehand. */
export function idOf(type: string, inputs: Inputs): string | undefined {
    if (type === "kubernetes:helm.sh/v3:Release") return joined("/", [inputs["namespace"], inputs["name"]]);
    if (type.startsWith("kubernetes:")) return kubernetesId(type, inputs);
    const [separator = "", ...names] = awsIds[type] ?? [];
    return names.length === 0 ? undefined : joined(separator, names.map((name) => inputs[name]));
}

/**
 * `NAMESPACE/NAME`, or `NAME` where there is no namespace: pulumi/pulumi-kubernetes `provider/pkg/provider/util.go`, fqObjName.
 */
function kubernetesId(type: string, { metadata }: Inputs): string | undefined {
    if (typeof metadata !== "object" || metadata === null) return undefined;
    const { namespace, name } = metadata as Inputs;
    return clusterWide.has(type.slice(type.lastIndexOf(":") + 1)) ? joined("", [name]) : joined("/", [namespace, name]);
}

/** Undefined where a part is missing, or is no plain text: secret or unknown. */
function joined(separator: string, parts: readonly unknown[]): string | undefined {
    return parts.every((part) => typeof part === "string" && part !== "") ? parts.join(separator) : undefined;
}
