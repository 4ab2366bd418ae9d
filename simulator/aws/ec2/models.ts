import { ResourceModel } from "../model";
import { eip } from "./eip";
import { flowLog } from "./flowLog";
import { internetGateway } from "./internetGateway";
import { launchTemplate } from "./launchTemplate";
import { natGateway } from "./natGateway";
import { route } from "./route";
import { routeTable, routeTableAssociation } from "./routeTable";
import { defaultSecurityGroup, securityGroup } from "./securityGroup";
import { egressRule, ingressRule } from "./securityGroupRule";
import { subnet } from "./subnet";
import { vpc } from "./vpc";
import { vpcEndpoint } from "./vpcEndpoint";

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
