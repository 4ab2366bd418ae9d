/** Which subnets lead to an internet gateway. */
import type { Answer } from "../../core/answer";
import type { Node } from "../../core/node";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import type { StackView, Subject } from "../../core/rule";

export const subnetType = "aws:ec2/subnet:Subnet";
export const association = "aws:ec2/routeTableAssociation:RouteTableAssociation";
export const mainAssociation = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
export const routeTable = "aws:ec2/routeTable:RouteTable";
export const defaultRouteTable = "aws:ec2/defaultRouteTable:DefaultRouteTable";
export const route = "aws:ec2/route:Route";
const internetGateway = "aws:ec2/internetGateway:InternetGateway";

/**
 * Each subnet that the property lists has no route to an internet gateway. What is in no stack can't be seen, so nothing is said
 * of it.
 */
export function withoutInternetGateway(subject: Subject, property: string, stack: StackView): readonly Outcome[] {
    const list = subject.props.at(property);
    const listed = list.items().flatMap(({ text }) => text ?? []);
    const named = stack.ofType(subnetType).filter(({ props }) => listed.includes(props.at("id").text ?? ""));
    const subnets = new Set([...subject.from(property).filter(({ type }) => type === subnetType), ...named]);
    if (subnets.size === 0 || subnets.size < list.items().length) {
        return [...[...subnets].map((subnet) => judgeSubnet(subnet, stack)), unknown(property)];
    }
    return [...subnets].map((subnet) => judgeSubnet(subnet, stack));
}

function judgeSubnet(subnet: Subject, stack: StackView): Outcome {
    const leads = tablesOf(subnet, stack).map((table) => leadsOut(table, stack));
    const way = leads.find((each) => each.kind === "out");
    if (way?.kind === "out") {
        return notMet(
            "",
            `contains the subnet ${subnet.name} that ${way.by} leads to an internet gateway; a subnet without such a route is `
                + "required",
        );
    }
    const open = leads.find((each) => each.kind === "open");
    return open?.kind === "open" ? unknown(open.path) : met;
}

/**
 * Its own, or the main one of its network; of a main table that no resource declares only the route inside the network is there.
 */
function tablesOf(subnet: Subject, stack: StackView): readonly Subject[] {
    const own = stack.naming(subnet, association, "subnetId").found;
    if (own.length > 0) return own.flatMap((each) => named(each, "routeTableId", [routeTable, defaultRouteTable], stack));
    const vpcs = subnet.from("vpcId");
    const shares = (other: Subject): boolean =>
        ["vpcId", "defaultRouteTableId"].some((property) => other.from(property).some((vpc) => vpcs.includes(vpc)))
        || (other.props.at("vpcId").text !== undefined && other.props.at("vpcId").text === subnet.props.at("vpcId").text);
    return [
        ...stack.ofType(mainAssociation).filter(shares).flatMap((each) =>
            named(each, "routeTableId", [routeTable, defaultRouteTable], stack)),
        ...stack.ofType(defaultRouteTable).filter(shares),
    ];
}

function named(subject: Subject, property: string, types: readonly string[], stack: StackView): readonly Subject[] {
    const from = subject.from(property).filter(({ type }) => types.includes(type));
    const { text } = subject.props.at(property);
    return from.length > 0 || text === undefined ? from : stack.ofType(...types).filter(({ props }) =>
        props.at("id").text === text);
}

type Lead =
    | { readonly kind: "out"; readonly by: string }
    | { readonly kind: "open"; readonly path: string }
    | { readonly kind: "none" };

function leadsOut(table: Subject, stack: StackView): Lead {
    const inside = table.props.at("routes");
    const routes = stack.naming(table, route, "routeTableId").found;
    const gateways: readonly (readonly [Subject, Node, string])[] = [
        ...inside.items().map((each) => [table, each.at("gatewayId"), "routes"] as const),
        ...routes.map((each) => [each, each.props.at("gatewayId"), "gatewayId"] as const),
    ];
    const answers = gateways.map(([owner, node, property]) => ({ owner, answer: isInternetGateway(node, owner.from(property)) }));
    const out = answers.find(({ answer }) => answer === true);
    if (out !== undefined) return { kind: "out", by: out.owner.name };
    if (inside.reading === "unknown") return { kind: "open", path: `${table.name}.routes` };
    for (const { owner, answer } of answers) if (typeof answer !== "boolean") return {
        kind: "open", path: `${owner.name}.${answer.unknown}`,
    };
    return { kind: "none" };
}

/** By the form of its id (virtual private gateways begin with `vgw-`, endpoints with `vpce-`), else by where it comes from. */
export function isInternetGateway(gateway: Node, sources: readonly Subject[]): Answer {
    if (gateway.text !== undefined) return gateway.text.startsWith("igw-");
    if (gateway.reading !== "unknown") return false;
    if (sources.some(({ type }) => type === internetGateway)) return true;
    // A VPN gateway has the same property.
    return sources.length > 0 && sources.every(({ type }) => type.startsWith("aws:")) ? false : { unknown: gateway.path };
}
