import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesOf, indexFile } from "../../../release/render/files";
import { checkFolder, FolderRefused, replaceFolder } from "../../../release/render/folder";
import { rendered } from "../../../release/render/objects";

function files(...names: readonly string[]): ReadonlyMap<string, string> {
    const type = "kubernetes:core/v1:ConfigMap";
    const resources = names.map(name => ({
        type, urn: `urn:pulumi:dev::p::${type}::${name}`, parent: "", custom: true,
        inputs: { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "a" } },
    }));
    return filesOf(rendered(resources), { stack: "dev", cloud: "simulated cloud", releases: {} });
}

function refused(folder: string): readonly string[] {
    let problems: readonly string[] = [];
    assert.throws(() => replaceFolder(folder, files("new")), (error) => {
        problems = error instanceof FolderRefused ? error.problems : [];
        return error instanceof FolderRefused;
    });
    return problems.map(problem => problem.replaceAll(folder, "OUT"));
}

const lastLine = "OUT: name another folder, or move these files away";

describe("the folder of rendered files", () => {
    let dir = "";
    let out = "";
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-render-"));
        out = join(dir, "deep", "out");
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("is made with its parents, and replaced whole", () => {
        replaceFolder(out, files("one", "two"));
        assert.deepEqual(readdirSync(join(out, "a")).sort(), ["ConfigMap-one.yaml", "ConfigMap-two.yaml"]);
        replaceFolder(out, files("three"));
        assert.deepEqual(readdirSync(join(out, "a")), ["ConfigMap-three.yaml"]);
        assert.deepEqual(readdirSync(join(dir, "deep")), ["out"], "nothing is left beside it");
    });

    it("may be there, empty", () => {
        mkdirSync(join(out, "a"), { recursive: true });
        replaceFolder(out, files("one"));
        assert.ok(existsSync(join(out, indexFile)));
    });

    it("is refused with files that were not rendered, changed or replaced by links, all told at once", () => {
        replaceFolder(out, files("one", "two", "three"));
        writeFileSync(join(out, ".gitignore"), "*");
        writeFileSync(join(out, "a", "ConfigMap-one.yaml"), "changed");
        rmSync(join(out, "a", "ConfigMap-two.yaml"));
        symlinkSync("ConfigMap-three.yaml", join(out, "a", "ConfigMap-two.yaml"));
        assert.deepEqual(refused(out), [
            "OUT/.gitignore: was not written by colorway render",
            "OUT/a/ConfigMap-one.yaml: was changed since it was written",
            "OUT/a/ConfigMap-two.yaml: was changed since it was written",
            lastLine,
        ]);
        assert.equal(readFileSync(join(out, "a", "ConfigMap-one.yaml"), "utf8"), "changed");
        assert.deepEqual(readdirSync(join(dir, "deep")), ["out"]);
    });

    it("is refused with the names of 20 files and the number of the others", () => {
        mkdirSync(out, { recursive: true });
        for (let count = 10; count < 33; count += 1) writeFileSync(join(out, `${count}.txt`), "");
        const problems = refused(out);
        assert.equal(problems.length, 22);
        assert.deepEqual(problems.slice(19), ["OUT/29.txt: was not written by colorway render", "OUT: and 3 files more", lastLine]);
    });

    it("is refused with an index that was changed: what it lists proves nothing", () => {
        replaceFolder(out, files("one"));
        writeFileSync(join(out, indexFile), readFileSync(join(out, indexFile), "utf8").replace("stack: dev", "stack: prod"));
        assert.deepEqual(refused(out), [
            "OUT/a/ConfigMap-one.yaml: was not written by colorway render",
            "OUT/index.txt: was not written by colorway render",
            lastLine,
        ]);
    });

    it("may have lost a file", () => {
        replaceFolder(out, files("one", "two"));
        rmSync(join(out, "a", "ConfigMap-one.yaml"));
        checkFolder(out);
    });

    for (const [what, make] of [
        ["a file", (path: string) => writeFileSync(path, "")],
        ["a link to a folder", (path: string) => symlinkSync(tmpdir(), path)],
    ] as const) {
        it(`is refused where ${what} is`, () => {
            mkdirSync(join(dir, "deep"));
            make(out);
            assert.deepEqual(refused(out), ["OUT: is no folder; name one, or a path where nothing is"]);
        });
    }
});
