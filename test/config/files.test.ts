import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadStackFile, readStackText, releaseFolder, stackNames } from "../../config/files";
import { ConfigurationError, loadSettings } from "../../config/load";
import { type ConfigRecord, parseSettings } from "../../config/parse";
import { environments, type Release } from "../../config/types";
import { sampleRelease, sampleSettings } from "./samples";

const project = join(__dirname, "..", "..");
const malformed = join(__dirname, "malformed");

/** What Pulumi makes of a record: structured values as JSON with sorted keys. */
function asPulumi(record: ConfigRecord): { [key: string]: string } {
    return Object.fromEntries(
        Object.entries(record.values).map(([key, value]) => [key, typeof value === "string" ? value : sortedJson(value)]),
    );
}

function sortedJson(value: unknown): string {
    return JSON.stringify(value, (_, part: unknown) =>
        typeof part === "object" && part !== null && !Array.isArray(part)
            ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
            : part,
    );
}

describe("the stacks of this project", () => {
    it("are dev, staging and prod", () => {
        assert.deepEqual(stackNames(project), [...environments].sort());
    });

    for (const environment of environments) {
        it(`differ from the defaults of ${environment} in nothing but slots, domain and zone`, () => {
            assert.deepEqual(loadStackFile(project, environment), { settings: sampleSettings(environment) });
        });
    }

    it("run releases with the digests that the simulated registry knows", () => {
        for (const version of ["1.0.0", "1.1.0"]) {
            const result = loadStackFile(project, "dev");
            assert.ok("settings" in result);
            const { blue, green } = result.settings.slots;
            const found: readonly (Release | undefined)[] = [blue.release, green.release];
            assert.deepEqual(found.find(release => release?.version === version)?.images, sampleRelease(version).images);
        }
    });
});

describe("a stack file", () => {
    it("that is missing is a problem which names those there are", () => {
        assert.deepEqual(loadStackFile(project, "qa"), {
            problems: [
                {
                    key: "Pulumi.qa.yaml",
                    message: "does not exist",
                    allowed: "one of the stacks dev, prod, staging",
                    cure: "create Pulumi.qa.yaml, or name another stack",
                },
            ],
        });
    });

    it("gives keys without a namespace to the project, as Pulumi does", () => {
        const record = readStackText("config:\n  activeColor: blue\n", "dev");
        assert.deepEqual(record, { stack: "dev", values: { "colorway:activeColor": "blue" }, secrets: [] });
    });

    it("gets the values that the project gives to every stack", () => {
        withProject(folder => {
            const path = join(folder, "Pulumi.yaml");
            const text = readFileSync(path, "utf8").replace(
                "description: Tags on every resource of AWS\n    default: {}",
                "description: Tags\n    default: {team: payments}",
            );
            writeFileSync(path, text);
            const result = loadStackFile(folder, "dev");
            assert.ok("settings" in result);
            assert.deepEqual(result.settings.tags, { ...sampleSettings("dev").tags, team: "payments" });
        });
    });

    it("reads a folder without releases as one that has none", () => {
        assert.deepEqual(releaseFolder(join(project, "nothing")).versions, []);
    });
});

describe("the running program", () => {
    afterEach(() => pulumi.runtime.setAllConfig({}));

    /** Settings of the program, or the problems that it throws. */
    function running(record: ConfigRecord): ReturnType<typeof parseSettings> {
        pulumi.runtime.setAllConfig(asPulumi(record));
        pulumi.runtime.setMocks(mocks, "colorway", record.stack);
        try {
            return { settings: loadSettings(__dirname) };
        } catch (error) {
            assert.ok(error instanceof ConfigurationError);
            return { problems: error.problems };
        }
    }

    it("gets from Pulumi what the files give", () => {
        const releases = releaseFolder(join(__dirname, "releases"));
        for (const file of readdirSync(malformed).filter(name => name.endsWith(".yaml"))) {
            const record = readStackText(readFileSync(join(malformed, file), "utf8"), "dev");
            // an encrypted value reaches the program in clear
            if ("problems" in record || (record.secrets ?? []).length > 0) continue;
            assert.deepEqual(running(record), parseSettings(record, releases), file);
        }
        for (const environment of environments) {
            const record = readStackText(readFileSync(join(project, `Pulumi.${environment}.yaml`), "utf8"), environment);
            assert.ok("values" in record);
            assert.deepEqual(running(record), loadStackFile(project, environment));
        }
    });

    it("throws all problems as one error that Pulumi prints without a stack trace", () => {
        pulumi.runtime.setAllConfig({ "aws:region": "us-east-1" });
        pulumi.runtime.setMocks(mocks, "colorway", "dev");
        assert.throws(
            () => loadSettings(),
            error => {
                assert.ok(pulumi.RunError.isInstance(error));
                assert.ok(error instanceof ConfigurationError);
                assert.deepEqual(
                    error.problems.map(problem => problem.key),
                    ["colorway:activeColor", "colorway:slots", "colorway:edge.domain", "colorway:edge.hostedZone"],
                );
                assert.ok(
                    error.message.startsWith(
                        "4 problems in the configuration, nothing was changed\n\n  colorway:activeColor: is missing\n",
                    ),
                );
                return true;
            },
        );
    });
});

