import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "./project";

interface List {
    readonly releases: readonly { readonly version: string; readonly ranIn: readonly string[]; readonly changed: boolean }[];
}

describe("a release on the real engine and the simulated cloud", function () {
    this.timeout(600_000);
    const project = new TestProject();
    after(() => project.dispose());
    const listed = async () => (await project.json<List>("release", "list")).releases.map(({ version, ranIn, changed }) => [version, ranIn.join(), changed]);

    it("is made with one command, runs, and is refused by the next update when its manifest changed since", async () => {
        await project.done("release", "create", "1.2.0", "--commit", "0123456789abcdef0123456789abcdef01234567", "--behavior", "healthy");
        project.edit("dev", { "colorway:slots": { blue: { size: "full", release: "1.2.0" }, green: { size: "off" } } });
        assert.deepEqual(await listed(), [["1.0.0", "", false], ["1.1.0", "", false], ["1.2.0", "", false]]);
        await project.done("up", "--stack", "dev");
        const after = [["1.0.0", "", false], ["1.1.0", "", false], ["1.2.0", "dev", false]];
        assert.deepEqual(await listed(), after);

        const file = join(project.dir, "releases", "1.2.0.yaml");
        const text = readFileSync(file, "utf8");
        writeFileSync(file, text.replace("0123456789abcdef0123", "ffffffffffffffffffff"));
        const refusal = /^releases\/1\.2\.0\.yaml: is not the release 1\.2\.0 that ran somewhere\n    ran:     sha256:[0-9a-f]{64} in dev at .*\n    is:      sha256:[0-9a-f]{64}\n/;
        for (const command of ["preview", "up"]) {
            const { code, stdout, stderr } = await project.colorway(command, "--stack", "dev");
            assert.equal(code, 3, stderr);
            assert.match(stderr, refusal);
            assert.doesNotMatch(stdout, /resources done/, "the engine was asked first");
        }
        assert.deepEqual(await listed(), [...after.slice(0, 2), ["1.2.0", "dev", true]]);
        assert.equal((await project.colorway("release", "verify", "--all")).code, 1);

        writeFileSync(file, `# the same content, another comment\n${text}`);
        await project.done("preview", "--stack", "dev");
        await project.done("release", "verify", "--all");
        // a simulated cloud that forgets everything forgets what ran in it
        await project.done("sim", "reset");
        assert.deepEqual(await listed(), [["1.0.0", "", false], ["1.1.0", "", false], ["1.2.0", "", false]]);
    });
});
