import { strict as assert } from "node:assert";
import { EngineEvent } from "@pulumi/pulumi/automation";
import { kindOf } from "../../simulator/kubernetes/api/kinds";
import { readForm } from "../../simulator/kubernetes/api/schema";
import { Manifest } from "../../simulator/kubernetes/api/types";
import { accepted } from "../simulator/kubernetes/accepted";
import { Change, changes } from "../simulator/kubernetes/changes";
import { installController } from "../simulator/kubernetes/clusters";
import { changed } from "../simulator/kubernetes/manifests";
import { refused } from "../simulator/kubernetes/refused";
import { CaseClusters, CaseObject, objectName } from "./case-clusters";
import { failures } from "./case-engine";

/** No controllers run in these clusters: what would wait for them does not. */
const unawaited = ["Deployment", "ResourceQuota"];

function quiet<T extends Manifest | CaseObject["manifest"]>(kind: string, manifest: T): T {
    return unawaited.includes(kind) ? changed(manifest, "metadata/annotations", { "pulumi.com/skipAwait": "true" }) : manifest;
}

function objectOf(manifest: Manifest): CaseObject {
    const group = manifest.apiVersion === "v1" ? "core/v1" : manifest.apiVersion;
    return { token: `kubernetes:${group}:${manifest.kind}`, manifest: quiet(manifest.kind, manifest) };
}

// A kind that the simulated cloud does not have is refused by its name: the provider's own tests have that.
const known = refused.filter(({ manifest }) => kindOf(manifest.apiVersion, manifest.kind) !== undefined);
const inCheck = known.filter(({ manifest }) => readForm(manifest).mistakes.length > 0);
const byServer = known.filter((one) => !inCheck.includes(one));

/** The engine's steps of a replacement. */
const deletedFirst = ["delete-replaced", "replace", "create-replacement"];
const createdFirst = ["create-replacement", "replace", "delete-replaced"];

describe("what Kubernetes refuses and accepts, on the real engine", function () {
    this.timeout(600_000);
    const clusters = new CaseClusters();
    const objects = [...byServer.map(({ manifest }) => manifest), ...accepted.map(([, manifest]) => manifest)].map(objectOf);
    let failed: ReadonlyMap<string, string> = new Map();

    before(async () => {
        await clusters.start(objects.length);
        const events: EngineEvent[] = [];
        const stack = await clusters.stack(() => objects);
        await assert.rejects(stack.up({ continueOnError: true, onEvent: (event) => void events.push(event), color: "never" }));
        failed = failures(events);
    });
    after(() => clusters.stop());

    it("has at least 50 objects that the API server refuses and 20 at the edge", () => {
        assert.ok(byServer.length >= 50, `${byServer.length} refused`);
        assert.ok(accepted.length >= 20, `${accepted.length} at the edge`);
    });

    byServer.forEach(({ what, message }, index) => {
        it(`refuses ${what}`, () => {
            const found = failed.get(objectName(index)) ?? "";
            assert.ok(found.includes(message), `expected: ${message}\ngot: ${found}`);
        });
    });

    accepted.forEach(([what], index) => {
        it(`accepts ${what}`, () => assert.equal(failed.get(objectName(byServer.length + index)), undefined));
    });

    // What a check refuses ends the program, so each takes a run: here some of them, in the provider's own tests all.
    for (const { what, manifest } of inCheck.filter((_one, index) => index % 3 === 0)) {
        it(`refuses ${what}, in the preview already`, async () => {
            const found = await previewFailure(clusters, manifest);
            for (const { text } of readForm(manifest).mistakes) assert.ok(found.includes(text), `expected: ${text}\ngot: ${found}`);
        });
    }

    it("refuses in the preview what the API server's dry run refuses", async () => {
        const one = byServer.find(({ what }) => what === "a rollout that may do nothing");
        assert.ok(one !== undefined);
        const found = await previewFailure(clusters, one.manifest);
        assert.ok(found.includes(one.message), found);
    });
});

async function previewFailure(clusters: CaseClusters, manifest: Manifest): Promise<string> {
    const events: EngineEvent[] = [];
    const stack = await clusters.stack(() => [objectOf(manifest)]);
    await assert.rejects(stack.preview({ onEvent: (event) => void events.push(event), color: "never" }));
    return failures(events).get(objectName(0)) ?? "";
}

interface Found {
    readonly paths: readonly string[];
    /** In the engine's order. */
    readonly steps: readonly string[];
}

describe("what a preview calls a change of a Kubernetes object, on the real engine", function () {
    this.timeout(600_000);
    const clusters = new CaseClusters(installController);
    const found = new Map<string, Found>();
    let kept: readonly Change[] = [];
    // The others stay as they were.
    const objects = (): readonly CaseObject[] =>
        changes.map((change) => {
            const { token, config, ignore, before, after } = change;
            const manifest = quiet(token.split(":").at(-1) ?? "", kept.includes(change) ? before : after);
            return { token, manifest, ...(config === undefined ? {} : { config }), ...(ignore === undefined ? {} : { ignore }) };
        });

    before(async () => {
        await clusters.start(changes.length);
        kept = changes;
        const stack = await clusters.stack(() => objects());
        await stack.up({ color: "never" });
        kept = changes.filter(({ dryRun }) => dryRun !== undefined);
        await stack.preview({ color: "never", onEvent: (event) => note(event, found) });
    });
    after(() => clusters.stop());

    changes.forEach((change, index) => {
        const { what, outcome, deleteFirst, paths, dryRun } = change;
        if (dryRun !== undefined) {
            it(`${outcome}: ${what}, which a dry run refuses`, async () => {
                kept = changes.filter((other) => other !== change);
                const events: EngineEvent[] = [];
                const stack = await clusters.stack(() => objects());
                await assert.rejects(stack.preview({ onEvent: (event) => void events.push(event), color: "never" }));
                const message = failures(events).get(objectName(index)) ?? "";
                assert.ok(message.includes(dryRun), message);
            });
            return;
        }
        it(`${outcome}: ${what}`, () => {
            const { steps, paths: shown } = found.get(objectName(index)) ?? { paths: [], steps: [] };
            assert.deepEqual(steps, outcome !== "replace" ? [outcome] : deleteFirst === true ? deletedFirst : createdFirst);
            assert.deepEqual([...shown].sort(), [...paths].sort());
        });
    });
});

function note({ resourcePreEvent }: EngineEvent, found: Map<string, Found>): void {
    if (resourcePreEvent === undefined) return;
    const { urn, op, detailedDiff } = resourcePreEvent.metadata;
    const name = urn.split("::").at(-1) ?? "";
    const before = found.get(name) ?? { paths: [], steps: [] };
    found.set(name, { paths: detailedDiff == null ? before.paths : Object.keys(detailedDiff), steps: [...before.steps, op] });
}
