/**
 * What an update of the load balancer may change (Service authorization reference: Elastic Load Balancing V2, WAF V2, ACM, Route
 * 53).
 */

import * as pulumi from "@pulumi/pulumi";
import { arns, type Grant, ofStack, type Scope, tagged } from "./scope";

/** @param zoneId hosted zone of the stack's domain */
export function edgeGrants(scope: Scope, zoneId: pulumi.Input<string>): readonly Grant[] {
    const { name, partition } = scope;
    const of = (service: string, ...actions: readonly string[]): string[] => actions.map(action => `${service}:${action}`);
    const balancers = arns(
        scope, "elasticloadbalancing", `loadbalancer/app/${name}-*`, `listener/app/${name}-*`, `listener-rule/app/${name}-*`,
        `targetgroup/${name}-*`,
    );
    const firewall = arns(scope, "wafv2", `regional/webacl/${name}-*`);
    return [
        {
            sid: "LoadBalancer",
            actions: of(
                "elasticloadbalancing", "CreateLoadBalancer", "ModifyLoadBalancerAttributes", "SetSecurityGroups", "SetSubnets",
                "DeleteLoadBalancer", "CreateListener", "ModifyListener", "ModifyListenerAttributes", "DeleteListener",
                "CreateRule", "ModifyRule", "SetRulePriorities", "DeleteRule", "CreateTargetGroup", "ModifyTargetGroup",
                "ModifyTargetGroupAttributes", "DeleteTargetGroup", "AddTags", "RemoveTags",
            ),
            resources: balancers,
        },
        {
            sid: "Firewall",
            actions: of(
                "wafv2", "CreateWebACL", "UpdateWebACL", "DeleteWebACL", "AssociateWebACL", "DisassociateWebACL",
                "PutLoggingConfiguration", "DeleteLoggingConfiguration", "TagResource", "UntagResource",
            ),
            resources: [
                ...firewall, ...arns(scope, "elasticloadbalancing", `loadbalancer/app/${name}-*`),
                pulumi.interpolate`arn:${partition}:wafv2:${scope.region}:*:regional/managedruleset/*`,
            ],
        },
        {
            sid: "ProtectLoadBalancer",
            actions: of("elasticloadbalancing", "SetWebAcl"),
            resources: arns(scope, "elasticloadbalancing", `loadbalancer/app/${name}-*`),
        },
        {
            sid: "MakeCertificate",
            actions: of("acm", "RequestCertificate", "AddTagsToCertificate"),
            resources: arns(scope, "acm", "certificate/*"),
            conditions: [tagged(scope)],
        },
        {
            sid: "Certificate",
            actions: of("acm", "UpdateCertificateOptions", "DeleteCertificate", "RemoveTagsFromCertificate"),
            resources: arns(scope, "acm", "certificate/*"),
            conditions: [ofStack(scope)],
        },
        {
            sid: "Records",
            actions: of("route53", "ChangeResourceRecordSets"),
            resources: [pulumi.interpolate`arn:${partition}:route53:::hostedzone/${zoneId}`],
        },
    ];
}
