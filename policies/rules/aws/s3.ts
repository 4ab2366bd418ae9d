/** Buckets of S3. */
import { isTrue } from "../../core/conditions";
import { met, notApplicable, notMet, Outcome, unknown } from "../../core/outcome";
import { conditionValues, isPublic, judgedPolicy, namesAction, Statement } from "../../core/policy-document";
import { beside, isOutcome, withBeside } from "../../core/relations";
import type { Condition, Rule, Subject } from "../../core/rule";

const bucket = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

const besideBucket = (types: readonly string[], what: string, judge: (resource: Subject) => readonly Outcome[]): Condition => withBeside(types, "bucket", what, judge);

const accessBlock = ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"];
const versioning = ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"];

function flagOf(resource: Subject, flag: string): Outcome {
    const node = resource.props.at(flag);
    if (node.reading === "unknown") return unknown(`${resource.name}.${flag}`);
    return node.flag === true ? met : notMet("", `has the public access block ${resource.name} without ${flag}; true is required`);
}

/** Denies everybody every action on bucket and objects unless the connection is encrypted. */
function deniesPlain(statement: Statement): boolean {
    const plain = conditionValues(statement, "Bool", "aws:SecureTransport").includes("false");
    return statement.effect === "Deny" && plain && isPublic(statement) && namesAction(statement, "s3:GetObject") && namesAction(statement, "s3:PutObject");
}

export const s3Rules: readonly Rule[] = [
    {
        id: "s3-bucket-public-access-block",
        title: "A bucket blocks public access",
        why: "One wrong policy or ACL opens a bucket to the whole Internet; the block holds whatever they say.",
        cure: "Add an aws.s3.BucketPublicAccessBlock with all four flags true.",
        types: bucket,
        kind: "stack",
        // One condition a flag: one that is not known hides no other.
        conditions: flags.map((flag) => besideBucket(accessBlock, "public access block", (resource) => [flagOf(resource, flag)])),
    },
    {
        id: "s3-account-public-access-block",
        title: "The account blocks public access to S3",
        why: "It holds for buckets that other programs or people make, too.",
        cure: "Set all four flags of aws.s3.AccountPublicAccessBlock to true.",
        types: ["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"],
        kind: "resource",
        conditions: flags.map((flag) => isTrue(flag)),
    },
    {
        id: "s3-ssl-requests-only",
        title: "A bucket refuses requests without TLS",
        why: "S3 answers plain HTTP, where anybody between can read and change what passes.",
        cure: "Deny s3:* to everybody in the bucket's policy where aws:SecureTransport is false.",
        types: bucket,
        kind: "stack",
        conditions: [
            besideBucket(["aws:s3/bucketPolicy:BucketPolicy"], "policy that denies requests without TLS", (resource) =>
                judgedPolicy(resource.props.at("policy"), notMet("", `has the policy ${resource.name} without a document`), (statements) => [
                    statements.some(deniesPlain) ? met : notMet("", `has the policy ${resource.name} that does not deny requests without TLS`),
                ]).map((outcome) => (outcome.kind === "unknown" ? unknown(`${resource.name}.policy`) : outcome)),
            ),
        ],
    },
    {
        id: "s3-lifecycle-configured",
        title: "A versioned bucket lets old versions go",
        why: "Versions that nobody needs are kept for ever otherwise: data past its retention, and cost.",
        cure: "Add an aws.s3.BucketLifecycleConfiguration with an Enabled rule that has an expiration or noncurrentVersionExpiration.",
        types: bucket,
        kind: "stack",
        conditions: [
            (subject, { stack }) => {
                const found = beside(subject, stack, versioning, "bucket", "versioning");
                const versioned = !isOutcome(found) && found.some((each) => each.props.at("versioningConfiguration.status").text === "Enabled");
                if (!versioned) return notApplicable("the bucket has no versions");
                const types = ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2"];
                const life = beside(subject, stack, types, "bucket", "lifecycle configuration");
                if (isOutcome(life)) return life;
                const rules = life.flatMap((each) => each.props.at("rules").items());
                const ends = rules.some((rule) => rule.at("status").text === "Enabled" && ["expiration", "noncurrentVersionExpiration"].some((key) => rule.at(key).reading === "known"));
                if (ends) return met;
                const open = life.find((each) => !each.props.at("rules").settled || each.props.at("rules").reading === "unknown");
                return open === undefined ? notMet("", "has no Enabled lifecycle rule with an expiration") : unknown(`${open.name}.rules`);
            },
        ],
    },
];
