import { Props } from "../../../../simulator/cloud/values";
import { Step } from "./case";
import { ref, role, statement, subnet, vpc } from "./steps";

/** Resources of EKS, RDS, ElastiCache, Secrets Manager and S3, for programs that are refused or accepted. */

/** A VPC with the subnets `a`, `b` and `c`, one in each of three zones. */
export const network: readonly Step[] = [
    vpc("vpc", "10.0.0.0/16"),
    subnet("a", "10.0.0.0/24", { availabilityZone: "us-east-1a" }),
    subnet("b", "10.0.1.0/24", { availabilityZone: "us-east-1b" }),
    subnet("c", "10.0.2.0/24", { availabilityZone: "us-east-1c" }),
];

/** A second VPC with one subnet, `other`, and one group, `foreign`. */
export const elsewhere: readonly Step[] = [
    vpc("vpc2", "10.9.0.0/16"),
    {
        type: "aws:ec2/subnet:Subnet",
        name: "other",
        inputs: { vpcId: ref("vpc2.id"), cidrBlock: "10.9.0.0/24", availabilityZone: "us-east-1a" },
    },
    { type: "aws:ec2/securityGroup:SecurityGroup", name: "foreign", inputs: { vpcId: ref("vpc2.id") } },
];

export const clusterRole = role("clusterRole", "eks.amazonaws.com");
export const nodeRole = role("nodeRole", "ec2.amazonaws.com");
export const podRole: Step = {
    type: "aws:iam/role:Role",
    name: "podRole",
    inputs: {
        assumeRolePolicy: statement({
            Effect: "Allow",
            Principal: { Service: "pods.eks.amazonaws.com" },
            Action: ["sts:AssumeRole", "sts:TagSession"],
        }),
    },
};

/** The cluster `cluster`, version 1.35, with `more` inputs. */
export function cluster(more: Props = {}, vpcConfig: Props = {}, name = "cluster"): Step {
    return {
        type: "aws:eks/cluster:Cluster",
        name,
        inputs: {
            name: "colorway",
            roleArn: ref("clusterRole.arn"),
            version: "1.35",
            vpcConfig: { subnetIds: [ref("a.id"), ref("b.id")], ...vpcConfig },
            accessConfig: { authenticationMode: "API" },
            ...more,
        },
    };
}

/** Everything up to the cluster. */
export const ready: readonly Step[] = [...network, clusterRole, nodeRole, podRole, cluster()];

export function nodeGroup(more: Props = {}, name = "nodes"): Step {
    return {
        type: "aws:eks/nodeGroup:NodeGroup",
        name,
        inputs: {
            clusterName: ref("cluster.name"),
            nodeGroupName: "main",
            nodeRoleArn: ref("nodeRole.arn"),
            subnetIds: [ref("a.id"), ref("b.id")],
            scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 4 },
            ...more,
        },
    };
}

export function addon(addonName: string, more: Props = {}, name = "addon"): Step {
    return { type: "aws:eks/addon:Addon", name, inputs: { clusterName: ref("cluster.name"), addonName, ...more } };
}

export function accessEntry(principalArn: string | Props, more: Props = {}, name = "entry"): Step {
    return { type: "aws:eks/accessEntry:AccessEntry", name, inputs: { clusterName: ref("cluster.name"), principalArn, ...more } };
}

export const adminArn = "arn:aws:iam::111122223333:role/platform/admin";

export function accessPolicy(policy: string, accessScope: Props = { type: "cluster" }, principalArn = adminArn): Step {
    return {
        type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        name: "policy",
        inputs: {
            clusterName: ref("cluster.name"),
            principalArn,
            policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
            accessScope,
        },
    };
}

export function podIdentity(more: Props = {}, name = "identity"): Step {
    return {
        type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        name,
        inputs: {
            clusterName: ref("cluster.name"),
            namespace: "blue",
            serviceAccount: "gateway",
            roleArn: ref("podRole.arn"),
            ...more,
        },
    };
}

export function dbSubnets(more: Props = {}, name = "subnets"): Step {
    return {
        type: "aws:rds/subnetGroup:SubnetGroup",
        name,
        inputs: { name: "data", subnetIds: [ref("a.id"), ref("b.id")], ...more },
    };
}

