import * as grpc from "@grpc/grpc-js";
import * as provider_grpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { InitializationFailed } from "../cloud/errors";
import { Draft, isUnknown, Props, Value } from "../cloud/values";
import { initializationStatus } from "./init-failed";
import { Autonaming, CheckFailure, Diff, Provider, Session } from "./provider";
import { decodeStruct, encodeStruct } from "./struct";

const { UNIMPLEMENTED, FAILED_PRECONDITION, UNKNOWN } = grpc.status;

// The engine's own limit: pulumi/pulumi sdk/go/common/util/rpcutil/serve.go.
const maxMessageBytes = 400 * 1024 * 1024;

/** A running provider that the engine can attach to by its port. */
export interface ServedProvider {
    readonly name: string;
    readonly port: number;
    stop(): Promise<void>;
}

/** Serves a provider on loopback; `port` 0 takes any free one. */
export async function serveProvider(provider: Provider, port: number): Promise<ServedProvider> {
    const server = new grpc.Server({
        "grpc.max_receive_message_length": maxMessageBytes,
        "grpc.max_send_message_length": maxMessageBytes,
    });
    server.addService(provider_grpc.ResourceProviderService, handlers(provider));
    const bound = await new Promise<number>((resolve, reject) => {
        server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, actual) =>
            error === null ? resolve(actual) : reject(error),
        );
    });
    return {
        name: provider.name,
        port: bound,
        stop: async () => server.forceShutdown(),
    };
}

type Call<Request> = grpc.ServerUnaryCall<Request, unknown>;

function handlers(provider: Provider): grpc.UntypedServiceImplementation {
    // The engine opens a connection per provider resource of the program and configures each once.
    const sessions = new Map<string, Session>();
    const sessionOf = (call: Call<unknown>): Session => {
        const session = sessions.get(call.getPeer());
        if (session === undefined) throw new StatusError(FAILED_PRECONDITION, `provider ${provider.name} is not configured`);
        return session;
    };

    return {
        handshake: unary<pb.ProviderHandshakeRequest>(() => new pb.ProviderHandshakeResponse().setSupportsAutonamingConfiguration(true)),
        attach: unary<plugin.PluginAttach>(() => new Empty()),
        cancel: unary<Empty>((call) => {
            sessions.get(call.getPeer())?.cancel?.();
            return new Empty();
        }),
        getPluginInfo: unary<Empty>(() => new plugin.PluginInfo().setVersion(provider.version)),
        checkConfig: unary<pb.CheckRequest>((call) => {
            const news = decodeStruct(call.request.getNews());
            return checkResponse(news, provider.checkConfig?.(news) ?? []);
        }),
        diffConfig: unary<pb.DiffRequest>((call) => {
            const diff = provider.diffConfig?.(decodeStruct(call.request.getOlds()), decodeStruct(call.request.getNews()));
            return diffResponse(diff ?? { changes: {}, deleteBeforeReplace: false });
        }),
        configure: unary<pb.ConfigureRequest>((call) => {
            sessions.set(call.getPeer(), provider.configure(configuration(call.request)));
            return new pb.ConfigureResponse().setSupportspreview(true).setSupportsAutonamingConfiguration(true);
        }),
        check: unary<pb.CheckRequest>(async (call) => {
            const request = call.request;
            const autonaming = autonamingOf(request);
            const result = await sessionOf(call).check({
                urn: request.getUrn(),
                type: request.getType() || typeOf(request.getUrn()),
                name: request.getName() || nameOf(request.getUrn()),
                olds: decodeStruct(request.getOlds()),
                news: decodeStruct(request.getNews()),
                randomSeed: request.getRandomseed_asU8(),
                ...(autonaming === undefined ? {} : { autonaming }),
            });
            return checkResponse(result.inputs, result.failures);
        }),
        diff: unary<pb.DiffRequest>(async (call) => {
            const request = call.request;
            const olds = decodeStruct(request.getOlds());
            return diffResponse(
                await sessionOf(call).diff({
                    id: request.getId(),
                    urn: request.getUrn(),
                    type: typeOf(request.getUrn()),
                    olds,
                    oldInputs: request.hasOldInputs() ? decodeStruct(request.getOldInputs()) : olds,
                    news: decodeStruct(request.getNews()),
                    ignoreChanges: request.getIgnorechangesList(),
                }),
            );
        }),
        create: unary<pb.CreateRequest>(async (call) => {
            const request = call.request;
            const created = await sessionOf(call).create({
                urn: request.getUrn(),
                type: typeOf(request.getUrn()),
                name: nameOf(request.getUrn()),
                inputs: decodeStruct(request.getProperties()),
                preview: request.getPreview(),
                timeout: request.getTimeout(),
            });
            return new pb.CreateResponse().setId(created.id).setProperties(encodeStruct(created.properties));
        }),
        read: unary<pb.ReadRequest>(async (call) => {
            const request = call.request;
            const found = await sessionOf(call).read({
                id: request.getId(),
                urn: request.getUrn(),
                type: typeOf(request.getUrn()),
                inputs: decodeStruct(request.getInputs()),
                properties: decodeStruct(request.getProperties()),
            });
            const response = new pb.ReadResponse();
            if (found === undefined) return response;
            return response.setId(found.id).setProperties(encodeStruct(found.properties)).setInputs(encodeStruct(found.inputs));
        }),
        update: unary<pb.UpdateRequest>(async (call) => {
            const request = call.request;
            const olds = decodeStruct(request.getOlds());
            const properties = await sessionOf(call).update({
                id: request.getId(),
                urn: request.getUrn(),
                type: typeOf(request.getUrn()),
                olds,
                oldInputs: request.hasOldInputs() ? decodeStruct(request.getOldInputs()) : olds,
                news: decodeStruct(request.getNews()),
                ignoreChanges: request.getIgnorechangesList(),
                preview: request.getPreview(),
                timeout: request.getTimeout(),
            });
            return new pb.UpdateResponse().setProperties(encodeStruct(properties));
        }),
        delete: unary<pb.DeleteRequest>(async (call) => {
            const request = call.request;
            await sessionOf(call).delete({
                id: request.getId(),
                urn: request.getUrn(),
                type: typeOf(request.getUrn()),
                properties: decodeStruct(request.getProperties()),
                timeout: request.getTimeout(),
            });
            return new Empty();
        }),
        invoke: unary<pb.InvokeRequest>(async (call) => {
            const result = await sessionOf(call).invoke({ token: call.request.getTok(), args: decodeStruct(call.request.getArgs()) });
            return new pb.InvokeResponse().setReturn(encodeStruct(result));
        }),
        parameterize: unimplemented,
        getSchema: unimplemented,
        call: unimplemented,
        construct: unimplemented,
        getMapping: unimplemented,
        getMappings: unimplemented,
        list: (call: grpc.ServerWritableStream<unknown, unknown>) =>
            call.emit("error", { code: UNIMPLEMENTED, details: "not offered by the simulated cloud" }),
    };
}

