import { ecrRules } from "../../../../policies/rules/aws/ecr";
import { describeRules, later, type Made } from "../harness";

type Properties = Made["props"];
const repository = (props: Properties = {}): Made =>
    ({ type: "aws:ecr/repository:Repository", name: "images", props: { name: "shop/web", ...props } });
const scanning = (props: Properties): Made =>
    ({ type: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", name: "scanning", props });
const enabler = (resourceTypes: unknown): Made =>
    ({ type: "aws:inspector2/enabler:Enabler", name: "inspector", props: { accountIds: ["123456789012"], resourceTypes } });
const life = (props: Properties, from?: Made["from"]): Made =>
    ({ type: "aws:ecr/lifecyclePolicy:LifecyclePolicy", name: "life", props, ...(from === undefined ? {} : { from }) });
const rule = (filter: unknown, scanFrequency: unknown = "SCAN_ON_PUSH"): Properties =>
    ({ scanFrequency, repositoryFilters: [{ filter, filterType: "WILDCARD" }] });
const policy = (principal: unknown, condition?: Properties): Made => ({
    type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
    props: {
        policy: JSON.stringify({
            Statement: [
                {
                    Effect: "Allow", Principal: principal, Action: "ecr:BatchGetImage",
                    ...(condition === undefined ? {} : { Condition: condition }),
                },
            ],
        }),
    },
});
const unscanned = "imageScanningConfiguration.scanOnPush is not true, nor does the registry scan it; true is required";
const other = { otherType: "aws:ecr/lifecyclePolicy:LifecyclePolicy" };
const verdict = (...findings: readonly string[]) => ({ kind: "notMet" as const, findings, undecided: [] });
const open = "policy.Statement[0] allows everybody; a principal, or a condition on aws:PrincipalOrgID, aws:PrincipalOrgPaths, "
    + "aws:PrincipalAccount, aws:SourceAccount, aws:SourceOrgID is required";

describeRules("ECR", ecrRules, {
    "ecr-scan-on-push": {
        passes: [
            [repository({ imageScanningConfiguration: { scanOnPush: true } })],
            [repository(), scanning({ rules: [rule("shop/*")] })],
            [repository(), scanning({ rules: [rule("web", "CONTINUOUS_SCAN")] })],
            [repository({ name: later }), scanning({ rules: [rule("*")] })],
        ],
        fails: [
            { given: [repository({ imageScanningConfiguration: { scanOnPush: false } })], findings: [unscanned] },
            { given: [repository(), scanning({ rules: [rule("other/*"), rule("shop/*", "MANUAL")] })], findings: [unscanned] },
        ],
        absent: { given: [repository()], verdict: verdict(unscanned) },
        unknown: { given: [repository({ name: later }), scanning({ rules: [rule("shop/*")] })], undecided: ["name"] },
        notApplicable: other,
    },
    "ecr-tag-immutability": {
        passes: [
            [repository({ imageTagMutability: "IMMUTABLE" })],
            [repository({
                imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
                imageTagMutabilityExclusionFilters: [{ filter: "dev-*", filterType: "WILDCARD" }],
            })],
        ],
        fails: [
            {
                given: [repository({ imageTagMutability: "MUTABLE" })],
                findings: ["imageTagMutability is \"MUTABLE\"; one of \"IMMUTABLE\", \"IMMUTABLE_WITH_EXCLUSION\" is required"],
            },
            {
                given: [
                    repository({
                        imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
                        imageTagMutabilityExclusionFilters: [{ filter: "*", filterType: "WILDCARD" }],
                    }),
                ],
                findings: ["imageTagMutabilityExclusionFilters[0].filter is \"*\"; one of dev-* is allowed"],
            },
        ],
        absent: {
            given: [repository()],
            verdict: verdict("imageTagMutability is not set; one of \"IMMUTABLE\", \"IMMUTABLE_WITH_EXCLUSION\" is required"),
        },
        unknown: { given: [repository({ imageTagMutability: later })], undecided: ["imageTagMutability"] },
        notApplicable: other,
        parameters: { movable: ["dev-*"] },
    },
    "ecr-kms-encryption": {
        passes: [
            [repository({ encryptionConfigurations: [{ encryptionType: "KMS_DSSE", kmsKey: "arn:aws:kms:x" }] })],
            [
                {
                    ...repository({ encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: later }] }),
                    from: { encryptionConfigurations: ["key"] },
                },
                { type: "aws:kms/key:Key", name: "key", props: {} },
            ],
        ],
        fails: [
            {
                given: [repository({ encryptionConfigurations: [{ encryptionType: "AES256", kmsKey: "arn:aws:kms:x" }] })],
                findings: ["encryptionConfigurations[0].encryptionType is \"AES256\"; one of \"KMS\", \"KMS_DSSE\" is required"],
            },
            {
                given: [repository({ encryptionConfigurations: [{ encryptionType: "KMS" }] })],
                findings: ["encryptionConfigurations[0].kmsKey is not set; the ARN of a KMS key is required"],
            },
        ],
        absent: {
            given: [repository()],
            verdict: verdict(
                "encryptionConfigurations[0].encryptionType is not set; one of \"KMS\", \"KMS_DSSE\" is required",
                "encryptionConfigurations[0].kmsKey is not set; the ARN of a KMS key is required",
            ),
        },
        unknown: { given: [repository({ encryptionConfigurations: later })], undecided: ["encryptionConfigurations"] },
        notApplicable: other,
    },
    "ecr-lifecycle-policy": {
        passes: [
            [repository(), life({ repository: later }, { repository: ["images"] })],
            [repository(), life({ repository: "shop/web" })],
        ],
        fails: [{ given: [repository(), life({ repository: "shop/api" })], findings: ["has no lifecycle policy"] }],
        absent: { given: [repository()], verdict: verdict("has no lifecycle policy") },
        unknown: { given: [repository(), life({ repository: later })], undecided: ["life.repository"] },
        notApplicable: { otherType: "aws:ecr/repositoryPolicy:RepositoryPolicy" },
    },
    "ecr-policy-not-public": {
        passes: [
            [policy({ AWS: "arn:aws:iam::123456789012:root" })], [policy("*", { StringEquals: { "aws:PrincipalOrgID": "o-1" } })],
        ],
        fails: [
            { given: [policy("*")], findings: [open] },
            { given: [policy({ AWS: ["*"] }, { StringLike: { "aws:PrincipalOrgID": "*" } })], findings: [open] },
        ],
        absent: {
            given: [{ type: "aws:ecr/registryPolicy:RegistryPolicy", props: {} }],
            verdict: { kind: "notApplicable", reason: "it has no policy" },
        },
        unknown: { given: [{ type: "aws:ecr/registryPolicy:RegistryPolicy", props: { policy: later } }], undecided: ["policy"] },
        notApplicable: { otherType: "aws:ecr/repository:Repository" },
    },
    "ecr-enhanced-scanning": {
        passes: [
            [scanning({ scanType: "ENHANCED", rules: [rule("*", "CONTINUOUS_SCAN")] })],
            [scanning({ scanType: "BASIC" }), enabler(["EC2", "ECR"])],
        ],
        fails: [
            {
                given: [scanning({ scanType: "BASIC", rules: [rule("*", "CONTINUOUS_SCAN")] })],
                findings: ["scanType is \"BASIC\" without a rule of CONTINUOUS_SCAN; ENHANCED with one is required"],
            },
            {
                given: [scanning({ scanType: "ENHANCED", rules: [rule("*")] }), enabler(["EC2"])],
                findings: ["scanType is \"ENHANCED\" without a rule of CONTINUOUS_SCAN; ENHANCED with one is required"],
            },
        ],
        absent: {
            given: [scanning({})],
            verdict: verdict("scanType is \"\" without a rule of CONTINUOUS_SCAN; ENHANCED with one is required"),
        },
        unknown: { given: [scanning({ scanType: "ENHANCED", rules: later })], undecided: ["rules"] },
        notApplicable: { otherType: "aws:ecr/repository:Repository" },
    },
});
