import { strict as assert } from "node:assert";
import { judge } from "../../../../policies/core/evaluate";
import { Stack } from "../../../../policies/core/stack";
import { eksRules } from "../../../../policies/rules/aws/eks";
import { describeRules, later, type Fixtures, type Made } from "../harness";

type Properties = Made["props"];
const cluster = (props: Properties = {}): Made =>
    ({ type: "aws:eks/cluster:Cluster", name: "cluster", props: { name: "shop", ...props } });
const network = (vpcConfig: unknown): Made => cluster({ vpcConfig });
const addon = (addonName: unknown, clusterName: unknown = "shop"): Made =>
    ({
        type: "aws:eks/addon:Addon", name: `addon-${String(addonName)}`, props: { addonName, clusterName },
        ...(clusterName === later ? { from: { clusterName: ["cluster"] } } : {}),
    });
const addons = ["vpc-cni", "coredns", "kube-proxy", "eks-pod-identity-agent"];
const other = { otherType: "aws:eks/nodeGroup:NodeGroup" };
const notMet = (...findings: readonly string[]) => ({ kind: "notMet" as const, findings, undecided: [] });
const association = (policyArn: unknown, principalArn: unknown = "arn:aws:iam::123456789012:role/developers"): Made =>
    ({
        type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation", props: { clusterName: "shop", policyArn, principalArn },
    });
const admin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const emergency = "arn:aws:iam::123456789012:role/emergency";

/** Of one flag or text of a cluster. */
function setting(
    path: string,
    given: { readonly right: unknown; readonly wrong: unknown; readonly said: string; readonly required: string; readonly parameters?: Properties },
): Fixtures {
    const [outer = "", inner] = path.split(".");
    const of = (value: unknown): Made => cluster(inner === undefined ? { [outer]: value } : { [outer]: { [inner]: value } });
    return {
        passes: [[of(given.right)]],
        fails: [{ given: [of(given.wrong)], findings: [`${path} is ${given.said}; ${given.required} is required`] }],
        absent: { given: [cluster()], verdict: notMet(`${path} is not set; ${given.required} is required`) },
        unknown: { given: [of(later)], undecided: [path] },
        notApplicable: other,
        ...(given.parameters === undefined ? {} : { parameters: given.parameters }),
    };
}

const identity = (type: string, props: Properties, property?: string): Made =>
    ({ type, name: "identity", props, ...(property === undefined ? {} : { from: { [property]: ["cluster"] } }) });
const provider = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const association2 = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const noIdentity = "has no OpenIdConnectProvider and no PodIdentityAssociation";