describe("the Pulumi CLI", function () {
    // two starts of the CLI
    this.timeout(240_000);

    it("accepts the project and every stack, and reads values as the files are read here", () => {
        withProject((_, run) => {
            for (const environment of environments) {
                run("stack", "init", environment);
                const record = readStackText(readFileSync(join(project, `Pulumi.${environment}.yaml`), "utf8"), environment);
                assert.ok("values" in record);
                const actual = valuesOf(run("config", "--json"));
                for (const [key, value] of Object.entries(asPulumi(record)))
                    assert.equal(actual[key], value, `${environment}: ${key}`);
            }
        });
    });

    it("reads the odd scalars of YAML as they are read here", () => {
        const odd = [
            "  colorway:a: 1.10",
            "  colorway:b: 1e3",
            "  colorway:c: 0x10",
            "  colorway:d: 010",
            "  colorway:e: true",
            "  colorway:f: off",
            "  colorway:g: [1.10, 0o7, 010, 1_000, yes, null, \"3\", 2026-11-02, off, ~, .5]",
            "  colorway:h: {z: 1, a: {b: 010}}",
            "  i: text",
            "  colorway:j: 2026-11-02",
            "  colorway:k: \"\"",
            "  colorway:l: 12345678",
        ];
        withProject((folder, run) => {
            writeFileSync(join(folder, "Pulumi.odd.yaml"), `config:\n${odd.join("\n")}\n`);
            run("stack", "init", "odd");
            const record = readStackText(readFileSync(join(folder, "Pulumi.odd.yaml"), "utf8"), "odd");
            assert.ok("values" in record);
            const actual = valuesOf(run("config", "--json"));
            for (const [key, value] of Object.entries(asPulumi(record))) assert.equal(actual[key], value, key);
        });
    });
});

const mocks: pulumi.runtime.Mocks = {
    newResource: args => ({ id: args.name, state: {} }),
    call: args => {
        throw new Error(`${args.token} is called while the configuration is read`);
    },
};

function valuesOf(json: string): { readonly [key: string]: string } {
    const entries = JSON.parse(json) as { readonly [key: string]: { readonly value: string } };
    return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, entry.value]));
}

/** A copy of the project's files in a folder of its own, and the CLI with a state of its own. */
function withProject(use: (folder: string, run: (...args: string[]) => string) => void): void {
    const folder = mkdtempSync(join(tmpdir(), "colorway-config-"));
    try {
        for (const file of readdirSync(project).filter(name => /^Pulumi\..*yaml$/.test(name)))
            copyFileSync(join(project, file), join(folder, file));
        mkdirSync(join(folder, "releases"));
        for (const file of readdirSync(join(project, "releases")))
            copyFileSync(join(project, "releases", file), join(folder, "releases", file));
        mkdirSync(join(folder, "state"));
        use(folder, (...args) =>
            execFileSync(pulumiCli(), args, {
                cwd: folder,
                encoding: "utf8",
                stdio: ["ignore", "pipe", "pipe"],
                env: {
                    ...process.env,
                    PULUMI_HOME: join(folder, "home"),
                    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
                    PULUMI_CONFIG_PASSPHRASE: "of-this-test",
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                },
            }),
        );
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Where the set-up found the CLI. */
function pulumiCli(): string {
    const stamp = JSON.parse(readFileSync(join(project, "node_modules", ".colorway-setup.json"), "utf8")) as {
        readonly pulumi: { readonly path: string };
    };
    assert.ok(dirname(stamp.pulumi.path) !== ".");
    return stamp.pulumi.path;
}
