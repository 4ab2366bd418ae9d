import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { type LifecycleRule, lifecycleRules } from "../../../components/images/lifecycle";
import { Registry, type RegistryArgs } from "../../../components/images/registry";
import { json, record, type Recording } from "../recorder";

const repositoryType = "aws:ecr/repository:Repository";
const keyType = "aws:kms/key:Key";
const args: RegistryArgs = { services: ["api-gateway", "risk-management"], namespace: "colorway", previewDays: 30 };

describe("registry", () => {
    let whole: Recording<Registry>;
    before(async () => {
        whole = await record(() => new Registry("prod", args));
    });

    it("has a repository for each service, and keys for encryption and signatures", () => {
        assert.deepEqual(whole.list(), [
            ...args.services.map(service => `aws:ecr/lifecyclePolicy:LifecyclePolicy prod-${service}-lifecycle`),
            ...args.services.map(service => `${repositoryType} prod-${service}-repository`),
            "aws:kms/alias:Alias prod-images-key-alias",
            "aws:kms/alias:Alias prod-signing-key-alias",
            `${keyType} prod-images-key`,
            `${keyType} prod-signing-key`,
            "colorway:images:Registry prod",
        ]);
    });

    it("moves no tag, scans what is pushed, and encrypts under its own key", () => {
        assert.deepEqual(whole.inputs(repositoryType, "prod-api-gateway-repository"), {
            name: "colorway/api-gateway",
            imageTagMutability: "IMMUTABLE",
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:aws:kms:us-east-1:111122223333:key/prod-images-key-id" }],
        });
    });

    it("signs with a curve that cosign knows, whose private half never leaves KMS", () => {
        const { customerMasterKeySpec, keyUsage, enableKeyRotation } = whole.inputs(keyType, "prod-signing-key");
        assert.deepEqual({ customerMasterKeySpec, keyUsage, enableKeyRotation }, {
            customerMasterKeySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY", enableKeyRotation: undefined,
        });
    });

    it("is kept by Pulumi unless told otherwise", async () => {
        const kept = (recording: Recording<Registry>): string[] =>
            recording.resources.filter(({ protect }) => protect).map(({ name }) => name).sort();
        assert.deepEqual(kept(whole), [
            "prod-api-gateway-repository", "prod-images-key", "prod-risk-management-repository", "prod-signing-key",
        ]);
        assert.deepEqual(kept(await record(() => new Registry("dev", { ...args, protect: false }))), []);
    });

    it("hands its rules to ECR as they are planned", () => {
        const policy = json(whole.inputs("aws:ecr/lifecyclePolicy:LifecyclePolicy", "prod-api-gateway-lifecycle").policy);
        assert.deepEqual(policy, { rules: lifecycleRules(30) });
    });
});

interface Image {
    readonly tags: readonly string[];
    /** Days since its push. */
    readonly age: number;
}

/**
 * The images that rules let go (ECR user guide, "How the lifecycle policy works"): by priority, each rule takes of those that fit its
 * tags and fit no rule before it. A list of prefixes or patterns must be met as a whole, each by some tag.
 */
function expired(rules: readonly LifecycleRule[], images: readonly Image[]): readonly Image[] {
    const gone: Image[] = [];
    let free = images;
    for (const { selection } of [...rules].sort((a, b) => a.rulePriority - b.rulePriority)) {
        const prefixes = (selection.tagPrefixList ?? []).map(prefix => (tag: string) => tag.startsWith(prefix));
        const patterns = (selection.tagPatternList ?? []).map(pattern => {
            const form = new RegExp(`^${pattern.split("*").map(part => part.replaceAll(".", "\\.")).join(".*")}$`);
            return (tag: string) => form.test(tag);
        });
        const fits = ({ tags }: Image): boolean => selection.tagStatus === "any"
            || (selection.tagStatus === "untagged" ? tags.length === 0 : tags.length > 0 && [...prefixes, ...patterns].every(test => tags.some(test)));
        const mine = free.filter(fits);
        free = free.filter(image => !fits(image));
        gone.push(...(selection.countType === "sinceImagePushed"
            ? mine.filter(({ age }) => age > selection.countNumber)
            : [...mine].sort((a, b) => a.age - b.age).slice(selection.countNumber)));
    }
    return gone;
}

describe("rules of what goes", () => {
    const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.constantFrom("", "-rc.1", "-beta")).map(([a, b, c, d]) => `${a}.${b}.${c}${d}`);
    const request = fc.nat(9999).map(number => `pr-${number}`);
    const other = fc.constantFrom("latest", "sha-91e95be", "main", "sha256-90b68e6f.sig", "v1");
    const image = fc.record({ tags: fc.uniqueArray(fc.oneof(version, request, other), { maxLength: 4 }), age: fc.nat(2000) });
    const isVersion = (tag: string): boolean => /^\d+\.\d+\.\d+/.test(tag);

    it("let nothing go that has a release's tag, nor anything without a tag of a pull request", () => {
        fc.assert(fc.property(fc.array(image, { maxLength: 40 }), fc.integer({ min: 1, max: 3650 }), (images, days) => {
            for (const { tags, age } of expired(lifecycleRules(days), images)) {
                assert.ok(!tags.some(isVersion), tags.join());
                assert.ok(tags.some(tag => tag.startsWith("pr-")) && age > days, `${tags.join()} after ${age} days`);
            }
        }));
    });

    it("let every image go that is of a pull request alone, when its time is over", () => {
        fc.assert(fc.property(request, fc.integer({ min: 31, max: 2000 }), (tag, age) => {
            const images = [{ tags: [tag], age }];
            assert.deepEqual(expired(lifecycleRules(30), images), images);
        }));
    });

    it("would let a release go if nothing came before the rule on pull requests", () => {
        const [, requests] = lifecycleRules(30);
        const images = [{ tags: ["pr-12", "1.2.0"], age: 31 }];
        assert.deepEqual([expired([requests], images), expired(lifecycleRules(30), images)], [images, []]);
    });
});
