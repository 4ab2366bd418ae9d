/** Which controls of NIST SP 800-53 and requirements of PCI DSS the same rules serve. */
import { groupedBy } from "../../policies/lib/groups";
import { rules } from "../../policies/registry";
import { type Chapter, mappingsOf, titleOfControl } from "./data";
import { generated, table } from "./markdown";
import { linkTo } from "./rule-pages";

/** `stated`: one reference gives both for the same check; `joined`: two references do; `own`: one side at least is ours. */
export type Basis = "stated" | "joined" | "own";

export interface Pair {
    readonly nist: string;
    readonly pci: string;
    /** The best that any of the rules gives. */
    readonly basis: Basis;
    /** Whether one rule satisfies both. */
    readonly satisfiesBoth: boolean;
    readonly rules: readonly string[];
}

const order: readonly Basis[] = ["stated", "joined", "own"];

/** In the order of PCI DSS, then by the number of rules. */
export function pairs(): readonly Pair[] {
    const links = rules.flatMap(({ id: rule }) =>
        mappingsOf(rule, "pci").flatMap((pci) => mappingsOf(rule, "nist").map((nist) => {
            const basis: Basis = pci.source === "own" || nist.source === "own"
                ? "own"
                : pci.source === nist.source ? "stated" : "joined";
            return {
                rule, nist: nist.id, pci: pci.id, basis, both: pci.relation === "satisfies" && nist.relation === "satisfies",
            };
        })));
    const found = [...groupedBy(links, ({ nist, pci }) => `${pci} ${nist}`).values()].flatMap((list): readonly Pair[] => {
        const [first] = list;
        if (first === undefined) return [];
        const basis = order.find((each) => list.some((link) => link.basis === each)) ?? "own";
        return [
            {
                nist: first.nist, pci: first.pci, basis, satisfiesBoth: list.some(({ both }) => both),
                rules: list.map(({ rule }) => rule),
            },
        ];
    });
    return found.sort((one, other) =>
        compareIds(one.pci, other.pci) || other.rules.length - one.rules.length || compareIds(one.nist, other.nist));
}

function compareIds(one: string, other: string): number {
    return one.localeCompare(other, "en", { numeric: true });
}

export function crosswalkJson(): string {
    const lines = pairs().map((pair) => `    ${JSON.stringify(pair)}`);
    return `{\n  "relation": "intersects-with",\n  "pairs": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

export function crosswalkPage(chapters: readonly Chapter[]): string {
    const all = pairs();
    const count = (basis: Basis): number => all.filter((pair) => pair.basis === basis).length;
    const byRequirement = groupedBy(all, ({ pci }) => pci);
    return [
        generated,
        "# NIST SP 800-53 Rev. 5 ↔ PCI DSS v4.0.1",
        "",
        `${all.length} pairs of ${new Set(all.map(({ nist }) => nist)).size} controls and ${byRequirement.size} requirements, `
            + "with the rules that make each of them.",
        "For programs: [crosswalk.json](crosswalk.json).",
        "",
        "## What a pair means",
        "",
        "**The same rule serves both.** In the words of OSCAL's mapping model the relation is `intersects-with`: a resource "
            + "that breaks the rule falls",
        "short of both. It does not say that one of them includes the other, and a control that is met is no evidence for the "
            + "requirement beside it",
        "except for what the rules named here look at.",
        "",
        ...table(["basis", "pairs", "meaning"], [
            [
                "stated", String(count("stated")),
                "one reference (as AWS Security Hub) gives the control and the requirement for one and the same check",
            ],
            ["joined", String(count("joined")), "one reference gives the control, another the requirement, for the same check"],
            ["own", String(count("own")), "one side at least is our own judgement"],
        ]),
        "The more rules, the more the two have in common: begin with the first of each row. Every pair is computed from "
            + "`policies/data/mappings.json`;",
        "a test computes it again, and asks that each control exists in its catalog and is not withdrawn.",
        "",
        "## By requirement of PCI DSS",
        "",
        ...table(["requirement", "about", "controls of NIST SP 800-53 (rules, basis)"], [...byRequirement].map(([pci, list]) => [
            `[${pci}](#${anchor(pci)})`, titleOfControl("pci", pci),
            list.map(({ nist, rules: by, basis }) => `${nist} (${by.length}, ${basis})`).join(", "),
        ])),
        "## By control of NIST SP 800-53",
        "",
        ...table(["control", "title", "requirements of PCI DSS (rules, basis)"], [
            ...groupedBy([...all].sort((one, other) => compareIds(one.nist, other.nist)), ({ nist }) => nist),
        ]
            .map(([nist, list]) => [
                nist, titleOfControl("nist", nist),
                list.map(({ pci, rules: by, basis }) => `${pci} (${by.length}, ${basis})`).join(", "),
            ])),
        "## Rules behind each requirement",
        "",
        ...[...byRequirement].flatMap(([pci, list]) => [
            `### ${pci}`,
            "",
            ...[...new Set(list.flatMap(({ rules: by }) => by))].map((rule) =>
                `- ${linkTo(rule, chapters)}: ${mappingsOf(rule, "nist").map(({ id }) => id).join(", ")}`),
            "",
        ]),
    ].join("\n");
}

/** As GitHub makes it of a heading. */
function anchor(id: string): string {
    return id.toLowerCase().replace(/[^a-z0-9-]/g, "");
}