export function dbParameters(family: string, parameters: readonly Props[] = [], name = "parameters"): Step {
    return { type: "aws:rds/parameterGroup:ParameterGroup", name, inputs: { name, family, parameters } };
}

/** A PostgreSQL instance `database` in the subnet group `subnets`. */
export function database(more: Props = {}, name = "database"): Step {
    return {
        type: "aws:rds/instance:Instance",
        name,
        inputs: {
            identifier: "colorway",
            engine: "postgres",
            engineVersion: "17.9",
            instanceClass: "db.t4g.medium",
            allocatedStorage: 20,
            storageType: "gp3",
            storageEncrypted: true,
            dbSubnetGroupName: ref("subnets.name"),
            username: "dbadmin",
            manageMasterUserPassword: true,
            skipFinalSnapshot: true,
            ...more,
        },
    };
}

export const databaseReady: readonly Step[] = [...network, dbSubnets()];
/** Takes away the managed password, for programs that give one. */
export const ownPassword: Props = { manageMasterUserPassword: null };

export const monitoringRole = role("monitoring", "monitoring.rds.amazonaws.com");

export function cacheSubnets(more: Props = {}, name = "subnets"): Step {
    return {
        type: "aws:elasticache/subnetGroup:SubnetGroup",
        name,
        inputs: { name: "cache", subnetIds: [ref("a.id"), ref("b.id")], ...more },
    };
}

export function cacheParameters(family: string, parameters: readonly Props[] = [], name = "parameters"): Step {
    return { type: "aws:elasticache/parameterGroup:ParameterGroup", name, inputs: { name, family, parameters } };
}

export function cacheUser(more: Props = {}, name = "user"): Step {
    return {
        type: "aws:elasticache/user:User",
        name,
        inputs: {
            userId: "services",
            userName: "services",
            engine: "valkey",
            accessString: "on ~* +@all",
            authenticationMode: { type: "iam" },
            ...more,
        },
    };
}

export function cacheUserGroup(more: Props = {}, name = "users"): Step {
    return {
        type: "aws:elasticache/userGroup:UserGroup",
        name,
        inputs: { userGroupId: "colorway", engine: "valkey", userIds: [ref("user.userId")], ...more },
    };
}

export function cache(more: Props = {}, name = "cache"): Step {
    return {
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        name,
        inputs: {
            replicationGroupId: "colorway",
            description: "sessions",
            engine: "valkey",
            engineVersion: "8.1",
            nodeType: "cache.t4g.micro",
            numCacheClusters: 2,
            automaticFailoverEnabled: true,
            subnetGroupName: ref("subnets.name"),
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
            atRestEncryptionEnabled: true,
            ...more,
        },
    };
}

export const cacheReady: readonly Step[] = [...network, cacheSubnets()];

export function secret(more: Props = {}, name = "secret"): Step {
    return { type: "aws:secretsmanager/secret:Secret", name, inputs: { name: "colorway/api", ...more } };
}

export function rotation(rotationRules: Props, more: Props = {}): Step {
    return {
        type: "aws:secretsmanager/secretRotation:SecretRotation",
        name: "rotation",
        inputs: { secretId: ref("secret.id"), rotationRules, ...more },
    };
}

/** The rotation of a database's master password. */
export function passwordRotation(rotationRules: Props, more: Props = {}): Step {
    return rotation(rotationRules, { secretId: ref("database.masterUserSecrets.0.secretArn"), ...more });
}

export function bucket(name: string, more: Props = {}, step = "bucket"): Step {
    return { type: "aws:s3/bucket:Bucket", name: step, inputs: { bucket: name, ...more } };
}

/** A setting of the bucket `bucket`: `BucketPolicy` and the like. */
export function bucketSetting(kind: string, inputs: Props, name = "setting"): Step {
    return {
        type: `aws:s3/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`,
        name,
        inputs: { bucket: ref("bucket.id"), ...inputs },
    };
}

export function bucketPolicy(...statements: readonly object[]): Step {
    return bucketSetting("BucketPolicy", { policy: statement(...statements) });
}
