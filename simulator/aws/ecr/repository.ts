import { Cloud, CloudObject } from "../../cloud/cloud";
import { AwsError } from "../../cloud/errors";
import { Draft, flag, optionalText, Props, records, text, textOr } from "../../cloud/values";
import { imageType } from "../../images/registry";
import { findKey, isAwsManagedKey, isEnabled } from "../kms/keys";
import { merged } from "../merge";
import { flagProperty, listProperty, Mistake, objectProperty, ResourceModel, setProperty, Shape, textProperty } from "../model";
import { invalidCode, lifecyclePolicyType, repositoryType, service } from "./types";

const createRepository = "ECR API Reference, CreateRepository";
const encryption = "ECR API Reference, EncryptionConfiguration";
const exclusion = "ECR API Reference, ImageTagMutabilityExclusionFilter";
const withExclusion = ["IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"];

const inputs: Shape = {
    name: textProperty({
        computed: true,
        replace: true,
        minLength: 2,
        maxLength: 256,
        pattern: /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
        source: createRepository,
    }),
    encryptionConfigurations: listProperty(
        objectProperty({
            encryptionType: textProperty({ default: "AES256", oneOf: ["AES256", "KMS", "KMS_DSSE"], source: encryption }),
            kmsKey: textProperty({ computed: true, minLength: 1, maxLength: 2048, source: encryption }),
        }),
        // Absent stands for what is there (terraform-provider-aws, SuppressMissingOptionalConfigurationBlock).
        { computed: true, replace: true, maxItems: 1, source: encryption },
    ),
    forceDelete: flagProperty(),
    imageScanningConfiguration: objectProperty({ scanOnPush: flagProperty({ required: true }) }),
    imageTagMutability: textProperty({
        default: "MUTABLE", oneOf: ["MUTABLE", "IMMUTABLE", ...withExclusion], source: createRepository,
    }),
    imageTagMutabilityExclusionFilters: setProperty(
        objectProperty({
            filter: textProperty({
                required: true, maxLength: 128, pattern: /^[0-9A-Za-z._-]*(?:\*[0-9A-Za-z._-]*){0,2}$/, source: exclusion,
            }),
            filterType: textProperty({ required: true, oneOf: ["WILDCARD"], source: exclusion }),
        }),
        { maxItems: 5, source: exclusion },
    ),
};

/** A repository for images. The simulated registry's own images are there before it is. */
export const repository: ResourceModel = {
    type: repositoryType,
    service,
    actions: { create: "CreateRepository", update: "PutImageTagMutability", remove: "DeleteRepository" },
    invalidCode,
    autoname: { property: "name", maxLength: 256, lower: true },
    tagged: true,
    inputs,
    outputs: ["arn", "registryId", "repositoryUrl"],
    validate,
    create,
    update: (_, object, news) => merged(inputs, object.props, news),
    remove,
    usualSeconds: { create: 1, update: 1, remove: 1 },
    checks: [
        { what: "The name is new in account and region (RepositoryAlreadyExistsException).", source: createRepository },
        {
            what: "A key belongs to KMS only (InvalidParameterException); it exists, is enabled and symmetric (KmsException).",
            source: encryption,
        },
        {
            what: "Tags are excluded where there is something to exclude them from (InvalidParameterException).",
            source: exclusion,
        },
        {
            what: "A repository with images does not go unless forceDelete takes them with it (RepositoryNotEmptyException).",
            source: "ECR API Reference, DeleteRepository",
        },
    ],
};

function validate(given: Props): readonly Mistake[] {
    const mutability = given["imageTagMutability"];
    const filters = records(given, "imageTagMutabilityExclusionFilters");
    const mistakes: Mistake[] = [];
    if (typeof mutability === "string" && withExclusion.includes(mutability) !== filters.length > 0) {
        const path = "imageTagMutabilityExclusionFilters";
        mistakes.push({ path, message: `${path}: go together with a mutability WITH_EXCLUSION (${invalidCode})` });
    }
    const [encrypted = {}] = records(given, "encryptionConfigurations");
    if (encrypted["encryptionType"] === "AES256" && textOr(encrypted, "kmsKey", "") !== "") {
        const path = "encryptionConfigurations[0].kmsKey";
        mistakes.push({ path, message: `${path}: AES256 has no key of KMS (${invalidCode})` });
    }
    return mistakes;
}

function create(cloud: Cloud, given: Props): { id: string; props: Draft } {
    const name = text(given, "name");
    if (cloud.find(repositoryType, name) !== undefined) {
        throw new AwsError(
            "RepositoryAlreadyExistsException",
            `The repository with name '${name}' already exists in the registry with id '${cloud.account}'`,
        );
    }
    const [configured] = records(given, "encryptionConfigurations");
    return {
        id: name,
        props: {
            ...given,
            encryptionConfigurations: [encryptionOf(cloud, configured ?? {})],
            arn: cloud.arn("ecr", `repository/${name}`),
            registryId: cloud.account,
            repositoryUrl: `${cloud.account}.dkr.ecr.${cloud.region}.amazonaws.com/${name}`,
        },
    };
}

function encryptionOf(cloud: Cloud, given: Props): Draft {
    const type = textOr(given, "encryptionType", "AES256");
    const reference = optionalText(given, "kmsKey") ?? "";
    if (type === "AES256") return { encryptionType: type, kmsKey: "" };
    if (reference === "" || isAwsManagedKey(reference)) return { encryptionType: type, kmsKey: cloud.arn("kms", "alias/aws/ecr") };
    const key = findKey(cloud, reference);
    const spec = key && textOr(key.props, "customerMasterKeySpec", "SYMMETRIC_DEFAULT");
    if (key === undefined || !isEnabled(key) || spec !== "SYMMETRIC_DEFAULT") {
        throw new AwsError("KmsException", `The key '${reference}' does not exist, is disabled or is not symmetric.`);
    }
    return { encryptionType: type, kmsKey: text(key.props, "arn") };
}

function remove(cloud: Cloud, object: CloudObject): void {
    const images = cloud.where(imageType, "repository", object.id);
    if (images.length > 0 && !flag(object.props, "forceDelete")) {
        throw new AwsError(
            "RepositoryNotEmptyException",
            `The repository with name '${object.id}' in registry with id '${cloud.account}' cannot be deleted because it still `
                + "contains images",
        );
    }
    for (const image of images) cloud.remove(imageType, image.id);
    for (const policy of cloud.where(lifecyclePolicyType, "repository", object.id)) cloud.remove(lifecyclePolicyType, policy.id);
}
