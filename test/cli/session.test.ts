import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandFailure, exitCodes } from "../../cli/failure";
import { cloudOf, findProject, settingsOf, stackName } from "../../cli/session";

function failure(message: string): (error: unknown) => boolean {
    return (error) => {
        assert.ok(error instanceof CommandFailure);
        assert.equal(error.message, message);
        assert.equal(error.exitCode, exitCodes.usage);
        return true;
    };
}

describe("the project of a command", () => {
    let dir: string;
    beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "colorway-session-"))));
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    function stackFiles(...names: string[]): void {
        for (const name of names) writeFileSync(join(dir, `Pulumi.${name}.yaml`), "config: {}\n");
    }

    it("is the nearest folder above with a Pulumi.yaml", () => {
        writeFileSync(join(dir, "Pulumi.yaml"), "");
        mkdirSync(join(dir, "a", "b"), { recursive: true });
        assert.deepEqual(findProject({ cwd: join(dir, "a", "b") }), { dir, simulated: join(dir, ".colorway", "sim") });
        writeFileSync(join(dir, "a", "Pulumi.yaml"), "");
        assert.equal(findProject({ cwd: join(dir, "a", "b") }).dir, join(dir, "a"));
    });

    it("must be there", () => {
        assert.throws(() => findProject({ cwd: dir }), failure(`no Pulumi.yaml in ${dir} or above; go to the project's folder or name it with --cwd`));
    });

    it("has the stack that is named", () => {
        stackFiles("dev", "prod");
        assert.equal(stackName({ stack: "prod" }, { dir, simulated: "" }), "prod");
    });

    it("has the one stack there is", () => {
        stackFiles("dev");
        assert.equal(stackName({}, { dir, simulated: "" }), "dev");
    });

    it("tells which stacks there are when another is named, or none", () => {
        const project = { dir, simulated: "" };
        assert.throws(() => stackName({ stack: "dev" }, project), failure("--stack: there is no Pulumi.dev.yaml; there is no Pulumi.STACK.yaml"));
        assert.throws(() => stackName({}, project), failure(`--stack is missing; there is no Pulumi.STACK.yaml in ${dir}`));
        stackFiles("prod", "dev");
        assert.throws(() => stackName({ stack: "qa" }, project), failure("--stack: there is no Pulumi.qa.yaml; allowed: dev, prod"));
        assert.throws(() => stackName({}, project), failure("--stack is missing; allowed: dev, prod"));
    });

    it("has every mistake of its settings told at once, for JSON too", () => {
        writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  colorway:activeColor: red\n  colorway:trafic: 1\n");
        assert.throws(() => settingsOf({ dir, simulated: "" }, "dev"), (error) => {
            assert.ok(error instanceof CommandFailure);
            assert.equal(error.exitCode, exitCodes.usage);
            const keys = (error.details["problems"] as readonly { readonly key: string }[]).map(({ key }) => key);
            for (const key of ["colorway:activeColor", "colorway:trafic"]) {
                assert.ok(keys.includes(key), key);
                assert.ok(error.message.includes(key), key);
            }
            return true;
        });
    });
});

describe("the cloud of a command", () => {
    it("is the simulated one, unless the option or else the environment says otherwise", () => {
        assert.equal(cloudOf({}, {}), "simulated");
        assert.equal(cloudOf({}, { COLORWAY_CLOUD: "" }), "simulated");
        assert.equal(cloudOf({}, { COLORWAY_CLOUD: "aws" }), "aws");
        assert.equal(cloudOf({ cloud: "simulated" }, { COLORWAY_CLOUD: "aws" }), "simulated");
    });

    it("is one that exists, and the message names what said otherwise", () => {
        assert.throws(() => cloudOf({ cloud: "azure" }, {}), failure('--cloud: "azure" is no cloud; allowed: simulated, aws'));
        assert.throws(() => cloudOf({}, { COLORWAY_CLOUD: "AWS" }), failure('COLORWAY_CLOUD: "AWS" is no cloud; allowed: simulated, aws'));
    });
});
