import { strict as assert } from "node:assert";
import { Props } from "../../../../simulator/cloud/values";
import type { Manifest } from "../../../../simulator/kubernetes/api/types";
import { Account } from "../clusters";
import { changed } from "../manifests";
import { Resource } from "../provider/harness";

const policy: Manifest = {
    apiVersion: "kyverno.io/v1",
    kind: "ClusterPolicy",
    metadata: { name: "pods" },
    spec: {
        background: true,
        rules: [{
            name: "no-token",
            match: { any: [{ resources: { kinds: ["Pod"] } }] },
            validate: { failureAction: "Audit", message: "no", pattern: { spec: { automountServiceAccountToken: false } } },
        }],
    },
};

const kyverno: Props = {
    name: "kyverno", namespace: "kyverno", createNamespace: true, chart: "kyverno", version: "3.9.1",
    repositoryOpts: { repo: "https://kyverno.github.io/kyverno" }, values: { cleanupController: { enabled: false } },
};

async function install(account: Account, news: Props = kyverno): Promise<Props> {
    return (await new Resource(account.session(), "kubernetes:helm.sh/v3:Release", "kyverno").create(news)).properties;
}

describe("kinds that a chart brings", () => {
    it("are unknown before, and have the fields of their definition after", async () => {
        const account = new Account();
        assert.throws(() => account.cluster.create(policy), { message: 'no matches for kind "ClusterPolicy" in version "kyverno.io/v1"' });
        const { resourceNames } = await install(account) as { resourceNames: { readonly [kind: string]: readonly string[] } };
        assert.deepEqual(resourceNames["Deployment/apps/v1"],
            ["kyverno/kyverno-admission-controller", "kyverno/kyverno-background-controller", "kyverno/kyverno-reports-controller"]);
        assert.deepEqual(account.cluster.create(policy)["spec"], policy["spec"]);
    });

    const wrong: readonly (readonly [what: string, path: string, value: Props[string] | undefined, message: RegExp])[] = [
        ["a field that there is none of", "spec/rules/0/validates", {}, /unknown field "spec\.rules\[0\]\.validates"/],
        ["a rule without a match", "spec/rules/0/match", undefined, /spec\.rules\[0\]\.match: Required value/],
        ["a rule without a name", "spec/rules/0/name", undefined, /spec\.rules\[0\]\.name: Required value/],
        ["an action that is none", "spec/rules/0/validate/failureAction", "Warn", /spec\.rules\[0\]\.validate\.failureAction: Unsupported value: "Warn"/],
        ["a number for a text", "spec/rules/0/validate/message", 7, /cannot unmarshal number/],
    ];
    for (const [what, path, value, message] of wrong) {
        it(`refuse ${what}`, async () => {
            const account = new Account();
            await install(account);
            assert.throws(() => account.cluster.create(changed(policy, path, value)), { message });
        });
    }

    it("take any pattern, whatever its form", async () => {
        const account = new Account();
        await install(account);
        const pattern = { "=(spec)": { containers: [{ "(name)": "*" }] } };
        const given = changed(policy, "spec/rules/0/validate/pattern", pattern);
        assert.deepEqual(account.cluster.create(given)["spec"], given["spec"]);
    });

    for (const [what, news, message] of [
        ["in kube-system", { ...kyverno, namespace: "kube-system" },
            "execution error at (kyverno/templates/validate.yaml:32:6): Kyverno cannot be installed in namespace kube-system."],
        ["with a value of years ago", { ...kyverno, values: { mode: "ha" } }, "values: mode: no such value in chart kyverno 3.9.1"],
    ] as const) {
        it(`come not by a chart ${what}`, async () => {
            await assert.rejects(install(new Account(), news), { message });
        });
    }
});