describeRules("EKS", eksRules, {
    "eks-endpoint-not-public": setting(
        "vpcConfig.endpointPublicAccess", { right: false, wrong: true, said: "true", required: "false" },
    ),
    "eks-public-endpoint-cidrs-restricted": {
        passes: [[network({ publicAccessCidrs: ["203.0.113.0/25", "2001:db8::/32"] })]],
        fails: [
            {
                given: [network({ endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] })],
                findings: ["vpcConfig.publicAccessCidrs[0] is \"0.0.0.0/0\"; a smaller range is required"],
            },
            {
                given: [network({ publicAccessCidrs: ["203.0.113.0/24", "::/0"] })],
                findings: ["vpcConfig.publicAccessCidrs[1] is \"::/0\"; a smaller range is required"],
            },
            {
                given: [network({ publicAccessCidrs: ["203.0.112.0/23"] })],
                findings: [
                    "vpcConfig.publicAccessCidrs[0] is \"203.0.112.0/23\"; a part of 203.0.113.0/24, 2001:db8::/32 is required",
                ],
            },
        ],
        absent: {
            given: [network({})],
            verdict: notMet(
                "vpcConfig.publicAccessCidrs is not set, which is 0.0.0.0/0; the ranges that may connect are required",
            ),
        },
        unknown: { given: [network({ publicAccessCidrs: later })], undecided: ["vpcConfig.publicAccessCidrs"] },
        notApplicable: { given: [network({ endpointPublicAccess: false })], reason: "the API server has no public address" },
        parameters: { allowed: ["203.0.113.0/24", "2001:db8::/32"] },
    },
    "eks-private-endpoint-enabled": setting(
        "vpcConfig.endpointPrivateAccess", { right: true, wrong: false, said: "false", required: "true" },
    ),
    "eks-secrets-encrypted-kms": {
        passes: [
            [cluster({ encryptionConfig: { resources: ["secrets"], provider: { keyArn: "arn:aws:kms:x" } } })],
            [
                {
                    ...cluster({ encryptionConfig: { resources: ["secrets"], provider: { keyArn: later } } }),
                    from: { encryptionConfig: ["key"] },
                },
                { type: "aws:kms/key:Key", name: "key", props: {} },
            ],
        ],
        fails: [
            {
                given: [cluster({ encryptionConfig: { resources: [], provider: { keyArn: "x" } } })],
                findings: ["encryptionConfig.resources is without secrets; it is required"],
            },
            {
                given: [cluster({ encryptionConfig: { resources: ["secrets"], provider: {} } })],
                findings: ["encryptionConfig.provider.keyArn is not set; the ARN of a KMS key is required"],
            },
        ],
        absent: {
            given: [cluster()],
            verdict: notMet(
                "encryptionConfig.resources is without secrets; it is required",
                "encryptionConfig.provider.keyArn is not set; the ARN of a KMS key is required",
            ),
        },
        unknown: {
            given: [cluster({ encryptionConfig: { resources: later, provider: { keyArn: "x" } } })],
            undecided: ["encryptionConfig.resources"],
        },
        notApplicable: other,
    },
    "eks-control-plane-logging-all": {
        passes: [[cluster({ enabledClusterLogTypes: ["scheduler", "controllerManager", "authenticator", "audit", "api"] })]],
        fails: [
            {
                given: [cluster({ enabledClusterLogTypes: ["api", "audit", "scheduler"] })],
                findings: ["enabledClusterLogTypes is without authenticator, controllerManager; all are required"],
            },
        ],
        absent: {
            given: [cluster()],
            verdict: notMet(
                "enabledClusterLogTypes is without api, audit, authenticator, controllerManager, scheduler; all are required",
            ),
        },
        unknown: { given: [cluster({ enabledClusterLogTypes: ["api", later] })], undecided: ["enabledClusterLogTypes"] },
        notApplicable: other,
    },
    "eks-supported-version": setting(
        "version", { right: "1.35", wrong: "1.9", said: "\"1.9\"", required: "1.35 or later", parameters: { oldest: "1.35" } },
    ),
    "eks-upgrade-policy-standard": setting(
        "upgradePolicy.supportType", { right: "STANDARD", wrong: "EXTENDED", said: "\"EXTENDED\"", required: "\"STANDARD\"" },
    ),
    "eks-access-entries-mode": setting(
        "accessConfig.authenticationMode",
        { right: "API_AND_CONFIG_MAP", wrong: "CONFIG_MAP", said: "\"CONFIG_MAP\"", required: "one of API, API_AND_CONFIG_MAP" },
    ),
    "eks-no-bootstrap-creator-admin": setting(
        "accessConfig.bootstrapClusterCreatorAdminPermissions", { right: false, wrong: true, said: "true", required: "false" },
    ),
    "eks-access-policy-no-cluster-admin": {
        passes: [
            [association("arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy")], [association(admin, emergency)],
            [association(later, emergency)],
        ],
        fails: [
            {
                given: [association(admin)],
                findings: ["policyArn is AmazonEKSClusterAdminPolicy; a policy with fewer rights is required"],
            },
        ],
        absent: { given: [association(undefined)], verdict: { kind: "met" } },
        unknown: { given: [association(admin, later)], undecided: ["principalArn"] },
        notApplicable: { otherType: "aws:eks/cluster:Cluster" },
        parameters: { breakGlass: [emergency] },
    },
    "eks-required-addons": {
        passes: [[cluster(), ...addons.map((name) => addon(name))], [cluster({ name: later }), ...addons.map((name) =>
            addon(name, later))]],
        fails: [
            {
                given: [cluster(), ...addons.slice(1).map((name) => addon(name)), addon("vpc-cni", "other")],
                findings: ["has no add-on vpc-cni"],
            },
        ],
        absent: { given: [cluster()], verdict: notMet(...addons.map((name) => `has no add-on ${name}`)) },
        unknown: {
            given: [cluster(), ...addons.slice(1).map((name) => addon(name)), addon(later)],
            undecided: [`addon-${later}.addonName`],
        },
        notApplicable: {
            given: [cluster({ computeConfig: { enabled: true } })], reason: "the cluster is in Auto Mode, which brings them",
        },
    },
    "eks-workload-identity-configured": {
        passes: [
            [cluster(), identity(provider, { url: later }, "url")], [cluster(), identity(association2, { clusterName: "shop" })],
        ],
        fails: [{ given: [cluster(), identity(association2, { clusterName: "other" })], findings: [noIdentity] }],
        absent: { given: [cluster()], verdict: notMet(noIdentity) },
        unknown: { given: [cluster(), identity(provider, { url: later })], undecided: ["identity.url"] },
        notApplicable: other,
    },
    "eks-deletion-protection": setting("deletionProtection", { right: true, wrong: false, said: "false", required: "true" }),
});

describe("rules: deletion protection of clusters", () => {
    it("is not asked for where the environment is not protected", () => {
        const rule = eksRules.find(({ id }) => id === "eks-deletion-protection");
        const stack = new Stack([{ ...cluster(), urn: "urn:cluster", name: "cluster" }]);
        const [subject] = stack.all();
        assert.ok(rule !== undefined && subject !== undefined);
        assert.deepEqual(
            judge(rule, subject, stack, { [rule.id]: { protected: false } }),
            { kind: "notApplicable", reason: "the environment is not a protected one" },
        );
    });
});
