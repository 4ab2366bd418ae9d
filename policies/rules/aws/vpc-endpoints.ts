/** Private ways to services of AWS. */
import { when } from "../../core/guards";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { conditionValues, isPublic, judgedPolicy, Statement } from "../../core/policy-document";
import type { Condition, Rule, StackView, Subject } from "../../core/rule";

const endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint";
const vpc = "aws:ec2/vpc:Vpc";

/** Keys that keep an endpoint to an account or organization (IAM user guide, "Data perimeters"). */
const perimeterKeys = [
    "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:PrincipalArn",
    "aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:ResourceAccount",
];
const narrowing = ["StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnEquals", "ArnLike"];

const noPolicies = "endpoints of gateway load balancers have no policy";
const tooWide = "allows everybody every action on every resource; narrower principals, actions or resources are required";

/** Allows everybody everything. */
function allowsAll(statement: Statement): boolean {
    const bounded = perimeterKeys.some((key) =>
        narrowing.some((operator) => conditionValues(statement, operator, key).some((value) => value !== "*")));
    return statement.effect === "Allow"
        && isPublic(statement)
        && statement.actions.includes("*")
        && statement.resources.includes("*")
        && !bounded;
}

/** The networks that a cluster's subnets and groups lie in; undefined where that is not known. */
function networksOf(cluster: Subject): readonly Subject[] | undefined {
    const parts = cluster.from("vpcConfig");
    const found = parts.flatMap((part) => (part.type === vpc ? [part] : part.from("vpcId").filter(({ type }) => type === vpc)));
    return found.length > 0 ? found : undefined;
}

/** The service of an endpoint: `ecr.api` of `com.amazonaws.eu-central-1.ecr.api`. */
function serviceOf({ props }: Subject): string | undefined {
    return /^(?:cn\.)?com\.amazonaws\.[a-z0-9-]+\.(.+)$/.exec(props.at("serviceName").text ?? "")?.[1];
}

const endpoints: Condition = (subject, { parameter, stack }) => {
    const hosts = hostsCluster(subject, stack);
    if (hosts !== true) return hosts;
    const { found, unsure } = stack.naming(subject, endpoint, "vpcId");
    const have = found.map(serviceOf);
    const open = [
        ...found.filter(({ props }) => props.at("serviceName").reading === "unknown").map(({ name }) => `${name}.serviceName`),
        ...unsure.map(({ name }) => `${name}.vpcId`),
    ];
    const missing = textsOf({ parameter }, "services").filter((service) => !have.includes(service));
    if (missing.length === 0) return met;
    return open.length > 0 ? open.map(unknown) : missing.map((service) =>
        notMet("", `has no endpoint for ${service}; one is required`));
};

function hostsCluster(subject: Subject, stack: StackView): true | Outcome {
    const clusters = stack.ofType("aws:eks/cluster:Cluster").map((cluster) => ({ cluster, networks: networksOf(cluster) }));
    if (clusters.some(({ networks }) => networks?.includes(subject) === true)) return true;
    const open = clusters.find(({ networks }) => networks === undefined);
    return open === undefined ? notApplicable("no EKS cluster runs in the network") : unknown(`${open.cluster.name}.vpcConfig`);
}

export const vpcEndpointRules: readonly Rule[] = [
    {
        id: "vpc-required-endpoints",
        title: "A network with a cluster reaches AWS by private ways",
        why: "Otherwise images, credentials and logs pass over the Internet, and nodes need a way there.",
        cure: "Add an aws.ec2.VpcEndpoint for each service; of type Gateway for s3, of type Interface for the others.",
        types: [vpc],
        kind: "stack",
        parameters: {
            services: textsParameter(
                "services that need an endpoint, as in com.amazonaws.REGION.NAME",
                ["s3", "ecr.api", "ecr.dkr", "sts", "logs", "ec2"],
            ),
        },
        conditions: [endpoints],
    },
    {
        id: "vpc-endpoint-policy-restricted",
        title: "An endpoint lets through only what is meant",
        why: "Without a policy it is a way to every account of AWS, by which data leaves unseen.",
        cure: "Set policy with the actions and resources that are used, or with aws:ResourceOrgID and aws:PrincipalOrgID in "
            + "its condition.",
        types: [endpoint],
        kind: "resource",
        conditions: when(
            ({ props }) => (props.at("vpcEndpointType").text === "GatewayLoadBalancer" ? notApplicable(noPolicies) : undefined),
            ({ props }) => {
                const absent = notMet("policy", "is not set, which lets everything through; a policy is required");
                return judgedPolicy(props.at("policy"), absent, (statements) =>
                    [statements.some(allowsAll) ? notMet("policy", tooWide) : met]);
            },
        ),
    },
];
