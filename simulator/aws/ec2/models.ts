import { ResourceModel } from "../model";
import { eip } from "./eip";
import { flowLog } from "./flow-log";
import { internetGateway } from "./internet-gateway";
import { launchTemplate } from "./launch-template";
import { natGateway } from "./nat-gateway";
import { route } from "./route";
import { routeTable, routeTableAssociation } from "./route-table";
import { defaultSecurityGroup, securityGroup } from "./security-group";
import { egressRule, ingressRule } from "./security-group-rule";
import { subnet } from "./subnet";
import { vpc } from "./vpc";
import { vpcEndpoint } from "./vpc-endpoint";

export const ec2Models: readonly ResourceModel[] = [
    vpc,
    subnet,
    internetGateway,
    eip,
    natGateway,
    routeTable,
    route,
    routeTableAssociation,
    defaultSecurityGroup,
    securityGroup,
    ingressRule,
    egressRule,
    vpcEndpoint,
    flowLog,
    launchTemplate,
];
