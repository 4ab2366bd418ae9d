/** Bad resources, each wrong on purpose, as the engine would give them to the rules. */
import type { ResourceData } from "../../../policies/core/stack";

export interface Seed {
    readonly type: string;
    readonly name: string;
    readonly props: { readonly [property: string]: unknown };
    /** Names of the seeds of other types that a property comes from, as `TYPE NAME`. */
    readonly from?: { readonly [property: string]: string };
}

/** @param from as `{ bucket: "aws:s3/bucket:Bucket bare" }` */
export function seed(type: string, name: string, props: Seed["props"], from?: Seed["from"]): Seed {
    return { type, name, props, ...(from === undefined ? {} : { from }) };
}

export function asResources(seeds: readonly Seed[]): readonly ResourceData[] {
    return seeds.map(({ type, name, props, from = {} }) => ({
        type, name, props, urn: urnOf(type, name),
        from: Object.fromEntries([...Object.keys(props), ...Object.keys(from)].map((property) => {
            const [sourceType, sourceName] = from[property]?.split(" ") ?? [];
            return [property, sourceType === undefined || sourceName === undefined ? [] : [urnOf(sourceType, sourceName)]];
        })),
    }));
}

function urnOf(type: string, name: string): string {
    return `urn:pulumi:seeded::colorway::${type}::${name}`;
}
