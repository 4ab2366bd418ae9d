import { Props, record, sameValue } from "../../cloud/values";
import type { KubeCluster } from "../api/objects";
import { conditionOf, finalizersOf, idOf, keyOf, KubeObject, specOf, statusOf } from "../api/types";
import { annotated } from "./await-annotation";
import { DeploymentReady } from "./await-deployment";
import { ServiceReady } from "./await-service";
import { annotation, annotations } from "./inputs";
import { Canceled, Condition, waitFor } from "./waiting";

/** Seconds that a create, update or delete waits (pulumi/pulumi-kubernetes provider/pkg/await/await.go). */
const defaultSeconds = 600;
/** Seconds that a ResourceQuota may take to be taken up (provider/pkg/await/awaiters.go). */
const quotaSeconds = 60;

/** It is there, but not ready: what the provider says, first the outcome, then the reasons. */
export class NotReady extends Error {
    constructor(
        outcome: string,
        readonly reasons: readonly string[],
    ) {
        super(outcome);
        this.name = "NotReady";
    }
}

/** `customTimeouts`, else the annotation, else ten minutes; at the pace of the simulated cluster. */
function timeout(cluster: KubeCluster, inputs: Props, seconds: number): number {
    const annotatedSeconds = annotation(inputs, annotations.timeoutSeconds);
    const wanted = seconds !== 0 ? seconds : /^\d+$/.test(annotatedSeconds ?? "") ? Number(annotatedSeconds) : defaultSeconds;
    return cluster.clock.scaled(wanted);
}

export function skipsAwait(inputs: Props): boolean {
    return annotation(inputs, annotations.skipAwait) === "true";
}

/**
 * Waits until an object is ready in the provider's sense, or the engine cancels (provider/pkg/await/util.go, cancellationError).
 *
 * @throws NotReady
 */
export async function awaitReady(cluster: KubeCluster, inputs: Props, made: KubeObject, seconds: number, signal: AbortSignal): Promise<void> {
    if (skipsAwait(inputs)) return;
    const { name } = made.metadata;
    const wait = async (condition: Condition, limit: number, problems: () => readonly string[] = () => []): Promise<boolean> => {
        try {
            return await waitFor(cluster, condition, limit, signal);
        } catch (error) {
            if (error instanceof Canceled) throw new NotReady(canceledText(name), problems());
            throw error;
        }
    };
    const limit = timeout(cluster, inputs, seconds);
    const wanted = annotation(inputs, annotations.waitFor);
    if (wanted !== undefined && wanted !== "") {
        if (!(await wait(annotated(cluster, made, wanted), limit))) throw new NotReady("timed out waiting for the condition", []);
        return;
    }
    if (made.kind === "Deployment") {
        const condition = new DeploymentReady(cluster, made);
        if (await wait(condition, limit, () => condition.problems())) return;
        throw new NotReady(`'${name}' timed out waiting to be Ready`, condition.problems());
    }
    if (made.kind === "Service") {
        const condition = new ServiceReady(cluster, made);
        if ((await wait(condition, limit, () => condition.problems())) || condition.isAcceptable()) return;
        throw new NotReady(`'${name}' timed out waiting to be Ready`, condition.problems());
    }
    if (made.kind === "ResourceQuota") {
        const taken = (): boolean => {
            const now = cluster.get(keyOf(made));
            return now !== undefined && sameValue(record(specOf(now), "hard"), record(statusOf(now), "hard"));
        };
        if (await wait({ look: taken }, cluster.clock.scaled(quotaSeconds))) return;
        throw new NotReady(`Timeout occurred polling for '${name}'`, []);
    }
}

function canceledText(name: string): string {
    return `Resource operation was cancelled for ${JSON.stringify(name)}`;
}

/** A look at an object that was made before, as `refresh` takes it. Throws `NotReady`. */
export function checkReady(cluster: KubeCluster, inputs: Props, live: KubeObject): void {
    if (skipsAwait(inputs)) return;
    const failed = (problems: readonly string[]): NotReady => {
        return new NotReady(`Resource '${live.metadata.name}' was created but failed to initialize`, problems);
    };
    if (live.kind === "Deployment") {
        const condition = new DeploymentReady(cluster, live);
        if (!condition.look()) throw failed(condition.problems());
    }
    if (live.kind === "Service") {
        const condition = new ServiceReady(cluster, live);
        if (!condition.isAcceptable()) throw failed(condition.problems());
    }
}

/** Kinds whose deletion `skipAwait` does not wait for either (provider/pkg/metadata/overrides.go). */
const skippable = ["Namespace", "Pod", "Deployment"];

/** Deletes an object and waits until it is gone, or the engine cancels. */
export async function deleteAndWait(cluster: KubeCluster, inputs: Props, live: KubeObject, seconds: number, signal: AbortSignal): Promise<void> {
    const policy = (annotation(inputs, annotations.deletionPropagation) ?? "").toLowerCase();
    const propagation = policy === "orphan" ? "Orphan" : policy === "background" ? "Background" : "Foreground";
    const key = keyOf(live);
    cluster.delete(key, { propagation });
    if (skipsAwait(inputs) && skippable.includes(live.kind)) return;
    const gone = (): boolean => cluster.get(key)?.metadata.uid !== live.metadata.uid;
    try {
        if (await waitFor(cluster, { look: gone }, timeout(cluster, inputs, seconds), signal)) return;
    } catch (error) {
        throw error instanceof Canceled ? new Error(canceledText(key.name)) : error;
    }
    const left = cluster.get(key);
    const held = left === undefined ? [] : finalizersOf(left);
    const why = held.length > 0 ? `: finalizers might be preventing deletion (${held.join(", ")})` : contentOf(left);
    throw new Error(`${idOf(key)}: timed out waiting for the condition${why}`);
}

/** What keeps a namespace. */
function contentOf(namespace: KubeObject | undefined): string {
    if (namespace === undefined) return "";
    const found = ["NamespaceFinalizersRemaining", "NamespaceContentRemaining"].map(
        (type) => conditionOf(namespace, type)?.message,
    );
    const said = found.filter((message) => message !== undefined);
    return said.length === 0 ? "" : `: ${said.join("; ")}`;
}

/** Seconds between tries of a create whose namespace or kind is not there yet (provider/pkg/retry). */
export function retryDelay(cluster: KubeCluster, attempt: number): number {
    return cluster.clock.scaled(2 ** attempt);
}

export const createRetries = 5;
