/** Networks: their flow logs, default groups, subnets, and addresses. */
import { demanded, every, not, some, ask } from "../../core/answer";
import { at, isTrue, oneOf, shown } from "../../core/conditions";
import { tagged, tagsParameter } from "../../core/guards";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { integerParameter, textListsOf, textsOf, textsParameter } from "../../core/parameters";
import { beside, isOutcome, withBeside } from "../../core/relations";
import type { Condition, Context, Rule, Subject } from "../../core/rule";
import { publicTier } from "./public-tier";

const vpc = ["aws:ec2/vpc:Vpc"];
const subnet = "aws:ec2/subnet:Subnet";

/** One log that sees what is demanded is enough, whatever others see. */
const logged: Condition = (subject, { parameter, stack }) => {
    const logs = beside(subject, stack, ["aws:ec2/flowLog:FlowLog"], "vpcId", "flow log");
    if (isOutcome(logs)) return logs;
    const wanted: readonly unknown[] = textsOf({ parameter }, "trafficTypes");
    const answers = logs.map(({ name, props }) => {
        const answer = ask(props.at("trafficType"), ({ value }) => wanted.includes(value));
        return typeof answer === "boolean" ? answer : { unknown: `${name}.${answer.unknown}` };
    });
    const seen = logs.map(({ name, props }) => `${name} of ${shown(props.at("trafficType").value ?? null)}`).join(", ");
    return demanded(
        some(...answers), "", `has only the flow logs ${seen}; trafficType ${wanted.map(shown).join(" or ")} is required`,
    );
};

