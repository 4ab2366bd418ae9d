/** Ways from networks to the Internet. */
import { Answer, every, some } from "../../core/answer";
import { tagged, tagsParameter } from "../../core/guards";
import type { Node } from "../../core/node";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textListsOf, type TextLists } from "../../core/parameters";
import type { Condition, Context, Rule, StackView, Subject } from "../../core/rule";
import {
    association, defaultRouteTable, isInternetGateway, mainAssociation, route, routeTable, subnetType,
} from "./internet-routes";
import { publicTier } from "./public-tier";
import { isEverywhere } from "./security-group-entries";

/** What a route may be written into: a network stands for its main table. */
const owners = [routeTable, defaultRouteTable, "aws:ec2/vpc:Vpc"];

type Version = "ipv4" | "ipv6";

/** A resource that is on the way, with how its paths are told. */
interface Way {
    readonly subject: Subject;
    readonly node: Node;
    /** Property of the subject that the node is a part of; the way's gateway comes from what that property comes from. */
    readonly property: string;
    readonly destinations: { readonly [version in Version]: Node };
}

function waysOf(subject: Subject): readonly Way[] {
    const { props } = subject;
    if (subject.type === route) {
        const destinations = { ipv4: props.at("destinationCidrBlock"), ipv6: props.at("destinationIpv6CidrBlock") };
        return [{ subject, node: props, property: "gatewayId", destinations }];
    }
    const list = props.at("routes");
    const nodes = list.reading === "unknown" ? [list] : list.items();
    return nodes.map((node) =>
        ({ subject, node, property: "routes", destinations: { ipv4: node.at("cidrBlock"), ipv6: node.at("ipv6CidrBlock") } }));
}

/** Whether a way leads from everything to an internet gateway, in one of the versions. */
function leadsOut({ destinations, node, property, subject }: Way, versions: readonly Version[]): Answer {
    const sources = subject.from(property);
    if (node.reading === "unknown") return isInternetGateway(node, sources) === false ? false : { unknown: node.path };
    return every(
        some(...versions.map((version) => isEverywhere(destinations[version]))), isInternetGateway(node.at("gatewayId"), sources),
    );
}

/** A way out is only for public subnets. */
const onlyPublic: Condition = (subject, context) => {
    const out = some(...waysOf(subject).map((way) => leadsOut(way, ["ipv4", "ipv6"])));
    if (out === false) return notApplicable("it leads to no internet gateway");
    const users = subject.type === route
        ? ownersOf(subject, "routeTableId").flatMap((each) => ("kind" in each ? [each] : usersOf(each, context)))
        : usersOf(subject, context);
    if (out === true) return users;
    // Whether it leads out does not matter where all that use it are public.
    return users.every(({ kind }) => kind === "met") ? met : unknown(out.unknown);
};

type Unknown = Outcome & { readonly kind: "unknown" };

function ownersOf(subject: Subject, property: string): readonly (Subject | Unknown)[] {
    const found = subject.from(property).filter(({ type }) => owners.includes(type));
    return found.length > 0 ? found : [{ kind: "unknown", path: property }];
}

/** What the subnets of a table are, one by one. */
function usersOf(owner: Subject, { parameter, stack }: Context): readonly Outcome[] {
    if (owner.type !== routeTable) return [mainTable(owner)];
    const main = stack.naming(owner, mainAssociation, "routeTableId");
    const named = stack.naming(owner, association, "routeTableId");
    const outcomes = [
        ...main.found.map(mainTable),
        ...named.found.flatMap((each) => subnetOutcome(each, textListsOf({ parameter }, "tags"))),
        ...[...main.unsure, ...named.unsure].map(({ name }) => unknown(`${name}.routeTableId`)),
    ];
    return outcomes.length > 0 ? outcomes : [met];
}

function mainTable({ name }: Subject): Outcome {
    const what = `the main route table (${name}), which every subnet without another one uses`;
    return notMet("", `leads to an internet gateway from ${what}; a table of public subnets only is required`);
}

