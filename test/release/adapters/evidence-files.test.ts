import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderEvidence } from "../../../release/adapters/folder-evidence";
import { S3Evidence } from "../../../release/adapters/s3-evidence";
import { sha256 } from "../../../release/manifests/digest";
import { FakeS3 } from "./fake-s3";

const content = Buffer.from("{\"bom\":1}");
const hash = sha256(content);

describe("files of evidence", () => {
    it("are kept in a folder under their hash, the same ones once", async () => {
        const folder = mkdtempSync(join(tmpdir(), "colorway-evidence-"));
        try {
            const files = new FolderEvidence(join(folder, "evidence"));
            assert.equal(await files.read(hash), undefined);
            await files.keep(hash, content);
            await files.keep(hash, Buffer.from("another content under the same name"));
            assert.deepEqual([await files.read(hash), files.pathOf(hash)], [content, join(folder, "evidence", hash)]);
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });

    describe("in S3", () => {
        const s3 = new FakeS3();
        let files: S3Evidence;
        before(() => s3.start());
        beforeEach(() => {
            s3.objects.clear();
            s3.calls.length = 0;
            s3.refusals.length = 0;
            files = new S3Evidence({ bucket: "records", prefix: "colorway/evidence", region: "us-east-1", endpoint: s3.endpoint });
        });
        afterEach(() => files.close());
        after(() => s3.stop());

        it("are written only where there is none", async () => {
            assert.equal(await files.read(hash), undefined);
            await files.keep(hash, content);
            await files.keep(hash, Buffer.from("another content under the same name"));
            assert.deepEqual(await files.read(hash), content);
            assert.deepEqual([...s3.objects.keys()], [`records/colorway/evidence/${hash}`]);
            assert.equal(files.pathOf(hash), `s3://records/colorway/evidence/${hash}`);
        });

        it("are written again where another request came in between, and else told of", async () => {
            s3.refusals.push(409, 409);
            await files.keep(hash, content);
            assert.deepEqual(await files.read(hash), content);
            s3.refusals.push(403);
            await assert.rejects(files.keep(sha256("x"), Buffer.from("x")), { name: "AccessDenied" });
        });
    });
});
