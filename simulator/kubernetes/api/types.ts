import { isProps, list, optionalText, Props, record, Value } from "../../cloud/values";

/** Objects of the Kubernetes API as plain JSON. Every one is a `Props`, so the readers of `cloud/values` serve for specs. */

/** What the API server fills in on every object. The rest (labels, finalizers, …) is read with the functions below. */
export interface ObjectMeta extends Props {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
}

export interface KubeObject extends Props {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: ObjectMeta;
}

/** An object on its way to the API server. */
export interface Manifest extends Props {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: Props;
}

export interface ObjectKey {
    readonly apiVersion: string;
    readonly kind: string;
    /** Absent for kinds that are not namespaced. */
    readonly namespace?: string;
    readonly name: string;
}

export interface OwnerReference extends Props {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
    readonly controller: boolean;
    readonly blockOwnerDeletion: boolean;
}

export interface Condition extends Props {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
    readonly lastTransitionTime: string;
}

export function isManifest(value: Value | undefined): value is Manifest {
    return (
        isProps(value) &&
        typeof value["apiVersion"] === "string" &&
        typeof value["kind"] === "string" &&
        isProps(value["metadata"])
    );
}

export function keyOf(object: KubeObject): ObjectKey {
    const namespace = namespaceOf(object);
    const { apiVersion, kind } = object;
    return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name: object.metadata.name };
}

/** `ns/name`, or `name` for what is not namespaced. */
export function idOf(key: Pick<ObjectKey, "namespace" | "name">): string {
    return key.namespace === undefined ? key.name : `${key.namespace}/${key.name}`;
}

export function namespaceOf(object: Manifest): string | undefined {
    return optionalText(object.metadata, "namespace");
}

/** The strings of a record of strings: labels, annotations, selectors. */
export function stringsOf(value: Value | undefined): Readonly<Record<string, string>> {
    if (!isProps(value)) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

export function labelsOf(object: Manifest): Readonly<Record<string, string>> {
    return stringsOf(object.metadata["labels"]);
}

export function annotationsOf(object: Manifest): Readonly<Record<string, string>> {
    return stringsOf(object.metadata["annotations"]);
}

export function finalizersOf(object: Manifest): readonly string[] {
    return list(object.metadata, "finalizers").filter((item): item is string => typeof item === "string");
}

/** Number of the present spec, 0 for kinds without one. */
export function generationOf(object: Manifest): number {
    const generation = object.metadata["generation"];
    return typeof generation === "number" ? generation : 0;
}

export function isDeleting(object: Manifest): boolean {
    return typeof object.metadata["deletionTimestamp"] === "string";
}

export function ownersOf(object: Manifest): readonly OwnerReference[] {
    return list(object.metadata, "ownerReferences").filter(isOwnerReference);
}

function isOwnerReference(value: Value): value is OwnerReference {
    return (
        isProps(value) &&
        typeof value["uid"] === "string" &&
        typeof value["kind"] === "string" &&
        typeof value["name"] === "string"
    );
}

/** The reference that a controller puts on what it makes. */
export function controllerReference(owner: KubeObject): OwnerReference {
    const { apiVersion, kind, metadata } = owner;
    return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** The uid of the controller that owns it. */
export function controllerOf(object: Manifest): string | undefined {
    return ownersOf(object).find((owner) => owner.controller)?.uid;
}

export function specOf(object: Manifest): Props {
    return record(object, "spec");
}

export function statusOf(object: Manifest): Props {
    return record(object, "status");
}

export function conditionsOf(object: Manifest): readonly Condition[] {
    return list(statusOf(object), "conditions").filter(isCondition);
}

export function conditionOf(object: Manifest, type: string): Condition | undefined {
    return conditionsOf(object).find((condition) => condition.type === type);
}

function isCondition(value: Value): value is Condition {
    return isProps(value) && typeof value["type"] === "string" && typeof value["status"] === "string";
}
