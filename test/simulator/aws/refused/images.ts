import { Props } from "../../../../simulator/cloud/values";
import { RefusedCase, Step } from "./case";
import { key, ref } from "./steps";

export function repository(more: Props = {}, name = "repository"): Step {
    return { type: "aws:ecr/repository:Repository", name, inputs: { name: "colorway/web", ...more } };
}

const untagged = { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 14 };
export const expireUntagged = { rulePriority: 1, description: "untagged images go after a fortnight", selection: untagged, action: { type: "expire" } };

export function lifecycle(...rules: readonly object[]): Step {
    return {
        type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        name: "lifecycle",
        inputs: { repository: ref("repository.name"), policy: JSON.stringify({ rules }) },
    };
}

function selecting(selection: object): RefusedCase["program"] {
    return [repository(), lifecycle({ ...expireUntagged, selection: { ...untagged, ...selection } })];
}

const parameter = "InvalidParameterException";
const failure = (what: string): string =>
    `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${what}'`;
const signing = key("signing", { customerMasterKeySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" });

/** What ECR refuses. */
export const refusedImages: readonly RefusedCase[] = [
    { title: "a repository with capitals", program: [repository({ name: "Colorway/web" })], expect: { code: parameter } },
    { title: "a repository with two slashes", program: [repository({ name: "colorway//web" })], expect: { code: parameter } },
    {
        title: "a second repository of the same name",
        program: [repository(), repository({}, "again")],
        expect: {
            code: "RepositoryAlreadyExistsException",
            message: "The repository with name 'colorway/web' already exists in the registry with id '111122223333'",
        },
    },
    {
        title: "encryption under a key that signs",
        program: [signing, repository({ encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: ref("signing.arn") }] })],
        expect: { code: "KmsException" },
    },
    {
        title: "a key for encryption by S3",
        program: [key("key"), repository({ encryptionConfigurations: [{ encryptionType: "AES256", kmsKey: ref("key.arn") }] })],
        expect: { code: parameter, message: "AES256 has no key of KMS" },
    },
    {
        title: "tags that may move without saying which",
        program: [repository({ imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" })],
        expect: { code: parameter },
    },
    {
        title: "a lifecycle of a repository that is not there",
        program: [{ ...lifecycle(expireUntagged), inputs: { ...lifecycle(expireUntagged).inputs, repository: "colorway/none" } }],
        expect: { code: "RepositoryNotFoundException" },
    },
    {
        title: "two rules of one priority",
        program: [repository(), lifecycle(expireUntagged, expireUntagged)],
        expect: { code: parameter, message: failure("rulePriority: 1 is no whole number from 1 on of its own") },
    },
    {
        title: "a rule on tags without tags",
        program: selecting({ tagStatus: "tagged" }),
        expect: { code: parameter, message: failure("selection: tagged needs either tagPrefixList or tagPatternList") },
    },
    {
        title: "prefixes and patterns in one rule",
        program: selecting({ tagStatus: "tagged", tagPrefixList: ["pr-"], tagPatternList: ["pr-*"] }),
        expect: { code: parameter },
    },
    {
        title: "a pattern with five stars",
        program: selecting({ tagStatus: "tagged", tagPatternList: ["*.*.*.*.*"] }),
        expect: { code: parameter, message: failure("selection.tagPatternList: at most 4 wildcards, got *.*.*.*.*") },
    },
    { title: "a rule on no tags with tags", program: selecting({ tagPrefixList: ["pr-"] }), expect: { code: parameter } },
    { title: "a count of days by number", program: selecting({ countType: "imageCountMoreThan" }), expect: { code: parameter } },
    { title: "a count of none", program: selecting({ countNumber: 0 }), expect: { code: parameter } },
    {
        title: "a rule for any image before another one",
        program: [repository(), lifecycle({ ...expireUntagged, selection: { ...untagged, tagStatus: "any" } }, { ...expireUntagged, rulePriority: 2 })],
        expect: { code: parameter, message: failure("rulePriority: a rule for any image has the highest") },
    },
    {
        title: "an action that is none",
        program: [repository(), lifecycle({ ...expireUntagged, action: { type: "delete" } })],
        expect: { code: parameter, message: failure("action.type: expire is allowed") },
    },
];
