/** Clusters of EKS and who administers them. */
import { BlockList, isIP } from "node:net";
import { ask, demanded, some } from "../../core/answer";
import { isFalse, isTrue, judged, oneOf, parts, shown } from "../../core/conditions";
import { inProtected, protectedParameter, when, whereOneOf } from "../../core/guards";
import { met, notMet, unknown } from "../../core/outcome";
import { textParameter, textsOf, textsParameter } from "../../core/parameters";
import { saidAt } from "../../core/parts";
import { beside, isOutcome } from "../../core/relations";
import { reference } from "../../core/references";
import type { Condition, Parameter, Rule } from "../../core/rule";

const cluster = ["aws:eks/cluster:Cluster"];
const world = ["0.0.0.0/0", "::/0"];
const logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** Oldest in standard support (EKS user guide, "Understand the Kubernetes version lifecycle on EKS", read 2026-09). */
export const oldestSupported = "1.34";

/** Parameter of rules about versions of Kubernetes. */
export const oldestParameter: Parameter = textParameter(
    "oldest version of Kubernetes that EKS has in standard support", oldestSupported, "^1\\.\\d+$",
);

/** Minor version, as 35 of `1.35`; undefined where it is none. */
export function minorOf(version: unknown): number | undefined {
    const [, minor] = /^1\.(\d+)$/.exec(String(version)) ?? [];
    return minor === undefined ? undefined : Number(minor);
}

export function olderThan(version: string | undefined, oldest: string): boolean {
    return (minorOf(version) ?? -1) < (minorOf(oldest) ?? 0);
}

function within(range: string, allowed: readonly string[]): boolean {
    const inner = blockOf(range);
    return allowed.some((each) => {
        const outer = blockOf(each);
        if (inner === undefined || outer === undefined || inner.family !== outer.family || inner.prefix < outer.prefix) {
            return each === range;
        }
        const list = new BlockList();
        list.addSubnet(outer.address, outer.prefix, outer.family);
        return list.check(inner.address, inner.family);
    });
}

/** A range as `10.0.0.0/8`; undefined where it is none. */
function blockOf(
    range: string,
): { readonly address: string; readonly prefix: number; readonly family: "ipv4" | "ipv6" } | undefined {
    const [address = "", length = ""] = range.split("/");
    const version = isIP(address);
    if (version === 0 || !/^\d{1,3}$/.test(length) || Number(length) > (version === 4 ? 32 : 128)) return undefined;
    return { address, prefix: Number(length), family: version === 4 ? "ipv4" : "ipv6" };
}

/** Each part of a list of texts is there. Parts that are not known could be those that are missing. */
function hasAll(
    path: string, wanted: (texts: (name: string) => readonly string[]) => readonly string[], what: string,
): Condition {
    return ({ props }, context) => {
        const list = props.at(path);
        const present = list.items().map(({ text }) => text);
        const missing = wanted((name) => textsOf(context, name)).filter((each) => !present.includes(each));
        if (missing.length === 0) return met;
        return list.settled ? notMet(list.path, `is without ${missing.join(", ")}; ${what} required`) : unknown(list.path);
    };
}

// Public where nothing is said (EKS API reference, VpcConfigRequest).
const isPublic = whereOneOf("vpcConfig.endpointPublicAccess", [true], true, "the API server has no public address");

const ranges: Condition = ({ props }, context) => {
    const list = props.at("vpcConfig.publicAccessCidrs");
    const allowed = textsOf(context, "allowed");
    if (list.reading === "unknown") return unknown(list.path);
    // Everywhere where nothing is said (the same reference).
    if (list.items().length === 0) {
        return notMet(list.path, "is not set, which is 0.0.0.0/0; the ranges that may connect are required");
    }
    return parts(list, (item) => judged(item, "met", "", ({ text = "" }) => {
        if (world.includes(text)) return `is ${shown(text)}; a smaller range is required`;
        return allowed.length === 0 || within(text, allowed)
            ? undefined
            : `is ${shown(text)}; a part of ${allowed.join(", ")} is required`;
    }));
};

const identityTypes = [
    ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", "url"],
    ["aws:eks/podIdentityAssociation:PodIdentityAssociation", "clusterName"],
] as const;

