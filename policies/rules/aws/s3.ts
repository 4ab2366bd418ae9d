/** Buckets of S3: who gets at them and how they are encrypted. */
import { isFalse, isTrue } from "../../core/conditions";
import { inProtected, protectedParameter, when } from "../../core/guards";
import type { Node } from "../../core/node";
import { met, notMet, Outcome, unknown } from "../../core/outcome";
import { keyReference } from "../../core/references";
import { beside, isOutcome } from "../../core/relations";
import type { Rule, StackView, Subject } from "../../core/rule";
import { aclTypes, blockFlags, blocksPublicAccess, bucketTypes, openAcl, receivesAccessLogs, renamed, setting } from "./buckets";

const encryptionTypes = [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];
const ownershipType = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const keyAlgorithms = ["aws:kms", "aws:kms:dsse"];

export const s3Rules: readonly Rule[] = [
    {
        id: "s3-bucket-public-access-block",
        title: "A bucket blocks public access",
        why: "One wrong policy or ACL opens a bucket to the whole Internet; the block holds whatever they say.",
        cure: "Add an aws.s3.BucketPublicAccessBlock with all four flags true.",
        types: bucketTypes,
        kind: "stack",
        // One condition a flag: one that is not known hides no other.
        conditions: blockFlags.map((flag) => (subject, { stack }) => blocksPublicAccess(subject, stack, flag)),
    },
    {
        id: "s3-account-public-access-block",
        title: "The account blocks public access to S3",
        why: "It holds for buckets that other programs or people make, too.",
        cure: "Set all four flags of aws.s3.AccountPublicAccessBlock to true.",
        types: ["aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"],
        kind: "resource",
        conditions: blockFlags.map((flag) => isTrue(flag)),
    },
    {
        id: "s3-access-point-public-access-block",
        title: "An access point blocks public access",
        why: "It is a second way to the objects, with a policy of its own, and its block can't be changed later.",
        cure: "Leave publicAccessBlockConfiguration out, or set all four flags to true.",
        types: ["aws:s3/accessPoint:AccessPoint"],
        kind: "resource",
        // All four are on where nothing is said (S3 user guide, "Managing public access to access points").
        conditions: blockFlags.map((flag) => isTrue(`publicAccessBlockConfiguration.${flag}`, "met")),
    },
    {
        id: "s3-no-public-acl",
        title: "No ACL opens a bucket to everybody",
        why: "Everybody, or everybody with any AWS account, can list, read, or write the bucket.",
        cure: "Take the ACL out and grant by a bucket policy to named principals.",
        types: [...bucketTypes, ...aclTypes],
        kind: "resource",
        conditions: [openAcl],
    },
    {
        id: "s3-acls-disabled",
        title: "A bucket has its ACLs turned off",
        why: "Who may read an object is said by each object, not by one policy, and whoever uploads it owns it.",
        cure: "Set rule.objectOwnership of aws.s3.BucketOwnershipControls to BucketOwnerEnforced and take ACLs out.",
        types: bucketTypes,
        kind: "stack",
        conditions: [(subject, { stack }) => withoutAcls(subject, stack)],
    },
    {
        id: "s3-kms-encryption",
        title: "A bucket is encrypted under a key of the account's own",
        why: "Whoever may read the objects needs no permission for a key, and no use of it is logged.",
        cure: "Add an aws.s3.BucketServerSideEncryptionConfiguration with aws:kms and kmsMasterKeyId; where load balancers "
            + "log, AES256 is all they can.",
        types: bucketTypes,
        kind: "stack",
        conditions: [
            (subject, { stack }) => {
                const simple = receivesAccessLogs(subject, stack);
                const found = beside(subject, stack, encryptionTypes, "bucket", "default encryption");
                if (!isOutcome(found)) {
                    return found.flatMap((resource) =>
                        renamed(resource, encrypted(resource, resource.props.at("rules"), simple)));
                }
                const inside = [
                    subject.props.at("serverSideEncryptionConfiguration.rule"),
                    subject.props.at("serverSideEncryptionConfigurations[0].rules"),
                ].find(({ reading }) => reading !== "absent");
                if (inside !== undefined && found.kind === "notMet") return encrypted(subject, inside, simple);
                // Where nothing is said S3 encrypts with AES256 (S3 user guide, "Setting default server-side encryption
                // behavior").
                return simple && found.kind === "notMet" ? met : found;
            },
        ],
    },
    {
        id: "s3-no-force-destroy",
        title: "A bucket with objects can't be deleted",
        why: "A wrong destroy deletes all objects, the locked and the old ones too, with it.",
        cure: "Leave forceDestroy out.",
        types: bucketTypes,
        kind: "resource",
        parameters: protectedParameter,
        conditions: when(inProtected, isFalse("forceDestroy")),
    },
];

/** Since April 2023 ACLs are off where nothing is said (S3 user guide, "Controlling ownership of objects"). */
function withoutAcls(subject: Subject, stack: StackView): readonly Outcome[] {
    const controls = setting(subject, stack, [ownershipType], "ownership controls", (resource) => {
        const ownership = resource.props.at("rule.objectOwnership");
        if (ownership.reading === "unknown") return [unknown(`${resource.name}.${ownership.path}`)];
        const own = ownership.text === "BucketOwnerEnforced";
        return [
            own
                ? met
                : notMet(
                    "", `has the ownership controls ${resource.name} with ${ownership.text}; BucketOwnerEnforced is required`,
                ),
        ];
    }, () => false);
    const none = stack.naming(subject, ownershipType, "bucket");
    if (none.found.length > 0 || none.unsure.length > 0) return controls;
    const acls = aclTypes.flatMap((type) => stack.naming(subject, type, "bucket").found);
    const acl = subject.props.at("acl");
    if (acl.reading === "unknown") return [unknown("acl")];
    const grants = subject.props.at("grants");
    if (!grants.settled) return [unknown("grants")];
    // One alone is the owner's, which S3 gives back where nothing is said.
    const inside = (acl.text || "private") !== "private"
        ? "acl"
        : grants.items().length > 1 || grants.items().some((grant) => (grant.at("uri").text ?? "") !== "") ? "grants" : undefined;
    return [
        ...acls.map(({ name }) => notMet("", `has the ACL ${name}; none is required`)),
        inside === undefined ? met : notMet(inside, "is set; no ACL is required"),
    ];
}

/** @param simple whether AES256 is enough */
function encrypted(owner: Subject, rules: Node, simple: boolean): readonly Outcome[] {
    if (rules.reading === "unknown") return [unknown(rules.path)];
    const items = Array.isArray(rules.value) ? rules.items() : [rules];
    if (items.length === 0) return [notMet(rules.path, "is empty; a rule is required")];
    return items.flatMap((rule) => {
        // Only aws.s3.BucketV2 has lists.
        const by = rule.at(`applyServerSideEncryptionByDefault${owner.type.endsWith(":BucketV2") ? "s[0]" : ""}`);
        const algorithm = by.at("sseAlgorithm");
        if (algorithm.reading === "unknown") return [unknown(algorithm.path)];
        if (simple && algorithm.text === "AES256") return [met];
        if (!keyAlgorithms.includes(algorithm.text ?? "")) {
            return [notMet(algorithm.path, `is ${algorithm.text ?? "not set"}; aws:kms or aws:kms:dsse is required`)];
        }
        return [keyReference(owner, by.at("kmsMasterKeyId"))];
    });
}

