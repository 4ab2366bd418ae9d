import { idOf } from "./resource-ids";

/** A resource as in `pulumi stack export`; only what is looked at. */
export interface ResourceState {
    readonly urn: string;
    readonly type: string;
    readonly custom?: boolean;
    readonly id?: string;
    /** Kept in the state only until the old one of a replacement is deleted. */
    readonly delete?: boolean;
    readonly inputs?: { readonly [name: string]: unknown };
    readonly outputs?: { readonly [name: string]: unknown };
    readonly parent?: string;
    readonly provider?: string;
    readonly dependencies?: readonly string[];
}

/** What the engine was at when it was killed. */
export interface PendingOperation {
    readonly resource: ResourceState;
    /** `creating`, `updating`, `deleting`, `reading`, `importing`. */
    readonly type: string;
}

export interface Deployment {
    readonly resources?: readonly ResourceState[];
    readonly pending_operations?: readonly PendingOperation[];
}

/** How the operations that a kill left can be settled. */
export interface PendingPlan {
    /** To be taken into the state with the only identifier that they can have; a refresh then tells whether they exist. */
    readonly adopt: readonly ResourceState[];
    /** Known to the state: a refresh tells how far the operation got. */
    readonly refresh: readonly string[];
    /** Nobody can tell from here whether they exist. */
    readonly unknown: readonly { readonly resource: ResourceState; readonly reason: string }[];
}

/** Pure. A state without leftovers gives an empty plan. */
export function planPending({ resources = [], pending_operations: pending = [] }: Deployment): PendingPlan {
    const known = new Map(resources.filter((resource) => resource.delete !== true).map((resource) => [resource.urn, resource]));
    const adopt = new Map<string, ResourceState>();
    // Adopted once, and the refresh was killed.
    const refresh = new Set(resources.filter(isHalfAdopted).map(({ urn }) => urn));
    const unknown: { readonly resource: ResourceState; readonly reason: string }[] = [];
    for (const { resource, type } of pending) {
        const { urn } = resource;
        const existing = known.get(urn);
        if (type !== "creating") {
            if (existing !== undefined) refresh.add(urn);
            continue;
        }
        const id = idOf(resource.type, resource.inputs ?? {});
        if (id === undefined) unknown.push({ resource, reason: "its identifier is not known beforehand" });
        else if (existing?.id === id) refresh.add(urn);
        else if (existing !== undefined) unknown.push({ resource, reason: `it was to replace ${existing.id ?? "another one"}` });
        else if (!isAnchored(resource, known)) unknown.push({ resource, reason: "the state lacks what it depends on" });
        else adopt.set(urn, { ...resource, id });
    }
    return { adopt: [...adopt.values()], refresh: [...refresh], unknown };
}

export function isEmpty({ adopt, refresh, unknown }: PendingPlan): boolean {
    return adopt.length + refresh.length + unknown.length === 0;
}

/** The deployment with the adopted resources in it, and with no other pending operations than creates that stay unknown. */
export function settled<D extends Deployment>(deployment: D, { adopt, unknown }: PendingPlan, dropUnknown: boolean): D {
    const left = new Set(dropUnknown ? [] : unknown.map(({ resource }) => resource.urn));
    const { resources = [], pending_operations: pending = [] } = deployment;
    const noted = pending.filter(({ type, resource }) => type === "creating" && left.has(resource.urn));
    return { ...deployment, resources: [...resources, ...adopt], pending_operations: noted };
}

function isHalfAdopted({ custom, id, outputs, type }: ResourceState): boolean {
    return custom === true && id !== undefined && outputs === undefined && !type.startsWith("pulumi:");
}

/** A state with a reference to nowhere is refused by the engine. */
function isAnchored({ parent, provider, dependencies = [] }: ResourceState, known: ReadonlyMap<string, ResourceState>): boolean {
    const providerUrn = provider?.split("::").slice(0, -1).join("::");
    return [parent, providerUrn, ...dependencies].every((urn) => urn === undefined || urn === "" || known.has(urn));
}
