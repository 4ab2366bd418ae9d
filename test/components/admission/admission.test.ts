import { strict as assert } from "node:assert";
import { Provider } from "@pulumi/kubernetes/provider";
import { Admission, type AdmissionArgs } from "../../../components/admission/admission";
import { imagePolicy, namespacePolicy, podPolicy, signaturePolicy } from "../../../components/admission/policies";
import { json, record, type Recording, type Values } from "../recorder";

const policyType = "kubernetes:kyverno.io/v1:ClusterPolicy";
const releaseType = "kubernetes:helm.sh/v3:Release";
const keyArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const registry = "111122223333.dkr.ecr.us-east-1.amazonaws.com/colorway";

function build(overrides: Partial<AdmissionArgs> = {}): Promise<Recording<Admission>> {
    return record(() => new Admission("prod", {
        clusterName: "prod", clusterArn: "arn:cluster", provider: new Provider("kubernetes", {}),
        enforce: true, replicas: 3, imageNamespace: "colorway", kubernetesVersion: "1.35", privateCidrs: ["10.0.0.0/19"], ...overrides,
    }));
}

/** Names of the rules by what happens where they are broken. */
function actionsOf(spec: Values): { readonly [rule: string]: unknown } {
    return Object.fromEntries((spec.rules as Values[]).map(({ name, validate, verifyImages }) => {
        const check = (validate ?? (verifyImages as Values[])[0]) as Values;
        return [name as string, check.failureAction];
    }));
}

describe("Admission", () => {
    it("is Kyverno in a namespace of its own, and policies behind it", async () => {
        const recording = await build();
        assert.deepEqual(recording.resources.filter(({ custom }) => custom).map(({ type, name }) => `${type} ${name}`).sort(), [
            `${policyType} prod-policy-images`, `${policyType} prod-policy-namespaces`, `${policyType} prod-policy-pods`, `${releaseType} prod-kyverno`,
            "kubernetes:core/v1:LimitRange prod-kyverno-limits", "kubernetes:core/v1:Namespace prod-kyverno-namespace",
            "kubernetes:core/v1:ResourceQuota prod-kyverno-quota", "kubernetes:networking.k8s.io/v1:NetworkPolicy prod-kyverno-default-deny",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy prod-kyverno-operator", "pulumi:providers:kubernetes kubernetes",
        ].sort());
        const { chart, version, values, atomic } = recording.inputs(releaseType, "prod-kyverno");
        assert.deepEqual([chart, version, atomic], ["kyverno", "3.9.1", true]);
        assert.deepEqual((values as Values).admissionController,
            { replicas: 3, podDisruptionBudget: { enabled: true, minAvailable: 2 } });
        for (const role of ["images", "namespaces", "pods"]) {
            assert.ok(recording.waitsFor(recording.one(policyType, `prod-policy-${role}`), recording.one(releaseType, "prod-kyverno")));
        }
    });

    it("refuses where it enforces, even with Kyverno away, and reports elsewhere", async () => {
        for (const [enforce, action, failurePolicy] of [[true, "Enforce", "Fail"], [false, "Audit", "Ignore"]] as const) {
            const recording = await build({ enforce, signingKeyArn: keyArn });
            const specs = recording.ofType(policyType).map(({ inputs }) => inputs.spec as Values);
            assert.equal(specs.length, 4);
            assert.deepEqual(specs.map(({ webhookConfiguration }) => (webhookConfiguration as Values).failurePolicy), Array(4).fill(failurePolicy));
            assert.deepEqual(Object.assign({}, ...specs.map(actionsOf)), Object.fromEntries([
                "restricted", "requests-and-limits", "no-token", "by-digest", "own-registry", "no-default-namespace", "signed",
            ].map(rule => [rule, action])));
        }
    });

    it("asks for signatures of a key, and may read that key and the repositories only", async () => {
        const recording = await build({ signingKeyArn: keyArn });
        const { spec } = recording.inputs(policyType, "prod-policy-signatures") as { spec: Values };
        assert.deepEqual(spec, JSON.parse(JSON.stringify(signaturePolicy({ action: "Enforce", registry }, `awskms:///${keyArn}`).spec)));
        const [document] = recording.ofType("aws:iam/policy:Policy").map(({ inputs }) => json(inputs.policy));
        assert.deepEqual((document?.Statement as Values[]).map(({ Action, Resource }) => [Action, Resource]), [
            ["ecr:GetAuthorizationToken", "*"],
            [["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                "arn:aws:ecr:us-east-1:111122223333:repository/colorway/*"],
            [["kms:DescribeKey", "kms:GetPublicKey"], keyArn],
        ]);
        const [association] = recording.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation");
        assert.deepEqual([association?.inputs.namespace, association?.inputs.serviceAccount], ["kyverno", "kyverno-admission-controller"]);
        assert.ok(association && recording.waitsFor(recording.one(releaseType, "prod-kyverno"), association));
    });

    it("takes the registry of the account that it is in", async () => {
        const { spec } = (await build({ imageNamespace: "trading" })).inputs(policyType, "prod-policy-images") as { spec: Values };
        const rules = { action: "Enforce", registry: "111122223333.dkr.ecr.us-east-1.amazonaws.com/trading" };
        assert.deepEqual(spec, JSON.parse(JSON.stringify(imagePolicy(rules).spec)));
    });
});

describe("policies of admission", () => {
    it("leave out the platform's namespaces, and no others", () => {
        const rules = { action: "Enforce", registry };
        for (const { name, spec } of [podPolicy(rules), imagePolicy(rules), namespacePolicy(rules), signaturePolicy(rules, "awskms:///alias/x")]) {
            for (const { exclude } of spec.rules as Values[]) {
                assert.deepEqual(exclude, { any: [{ resources: { namespaces: ["kube-system", "kyverno", "external-secrets", "observability"] } }] }, name);
            }
        }
    });
});
