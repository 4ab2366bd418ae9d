/**
 * Which images a repository lets go. Creates nothing.
 *
 * A slot and a release name images by digest, which a rule can't see: rules see tags. So only what is tagged as of a pull request
 * ever goes, and nothing that has a release's tag as well: an image that fits a rule is out of reach of those behind it (ECR user
 * guide, "How the lifecycle policy works"). Untagged images stay: a digest without a tag may still be one of a release.
 */

/** Tags of releases, as `1.2.0`; one rule has at most four stars (ECR user guide, "Lifecycle policy properties"). */
const releaseTags = "*.*.*";
/** Begin of the tags of pull requests, as `pr-12`. */
export const previewPrefix = "pr-";
/** Images that a repository holds at most (ECR user guide, "Amazon ECR service quotas", adjustable). */
const mostImages = 100_000;

export interface LifecycleRule {
    readonly rulePriority: number;
    readonly description: string;
    readonly selection: {
        readonly tagStatus: string;
        readonly tagPatternList?: readonly string[];
        readonly tagPrefixList?: readonly string[];
        readonly countType: string;
        readonly countUnit?: string;
        readonly countNumber: number;
    };
    readonly action: { readonly type: string };
}

/** @param previewDays days after its push when an image of a pull request goes */
export function lifecycleRules(previewDays: number): readonly LifecycleRule[] {
    const action = { type: "expire" };
    return [
        {
            rulePriority: 1,
            description: "releases stay",
            selection: {
                tagStatus: "tagged",
                tagPatternList: [releaseTags],
                countType: "imageCountMoreThan",
                countNumber: mostImages,
            },
            action,
        },
        {
            rulePriority: 2,
            description: "images of pull requests go",
            selection: {
                tagStatus: "tagged", tagPrefixList: [previewPrefix], countType: "sinceImagePushed", countUnit: "days", countNumber: previewDays,
            },
            action,
        },
    ];
}