/** The destination is one of those that the parameter lists. */
const approvedDestination = at("logDestination", "notMet", "a central destination", ({ text }, { parameter }) => {
    const allowed = textsOf({ parameter }, "destinations");
    const matches = (pattern: string): boolean => new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`).test(text ?? "");
    return allowed.some(matches) ? undefined : `is ${shown(text)}; one of ${allowed.join(", ")} is required`;
});

function closedGroup(direction: "ingress" | "egress"): Condition {
    const what = "aws.ec2.DefaultSecurityGroup that closes its default group";
    return withBeside(["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"], "vpcId", what, ({ name, props }) => {
        const list = props.at(direction);
        if (list.reading === "unknown") return [unknown(`${name}.${direction}`)];
        // Adopted without entries, the group loses those it had (notes of aws.ec2.DefaultSecurityGroup).
        return [
            list.items().length === 0
                ? met
                : notMet("", `has the default security group ${name} with ${direction}; none is allowed`),
        ];
    });
}

/** What gives an address its place, and the property that names the address. */
const addressUsers: readonly (readonly [type: string, property: string])[] = [
    ["aws:ec2/eipAssociation:EipAssociation", "allocationId"],
    ["aws:ec2/eipAssociation:EipAssociation", "publicIp"],
    ["aws:ec2/natGateway:NatGateway", "allocationId"],
    ["aws:ec2/natGateway:NatGateway", "secondaryAllocationIds"],
    ["aws:ec2/natGateway:NatGateway", "availabilityZoneAddresses"],
    ["aws:ec2/natGatewayEipAssociation:NatGatewayEipAssociation", "allocationId"],
    ["aws:lb/loadBalancer:LoadBalancer", "subnetMappings"],
    ["aws:alb/loadBalancer:LoadBalancer", "subnetMappings"],
];

const attached: Condition = (subject, { stack }) => {
    const own = ["instance", "networkInterface"].map((property) => subject.props.at(property));
    if (own.some((node) => (node.reading === "known" && node.value !== "") || subject.from(node.path).length > 0)) return met;
    const users = addressUsers.map(([type, property]) => ({ property, ...stack.naming(subject, type, property) }));
    if (users.some(({ found }) => found.length > 0)) return met;
    const open = [
        ...own.filter(({ reading }) => reading === "unknown").map(({ path }) => path),
        ...users.flatMap(({ property, unsure }) => unsure.map(({ name }) => `${name}.${property}`)),
    ];
    return open.length > 0
        ? open.map(unknown)
        : notMet("", "is attached to nothing; an instance, interface, NAT gateway or load balancer that uses it is required");
};

interface Tier {
    readonly key: string;
    readonly value: string;
}

/** The tier that a subnet's tags put it into; the first of the keys that it has counts. */
function tierOf({ props }: Subject, keys: readonly string[]): Tier | Outcome {
    const tags = props.at("tags");
    if (tags.reading === "unknown") return unknown(tags.path);
    const own = new Map(tags.entries());
    for (const key of keys) {
        const node = own.get(key);
        if (node?.reading === "unknown") return unknown(node.path);
        if (node?.text !== undefined) return { key, value: node.text };
    }
    return notApplicable("no tag says which tier it belongs to");
}

/** What tells the network of a subnet from others; undefined where it is not known. */
function networkOf(subject: Subject): string | undefined {
    return subject.from("vpcId").find(({ type }) => vpc.includes(type))?.urn ?? subject.props.at("vpcId").text;
}

function spread(subject: Subject, { parameter, stack }: Context): Outcome | readonly Outcome[] {
    const keys = textsOf({ parameter }, "tierTags");
    const least = Number(parameter("zones"));
    const tier = tierOf(subject, keys);
    if ("kind" in tier) return tier;
    const network = networkOf(subject);
    if (network === undefined) return unknown("vpcId");
    const zones = new Set<string>();
    const open: string[] = [];
    for (const other of stack.ofType(subnet)) {
        const label = (path: string): string => (other === subject ? path : `${other.name}.${path}`);
        const theirs = tierOf(other, keys);
        const where = networkOf(other);
        if ("kind" in theirs) {
            if (theirs.kind === "unknown" && (where === undefined || where === network)) open.push(label(theirs.path));
        } else if (theirs.key === tier.key && theirs.value === tier.value && (where === undefined || where === network)) {
            const zone = other.props.at("availabilityZone").text ?? other.props.at("availabilityZoneId").text;
            // Where no zone is said, AWS picks one.
            if (where === undefined) open.push(label("vpcId"));
            else if (zone === undefined) open.push(label("availabilityZone"));
            else zones.add(zone);
        }
    }
    if (zones.size >= least) return met;
    if (open.length > 0) return open.map(unknown);
    return notMet(
        "availabilityZone",
        `is ${[...zones].join(", ")} for every subnet with ${tier.key}=${tier.value}; ${least} zones or more are required`,
    );
}

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

export const vpcRules: readonly Rule[] = [
    {
        id: "vpc-flow-logs-enabled",
        title: "A network logs its flows",
        why: "Without them nobody can tell afterwards who reached what, or where data went.",
        cure: "Add an aws.ec2.FlowLog with the vpcId and trafficType ALL.",
        types: vpc,
        kind: "stack",
        parameters: {
            trafficTypes: textsParameter(
                "what one of the logs must see; REJECT in the list is the least that AWS's own control asks for",
                ["ALL"], { items: { enum: ["ALL", "ACCEPT", "REJECT"] }, least: 1 },
            ),
        },
        conditions: [logged],
    },
    {
        id: "vpc-flow-log-destination-approved",
        title: "Flow logs go where logs are kept",
        why: "Logs in a place of their own have another retention and other readers, and are missing where one looks.",
        cure: "Set logDestinationType to cloud-watch-logs or s3 and logDestination to the ARN of a central log group or bucket.",
        types: ["aws:ec2/flowLog:FlowLog"],
        kind: "resource",
        parameters: {
            destinations: textsParameter("ARNs of the destinations that are allowed, with * for any letters", ["arn:*"]),
        },
        // Absent, it is cloud-watch-logs (@pulumi/aws, FlowLog, `logDestinationType`).
        conditions: [oneOf("logDestinationType", ["cloud-watch-logs", "s3"], "met"), approvedDestination],
    },
    {
        id: "vpc-default-security-group-closed",
        title: "The default security group of a network lets nothing through",
        why: "What is started without a group gets this one, in which everything reaches everything.",
        cure: "Add an aws.ec2.DefaultSecurityGroup with the vpcId and without ingress and egress.",
        types: vpc,
        kind: "stack",
        conditions: [closedGroup("ingress"), closedGroup("egress")],
    },
    {
        id: "vpc-no-default-vpc",
        title: "The default network is not used",
        why: "All its subnets are public and give public addresses to what is started there.",
        cure: "Make an aws.ec2.Vpc; declare the DefaultVpc only with forceDestroy true, to remove it.",
        types: ["aws:ec2/defaultVpc:DefaultVpc"],
        kind: "resource",
        conditions: [isTrue("forceDestroy")],
    },
    {
        id: "subnet-no-auto-public-ip",
        title: "What starts in a subnet gets no public address by itself",
        why: "A machine that nobody meant to publish can be reached from the Internet.",
        cure: "Leave mapPublicIpOnLaunch out or set it to false; a public subnet has the tag of its tier.",
        types: [subnet],
        kind: "resource",
        parameters: tagsParameter("a public subnet", publicTier),
        conditions: [
            (subject, { parameter }) => {
                const found = tagged(subject, textListsOf({ parameter }, "tags"));
                const isPublic = typeof found === "boolean" ? found : { unknown: "tags" };
                const gives = ask(subject.props.at("mapPublicIpOnLaunch"), ({ flag }) => flag !== false);
                return demanded(
                    not(every(gives, not(isPublic))), "mapPublicIpOnLaunch",
                    "is true; false, or the tag of a public subnet, is required",
                );
            },
        ],
    },
    {
        id: "vpc-block-public-access",
        title: "The account's block of internet gateways is on",
        why: "Set to off, it is a decision that each network of the region may be opened.",
        cure: "Set internetGatewayBlockMode to block-ingress or block-bidirectional.",
        types: ["aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions"],
        kind: "resource",
        conditions: [oneOf("internetGatewayBlockMode", ["block-ingress", "block-bidirectional"])],
    },
    {
        id: "eip-attached",
        title: "A public address is in use",
        why: "An address that serves nothing is paid for, and is missing in the list of what is reachable.",
        cure: "Name it in a NatGateway, EipAssociation or load balancer, or delete it.",
        types: ["aws:ec2/eip:Eip"],
        kind: "stack",
        conditions: [attached],
    },
    {
        id: "vpc-subnets-multi-az",
        title: "The subnets of a tier lie in several availability zones",
        why: "When the only zone of a tier fails, all that runs there does.",
        cure: "Add an aws.ec2.Subnet of the same tier in another availabilityZone.",
        types: [subnet],
        kind: "stack",
        parameters: {
            tierTags: textsParameter(
                "keys of tags that say which tier a subnet belongs to; the first that a subnet has counts",
                ["tier", "Tier", "kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"],
            ),
            zones: integerParameter("least number of zones of a tier", 2, { minimum: 1 }),
        },
        conditions: [spread],
    },
];
