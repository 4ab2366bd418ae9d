/**
 * What the pipelines of one repository on GitHub may do: they show a token of GitHub, which lives for minutes, and get a session of a
 * role for at most an hour. No user, no access key. Previews can only look; deployments change the stack's own things, and only from
 * the GitHub environment of the same name, so that its approvals stand before them.
 */

import { OpenIdConnectProvider, Role } from "@pulumi/aws/iam";
import { getZoneOutput } from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../lib/account";
import { attachPolicy } from "../lib/attached-policy";
import { policyDocument } from "../lib/policy";
import { clusterGrants } from "./cluster-grants";
import { dataGrants } from "./data-grants";
import { edgeGrants } from "./edge-grants";
import { identityGrants } from "./identity-grants";
import { networkGrants } from "./network-grants";
import { readGrant } from "./reads";
import { rolloutGrants, storeReads, type Stores } from "./rollout-grants";
import { githubIssuer, githubProvider, type Grant, type Scope } from "./scope";
import { storageGrants } from "./storage-grants";
import { watchGrants } from "./watch-grants";

/** Whom tokens are for (GitHub documentation, "Configuring OpenID Connect in Amazon Web Services"). */
const audience = "sts.amazonaws.com";
/** Seconds of a session at most; the least that a role can have (IAM API reference, CreateRole). */
const sessionSeconds = 3600;

export interface DeliveryArgs extends Stores {
    /** `OWNER/REPOSITORY`. */
    readonly repository: string;
    /** Whether GitHub's provider is made here; an account has one. @default true */
    readonly createProvider?: boolean;
    /** Policy that every role of the stack has as its boundary. */
    readonly boundaryArn: pulumi.Input<string>;
    /** Public zone of Route 53 that the stack has its name in. */
    readonly hostedZone: string;
    /** Begin of the names of the images' repositories. */
    readonly imageNamespace: string;
}

export interface DeliveryOutputs {
    readonly previewRoleArn: pulumi.Output<string>;
    readonly deployRoleArn: pulumi.Output<string>;
}

export class Delivery extends pulumi.ComponentResource implements DeliveryOutputs {
    readonly previewRoleArn: pulumi.Output<string>;
    readonly deployRoleArn: pulumi.Output<string>;

    constructor(name: string, args: DeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("colorway:delivery:Delivery", name, {}, opts);
        const scope: Scope = { ...accountOf(this), name };
        const provider = providerArn(name, scope, args.createProvider ?? true, this);
        const preview = createRole(name, "preview", provider, previewSubjects(args.repository), args, this);
        const deploy = createRole(name, "deploy", provider, [`repo:${args.repository}:environment:${name}`], args, this);
        const reads = [readGrant, ...storeReads(scope, args)];
        allow(`${name}-delivery-preview-reads`, "Looking at the stack", preview, reads, this);
        allow(`${name}-delivery-deploy-reads`, "Looking at the stack", deploy, reads, this);
        for (const [part, grants] of Object.entries(writeGrants(scope, args, this))) {
            allow(`${name}-delivery-${part}`, `Changing the stack: ${part}`, deploy, grants, this);
        }
        this.previewRoleArn = preview.arn;
        this.deployRoleArn = deploy.arn;
        this.registerOutputs({ previewRoleArn: this.previewRoleArn, deployRoleArn: this.deployRoleArn });
    }
}

/** IAM takes the certificate of GitHub's issuer by its authority, so there is no thumbprint to age. */
function providerArn(name: string, { partition, id }: Scope, create: boolean, parent: pulumi.Resource): pulumi.Output<string> {
    if (!create) return pulumi.interpolate`arn:${partition}:iam::${id}:${githubProvider}`;
    return new OpenIdConnectProvider(`${name}-github`, {
        url: `https://${githubIssuer}`,
        clientIdLists: [audience],
    }, { parent }).arn;
}

/** Pull requests, and the main branch for whoever looks for drift (GitHub documentation, "OpenID Connect reference", `sub`). */
function previewSubjects(repository: string): readonly string[] {
    return [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`];
}

function createRole(
    name: string, role: string, provider: pulumi.Output<string>, subjects: readonly string[], args: DeliveryArgs, parent: pulumi.Resource,
): Role {
    return new Role(`${name}-delivery-${role}`, {
        description: `Pipelines of ${args.repository}: ${role} of ${name}`,
        maxSessionDuration: sessionSeconds,
        permissionsBoundary: args.boundaryArn,
        assumeRolePolicy: policyDocument({
            actions: ["sts:AssumeRoleWithWebIdentity"],
            principals: { type: "Federated", identifiers: [provider] },
            conditions: [
                { test: "StringEquals", variable: `${githubIssuer}:aud`, values: [audience] },
                { test: "StringEquals", variable: `${githubIssuer}:sub`, values: subjects },
            ],
        }),
    }, { parent });
}

/** By part, since a policy has at most 6,144 letters (IAM user guide, "IAM and AWS STS quotas"). */
function writeGrants(scope: Scope, args: DeliveryArgs, parent: pulumi.Resource): { readonly [part: string]: readonly Grant[] } {
    const { zoneId } = getZoneOutput({ name: args.hostedZone, privateZone: false }, { parent });
    return {
        network: networkGrants(scope),
        cluster: clusterGrants(scope),
        data: dataGrants(scope),
        edge: edgeGrants(scope, zoneId),
        identity: identityGrants(scope, args.boundaryArn),
        watch: watchGrants(scope),
        storage: storageGrants(scope, args.imageNamespace),
        rollout: rolloutGrants(scope, args),
    };
}

function allow(name: string, description: string, role: Role, grants: readonly Grant[], parent: pulumi.Resource): void {
    attachPolicy(name, { role, description, policy: policyDocument(...grants) }, parent);
}