function subnetOutcome(link: Subject, tags: TextLists): readonly Outcome[] {
    const node = link.props.at("subnetId");
    // Of a gateway: no subnet has it.
    if (node.reading === "absent") return [];
    const subnets = link.from("subnetId").filter(({ type }) => type === subnetType);
    if (subnets.length === 0) return [unknown(`${link.name}.subnetId`)];
    return subnets.map((each) => {
        const isPublic = tagged(each, tags);
        if (typeof isPublic !== "boolean") return unknown(`${each.name}.tags`);
        const text = `leads to an internet gateway from the subnet ${each.name}, which has no tag of a public one; a table of `
            + "public subnets only is required";
        return isPublic ? met : notMet("", text);
    });
}

/** Whether IPv6 addresses of the subnet can be reached from outside. */
const closedIpv6: Condition = (subject, { stack }) => {
    const node = subject.props.at("assignIpv6AddressOnCreation");
    if (node.reading === "absent" || node.flag === false) return met;
    const links = stack.naming(subject, association, "subnetId");
    const tables = links.found.length > 0 ? links.found.flatMap(ownersOfLink) : mainOwners(subject, stack);
    const open = links.unsure.map(({ name }) => unknown(`${name}.subnetId`));
    const outcomes = tables.map((each) => ("kind" in each ? each : tableOutcome(each, stack)));
    const wrong = outcomes.find(({ kind }) => kind === "notMet");
    if (wrong !== undefined) return node.reading === "unknown" ? unknown(node.path) : wrong;
    return [met, ...outcomes, ...open];
};

function ownersOfLink(link: Subject): readonly (Subject | Unknown)[] {
    return ownersOf(link, "routeTableId").map((each) => ("kind" in each ? { ...each, path: `${link.name}.${each.path}` } : each));
}

/** A subnet without a table of its own uses its network's main one. */
function mainOwners(subject: Subject, stack: StackView): readonly (Subject | Unknown)[] {
    return subject.from("vpcId").flatMap((network) => {
        const chosen = stack.naming(network, mainAssociation, "vpcId").found;
        return chosen.length > 0
            ? chosen.flatMap(ownersOfLink)
            : [network, ...stack.naming(network, defaultRouteTable, "defaultRouteTableId").found];
    });
}

function tableOutcome(owner: Subject, stack: StackView): Outcome {
    const routes = stack.naming(owner, route, "routeTableId");
    const ways = [...waysOf(owner), ...routes.found.flatMap(waysOf)].map((way) => ({ way, answer: leadsOut(way, ["ipv6"]) }));
    if (ways.some(({ answer }) => answer === true)) {
        return notMet(
            "assignIpv6AddressOnCreation",
            `is true and ${owner.name} leads from ::/0 to an internet gateway; false, or an egress-only gateway, is required`,
        );
    }
    for (const { answer, way } of ways) if (typeof answer !== "boolean") return unknown(`${way.subject.name}.${answer.unknown}`);
    const [unsure] = routes.unsure;
    return unsure === undefined ? met : unknown(`${unsure.name}.routeTableId`);
}

export const vpcRouteRules: readonly Rule[] = [
    {
        id: "subnet-no-auto-public-ipv6",
        title: "What starts in a subnet gets no IPv6 address that can be reached from outside",
        why: "Every IPv6 address is a public one; with a way to an internet gateway the machine is on the Internet.",
        cure: "Leave assignIpv6AddressOnCreation out, or send ::/0 to an aws.ec2.EgressOnlyInternetGateway.",
        types: [subnetType],
        kind: "stack",
        conditions: [closedIpv6],
    },
    {
        id: "route-no-igw-from-private-subnet",
        title: "Only public subnets have a way to an internet gateway",
        why: "A private subnet with such a way is a public one that nobody watches as such.",
        cure: "Send private subnets through a NAT gateway; give the table of public subnets to subnets with the tag of the "
            + "public tier only.",
        types: [route, routeTable, defaultRouteTable],
        kind: "stack",
        parameters: tagsParameter("a public subnet", publicTier),
        conditions: [onlyPublic],
    },
];
