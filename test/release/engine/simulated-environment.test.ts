import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Project, projectAt } from "../../../release/engine/project";
import { credentialNames, forgetStates, simulatedEnvironment } from "../../../release/engine/simulated-environment";

const target = { kind: "simulated", providers: { aws: 4001, kubernetes: 4002, random: 4003 } } as const;

describe("the engine's environment for the simulated cloud", () => {
    let project: Project;
    beforeEach(() => {
        project = projectAt(mkdtempSync(join(tmpdir(), "colorway-environment-")));
        writeFileSync(join(project.dir, "Pulumi.yaml"), "name: colorway\n");
    });
    afterEach(() => rmSync(project.dir, { recursive: true, force: true }));

    it("leads to the simulated providers, a state of its own and a home of its own", () => {
        const { variables, pulumiHome, workDir } = simulatedEnvironment(project, target, "3.259.0");
        assert.equal(variables["PULUMI_DEBUG_PROVIDERS"], "aws:4001,kubernetes:4002,random:4003");
        assert.equal(variables["PULUMI_BACKEND_URL"], `file://${join(project.simulated, "state")}?metadata=skip`);
        assert.equal(variables["PULUMI_HOME"], pulumiHome);
        assert.equal(variables["AWS_EC2_METADATA_DISABLED"], "true");
        assert.ok(existsSync(join(project.simulated, "state")));
        assert.ok(existsSync(join(workDir(), "Pulumi.yaml")));
    });

    it("encrypts secrets with the simulated account's own key, by its API, where it has one", () => {
        const { secretsProvider, variables } = simulatedEnvironment(project, { ...target, aws: "http://127.0.0.1:4010" }, "3.259.0");
        assert.equal(secretsProvider, "awskms:///alias/colorway-state?region=us-east-1");
        assert.equal(variables["AWS_ENDPOINT_URL_KMS"], "http://127.0.0.1:4010");
        assert.deepEqual([variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]], ["simulated", "simulated"]);
        const without = simulatedEnvironment(project, target, "3.259.0");
        assert.deepEqual([without.secretsProvider, without.variables["AWS_ENDPOINT_URL_KMS"]], [undefined, undefined]);
    });

    it("has one passphrase, for its owner only", () => {
        const phrase = (): string | undefined => simulatedEnvironment(project, target, "3.259.0").variables["PULUMI_CONFIG_PASSPHRASE"];
        const first = phrase();
        assert.match(first ?? "", /^[0-9a-f]{48}$/);
        assert.equal(phrase(), first);
        assert.equal(statSync(join(project.simulated, "passphrase")).mode & 0o777, 0o600);
    });

    it("starts policy packs by a script of this version, with quoted paths and its arguments", () => {
        const { pulumiHome } = simulatedEnvironment(project, target, "3.300.1");
        const script = join(pulumiHome, "plugins", "analyzer-policy-nodejs-v3.300.1", "pulumi-analyzer-policy-nodejs");
        assert.equal(statSync(script).mode & 0o777, 0o755);
        const runner = join(__dirname, "..", "..", "..", "tools", "run-policy-pack.js");
        assert.equal(readFileSync(script, "utf8"), `#!/bin/sh\nexec '${process.execPath}' '${runner}' "$@"\n`);
        const { status, stderr } = spawnSync(script, { encoding: "utf8" });
        assert.notEqual(status, 0);
        assert.match(stderr, /usage: RUN <engine-address> <program>/);
    });

    it("leaves the CLI no place for debug logs, and takes away those of earlier commands", () => {
        const logs = join(project.simulated, "pulumi-home", "logs");
        mkdirSync(logs, { recursive: true });
        writeFileSync(join(logs, "dev.log"), "much");
        const isFile = (): boolean => {
            simulatedEnvironment(project, target, "3.259.0");
            return statSync(logs).isFile();
        };
        assert.deepEqual([isFile(), isFile()], [true, true]);
        assert.equal(readFileSync(logs, "utf8"), "");
    });

    it("forgets states and stack files, and keeps the passphrase", () => {
        const { workDir } = simulatedEnvironment(project, target, "3.259.0");
        workDir();
        forgetStates(project);
        const left = ["state", "project", "passphrase"].map((name) => existsSync(join(project.simulated, name)));
        assert.deepEqual(left, [false, false, true]);
    });
});

describe("the variables that name a real account, cluster or backend", () => {
    for (const name of [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_STACK", "PULUMI_HOME",
        "PULUMI_DEBUG_PROVIDERS", "PULUMI_OPTION_STACK", "KUBECONFIG", "HELM_NAMESPACE",
    ]) {
        it(`include ${name}`, () => assert.deepEqual(credentialNames({ [name]: "x", PATH: "/bin" }), [name]));
    }

    for (const name of ["PATH", "HOME", "PULUMI_SKIP_UPDATE_CHECK", "COLORWAY_CLOUD", "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "MY_AWS_THING", "KUBECONFIG_DIR", "NODE_OPTIONS"]) {
        it(`do not include ${name}`, () => assert.deepEqual(credentialNames({ [name]: "x" }), []));
    }
});
