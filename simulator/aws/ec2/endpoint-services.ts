/** Services of AWS that a VPC can reach through an endpoint, as `com.amazonaws.REGION.NAME`. */
export interface EndpointService {
    readonly gateway: boolean;
    readonly interface: boolean;
    /** Name that private DNS answers for, without region and domain, where it is not the service's name turned round. */
    readonly dns?: string;
}

// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
// and https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
const interfaceOnly = [
    "acm-pca", "athena", "autoscaling", "cloudformation", "codeartifact.api", "codeartifact.repositories", "ec2", "ec2messages",
    "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticache", "elasticloadbalancing", "events", "execute-api", "glue",
    "kinesis-firehose", "kinesis-streams", "kms", "lambda", "logs", "monitoring", "rds", "rds-data", "secretsmanager", "sns",
    "sqs", "ssm", "ssmmessages", "states", "sts", "xray", "guardduty-data", "elasticfilesystem", "application-autoscaling",
    "wafv2",
];

const services: ReadonlyMap<string, EndpointService> = new Map<string, EndpointService>([
    ...interfaceOnly.map((name): [string, EndpointService] => [name, { gateway: false, interface: true }]),
    ["s3", { gateway: true, interface: true }],
    ["dynamodb", { gateway: true, interface: true }],
]);

const dnsNames: { readonly [service: string]: string } = {
    "ecr.api": "api.ecr",
    "ecr.dkr": "dkr.ecr",
    "codeartifact.api": "codeartifact",
    "kinesis-firehose": "firehose",
    "kinesis-streams": "kinesis",
};

/** The short name in a service name of that region. */
export function shortServiceName(serviceName: string, region: string): string | undefined {
    const prefix = `com.amazonaws.${region}.`;
    return serviceName.startsWith(prefix) ? serviceName.slice(prefix.length) : undefined;
}

export function endpointService(serviceName: string, region: string): EndpointService | undefined {
    const short = shortServiceName(serviceName, region);
    return short === undefined ? undefined : services.get(short);
}

/** The name that private DNS answers for, as `api.ecr.us-east-1.amazonaws.com`. */
export function privateDnsName(serviceName: string, region: string): string {
    const short = shortServiceName(serviceName, region) ?? serviceName;
    return `${dnsNames[short] ?? short}.${region}.amazonaws.com`;
}
