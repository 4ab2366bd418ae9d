import { strict as assert } from "node:assert";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Project, projectAt } from "../../../release/engine/project";
import { shadowOf } from "../../../release/engine/shadow";

describe("the copy of a project that the simulated cloud's engine sees", () => {
    let home: string;
    let project: Project;
    beforeEach(() => {
        home = mkdtempSync(join(tmpdir(), "colorway-shadow-"));
        project = projectAt(join(home, "one"));
        mkdirSync(join(project.dir, ".git"), { recursive: true });
        mkdirSync(project.simulated, { recursive: true });
        mkdirSync(join(project.dir, "components"));
        write("Pulumi.yaml", "name: colorway\n");
        write("Pulumi.dev.yaml", "# only what differs\nconfig:\n  colorway:activeColor: blue\n");
        write("index.ts", "export {};\n");
    });
    afterEach(() => rmSync(home, { recursive: true, force: true }));

    const write = (name: string, text: string): void => writeFileSync(join(project.dir, name), text);
    const copyOf = (name: string): string => readFileSync(join(shadowOf(project), name), "utf8");

    it("has the project's files as links, its project files as copies, no history and not itself", () => {
        const folder = shadowOf(project);
        assert.equal(folder, join(project.simulated, "project"));
        const found = readdirSync(folder).sort().map((name) => [name, lstatSync(join(folder, name)).isSymbolicLink()]);
        assert.deepEqual(found, [[".git", false], ["Pulumi.dev.yaml", false], ["Pulumi.yaml", false], ["components", true], ["index.ts", true]]);
        assert.equal(readFileSync(join(folder, ".git"), "utf8"), "gitdir: /dev/null\n");
        assert.equal(readlinkSync(join(folder, "index.ts")), join(project.dir, "index.ts"));
        assert.equal(copyOf("Pulumi.dev.yaml"), readFileSync(join(project.dir, "Pulumi.dev.yaml"), "utf8"));
        assert.equal(statSync(join(folder, "Pulumi.dev.yaml")).mode & 0o777, 0o600);
    });

    it("keeps the salt that the engine wrote, and follows the configuration", () => {
        const file = join(shadowOf(project), "Pulumi.dev.yaml");
        writeFileSync(file, `encryptionsalt: v1:abc\n${readFileSync(file, "utf8")}`);
        write("Pulumi.dev.yaml", "config:\n  colorway:activeColor: green\n");
        assert.deepEqual(parse(copyOf("Pulumi.dev.yaml")), { config: { "colorway:activeColor": "green" }, encryptionsalt: "v1:abc" });
    });

    it("keeps the key that the engine wrote", () => {
        const file = join(shadowOf(project), "Pulumi.dev.yaml");
        writeFileSync(file, `secretsprovider: awskms:///alias/colorway-state\nencryptedkey: AQ==\n${readFileSync(file, "utf8")}`);
        write("Pulumi.dev.yaml", "secretsprovider: awskms:///alias/prod\nencryptedkey: Ag==\nconfig:\n  colorway:activeColor: green\n");
        const kept = { secretsprovider: "awskms:///alias/colorway-state", encryptedkey: "AQ==" };
        assert.deepEqual(parse(copyOf("Pulumi.dev.yaml")), { config: { "colorway:activeColor": "green" }, ...kept });
    });

    it("lets no key of a real account in, and none out", () => {
        const own = "secretsprovider: awskms://alias/prod\nencryptedkey: AQ==\nencryptionsalt: v1:real\nconfig:\n  colorway:activeColor: blue\n";
        write("Pulumi.prod.yaml", own);
        assert.deepEqual(parse(copyOf("Pulumi.prod.yaml")), { config: { "colorway:activeColor": "blue" } });
        writeFileSync(join(shadowOf(project), "Pulumi.prod.yaml"), "encryptionsalt: v1:simulated\n");
        assert.deepEqual(parse(copyOf("Pulumi.prod.yaml")), { config: { "colorway:activeColor": "blue" }, encryptionsalt: "v1:simulated" });
        assert.equal(readFileSync(join(project.dir, "Pulumi.prod.yaml"), "utf8"), own);
    });

    it("gets new files, loses removed ones, and keeps what the engine put there", () => {
        const folder = shadowOf(project);
        writeFileSync(join(folder, "plan.json"), "{}");
        rmSync(join(project.dir, "index.ts"));
        write("program.ts", "");
        shadowOf(project);
        assert.deepEqual(readdirSync(folder).sort(), [".git", "Pulumi.dev.yaml", "Pulumi.yaml", "components", "plan.json", "program.ts"]);
        assert.ok(statSync(join(project.dir, "components")).isDirectory(), "the project's own folder is gone");
    });

    it("follows a project that was moved", () => {
        shadowOf(project);
        const moved = projectAt(join(home, "two"));
        renameSync(project.dir, moved.dir);
        assert.equal(readlinkSync(join(shadowOf(moved), "components")), join(moved.dir, "components"));
    });
});
