import { Cloud } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, optionalText, Props, text, texts } from "../../cloud/values";
import { shortServiceName } from "./endpoint-services";
import { endpointType, needRouteTable } from "./types";

// What the provider shows for a gateway endpoint without a policy of its own.
const fullAccess = JSON.stringify({
    Statement: [{ Action: "*", Effect: "Allow", Principal: "*", Resource: "*" }],
    Version: "2008-10-17",
});

// Prefix lists of us-east-1 and some of their blocks, as DescribePrefixLists shows them; elsewhere the ids are made up.
const lists: { readonly [service: string]: { readonly id: string; readonly blocks: readonly string[] } } = {
    s3: { id: "pl-63a5400a", blocks: ["3.5.0.0/19", "18.34.0.0/19", "52.216.0.0/15", "54.231.0.0/16"] },
    dynamodb: { id: "pl-02cd2c6b", blocks: ["3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"] },
};

/** Refuses route tables that are missing, elsewhere, or routed to the service already. */
export function mustTakeTables(cloud: Cloud, vpcId: string, serviceName: string, tables: readonly string[], self?: string): void {
    const others = cloud
        .where(endpointType, "vpcId", vpcId)
        .filter(
            (other) =>
                other.id !== self
                && text(other.props, "serviceName") === serviceName
                && text(other.props, "vpcEndpointType") === "Gateway",
        );
    for (const tableId of tables) {
        const table = needRouteTable(cloud, tableId);
        if (text(table.props, "vpcId") !== vpcId) {
            throw new AwsError("InvalidParameter", `Route table ${tableId} and VPC ${vpcId} belong to different networks`);
        }
        if (others.some((other) => texts(other.props, "routeTableIds").includes(tableId))) {
            const list = prefixList(cloud, serviceName).id;
            throw new AwsError(
                "RouteAlreadyExists",
                `route table ${tableId} already has a route with destination-prefix-list-id ${list}`,
            );
        }
    }
}

/** What a gateway endpoint shows beside its inputs. */
export function gatewayProps(cloud: Cloud, inputs: Props): Draft {
    const { id, blocks } = prefixList(cloud, text(inputs, "serviceName"));
    return {
        routeTableIds: texts(inputs, "routeTableIds"),
        subnetIds: [],
        securityGroupIds: [],
        networkInterfaceIds: [],
        subnetConfigurations: [],
        privateDnsEnabled: false,
        dnsEntries: [],
        cidrBlocks: blocks,
        prefixListId: id,
        policy: optionalText(inputs, "policy") ?? fullAccess,
    };
}

function prefixList(cloud: Cloud, serviceName: string): { readonly id: string; readonly blocks: readonly string[] } {
    const short = shortServiceName(serviceName, cloud.region) ?? "";
    const known = lists[short];
    if (known === undefined) throw new AwsError("InvalidParameter", `${serviceName} has no prefix list`);
    return cloud.region === "us-east-1" ? known : { ...known, id: `pl-${cloud.hexOf(serviceName, 8)}` };
}
