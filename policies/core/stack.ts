/** The resources of a stack with their relations, built once for all rules. */
import { groupedBy } from "../lib/groups";
import { Node } from "./node";
import type { StackView, Subject } from "./rule";

/** A resource as the engine, a state, or a test gives it. */
export interface ResourceData {
    readonly type: string;
    readonly urn: string;
    readonly name: string;
    readonly props: unknown;
    readonly protect?: boolean;
    readonly parent?: string;
    /** URNs that each property's value comes from. */
    readonly from?: { readonly [property: string]: readonly string[] };
    /** Identifier in the cloud, where there is one yet. */
    readonly id?: string;
    /** Properties of its provider. */
    readonly provider?: unknown;
}

/** That a property of the subject comes from a resource, which its URN names. */
interface Relation {
    readonly source: string;
    readonly subject: Subject;
    readonly property: string;
}

export class Stack implements StackView {
    private readonly types: ReadonlyMap<string, readonly Subject[]>;
    private readonly byUrn: ReadonlyMap<string, Subject>;
    private readonly identifiers: ReadonlyMap<string, readonly string[]>;
    /** By URN of the resource that is named. */
    private readonly namedBy: ReadonlyMap<string, readonly Relation[]>;

    constructor(resources: readonly ResourceData[]) {
        const made = resources.map((data) => ({ data, subject: this.subjectOf(data) }));
        this.types = groupedBy(made.map(({ subject }) => subject), ({ type }) => type);
        this.byUrn = new Map(made.map(({ subject }) => [subject.urn, subject]));
        this.identifiers = new Map(made.map(({ data, subject }) => [subject.urn, identifiersOf(subject, data.id)]));
        this.namedBy = groupedBy(made.flatMap(relationsOf), ({ source }) => source);
    }

    all(): readonly Subject[] {
        return [...this.byUrn.values()];
    }

    ofType(...types: readonly string[]): readonly Subject[] {
        return types.flatMap((type) => this.types.get(type) ?? []);
    }

    naming(
        subject: Subject, type: string, property: string,
    ): { readonly found: readonly Subject[]; readonly unsure: readonly Subject[] } {
        const related = (this.namedBy.get(subject.urn) ?? []).filter((each) =>
            each.property === property && each.subject.type === type);
        const found = new Set(related.map((each) => each.subject));
        const identifiers = this.identifiers.get(subject.urn) ?? [];
        const unsure: Subject[] = [];
        for (const other of this.ofType(type)) {
            if (found.has(other)) continue;
            const sources = other.from(property);
            // By way of one that stands beside both, as a bucket's lifecycle that takes the name from its versioning.
            if (sources.some((source) => source.from(property).includes(subject))) found.add(other);
            // It is from another one of the kind.
            if (found.has(other) || sources.some((source) => source.type === subject.type)) continue;
            const node = other.props.at(property);
            if (node.reading === "unknown") unsure.push(other);
            else if (node.text !== undefined && identifiers.includes(node.text)) found.add(other);
        }
        return { found: [...found], unsure };
    }

    private subjectOf(data: ResourceData): Subject {
        const { type, urn, name, protect = false, parent, from = {} } = data;
        return {
            type, urn, name, protect,
            props: Node.of(data.props),
            provider: Node.of(data.provider),
            from: (property) => (from[property] ?? []).flatMap((each) => this.byUrn.get(each) ?? []),
            // Dependencies are told for every property that is set, also those without any.
            sets: (property) => Object.keys(from).length === 0 || Object.hasOwn(from, property),
            ...(parent === undefined ? {} : { parent }),
        };
    }
}

function relationsOf(
    { data: { from = {} }, subject }: { readonly data: ResourceData; readonly subject: Subject },
): readonly Relation[] {
    return Object.entries(from).flatMap(([property, sources]) => sources.map((source) => ({ source, subject, property })));
}

/** Properties by which others name a resource where they do not take it from it. */
const naming = ["id", "arn", "name", "bucket", "identifier", "clusterIdentifier"];

function identifiersOf({ props }: Subject, id: string | undefined): readonly string[] {
    return [id, ...naming.map((property) => props.at(property).text)].filter((text): text is string =>
        text !== undefined && text !== "");
}
