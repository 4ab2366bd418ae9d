/** The Kubernetes objects and charts of a stack, from its resources. */
import { type Color, colors } from "../../config/types";
import type { PlannedResource } from "../engine/planned";
import { nameOf } from "../engine/problems";
import { secretText, shown, type Shown } from "./values";

/** A Kubernetes object and the file that it is written to. */
export interface RenderedObject extends Shown {
    /** `NAMESPACE/KIND-NAME.yaml`; `_cluster` for the namespace of what is in none. */
    readonly file: string;
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string | undefined;
    readonly name: string;
    /** Color of the slot that it belongs to. */
    readonly slot: Color | undefined;
    /** Name of the resource in the program. */
    readonly resource: string;
}

/** A Helm release. Its objects are made of the chart's templates, by the provider, in an update. */
export interface RenderedChart extends Pick<Shown, "unknown" | "secret"> {
    readonly name: string;
    readonly namespace: string;
    readonly chart: string;
    readonly version: string;
    readonly repository: string;
    readonly values: unknown;
    readonly slot: Color | undefined;
    readonly resource: string;
}

export interface Rendered {
    /** By file. */
    readonly objects: readonly RenderedObject[];
    readonly charts: readonly RenderedChart[];
}

/** No namespace: an underscore is no letter of a name (Kubernetes, "Object Names and IDs"). */
const clusterFolder = "_cluster";
const slotType = "colorway:slots:Slot";

type Members = { readonly [name: string]: unknown };

/** @param slot only what belongs to that color @default everything */
export function rendered(resources: readonly PlannedResource[], slot?: Color): Rendered {
    const byUrn = new Map(resources.map(resource => [resource.urn, resource]));
    const chosen = resources
        .filter(({ custom, type }) => custom && type.startsWith("kubernetes:"))
        .map(resource => ({ resource, color: slotOf(resource, byUrn) }))
        .filter(({ color }) => slot === undefined || color === slot);
    const charts = chosen.filter(({ resource }) => isChart(resource)).map(({ resource, color }) => chartOf(resource, color));
    const objects = chosen.filter(({ resource }) => !isChart(resource)).map(({ resource, color }) => objectOf(resource, color));
    return { objects: withFiles(objects), charts: charts.sort(byText(({ resource }) => resource)) };
}

function isChart({ type }: PlannedResource): boolean {
    return type === "kubernetes:helm.sh/v3:Release";
}

function slotOf(resource: PlannedResource, byUrn: ReadonlyMap<string, PlannedResource>): Color | undefined {
    for (let up = byUrn.get(resource.parent); up !== undefined; up = byUrn.get(up.parent)) {
        const { type, urn } = up;
        if (type === slotType) return colors.find(color => nameOf(urn).endsWith(`-${color}`));
    }
    return undefined;
}

function objectOf({ urn, inputs }: PlannedResource, slot: Color | undefined): Omit<RenderedObject, "file"> {
    const { value, unknown, secret } = shown(inputs);
    const { apiVersion, kind, metadata, ...others } = value as Members;
    const { name = nameOf(urn), namespace } = (metadata ?? {}) as Members;
    const masked = kind === "Secret" ? maskedMembers(others) : { members: others, secret: [] };
    return {
        apiVersion: String(apiVersion), kind: String(kind),
        namespace: namespace === undefined ? undefined : String(namespace),
        // A name that the provider makes up is not known; the resource's tells which one it is.
        name: unknown.includes("metadata.name") ? nameOf(urn) : String(name),
        slot, resource: nameOf(urn),
        value: { apiVersion, kind, metadata, ...masked.members },
        unknown, secret: [...new Set([...secret, ...masked.secret])],
    };
}

/** What a Secret holds is secret even where the program does not say so. */
function maskedMembers(members: Members): { readonly members: Members; readonly secret: readonly string[] } {
    const held = ["data", "stringData"].filter(member => typeof members[member] === "object" && members[member] !== null);
    const keysOf = (member: string): readonly string[] => Object.keys(members[member] as Members);
    const masked = held.map(member => [member, Object.fromEntries(keysOf(member).map(key => [key, secretText]))]);
    return {
        members: { ...members, ...Object.fromEntries(masked) as Members },
        secret: held.flatMap(member => keysOf(member).map(key => `${member}.${key}`)),
    };
}

/** The kind alone, and with its group only where two kinds of one name would meet. */
function withFiles(objects: readonly Omit<RenderedObject, "file">[]): readonly RenderedObject[] {
    const plain = objects.map(object => ({ ...object, file: fileOf(object, object.kind) }));
    const count = new Map<string, number>();
    for (const { file } of plain) count.set(file, (count.get(file) ?? 0) + 1);
    const alone = ({ file }: RenderedObject): boolean => count.get(file) === 1;
    return plain
        .map(object => (alone(object) ? object : { ...object, file: fileOf(object, `${object.kind}.${groupOf(object)}`) }))
        .sort(byText(({ file }) => file));
}

function fileOf({ namespace = clusterFolder, name }: Omit<RenderedObject, "file">, kind: string): string {
    // Names may hold what file names may not, as the colon of `system:node`.
    const [folder, file] = [namespace, `${kind}-${name}`].map(part => encodeURIComponent(part));
    return `${folder}/${file}.yaml`;
}

function groupOf({ apiVersion }: { readonly apiVersion: string }): string {
    return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "core";
}

function chartOf({ urn, inputs }: PlannedResource, slot: Color | undefined): RenderedChart {
    const { value, unknown, secret } = shown(inputs);
    const release = value as Members;
    const { name = nameOf(urn), namespace = "default", chart, version = "newest", values = {} } = release;
    const { repo = "" } = (release["repositoryOpts"] ?? {}) as Members;
    return {
        name: String(name), namespace: String(namespace), chart: String(chart), version: String(version),
        repository: String(repo), values, slot, resource: nameOf(urn), unknown, secret,
    };
}

function byText<T>(key: (item: T) => string): (one: T, other: T) => number {
    return (one, other) => (key(one) < key(other) ? -1 : 1);
}
