/** Every control of the baselines and every requirement: where it stands, by what, and who else answers for it. */
import type { Control } from "../../policies/core/standard";
import { groupedBy } from "../../policies/lib/groups";
import { rules } from "../../policies/registry";
import {
    answeringOf, answers, boundOnly, type Chapter, type Framework, groupOf, groups, mappingsOf, packServes, standard,
} from "./data";
import { code, generated, sentence, table } from "./markdown";
import { linkTo } from "./rule-pages";

export const statuses = [
    "satisfied by rules", "rules contribute", "packs contribute", "in its parts", "manual", "inherited from AWS",
    "not applicable", "not covered",
] as const;
export type Status = (typeof statuses)[number];

const meanings: { readonly [status in Status]: string } = {
    "satisfied by rules": "a rule answers all that it demands of such a resource; what it demands of people is left",
    "rules contribute": "rules look at a part of it",
    "packs contribute": "no single rule: that every change is judged is the part",
    "in its parts": "a heading of PCI DSS: its requirements tell",
    "manual": "people, contracts and paper",
    "inherited from AWS": "AWS does it, and its reports are the evidence",
    "not applicable": "binds only some organizations; where yours is one of them, read the note",
    "not covered": "code could reach it, and no rule here does",
};

export interface Row {
    readonly control: Control;
    readonly status: Status;
    /** With whether the rule satisfies it. */
    readonly rules: readonly { readonly rule: string; readonly satisfies: boolean }[];
    readonly who: readonly string[];
    readonly note: string;
    /** Absent where that of the parties holds. */
    readonly source?: string;
}

/** NIST: the controls of any baseline, and others that a rule serves. PCI: all. */
export function rows(framework: Framework): readonly Row[] {
    const serving = groupedBy(
        rules.flatMap(({ id: rule }) =>
            mappingsOf(rule, framework).map(({ id, relation }) => ({ id, rule, satisfies: relation === "satisfies" }))),
        ({ id }) => id,
    );
    const controls = standard[framework].controls.filter(({ id, withdrawn, lowest }) =>
        withdrawn !== true && (framework === "pci" || lowest !== undefined || serving.has(id) || packServes("nist", id)));
    return controls.map((control) => {
        const by = serving.get(control.id) ?? [];
        const status = statusOf(framework, control, by);
        const { who, note, source } = answeringOf(framework, control.id);
        const only = boundOnly(control.id);
        return {
            control, status, rules: by.map(({ rule, satisfies }) => ({ rule, satisfies })), who,
            note: [...(only === undefined ? [] : [`only ${only}`]), note].join("; "),
            ...(source === undefined ? {} : { source }),
        };
    });
}

function statusOf(framework: Framework, { id, kind }: Control, by: readonly { readonly satisfies: boolean }[]): Status {
    if (by.some(({ satisfies }) => satisfies)) return "satisfied by rules";
    if (by.length > 0) return "rules contribute";
    if (packServes(framework, id)) return "packs contribute";
    if (framework === "pci" && boundOnly(id) !== undefined) return "not applicable";
    if (framework === "pci" && id.split(".").length === 2) return "in its parts";
    if (kind === "manual") return "manual";
    return kind === "inherited" ? "inherited from AWS" : "not covered";
}

function partyOf(party: string): (typeof answers.parties)[string] {
    const found = answers.parties[party];
    if (found === undefined) {
        throw new Error(`policies/data/answers.json: ${party} is no party; allowed: ${Object.keys(answers.parties).join(", ")}`);
    }
    return found;
}

export function coveragePage(chapters: readonly Chapter[]): string {
    return [
        generated,
        "# Coverage",
        "",
        "Every control of the baselines of NIST SP 800-53 Rev. 5 and every requirement of PCI DSS v4.0.1, with what answers "
            + "for it. It says what the rules",
        "*can* see; where a stack stands tells `colorway compliance --stack STACK`.",
        "",
        ...table(["status", "meaning"], statuses.map((status) => [status, meanings[status]])),
        ...table(["who answers", "means", "source"], Object.values(answers.parties).map(({ name, means, source }) =>
            [name, means, linked(source)])),
        ...summary(),
        ...(["nist", "pci"] as const).flatMap((framework) => sections(framework, chapters)),
    ].join("\n");
}

function summary(): readonly string[] {
    const nist = rows("nist");
    const columns: readonly (readonly [string, readonly Row[]])[] = [
        ...(["low", "moderate", "high"] as const).map((baseline, index, all) =>
            [`NIST ${baseline}`, nist.filter(({ control: { lowest } }) => lowest !== undefined
                && all.indexOf(lowest) <= index)] as const),
        ["PCI DSS", rows("pci")] as const,
    ];
    const count = (list: readonly Row[], status: Status): string => String(list.filter((row) => row.status === status).length);
    return [
        "## In numbers",
        "",
        ...table(["status", ...columns.map(([name]) => name)], [
            ...statuses.map((status) => [status, ...columns.map(([, list]) => count(list, status))]),
            ["**all**", ...columns.map(([, list]) => `**${list.length}**`)],
        ]),
    ];
}

function sections(framework: Framework, chapters: readonly Chapter[]): readonly string[] {
    const byGroup = groupedBy(rows(framework), ({ control: { id } }) => groupOf(id));
    return [
        `## ${standard[framework].name} `
            + `${framework === "nist" ? "Rev. 5" : "v"}${framework === "nist" ? "" : standard.pci.version}`,
        "",
        ...(framework === "nist"
            ? ["Controls that are in no baseline are told only where a rule serves them.", ""]
            : ["The words of the standard are not free; the labels are ours.", ""]),
        ...[...byGroup].flatMap(([group, list]) => [
            `### ${framework === "nist" ? "" : "Requirement "}${group} ${groups[framework].get(group) ?? ""}`.trimEnd(),
            "",
            ...table([
                framework === "nist" ? "control" : "requirement", "baseline", "status", "rules",
                "who else answers, and what is left",
            ]
                .filter((heading) => framework === "nist" || heading !== "baseline"), list.map((row) =>
                    line(framework, row, chapters))),
        ]),
    ];
}

function line(
    framework: Framework, { control: { id, title = "", lowest }, status, rules: by, who, note, source }: Row,
    chapters: readonly Chapter[],
): readonly string[] {
    const told = by.map(({ rule, satisfies }) => (satisfies ? `**${linkTo(rule, chapters)}**` : linkTo(rule, chapters)))
        .join(", ");
    const names = who.map((party) => partyOf(party).name).join(" and ");
    const reference = source === undefined ? "" : ` (${linked(source)})`;
    const rest = status === "in its parts" ? "" : `${sentence(names)}: ${note}${reference}`;
    return [`${code(id)} ${title}`.trimEnd(), ...(framework === "nist" ? [lowest ?? "none"] : []), status, told, rest];
}

/** A page of this project, or one elsewhere by the name of its place. */
function linked(source: string): string {
    if (source.startsWith("docs/")) return `[${source}](../${source.slice("docs/".length)})`;
    const { hostname, pathname } = new URL(source);
    const [, product = ""] = pathname.split("/");
    return `[${hostname}/${product}](${source})`;
}
