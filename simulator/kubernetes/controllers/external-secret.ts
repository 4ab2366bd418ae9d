/**
 * External Secrets: copies secrets of Secrets Manager into the cluster, by the role of the store's service account (External Secrets,
 * "AWS Secrets Manager", "EKS Service Account credentials"). Works only while its chart is installed.
 */

import { createHash } from "node:crypto";
import { clusterType } from "../../aws/eks/types";
import { statementsOf } from "../../aws/iam/document";
import { isAllowed } from "../../aws/iam/evaluate";
import { policyType } from "../../aws/iam/managed-policies";
import { rolePolicyAttachmentType, rolePolicyType } from "../../aws/iam/role-policy";
import { findRole } from "../../aws/iam/roles";
import { findSecret, owningService, secretType, versionType } from "../../aws/secretsmanager/types";
import { Cloud, CloudObject } from "../../cloud/cloud";
import { isList, isProps, optionalText, Props, record, records, text, textOr, Value } from "../../cloud/values";
import { wholeSeconds } from "../api/garbage";
import { isDeleting, KubeObject, namespaceOf, ObjectKey, specOf, stringsOf } from "../api/types";
import { Said, withConditions } from "../runtime/conditions";
import { Controller, ControllerContext, keyFrom } from "./controller";

const api = "external-secrets.io/v1";
const roleAnnotation = "eks.amazonaws.com/role-arn";
/** Kinds whose change may change what is copied. */
const watched: ReadonlySet<string> = new Set(["ExternalSecret", "SecretStore", "ServiceAccount", "Secret"]);

export class ExternalSecretController extends Controller {
    constructor(
        private readonly cloud: Cloud,
        context: ControllerContext,
    ) {
        super("externalsecret", context);
    }

    override start(): void {
        super.start();
        this.cloud.on("changed", this.onCloudChange);
    }

    override stop(): void {
        this.cloud.off("changed", this.onCloudChange);
        super.stop();
    }

    protected begin(): void {
        this.queueAll(api, "ExternalSecret");
    }

    protected changed(key: ObjectKey): void {
        if (watched.has(key.kind)) this.queueAll(api, "ExternalSecret", key.namespace);
    }

    /** The operator asks again every `refreshInterval`; here a rotation is seen at once. */
    private readonly onCloudChange = (type: string): void => {
        if (type === secretType || type === versionType) this.begin();
    };

    protected reconcile(name: string): void {
        const key = keyFrom(api, "ExternalSecret", name);
        const object = this.cluster.get(key);
        if (object === undefined || isDeleting(object) || !this.isInstalled()) return;
        const wanted = this.dataOf(object);
        const said: Said =
            typeof wanted === "string"
                ? { type: "Ready", status: "False", reason: "SecretSyncedError", message: wanted }
                : { type: "Ready", status: "True", reason: "SecretSynced", message: "secret synced" };
        if (typeof wanted !== "string") this.write(object, wanted);
        const now = wholeSeconds(this.cluster.clock.iso());
        this.cluster.updateStatus(key, { ...record(object, "status"), conditions: withConditions(object, [said], now) });
    }

    private isInstalled(): boolean {
        const selector = { matchLabels: { owner: "helm", name: "external-secrets", status: "deployed" } };
        return this.cluster.list("v1", "Secret", undefined, selector).length > 0;
    }

    /** What the copy holds, or why there is none. */
    private dataOf(object: KubeObject): { readonly [key: string]: string } | string {
        const role = this.roleOf(object);
        if (typeof role === "string") return role;
        const data: { [key: string]: string } = {};
        for (const [index, { secretKey, remoteRef }] of records(specOf(object), "data").entries()) {
            const found = this.readBy(role, isProps(remoteRef) ? remoteRef : {});
            if (typeof found !== "string") {
                const key = textOr(isProps(remoteRef) ? remoteRef : {}, "key", "");
                return `could not get secret data from provider: error processing spec.data[${index}] (key: ${key}), err: ${found.error}`;
            }
            data[String(secretKey)] = Buffer.from(found).toString("base64");
        }
        return data;
    }

    /** The role that the store's account takes. */
    private roleOf(object: KubeObject): CloudObject | string {
        const namespace = namespaceOf(object) ?? "default";
        const name = textOr(record(specOf(object), "secretStoreRef"), "name", "");
        const store = this.cluster.get({ apiVersion: api, kind: "SecretStore", namespace, name });
        if (store === undefined) return `could not get SecretStore "${name}", SecretStore.external-secrets.io "${name}" not found`;
        const auth = record(record(record(specOf(store), "provider"), "aws"), "auth");
        const reader = textOr(record(record(auth, "jwt"), "serviceAccountRef"), "name", "");
        const account = this.cluster.get({ apiVersion: "v1", kind: "ServiceAccount", namespace, name: reader });
        if (account === undefined) return `unable to create session: ServiceAccount "${reader}" not found`;
        const arn = stringsOf(account.metadata["annotations"])[roleAnnotation];
        if (arn === undefined) return `an IAM role must be associated with service account ${reader} (namespace: ${namespace})`;
        const role = findRole(this.cloud, arn);
        const subject = `system:serviceaccount:${namespace}:${reader}`;
        if (role !== undefined && this.isTrusted(role, subject)) return role;
        return "unable to create session: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";
    }

