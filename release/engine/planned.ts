import type { EngineEvent } from "@pulumi/pulumi/automation";

/** A resource as an update would leave it. */
export interface PlannedResource {
    readonly type: string;
    readonly urn: string;
    /** URN; empty at the top. */
    readonly parent: string;
    /** False for a component. */
    readonly custom: boolean;
    /** What the program asks for, with the engine's marks for what is secret or not known yet. */
    readonly inputs: { readonly [name: string]: unknown };
}

/** Collects from the events of a preview what the stack would consist of: what is changed, and what stays as it is. */
export class Planned {
    private readonly found = new Map<string, PlannedResource>();

    see({ resourcePreEvent }: EngineEvent): void {
        const { new: state, urn, type, op } = resourcePreEvent?.metadata ?? {};
        // What goes has no new state. What a program only reads is somebody else's.
        if (state === undefined || urn === undefined || type === undefined || op?.startsWith("read") === true) return;
        this.found.set(urn, { type, urn, parent: state.parent ?? "", custom: state.custom === true, inputs: state.inputs ?? {} });
    }

    list(): readonly PlannedResource[] {
        return [...this.found.values()];
    }
}
