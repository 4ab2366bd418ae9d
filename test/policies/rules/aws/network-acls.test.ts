import { networkAclRules } from "../../../../policies/rules/aws/network-acls";
import { type Case, describeRules, later, type Made } from "../harness";

const acl = (props: Made["props"] = {}, type = "aws:ec2/networkAcl:NetworkAcl"): Made => ({ type, props });
const inline = (entry: Made["props"]): Case =>
    [acl({ ingress: [{ action: "allow", protocol: "tcp", fromPort: 22, toPort: 22, ruleNo: 100, ...entry }] })];
const rule = (props: Made["props"]): Case => [
    {
        type: "aws:ec2/networkAclRule:NetworkAclRule",
        props: { ruleAction: "allow", protocol: "tcp", fromPort: 22, toPort: 22, ruleNumber: 100, ...props },
    },
];
const everywhere = "0.0.0.0/0";
const text = "and reaches ports 22 or 3389; a narrower block is required";
const link = (from: boolean): Made => ({
    type: "aws:ec2/networkAclAssociation:NetworkAclAssociation", name: "link", props: { networkAclId: later },
    ...(from ? { from: { networkAclId: ["one"] } } : {}),
});

describeRules("network ACLs", networkAclRules, {
    "nacl-no-public-admin-ingress": {
        passes: [
            inline({ cidrBlock: "10.0.0.0/8" }), inline({ cidrBlock: everywhere, action: "deny" }),
            inline({ cidrBlock: everywhere, fromPort: 443, toPort: 443 }),
            inline({ cidrBlock: everywhere, protocol: "1", fromPort: 0, toPort: 0 }), rule({ cidrBlock: "10.0.0.0/8" }),
            rule({ ipv6CidrBlock: "::/0", ruleAction: "deny" }),
        ],
        fails: [
            { given: inline({ cidrBlock: everywhere }), findings: [`ingress[0].cidrBlock is "0.0.0.0/0" ${text}`] },
            {
                given: inline({ cidrBlock: everywhere, protocol: "-1", fromPort: 0, toPort: 0, action: "ALLOW" }),
                findings: [`ingress[0].cidrBlock is "0.0.0.0/0" ${text}`],
            },
            {
                given: inline({ ipv6CidrBlock: "::/0", protocol: "6", fromPort: 3000, toPort: 4000 }),
                findings: [`ingress[0].ipv6CidrBlock is "::/0" ${text}`],
            },
            {
                given: rule({ cidrBlock: everywhere, protocol: "17", fromPort: 3389, toPort: 3389 }),
                findings: [`cidrBlock is "0.0.0.0/0" ${text}`],
            },
            { given: rule({ cidrBlock: everywhere }), findings: [`cidrBlock is "0.0.0.0/0" ${text}`] },
            {
                given: rule({ ipv6CidrBlock: "::/0", egress: false, fromPort: 3389, toPort: 3389 }),
                findings: [`ipv6CidrBlock is "::/0" ${text}`],
            },
            {
                given: [
                    acl(
                        { ingress: [{ action: "allow", protocol: "-1", cidrBlock: everywhere }] },
                        "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
                    ),
                ],
                findings: [`ingress[0].cidrBlock is "0.0.0.0/0" ${text}`],
            },
        ],
        absent: { given: [acl()], verdict: { kind: "notApplicable", reason: "it has no ingress of its own" } },
        unknown: { given: inline({ cidrBlock: later }), undecided: ["ingress[0].cidrBlock"] },
        alsoUnknown: [
            { given: rule({ cidrBlock: everywhere, egress: later }), undecided: ["egress"] },
            { given: [acl({ ingress: later })], undecided: ["ingress"] },
            { given: inline({ cidrBlock: everywhere, action: later }), undecided: ["ingress[0].action"] },
        ],
        notApplicable: { given: rule({ cidrBlock: everywhere, egress: true }), reason: "it is no ingress rule" },
    },
    "nacl-attached": {
        passes: [
            [acl({ subnetIds: ["subnet-1"] })], [acl({ subnetIds: [later] })], [acl(), link(true)],
            [
                { ...acl({ subnetIds: later }), from: { subnetIds: ["a"] } },
                { type: "aws:ec2/subnet:Subnet", name: "a", props: {} },
            ],
        ],
        fails: [{ given: [acl({ subnetIds: [] })], findings: ["has no subnet"] }],
        absent: { given: [acl()], verdict: { kind: "notMet", findings: ["has no subnet"], undecided: [] } },
        unknown: { given: [acl({ subnetIds: later }), link(false)], undecided: ["subnetIds"] },
        alsoUnknown: [{ given: [acl(), link(false)], undecided: ["link.networkAclId"] }],
        notApplicable: { otherType: "aws:ec2/networkAclAssociation:NetworkAclAssociation" },
    },
});
