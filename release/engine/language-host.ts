import { ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import * as readline from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import * as language_grpc from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { version } from "@pulumi/pulumi/version";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/**
 * A Node.js language host for a Pulumi CLI that comes without one: the CLI built from its Go module has no `pulumi-language-nodejs`,
 * and its module cannot be built alone. It speaks the `LanguageRuntime` service and starts `@pulumi/pulumi`'s own runner;
 * the CLI attaches to it through `PULUMI_DEBUG_LANGUAGES`.
 */
export interface LanguageHost {
    readonly port: number;
    stop(): void;
}

// The runner has already told the user what is wrong: @pulumi/pulumi cmd/run/index.ts.
const alreadyReported = 32;
const loader = join(__dirname, "..", "..", "tools", "transpile.js");

/** Serves on loopback. `environment` is what programs run with. */
export async function serveLanguageHost(environment: NodeJS.ProcessEnv): Promise<LanguageHost> {
    let engineAddress = "";
    const programs = new Set<ChildProcess>();
    const cancel = (): void => programs.forEach((program) => program.kill("SIGTERM"));
    const implementation: grpc.UntypedServiceImplementation = {
        handshake: unary<language.LanguageHandshakeRequest>((request) => {
            engineAddress = request.getEngineAddress();
            return new language.LanguageHandshakeResponse();
        }),
        getPluginInfo: unary<Empty>(() => new PluginInfo().setVersion(version)),
        getRequiredPlugins: unary<Empty>(() => new language.GetRequiredPluginsResponse()),
        getRequiredPackages: unary<Empty>(() => new language.GetRequiredPackagesResponse()),
        getProgramDependencies: unary<Empty>(() => new language.GetProgramDependenciesResponse()),
        about: unary<Empty>(() => new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
        runtimeOptionsPrompts: unary<Empty>(() => new language.RuntimeOptionsResponse()),
        cancel: unary<Empty>(() => {
            cancel();
            return new Empty();
        }),
        run: unary<language.RunRequest>(async (request) => {
            const program = startProgram(request, engineAddress, environment);
            programs.add(program);
            return outcomeOf(program, engineAddress).finally(() => programs.delete(program));
        }),
    };
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
    const { LanguageRuntimeService } = language_grpc;
    for (const name of Object.keys(LanguageRuntimeService)) implementation[name] ??= unimplemented;
    server.addService(LanguageRuntimeService, implementation);
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    const stop = (): void => {
        cancel();
        server.forceShutdown();
    };
    return { port, stop };
}

function startProgram(request: language.RunRequest, engineAddress: string, environment: NodeJS.ProcessEnv): ChildProcess {
    const args = [
        ...["-r", loader, require.resolve("@pulumi/pulumi/cmd/run")],
        ...["--monitor", request.getMonitorAddress(), "--engine", engineAddress],
        ...["--project", request.getProject(), "--stack", request.getStack(), "--organization", request.getOrganization()],
        ...["--pwd", request.getPwd(), "--parallel", String(request.getParallel())],
        ...(request.getDryrun() ? ["--dry-run"] : []),
        request.getInfo()?.getEntryPoint() || request.getProgram() || ".",
        ...request.getArgsList(),
    ];
    const config = Object.fromEntries(request.getConfigMap().toArray());
    return spawn(process.execPath, args, {
        cwd: request.getPwd(),
        env: {
            ...environment,
            PULUMI_CONFIG: JSON.stringify(config),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
            // The loader is there; the runner need not set up its own.
            PULUMI_NODEJS_TYPESCRIPT: "false",
        },
        stdio: ["ignore", "pipe", "pipe"],
    });
}

/** Passes on what the program prints, and tells how it ended. */
async function outcomeOf(program: ChildProcess, engineAddress: string): Promise<language.RunResponse> {
    const log = new EngineLog(engineAddress);
    for (const stream of [program.stdout, program.stderr]) {
        if (stream !== null) readline.createInterface({ input: stream }).on("line", (line) => log.info(line));
    }
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
        program.on("error", reject);
        program.on("close", (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
    });
    await log.end();
    const response = new language.RunResponse();
    if (code === alreadyReported) return response.setBail(true);
    if (code !== 0) return response.setError(`the program ended with ${code === null ? `signal ${signal}` : `exit code ${code}`}`);
    return response;
}

/** What the program prints goes to the engine's diagnostics, as with the official host. */
class EngineLog {
    private readonly client: EngineClient | undefined;
    private readonly pending: Promise<void>[] = [];

    constructor(address: string) {
        if (address !== "") this.client = new EngineClient(address, grpc.credentials.createInsecure());
    }

    info(line: string): void {
        const { client } = this;
        if (client === undefined) return void process.stderr.write(`${line}\n`);
        const request = new engine.LogRequest().setSeverity(engine.LogSeverity.INFO).setMessage(`${line}\n`);
        // A line that the engine does not take is not worth failing an update.
        this.pending.push(new Promise((resolve) => client.log(request, () => resolve())));
    }

    /** After this the engine has every line. */
    async end(): Promise<void> {
        await Promise.all(this.pending);
        this.client?.close();
    }
}

function unary<Request>(handle: (request: Request) => unknown): grpc.UntypedHandleCall {
    return (call: grpc.ServerUnaryCall<Request, unknown>, callback: grpc.sendUnaryData<unknown>) => {
        const answer = async (): Promise<unknown> => handle(call.request);
        answer().then(
            (response) => callback(null, response),
            (error: unknown) => callback({ code: grpc.status.UNKNOWN, details: String(error) }),
        );
    };
}

const unimplemented: grpc.UntypedHandleCall = (_call: unknown, callback: grpc.sendUnaryData<unknown>) =>
    callback({ code: grpc.status.UNIMPLEMENTED, details: "not offered by this language host" });
