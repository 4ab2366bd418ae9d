import { randomBytes } from "node:crypto";
import { InitializationFailed } from "../../cloud/errors";
import { hasUnknown, optionalText, Props, record, textOr } from "../../cloud/values";
import {
    CheckRequest,
    CheckResult,
    Created,
    CreateRequest,
    DeleteRequest,
    Diff,
    DiffRequest,
    InvokeRequest,
    ReadRequest,
    ReadResult,
    Session,
    UpdateRequest,
} from "../../protocol/provider";
import { ApiError } from "../api/errors";
import { Kind } from "../api/kinds";
import type { KubeCluster } from "../api/objects";
import { readForm } from "../api/schema";
import { idOf, KubeObject, namespaceOf, ObjectKey } from "../api/types";
import { awaitReady, checkReady, deleteAndWait, NotReady } from "./awaiting";
import { changesBetween, replacingFields, withoutIgnored } from "./changes";
import { Connection, reached } from "./connection";
import { createObject, plainManager, previewCreate } from "./create";
import { HelmReleases } from "./helm-release";
import {
    annotation,
    annotations,
    autoname,
    checkpoint,
    isAutonamed,
    isNamed,
    manifestOf,
    normalized,
    prune,
    readCheckpoint,
    withAutoname,
} from "./inputs";
import { kindOfToken, releaseToken } from "./tokens";
import { Settings } from "./settings";
import { conflictHelp, notReadyAfterCreate, notReadyAfterUpdate, undeletable, unreadable } from "./texts";
import { updateObject } from "./update";

/** A configured instance of the `kubernetes` provider (pulumi/pulumi-kubernetes provider/pkg/provider/provider.go, version 4). */
export class KubernetesSession implements Session {
    private readonly canceled = new AbortController();

    constructor(
        private readonly connect: () => Connection,
        private readonly settings: Settings,
        private readonly releases: HelmReleases,
    ) {}

    check(request: CheckRequest): CheckResult {
        if (request.type === releaseToken) return this.releases.check(request, this.settings.namespace);
        const kind = kindOfToken(request.type);
        const given = normalized({ ...request.news, apiVersion: kind.apiVersion, kind: kind.kind });
        const named = this.withName(given, request);
        const metadata = record(named, "metadata");
        const { namespace } = this.settings;
        const needs = kind.namespaced && namespace !== "" && metadata["namespace"] === undefined;
        const inputs = needs ? { ...named, metadata: { ...metadata, namespace } } : named;
        // The API server would refuse these; told here, they stop the first preview already.
        const { mistakes } = readForm(manifestOf(inputs));
        return { inputs, failures: mistakes.map(({ path, text }) => ({ property: path, reason: text })) };
    }

    diff(request: DiffRequest): Diff {
        if (request.type === releaseToken) return this.releases.diff(request);
        const kind = kindOfToken(request.type);
        const state = readCheckpoint(request.olds);
        const news = normalized(request.news);
        const live = place(prune(state.live, normalized(state.inputs)), kind);
        const wanted = place(news, kind);
        const name = record(state.live, "metadata")["name"];
        const before: Props = isNamed(news)
            ? { ...live, metadata: { ...record(live, "metadata"), ...(name === undefined ? {} : { name }) } }
            : live;
        const mutable = { configMaps: this.settings.configMapMutable, secrets: this.settings.secretMutable };
        const changes = withoutIgnored(changesBetween(before, wanted, replacingFields(news, mutable)), request.ignoreChanges);
        const replaced = Object.values(changes).some((change) => change.replace);
        const same = ["name", "namespace"].every(
            (field) => record(before, "metadata")[field] === record(wanted, "metadata")[field],
        );
        return { changes, deleteBeforeReplace: replaced && isNamed(news) && !isAutonamed(news) && same };
    }

    async create(request: CreateRequest): Promise<Created> {
        if (request.type === releaseToken) return this.releases.create(request, this.connect);
        const inputs = request.inputs;
        const connection = this.connect();
        if (request.preview) return { id: "", properties: previewCreate(request, connection, this.settings) };
        const cluster = reached(connection);
        const made = await createObject(cluster, request, this.settings);
        const manager = annotation(inputs, annotations.patchFieldManager) ?? `${plainManager}-${randomBytes(4).toString("hex")}`;
        const live = await this.awaited(cluster, made, request.timeout, inputs, (problem, now) => {
            const state = checkpoint(inputs, now, textOr(inputs, "apiVersion", ""), manager);
            const said = notReadyAfterCreate(request.urn, problem.message);
            return new InitializationFailed(identifier(now), state, inputs, [said, ...problem.reasons]);
        });
        return { id: identifier(live), properties: checkpoint(inputs, live, textOr(inputs, "apiVersion", ""), manager) };
    }

    read(request: ReadRequest): ReadResult | undefined {
        const connection = this.connect();
        if ("unreachable" in connection) {
            if (this.settings.deleteUnreachable) return undefined;
            throw new Error(unreadable);
        }
        const { cluster } = connection;
        if (request.type === releaseToken) return this.releases.read(request, cluster);
        const kind = kindOfToken(request.type);
        const key = keyFrom(kind, request.id);
        const live = cluster.knows(kind.apiVersion, kind.kind) === undefined ? undefined : cluster.get(key);
        if (live === undefined) return undefined;
        const imported = Object.keys(request.inputs).length === 0;
        const state = readCheckpoint(request.properties);
        const inputs = imported ? importedInputs(live) : prune(live, normalized(request.inputs));
        const manager =
            annotation(inputs, annotations.patchFieldManager) ??
            state.fieldManager ??
            `${plainManager}-${randomBytes(4).toString("hex")}`;
        const properties = checkpoint(inputs, live, imported ? kind.apiVersion : state.initialApiVersion, manager);
        if (!imported) {
            try {
                checkReady(cluster, request.inputs, live);
            } catch (error) {
                if (!(error instanceof NotReady)) throw error;
                throw new InitializationFailed(request.id, properties, inputs, [error.message, ...error.reasons]);
            }
        }
        return { id: request.id, properties, inputs };
    }

