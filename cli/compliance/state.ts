/** A stack's state as the compliance rules read it. */
import { ResourceData } from "../../policies/core/stack";

interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly inputs?: object;
    readonly outputs?: object;
    readonly propertyDependencies?: { readonly [property: string]: readonly string[] | null };
    /** Waits for its deletion: something else took its place. */
    readonly delete?: boolean;
}

/** What `pulumi stack export` prints. Secrets stay encrypted: a rule that needs one does not know it. */
export function resourcesOf(exported: string): readonly ResourceData[] {
    const { deployment } = JSON.parse(exported) as { readonly deployment?: { readonly resources?: readonly StateResource[] } };
    return (deployment?.resources ?? []).filter((resource) => resource.delete !== true).map(resourceOf);
}

function resourceOf({ urn, type, id, parent, protect = false, inputs = {}, outputs = {}, propertyDependencies = {} }: StateResource): ResourceData {
    const from = Object.entries(propertyDependencies).map(([property, urns]) => [property, urns ?? []] as const);
    return {
        urn, type, protect,
        name: urn.split("::").slice(3).join("::"),
        // What was asked for goes before what came of it: an output may be cut, or be there for what nobody set.
        props: { ...outputs, ...inputs },
        from: Object.fromEntries(from),
        ...(id === undefined ? {} : { id }),
        ...(parent === undefined ? {} : { parent }),
    };
}
