/** Pulumi's real engine on a stack without resources. */
import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { readInstalledCli } from "../../../cli/session";
import { automation } from "../../../release/engine/automation";
import { AutomationEngine } from "../../../release/engine/automation-engine";
import { executableOf } from "../../../release/engine/installed";
import { EngineFailure } from "../../../release/ports/engine";

const group = { "api-gateway": { arn: "arn:group" } };
const outputs = {
    url: "https://dev.colorway.example", clusterName: "dev", listeners: { https: "arn:https", test: "arn:test" },
    targetGroups: { blue: group, green: group }, slots: { blue: { namespace: "colorway-blue" }, green: { namespace: "colorway-green" } },
    deadManRoleArn: "arn:role", loadBalancer: { dnsName: "dev.elb.example" }, kubeconfig: "{}",
};

describe("Pulumi's engine for a pipeline of one's own", function () {
    this.timeout(240_000);
    const dir = mkdtempSync(join(tmpdir(), "colorway-engine-"));
    const path = process.env["PATH"];
    const variables = {
        PULUMI_BACKEND_URL: `file://${join(dir, "state")}`, PULUMI_CONFIG_PASSPHRASE: "for a test", PULUMI_HOME: join(dir, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    const engine = (program: PulumiFn, onEvent?: () => void): AutomationEngine =>
        new AutomationEngine({ projectDir: dir, stack: "dev", program, variables, ...(onEvent === undefined ? {} : { onEvent }) });
    const { signal } = new AbortController();
    const log = join(dir, "calls");
    /** The calls of the CLI from now on that begin so. */
    const calls = (start: string): (() => readonly string[]) => {
        const lines = (): readonly string[] => (existsSync(log) ? readFileSync(log, "utf8").split("\n") : []).filter((line) => line.startsWith(start));
        const before = lines().length;
        return () => lines().slice(before);
    };
    before(async () => {
        // The CLI, and what it was called with.
        mkdirSync(join(dir, "bin"));
        writeFileSync(join(dir, "bin", "pulumi"), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${executableOf(readInstalledCli())}' "$@"\n`, { mode: 0o755 });
        process.env["PATH"] = `${join(dir, "bin")}${delimiter}${path ?? ""}`;
        mkdirSync(join(dir, "state"));
        writeFileSync(join(dir, "Pulumi.yaml"), "name: colorway\nruntime: nodejs\n");
        writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  # blue serves\n  colorway:activeColor: blue\n");
        await automation().LocalWorkspace.createStack({ stackName: "dev", projectName: "colorway", program: async () => undefined }, { workDir: dir, envVars: variables });
    });
    after(() => {
        process.env["PATH"] = path;
        rmSync(dir, { recursive: true, force: true });
    });

    it("edits the stack file in place and reads it plain", () => {
        const one = engine(async () => undefined);
        one.edit({ "colorway:slots.green.release": "1.1.0" });
        assert.deepEqual(one.read(["colorway:activeColor", "colorway:slots.green.release", "colorway:traffic"]), {
            "colorway:activeColor": "blue", "colorway:slots.green.release": "1.1.0", "colorway:traffic": undefined,
        });
        assert.match(readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8"), /# blue serves/);
    });

    it("has no outputs before the first update, and those that rollouts need after it; stack traces are back by then", async () => {
        let limit: number | undefined;
        let events = 0;
        const one = engine(async () => ((limit = Error.stackTraceLimit), outputs), () => void (events += 1));
        assert.equal(await one.deployed(), undefined);
        const before = Error.stackTraceLimit;
        await one.up(signal);
        assert.deepEqual([limit, Error.stackTraceLimit, events > 0], [0, before, true]);
        const { slots: _slots, loadBalancer: _loadBalancer, targetGroups: _groups, ...same } = outputs;
        assert.deepEqual(await one.deployed(), {
            ...same, dnsName: "dev.elb.example", namespaces: { blue: "colorway-blue", green: "colorway-green" },
            targetGroups: { blue: { "api-gateway": "arn:group" }, green: { "api-gateway": "arn:group" } },
        });
    });

    it("asks Pulumi for outputs once between two updates, and never for one that is secret in clear", async () => {
        const asked = calls("stack output");
        const one = engine(async () => ({ ...outputs, password: secret("never in this process") }));
        await one.deployed();
        await one.deployed();
        await one.up(signal);
        assert.equal((await one.deployed())?.clusterName, "dev");
        assert.deepEqual(asked(), Array.from({ length: 2 }, () => "stack output --json --stack dev --non-interactive"));
    });

    it("tells every problem of an update that fails", async () => {
        const failing = engine(async () => {
            throw new Error("the release has no image");
        });
        await assert.rejects(failing.up(signal), (error: unknown) => {
            assert.ok(error instanceof EngineFailure);
            assert.ok(error.problems.includes("the release has no image"), error.message);
            return true;
        });
    });

    it("makes no stack by the way", async () => {
        const one = new AutomationEngine({ projectDir: dir, stack: "prod", program: async () => undefined, variables });
        await assert.rejects(one.deployed(), automation().StackNotFoundError);
    });
});
