import { strict as assert } from "node:assert";
import type { CheckSettings } from "../../../config/checks";
import { checkDefaults } from "../../../config/release-defaults";
import { catalog, type CheckId } from "../../../release/checks/catalog";
import { runChecks } from "../../../release/checks/check";
import { evidenceChecks } from "../../../release/checks/evidence";
import { manifestDigest } from "../../../release/manifests/digest";
import { planOf } from "../rollout/plans";
import { cosignLine, releaseWith, ShelfWorld, signer, trivy } from "../evidence/samples";

const release = releaseWith(["api", "web"]);
const [api = "", web = ""] = Object.values(release.images);
const day = 86_400_000;

/** Prod's checks of release 1.1.0, which was live in staging a minute before the world's clock. */
class Asked {
    readonly world = new ShelfWorld();
    settings: CheckSettings = checkDefaults("prod");
    live: number | undefined = this.world.clock.now() - 60_000;

    add(kind: string, content: string, parts: { readonly stack?: string; readonly result?: "passed" | "failed"; readonly service?: string } = {}): Promise<unknown> {
        return this.world.shelf.add(release, { kind, name: `${kind}.json`, content: Buffer.from(content), ...parts });
    }

    async result(id: CheckId, kind = "canary"): Promise<readonly [passed: boolean, text: string, asked?: boolean]> {
        const checks = evidenceChecks({
            settings: () => this.settings, clock: this.world.clock, release: async () => release, shelf: this.world.shelf,
            liveSince: async () => this.live, projectFile: (path) => this.world.projectFile(path),
        });
        const plan = planOf({ kind, version: "1.1.0", digest: manifestDigest(release) });
        const found = (await runChecks(checks, plan)).find(({ name }) => name === catalog[id].name);
        const { passed, text, asked } = found ?? { passed: false, text: "no such check" };
        return asked === undefined ? [passed, text] : [passed, text, asked];
    }
}

