import { setTimeout as sleep } from "node:timers/promises";
import { hasUnknown, optionalText, Props, record } from "../../cloud/values";
import { CreateRequest } from "../../protocol/provider";
import { apply } from "../api/apply";
import { ApiError, isNotFound } from "../api/errors";
import type { KubeCluster } from "../api/objects";
import { KubeObject } from "../api/types";
import { createRetries, retryDelay } from "./awaiting";
import { Connection } from "./connection";
import { annotation, annotations, checkpoint, manifestOf } from "./inputs";
import { Settings } from "./settings";
import { notCreated } from "./texts";
import { kindOfToken } from "./tokens";

/** The field manager of the provider's plain creates (provider/pkg/await/await.go, Creation). */
export const plainManager = "pulumi-kubernetes";

/** A dry run on the server where it can be made; elsewhere, the inputs as they are. */
export function previewCreate(request: CreateRequest, connection: Connection, settings: Settings): Props {
    const { inputs } = request;
    const kind = kindOfToken(request.type);
    if ("unreachable" in connection || hasUnknown(inputs) || !settings.serverSideApply) return inputs;
    const { cluster } = connection;
    if (cluster.knows(kind.apiVersion, kind.kind) === undefined) return inputs;
    const name = optionalText(record(inputs, "metadata"), "namespace");
    const isHomeless = name !== undefined && cluster.get({ apiVersion: "v1", kind: "Namespace", name }) === undefined;
    if (kind.namespaced && isHomeless) return inputs;
    try {
        const { status: _status, ...shown } = write(cluster, inputs, settings, true);
        return checkpoint(inputs, shown, kind.apiVersion, plainManager);
    } catch (error) {
        if (error instanceof ApiError && (error.reason === "Forbidden" || error.reason === "AlreadyExists")) return inputs;
        throw notCreated(request.urn, error);
    }
}

/** Creates; a namespace or kind that is about to come is waited for. */
export async function createObject(cluster: KubeCluster, request: CreateRequest, settings: Settings): Promise<KubeObject> {
    for (let attempt = 0; ; attempt += 1) {
        try {
            return write(cluster, request.inputs, settings, false);
        } catch (error) {
            if (!isNotFound(error) || attempt >= createRetries) throw notCreated(request.urn, error);
            await sleep(retryDelay(cluster, attempt));
        }
    }
}

function write(cluster: KubeCluster, inputs: Props, settings: Settings, dryRun: boolean): KubeObject {
    const object = manifestOf(inputs);
    if (!settings.upsert || !settings.serverSideApply) return cluster.create(object, plainManager, { dryRun });
    const force = dryRun || settings.patchForce || annotation(inputs, annotations.patchForce) === "true";
    return apply(cluster, object, plainManager, { dryRun, force });
}
