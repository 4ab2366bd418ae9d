import { strict as assert } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { countsText } from "../../cli/commands/common";
import { absoluteFiles } from "../../cli/commands/pulumi";
import { givenOptions } from "../../cli/commands/sim";
import { rateOf } from "../../cli/commands/tour";
import { CommandFailure } from "../../cli/failure";
import { commandLine } from "../../cli/main";

const bin = join(__dirname, "..", "..", "bin", "colorway.js");

/** Words of every command, as `sim image push`. */
function wordsOf(command: Command, above: readonly string[] = []): string[][] {
    return command.commands.flatMap((child) => [[...above, child.name()], ...wordsOf(child, [...above, child.name()])]);
}

function colorway(args: readonly string[], cwd: string): { readonly code: number | null; readonly out: string; readonly err: string } {
    const { COLORWAY_CLOUD: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, env, encoding: "utf8" });
    return { code: status, out: stdout, err: stderr };
}

describe("the command line", () => {
    let dir: string;
    before(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-cli-"));
        writeFileSync(join(dir, "Pulumi.yaml"), "name: colorway\nruntime: nodejs\n");
        for (const stack of ["dev", "prod"]) writeFileSync(join(dir, `Pulumi.${stack}.yaml`), "config: {}\n");
    });
    after(() => rmSync(dir, { recursive: true, force: true }));
    afterEach(() => assert.deepEqual(readdirSync(dir), ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "Pulumi.yaml"]));

    it("has the commands of the reference, each described, with every option and argument explained", () => {
        const program = commandLine();
        const names = program.commands.map((command) => command.name());
        assert.deepEqual(names, ["init", "preview", "render", "up", "status", "deploy", "promote", "approve", "reject", "approvers", "resume", "rollback", "diagnose", "windows", "stop-the-line", "resume-the-line", "breaker", "notify", "history", "metrics", "audit", "release", "evidence", "migrations", "compliance", "destroy", "sim", "pulumi", "tour"]);
        const visit = (command: Command): void => {
            assert.notEqual(command.description(), "", command.name());
            for (const { flags, description } of command.options) assert.notEqual(description, "", `${command.name()} ${flags}`);
            for (const argument of command.registeredArguments) assert.notEqual(argument.description, "", `${command.name()} ${argument.name()}`);
            command.commands.forEach(visit);
        };
        visit(program);
    });

    for (const words of wordsOf(commandLine())) {
        it(`explains ${words.join(" ")}`, () => {
            const command = words.reduce<Command | undefined>((parent, word) => parent?.commands.find((child) => child.name() === word), commandLine());
            const help = command?.helpInformation() ?? "";
            assert.ok(help.startsWith(`Usage: colorway ${words.join(" ")} `), help);
        });
    }

    it("prints help with exit code 0, all of it even into a pipe that closes", async () => {
        const { code, out } = colorway(["up", "--help"], dir);
        assert.deepEqual([code, out.split("\n")[0]], [0, "Usage: colorway up [options]"]);
        const child = spawn(process.execPath, [bin, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
        child.stdout.destroy();
        let errors = "";
        child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
        const exit = await new Promise((resolve) => child.once("close", resolve));
        assert.deepEqual([exit, errors], [0, ""]);
    });

    it("follows a log as text only", () => {
        const { code, out } = colorway(["sim", "logs", "--follow", "--json"], dir);
        assert.deepEqual([code, JSON.parse(out)], [2, { error: "option '-f, --follow' cannot be used with option '--json'", exitCode: 2 }]);
    });

    for (const [args, message] of [
        [["up", "--stak"], "error: unknown option '--stak'\n(Did you mean --stack?)\n"],
        [["updo"], "error: unknown command 'updo'\n(Did you mean up?)\n"],
        [["preview", "--stack", "qa"], "--stack: there is no Pulumi.qa.yaml; allowed: dev, prod\n"],
        [["destroy"], "--stack is missing; allowed: dev, prod\n"],
        [["sim", "status", "--cloud", "aws"], "error: unknown option '--cloud'\n"],
        [["sim", "reset", "--stack", "dev"], "error: unknown option '--stack'\n"],
        [["tour", "--stack", "prod"], "error: unknown option '--stack'\n"],
        [["release", "verify"], "release verify: a version or --all; cure: write one of them\n"],
        [["sim", "start", "--pace", "2"], '--pace: "2" is no share; allowed: a number above 0, at most 1\n'],
        [["sim", "image", "push", "a"], "error: missing required argument 'version'\n"],
        [["tour", "--rate", "many"], '--rate: "many" is no rate; allowed: a number above 0, at most 5000\n'],
    ] as const) {
        it(`ends with 2 for ${args.join(" ")}`, () => {
            const { code, out, err } = colorway(args, dir);
            assert.deepEqual([code, out, err], [2, "", message]);
        });
    }

    it("lists the mistakes of a stack's configuration with exit code 2, and as JSON", () => {
        const { code, out, err } = colorway(["up", "--stack", "dev", "--json"], dir);
        assert.deepEqual([code, err], [2, ""]);
        const { error, exitCode, problems } = JSON.parse(out) as { error: string; exitCode: number; problems: readonly { readonly key: string }[] };
        assert.equal(exitCode, 2);
        assert.ok(problems.length > 0);
        for (const { key } of problems) assert.ok(error.includes(key), key);
    });

    it("tells that no simulated cloud runs, starting none", () => {
        const { code, out } = colorway(["sim", "status", "--json"], dir);
        assert.deepEqual([code, JSON.parse(out)], [0, { running: false }]);
        assert.deepEqual(JSON.parse(colorway(["sim", "stop", "--json"], dir).out), { stopped: false });
        assert.deepEqual(JSON.parse(colorway(["sim", "logs", "--json"], dir).out), { lines: [] });
    });
});