export const eksRules: readonly Rule[] = [
    {
        id: "eks-endpoint-not-public",
        title: "The API server of a cluster has no public address",
        why: "Everybody on the Internet can try credentials and flaws on it.",
        cure: "Set vpcConfig.endpointPublicAccess to false and endpointPrivateAccess to true.",
        types: cluster,
        kind: "resource",
        conditions: [isFalse("vpcConfig.endpointPublicAccess", "notMet")],
    },
    {
        id: "eks-public-endpoint-cidrs-restricted",
        title: "A public API server answers only known addresses",
        why: "Everybody on the Internet can try credentials and flaws on it where nothing is said.",
        cure: "Set vpcConfig.publicAccessCidrs to the ranges of those who administer the cluster.",
        types: cluster,
        kind: "resource",
        parameters: {
            allowed: textsParameter(
                "ranges of addresses, of which each that may connect is a part; none for any but all addresses",
            ),
        },
        conditions: when(isPublic, ranges),
    },
    {
        id: "eks-private-endpoint-enabled",
        title: "Nodes reach the API server inside of their network",
        why: "Their requests leave the network otherwise.",
        cure: "Set vpcConfig.endpointPrivateAccess to true.",
        types: cluster,
        kind: "resource",
        conditions: [isTrue("vpcConfig.endpointPrivateAccess")],
    },
    {
        id: "eks-secrets-encrypted-kms",
        title: "Secrets of a cluster are encrypted with a KMS key of one's own",
        why: "Nobody can see who reads them, nor take the key away, with AWS's own.",
        cure: "Set encryptionConfig to { resources: [\"secrets\"], provider: { keyArn: KEY.arn } }.",
        types: cluster,
        kind: "resource",
        conditions: [
            hasAll("encryptionConfig.resources", () => ["secrets"], "it is"),
            (subject) => reference(subject, subject.props.at("encryptionConfig.provider.keyArn"), "the ARN of a KMS key"),
        ],
    },
    {
        id: "eks-control-plane-logging-all",
        title: "A cluster logs what its control plane does",
        why: "Who did what in the cluster can't be found out afterwards.",
        cure: `Set enabledClusterLogTypes to ${JSON.stringify(logs)}.`,
        types: cluster,
        kind: "resource",
        parameters: { logs: textsParameter("kinds of logs", logs, { control: "au-02_odp" }) },
        conditions: [hasAll("enabledClusterLogTypes", (texts) => texts("logs"), "all are")],
    },
    {
        id: "eks-supported-version",
        title: "A cluster runs a version of Kubernetes in standard support",
        why: "Older ones get fixes late, cost more, and are upgraded by AWS on a day of its choice.",
        cure: "Set version to a supported one.",
        types: cluster,
        kind: "resource",
        parameters: { oldest: oldestParameter },
        conditions: [(subject, context) => {
            const oldest = String(context.parameter("oldest"));
            return judged(saidAt(subject, "version"), "notMet", `${oldest} or later`, ({ text, value }) =>
                (olderThan(text, oldest) ? `is ${shown(value)}; ${oldest} or later is required` : undefined));
        }],
    },
    {
        id: "eks-upgrade-policy-standard",
        title: "A cluster does not slip into extended support",
        why: "It would run an old version for another year, at six times the price, without anybody deciding so.",
        cure: "Set upgradePolicy.supportType to STANDARD.",
        types: cluster,
        kind: "resource",
        // EXTENDED where nothing is said (EKS API reference, UpgradePolicyRequest).
        conditions: [oneOf("upgradePolicy.supportType", ["STANDARD"])],
    },
    {
        id: "eks-access-entries-mode",
        title: "Access to a cluster is given by access entries",
        why: "The ConfigMap aws-auth can be changed by whoever may write it, and CloudTrail does not see it.",
        cure: "Set accessConfig.authenticationMode to API.",
        types: cluster,
        kind: "resource",
        parameters: { modes: textsParameter("modes that are allowed", ["API", "API_AND_CONFIG_MAP"]) },
        conditions: [({ props }, context) => {
            const modes = textsOf(context, "modes");
            const required = `one of ${modes.join(", ")}`;
            // CONFIG_MAP where nothing is said (EKS API reference, CreateAccessConfigRequest).
            return judged(props.at("accessConfig.authenticationMode"), "notMet", required, ({ text, value }) =>
                (text !== undefined && modes.includes(text) ? undefined : `is ${shown(value)}; ${required} is required`));
        }],
    },
    {
        id: "eks-no-bootstrap-creator-admin",
        title: "Who makes a cluster does not stay its administrator",
        why: "The role of the pipeline has every right in the cluster for good, in no list of access entries that anybody wrote.",
        cure: "Set accessConfig.bootstrapClusterCreatorAdminPermissions to false and add an access entry for the administrators.",
        types: cluster,
        kind: "resource",
        // True where nothing is said (EKS API reference, CreateAccessConfigRequest).
        conditions: [isFalse("accessConfig.bootstrapClusterCreatorAdminPermissions", "notMet")],
    },
    {
        id: "eks-access-policy-no-cluster-admin",
        title: "Nobody is given all rights in a cluster but roles for emergencies",
        why: "It is every right on everything in the cluster, past every policy of it.",
        cure: "Associate a policy with fewer rights, or list the principal in the parameter breakGlass.",
        types: ["aws:eks/accessPolicyAssociation:AccessPolicyAssociation"],
        kind: "resource",
        parameters: { breakGlass: textsParameter("ARNs of principals for emergencies") },
        conditions: [({ props }, context) => {
            const [policy, principal] = [props.at("policyArn"), props.at("principalArn")];
            const excepted = textsOf(context, "breakGlass");
            const outcome = judged(policy, "met", "", ({ text = "" }) =>
                (/\/AmazonEKSClusterAdminPolicy$/.test(text)
                    ? "is AmazonEKSClusterAdminPolicy; a policy with fewer rights is required"
                    : undefined));
            if (outcome.kind === "met" || excepted.length === 0) return outcome;
            if (principal.reading === "unknown") return unknown(principal.path);
            return principal.text !== undefined && excepted.includes(principal.text) ? met : outcome;
        }],
    },
    {
        id: "eks-required-addons",
        title: "A cluster has the add-ons that its pods depend on as managed ones",
        why: "What a cluster brings along by itself is in no program and nobody updates it.",
        cure: "Add an aws.eks.Addon for each that the parameter addons lists, or set computeConfig.enabled to true.",
        types: cluster,
        kind: "stack",
        parameters: {
            addons: textsParameter("names of add-ons", ["vpc-cni", "coredns", "kube-proxy", "eks-pod-identity-agent"]),
        },
        conditions: when(whereOneOf(
            "computeConfig.enabled", [false], false, "the cluster is in Auto Mode, which brings them",
        ), (subject, context) => {
            const { found, unsure } = context.stack.naming(subject, "aws:eks/addon:Addon", "clusterName");
            const open = unsure.map(({ name }) => ({ unknown: `${name}.clusterName` }));
            return textsOf(context, "addons").map((addon) => demanded(
                some(...found.map(({ name, props }) => {
                    const answer = ask(props.at("addonName"), ({ text }) => text === addon);
                    return typeof answer === "object" ? { unknown: `${name}.addonName` } : answer;
                }), ...open),
                "", `has no add-on ${addon}`,
            ));
        }),
    },
    {
        id: "eks-workload-identity-configured",
        title: "Pods of a cluster get roles of their own",
        why: "They use the role of their node otherwise, which all pods share.",
        cure: "Add an aws.iam.OpenIdConnectProvider for the cluster's issuer, or aws.eks.PodIdentityAssociations.",
        types: cluster,
        kind: "stack",
        conditions: [(subject, { stack }) => {
            const results = identityTypes.map(([type, property]) =>
                beside(subject, stack, [type], property, "OpenIdConnectProvider and no PodIdentityAssociation"));
            if (results.some((result) => !isOutcome(result))) return met;
            const outcomes = results.filter(isOutcome);
            return outcomes.find(({ kind }) => kind === "unknown") ?? outcomes[0] ?? met;
        }],
    },
    {
        id: "eks-deletion-protection",
        title: "A cluster can't be deleted by mistake",
        why: "One wrong command takes every workload away.",
        cure: "Set deletionProtection to true.",
        types: cluster,
        kind: "resource",
        parameters: protectedParameter,
        conditions: when(inProtected, isTrue("deletionProtection")),
    },
];
