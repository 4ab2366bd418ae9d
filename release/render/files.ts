/** Texts of the files that a stack is rendered to. */
import { stringify } from "yaml";
import type { Color, PerColor } from "../../config/types";
import { sha256 } from "../manifests/digest";
import type { Rendered, RenderedChart, RenderedObject } from "./objects";
import { secretText, unknownText } from "./values";

/** What the files say of where they come from. */
export interface Origin {
    readonly stack: string;
    /** As the first line of a command says it. */
    readonly cloud: string;
    /** Version in each slot; absent for a slot without one. */
    readonly releases: Partial<PerColor<string>>;
    /** The only color that was rendered. @default both, and what belongs to none */
    readonly slot?: Color | undefined;
}

/** Lists everything and tells later runs which files they may replace. `kubectl apply -R -f` passes over a `.txt`. */
export const indexFile = "index.txt";
const seal = "# sha256 of the lines above: ";

/** Text by path. */
export function filesOf(content: Rendered, origin: Origin): ReadonlyMap<string, string> {
    const objects = content.objects.map(object => [object.file, objectText(object, origin)] as const);
    return new Map([...objects, [indexFile, indexText(content, origin, new Map(objects))]]);
}

function objectText(object: RenderedObject, origin: Origin): string {
    const { slot, unknown, secret, value } = object;
    const release = slot === undefined ? undefined : origin.releases[slot];
    const belongs = slot === undefined ? "release none, color none" : `release ${release ?? "none"}, color ${slot}`;
    return [`# stack ${origin.stack}, ${belongs}, ${origin.cloud}`, ...notes({ unknown, secret }), yaml(value)].join("\n");
}

function notes({ unknown, secret }: Pick<RenderedObject, "unknown" | "secret">): readonly string[] {
    const note = (text: string, what: string, paths: readonly string[]): readonly string[] =>
        (paths.length > 0 ? [`# not to be applied as it is: ${text} stands for ${what}, in ${paths.join(", ")}`] : []);
    return [...note(unknownText, "what an update makes up", unknown), ...note(secretText, "a secret", secret)];
}

function indexText({ objects, charts }: Rendered, origin: Origin, texts: ReadonlyMap<string, string>): string {
    const { stack, cloud, releases, slot } = origin;
    const listed = objects.map(({ file, resource, unknown, secret }) => ({
        file, resource, ...placesOf({ unknown, secret }), sha256: sha256(texts.get(file) ?? ""),
    }));
    const body = [
        "# Written by colorway render, which replaces this folder whole while nothing else is in it and nothing was changed.",
        yaml({ stack, cloud, ...(slot === undefined ? {} : { slot }), releases, objects: listed }).trimEnd(),
        "# Helm releases: only listed. Their objects are made of the chart's templates in an update.",
        yaml({ charts: charts.map(chartEntry) }),
    ].join("\n");
    return `${body}${seal}${sha256(body)}\n`;
}

function chartEntry({ slot, unknown, secret, values, ...chart }: RenderedChart): object {
    return { ...chart, ...(slot === undefined ? {} : { slot }), ...placesOf({ unknown, secret }), values };
}

function placesOf({ unknown, secret }: Pick<RenderedObject, "unknown" | "secret">): object {
    return { ...(unknown.length > 0 ? { unknown } : {}), ...(secret.length > 0 ? { secret } : {}) };
}

/** Read alike as YAML 1.2 and 1.1, of which kubectl reads a mixture: `on`, `1:30` and `0o7` stand in quotes. */
function yaml(value: unknown): string {
    return stringify(value, { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

/** Text of an index without its seal; undefined where it is none, or was changed. */
export function sealedText(index: string): string | undefined {
    const at = index.lastIndexOf(seal);
    const body = index.slice(0, Math.max(0, at));
    return at >= 0 && index.slice(at) === `${seal}${sha256(body)}\n` ? body : undefined;
}
