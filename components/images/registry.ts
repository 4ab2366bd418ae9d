/**
 * The repositories of the services' images, one each, for all environments of the account: what is promoted is the very same image.
 * Tags never move, every image is scanned when it is pushed, and no image of a release is ever deleted by itself. Beside them the
 * key that images are signed with; whoever admits them needs its public part only.
 */

import { LifecyclePolicy, Repository } from "@pulumi/aws/ecr";
import { Alias, Key } from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { type Account, accountOf } from "../lib/account";
import { createKey, deletionDays, keyPolicy } from "../lib/key";
import { lifecycleRules } from "./lifecycle";

export interface RegistryArgs {
    /** Names of the services. */
    readonly services: readonly string[];
    /** Repositories are `NAMESPACE/SERVICE`. */
    readonly namespace: string;
    /** Days until images of pull requests, tagged `pr-…`, are deleted. */
    readonly previewDays: number;
    /** Whether Pulumi refuses to delete repositories and keys. @default true */
    readonly protect?: boolean;
}

export interface RegistryOutputs {
    /** Of the repositories, by service, without a scheme. */
    readonly repositoryUrls: { readonly [service: string]: pulumi.Output<string> };
    readonly repositoryArns: pulumi.Output<string>[];
    readonly signingKeyArn: pulumi.Output<string>;
}

export class Registry extends pulumi.ComponentResource implements RegistryOutputs {
    readonly repositoryUrls: { readonly [service: string]: pulumi.Output<string> };
    readonly repositoryArns: pulumi.Output<string>[];
    readonly signingKeyArn: pulumi.Output<string>;

    constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:images:Registry", name, {}, opts);
        const account = accountOf(this);
        const protect = args.protect ?? true;
        const key = createKey(`${name}-images`, { description: `Images of the services, kept by ${name}`, protect }, account, this);
        const repositories = args.services.map(service => createRepository(name, service, args, key, protect, this));
        this.repositoryUrls = Object.fromEntries(args.services.map((service, index) => [service, repositories[index].repositoryUrl]));
        this.repositoryArns = repositories.map(repository => repository.arn);
        this.signingKeyArn = createSigningKey(name, protect, account, this).arn;
        this.registerOutputs({
            repositoryUrls: this.repositoryUrls, repositoryArns: this.repositoryArns, signingKeyArn: this.signingKeyArn,
        });
    }
}

function createRepository(
    name: string, service: string, args: RegistryArgs, key: Key, protect: boolean, parent: pulumi.Resource,
): Repository {
    const repository = new Repository(`${name}-${service}-repository`, {
        name: `${args.namespace}/${service}`,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }],
    }, { parent, protect });
    new LifecyclePolicy(`${name}-${service}-lifecycle`, {
        repository: repository.name,
        policy: JSON.stringify({ rules: lifecycleRules(args.previewDays) }),
    }, { parent });
    return repository;
}

/** KMS rotates no asymmetric key: what was signed with the old one would be refused (KMS developer guide, "Rotating AWS KMS keys"). */
function createSigningKey(name: string, protect: boolean, account: Account, parent: pulumi.Resource): Key {
    const key = new Key(`${name}-signing-key`, {
        description: `Signatures of images, kept by ${name}`,
        customerMasterKeySpec: "ECC_NIST_P256",
        keyUsage: "SIGN_VERIFY",
        deletionWindowInDays: deletionDays,
        policy: keyPolicy(account, []),
    }, { parent, protect });
    new Alias(`${name}-signing-key-alias`, { name: `alias/${name}-signing`, targetKeyId: key.keyId }, { parent });
    return key;
}
