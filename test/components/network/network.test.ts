import { strict as assert } from "node:assert";
import { environments } from "../../../config/types";
import { Network, type NetworkArgs } from "../../../components/network/network";
import { sampleSettings } from "../../config/samples";
import { json, record, type Recording, type Value, valueOf, type Values } from "../recorder";

const vpcType = "aws:ec2/vpc:Vpc";
const subnetType = "aws:ec2/subnet:Subnet";
const routeType = "aws:ec2/route:Route";
const natType = "aws:ec2/natGateway:NatGateway";
const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";

function recordNetwork(args: NetworkArgs, name = "dev"): Promise<Recording<Network>> {
    return record(() => new Network(name, args));
}

/** What every network has, whatever its zones. */
const always = [
    "aws:cloudwatch/logGroup:LogGroup dev-network-flow-logs",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup dev-default-sg",
    "aws:ec2/flowLog:FlowLog dev-flow-log",
    "aws:ec2/internetGateway:InternetGateway dev-internet-gateway",
    "aws:ec2/route:Route dev-public-internet",
    "aws:ec2/routeTable:RouteTable dev-data-routes",
    "aws:ec2/routeTable:RouteTable dev-public-routes",
    "aws:ec2/vpc:Vpc dev-vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint dev-dynamodb-endpoint",
    "aws:ec2/vpcEndpoint:VpcEndpoint dev-s3-endpoint",
    "aws:iam/policy:Policy dev-flow-log-policy",
    "aws:iam/role:Role dev-flow-log-role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment dev-flow-log-policy-attachment",
    "aws:kms/alias:Alias dev-network-logs-key-alias",
    "aws:kms/key:Key dev-network-logs-key",
    "colorway:logs:EncryptedLogs dev-network",
    "colorway:network:Endpoints dev",
    "colorway:network:FlowLogs dev",
    "colorway:network:Network dev",
    "colorway:network:Routing dev",
];

/** What each zone adds. */
function zone(letter: string, withNat: boolean): string[] {
    return [
        ...["data", "private", "public"].flatMap(tier => [
            `aws:ec2/subnet:Subnet dev-${tier}-${letter}`,
            `aws:ec2/routeTableAssociation:RouteTableAssociation dev-${tier}-${letter}-association`,
        ]),
        `aws:ec2/route:Route dev-private-${letter}-nat`,
        `aws:ec2/routeTable:RouteTable dev-private-${letter}-routes`,
        ...(withNat ? [`aws:ec2/eip:Eip dev-nat-address-${letter}`, `aws:ec2/natGateway:NatGateway dev-nat-${letter}`] : []),
    ];
}

