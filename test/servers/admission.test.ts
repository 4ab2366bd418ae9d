/** Our policies of admission, applied by Kyverno itself to what the three stacks make, and to what they must never let in. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadStackFile } from "../../config/files";
import { environments } from "../../config/types";
import { buildStack } from "../../program";
import { type Recording, record } from "../components/recorder";
import { generate, outputFile } from "../../tools/generate-custom-schemas";
import { badObjects } from "./lib/bad-pods";
import { apply, kyvernoCommand, type Verdict } from "./lib/kyverno";
import { type Manifest, podOf } from "./lib/spoiled";

const root = join(__dirname, "..", "..");

function objectsOf({ resources }: Recording<unknown>, kind: string): readonly Manifest[] {
    return resources.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ inputs }) => {
        const manifest = JSON.parse(JSON.stringify(inputs)) as Manifest;
        // Kinds that the SDK knows get theirs from the type of resource.
        return kind === "Deployment" ? { ...manifest, apiVersion: "apps/v1", kind } : manifest;
    });
}

describe("Kyverno with our policies", () => {
    let command: string;
    const stacks = new Map<string, { readonly policies: readonly Manifest[]; readonly deployments: readonly Manifest[] }>();

    before("it is built, and the stacks are recorded", async () => {
        command = await kyvernoCommand();
        for (const stack of environments) {
            const read = loadStackFile(root, stack);
            assert.ok("settings" in read);
            const recording = await record(() => buildStack(read.settings));
            const deployments = objectsOf(recording, "Deployment").filter(({ metadata }) => metadata.namespace?.startsWith("colorway-"));
            stacks.set(stack, { policies: objectsOf(recording, "ClusterPolicy"), deployments });
        }
    });

    const partsOf = (stack: string): { readonly policies: readonly Manifest[]; readonly deployments: readonly Manifest[] } => {
        const parts = stacks.get(stack);
        assert.ok(parts);
        return parts;
    };

    for (const stack of environments) {
        it(`lets everything in that ${stack} makes`, () => {
            const { policies, deployments } = partsOf(stack);
            assert.ok(policies.length >= 2 && deployments.length >= 4, `${policies.length} ${deployments.length}`);
            const verdicts = apply(command, policies, [...deployments, ...deployments.map(podOf)]);
            assert.deepEqual(verdicts.filter(({ result }) => result !== "pass"), []);
            // Each rule has looked at each object: as written for pods, as derived for what makes them.
            const rules = new Set(verdicts.map(({ policy, rule }) => `${policy}/${rule.replace("autogen-", "")}`));
            assert.equal(rules.size, 6);
            assert.equal(verdicts.length, 2 * deployments.length * rules.size);
        });
    }

    it("refuses each bad object, by the right rule and no other", () => {
        const { policies, deployments: [deployment] } = partsOf("prod");
        assert.ok(deployment && badObjects.length >= 15);
        const bad = badObjects.map(({ of, spoil }, index) => {
            const good = of === "Deployment" ? deployment : podOf(deployment);
            const spoiled = spoil(good);
            return { ...spoiled, metadata: { ...spoiled.metadata, name: `bad-${index}` } };
        });
        const verdicts = apply(command, policies, bad);
        const refusals = (name: string): readonly string[] =>
            verdicts.filter((verdict: Verdict) => verdict.name === name && verdict.result !== "pass").map(({ policy, rule, result }) => `${result} ${policy}/${rule}`);
        assert.deepEqual(badObjects.map(({ what }, index) => [what, refusals(`bad-${index}`)]),
            badObjects.map(({ what, rule }) => [what, [`fail ${rule}`]]));
    });

    it("says nothing of what the platform runs in its own namespaces", () => {
        const { policies, deployments: [deployment] } = partsOf("prod");
        assert.ok(deployment);
        const pod = podOf(deployment);
        const elsewhere = { ...pod, metadata: { ...pod.metadata, namespace: "kube-system" }, spec: { containers: [{ name: "x", image: "nginx" }] } };
        // A good one beside it, since without any verdict there is no report.
        assert.deepEqual([...new Set(apply(command, policies, [pod, { ...elsewhere, metadata: { ...elsewhere.metadata, name: "platform" } }]).map(({ name }) => name))],
            [pod.metadata.name]);
    });
});

describe("the field tables of operators' kinds", () => {
    it("are those of their published definitions", () => {
        assert.equal(readFileSync(outputFile, "utf8"), generate(), "run `npx ts-node tools/generate-custom-schemas.ts`");
    });
});
