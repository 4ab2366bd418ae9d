import { strict as assert } from "node:assert";
import { Delivery, type DeliveryArgs } from "../../../components/delivery/delivery";
import { json, record, type Recording, type Values } from "../recorder";

const roleType = "aws:iam/role:Role";
const args: DeliveryArgs = {
    repository: "example/colorway",
    boundaryArn: "arn:aws:iam::111122223333:policy/prod-delivery-boundary",
    hostedZone: "colorway.example",
    imageNamespace: "colorway",
    records: { bucketArn: "arn:aws:s3:::prod-records", keyArn: "arn:aws:kms:us-east-1:111122223333:key/records" },
    stateBucket: "",
    stateKeyArn: "",
};

describe("delivery", () => {
    let whole: Recording<Delivery>;
    before(async () => {
        whole = await record(() => new Delivery("prod", args));
    });
    const parts = ["cluster", "data", "deploy-reads", "edge", "identity", "network", "preview-reads", "rollout", "storage", "watch"];

    it("is a provider, two roles and their policies", () => {
        assert.deepEqual(whole.list(), [
            "aws:iam/openIdConnectProvider:OpenIdConnectProvider prod-github",
            ...parts.map(part => `aws:iam/policy:Policy prod-delivery-${part}`),
            `${roleType} prod-delivery-deploy`,
            `${roleType} prod-delivery-preview`,
            ...parts.map(part => `aws:iam/rolePolicyAttachment:RolePolicyAttachment prod-delivery-${part}-attachment`),
            "colorway:delivery:Delivery prod",
        ]);
    });

    it("trusts tokens of GitHub for AWS, from this repository alone, for an hour", () => {
        const { maxSessionDuration, permissionsBoundary, assumeRolePolicy } = whole.inputs(roleType, "prod-delivery-deploy");
        assert.deepEqual([maxSessionDuration, permissionsBoundary], [3600, args.boundaryArn]);
        assert.deepEqual(json(assumeRolePolicy).Statement, [{
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
                StringEquals: {
                    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    "token.actions.githubusercontent.com:sub": "repo:example/colorway:environment:prod",
                },
            },
        }]);
    });

    it("uses the account's provider where another stack made it", async () => {
        const other = await record(() => new Delivery("prod", { ...args, createProvider: false }));
        assert.deepEqual(other.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider"), []);
        assert.deepEqual(
            other.inputs(roleType, "prod-delivery-preview").assumeRolePolicy, whole.inputs(roleType, "prod-delivery-preview").assumeRolePolicy,
        );
    });

    it("lets pipelines use the state only where it is in the account, and previews only read it", async () => {
        const state = await record(() => new Delivery("prod", { ...args, stateBucket: "example-state", stateKeyArn: "arn:aws:kms:us-east-1:111122223333:key/state" }));
        const sids = (recording: Recording<Delivery>, part: string): unknown[] =>
            (json(recording.inputs("aws:iam/policy:Policy", `prod-delivery-${part}`).policy).Statement as Values[]).map(({ Sid }) => Sid);
        assert.deepEqual(sids(whole, "rollout"), ["DeadMan", "WriteRecords", "EncryptRecords", "PassRoles"]);
        assert.deepEqual(sids(state, "rollout"), ["DeadMan", "WriteRecords", "EncryptRecords", "WriteState", "EncryptState", "PassRoles"]);
        assert.deepEqual(sids(state, "preview-reads"), ["Look", "ListStores", "ReadStores", "DecryptStores"]);
    });
});
