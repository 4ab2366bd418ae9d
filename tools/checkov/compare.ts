/** Sets Checkov's findings against ours. */

import { evaluate, RuleIndex } from "../../policies/core/evaluate";
import { type ResourceData, Stack } from "../../policies/core/stack";
import { rules } from "../../policies/registry";
import type { Check, Checks, Counts } from "./checks";

/** Something that Checkov says of a resource. */
export interface Finding {
    readonly check: string;
    readonly name: string;
    readonly resource: ResourceData;
}

export interface Comparison {
    readonly counts: Counts;
    /** How often each check fired. */
    readonly fired: ReadonlyMap<string, number>;
    /** What is listed and answered something: `CHECK rule RULE` and `CHECK except OF`. */
    readonly used: ReadonlySet<string>;
    /** Findings that are neither found by us nor listed. */
    readonly problems: readonly string[];
}

export function compare(resources: readonly ResourceData[], findings: readonly Finding[], { checks }: Checks): Comparison {
    const ours = ourFindings(resources);
    const beside = neighbors(resources);
    const [fired, used, answering] = [new Map<string, number>(), new Set<string>(), new Set<string>()];
    const problems: string[] = [];
    let answered = 0;
    for (const { check: id, name, resource } of findings) {
        fired.set(id, (fired.get(id) ?? 0) + 1);
        const label = `${resource.type} ${resource.name}`;
        const check = checks[id];
        const places = [resource.urn, ...(beside.get(resource.urn) ?? [])];
        const answers = places.flatMap((urn) =>
            (check?.rules ?? []).filter((rule) => ours.get(urn)?.has(rule)).map((rule) => ({ urn, rule })));
        for (const { urn, rule } of answers) {
            used.add(`${id} rule ${rule}`);
            answering.add(`${rule} ${urn}`);
        }
        if (answers.length > 0) answered += 1;
        else if (!excused(id, check, label, used)) {
            problems.push(`${id} (${name}) on ${label}: ${missing(check, ours.get(resource.urn))}`);
        }
    }
    const all = [...ours].flatMap(([urn, found]) => [...found].map((rule) => ({ urn, rule })));
    const named = new Set(Object.values(checks).flatMap((check) => check.rules ?? []));
    const broken = new Set(all.map(({ rule }) => rule));
    return {
        fired, used, problems,
        counts: {
            resources: resources.length, types: new Set(resources.map(({ type }) => type)).size,
            theirs: findings.length, answered,
            ours: all.length, oursOnly: all.filter(({ urn, rule }) => !answering.has(`${rule} ${urn}`)).length,
            rules: broken.size, rulesOnly: [...broken].filter((rule) => !named.has(rule)).length,
        },
    };
}

/** What is listed and answers nothing in any of the comparisons. */
export function unused({ checks }: Checks, comparisons: readonly Comparison[]): readonly string[] {
    const used = new Set(comparisons.flatMap((comparison) => [...comparison.used]));
    const fired = new Set(comparisons.flatMap((comparison) => [...comparison.fired.keys()]));
    return Object.entries(checks).flatMap(([id, { rules: named = [], except = [] }]) => {
        if (!fired.has(id)) return [`${id}: is listed, but does not fire any more; remove it, or seed a resource that it finds`];
        return [
            ...named.filter((rule) => !used.has(`${id} rule ${rule}`))
                .map((rule) => `${id}: rule ${rule} answers none of its findings; remove it`),
            ...except.filter(({ of }) => !used.has(`${id} except ${of}`))
                .map(({ of }) => `${id}: the exception for ${of} is not needed; remove it`),
        ];
    });
}

function excused(id: string, check: Check | undefined, label: string, used: Set<string>): boolean {
    if (check?.why !== undefined) return true;
    const except = check?.except?.find(({ of }) => new RegExp(`^(?:${of})$`).test(label));
    if (except !== undefined) used.add(`${id} except ${except.of}`);
    return except !== undefined;
}

function missing(check: Check | undefined, found: ReadonlySet<string> | undefined): string {
    const named = check === undefined
        ? "it is not listed in tools/checkov/matters.json"
        : `none of ${(check.rules ?? []).join(", ")} finds it`;
    return `${named}; there we find ${[...(found ?? [])].join(", ") || "nothing"}`;
}

/** Broken rules by URN. */
function ourFindings(resources: readonly ResourceData[]): ReadonlyMap<string, ReadonlySet<string>> {
    const view = new Stack(resources);
    const found = new Map<string, Set<string>>();
    for (const { rule, subject, verdict } of evaluate(new RuleIndex(rules), view.all(), view)) {
        if (verdict.kind !== "notMet") continue;
        const known = found.get(subject.urn) ?? new Set();
        found.set(subject.urn, known.add(rule.id));
    }
    return found;
}

/** Resources that one names, and those that name it: a matter of both may be told on either. */
function neighbors(resources: readonly ResourceData[]): ReadonlyMap<string, ReadonlySet<string>> {
    const beside = new Map<string, Set<string>>();
    const add = (one: string, other: string): void => void beside.set(one, (beside.get(one) ?? new Set()).add(other));
    for (const { urn, from = {} } of resources) {
        for (const source of new Set(Object.values(from).flat())) {
            add(urn, source);
            add(source, urn);
        }
    }
    return beside;
}
