/**
 * Events of the account that somebody must hear of (CIS AWS Foundations Benchmark 1.4, section 4, as in AWS Security Hub's controls
 * CloudWatch.1–14). Creates nothing.
 */

export interface WatchedEvents {
    /** Part of the logical and of the physical name, as `security-root`; never changes. */
    readonly role: string;
    /** What it means and what to do first, for whoever it wakes. */
    readonly about: string;
    /** In the syntax of CloudWatch Logs, at most 1,024 letters (CloudWatch Logs API reference, PutMetricFilter). */
    readonly pattern: string;
    /** Events in five minutes above which it goes off. */
    readonly above: number;
}

/** Nobody does these by the hundred; a script that looks for a way in does. */
const strayRefusals = 20;

function calls(...names: readonly string[]): string {
    return `{ ${names.map(name => `($.eventName = ${name})`).join(" || ")} }`;
}

function each(kinds: readonly string[], name: (kind: string) => readonly string[]): readonly string[] {
    return kinds.flatMap(name);
}

export const watchedEvents: readonly WatchedEvents[] = [
    {
        role: "security-root",
        about: "The root user was used, which only a lost account needs.",
        pattern: '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
        above: 0,
    },
    {
        role: "security-refused",
        about: "Many calls were refused: somebody tries what he may.",
        pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        above: strayRefusals,
    },
    {
        role: "security-policies",
        about: "Rights were given or taken.",
        pattern: calls(
            ...each(["Group", "Role", "User"], kind => ["Put", "Delete", "Attach", "Detach"].map(verb => `${verb}${kind}Policy`)),
            "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
        ),
        above: 0,
    },
    {
        role: "security-trail",
        about: "What is recorded was changed.",
        pattern: calls("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
        above: 0,
    },
    {
        role: "security-keys",
        about: "A key goes: what it encrypted is lost after its waiting time.",
        pattern: calls("DisableKey", "ScheduleKeyDeletion"),
        above: 0,
    },
    {
        role: "security-buckets",
        about: "Who gets at a bucket, or how long its objects stay, was changed.",
        pattern: calls(
            "PutBucketAcl",
            ...each(["Policy", "Cors", "Lifecycle", "Replication"], part => [`PutBucket${part}`, `DeleteBucket${part}`]),
        ),
        above: 0,
    },
    {
        role: "security-groups",
        about: "Which connections are let through was changed.",
        pattern: calls(
            "CreateSecurityGroup", "DeleteSecurityGroup",
            ...each(["Ingress", "Egress"], way => [`AuthorizeSecurityGroup${way}`, `RevokeSecurityGroup${way}`]),
        ),
        above: 0,
    },
    {
        role: "security-acls",
        about: "Which connections a subnet lets through was changed.",
        pattern: calls(
            "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
        ),
        above: 0,
    },
    {
        role: "security-gateways",
        about: "A way in or out of a network was changed.",
        pattern: calls(
            "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway",
            "DeleteInternetGateway", "DetachInternetGateway",
        ),
        above: 0,
    },
    {
        role: "security-routes",
        about: "Where packets go was changed.",
        pattern: calls(
            "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable", "DeleteRoute",
            "DisassociateRouteTable",
        ),
        above: 0,
    },
    {
        role: "security-networks",
        about: "A network was made, deleted, changed or joined with another one.",
        pattern: calls(
            "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection",
            "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection",
        ),
        above: 0,
    },
];
