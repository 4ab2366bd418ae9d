import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { TestProject } from "./project";

interface Checkpoint {
    readonly checkpoint: {
        readonly latest: {
            resources: { readonly urn: string; readonly type: string; readonly inputs?: object; readonly id?: string }[];
            pending_operations?: { readonly type: string; readonly resource: { readonly urn: string; readonly type: string; readonly inputs?: object } }[];
        };
    };
}

const deployments = "kubernetes:apps/v1:Deployment";

describe("what a killed engine leaves behind", function () {
    this.timeout(600_000);
    const project = new TestProject({ checkpoints: true, policies: false });
    after(() => project.dispose());

    const stateFile = join(project.dir, ".colorway", "sim", "state", ".pulumi", "stacks", "colorway", "dev.json");
    const lockFolder = join(project.dir, ".colorway", "sim", "state", ".pulumi", "locks", "organization", "colorway", "dev");
    const readState = (): Checkpoint => JSON.parse(readFileSync(stateFile, "utf8")) as Checkpoint;
    const locks = (): readonly string[] => readdirSync(lockFolder).filter((name) => name.endsWith(".json"));
    const putLock = (name: string, host: string, pid: number): void => {
        mkdirSync(lockFolder, { recursive: true });
        const content = { pid, username: "maria", hostname: host, timestamp: "2026-01-02T03:04:05Z" };
        writeFileSync(join(lockFolder, `${name}.json`), JSON.stringify(content));
    };

    /** Kills `up` with the engine in the middle of making Deployments. Gives how many it was at. */
    async function killedUp(): Promise<number> {
        const up = spawn(process.execPath, [join(__dirname, "..", "..", "bin", "colorway.js"), "up", "--skip-preview", "--stack", "dev"], { cwd: project.dir, stdio: "ignore" });
        const ended = once(up, "exit");
        for (;;) {
            assert.equal(up.exitCode, null, "up ended before it could be killed");
            const pending = pendingDeployments();
            if (pending > 0) {
                up.kill("SIGKILL");
                await ended;
                return pending;
            }
            await pause(20);
        }
    }

    function pendingDeployments(): number {
        try {
            return readState().checkpoint.latest.pending_operations?.filter(({ resource }) => resource.type === deployments).length ?? 0;
        } catch {
            // Not there yet, or being written.
            return 0;
        }
    }

    it("is cleared by the next up, and everything that was under way is in the state", async () => {
        await killedUp();
        const { stdout } = await project.done("up", "--skip-preview", "--stack", "dev");
        assert.match(stdout, new RegExp(`^lock of \\S+@${hostname()} \\(process \\d+\\) since \\S+ cleared: that engine ran on this host and is dead$`, "m"));
        assert.match(stdout, /^kubernetes:apps:Deployment dev-\S+: was (made, taken into the state|not made)$/m);
        assert.deepEqual(locks(), []);
        const { resources, pending_operations: pending = [] } = readState().checkpoint.latest;
        assert.equal(resources.filter(({ type }) => type === deployments).length, 8);
        assert.deepEqual(pending, []);
        const { counts } = await project.json<{ counts: object }>("preview", "--stack", "dev");
        assert.deepEqual(Object.keys(counts), ["same"]);
    });

    it("is left alone where its engine was on another host, until an operator gives the word", async () => {
        putLock("elsewhere", "build-7.example", 4711);
        const refused = await project.colorway("up", "--skip-preview", "--stack", "dev");
        assert.equal(refused.code, 1);
        assert.equal(
            refused.stderr.trim(),
            "up: another update of this stack is running, or one was killed and left its lock:\n" +
                "lock of maria@build-7.example (process 4711) since 2026-01-02T03:04:05Z stays: from here nobody can tell whether that engine lives; " +
                "wait for its end, or, if you know that it is dead, say so with --break-lock",
        );
        assert.deepEqual(locks(), ["elsewhere.json"]);
    });

    it("is told of operation by operation, and forgotten only by an operator's word", async () => {
        const state = readState();
        const { latest } = state.checkpoint;
        const [stack] = latest.resources;
        const urn = (type: string, name: string): string => `urn:pulumi:dev::colorway::${type}::${name}`;
        const create = (type: string, name: string, inputs: object) => ({
            type: "creating",
            resource: { ...latest.resources.find((one) => one.type === type), urn: urn(type, name), type, custom: true, id: "", inputs, outputs: undefined, parent: stack?.urn },
        });
        const service = latest.resources.find(({ type }) => type === "kubernetes:core/v1:Service");
        assert.ok(service !== undefined);
        latest.pending_operations = [
            create("aws:ec2/vpc:Vpc", "lost", {}),
            create("kubernetes:core/v1:ConfigMap", "never", { metadata: { namespace: "colorway-blue", name: "never" } }),
            { type: "updating", resource: service },
        ];
        writeFileSync(stateFile, JSON.stringify(state));

        const { stdout } = await project.done("up", "--skip-preview", "--stack", "dev", "--break-lock");
        const told = stdout.split("\n").filter((line) => /lock of|: (was|may|state)/.test(line));
        assert.deepEqual(told, [
            "lock of maria@build-7.example (process 4711) since 2026-01-02T03:04:05Z cleared by the operator's word",
            `kubernetes:core:Service ${service.urn.split("::").pop()}: state read again`,
            "kubernetes:core:ConfigMap never: was not made",
            "aws:ec2:Vpc lost: may have been made without the state knowing; its identifier is not known beforehand; forgotten by the operator's word",
        ]);
        assert.deepEqual([locks(), readState().checkpoint.latest.pending_operations ?? []], [[], []]);
    });
});