describe("the checks of evidence", () => {
    it("ask nothing in dev, and nothing of a rollback", async () => {
        const asked = new Asked();
        for (const id of ["endToEnd", "evidence", "vulnerabilities", "signatures"] as const) {
            assert.deepEqual(await asked.result(id, "rollback"), [true, "a rollback is never held up"]);
        }
        asked.settings = checkDefaults("dev");
        for (const id of ["endToEnd", "evidence", "vulnerabilities", "signatures"] as const) {
            assert.deepEqual(await asked.result(id), [true, `colorway:checks.${id} does not ask for it`, false]);
        }
    });

    describe("end-to-end tests", () => {
        const add = "`colorway evidence add 1.1.0 --kind e2e --env staging --result passed --file REPORT`";

        it("must have passed in the stack before, since the release was live there", async () => {
            const asked = new Asked();
            assert.deepEqual(await asked.result("endToEnd"), [false, `none of 1.1.0 is recorded in staging; run them there, then ${add}`]);
            await asked.add("e2e", "ok", { stack: "dev", result: "passed" });
            assert.equal((await asked.result("endToEnd"))[0], false);
            await asked.add("e2e", "ok", { stack: "staging", result: "passed" });
            const told = "e2e.json in staging, added 2026-01-02T03:04:05.000Z by ci@runner (process 7)";
            assert.deepEqual(await asked.result("endToEnd"), [true, `passed: ${told}`]);
            asked.live = asked.world.clock.now() + 1;
            assert.deepEqual(await asked.result("endToEnd"), [false, `${told}: before the release was live there, 2026-01-02T03:04:05.001Z; run them again, then ${add}`]);
            asked.live = undefined;
            assert.deepEqual(await asked.result("endToEnd"), [false, `${told}: but the release was never live in staging`]);
        });

        it("that failed later refuse, whatever passed before", async () => {
            const asked = new Asked();
            await asked.add("e2e", "ok", { stack: "staging", result: "passed" });
            await asked.add("e2e", "no", { stack: "staging", result: "failed" });
            assert.match((await asked.result("endToEnd"))[1], /^failed: e2e\.json in staging, .*; mend it, run them again, then/);
        });
    });

    it("ask for each kind that is wanted", async () => {
        const asked = new Asked();
        await asked.add("sbom", "{}");
        assert.deepEqual(await asked.result("evidence"), [false, "provenance is missing: `colorway evidence add 1.1.0 --kind provenance --file FILE`"]);
        await asked.add("provenance", "{}");
        assert.deepEqual(await asked.result("evidence"), [true, "provenance by ci@runner (process 7), sbom by ci@runner (process 7)"]);
        await asked.add("sbom", "x", { result: "failed" });
        assert.match((await asked.result("evidence"))[1], /^sbom failed: sbom\.json, added 2026/);
    });

    describe("vulnerabilities", () => {
        const cure = "; add a scan: `colorway evidence add 1.1.0 --kind scan --file SCAN`";

        it("are looked for in every image, from a severity on", async () => {
            const asked = new Asked();
            assert.deepEqual(await asked.result("vulnerabilities"), [false, `api has no scan; web has no scan${cure}`]);
            await asked.add("scan", trivy(api, [["CVE-1", "MEDIUM"]]));
            await asked.add("scan", trivy(web, [["CVE-2", "CRITICAL"], ["CVE-3", "HIGH"], ["CVE-4", "LOW"]]));
            assert.deepEqual(await asked.result("vulnerabilities"), [false, `web has 1 critical, 1 high, as CVE-2, CVE-3 (scan.json, Trivy)${cure}`]);
            await asked.add("scan", trivy(web, [["CVE-4", "LOW"]], "2026-01-02T03:04:00Z"));
            assert.deepEqual(await asked.result("vulnerabilities"), [true, "none that is high or above in 2 images"]);
        });

        it("count as high where nobody rated them", async () => {
            const asked = new Asked();
            await asked.add("scan", trivy(api, [["CVE-1", "UNKNOWN"]]));
            await asked.add("scan", trivy(web));
            assert.match((await asked.result("vulnerabilities"))[1], /^api has 1 unrated, as CVE-1/);
            asked.settings = { ...asked.settings, vulnerabilities: "critical" };
            assert.equal((await asked.result("vulnerabilities"))[0], true);
        });

        it("are looked for anew after some days, by when the scan was made, not by when it was added", async () => {
            const asked = new Asked();
            await asked.add("scan", trivy(web));
            await asked.add("scan", trivy(api, [], "2025-12-20T00:00:00Z"));
            assert.deepEqual(await asked.result("vulnerabilities"), [false, `api was last scanned 2025-12-20T00:00:00.000Z, more than 7 days ago${cure}`]);
            await asked.add("scan", trivy(api, [], "2030-01-01T00:00:00Z"));
            assert.equal((await asked.result("vulnerabilities"))[0], true);
            asked.world.clock.jump(7 * day + 1);
            assert.match((await asked.result("vulnerabilities"))[1], /^api was last scanned 2026-01-02T03:04:05\.000Z, more than 7 days ago; web was/);
        });
    });

    describe("signatures", () => {
        const add = "`cosign download signature IMAGE > FILE`, `colorway evidence add 1.1.0 --kind signature --file FILE`";

        it("are asked of every image, by a key of the file", async () => {
            const asked = new Asked();
            const [ours, theirs] = [signer(), signer()];
            asked.world.project.set("keys/cosign.pub", ours.pem);
            assert.deepEqual(await asked.result("signatures"), [false, `api has no signature; web has no signature; ${add}`]);
            await asked.add("signature", cosignLine(ours.key, api));
            await asked.add("signature", cosignLine(theirs.key, web));
            assert.deepEqual(await asked.result("signatures"), [false, `web has no signature by a key of keys/cosign.pub; ${add}`]);
            await asked.add("signature", `${cosignLine(ours.key, web)}\n${cosignLine(theirs.key, web)}\n`);
            assert.deepEqual(await asked.result("signatures"), [true, "2 images by the key of keys/cosign.pub"]);
            asked.world.project.set("keys/cosign.pub", theirs.pem + ours.pem);
            assert.deepEqual(await asked.result("signatures"), [true, "2 images by one of 2 keys of keys/cosign.pub"]);
        });

        it("are no longer believed where the file that holds them was changed", async () => {
            const asked = new Asked();
            const { pem, key } = signer();
            asked.world.project.set("keys/cosign.pub", pem);
            await asked.add("signature", cosignLine(key, api));
            const [hash = ""] = asked.world.files.files.keys();
            asked.world.files.files.set(hash, Buffer.from(cosignLine(key, web)));
            assert.match((await asked.result("signatures"))[1], /^memory\/\w+: has another content than the evidence that was added/);
        });

        it("need keys", async () => {
            const asked = new Asked();
            assert.match((await asked.result("signatures"))[1], /^colorway:checks\.signatureKeys: there is no file keys\/cosign\.pub; put the public keys there/);
            asked.world.project.set("keys/cosign.pub", "no");
            assert.deepEqual(await asked.result("signatures"), [false, "keys/cosign.pub holds no public key; allowed: PEM, as `cosign public-key` prints it"]);
        });
    });
});
