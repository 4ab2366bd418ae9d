/** Repositories of ECR and the registry's own settings. */
import { Answer, ask, demanded, every, some } from "../../core/answer";
import { isOneOf, judged, parts, shown } from "../../core/conditions";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { textsOf, textsParameter } from "../../core/parameters";
import { covers } from "../../core/policy-document";
import { reference } from "../../core/references";
import { beside, isOutcome } from "../../core/relations";
import type { Rule, Subject } from "../../core/rule";
import { notOpenToAll } from "./open-policies";

const repository = ["aws:ecr/repository:Repository"];
const scanning = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";
const enabler = "aws:inspector2/enabler:Enabler";

function about(name: string, answer: Answer): Answer {
    return typeof answer === "object" ? { unknown: `${name}.${answer.unknown}` } : answer;
}

/**
 * Whether the registry scans a repository of itself, when an image is pushed or always. A filter without a wildcard matches what
 * contains it (ECR user guide, "Filters to choose which repositories are scanned").
 */
function scans({ name, props }: Subject, repositoryName: Answer & object | string): Answer {
    const rules = props.at("rules");
    if (rules.reading === "unknown") return { unknown: `${name}.${rules.path}` };
    return some(...rules.items().map((rule) => {
        const filters = rule.at("repositoryFilters");
        const matches: readonly Answer[] = filters.reading === "unknown" ? [
            { unknown: `${name}.${filters.path}` },
        ] : filters.items().map((item) => {
            const { text, path, reading } = item.at("filter");
            if (text === undefined) return reading === "unknown" ? { unknown: `${name}.${path}` } : false;
            const pattern = text.includes("*") ? text : `*${text}*`;
            return typeof repositoryName === "string" ? covers(pattern, repositoryName) : /^\*+$/.test(pattern) || repositoryName;
        });
        return every(
            about(name, ask(rule.at("scanFrequency"), ({ text }) => text === "SCAN_ON_PUSH" || text === "CONTINUOUS_SCAN")),
            some(...matches),
        );
    }));
}

function continuous({ props }: Subject): Answer {
    const rules = props.at("rules");
    const always = rules.reading === "unknown" ? { unknown: rules.path } : some(...rules.items().map((rule) =>
        ask(rule.at("scanFrequency"), ({ text }) => text === "CONTINUOUS_SCAN")));
    return every(ask(props.at("scanType"), ({ text }) => text === "ENHANCED"), always);
}

export const ecrRules: readonly Rule[] = [
    {
        id: "ecr-scan-on-push",
        title: "Images are scanned when they are pushed",
        why: "Known holes in an image are found when it runs, or never.",
        cure: "Set imageScanningConfiguration.scanOnPush to true, or add an aws.ecr.RegistryScanningConfiguration whose "
            + "filters match the repository.",
        types: repository,
        kind: "stack",
        conditions: [({ props }, { stack }) => {
            const name = props.at("name");
            const known = name.reading === "unknown" ? { unknown: name.path } : name.text ?? "";
            const own = ask(props.at("imageScanningConfiguration.scanOnPush"), ({ flag }) => flag === true);
            return demanded(
                some(own, ...stack.ofType(scanning).map((registry) => scans(registry, known))),
                "imageScanningConfiguration.scanOnPush",
                "is not true, nor does the registry scan it; true is required",
            );
        }],
    },
    {
        id: "ecr-tag-immutability",
        title: "Tags of images can't be moved",
        why: "Another image runs under the name of the one that was tested.",
        cure: "Set imageTagMutability to IMMUTABLE.",
        types: repository,
        kind: "resource",
        parameters: {
            movable: textsParameter("filters of tags that may be moved, with imageTagMutability IMMUTABLE_WITH_EXCLUSION"),
        },
        conditions: [
            ({ props }) => isOneOf(props.at("imageTagMutability"), ["IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"], "notMet"),
            ({ props }, context) => {
                if (props.at("imageTagMutability").text !== "IMMUTABLE_WITH_EXCLUSION") return met;
                const movable = textsOf(context, "movable");
                const required = movable.length === 0 ? "none" : `one of ${movable.join(", ")}`;
                return parts(props.at("imageTagMutabilityExclusionFilters"), (item) =>
                    judged(item.at("filter"), "met", "", ({ text, value }) =>
                        (text !== undefined && movable.includes(text)
                            ? undefined
                            : `is ${shown(value)}; ${required} is allowed`)));
            },
        ],
    },
    {
        id: "ecr-kms-encryption",
        title: "Images are encrypted with a KMS key that is named",
        why: "Nobody can see who decrypts them, nor take the key away, with S3's own.",
        cure: "Set encryptionConfigurations to [{ encryptionType: \"KMS\", kmsKey: KEY.arn }].",
        types: repository,
        kind: "resource",
        conditions: [
            ({ props }): Outcome => {
                const list = props.at("encryptionConfigurations");
                // AES256 where nothing is said (ECR API reference, EncryptionConfiguration).
                return list.reading === "unknown"
                    ? unknown(list.path)
                    : isOneOf(props.at("encryptionConfigurations[0].encryptionType"), ["KMS", "KMS_DSSE"], "notMet");
            },
            (subject) => {
                const list = subject.props.at("encryptionConfigurations");
                return list.reading === "unknown"
                    ? unknown(list.path)
                    : reference(subject, subject.props.at("encryptionConfigurations[0].kmsKey"), "the ARN of a KMS key");
            },
        ],
    },
    {
        id: "ecr-lifecycle-policy",
        title: "A repository lets old images go",
        why: "Images with known holes stay to be pulled for ever, and cost.",
        cure: "Add an aws.ecr.LifecyclePolicy for the repository.",
        types: repository,
        kind: "stack",
        conditions: [(subject, { stack }) => {
            const found = beside(subject, stack, ["aws:ecr/lifecyclePolicy:LifecyclePolicy"], "repository", "lifecycle policy");
            return isOutcome(found) ? found : met;
        }],
    },
    {
        id: "ecr-policy-not-public",
        title: "No repository or registry is open to everybody",
        why: "Everybody could pull one's programs, or push into the registry.",
        cure: "Name the principals in the policy, or add a condition on aws:PrincipalOrgID or aws:PrincipalAccount.",
        types: ["aws:ecr/repositoryPolicy:RepositoryPolicy", "aws:ecr/registryPolicy:RegistryPolicy"],
        kind: "resource",
        conditions: [
            notOpenToAll(
                "policy",
                ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:SourceAccount", "aws:SourceOrgID"],
            ),
        ],
    },
    {
        id: "ecr-enhanced-scanning",
        title: "The registry goes on scanning images after they were pushed",
        why: "Most holes become known after an image was built; a scan at the push can't know them.",
        cure: "Set scanType to ENHANCED with a rule of CONTINUOUS_SCAN, or add an aws.inspector2.Enabler for ECR.",
        types: [scanning],
        kind: "stack",
        conditions: [(subject, { stack }) => {
            const inspector = stack.ofType(enabler).map(({ name, props }): Answer => {
                const list = props.at("resourceTypes");
                return about(name, list.reading === "unknown" ? { unknown: list.path } : some(...list.items().map((item) =>
                    ask(item, ({ text }) => text === "ECR"))));
            });
            const answer = some(continuous(subject), ...inspector);
            if (typeof answer === "object") return unknown(answer.unknown);
            return answer
                ? met
                : notMet(
                    "scanType",
                    `is ${shown(subject.props.at("scanType").value ?? "")} without a rule of CONTINUOUS_SCAN; ENHANCED with `
                        + "one is required",
                );
        }],
    },
];
