/** `colorway render` on the real engine, before and after a stack is there. */
import { strict as assert } from "node:assert";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { exitCodes } from "../../cli/failure";
import { unknownText } from "../../release/render/values";
import { TestProject } from "./project";

interface Listed {
    readonly objects: readonly { readonly file: string; readonly slot?: string; readonly unknown: readonly string[] }[];
    readonly charts: readonly { readonly name: string; readonly version: string; readonly unknown: readonly string[] }[];
}

describe("colorway render", function () {
    this.timeout(600_000);
    const project = new TestProject();
    const out = join(project.dir, "rendered");
    after(() => project.dispose());

    function texts(): ReadonlyMap<string, string> {
        const names = readdirSync(out, { recursive: true, encoding: "utf8" });
        const files = names.filter(file => statSync(join(out, file)).isFile()).sort();
        return new Map(files.map(file => [file, readFileSync(join(out, file), "utf8")]));
    }

    let listed: Listed;

    it("writes every object of a stack that is not there yet, and knows all of it but what AWS makes up", async () => {
        listed = await project.json<Listed>("render", "--stack", "dev", "--out", "rendered");
        const files = texts();
        assert.deepEqual([...files.keys()], [...listed.objects.map(({ file }) => file), "index.txt"].sort());
        const unknown = listed.objects.flatMap(({ file, unknown: paths }) => paths.map(path => `${file} ${path}`));
        const made = /TargetGroupBinding-api-gateway\.yaml spec\.targetGroupARN$|Deployment-.*env\[\d+\]\.value$/;
        for (const place of unknown) assert.match(place, made);
        assert.ok(unknown.includes("colorway-blue/TargetGroupBinding-api-gateway.yaml spec.targetGroupARN"), unknown.join("\n"));
        const service = files.get("colorway-green/Service-api-gateway.yaml") ?? "";
        assert.match(service, /^# stack dev, release 1\.1\.0, color green, simulated cloud\napiVersion: v1\n/);
        const charts = listed.charts.map(({ name, version, unknown: paths }) => [name, version, paths]);
        assert.deepEqual(charts, [["kyverno", "3.9.1", []], ["aws-load-balancer-controller", "3.5.0", ["values.vpcId"]]]);
        for (const [file, text] of files) assert.doesNotMatch(text, /04da6b54|4dabf181/, file);
    });

    it("leaves out the other color, replacing what it wrote", async () => {
        await project.done("render", "--stack", "dev", "--out", "rendered", "--slot", "green");
        const green = listed.objects.filter(({ slot }) => slot === "green").map(({ file }) => file);
        assert.deepEqual([...texts().keys()], [...green, "index.txt"].sort());
    });

    it("refuses a folder with somebody else's files, and touches none", async () => {
        mkdirSync(join(out, "notes"));
        writeFileSync(join(out, "notes", "mine.txt"), "mine");
        const before = texts();
        const { code, stderr } = await project.colorway("render", "--stack", "dev", "--out", "rendered");
        assert.equal(code, exitCodes.refused);
        assert.equal(stderr, [
            "--out: nothing was written",
            "rendered/notes/mine.txt: was not written by colorway render",
            "rendered: name another folder, or move these files away\n",
        ].join("\n"));
        assert.deepEqual(texts(), before);
    });

    it("has the real values of a stack that is there", async () => {
        await project.done("up", "--skip-preview", "--stack", "dev");
        const { objects, charts } = await project.json<Listed>("render", "--stack", "dev", "--out", "other/rendered");
        assert.deepEqual([...objects, ...charts].flatMap(({ unknown }) => unknown), []);
        assert.deepEqual(objects.map(({ file }) => file), listed.objects.map(({ file }) => file));
        const folder = join(project.dir, "other", "rendered", "colorway-blue");
        const text = readFileSync(join(folder, "TargetGroupBinding-api-gateway.yaml"), "utf8");
        const { spec } = parse(text) as { readonly spec: { readonly targetGroupARN: string } };
        const arn = /^arn:aws:elasticloadbalancing:us-east-1:\d{12}:targetgroup\/dev-blue-api-gateway[^/]*\/[0-9a-f]{16}$/;
        assert.match(spec.targetGroupARN, arn);
        assert.ok(!text.includes(unknownText));
    });
});
