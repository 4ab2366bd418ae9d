import { vpcEndpointRules } from "../../../../policies/rules/aws/vpc-endpoints";
import { type Case, describeRules, later, type Made } from "../harness";
import { own } from "../own";

const services = ["s3", "ecr.api", "ecr.dkr", "sts", "logs", "ec2"];
const vpc: Made = { type: "aws:ec2/vpc:Vpc", props: {} };
const subnet: Made = { type: "aws:ec2/subnet:Subnet", name: "private-a", props: { vpcId: later }, from: { vpcId: ["one"] } };
const cluster: Made = {
    type: "aws:eks/cluster:Cluster", name: "cluster", props: { vpcConfig: { subnetIds: later } },
    from: { vpcConfig: ["private-a"] },
};
const endpoint = (serviceName: string, name = serviceName): Made => ({
    type: "aws:ec2/vpcEndpoint:VpcEndpoint", name, props: { vpcId: later, serviceName }, from: { vpcId: ["one"] },
});
const with_ = (...names: readonly string[]): Case =>
    [vpc, subnet, cluster, ...names.map((name) => endpoint(`com.amazonaws.eu-central-1.${name}`))];
const allow = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const policy = (...statements: readonly unknown[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const full = "policy allows everybody every action on every resource; narrower principals, actions or resources are required";

describeRules("VPC endpoints", vpcEndpointRules, {
    "vpc-required-endpoints": {
        passes: [with_(...services), [...with_(...services), { ...endpoint(later, "open"), from: {} }]],
        fails: [
            { given: with_(...services.slice(1)), findings: ["has no endpoint for s3; one is required"] },
            {
                given: with_("s3", "ecr.api", "ecr.dkr", "sts"),
                findings: ["has no endpoint for logs; one is required", "has no endpoint for ec2; one is required"],
            },
        ],
        absent: {
            given: with_(),
            verdict: {
                kind: "notMet", findings: services.map((service) => `has no endpoint for ${service}; one is required`),
                undecided: [],
            },
        },
        unknown: { given: [...with_("s3"), endpoint(later, "open")], undecided: ["open.serviceName"] },
        alsoUnknown: [
            { given: [vpc, { ...cluster, from: {} }], undecided: ["cluster.vpcConfig"] },
            { given: [...with_("s3"), { ...endpoint(later, "open"), from: {} }], undecided: ["open.vpcId"] },
        ],
        notApplicable: { given: [vpc], reason: "no EKS cluster runs in the network" },
    },
    "vpc-endpoint-policy-restricted": own("aws:ec2/vpcEndpoint:VpcEndpoint", {
        good: { policy: policy({ ...allow, Action: "s3:*" }) },
        alsoGood: [
            { policy: policy({ ...allow, Resource: ["arn:aws:s3:::mine/*"] }) }, { policy: policy({ ...allow, Effect: "Deny" }) },
            { policy: policy({ ...allow, Principal: { AWS: "arn:aws:iam::111122223333:root" } }) },
            { policy: policy({ ...allow, Condition: { StringEquals: { "aws:ResourceOrgID": "o-1" } } }) },
            { policy: policy({ ...allow, Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } } }) },
        ],
        wrong: [
            [{ policy: policy(allow) }, full],
            [{ policy: policy({ ...allow, Condition: { StringLike: { "aws:ResourceOrgID": "*" } } }) }, full],
            [{ policy: policy({ ...allow, Condition: { Bool: { "aws:SecureTransport": "true" } } }) }, full],
            [{ policy: policy({ ...allow, Action: "s3:*" }, { ...allow, Principal: { AWS: ["*"] } }) }, full],
            [{ policy: "{" }, "policy is no JSON; a policy document is required"],
        ],
        absent: ["policy is not set, which lets everything through; a policy is required"],
        later: [{ policy: later }, "policy"],
        other: [{ vpcEndpointType: "GatewayLoadBalancer" }, "endpoints of gateway load balancers have no policy"],
    }),
});
