import type { Props } from "../../cloud/values";
import type { KubeObject, Manifest, ObjectKey } from "./types";

/** What admission and validation may look at. */
export interface ClusterView {
    readonly name: string;
    get(key: ObjectKey): KubeObject | undefined;
    /** Oldest first; every namespace where none is named. */
    list(apiVersion: string, kind: string, namespace?: string, selector?: Props): readonly KubeObject[];
    /** The next free address of the Service range. */
    freeServiceIp(): string;
}

export type Operation = "create" | "update";

/** A mutating webhook: gives back the object, changed or not, or throws an `ApiError`. `old` in updates. */
export type Webhook = (object: Manifest, operation: Operation, old: KubeObject | undefined) => Manifest;

/** A validating webhook: throws an `ApiError` where it denies. Called after the API server's own validation. */
export type ValidatingWebhook = (object: Manifest, operation: Operation, old: KubeObject | undefined) => void;
