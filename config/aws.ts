/** What AWS accepts, as dated tables: facts that a request would otherwise be refused for in the middle of an update. */

/** CloudWatch Logs API reference, PutRetentionPolicy, `retentionInDays` (read 2026-11). */
export const logRetentionDays = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/**
 * Policies with TLS 1.2 or newer and forward secrecy in every cipher: those named `Ext` and all before 2021 are left out
 * (Application Load Balancers user guide, "Security policies for your Application Load Balancer", read 2026-11).
 */
export const tlsPolicies = [
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
] as const;

/** In standard support (EKS user guide, "Understand the Kubernetes version lifecycle on EKS", read 2026-09). */
export const clusterVersions = ["1.34", "1.35", "1.36"] as const;

/**
 * PostgreSQL: by major version the oldest minor one that RDS still creates (Amazon RDS for PostgreSQL Release Notes, "Release
 * calendars"; those before were withdrawn in May 2026). Newer minor versions appear every quarter, so there is no upper bound.
 */
export const postgresVersions: { readonly [major: string]: number } = { "14": 18, "15": 13, "16": 9, "17": 5, "18": 1 };

/** ElastiCache user guide, "Engine versions and upgrading" (read 2026-11); IAM users want Redis OSS 7.0 or Valkey 7.2. */
export const cacheVersions: { readonly [engine: string]: readonly string[] } = {
    valkey: ["7.2", "8.0", "8.1", "8.2", "9.0", "9.1"],
    redis: ["7.0", "7.1"],
};

/** Policies for people (EKS user guide, "Review access policy permissions"); those for AWS's own services are left out. */
export const accessPolicies = [
    "AmazonEKSViewPolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSClusterAdminPolicy",
] as const;

/** Names of regions by partition (AWS SDKs, `partitions.json` of botocore 1.44; the isolated partitions are left out). */
const regionNames = [/^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/, /^cn-\w+-\d+$/, /^us-gov-\w+-\d+$/, /^eusc-de-\w+-\d+$/];

export function isRegion(name: string): boolean {
    return regionNames.some(pattern => pattern.test(name));
}

/** Regions to suggest where a name is mistyped; others are accepted too. */
export const commonRegions = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "eu-north-1",
    "eu-south-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "sa-east-1",
    "us-gov-west-1",
    "us-gov-east-1",
] as const;

/** Block from which the cluster gives its Services their addresses; nothing else may overlap it (EKS API, `serviceIpv4Cidr`). */
export const serviceCidr = "172.20.0.0/16";

/** Family, generation, attributes and size (EC2 user guide, "Amazon EC2 instance type naming conventions"). */
const instanceTypeForm = /^[a-z]+\d+[a-z-]*\.[a-z0-9-]+$/;

export function isInstanceType(name: string): boolean {
    return instanceTypeForm.test(name);
}

/** Types with Arm processors have a `g` among the attributes, as m6g, c7gn, x2gd (same page); the first of them, a1, has none. */
export function isArm(instanceType: string): boolean {
    return /^(a1|[a-z]+\d+[a-z-]*g[a-z-]*)\./.test(instanceType);
}