class StatusError extends Error {
    constructor(
        readonly code: grpc.status,
        message: string,
    ) {
        super(message);
    }
}

/** A unary handler from a plain function: what it throws becomes the call's status. */
function unary<Request>(handle: (call: Call<Request>) => unknown): grpc.UntypedHandleCall {
    return (call: Call<Request>, callback: grpc.sendUnaryData<unknown>) => {
        const answer = async (): Promise<unknown> => handle(call);
        answer().then(
            (response) => callback(null, response),
            (error: unknown) => callback(statusOf(error)),
        );
    };
}

function statusOf(error: unknown): Partial<grpc.StatusObject> {
    if (error instanceof InitializationFailed) return initializationStatus(error);
    if (error instanceof StatusError) return { code: error.code, details: error.message };
    if (error instanceof TypeError || !(error instanceof Error)) {
        // A mistake in the simulator itself: keep where it happened.
        return { code: UNKNOWN, details: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    return { code: UNKNOWN, details: error.message };
}

const unimplemented: grpc.UntypedHandleCall = (_call: unknown, callback: grpc.sendUnaryData<unknown>) =>
    callback({ code: UNIMPLEMENTED, details: "not offered by the simulated cloud" });

/** Type token of a URN `urn:pulumi:stack::project::parent$type::name`. */
export function typeOf(urn: string): string {
    const qualified = urn.split("::")[2] ?? "";
    return qualified.slice(qualified.lastIndexOf("$") + 1);
}

export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function autonamingOf(request: pb.CheckRequest): Autonaming | undefined {
    const options = request.getAutonaming();
    if (options === undefined) return undefined;
    const { ENFORCE, DISABLE } = pb.CheckRequest.AutonamingOptions.Mode;
    const mode = options.getMode() === ENFORCE ? "enforce" : options.getMode() === DISABLE ? "disable" : "propose";
    return { proposedName: options.getProposedName(), mode };
}

/** Provider configuration: structured values travel as JSON texts. */
function configuration(request: pb.ConfigureRequest): Props {
    const config: Draft = {};
    for (const [name, value] of Object.entries(decodeStruct(request.getArgs()))) config[name] = unfold(value);
    return config;
}

function unfold(value: Value): Value {
    if (isUnknown(value) || typeof value !== "string" || !/^([[{]|true$|false$)/.test(value)) return value;
    try {
        return JSON.parse(value) as Value;
    } catch {
        return value;
    }
}

function checkResponse(inputs: Props, failures: readonly CheckFailure[]): pb.CheckResponse {
    return new pb.CheckResponse()
        .setInputs(encodeStruct(inputs))
        .setFailuresList(failures.map((failure) => new pb.CheckFailure().setProperty(failure.property).setReason(failure.reason)));
}

function diffResponse(diff: Diff): pb.DiffResponse {
    const paths = Object.keys(diff.changes);
    const response = new pb.DiffResponse()
        .setChanges(paths.length > 0 ? pb.DiffResponse.DiffChanges.DIFF_SOME : pb.DiffResponse.DiffChanges.DIFF_NONE)
        .setHasdetaileddiff(true)
        .setDiffsList([...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))])
        .setReplacesList([...new Set(paths.filter((path) => diff.changes[path]?.replace))])
        .setDeletebeforereplace(diff.deleteBeforeReplace);
    for (const [path, change] of Object.entries(diff.changes)) {
        response.getDetaileddiffMap().set(path, new pb.PropertyDiff().setKind(kindOf(change.kind, change.replace)));
    }
    return response;
}

function kindOf(kind: "add" | "delete" | "update", replace: boolean): pb.PropertyDiff.Kind {
    const { Kind } = pb.PropertyDiff;
    if (kind === "add") return replace ? Kind.ADD_REPLACE : Kind.ADD;
    if (kind === "delete") return replace ? Kind.DELETE_REPLACE : Kind.DELETE;
    return replace ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}
