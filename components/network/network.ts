/**
 * A VPC over two or three availability zones, each with a public, a private and an isolated data subnet; the ways out, private
 * ways to AWS services, flow logs, and a default security group that lets nothing through. What runs inside is left to others.
 *
 * The subnets are laid out for four zones whatever their number, so that adding a zone moves no address.
 */

import { DefaultSecurityGroup, InternetGateway, Subnet, Vpc } from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { Endpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import { type RoutedZone, Routing } from "./routing";
import { minZones, planSubnets } from "./subnet-plan";
import { chooseZones, type Zone } from "./zones";

/**
 * Tags by which the AWS Load Balancer Controller finds subnets (EKS user guide, "Route application and HTTP traffic with
 * ALBs").
 */
const publicSubnetTags = { "kubernetes.io/role/elb": "1" };
const privateSubnetTags = { "kubernetes.io/role/internal-elb": "1" };

export interface NetworkArgs {
    /** IPv4 block of the VPC, /16 to /23. */
    readonly cidr: string;
    /** Names of 2 or 3 availability zones; empty: the first `zoneCount` that the region offers. @default - none */
    readonly zones?: readonly string[];
    /** 2 or 3; counts only where no zone is named. @default 2 */
    readonly zoneCount?: number;
    /** One NAT gateway for all zones (`single`) or one in each (`perZone`). @default "perZone" */
    readonly nat?: string;
    /** Services with an interface endpoint, as in `com.amazonaws.REGION.NAME` (`ecr.api`). @default - none */
    readonly interfaceEndpoints?: readonly string[];
    /** Retention of the flow logs in days; a value CloudWatch Logs knows. @default 365 */
    readonly flowLogRetentionDays?: number;
    /** Whether AWS refuses to delete the flow logs. @default true */
    readonly deletionProtection?: boolean;
}

export interface NetworkOutputs {
    readonly vpcId: pulumi.Output<string>;
    readonly cidr: pulumi.Output<string>;
    /** Names of the zones; the lists of subnets have the same order. */
    readonly zones: pulumi.Output<string[]>;
    readonly publicSubnetIds: pulumi.Output<string[]>;
    /** What starts there needs the routes too: depend on the whole network. */
    readonly privateSubnetIds: pulumi.Output<string[]>;
    readonly dataSubnetIds: pulumi.Output<string[]>;
    /** Addresses that calls out of the private subnets come from. */
    readonly natPublicIps: pulumi.Output<string[]>;
}

export class Network extends pulumi.ComponentResource implements NetworkOutputs {
    readonly vpcId: pulumi.Output<string>;
    readonly cidr: pulumi.Output<string>;
    readonly zones: pulumi.Output<string[]>;
    readonly publicSubnetIds: pulumi.Output<string[]>;
    readonly privateSubnetIds: pulumi.Output<string[]>;
    readonly dataSubnetIds: pulumi.Output<string[]>;
    readonly natPublicIps: pulumi.Output<string[]>;

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:network:Network", name, {}, opts);
        const zones = chooseZones(args.zones ?? [], args.zoneCount ?? minZones, this);
        const vpc = createVpc(name, args.cidr, this);
        const internetGateway = createInternetGateway(name, vpc, this);
        const subnets = createSubnets(name, args.cidr, zones, vpc, this);
        const routing = new Routing(name, {
            vpcId: vpc.id, internetGateway, zones: subnets, natPerZone: isPerZone(args.nat ?? "perZone"),
        }, { parent: this });
        new Endpoints(name, {
            vpcId: vpc.id,
            cidr: args.cidr,
            subnetIds: subnets.map(zone => zone.privateSubnetId),
            routeTableIds: routing.privateRouteTableIds,
            interfaceServices: args.interfaceEndpoints ?? [],
        }, { parent: this });
        new FlowLogs(name, {
            vpcId: vpc.id, retentionDays: args.flowLogRetentionDays ?? 365, deletionProtection: args.deletionProtection ?? true,
        }, { parent: this });
        this.vpcId = vpc.id;
        this.cidr = vpc.cidrBlock;
        this.zones = pulumi.all(zones.map(zone => zone.zoneName));
        this.publicSubnetIds = pulumi.all(subnets.map(zone => zone.publicSubnetId));
        this.privateSubnetIds = pulumi.all(subnets.map(zone => zone.privateSubnetId));
        this.dataSubnetIds = pulumi.all(subnets.map(zone => zone.dataSubnetId));
        this.natPublicIps = pulumi.all(routing.natPublicIps);
        this.registerOutputs({
            vpcId: this.vpcId, cidr: this.cidr, zones: this.zones, publicSubnetIds: this.publicSubnetIds,
            privateSubnetIds: this.privateSubnetIds, dataSubnetIds: this.dataSubnetIds, natPublicIps: this.natPublicIps,
        });
    }
}

function isPerZone(nat: string): boolean {
    if (nat !== "single" && nat !== "perZone") {
        throw new Error(`nat: got "${nat}"; "single" or "perZone" is allowed`);
    }
    return nat === "perZone";
}

function createVpc(name: string, cidr: string, parent: pulumi.Resource): Vpc {
    const vpc = new Vpc(`${name}-vpc`, {
        cidrBlock: cidr,
        // Private names of interface endpoints and of the cluster's endpoint need both.
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: { Name: name },
    }, { parent });
    // Without rules it lets nothing through, so nothing works by being put there by mistake.
    new DefaultSecurityGroup(`${name}-default-sg`, {
        vpcId: vpc.id,
        ingress: [],
        egress: [],
        tags: { Name: `${name}-closed` },
    }, { parent });
    return vpc;
}

function createInternetGateway(name: string, vpc: Vpc, parent: pulumi.Resource): InternetGateway {
    return new InternetGateway(`${name}-internet-gateway`, { vpcId: vpc.id, tags: { Name: name } }, { parent });
}

function createSubnets(name: string, cidr: string, zones: readonly Zone[], vpc: Vpc, parent: pulumi.Resource): RoutedZone[] {
    return planSubnets(cidr, zones.length).map((blocks, index) => {
        const { letter, zoneName } = zones[index];
        const create = (tier: string, cidrBlock: string, tags: { [key: string]: string }): Subnet =>
            new Subnet(`${name}-${tier}-${letter}`, {
                vpcId: vpc.id,
                availabilityZone: zoneName,
                cidrBlock,
                mapPublicIpOnLaunch: false,
                tags: { Name: `${name}-${tier}-${letter}`, ...tags },
            }, { parent });
        return {
            letter,
            publicSubnetId: create("public", blocks.publicCidr, publicSubnetTags).id,
            privateSubnetId: create("private", blocks.privateCidr, privateSubnetTags).id,
            dataSubnetId: create("data", blocks.dataCidr, {}).id,
        };
    });
}
