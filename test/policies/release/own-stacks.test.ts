import { strict as assert } from "node:assert";
import { join } from "node:path";
import type { PolicyResource } from "@pulumi/policy";
import { loadStackFile } from "../../../config/files";
import { releasePolicies } from "../../../policies/release/policies";
import { buildStack } from "../../../program";
import { record } from "../../components/recorder";
import { checkResource, checkStack, resource } from "../run";

/** What the program asks for, as the engine gives it to a pack. */
async function resourcesOf(stack: string): Promise<readonly PolicyResource[]> {
    const loaded = loadStackFile(join(__dirname, "..", "..", ".."), stack);
    assert.ok("settings" in loaded, JSON.stringify(loaded));
    const { resources } = await record(() => buildStack(loaded.settings));
    const byUrn = new Map(resources.map(({ urn, type, name, inputs, protect }) => [urn, resource({ type, name, props: inputs, protect }, stack)]));
    for (const { urn, from } of resources) {
        const given = byUrn.get(urn);
        for (const [property, urns] of Object.entries(from)) {
            if (given !== undefined) given.propertyDependencies[property] = urns.flatMap((each) => byUrn.get(each) ?? []);
        }
    }
    return [...byUrn.values()];
}

describe("what a release needs", function () {
    this.timeout(240_000);
    for (const stack of ["dev", "staging", "prod"]) {
        it(`is kept by ${stack}`, async () => {
            const resources = await resourcesOf(stack);
            const listeners = resources.filter(({ type }) => type === "aws:lb/listener:Listener");
            assert.ok(listeners.some(({ propertyDependencies }) => (propertyDependencies["loadBalancerArn"] ?? []).length > 0), "relations are there");
            const found: string[] = [];
            for (const policy of releasePolicies) {
                if ("validateStack" in policy) found.push(...(await checkStack(policy, resources)));
                else for (const each of resources) found.push(...(await checkResource(policy, each)).map((text) => `${each.name}: ${text}`));
            }
            assert.deepEqual(found, []);
        });
    }
});
