import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { version } from "@pulumi/pulumi/version";
import { LanguageHost, serveLanguageHost } from "../../../release/engine/language-host";

/** As much of the engine as a program without resources needs. */
class FakeEngine {
    readonly logged: { readonly severity: engine.LogSeverity; readonly message: string }[] = [];
    private readonly server = new grpc.Server();
    port = 0;

    async start(): Promise<void> {
        this.serve(EngineService, {
            log: (call: grpc.ServerUnaryCall<engine.LogRequest, Empty>, callback: grpc.sendUnaryData<Empty>) => {
                this.logged.push({ severity: call.request.getSeverity(), message: call.request.getMessage() });
                callback(null, new Empty());
            },
            setRootResource: (_call: unknown, callback: grpc.sendUnaryData<engine.SetRootResourceResponse>) =>
                callback(null, new engine.SetRootResourceResponse()),
        });
        this.serve(ResourceMonitorService, {
            supportsFeature: (_call: unknown, callback: grpc.sendUnaryData<resource.SupportsFeatureResponse>) =>
                callback(null, new resource.SupportsFeatureResponse().setHassupport(true)),
            registerResourceOutputs: (_call: unknown, callback: grpc.sendUnaryData<Empty>) => callback(null, new Empty()),
            signalAndWaitForShutdown: (_call: unknown, callback: grpc.sendUnaryData<Empty>) => callback(null, new Empty()),
            registerResource: (call: grpc.ServerUnaryCall<resource.RegisterResourceRequest, unknown>, callback: grpc.sendUnaryData<unknown>) =>
                callback(null, new resource.RegisterResourceResponse().setUrn(`urn:pulumi:dev::colorway::${call.request.getType()}::x`)),
        });
        const credentials = grpc.ServerCredentials.createInsecure();
        this.port = await new Promise((resolve, reject) =>
            this.server.bindAsync("127.0.0.1:0", credentials, (error, port) => (error === null ? resolve(port) : reject(error))),
        );
    }

    stop(): void {
        this.server.forceShutdown();
    }

    private serve(service: grpc.ServiceDefinition, own: grpc.UntypedServiceImplementation): void {
        const rest = (_call: unknown, callback: grpc.sendUnaryData<unknown>): void => callback({ code: grpc.status.UNIMPLEMENTED });
        this.server.addService(service, { ...Object.fromEntries(Object.keys(service).map((name) => [name, rest])), ...own });
    }
}

describe("the language host", function () {
    this.timeout(240_000);
    const fake = new FakeEngine();
    let host: LanguageHost;
    let client: LanguageRuntimeClient;
    let dir: string;

    before(async () => {
        await fake.start();
        host = await serveLanguageHost({ ...process.env, FROM_CALLER: "yes" });
        client = new LanguageRuntimeClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure());
        const request = new language.LanguageHandshakeRequest().setEngineAddress(`127.0.0.1:${fake.port}`);
        await new Promise<void>((resolve, reject) => client.handshake(request, (error) => (error === null ? resolve() : reject(error))));
    });
    after(() => {
        client.close();
        host.stop();
        fake.stop();
    });
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-host-"));
        writeFileSync(join(dir, "package.json"), "{}");
        fake.logged.splice(0);
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    function request(program: string): language.RunRequest {
        writeFileSync(join(dir, "index.ts"), program);
        const run = new language.RunRequest().setPwd(dir).setProject("colorway").setStack("dev").setParallel(4).setDryrun(true);
        run.setMonitorAddress(`127.0.0.1:${fake.port}`).setOrganization("organization");
        run.setInfo(new language.ProgramInfo().setEntryPoint(".").setProgramDirectory(dir));
        run.getConfigMap().set("colorway:activeColor", "blue");
        return run;
    }

    function run(program: string): Promise<{ readonly error: string; readonly bail: boolean }> {
        const asked = request(program);
        return new Promise((resolve, reject) =>
            client.run(asked, (error, response) =>
                error === null ? resolve({ error: response.getError(), bail: response.getBail() }) : reject(error),
            ),
        );
    }

    const messages = (severity: engine.LogSeverity): string[] =>
        fake.logged.filter((entry) => entry.severity === severity).map(({ message }) => message);

    it("is of the SDK's version, and says what it does not offer", async () => {
        const info = await new Promise<PluginInfo>((resolve, reject) =>
            client.getPluginInfo(new Empty(), (error, answer) => (error === null ? resolve(answer) : reject(error))),
        );
        assert.equal(info.getVersion(), version);
        const pack = new Promise((resolve, reject) => client.pack(new language.PackRequest(), (error) => (error === null ? resolve(0) : reject(error))));
        await assert.rejects(pack, { code: grpc.status.UNIMPLEMENTED, details: "not offered by this language host" });
    });

    it("runs a TypeScript program with its configuration, and the engine has every line of it", async () => {
        const outcome = await run(`
            const lines: readonly number[] = Array.from({ length: 200 }, (_, index) => index);
            for (const line of lines) console.log("line " + line);
            console.error(process.env["PULUMI_CONFIG"], process.env["FROM_CALLER"], process.argv.length);
        `);
        assert.deepEqual(outcome, { error: "", bail: false });
        const printed = messages(engine.LogSeverity.INFO);
        const lines = printed.filter((text) => text.startsWith("line "));
        assert.deepEqual(lines, Array.from({ length: 200 }, (_, index) => `line ${index}\n`));
        assert.ok(printed.includes('{"colorway:activeColor":"blue"} yes 2\n'), printed.join(""));
    });

    it("bails out of a program that failed with a reason: the engine has it already", async () => {
        assert.deepEqual(await run(`throw new Error("no such color");`), { error: "", bail: true });
        assert.match(messages(engine.LogSeverity.ERROR).join(""), /no such color/);
        assert.match(messages(engine.LogSeverity.ERROR).join(""), /index\.ts:1:7/);
    });

    it("tells the exit code of a program that ended by itself", async () => {
        assert.deepEqual(await run(`process.exit(3);`), { error: "the program ended with exit code 3", bail: false });
    });

    it("tells the signal that ended a program", async () => {
        assert.deepEqual(await run(`process.kill(process.pid, "SIGKILL"); setTimeout(() => 0, 10000);`), {
            error: "the program ended with signal SIGKILL",
            bail: false,
        });
    });

    it("ends a running program when the engine cancels", async () => {
        const logged = run(`console.log("running"); setTimeout(() => 0, 600000);`);
        while (messages(engine.LogSeverity.INFO).length === 0) await new Promise((resolve) => setImmediate(resolve));
        await new Promise<void>((resolve, reject) => client.cancel(new Empty(), (error) => (error === null ? resolve() : reject(error))));
        assert.deepEqual(await logged, { error: "the program ended with signal SIGTERM", bail: false });
    });

    it("says that a program's folder is not there", async () => {
        const asked = request("").setPwd(join(dir, "gone"));
        const failed = new Promise((resolve, reject) => client.run(asked, (error, response) => (error === null ? resolve(response) : reject(error))));
        await assert.rejects(failed, { code: grpc.status.UNKNOWN, details: /ENOENT/ });
    });
});
