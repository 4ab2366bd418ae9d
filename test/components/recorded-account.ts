/**
 * The account that recorded programs run in: results of the functions they may call, and the outputs that AWS computes, in
 * AWS's form. Only what some component reads is here.
 */
import type { Values } from "./values";

export const project = "colorway";
export const stack = "dev";
export const account = "111122223333";
export const region = "us-east-1";

const letters = ["a", "b", "c", "d", "e", "f"];

/** Results of function calls by token. */
export const calls: { readonly [token: string]: (inputs: Values) => Values } = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
        id: region,
        region,
        state: "available",
        names: letters.map((letter) => region + letter),
        zoneIds: letters.map((_, index) => `use1-az${index + 1}`),
        groupNames: [`${region}-zg-1`],
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
        id: account,
        accountId: account,
        arn: `arn:aws:sts::${account}:assumed-role/deploy/session`,
        userId: "AROAEXAMPLE:session",
    }),
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getRegion:getRegion": () => ({
        id: region,
        name: region,
        region,
        description: "US East (N. Virginia)",
        endpoint: `ec2.${region}.amazonaws.com`,
    }),
    "aws:route53/getZone:getZone": (inputs) => ({
        id: "Z0123456789ABCDEFGHIJ",
        zoneId: "Z0123456789ABCDEFGHIJ",
        arn: "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
        name: inputs.name,
        callerReference: "colorway",
        comment: "",
        nameServers: ["ns-1.awsdns-00.com"],
        primaryNameServer: "ns-1.awsdns-00.com",
        privateZone: false,
        resourceRecordSetCount: 2,
        tags: {},
    }),
};

type Outputs = (name: string, inputs: Values) => Values;

