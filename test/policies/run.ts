/** Runs one rule of a pack on made-up resources, as the engine would. */

import type { PolicyResource, PolicyResourceOptions, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Values } from "../components/values";

export interface MadeUp {
    readonly type: string;
    readonly name?: string;
    readonly props: Values;
    readonly protect?: boolean;
    /** Resources that each property comes from. */
    readonly from?: { readonly [property: string]: readonly PolicyResource[] };
}

/** Messages of the violations, with the name of the resource where the rule gave one. */
export type Violations = readonly string[];

export function resource({ type, name = "one", props, protect = false, from = {} }: MadeUp, stack = "dev"): PolicyResource {
    const propertyDependencies = Object.fromEntries(Object.entries(from).map(([property, list]) => [property, [...list]]));
    return {
        type,
        name,
        props,
        urn: `urn:pulumi:${stack}::colorway::${type}::${name}`,
        opts: options(protect),
        dependencies: Object.values(propertyDependencies).flat(),
        propertyDependencies,
        isType: () => false,
        asType: () => undefined,
    };
}

export async function checkStack(policy: StackValidationPolicy, resources: readonly PolicyResource[]): Promise<Violations> {
    const violations: string[] = [];
    await policy.validateStack({
        resources: [...resources], stackTags: new Map(), getConfig: <T extends object>() => ({}) as T, notApplicable,
    }, (message, urn) => violations.push(urn === undefined ? message : `${nameOf(urn)}: ${message}`));
    return violations;
}

export async function checkResource(
    policy: ResourceValidationPolicy, { type, name, props, urn, opts }: PolicyResource, config: object = {},
): Promise<Violations> {
    const violations: string[] = [];
    for (const validate of [policy.validateResource ?? []].flat()) {
        await validate({
            type, name, props, urn, opts, stackTags: new Map(), notApplicable,
            getConfig: <T extends object>() => config as T, isType: () => false, asType: () => undefined,
        }, message => violations.push(message));
    }
    return violations;
}

function options(protect: boolean): PolicyResourceOptions {
    return {
        protect, ignoreChanges: [], aliases: [], additionalSecretOutputs: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    };
}

function notApplicable(reason?: string): never {
    throw new Error(`not applicable: ${reason}`);
}

function nameOf(urn: string): string {
    return urn.split("::")[3];
}
