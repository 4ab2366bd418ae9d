import { strict as assert } from "node:assert";
import { clusterType } from "../../../../simulator/aws/eks/types";
import { policyType } from "../../../../simulator/aws/iam/managed-policies";
import { rolePolicyAttachmentType } from "../../../../simulator/aws/iam/role-policy";
import { roleType } from "../../../../simulator/aws/iam/roles";
import { makeManagedSecret, rotateManagedSecret } from "../../../../simulator/aws/secretsmanager/managed";
import { secretType } from "../../../../simulator/aws/secretsmanager/types";
import { Props, record, records } from "../../../../simulator/cloud/values";
import { kindOf } from "../../../../simulator/kubernetes/api/kinds";
import type { KubeObject } from "../../../../simulator/kubernetes/api/types";
import { World } from "../world";

const api = "external-secrets.io/v1";
const roleArn = "arn:aws:iam::111122223333:role/reader";
const issuer = "oidc.eks.us-east-1.amazonaws.com/id/ABC";

describe("External Secrets", () => {
    let world: World;
    let secretArn: string;

    beforeEach(() => {
        world = new World();
        for (const kind of ["SecretStore", "ExternalSecret"]) {
            const known = kindOf(api, kind);
            assert.ok(known);
            world.cluster.define(known);
        }
        const labels = { owner: "helm", name: "external-secrets", status: "deployed" };
        world.cluster.create({ apiVersion: "v1", kind: "Secret", metadata: { name: "release", namespace: "default", labels }, type: "helm.sh/release.v1" });
        world.cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "blue" } });
        const { cloud } = world;
        secretArn = makeManagedSecret(cloud, { name: "rds!db-1", owner: "rds", description: "", tags: {} }).id;
        cloud.put("aws:rds/instance:Instance", "db", { username: "colorway", masterUserSecrets: [{ secretArn }] });
        cloud.put(clusterType, "main", { ...cloud.need(clusterType, "main", "X", "X").props, identities: [{ oidcs: [{ issuer: `https://${issuer}` }] }] });
        trust("system:serviceaccount:blue:reader");
        allow("secretsmanager:GetSecretValue", secretArn);
        cloud.put(rolePolicyAttachmentType, "a", { role: "reader", policyArn: "arn:policy" });
        world.cluster.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reader", namespace: "blue", annotations: { "eks.amazonaws.com/role-arn": roleArn } } });
        const aws = { service: "SecretsManager", region: "us-east-1", auth: { jwt: { serviceAccountRef: { name: "reader" } } } };
        world.cluster.create({ apiVersion: api, kind: "SecretStore", metadata: { name: "store", namespace: "blue" }, spec: { provider: { aws } } });
    });
    afterEach(() => world.stop());

    function trust(subject: string): void {
        const statement = {
            Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
            Condition: { StringEquals: { [`${issuer}:sub`]: [subject] } },
        };
        world.cloud.put(roleType, "reader", { name: "reader", arn: roleArn, assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) });
    }

    function allow(action: string, resource: string): void {
        const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] };
        world.cloud.put(policyType, "arn:policy", { arn: "arn:policy", policy: JSON.stringify(document) });
    }

    async function readyOf(remoteRef: Props, store = "store"): Promise<Props> {
        world.start();
        world.cluster.create({
            apiVersion: api, kind: "ExternalSecret", metadata: { name: "database", namespace: "blue" },
            spec: { secretStoreRef: { kind: "SecretStore", name: store }, data: [{ secretKey: "password", remoteRef }] },
        });
        const condition = (): Props | undefined => records(record(world.get(api, "ExternalSecret", "blue", "database") ?? {}, "status"), "conditions")[0];
        await world.until("a condition", () => condition() !== undefined);
        const { status, reason, message } = condition() ?? {};
        return { status: status ?? null, reason: reason ?? null, message: message ?? null };
    }

    const copy = (): KubeObject | undefined => world.get("v1", "Secret", "blue", "database");

    it("copies what the store's account may read, and copies it anew after a rotation", async () => {
        assert.deepEqual(await readyOf({ key: secretArn, property: "password" }), { status: "True", reason: "SecretSynced", message: "secret synced" });
        const first = record(copy() ?? {}, "data")["password"];
        assert.ok(typeof first === "string" && Buffer.from(first, "base64").toString().length === 28);
        rotateManagedSecret(world.cloud, world.cloud.need(secretType, secretArn, "X", "X"));
        await world.until("another password", () => record(copy() ?? {}, "data")["password"] !== first);
        assert.deepEqual(records(copy()?.metadata ?? {}, "ownerReferences").map(({ kind }) => kind), ["ExternalSecret"]);
    });

    const error = "could not get secret data from provider: error processing spec.data[0] (key: ";
    for (const [what, prepare, message] of [
        ["another account's subject is trusted", () => trust("system:serviceaccount:green:reader"),
            () => "unable to create session: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"],
        ["the role may read other secrets only", () => allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:other/*"),
            () => `${error}${secretArn}), err: AccessDeniedException: ${roleArn} is not authorized to perform: secretsmanager:GetSecretValue on resource: `
                + `${secretArn} because no identity-based policy allows it`],
        ["the role may only describe it", () => allow("secretsmanager:DescribeSecret", secretArn),
            () => `${error}${secretArn}), err: AccessDeniedException: ${roleArn} is not authorized to perform: secretsmanager:GetSecretValue on resource: `
                + `${secretArn} because no identity-based policy allows it`],
    ] as const) {
        it(`copies nothing where ${what}`, async () => {
            prepare();
            assert.deepEqual(await readyOf({ key: secretArn, property: "password" }), { status: "False", reason: "SecretSyncedError", message: message() });
            assert.equal(copy(), undefined);
        });
    }

    it("copies nothing of a secret or a property that is not there, nor without its store", async () => {
        assert.deepEqual((await readyOf({ key: "colorway/dev/none" }))["message"], `${error}colorway/dev/none), err: Secret does not exist`);
        assert.equal(copy(), undefined);
    });

    it("says which store is missing", async () => {
        assert.deepEqual((await readyOf({ key: secretArn }, "elsewhere"))["message"],
            'could not get SecretStore "elsewhere", SecretStore.external-secrets.io "elsewhere" not found');
    });
});