describe("network", () => {
    describe("with all defaults", () => {
        let network: Recording<Network>;
        before(async () => {
            network = await recordNetwork({ cidr: "10.0.0.0/16" });
        });

        it("makes exactly these resources", () => {
            assert.deepEqual(network.list(), [...always, ...zone("a", true), ...zone("b", true)].sort());
        });

        it("asks for the region's standard zones in which EKS runs, and takes the first two", async () => {
            assert.deepEqual(await valueOf(network.result.zones), ["us-east-1a", "us-east-1b"]);
            assert.ok(network.called.includes("aws:index/getAvailabilityZones:getAvailabilityZones"));
        });

        it("keeps the flow logs for a year, and against a deletion", () => {
            const group = network.inputs("aws:cloudwatch/logGroup:LogGroup", "dev-network-flow-logs");
            assert.deepEqual([group.retentionInDays, group.deletionProtectionEnabled], [365, true]);
        });
    });

    describe("with all values", () => {
        let network: Recording<Network>;
        before(async () => {
            network = await recordNetwork({
                cidr: "10.8.0.0/18",
                zones: ["us-east-1b", "us-east-1d", "us-east-1f"],
                zoneCount: 2,
                nat: "single",
                interfaceEndpoints: ["ecr.api", "sts"],
                flowLogRetentionDays: 30,
                deletionProtection: false,
            });
        });

        it("makes exactly these resources, named by the zones' own letters", () => {
            assert.deepEqual(network.list(), [
                ...always,
                ...zone("b", true), ...zone("d", false), ...zone("f", false),
                "aws:ec2/securityGroup:SecurityGroup dev-endpoints-sg",
                "aws:ec2/vpcEndpoint:VpcEndpoint dev-ecr-api-endpoint",
                "aws:ec2/vpcEndpoint:VpcEndpoint dev-sts-endpoint",
                "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule dev-endpoints-https",
            ].sort());
        });

        it("places each subnet in its zone with its block, without public addresses", () => {
            const tags = { Name: "dev-private-d", "kubernetes.io/role/internal-elb": "1" };
            assert.deepEqual(network.inputs(subnetType, "dev-private-d"), {
                vpcId: "dev-vpc-id", availabilityZone: "us-east-1d", cidrBlock: "10.8.16.0/21", mapPublicIpOnLaunch: false, tags,
            });
            assert.equal((network.inputs(subnetType, "dev-public-f").tags as Values)["kubernetes.io/role/elb"], "1");
            assert.deepEqual(network.inputs(subnetType, "dev-data-b").tags, { Name: "dev-data-b" });
        });

        it("sends all private subnets through the one gateway, which stands in the first public subnet", () => {
            assert.equal(network.inputs(natType, "dev-nat-b").subnetId, "dev-public-b-id");
            for (const letter of ["b", "d", "f"]) {
                assert.deepEqual(network.inputs(routeType, `dev-private-${letter}-nat`), {
                    routeTableId: `dev-private-${letter}-routes-id`, destinationCidrBlock: "0.0.0.0/0", natGatewayId: "dev-nat-b-id",
                });
            }
        });

        it("lets the VPC, and nobody else, call the interface endpoints", () => {
            assert.deepEqual(network.inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "dev-endpoints-https"), {
                securityGroupId: "dev-endpoints-sg-id", description: "HTTPS from the VPC",
                ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.8.0.0/18",
            });
            const { policy, ...endpoint } = network.inputs(endpointType, "dev-ecr-api-endpoint");
            assert.equal(typeof policy, "string");
            assert.deepEqual(endpoint, {
                vpcId: "dev-vpc-id", vpcEndpointType: "Interface", serviceName: "com.amazonaws.us-east-1.ecr.api",
                subnetIds: ["dev-private-b-id", "dev-private-d-id", "dev-private-f-id"], securityGroupIds: ["dev-endpoints-sg-id"],
                privateDnsEnabled: true, tags: { Name: "dev-ecr-api" },
            });
        });

        it("lets calls of this account through, to its own where a service knows that, and what carries no credentials", () => {
            const all = { Sid: "OwnAccount", Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
            const caller = { "aws:PrincipalAccount": "111122223333" };
            const own = { ...all, Condition: { StringEquals: { ...caller, "aws:ResourceAccount": "111122223333" } } };
            const statements = (name: string): Value => json(network.inputs(endpointType, name).policy).Statement;
            assert.deepEqual(statements("dev-ecr-api-endpoint"), [{ ...all, Condition: { StringEquals: caller } }]);
            assert.deepEqual(statements("dev-dynamodb-endpoint"), [own]);
            assert.deepEqual(statements("dev-s3-endpoint"), [own, {
                Sid: "ImageLayers", Effect: "Allow", Principal: "*", Action: "s3:GetObject",
                Resource: "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*",
            }]);
            assert.deepEqual(statements("dev-sts-endpoint"), [{ ...all, Condition: { StringEquals: caller } }, {
                Sid: "ServiceAccounts", Effect: "Allow", Principal: "*", Action: "sts:AssumeRoleWithWebIdentity",
                Resource: "arn:aws:iam::111122223333:role/*",
            }]);
        });

        it("lets the flow logs be deleted where asked to", () => {
            const group = network.inputs("aws:cloudwatch/logGroup:LogGroup", "dev-network-flow-logs");
            assert.equal(group.deletionProtectionEnabled, false);
        });

        it("gives its outputs in the order of the zones", async () => {
            const { result } = network;
            assert.equal(await valueOf(result.vpcId), "dev-vpc-id");
            assert.equal(await valueOf(result.cidr), "10.8.0.0/18");
            assert.deepEqual(await valueOf(result.zones), ["us-east-1b", "us-east-1d", "us-east-1f"]);
            assert.deepEqual(await valueOf(result.publicSubnetIds), ["dev-public-b-id", "dev-public-d-id", "dev-public-f-id"]);
            assert.deepEqual(await valueOf(result.privateSubnetIds), ["dev-private-b-id", "dev-private-d-id", "dev-private-f-id"]);
            assert.deepEqual(await valueOf(result.dataSubnetIds), ["dev-data-b-id", "dev-data-d-id", "dev-data-f-id"]);
            assert.deepEqual(await valueOf(result.natPublicIps), ["203.0.113.10"]);
        });

        it("asks for no zones, since all are named", () => {
            assert.ok(!network.called.includes("aws:index/getAvailabilityZones:getAvailabilityZones"));
        });
    });

    it("resolves private names inside the VPC", async () => {
        const network = await recordNetwork({ cidr: "10.0.0.0/16" });
        assert.deepEqual(network.inputs(vpcType, "dev-vpc"), {
            cidrBlock: "10.0.0.0/16", enableDnsSupport: true, enableDnsHostnames: true, tags: { Name: "dev" },
        });
    });

    it("lets nothing through the default security group", async () => {
        const network = await recordNetwork({ cidr: "10.0.0.0/16" });
        assert.deepEqual(network.inputs("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "dev-default-sg"), {
            vpcId: "dev-vpc-id", ingress: [], egress: [], tags: { Name: "dev-closed" },
        });
    });

    it("gives data subnets no route at all, and no gateway endpoint", async () => {
        const network = await recordNetwork({ cidr: "10.0.0.0/16", zoneCount: 3 });
        const routed = network.ofType(routeType).map(route => route.inputs.routeTableId);
        assert.ok(!routed.includes("dev-data-routes-id"));
        for (const letter of ["a", "b", "c"]) {
            const association = network.inputs("aws:ec2/routeTableAssociation:RouteTableAssociation", `dev-data-${letter}-association`);
            assert.deepEqual(association, { subnetId: `dev-data-${letter}-id`, routeTableId: "dev-data-routes-id" });
        }
        for (const service of ["s3", "dynamodb"]) {
            assert.deepEqual(network.inputs(endpointType, `dev-${service}-endpoint`).routeTableIds, [
                "dev-private-a-routes-id", "dev-private-b-routes-id", "dev-private-c-routes-id",
            ]);
        }
    });

    it("keeps each zone's way out in the zone where there is a gateway for each", async () => {
        const network = await recordNetwork({ cidr: "10.0.0.0/16", zoneCount: 3, nat: "perZone" });
        for (const letter of ["a", "b", "c"]) {
            assert.equal(network.inputs(natType, `dev-nat-${letter}`).subnetId, `dev-public-${letter}-id`);
            assert.equal(network.inputs(natType, `dev-nat-${letter}`).allocationId, `eipalloc-dev-nat-address-${letter}`);
            assert.equal(network.inputs(routeType, `dev-private-${letter}-nat`).natGatewayId, `dev-nat-${letter}-id`);
            assert.ok(network.dependencies(natType, `dev-nat-${letter}`).includes("dev-internet-gateway"));
            assert.ok(network.dependencies("aws:ec2/eip:Eip", `dev-nat-address-${letter}`).includes("dev-internet-gateway"));
        }
    });

    it("changes only gateways and the routes' targets between one gateway and one per zone", async () => {
        const one = await recordNetwork({ cidr: "10.0.0.0/16", zoneCount: 3, nat: "single" });
        const each = await recordNetwork({ cidr: "10.0.0.0/16", zoneCount: 3, nat: "perZone" });
        const added = each.list().filter(entry => !one.list().includes(entry));
        assert.deepEqual(one.list().filter(entry => !each.list().includes(entry)), []);
        assert.deepEqual(added, [
            "aws:ec2/eip:Eip dev-nat-address-b", "aws:ec2/eip:Eip dev-nat-address-c",
            "aws:ec2/natGateway:NatGateway dev-nat-b", "aws:ec2/natGateway:NatGateway dev-nat-c",
        ]);
    });

    it("touches nothing of the first two zones when a third one is added", async () => {
        const two = await recordNetwork({ cidr: "10.0.0.0/16", zoneCount: 2 });
        const three = await recordNetwork({ cidr: "10.0.0.0/16", zoneCount: 3 });
        for (const { type, name, inputs } of [...two.ofType(subnetType), ...two.ofType(routeType), ...two.ofType(natType)]) {
            assert.deepEqual(three.inputs(type, name), inputs);
        }
    });

    it("logs every flow into a group that only this key opens, through a role that only flow logs of this account take", async () => {
        const network = await recordNetwork({ cidr: "10.0.0.0/16" });
        const groupArn = "arn:aws:logs:us-east-1:111122223333:log-group:/colorway/dev/flow-logs";
        assert.deepEqual(network.inputs("aws:ec2/flowLog:FlowLog", "dev-flow-log"), {
            vpcId: "dev-vpc-id", trafficType: "ALL", logDestinationType: "cloud-watch-logs", logDestination: groupArn,
            iamRoleArn: "arn:aws:iam::111122223333:role/dev-flow-log-role", maxAggregationInterval: 60, tags: { Name: "dev-flow-log" },
        });
        assert.deepEqual(json(network.inputs("aws:iam/role:Role", "dev-flow-log-role").assumeRolePolicy), {
            Version: "2012-10-17",
            Statement: [{
                Effect: "Allow",
                Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111122223333" },
                    ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*" },
                },
            }],
        });
        assert.ok(network.dependencies("aws:ec2/flowLog:FlowLog", "dev-flow-log").includes("dev-flow-log-policy-attachment"));
    });

    it("refuses a kind of NAT that it does not know", async () => {
        await assert.rejects(recordNetwork({ cidr: "10.0.0.0/16", nat: "none" }), { message: 'nat: got "none"; "single" or "perZone" is allowed' });
    });

    it("names subnets by the place of their zone where no zone is named, whatever the region calls it", async () => {
        const calls = { "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: ["us-west-1a", "us-west-1c"] }) };
        const network = await record(() => new Network("dev", { cidr: "10.0.0.0/16", zoneCount: 2 }), { calls });
        assert.deepEqual(await valueOf(network.result.zones), ["us-west-1a", "us-west-1c"]);
        assert.deepEqual(
            network.ofType(subnetType).map(({ name }) => name).sort(),
            ["dev-data-a", "dev-data-b", "dev-private-a", "dev-private-b", "dev-public-a", "dev-public-b"],
        );
    });

    it("knows its size in preview, before anything exists", async () => {
        const args = sampleSettings("prod").network;
        const preview = await record(() => new Network("prod", args), { preview: true });
        const update = await record(() => new Network("prod", args));
        assert.deepEqual(preview.list(), update.list());
    });

    const expected = {
        dev: { zones: 2, gateways: 1, endpoints: 5, days: 7 },
        staging: { zones: 3, gateways: 1, endpoints: 8, days: 30 },
        prod: { zones: 3, gateways: 3, endpoints: 11, days: 365 },
    };
    for (const environment of environments) {
        it(`is as large as ${environment} wants it`, async () => {
            const network = await recordNetwork(sampleSettings(environment).network, environment);
            const { zones, gateways, endpoints, days } = expected[environment];
            assert.equal(network.ofType(subnetType).length, 3 * zones);
            assert.equal(network.ofType(natType).length, gateways);
            assert.equal(network.ofType(endpointType).length, endpoints);
            assert.equal(network.inputs("aws:cloudwatch/logGroup:LogGroup", `${environment}-network-flow-logs`).retentionInDays, days);
        });
    }
});
