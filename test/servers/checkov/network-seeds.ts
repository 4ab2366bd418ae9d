/** Wrong networks and machines. */
import { seed } from "./seed";

const world = "0.0.0.0/0";
const vpc = "aws:ec2/vpc:Vpc bare";
const group = "aws:ec2/securityGroup:SecurityGroup bare";
const ingress = (name: string, fromPort: number, toPort = fromPort): ReturnType<typeof seed> =>
    seed("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name, {
        securityGroupId: "bare", cidrIpv4: world, ipProtocol: "tcp", fromPort, toPort,
    }, { securityGroupId: group });
const classic = (name: string, fromPort: number, toPort: number, protocol: string, type: string): ReturnType<typeof seed> =>
    seed("aws:ec2/securityGroupRule:SecurityGroupRule", name, { securityGroupId: "classic", type, protocol, fromPort, toPort, cidrBlocks: [world] },
        { securityGroupId: "aws:ec2/securityGroup:SecurityGroup classic" });
const acl = (name: string, fromPort: number, toPort = fromPort, protocol = "tcp"): ReturnType<typeof seed> =>
    seed("aws:ec2/networkAclRule:NetworkAclRule", name, {
        networkAclId: "loose", ruleNumber: 100, egress: false, protocol, ruleAction: "allow", cidrBlock: world, fromPort, toPort,
    }, { networkAclId: "aws:ec2/networkAcl:NetworkAcl loose" });

