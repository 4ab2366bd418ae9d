import { strict as assert } from "node:assert";
import { releaseLog } from "../../../release/audit/names";
import { AuditTrail } from "../../../release/audit/trail";
import { EvidenceRefused, NewEvidence, releaseCreated } from "../../../release/evidence/shelf";
import { manifestDigest, sha256 } from "../../../release/manifests/digest";
import { cosignLine, releaseWith, ShelfWorld, signer, trivy } from "./samples";

const release = releaseWith(["api", "web"]);
const api = release.images["api"] ?? "";
const at = "2026-01-02T03:04:05.000Z";
const actor = "ci@runner (process 7)";

function evidence(kind: string, content: string, parts: Partial<NewEvidence> = {}): NewEvidence {
    return { kind, name: `${kind}.json`, content: Buffer.from(content), ...parts };
}

async function refusal(of: NewEvidence): Promise<readonly string[]> {
    const world = new ShelfWorld();
    const error = await world.shelf.add(release, of).then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof EvidenceRefused);
    assert.deepEqual([world.log.links.size, world.files.files.size], [0, 0]);
    return error.problems;
}

describe("evidence of a release", () => {
    it("is kept by its hash, and who added it when is in the log of releases", async () => {
        const world = new ShelfWorld();
        const added = await world.shelf.add(release, evidence("e2e", "<ok/>", { stack: "dev", result: "passed" }));
        const about = { kind: "e2e", name: "e2e.json", sha256: sha256("<ok/>"), bytes: 5, stack: "dev", result: "passed" };
        assert.deepEqual(added, { ...about, actor, at, entry: 2 });
        const { entry } = JSON.parse(world.log.links.get(2) ?? "") as { readonly entry: { readonly type: string; readonly data: object } };
        assert.deepEqual([entry.type, entry.data], ["evidence-added", { happened: at, actor, version: "1.1.0", digest: manifestDigest(release), evidence: about }]);
        assert.equal((await world.shelf.content(added)).toString(), "<ok/>");
        assert.deepEqual(await world.shelf.of(release), [added]);
    });

    it("is told newest first, of the very manifest alone, and with what the manifest names", async () => {
        const world = new ShelfWorld();
        world.project.set("scan.json", trivy(api, [["CVE-1", "HIGH"]]));
        const named = { kind: "scan", file: "scan.json", sha256: sha256(world.project.get("scan.json") ?? ""), by: "maria", at };
        const own = { ...release, evidence: [named] };
        await world.shelf.add(releaseWith(["api"], "1.2.0"), evidence("sbom", "other"));
        await new AuditTrail(world.log, world.clock, releaseLog).append({ type: releaseCreated, data: { version: "1.1.0", digest: manifestDigest(own) } });
        await world.shelf.add(own, evidence("sbom", "one"));
        await world.shelf.add(own, evidence("sbom", "two"));
        const found = await world.shelf.of(own);
        assert.deepEqual(found.map(({ kind, entry, actor: who }) => [kind, entry, who]), [["sbom", 5, actor], ["sbom", 4, actor], ["scan", undefined, "maria"]]);
        assert.equal(found[2]?.scan?.counts.high, 1);
    });

    it("is refused where its file was changed or is gone", async () => {
        const world = new ShelfWorld();
        const added = await world.shelf.add(release, evidence("sbom", "one"));
        world.files.files.set(added.sha256, Buffer.from("two"));
        await assert.rejects(world.shelf.content(added), { message: `memory/${added.sha256}: has another content than the evidence that was added; bring it back from a copy` });
        world.files.files.clear();
        await assert.rejects(world.shelf.content(added), { message: `memory/${added.sha256}: the file of the evidence is gone; bring it back from a copy, or add the evidence anew` });
    });

    it("is believed only where the log is as it was written", async () => {
        const world = new ShelfWorld();
        await world.shelf.add(release, evidence("sbom", "one"));
        world.log.links.set(2, (world.log.links.get(2) ?? "").replace("sbom", "spam"));
        await assert.rejects(world.shelf.of(release), /its content has the hash/);
    });

    it("tells all mistakes at once", async () => {
        assert.deepEqual(await refusal(evidence("e2e", "", { service: "gone" })), [
            "--file: e2e.json is empty",
            "--result: is missing; allowed: passed, failed",
            "--env: is missing; write the stack in which the tests ran",
            "--service: \"gone\" is no service of release 1.1.0; allowed: api, web",
            "--service: is only for a scan that does not name its image; leave it out",
        ]);
        assert.deepEqual(await refusal(evidence("E2E", "x")), ["--kind: \"E2E\" is no kind; allowed: a lower-case word, as e2e, scan, sbom, provenance, signature"]);
        assert.deepEqual(await refusal(evidence("sbom", "x".repeat(16 * 1024 * 1024 + 1))), ["--file: sbom.json has 16777217 bytes; allowed: at most 16777216"]);
    });

    it("of a scan must be of an image of the release, which a scan may leave to --service", async () => {
        const strange = `registry.example/api@sha256:${"f".repeat(64)}`;
        assert.deepEqual(await refusal(evidence("scan", trivy(strange))), [
            `--file: scan.json is about sha256:${"f".repeat(64)}, which is no image of release 1.1.0; \`colorway release show 1.1.0\` tells its images`,
        ]);
        assert.deepEqual(await refusal(evidence("scan", trivy(undefined))), ["--service: scan.json does not name the image that was scanned; write whose it is: api, web"]);
        assert.match((await refusal(evidence("scan", trivy(api), { service: "web" })))[0] ?? "", /^--service: scan\.json is a scan of sha256:\w+, not of sha256:\w+; leave it out/);
        assert.deepEqual(await refusal(evidence("scan", "{}")), ["--file: scan.json is no scan that is known; allowed: Trivy's JSON, ECR's findings, SARIF"]);
        const added = await new ShelfWorld().shelf.add(release, evidence("scan", trivy(undefined), { service: "api" }));
        assert.deepEqual(added.scan?.images, [api.slice(api.indexOf("@") + 1)]);
    });

    it("of a signature must be in cosign's form and of an image of the release", async () => {
        const { key } = signer();
        const cure = "allowed: what `cosign download signature IMAGE` prints";
        assert.deepEqual(await refusal(evidence("signature", "{}")), [`--file: signature.json line 1 has no Payload and Base64Signature; ${cure}`]);
        assert.deepEqual(await refusal(evidence("signature", "\n")), [`--file: signature.json holds no signature; ${cure}`]);
        assert.deepEqual(await refusal(evidence("signature", cosignLine(key, api, "letter"))), [`--file: signature.json line 1 signs "letter", not an image; ${cure}`]);
        assert.match((await refusal(evidence("signature", cosignLine(key, `x@sha256:${"f".repeat(64)}`))))[0] ?? "", /is about sha256:f+, which is no image of release/);
        assert.equal((await new ShelfWorld().shelf.add(release, evidence("signature", cosignLine(key, api)))).kind, "signature");
    });
});