    async update(request: UpdateRequest): Promise<Props> {
        if (request.type === releaseToken) return this.releases.update(request, this.connect);
        const kind = kindOfToken(request.type);
        const connection = this.connect();
        const news = normalized(request.news);
        const unseen = "unreachable" in connection || connection.cluster.knows(kind.apiVersion, kind.kind) === undefined;
        if (request.preview && (unseen || hasUnknown(news))) return request.news;
        const cluster = reached(connection);
        const state = readCheckpoint(request.olds);
        const manager = annotation(news, annotations.patchFieldManager) ?? state.fieldManager ?? plainManager;
        const key = keyFrom(kind, request.id);
        const context = {
            cluster,
            key,
            news,
            manager,
            settings: this.settings,
            ignored: request.ignoreChanges,
            preview: request.preview,
        };
        const failed = (error: Error, reasons: readonly string[]): Error => {
            const now = cluster.get(key);
            if (now === undefined) return new Error(`update of resource ${JSON.stringify(request.urn)} failed: ${error.message}`);
            const said = notReadyAfterUpdate(identifier(now), error.message);
            const kept = checkpoint(news, now, state.initialApiVersion, manager);
            return new InitializationFailed(identifier(now), kept, news, [said, ...reasons]);
        };
        let made: KubeObject;
        try {
            made = updateObject(context);
        } catch (error) {
            if (!(error instanceof Error)) throw error;
            if (request.preview && error instanceof ApiError && error.reason === "Forbidden") return request.news;
            throw failed(conflictHelp(error, manager), []);
        }
        if (request.preview) return checkpoint(news, made, state.initialApiVersion, manager);
        const live = await this.awaited(cluster, made, request.timeout, news, (problem) => failed(problem, problem.reasons));
        return checkpoint(news, live, state.initialApiVersion, manager);
    }

    async delete(request: DeleteRequest): Promise<void> {
        const connection = this.connect();
        if ("unreachable" in connection) {
            if (this.settings.deleteUnreachable) return;
            throw new Error(undeletable);
        }
        if (request.type === releaseToken) return this.releases.delete(request, connection.cluster);
        const kind = kindOfToken(request.type);
        const live = connection.cluster.get(keyFrom(kind, request.id));
        if (live === undefined) return;
        const { inputs } = readCheckpoint(request.properties);
        await deleteAndWait(connection.cluster, inputs, live, request.timeout, this.canceled.signal);
    }

    cancel(): void {
        this.canceled.abort();
    }

    invoke(request: InvokeRequest): Props {
        throw new Error(`${request.token}: this function is not modeled by the simulated cloud`);
    }

    private withName(inputs: Props, request: CheckRequest): Props {
        if (isNamed(inputs)) return inputs;
        if (typeof record(inputs, "metadata")["generateName"] === "string") {
            throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
        }
        const held = isAutonamed(request.olds) ? optionalText(record(request.olds, "metadata"), "name") : undefined;
        const isNew = Object.keys(request.olds).length === 0;
        return held === undefined && !isNew ? inputs : withAutoname(inputs, held ?? autoname(request));
    }

    private async awaited(
        cluster: KubeCluster,
        made: KubeObject,
        seconds: number,
        inputs: Props,
        failure: (problem: NotReady, now: KubeObject) => Error,
    ): Promise<KubeObject> {
        const now = (): KubeObject => cluster.get(keyOfObject(made)) ?? made;
        try {
            await awaitReady(cluster, inputs, made, seconds, this.canceled.signal);
        } catch (error) {
            throw failure(
                error instanceof NotReady ? error : new NotReady(error instanceof Error ? error.message : String(error), []),
                now(),
            );
        }
        return now();
    }
}

function keyFrom(kind: Kind, id: string): ObjectKey {
    const [first = "", second] = id.split("/");
    const { apiVersion } = kind;
    if (!kind.namespaced) return { apiVersion, kind: kind.kind, name: second ?? first };
    return { apiVersion, kind: kind.kind, namespace: second === undefined ? "default" : first, name: second ?? first };
}

function keyOfObject(object: KubeObject): ObjectKey {
    const namespace = namespaceOf(object);
    const { apiVersion, kind, metadata } = object;
    return { apiVersion, kind, name: metadata.name, ...(namespace === undefined ? {} : { namespace }) };
}

function identifier(object: KubeObject): string {
    return idOf(keyOfObject(object));
}

/** The default namespace said or unsaid is one and the same. */
function place(object: Props, kind: Kind): Props {
    const { namespace, ...metadata } = record(object, "metadata");
    return { ...object, metadata: kind.namespaced ? { ...metadata, namespace: namespace ?? "default" } : metadata };
}

/** What an import takes for the program's part of a live object. */
function importedInputs(live: KubeObject): Props {
    const { status: _status, ...rest } = live;
    const { metadata } = normalized(rest) as KubeObject;
    const { "deployment.kubernetes.io/revision": _revision, ...kept } = record(metadata, "annotations");
    const { annotations: _annotations, ...plain } = metadata;
    return { ...rest, metadata: Object.keys(kept).length === 0 ? plain : { ...plain, annotations: kept } };
}