describe("the words of counts", () => {
    it("name what was or will be done, in the order of weight", () => {
        const counts = { same: 5, delete: 1, create: 2, replace: 3, update: 4, read: 9 };
        assert.equal(countsText(counts, "past"), "2 created, 4 updated, 3 replaced, 1 deleted, 5 unchanged");
        assert.equal(countsText(counts, "future"), "2 to create, 4 to update, 3 to replace, 1 to delete, 5 unchanged");
        assert.equal(countsText({}, "future"), "nothing to do");
    });
});

describe("the files of a pulumi command line", () => {
    const here = process.cwd();
    for (const [words, absolute] of [
        [["preview", "--policy-pack", "policies/release"], ["preview", "--policy-pack", join(here, "policies/release")]],
        [["up", "--plan=plans/a=b.json"], ["up", `--plan=${join(here, "plans/a=b.json")}`]],
        [["up", "--policy-pack", "/packs/nist"], ["up", "--policy-pack", "/packs/nist"]],
        [["preview", "--stack=dev", "--diff", "plan"], ["preview", "--stack=dev", "--diff", "plan"]],
    ] as const) {
        it(`are those of the caller's folder: ${words.join(" ")}`, () => assert.deepEqual(words.map(absoluteFiles), absolute));
    }
});

describe("the options of sim start and tour", () => {
    it("are only those given", () => {
        assert.deepEqual(givenOptions({}), {});
        assert.deepEqual(givenOptions({ realistic: true }), { realistic: 0.02 });
        assert.deepEqual(givenOptions({ realistic: "1", pace: "0.5" }), { realistic: 1, pace: 0.5 });
    });

    for (const text of ["0", "-1", "1.1", "fast", ""]) {
        it(`refuse a share of ${JSON.stringify(text)}`, () => {
            assert.throws(() => givenOptions({ realistic: text }), (error) => error instanceof CommandFailure && error.exitCode === 2);
        });
    }

    it("have a rate above 0 and at most 5000", () => {
        assert.deepEqual([rateOf(undefined), rateOf("1"), rateOf("5000")], [150, 1, 5000]);
        for (const text of ["0", "5001", "NaN"]) assert.throws(() => rateOf(text), CommandFailure);
    });
});
