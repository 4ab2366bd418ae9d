import { s3Rules } from "../../../../policies/rules/aws/s3";
import { describeRules, later, type Made } from "../harness";
import { isMet, own } from "../own";
import { acl, block, blocked, bucket, encryption, flags, ownership } from "./bucket-parts";

const without = (flag: string): string => `has the public access block data-block without ${flag}; true is required`;
const withKey = { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: later } }] };
const simple = { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] };
const key: Made = { type: "aws:kms/key:Key", name: "key", props: {} };
const ofKey = { rules: ["key"] };
const balancer: Made = {
    type: "aws:lb/loadBalancer:LoadBalancer", name: "balancer", props: { accessLogs: { bucket: later } },
    from: { accessLogs: ["data"] },
};
const point = { publicAccessBlockConfiguration: blocked };
const everybody = "http://acs.amazonaws.com/groups/global/AllUsers";
const path = "rules[0].applyServerSideEncryptionByDefault";

describeRules("S3", s3Rules, {
    "s3-bucket-public-access-block": {
        passes: [[bucket(), block(blocked)]],
        fails: flags.map((flag) =>
            ({ given: [bucket(), block({ ...blocked, [flag]: false })] as const, findings: [without(flag)] })),
        absent: {
            given: [bucket()],
            verdict: { kind: "notMet", findings: Array<string>(4).fill("has no public access block"), undecided: [] },
        },
        unknown: {
            given: [bucket(), block({ ...blocked, ignorePublicAcls: later })], undecided: ["data-block.ignorePublicAcls"],
        },
        notApplicable: { otherType: "aws:s3/bucketPolicy:BucketPolicy" },
    },
    "s3-account-public-access-block": own("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", {
        good: blocked,
        wrong: flags.map((flag) => [{ [flag]: false }, `${flag} is false; true is required`] as const),
        absent: flags.map((flag) => `${flag} is not set; true is required`),
        later: [{ blockPublicAcls: later }, "blockPublicAcls"],
        other: "aws:s3/bucket:Bucket",
    }),
    "s3-access-point-public-access-block": own("aws:s3/accessPoint:AccessPoint", {
        good: point,
        alsoGood: [{ publicAccessBlockConfiguration: {} }],
        wrong: flags.map((flag) => [
            { publicAccessBlockConfiguration: { ...blocked, [flag]: false } },
            `publicAccessBlockConfiguration.${flag} is false; true is required`,
        ] as const),
        absent: isMet,
        later: [
            { publicAccessBlockConfiguration: { ...blocked, blockPublicAcls: later } },
            "publicAccessBlockConfiguration.blockPublicAcls",
        ],
        other: "aws:s3/bucket:Bucket",
    }),
    "s3-no-public-acl": own([
        "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", "aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2",
    ], {
        good: { acl: "private" },
        alsoGood: [{ acl: undefined, accessControlPolicy: { grants: [{ grantee: { id: "canonical" }, permission: "READ" }] } }],
        wrong: [
            [{ acl: "public-read" }, `acl is "public-read"; private is required`],
            [{ acl: "authenticated-read" }, `acl is "authenticated-read"; private is required`],
            [{ grants: [{ type: "Group", uri: everybody }] }, `grants[0].uri is "${everybody}"; a single grantee is required`],
            [
                { accessControlPolicy: { grants: [{ grantee: { uri: everybody } }] } },
                `accessControlPolicy.grants[0].grantee.uri is "${everybody}"; a single grantee is required`,
            ],
        ],
        absent: isMet,
        later: [{ acl: later, grants: later }, "acl", "grants"],
        other: "aws:s3/bucketPolicy:BucketPolicy",
    }),
    "s3-acls-disabled": {
        passes: [
            [bucket({ acl: "private", grants: [{ id: "owner", type: "CanonicalUser", uri: "" }] })],
            [bucket(), ownership({ rule: { objectOwnership: "BucketOwnerEnforced" } })],
        ],
        fails: [
            {
                given: [bucket(), ownership({ rule: { objectOwnership: "ObjectWriter" } })],
                findings: ["has the ownership controls data-ownership with ObjectWriter; BucketOwnerEnforced is required"],
            },
            { given: [bucket(), acl({ acl: "private" })], findings: ["has the ACL data-acl; none is required"] },
            { given: [bucket({ acl: "log-delivery-write" })], findings: ["acl is set; no ACL is required"] },
            {
                given: [bucket({ grants: [{ type: "Group", uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" }] })],
                findings: ["grants is set; no ACL is required"],
            },
            { given: [bucket({ grants: [{ id: "owner" }, { id: "other" }] })], findings: ["grants is set; no ACL is required"] },
        ],
        absent: { given: [bucket()], verdict: isMet },
        unknown: {
            given: [bucket(), ownership({ rule: { objectOwnership: later } })],
            undecided: ["data-ownership.rule.objectOwnership"],
        },
        notApplicable: { otherType: "aws:s3/bucketPolicy:BucketPolicy" },
    },
    "s3-kms-encryption": {
        passes: [
            [bucket(), encryption(withKey, ofKey), key], [bucket(), encryption(simple), balancer], [bucket(), balancer],
            [bucket({
                serverSideEncryptionConfiguration: {
                    rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms:dsse", kmsMasterKeyId: "k" } },
                },
            })],
            [{
                ...bucket(), type: "aws:s3/bucketV2:BucketV2",
                props: {
                    serverSideEncryptionConfigurations: [
                        { rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "aws:kms", kmsMasterKeyId: "k" }] }] },
                    ],
                },
            }],
        ],
        fails: [
            {
                given: [bucket(), encryption(simple)],
                findings: [`data-encryption.${path}.sseAlgorithm is AES256; aws:kms or aws:kms:dsse is required`],
            },
            {
                given: [bucket(), encryption({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] })],
                findings: [`data-encryption.${path}.kmsMasterKeyId is not set; a customer managed key is required`],
            },
            { given: [bucket(), encryption({ rules: [] })], findings: ["data-encryption.rules is empty; a rule is required"] },
        ],
        absent: { given: [bucket()], verdict: { kind: "notMet", findings: ["has no default encryption"], undecided: [] } },
        unknown: { given: [bucket(), encryption(withKey)], undecided: [`data-encryption.${path}.kmsMasterKeyId`] },
        notApplicable: { otherType: "aws:s3/bucketPolicy:BucketPolicy" },
    },
    "s3-no-force-destroy": own(["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"], {
        good: { forceDestroy: false },
        wrong: [[{ forceDestroy: true }, "forceDestroy is true; false is required"]],
        absent: isMet,
        later: [{ forceDestroy: later }, "forceDestroy"],
        other: "aws:s3/bucketPolicy:BucketPolicy",
    }),
});
