import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { releaseFolder } from "../../config/files";
import { readRelease } from "../../config/releases";
import { manifestDigest, sha256 } from "../../release/manifests/digest";
import { DaemonClient } from "../../simulator/daemon/client";
import { sampleImage, sampleServiceNames } from "../config/samples";

const root = join(__dirname, "..", "..");
const commit = "0123456789abcdef0123456789abcdef01234567";

/** What a command printed, line by line. */
interface Ran {
    readonly code: number | null;
    readonly out: readonly string[];
    readonly err: readonly string[];
}

describe("colorway release", function () {
    this.timeout(240_000);
    let dir: string;
    beforeEach(() => {
        dir = realpathSync(mkdtempSync(join(tmpdir(), "colorway-release-")));
        for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "releases"]) cpSync(join(root, name), join(dir, name), { recursive: true });
    });
    afterEach(async () => {
        await new DaemonClient(join(dir, ".colorway", "sim")).stop();
        rmSync(dir, { recursive: true, force: true });
    });

    function release(...args: readonly string[]): Ran {
        const { COLORWAY_CLOUD: _, ...env } = process.env;
        const words = [join(root, "bin", "colorway.js"), "release", ...args];
        const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: dir, env: { ...env, GIT_CEILING_DIRECTORIES: tmpdir() }, encoding: "utf8" });
        const lines = (text: string): string[] => text.split("\n").slice(0, -1);
        return { code: status, out: lines(stdout), err: lines(stderr) };
    }

    function git(...words: readonly string[]): string {
        const { stdout } = spawnSync("git", ["-c", "user.name=Maria", "-c", "user.email=maria@example.com", ...words], { cwd: dir, encoding: "utf8" });
        return stdout.trim();
    }

    function digestOf(version: string): string {
        const read = readRelease(version, releaseFolder(join(dir, "releases")), undefined, []);
        assert.ok(read !== undefined);
        return manifestDigest(read);
    }

    function ran(version: string, digest: string, environment = "dev"): void {
        mkdirSync(join(dir, ".colorway", "sim"), { recursive: true });
        appendFileSync(join(dir, ".colorway", "sim", "releases.jsonl"), `${JSON.stringify({ version, digest, environment, at: "2026-11-21T10:00:00.000Z" })}\n`);
    }

    it("create takes images from another release, the commit from git, migrations and evidence from files", async () => {
        git("init", "-q");
        git("config", "user.email", "maria@example.com");
        git("commit", "-q", "--allow-empty", "-m", "one");
        mkdirSync(join(dir, "migrations"));
        writeFileSync(join(dir, "migrations", "0001_orders.expand.sql"), "select 1;");
        const image = sampleImage("api-gateway", "1.0.0");
        const { code, out, err } = release(
            ...["create", "1.2.0", "--from-version", "1.1.0", "--image", `api-gateway=${image}`, "--migrations", "migrations"],
            ...["--evidence", "sbom=migrations/0001_orders.expand.sql", "--evidence", `scan=https://ci.example/71@sha256:${"d".repeat(64)}`],
        );
        assert.deepEqual([code, out, err], [0, ["simulated cloud", `releases/1.2.0.yaml: 4 services, manifest ${digestOf("1.2.0")}`], []]);
        const { created, ...written } = parse(readFileSync(join(dir, "releases", "1.2.0.yaml"), "utf8")) as { created: string };
        assert.ok(Math.abs(Date.parse(created) - Date.now()) < 60_000);
        const hash = sha256("select 1;");
        const [file, at] = ["migrations/0001_orders.expand.sql", created];
        assert.deepEqual(written, {
            version: "1.2.0",
            commit: git("rev-parse", "HEAD"),
            images: Object.fromEntries(sampleServiceNames.map((service) => [service, sampleImage(service, service === "api-gateway" ? "1.0.0" : "1.1.0")])),
            migrations: [{ file, sha256: hash, phase: "expand" }],
            evidence: [
                { kind: "sbom", file, sha256: hash, by: "maria@example.com", at },
                { kind: "scan", uri: "https://ci.example/71", sha256: "d".repeat(64), by: "maria@example.com", at },
            ],
        });
        assert.equal(await new DaemonClient(join(dir, ".colorway", "sim")).status(), undefined, "nothing needed the simulated cloud");
    });

    it("create pushes images with a behavior to the simulated cloud, healthy ones for the other services", () => {
        const { code, out } = release("create", "1.2.0", "--commit", commit, "--behavior", "api-gateway=errors:5%", "--json");
        assert.equal(code, 0);
        const result = JSON.parse(out.join("\n")) as { file: string; digest: string; release: { images: unknown } };
        assert.deepEqual([result.file, result.digest], ["releases/1.2.0.yaml", digestOf("1.2.0")]);
        const behaviorOf = (service: string): string => (service === "api-gateway" ? "errors:5%" : "healthy");
        assert.deepEqual(result.release.images, Object.fromEntries(sampleServiceNames.map((service) => [service, sampleImage(service, "1.2.0", behaviorOf(service))])));
        const again = release("create", "1.2.0", "--commit", commit, "--from-version", "1.1.0");
        const exists = "releases/1.2.0.yaml: exists, and a manifest is written once; allowed: a version without a file; cure: choose another version";
        assert.deepEqual([again.code, again.out, again.err], [3, [], [exists]]);
    });

    it("create tells every mistake at once, and makes nothing", () => {
        const before = readdirSync(join(dir, "releases"));
        const { code, out, err } = release(
            ...["create", "1.2", "--from-version", "1.1", "--image", "api-gateway=registry.example/api:1", "--behavior", "strategy-engine=errors:5"],
            ...["--commit", "main", "--migrations", "none", "--evidence", "sbom", "--evidence", "sbom=none", "--evidence", "scan=https://ci.example"],
        );
        assert.deepEqual([code, out], [2, ["simulated cloud"]]);
        assert.deepEqual(err, [
            "release create: 9 problems, nothing was made",
            '  version: "1.2" is no semantic version; allowed: MAJOR.MINOR.PATCH, as 1.4.0; cure: write it so',
            '  --behavior: behavior "errors:5": errors:5: expected a share above 0% up to 100%, as errors:5%',
            '  --commit: "main" is no commit that git knows here; allowed: 40 hexadecimal digits, or a name for them; cure: write what `git rev-parse HEAD` prints',
            "  --migrations: there is no folder none; allowed: a folder with .sql files; cure: name one, or leave it out",
            '  --evidence: "sbom" names no kind and place; allowed: KIND=FILE or KIND=ADDRESS@sha256:HASH; cure: write sbom=FILE',
            "  --evidence: there is no file none; allowed: a file in the project; cure: name one",
            "  --evidence: https://ci.example has no hash; allowed: ADDRESS@sha256:HASH with 64 hexadecimal digits; cure: write what `sha256sum` prints for it",
            "  --from-version: has no file releases/1.1.yaml",
            '    value:   "1.1"',
            "    allowed: 1.0.0, 1.1.0",
            "    cure:    write 1.1.0, or add the file",
            "  images.api-gateway: names a tag, which can be moved to another image",
            '    value:   "registry.example/api:1"',
            "    allowed: REPOSITORY@sha256:DIGEST with 64 hexadecimal digits",
            "    cure:    write the digest, as `docker buildx imagetools inspect` prints it",
        ]);
        assert.deepEqual([readdirSync(join(dir, "releases")), readdirSync(dir).includes(".colorway")], [before, false]);
    });

    it("create wants a commit where git has none, and the services of the configuration", () => {
        appendFileSync(join(dir, "Pulumi.prod.yaml"), '  colorway:services: [{ name: web, port: 8080, publicPaths: ["/*"] }]\n');
        const all = release("create", "1.2.0", "--from-version", "1.1.0");
        assert.deepEqual([all.code, all.err], [
            2,
            [
                "release create: 2 problems, nothing was made",
                "  images: none for web; allowed: an image for each service; cure: add --image SERVICE=REPOSITORY@sha256:DIGEST for each",
                "  --commit: is missing, and git has nothing checked out here; allowed: 40 hexadecimal digits; cure: name the commit that the images were built from",
            ],
        ]);
        assert.equal(release("create", "1.2.0", "--from-version", "1.1.0", "--commit", commit, "--stack", "dev").code, 0);
    });

    it("create refuses a version that ran, whose file is gone", () => {
        ran("1.2.0", `sha256:${"9".repeat(64)}`);
        const { code, err } = release("create", "1.2.0", "--from-version", "1.1.0", "--commit", commit);
        const found = `1.2.0 ran already, in dev at 2026-11-21T10:00:00.000Z, with the manifest sha256:${"9".repeat(64)}`;
        assert.deepEqual([code, err], [3, [`releases/1.2.0.yaml: ${found}; allowed: a version that never ran; cure: put its file back, or choose another version`]]);
    });

    it("list has every release, oldest first, with where it ran, and says which are broken", () => {
        ran("1.0.0", digestOf("1.0.0"), "prod");
        ran("1.0.0", digestOf("1.0.0"), "dev");
        ran("1.1.0", `sha256:${"9".repeat(64)}`, "dev");
        writeFileSync(join(dir, "releases", "1.10.0.yaml"), "version: 1.10.0\n");
        const { code, out } = release("list");
        assert.equal(code, 0);
        assert.deepEqual(out.map((line) => line.trim().split(/\s{2,}/)), [
            ["simulated cloud"],
            ["VERSION", "CREATED (UTC)", "COMMIT", "SERVICES", "RAN IN"],
            ["1.0.0", "2026-11-02 09:00:00", "91e95be6b663", "4", "dev, prod"],
            ["1.1.0", "2026-11-16 09:00:00", "528cf42af974", "4", "dev (changed since)"],
            ["1.10.0", "-", "-", "-", "-"],
            ["releases/1.10.0.yaml: 3 problems; `colorway release verify 1.10.0` tells them"],
        ]);
        const { releases } = JSON.parse(release("list", "--json").out.join("\n")) as { releases: { version: string; digest?: string; ranIn: string[]; changed: boolean; problems: unknown[] }[] };
        assert.deepEqual(releases.map(({ version, digest, ranIn, changed, problems }) => [version, digest, ranIn, changed, problems.length]), [
            ["1.0.0", digestOf("1.0.0"), ["dev", "prod"], false, 0],
            ["1.1.0", digestOf("1.1.0"), ["dev"], true, 0],
            ["1.10.0", undefined, [], false, 3],
        ]);
    });

    it("list says where there is no release", () => {
        rmSync(join(dir, "releases"), { recursive: true });
        assert.deepEqual(release("list").out, ["simulated cloud", "no release; make one with `colorway release create VERSION`"]);
    });

    it("show has images, migrations, evidence and runs", () => {
        appendFileSync(
            join(dir, "releases", "1.1.0.yaml"),
            [
                `migrations: [{ file: a.expand.sql, sha256: ${"a".repeat(64)}, phase: expand }]`,
                `evidence: [{ kind: sbom, file: sbom.json, sha256: ${"b".repeat(64)}, by: maria, at: "2026-11-16T08:00:00Z" }]`,
                "",
            ].join("\n"),
        );
        assert.equal(release("show", "1.1.0").out.at(-1), "ran nowhere");
        ran("1.1.0", digestOf("1.1.0"));
        const { code, out } = release("show", "1.1.0");
        assert.equal(code, 0);
        assert.deepEqual(out.map((line) => line.trim().split(/\s{2,}/)), [
            ["simulated cloud"],
            ["release 1.1.0, created 2026-11-16 09:00:00 UTC"],
            ["commit", "528cf42af97409ff91db4e7793a81bc5f447d215"],
            [`manifest ${digestOf("1.1.0")}`],
            ["SERVICE", "IMAGE"],
            ...[...sampleServiceNames].sort().map((service) => [service, sampleImage(service, "1.1.0")]),
            ["PHASE", "MIGRATION", "SHA-256"],
            ["expand", "a.expand.sql", "a".repeat(64)],
            ["EVIDENCE", "PLACE", "BY", "AT (UTC)", "SHA-256"],
            ["sbom", "sbom.json", "maria", "2026-11-16 08:00:00", "b".repeat(64)],
            ["RAN IN", "AT (UTC)", "ROLLOUT", "MANIFEST"],
            ["dev", "2026-11-21 10:00:00", "-", "this one"],
        ]);
        const json = JSON.parse(release("show", "1.1.0", "--json").out.join("\n")) as { digest: string; runs: unknown[] };
        assert.deepEqual([json.digest, json.runs.length], [digestOf("1.1.0"), 1]);
    });

    for (const command of ["show", "verify"]) {
        it(`${command} wants a release that is there`, () => {
            const { code, out, err } = release(command, "1.1.1");
            const lines = ["  version: has no file releases/1.1.1.yaml", '    value:   "1.1.1"', "    allowed: 1.0.0, 1.1.0", "    cure:    write 1.1.0, or add the file"];
            assert.deepEqual([code, out, err], [2, [], lines]);
        });
    }

    it("verify finds what is right, and everything that is not, in one go", () => {
        const right = (version: string): string => `releases/${version}.yaml: as it should be, manifest ${digestOf(version)}`;
        ran("1.0.0", digestOf("1.0.0"));
        assert.deepEqual(release("verify", "--all"), { code: 0, out: ["simulated cloud", right("1.0.0"), right("1.1.0")], err: [] });
        writeFileSync(join(dir, "releases", "1.2.0.yaml"), readFileSync(join(dir, "releases", "1.1.0.yaml"), "utf8").replace("1.1.0", "1.2.0"));
        appendFileSync(join(dir, "releases", "1.2.0.yaml"), `migrations: [{ file: a.expand.sql, sha256: ${"a".repeat(64)}, phase: expand }]\n`);
        ran("1.2.0", `sha256:${"9".repeat(64)}`);
        const { code, out, err } = release("verify", "--all");
        assert.deepEqual([code, out], [1, ["simulated cloud", right("1.0.0"), right("1.1.0")]]);
        assert.deepEqual(err, [
            "releases/1.2.0.yaml: 1 problem",
            "  releases/1.2.0.yaml:migrations[0].file: does not exist",
            '    value:   "a.expand.sql"',
            `    allowed: the file with SHA-256 ${"a".repeat(64)}`,
            "    cure:    put the file back as it was, or make a new version with what is there now",
            "releases/1.2.0.yaml: is not the release 1.2.0 that ran somewhere",
            `    ran:     sha256:${"9".repeat(64)} in dev at 2026-11-21T10:00:00.000Z`,
            `    is:      ${digestOf("1.2.0")}`,
            "    allowed: what ran, since a release never changes",
            "    cure:    put the file back as it was, or make a new version: colorway release create VERSION --from-version 1.2.0",
        ]);
        const json = JSON.parse(release("verify", "1.2.0", "--json").out.join("\n")) as { exitCode: number; releases: { problems: unknown[]; change?: unknown }[] };
        assert.deepEqual([json.exitCode, json.releases.map(({ problems, change }) => [problems.length, change !== undefined])], [1, [[1, true]]]);
    });

    it("verify with a stack wants an image for each of its services", () => {
        appendFileSync(join(dir, "Pulumi.prod.yaml"), '  colorway:services: [{ name: web, port: 8080, publicPaths: ["/*"] }]\n');
        const { code, err } = release("verify", "1.1.0", "--stack", "prod");
        assert.deepEqual([code, err[1]], [1, "  releases/1.1.0.yaml:images: has no image for web"]);
        assert.equal(release("verify", "1.1.0", "--stack", "dev").code, 0);
    });
});
