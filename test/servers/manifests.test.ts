/** What the three stacks put into their clusters, as `colorway render` writes it, given to a real kube-apiserver. */
import { strict as assert } from "node:assert";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { loadStackFile } from "../../config/files";
import { environments } from "../../config/types";
import { buildStack } from "../../program";
import type { PlannedResource } from "../../release/engine/planned";
import { filesOf } from "../../release/render/files";
import { rendered } from "../../release/render/objects";
import { record } from "../components/recorder";
import { type Definition, operators } from "../../tools/crds/operators";
import { definitionsMadeOf } from "./lib/crds";
import { KubeApiserver, type KubernetesAnswer } from "./lib/kube-apiserver";
import { type Manifest, podOf, spoiled } from "./lib/spoiled";

const root = join(__dirname, "..", "..");

/** Every object of a stack by file, read from the text that is rendered. */
async function manifestsOf(stack: string): Promise<ReadonlyMap<string, Manifest>> {
    const read = loadStackFile(root, stack);
    assert.ok("settings" in read);
    const { resources } = await record(() => buildStack(read.settings));
    const { objects } = rendered(resources satisfies readonly PlannedResource[]);
    assert.deepEqual(objects.flatMap(({ unknown }) => unknown), [], "every value is known here");
    const files = filesOf({ objects, charts: [] }, { stack, cloud: "test", releases: {} });
    // kubectl reads YAML 1.1 where that differs.
    return new Map(objects.map(({ file }) => [file, parse(files.get(file) ?? "", { version: "1.1" }) as Manifest]));
}

/** What the server has of an API's group, by kind. */
type Kinds = ReadonlyMap<string, { readonly plural: string; readonly namespaced: boolean }>;

interface ApiResource {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
}

/** Writes manifests to the server, as a server-side apply of kubectl. */
class Applier {
    private readonly groups = new Map<string, Kinds>();

    constructor(private readonly server: KubeApiserver) {}

    /** @param dryRun whether the server does everything but keep it */
    async apply(manifest: Manifest, { dryRun }: { readonly dryRun: boolean }): Promise<KubernetesAnswer> {
        const { name, namespace } = manifest.metadata;
        const query = `fieldManager=colorway&force=true&fieldValidation=Strict${dryRun ? "&dryRun=All" : ""}`;
        const path = `${await this.collectionOf(manifest, namespace)}/${encodeURIComponent(name)}?${query}`;
        return this.server.ask("PATCH", path, manifest, "application/apply-patch+yaml");
    }

    async keep(manifest: Manifest): Promise<void> {
        assert.equal(refusalOf(await this.apply(manifest, { dryRun: false })), "", manifest.metadata.name);
    }

    private async collectionOf({ apiVersion, kind }: Manifest, namespace: string | undefined): Promise<string> {
        const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        const kinds = this.groups.get(base) ?? await this.discover(base);
        this.groups.set(base, kinds);
        const found = kinds.get(kind);
        assert.ok(found, `${apiVersion} has no ${kind}`);
        assert.equal(namespace !== undefined, found.namespaced, `${kind}: whether it is in a namespace`);
        return `${base}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${found.plural}`;
    }

    private async discover(base: string): Promise<Kinds> {
        const { body } = await this.server.ask("GET", base);
        const resources = (body["resources"] ?? []) as readonly ApiResource[];
        const whole = resources.filter(({ name }) => !name.includes("/"));
        return new Map(whole.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
    }
}

/** Why the server refused; empty where it did not. */
function refusalOf({ status, body }: KubernetesAnswer): string {
    return status === 200 || status === 201 ? "" : `${status} ${String(body["message"])}`;
}

describe("the Kubernetes manifests of the stacks, on a real kube-apiserver", () => {
    let server: KubeApiserver;
    let applier: Applier;
    const stacks = new Map<string, ReadonlyMap<string, Manifest>>();

    before("the server runs, with the definitions, namespaces and accounts of the stacks", async () => {
        for (const stack of environments) stacks.set(stack, await manifestsOf(stack));
        server = await KubeApiserver.start();
        applier = new Applier(server);
        for (const operator of operators) {
            for (const definition of await definitionsMadeOf(operator)) await define(definition);
        }
        const all = [...stacks.values()].flatMap(manifests => [...manifests.values()]);
        for (const manifest of all.filter(({ kind }) => kind === "Namespace")) await applier.keep(manifest);
        // A pod is refused whose account is not there.
        for (const manifest of all.filter(({ kind }) => kind === "ServiceAccount")) await applier.keep(manifest);
    });
    after(() => server?.stop());

    /** Ends when the server knows the kind, which is some time after it took the definition. */
    async function define(definition: Definition): Promise<void> {
        const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        assert.equal(refusalOf(await server.ask("POST", path, definition)), "");
        const { group, names: { plural }, versions } = definition.spec;
        const served = versions.filter(version => version.served).map(({ name }) => `/apis/${group}/${name}`);
        const known = async (base: string): Promise<boolean> => {
            const { resources = [] } = (await server.ask("GET", base)).body as { readonly resources?: readonly ApiResource[] };
            return resources.some(({ name }) => name === plural) && (await server.ask("GET", `${base}/${plural}`)).status === 200;
        };
        for (const end = performance.now() + 30_000; performance.now() < end; await pause(50)) {
            if ((await Promise.all(served.map(known))).every(Boolean)) return;
        }
        throw new Error(`${plural}.${group} is not served after 30 s`);
    }

    function every(kind: string): readonly Manifest[] {
        return [...stacks.values()].flatMap(manifests => [...manifests.values()].filter(manifest => manifest.kind === kind));
    }

    for (const stack of environments) {
        it(`of ${stack} are all accepted, with every field known to the server`, async () => {
            const manifests = stacks.get(stack) ?? new Map<string, Manifest>();
            assert.ok(manifests.size > 30, `${manifests.size}`);
            const refused: string[] = [];
            for (const [file, manifest] of manifests) {
                const refusal = refusalOf(await applier.apply(manifest, { dryRun: true }));
                if (refusal !== "") refused.push(`${file}: ${refusal}`);
            }
            assert.deepEqual(refused, []);
        });
    }

    it("make pods that the namespace's Pod Security admits, with their accounts", async () => {
        const deployments = every("Deployment");
        assert.ok(deployments.length >= 12, `${deployments.length}`);
        for (const deployment of deployments) {
            assert.equal(refusalOf(await applier.apply(podOf(deployment), { dryRun: true })), "", deployment.metadata.name);
        }
    });

    it("are of no kind that no wrong manifest is tried of", () => {
        const kinds = new Set([...stacks.values()].flatMap(manifests => [...manifests.values()].map(({ kind }) => kind)));
        assert.deepEqual([...new Set(spoiled.map(({ kind }) => kind))].filter(kind => kind !== "Pod").sort(), [...kinds].sort());
    });

    for (const { kind, what, spoil, refusal } of spoiled) {
        it(`are refused once wrong: a ${kind} with ${what}`, async () => {
            const [first] = kind === "Pod" ? every("Deployment").map(podOf) : every(kind);
            assert.ok(first);
            assert.equal(refusalOf(await applier.apply(first, { dryRun: true })), "", "it is accepted as it is");
            assert.match(refusalOf(await applier.apply(spoil(first), { dryRun: true })), refusal);
        });
    }
});