    /** Whether the role's trust policy names the cluster's issuer and this account of it. */
    private isTrusted(role: CloudObject, subject: string): boolean {
        const cluster = this.cloud.find(clusterType, this.cluster.name);
        const [identity] = records(cluster?.props ?? {}, "identities");
        const [oidc] = records(identity ?? {}, "oidcs");
        const issuer = textOr(oidc ?? {}, "issuer", "").replace("https://", "");
        return statementsOf(text(role.props, "assumeRolePolicy"), "trust").some(({ allows, actions, principals, condition }) =>
            allows
            && actions.patterns.includes("sts:AssumeRoleWithWebIdentity")
            && principals?.federated.some((provider) => provider.endsWith(`:oidc-provider/${issuer}`)) === true
            && includes(record(condition, "StringEquals")[`${issuer}:sub`], subject));
    }

    private readBy(role: CloudObject, { key, property }: Props): string | { readonly error: string } {
        const secret = findSecret(this.cloud, String(key));
        if (secret === undefined) return { error: "Secret does not exist" };
        if (!this.mayRead(role, secret.id)) {
            const who = text(role.props, "arn");
            const what = `secretsmanager:GetSecretValue on resource: ${secret.id}`;
            return { error: `AccessDeniedException: ${who} is not authorized to perform: ${what} because no identity-based policy allows it` };
        }
        const whole = this.contentOf(secret);
        if (whole === undefined) {
            const label = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
            return { error: `ResourceNotFoundException: ${label}` };
        }
        if (typeof property !== "string") return whole;
        const parsed = parse(whole);
        const value = isProps(parsed) ? parsed[property] : undefined;
        return typeof value === "string" ? value : { error: `key ${property} does not exist in secret ${String(key)}` };
    }

    private mayRead(role: CloudObject, secretArn: string): boolean {
        const name = text(role.props, "name");
        const attached = this.cloud.where(rolePolicyAttachmentType, "role", name)
            .flatMap(({ props }) => this.cloud.where(policyType, "arn", text(props, "policyArn")));
        const documents = [...attached, ...this.cloud.where(rolePolicyType, "role", name)].map(({ props }) => text(props, "policy"));
        const statements = documents.flatMap((document) => statementsOf(document, "identity"));
        return isAllowed(statements, { principal: { arn: text(role.props, "arn") }, action: "secretsmanager:GetSecretValue", resource: secretArn });
    }

    /** RDS makes up what is in its secret; a password of each version, never told elsewhere. */
    private contentOf(secret: CloudObject): string | undefined {
        if (owningService(secret) === "rds") {
            const version = textOr(secret.hidden ?? {}, "currentVersion", "");
            const instance = this.cloud.all("aws:rds/instance:Instance")
                .find(({ props }) => records(props, "masterUserSecrets").some(({ secretArn }) => secretArn === secret.id));
            const password = createHash("sha256").update(`${secret.id} ${version}`).digest("base64url").slice(0, 28);
            return JSON.stringify({ username: textOr(instance?.props ?? {}, "username", ""), password });
        }
        const versions = this.cloud.all(versionType).filter(({ props }) => optionalText(props, "secretArn") === secret.id);
        return optionalText(versions.at(-1)?.props ?? {}, "secretString");
    }

    private write(object: KubeObject, data: { readonly [key: string]: string }): void {
        const { name: own, uid } = object.metadata;
        const name = textOr(record(specOf(object), "target"), "name", own);
        const key = { apiVersion: "v1", kind: "Secret", namespace: namespaceOf(object), name };
        const known = this.cluster.get(key);
        if (known !== undefined && JSON.stringify(stringsOf(known["data"])) === JSON.stringify(data)) return;
        const ownerReferences = [{ apiVersion: api, kind: "ExternalSecret", name: own, uid, controller: true, blockOwnerDeletion: true }];
        if (known !== undefined) this.cluster.update({ ...known, data }, "external-secrets");
        else {
            const metadata = { name, namespace: namespaceOf(object) ?? "default", ownerReferences };
            this.cluster.create({ apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", data }, "external-secrets");
        }
    }
}

function includes(value: Value | undefined, wanted: string): boolean {
    return isList(value) ? value.includes(wanted) : value === wanted;
}

function parse(whole: string): Value | undefined {
    try {
        return JSON.parse(whole) as Value;
    } catch {
        return undefined;
    }
}
