import { strict as assert } from "node:assert";
import { Edge, type EdgeArgs } from "../../../components/edge/edge";
import { json, record, type Recording, type Values } from "../recorder";

const args: EdgeArgs = {
    vpcId: "vpc-1",
    publicSubnetIds: ["subnet-a", "subnet-b"],
    clusterSecurityGroupId: "sg-cluster",
    services: [{ name: "api-gateway", port: 8080, healthPath: "/health", longestRequestSeconds: 30 }],
    domain: "dev.colorway.example",
    hostedZone: "colorway.example",
    allowedCidrs: ["0.0.0.0/0"],
    testAllowedCidrs: ["10.0.0.0/8", "192.0.2.0/24"],
    accessLogRetentionDays: 30,
    firewallLogRetentionDays: 7,
    rateLimit: 2000,
};

function build(overrides: Partial<EdgeArgs> = {}): Promise<Recording<Edge>> {
    return record(() => new Edge("dev", { ...args, ...overrides }));
}

describe("Edge", () => {
    let recording: Recording<Edge>;
    before(async () => {
        recording = await build();
    });

    it("is exactly these resources", () => {
        assert.deepEqual(recording.list().filter(line => !line.startsWith("colorway:")), [
            "aws:acm/certificate:Certificate dev-certificate",
            "aws:acm/certificateValidation:CertificateValidation dev-certificate-validation",
            "aws:cloudwatch/logGroup:LogGroup dev-edge-firewall-logs",
            "aws:ec2/securityGroup:SecurityGroup dev-lb-sg",
            "aws:kms/alias:Alias dev-edge-logs-key-alias",
            "aws:kms/key:Key dev-edge-logs-key",
            "aws:lb/listener:Listener dev-http",
            "aws:lb/loadBalancer:LoadBalancer dev-lb",
            "aws:lb/targetGroup:TargetGroup dev-blue-api-gateway-targets",
            "aws:lb/targetGroup:TargetGroup dev-green-api-gateway-targets",
            "aws:route53/record:Record dev-alias",
            "aws:route53/record:Record dev-certificate-record",
            "aws:s3/bucket:Bucket dev-lb-logs",
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration dev-lb-logs-lifecycle",
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls dev-lb-logs-ownership",
            "aws:s3/bucketPolicy:BucketPolicy dev-lb-logs-policy",
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock dev-lb-logs-public-access",
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration dev-lb-logs-encryption",
            "aws:s3/bucketVersioning:BucketVersioning dev-lb-logs-versioning",
            "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule dev-lb-to-pods-8080",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-lb-443-from-0-0-0-0-0",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-lb-80-from-0-0-0-0-0",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-lb-8443-from-10-0-0-0-8",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-lb-8443-from-192-0-2-0-24",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-pods-from-lb-8080",
            "aws:wafv2/webAcl:WebAcl dev-firewall",
            "aws:wafv2/webAclAssociation:WebAclAssociation dev-firewall-association",
            "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration dev-firewall-logging",
        ]);
    });

    it("drops what a proxy could misread, logs everything and is protected unless told otherwise", async () => {
        const inputs = recording.inputs("aws:lb/loadBalancer:LoadBalancer", "dev-lb");
        assert.deepEqual(inputs, {
            loadBalancerType: "application",
            internal: false,
            ipAddressType: "ipv4",
            securityGroups: ["dev-lb-sg-id"],
            subnets: ["subnet-a", "subnet-b"],
            idleTimeout: 60,
            enableDeletionProtection: true,
            enableHttp2: true,
            dropInvalidHeaderFields: true,
            desyncMitigationMode: "strictest",
            enableZonalShift: true,
            accessLogs: { bucket: "dev-lb-logs", prefix: "access", enabled: true },
            connectionLogs: { bucket: "dev-lb-logs", prefix: "connection", enabled: true },
            tags: { Name: "dev" },
        });
        const open = await build({ deletionProtection: false });
        assert.equal(open.inputs("aws:lb/loadBalancer:LoadBalancer", "dev-lb").enableDeletionProtection, false);
        assert.equal(open.one("aws:s3/bucket:Bucket", "dev-lb-logs").protect, false);
        assert.equal(recording.one("aws:s3/bucket:Bucket", "dev-lb-logs").protect, true);
    });

    it("enables logs only when the bucket takes them", () => {
        const balancer = recording.one("aws:lb/loadBalancer:LoadBalancer", "dev-lb");
        const policy = recording.one("aws:s3/bucketPolicy:BucketPolicy", "dev-lb-logs-policy");
        assert.ok(recording.waitsFor(balancer, policy));
        assert.deepEqual(json(policy.inputs.policy).Statement, [
            {
                Sid: "Delivery",
                Effect: "Allow",
                Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                Action: "s3:PutObject",
                Resource: ["arn:aws:s3:::dev-lb-logs/access/AWSLogs/111122223333/*", "arn:aws:s3:::dev-lb-logs/connection/AWSLogs/111122223333/*"],
            },
            {
                Sid: "ServerLogs",
                Effect: "Allow",
                Principal: { Service: "logging.s3.amazonaws.com" },
                Action: "s3:PutObject",
                Resource: "arn:aws:s3:::dev-lb-logs/s3/*",
                Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
            },
            {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: ["arn:aws:s3:::dev-lb-logs", "arn:aws:s3:::dev-lb-logs/*"],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
            {
                Sid: "CurrentTlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: ["arn:aws:s3:::dev-lb-logs", "arn:aws:s3:::dev-lb-logs/*"],
                Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
            },
        ]);
    });

    it("may call nothing but the pods of public services", () => {
        assert.deepEqual(recording.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").map(({ inputs }) => inputs), [{
            securityGroupId: "dev-lb-sg-id",
            description: "Requests and health checks to the pods",
            referencedSecurityGroupId: "sg-cluster",
            ipProtocol: "tcp",
            fromPort: 8080,
            toPort: 8080,
        }]);
    });

    it("opens a port of the pods once, however many services have it", async () => {
        const [service] = args.services;
        const more = await build({ services: [service, { ...service, name: "reports" }, { ...service, name: "files", port: 9090 }] });
        const ports = more.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").map(({ inputs }) => inputs.fromPort);
        assert.deepEqual(ports.sort(), [8080, 9090]);
        assert.equal(more.ofType("aws:lb/targetGroup:TargetGroup").length, 6);
    });

    it("has target groups with fixed names that neither stick nor start slowly", () => {
        const inputs = recording.inputs("aws:lb/targetGroup:TargetGroup", "dev-green-api-gateway-targets");
        assert.deepEqual(inputs, {
            name: "dev-green-api-gateway",
            vpcId: "vpc-1",
            targetType: "ip",
            ipAddressType: "ipv4",
            protocol: "HTTP",
            protocolVersion: "HTTP1",
            port: 80,
            deregistrationDelay: 30,
            slowStart: 0,
            stickiness: { type: "lb_cookie", enabled: false },
            healthCheck: {
                enabled: true, protocol: "HTTP", port: "traffic-port", path: "/health", matcher: "200",
                interval: 10, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 3,
            },
            tags: { Name: "dev-green-api-gateway", "colorway:color": "green", "colorway:service": "api-gateway" },
        });
    });

    it("redirects port 80 and forwards nothing there", () => {
        assert.deepEqual(recording.inputs("aws:lb/listener:Listener", "dev-http").defaultActions,
            [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }]);
    });

    it("blocks by rate first, then by AWS's managed rules, and logs without secrets", () => {
        const rules = recording.inputs("aws:wafv2/webAcl:WebAcl", "dev-firewall").rules as Values[];
        assert.deepEqual(rules.map(({ name, priority }) => `${priority} ${name}`),
            ["0 rate-limit", "1 ip-reputation", "2 known-bad-inputs", "3 common", "4 sql-injection"]);
        assert.deepEqual(rules[0].statement, { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP", evaluationWindowSec: 300 } });
        assert.deepEqual(recording.inputs("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "dev-firewall-logging").redactedFields,
            [{ singleHeader: { name: "authorization" } }, { singleHeader: { name: "cookie" } }]);
        assert.equal(recording.inputs("aws:cloudwatch/logGroup:LogGroup", "dev-edge-firewall-logs").name, "aws-waf-logs-dev");
    });

    it("uses the certificate only when it is valid", () => {
        assert.deepEqual(recording.dependencies("aws:acm/certificateValidation:CertificateValidation", "dev-certificate-validation"),
            ["dev-certificate", "dev-certificate-record"]);
        assert.deepEqual(recording.inputs("aws:route53/record:Record", "dev-certificate-record"), {
            zoneId: "Z0123456789ABCDEFGHIJ",
            name: "_acme.dev.colorway.example.",
            type: "CNAME",
            records: ["_value.acm-validations.aws."],
            ttl: 300,
            allowOverwrite: true,
        });
    });

    it("asks nothing but the zone, the account and the region", () => {
        assert.deepEqual(recording.called, [
            "aws:index/getCallerIdentity:getCallerIdentity",
            "aws:index/getPartition:getPartition",
            "aws:index/getRegion:getRegion",
            "aws:route53/getZone:getZone",
        ]);
    });
});
