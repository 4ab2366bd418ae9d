import { strict as assert } from "node:assert";
import { buildStack } from "../../../program";
import type { StackOutputs } from "../../../outputs";
import { sampleSettings } from "../../config/samples";
import { json, record, type Recording, type Values } from "../recorder";

const storeType = "kubernetes:external-secrets.io/v1:SecretStore";
const secretType = "kubernetes:external-secrets.io/v1:ExternalSecret";
const deployment = "kubernetes:apps/v1:Deployment";

describe("secrets of the services", () => {
    let staging: Recording<StackOutputs>;
    before(async () => {
        staging = await record(() => buildStack(sampleSettings("staging")));
    });

    it("are read by one role, that only the slots' own accounts may take, and only below the environment's path", () => {
        const trust = json(staging.inputs("aws:iam/role:Role", "staging-secrets").assumeRolePolicy);
        const [statement] = trust.Statement as Values[];
        assert.deepEqual(statement?.Action, "sts:AssumeRoleWithWebIdentity");
        const subjects = Object.entries((statement?.Condition as { StringEquals: Values }).StringEquals).find(([key]) => key.endsWith(":sub"));
        assert.deepEqual(subjects?.[1], ["system:serviceaccount:colorway-blue:secret-reader", "system:serviceaccount:colorway-green:secret-reader"]);
        const [read, ...more] = json(staging.inputs("aws:iam/policy:Policy", "staging-secrets-read").policy).Statement as Values[];
        assert.deepEqual(more, []);
        assert.deepEqual(read?.Action, ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]);
        const [path, database, ...others] = read?.Resource as string[];
        assert.deepEqual([path, others], ["arn:aws:secretsmanager:us-east-1:111122223333:secret:colorway/staging/*", []]);
        assert.match(String(database), /^arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!/);
    });

    it("come through a store of each slot, the database's password among them, before any pod", () => {
        for (const color of ["blue", "green"]) {
            const { spec } = staging.inputs(storeType, `staging-${color}-secret-store`) as { spec: Values };
            assert.deepEqual(spec, {
                provider: {
                    aws: { service: "SecretsManager", region: "us-east-1", auth: { jwt: { serviceAccountRef: { name: "secret-reader" } } } },
                },
            });
            const copied = staging.one(secretType, `staging-${color}-database-secret`);
            assert.deepEqual((copied.inputs.metadata as Values).annotations, { "pulumi.com/waitFor": "condition=Ready" });
            const data = (copied.inputs.spec as { data: Values[] }).data;
            assert.deepEqual(data.map(({ secretKey }) => secretKey), ["username", "password"]);
            const pods = staging.one(deployment, `staging-${color}-order-execution-deployment`);
            assert.ok(staging.waitsFor(pods, copied));
            assert.ok(staging.waitsFor(copied, staging.one("kubernetes:helm.sh/v3:Release", "staging-external-secrets")));
        }
    });

    it("are mounted, as files that nobody writes, by the services that use the database only", () => {
        const volumes = (service: string): unknown => {
            const { spec } = staging.inputs(deployment, `staging-blue-${service}-deployment`) as { spec: { template: { spec: { volumes: Values[] } } } };
            return spec.template.spec.volumes.filter(({ secret }) => secret !== undefined);
        };
        assert.deepEqual(volumes("order-execution"), [{ name: "database", secret: { secretName: "database", defaultMode: 0o444 } }]);
        assert.deepEqual(volumes("api-gateway"), []);
    });

    it("are in no input of any resource and in no output, neither in a variable of a pod", () => {
        for (const { name, inputs } of staging.resources.filter(({ type }) => type === deployment)) {
            assert.ok(!/password/i.test(JSON.stringify(inputs)), name);
        }
        const made = staging.resources.map(({ type }) => type).filter((type) => type === "kubernetes:core/v1:Secret" || type.startsWith("aws:secretsmanager/secretVersion"));
        assert.deepEqual(made, []);
    });

    it("are left to IAM where the environment says so", async () => {
        const { resources } = await record(() => buildStack(sampleSettings("dev")));
        assert.deepEqual(resources.filter(({ type }) => type.includes("external-secrets") || type.includes("SlotSecrets")), []);
    });
});