export const networkSeeds = [
    seed("aws:ec2/vpc:Vpc", "bare", { cidrBlock: "10.0.0.0/16" }),
    seed("aws:ec2/defaultVpc:DefaultVpc", "kept", {}),
    seed("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "open", {
        vpcId: "bare", ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [world] }],
    }, { vpcId: vpc }),
    seed("aws:ec2/subnet:Subnet", "public", { vpcId: "bare", cidrBlock: "10.0.1.0/24", mapPublicIpOnLaunch: true }, { vpcId: vpc }),
    seed("aws:ec2/securityGroup:SecurityGroup", "bare", { vpcId: "bare" }, { vpcId: vpc }),
    seed("aws:ec2/securityGroup:SecurityGroup", "classic", { vpcId: "bare", description: "Rules of the older form." }, { vpcId: vpc }),
    seed("aws:ec2/securityGroup:SecurityGroup", "inline", {
        vpcId: "bare", description: "Everything inside.",
        ingress: [
            { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: [world], description: "ssh" },
            { protocol: "tcp", fromPort: 3389, toPort: 3389, cidrBlocks: [world], description: "rdp" },
            { protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: [world], description: "http" },
        ],
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [world], description: "all" }],
    }, { vpcId: vpc }),
    seed("aws:ec2/securityGroup:SecurityGroup", "inline-all", {
        vpcId: "bare", description: "Everything from everywhere.",
        ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [world], description: "all" }],
    }, { vpcId: vpc }),
    ingress("ssh", 22),
    ingress("rdp", 3389),
    ingress("http", 80),
    ingress("database", 5432),
    seed("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "all", { securityGroupId: "bare", cidrIpv4: world, ipProtocol: "-1" },
        { securityGroupId: group }),
    seed("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "all-ipv6", { securityGroupId: "bare", cidrIpv6: "::/0", ipProtocol: "-1" },
        { securityGroupId: group }),
    seed("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "all", { securityGroupId: "bare", cidrIpv4: world, ipProtocol: "-1" },
        { securityGroupId: group }),
    classic("ssh", 22, 22, "tcp", "ingress"),
    classic("rdp", 3389, 3389, "tcp", "ingress"),
    classic("http", 80, 80, "tcp", "ingress"),
    classic("all", 0, 0, "-1", "ingress"),
    classic("out", 0, 0, "-1", "egress"),
    seed("aws:ec2/networkAcl:NetworkAcl", "loose", {
        vpcId: "bare",
        ingress: [20, 21, 22, 3389].map((port, index) => ({
            ruleNo: 100 + index, protocol: "tcp", action: "allow", cidrBlock: world, fromPort: port, toPort: port,
        })),
    }, { vpcId: vpc }),
    acl("ftp-data", 20),
    acl("ftp", 21),
    acl("ssh", 22),
    acl("rdp", 3389),
    acl("all", 0, 0, "-1"),
    seed("aws:ec2/eip:Eip", "unused", { domain: "vpc" }),
    seed("aws:ec2/routeTable:RouteTable", "peered", { vpcId: "bare", routes: [{ cidrBlock: world, vpcPeeringConnectionId: "pcx-1" }] }, { vpcId: vpc }),
    seed("aws:ec2/route:Route", "peered", { routeTableId: "peered", destinationCidrBlock: world, vpcPeeringConnectionId: "pcx-1" },
        { routeTableId: "aws:ec2/routeTable:RouteTable peered" }),
    seed("aws:ec2/route:Route", "by-machine", { routeTableId: "peered", destinationCidrBlock: world, networkInterfaceId: "eni-1" },
        { routeTableId: "aws:ec2/routeTable:RouteTable peered" }),
    seed("aws:ec2/instance:Instance", "bare", { ami: "ami-1", instanceType: "t3.micro" }),
    seed("aws:ec2/instance:Instance", "public", {
        ami: "ami-1", instanceType: "t3.micro", associatePublicIpAddress: true, metadataOptions: { httpTokens: "optional" },
        rootBlockDevice: { encrypted: false },
        // The example keys of AWS's documentation.
        userData: "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nexport AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    }),
    seed("aws:ec2/launchTemplate:LaunchTemplate", "bare", { imageId: "ami-1" }),
    seed("aws:ec2/launchTemplate:LaunchTemplate", "public", {
        imageId: "ami-1", keyName: "mine",
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "optional", httpPutResponseHopLimit: 3 },
        networkInterfaces: [{ associatePublicIpAddress: "true" }],
        userData: "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nexport AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    }),
    seed("aws:eks/cluster:Cluster", "bare", { roleArn: "arn:aws:iam::111122223333:role/eks", version: "1.23", vpcConfig: { subnetIds: ["subnet-1"] } }),
    seed("aws:eks/cluster:Cluster", "some-logs", {
        roleArn: "arn:aws:iam::111122223333:role/eks", enabledClusterLogTypes: ["api"],
        vpcConfig: { subnetIds: ["subnet-1"], endpointPublicAccess: true, publicAccessCidrs: [world] },
    }),
    seed("aws:eks/nodeGroup:NodeGroup", "ssh", {
        clusterName: "bare", nodeRoleArn: "arn:aws:iam::111122223333:role/node", subnetIds: ["subnet-1"],
        scalingConfig: { desiredSize: 1, minSize: 1, maxSize: 1 }, remoteAccess: { ec2SshKey: "mine" },
    }),
    seed("aws:lb/loadBalancer:LoadBalancer", "bare", { subnets: ["subnet-1"] }),
    seed("aws:lb/loadBalancer:LoadBalancer", "monitoring", { subnets: ["subnet-1"], desyncMitigationMode: "monitor", internal: false }),
    seed("aws:lb/loadBalancer:LoadBalancer", "network", { loadBalancerType: "network", subnets: ["subnet-1"] }),
    seed("aws:lb/listener:Listener", "http", {
        loadBalancerArn: "bare", port: 80, protocol: "HTTP", defaultActions: [{ type: "forward", targetGroupArn: "plain" }],
    }, { loadBalancerArn: "aws:lb/loadBalancer:LoadBalancer bare" }),
    seed("aws:lb/listener:Listener", "old-tls", {
        loadBalancerArn: "monitoring", port: 443, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-2016-08", certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/a",
        defaultActions: [{ type: "forward", targetGroupArn: "plain" }],
    }, { loadBalancerArn: "aws:lb/loadBalancer:LoadBalancer monitoring" }),
    seed("aws:lb/targetGroup:TargetGroup", "plain", { port: 80, protocol: "HTTP", vpcId: "bare" }, { vpcId: vpc }),
    seed("aws:acm/certificate:Certificate", "wildcard", {
        domainName: "*.example.com", validationMethod: "DNS", options: { certificateTransparencyLoggingPreference: "DISABLED" },
    }),
    seed("aws:route53/zone:Zone", "bare", { name: "example.com" }),
    seed("aws:route53/record:Record", "dangling", { zoneId: "bare", name: "old.example.com", type: "A", ttl: 300, records: ["192.0.2.1"] },
        { zoneId: "aws:route53/zone:Zone bare" }),
    seed("aws:wafv2/webAcl:WebAcl", "empty", {
        scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: { cloudwatchMetricsEnabled: false, metricName: "empty", sampledRequestsEnabled: false },
    }),
    seed("aws:wafv2/webAcl:WebAcl", "counting", {
        scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "counting", sampledRequestsEnabled: true },
        rules: [{
            name: "known-bad", priority: 1, overrideAction: { count: {} },
            statement: { managedRuleGroupStatement: { name: "AWSManagedRulesKnownBadInputsRuleSet", vendorName: "AWS" } },
            visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "known-bad", sampledRequestsEnabled: true },
        }],
    }),
    seed("aws:wafv2/ruleGroup:RuleGroup", "no-action", {
        capacity: 10, scope: "REGIONAL", visibilityConfig: { cloudwatchMetricsEnabled: false, metricName: "no-action", sampledRequestsEnabled: false },
        rules: [{
            name: "country", priority: 1, statement: { geoMatchStatement: { countryCodes: ["XX"] } },
            visibilityConfig: { cloudwatchMetricsEnabled: false, metricName: "country", sampledRequestsEnabled: false },
        }],
    }),
];