const known: { readonly [type: string]: Outputs } = {
    "aws:ec2/vpc:Vpc": (name) => ({ defaultSecurityGroupId: `${name}-default-sg`, defaultRouteTableId: `${name}-default-rtb` }),
    "aws:ec2/eip:Eip": (name) => ({ allocationId: `eipalloc-${name}`, publicIp: "203.0.113.10" }),
    "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1, defaultVersion: 1 }),
    "aws:cloudwatch/logGroup:LogGroup": (name, inputs) => ({ arn: arn("logs", `log-group:${inputs.name ?? name}`), name: inputs.name ?? name }),
    "aws:iam/role:Role": (name, inputs) => ({ arn: global("iam", `role/${inputs.name ?? name}`), name: inputs.name ?? name, uniqueId: "AROAEXAMPLE" }),
    "aws:iam/policy:Policy": (name, inputs) => ({ arn: global("iam", `policy/${inputs.name ?? name}`), name: inputs.name ?? name }),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (_, inputs) => ({
        arn: global("iam", `oidc-provider/${String(inputs.url).replace("https://", "")}`),
    }),
    "aws:kms/key:Key": (name) => ({ id: `${name}-id`, keyId: `${name}-id`, arn: arn("kms", `key/${name}-id`) }),
    "aws:eks/cluster:Cluster": (name, inputs) => ({
        id: inputs.name ?? name,
        name: inputs.name ?? name,
        arn: arn("eks", `cluster/${inputs.name ?? name}`),
        endpoint: `https://${name}.gr7.${region}.eks.amazonaws.com`,
        certificateAuthority: { data: "Q0VSVElGSUNBVEU=" },
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE` }] }],
        vpcConfig: { ...(inputs.vpcConfig as Values), clusterSecurityGroupId: `${name}-cluster-sg`, vpcId: "vpc-id" },
        platformVersion: "eks.1",
        status: "ACTIVE",
    }),
    "aws:eks/nodeGroup:NodeGroup": (name, inputs) => ({
        id: `${inputs.clusterName}:${inputs.nodeGroupName ?? name}`,
        arn: arn("eks", `nodegroup/${inputs.clusterName}/${inputs.nodeGroupName ?? name}/1`),
        resources: [{ autoscalingGroups: [{ name: `eks-${name}` }] }],
    }),
    "aws:rds/parameterGroup:ParameterGroup": (name, inputs) => named("rds", "pg", name, inputs),
    "aws:rds/subnetGroup:SubnetGroup": (name, inputs) => named("rds", "subgrp", name, inputs),
    "aws:rds/instance:Instance": (name, inputs) => ({
        id: `db-${name}`,
        resourceId: `db-${name}`,
        identifier: inputs.identifier ?? name,
        arn: arn("rds", `db:${inputs.identifier ?? name}`),
        address: `${inputs.identifier ?? name}.c0example.${region}.rds.amazonaws.com`,
        endpoint: `${inputs.identifier ?? name}.c0example.${region}.rds.amazonaws.com:${inputs.port ?? 5432}`,
        port: inputs.port ?? 5432,
        masterUserSecrets: [
            {
                kmsKeyId: String(inputs.masterUserSecretKmsKeyId ?? ""),
                secretArn: arn("secretsmanager", `secret:rds!db-00000000-0000-0000-0000-000000000000-AbCdEf`),
                secretStatus: "active",
            },
        ],
    }),
    "aws:elasticache/parameterGroup:ParameterGroup": (name, inputs) => named("elasticache", "parametergroup", name, inputs),
    "aws:elasticache/subnetGroup:SubnetGroup": (name, inputs) => named("elasticache", "subnetgroup", name, inputs),
    "aws:elasticache/user:User": (_, inputs) => ({ id: inputs.userId, arn: arn("elasticache", `user:${inputs.userId}`) }),
    "aws:elasticache/userGroup:UserGroup": (_, inputs) => ({ id: inputs.userGroupId, arn: arn("elasticache", `usergroup:${inputs.userGroupId}`) }),
    "aws:elasticache/replicationGroup:ReplicationGroup": (_, inputs) => ({
        id: inputs.replicationGroupId,
        arn: arn("elasticache", `replicationgroup:${inputs.replicationGroupId}`),
        primaryEndpointAddress: `master.${inputs.replicationGroupId}.example.use1.cache.amazonaws.com`,
        readerEndpointAddress: `replica.${inputs.replicationGroupId}.example.use1.cache.amazonaws.com`,
    }),
    "aws:lb/loadBalancer:LoadBalancer": (name, inputs) => ({
        arn: arn("elasticloadbalancing", `loadbalancer/app/${inputs.name ?? name}/50dc6c495c0c9188`),
        arnSuffix: `app/${inputs.name ?? name}/50dc6c495c0c9188`,
        dnsName: `${inputs.name ?? name}-1234567890.${region}.elb.amazonaws.com`,
        zoneId: "Z35SXDOTRQ7X7K",
    }),
    "aws:lb/targetGroup:TargetGroup": (name, inputs) => ({
        arn: arn("elasticloadbalancing", `targetgroup/${inputs.name ?? name}/73e2d6bc24d8a067`),
        arnSuffix: `targetgroup/${inputs.name ?? name}/73e2d6bc24d8a067`,
        name: inputs.name ?? name,
    }),
    "aws:s3/bucket:Bucket": (name, inputs) => ({
        id: inputs.bucket ?? name,
        bucket: inputs.bucket ?? name,
        arn: `arn:aws:s3:::${inputs.bucket ?? name}`,
        bucketRegionalDomainName: `${inputs.bucket ?? name}.s3.${region}.amazonaws.com`,
    }),
    "aws:acm/certificate:Certificate": (_, inputs) => ({
        arn: arn("acm", "certificate/12345678-1234-1234-1234-123456789012"),
        domainValidationOptions: [inputs.domainName, ...((inputs.subjectAlternativeNames as string[] | undefined) ?? [])].map((domainName) => ({
            domainName,
            resourceRecordName: `_acme.${domainName}.`,
            resourceRecordType: "CNAME",
            resourceRecordValue: "_value.acm-validations.aws.",
        })),
    }),
    "aws:acm/certificateValidation:CertificateValidation": (_, inputs) => ({ certificateArn: inputs.certificateArn }),
    "aws:route53/record:Record": (_, inputs) => ({ fqdn: inputs.name }),
    "random:index/randomId:RandomId": (name) => ({ id: `${name}-id`, hex: "0a1b2c3d", dec: "169552957" }),
    "kubernetes:helm.sh/v3:Release": (name, inputs) => ({ status: { name, namespace: inputs.namespace, status: "deployed", revision: 1 } }),
};

/** Outputs that AWS computes for a type: the known ones, otherwise an ARN in its service's form. */
export function computedOutputs(type: string): Outputs {
    const [pkg, module] = type.split(":");
    return (name, inputs) => ({
        ...(pkg === "aws" ? { arn: arn(module.split("/")[0], `${module.split("/")[1]}/${name}-id`) } : {}),
        ...known[type]?.(name, inputs),
    });
}

function named(service: string, kind: string, name: string, inputs: Values): Values {
    const physical = inputs.name ?? (inputs.namePrefix ? `${inputs.namePrefix}20261101` : name);
    return { id: physical, name: physical, arn: arn(service, `${kind}:${physical}`) };
}

function arn(service: string, rest: string): string {
    return `arn:aws:${service}:${region}:${account}:${rest}`;
}

function global(service: string, rest: string): string {
    return `arn:aws:${service}::${account}:${rest}`;
}
