/** What both OSCAL documents begin and end with. */
import { createHash } from "node:crypto";
import type { Assessment } from "../../core/assess";
import { catalogOf } from "../catalogs";
import { allKnown, type Evidence } from "../evidence";
import { list, markdown, oneLine, properties, type Property, uuidOf } from "./values";

/**
 * The newest that compliance-trestle 5.2.0 reads. 1.2.2 and 1.2.3, the newest release, changed how OSCAL is built, not its models:
 * https://github.com/usnistgov/OSCAL/releases. The documents are valid by the schemas of 1.2.3, too.
 */
export const oscalVersion = "1.2.1";

/** Of a document: the same as long as nothing but the time differs. */
export function documentUuid(kind: string, { stack, source, commit = "", actor, rulesHash, results, assessments }: Evidence): string {
    const standards = assessments.map(({ standard, version, baseline, counts }) => [standard, version, baseline, counts]);
    const content = JSON.stringify([actor, rulesHash, results, standards]);
    return uuidOf(kind, stack, source, commit, createHash("sha256").update(content).digest("hex"));
}

export function metadata(title: string, evidence: Evidence): object {
    const { time, actor } = evidence;
    const party = uuidOf("party", actor);
    return {
        title: markdown(title),
        "last-modified": time,
        version: time,
        "oscal-version": oscalVersion,
        props: provenance(evidence),
        roles: [{ id: "creator", title: "Who made this document" }],
        parties: [{ uuid: party, type: "person", name: oneLine(actor) }],
        "responsible-parties": [{ "role-id": "creator", "party-uuids": [party] }],
    };
}

/** What was judged, by what, and whether every value was known. */
export function provenance(evidence: Evidence): readonly Property[] {
    const { stack, source, commit, dirty, tool, rulesHash } = evidence;
    return properties({
        stack, source, commit,
        "uncommitted-changes": dirty === undefined ? undefined : yesOrNo(dirty),
        "values-known": yesOrNo(allKnown(evidence)),
        tool: tool.name, "tool-version": tool.version, "rules-sha256": rulesHash,
    });
}

/** Of the back matter: the catalog of a standard. */
export function catalogUuid(standard: string): string {
    return uuidOf("catalog", standard);
}

export function catalogResources(assessments: readonly Assessment[]): readonly object[] {
    return assessments.map(({ standard, version, baseline }) => {
        const catalog = catalogOf(standard);
        return {
            uuid: catalogUuid(standard),
            title: markdown(`${standard} ${version}`),
            description: "The catalog whose controls are told. The hash is that of the list of controls that was used.",
            props: properties({ "catalog-version": version, baseline, "catalog-sha256": catalog?.sha256 }),
            ...list("rlinks", catalog === undefined ? [] : [{ href: catalog.source }]),
        };
    });
}

export function yesOrNo(value: boolean): string {
    return value ? "yes" : "no";
}

export function oscalText(document: object): string {
    return `${JSON.stringify(document, undefined, 2)}\n`;
}
