/**
 * A comment of a pull request: what is broken and how to mend it, the rest folded. Names and values stand as code: nothing in them
 * formats anything or calls anybody.
 */
import { type Result, summaryOf } from "../core/assess";
import { controlsServed, controlsText, severityOf } from "../core/standard";
import { groupedBy } from "../lib/groups";
import { type Evidence, originOf, type ToldRule } from "./evidence";
import { markdown, oneLine } from "./oscal/values";
import { nameOf } from "./text";

/**
 * GitHub refuses more than 65,536 ("Body is too long", https://docs.github.com/rest/issues/comments); half of it is more than anybody
 * reads.
 */
const mostLetters = 32_000;
/** Of that, what the broken rules may take. */
const blockLetters = 20_000;
const mostResources = 10;
const mostOfAValue = 300;

export function markdownReport(evidence: Evidence): string {
    const { stack, time, commit, results, rules, levels, assessments, warnings } = evidence;
    const broken = results.filter(({ state }) => state === "not met");
    const stopping = broken.filter(({ rule }) => levels[rule] !== "advisory");
    const byRule = groupedBy(stopping, ({ rule }) => rule);
    const grave = ["critical", "high", "medium", "low"];
    const ordered = rules.filter(({ id }) => byRule.has(id))
        .sort((a, b) => grave.indexOf(severityOf(a.id, evidence.mappings)) - grave.indexOf(severityOf(b.id, evidence.mappings)));
    const head = [
        `## Compliance of ${markdown(stack)}: ${headline(byRule.size)}`, "",
        `${originOf(evidence)}; ${commit === undefined ? "" : `commit ${code(commit)}, `}${time}.`, "",
        ...assessments.map((each) => `- ${summaryOf(each)}`), "",
    ].join("\n");
    const told = ordered.map((rule) => block(rule, byRule.get(rule.id) ?? [], evidence));
    const blocks = fitting(told, blockLetters, "rules are broken, too");
    const folded = [
        fold("Broken, only advised here", broken.filter((result) => !stopping.includes(result)).map(line)),
        fold("Excepted, never counted as met", results.filter(({ state }) => state === "excepted").map(exceptedLine)),
        fold("Not yet known", results.filter(({ state }) => state === "not yet known").map(line)),
        fold("Warnings", warnings.map((text) => `- ${code(text)}\n`)),
    ];
    const room = mostLetters - head.length - blocks.length;
    return `${head}\n${blocks}${folded.map((of) => of(Math.floor(room / folded.length))).join("")}`.trimEnd().concat("\n");
}

function headline(count: number): string {
    if (count === 0) return "no mandatory rule is broken";
    return count === 1 ? "1 mandatory rule is broken" : `${count} mandatory rules are broken`;
}

function block({ id, title, cure }: ToldRule, of: readonly Result[], { mappings, levels }: Evidence): string {
    const level = levels[id];
    const served = controlsText(controlsServed(id, mappings));
    const told = of.slice(0, mostResources).flatMap(({ urn, details }) => [
        `- resource: ${code(nameOf(urn))}`, ...details.map((detail) => `- found: ${code(detail)}`),
    ]);
    return [
        `### ${code(id)} (${severityOf(id, mappings)}${level === undefined ? "" : `, ${level}`}): ${markdown(title)}`, "",
        ...told, ...(of.length > mostResources ? [`- and ${of.length - mostResources} more resources`] : []),
        ...(served === "" ? [] : [`- controls: ${served}`]),
        `- cure: ${markdown(cure)}`, "", "",
    ].join("\n");
}

function line({ rule, urn, details }: Result): string {
    return `- ${code(rule)}: ${code(nameOf(urn))}: ${code(details.join("; "))}\n`;
}

function exceptedLine({ rule, urn, exception }: Result): string {
    const { expires = "", ticket = "", owner = "", justification = "" } = exception ?? {};
    return `- ${code(rule)}: ${code(nameOf(urn))}: until ${expires}, ${code(ticket)}, ${code(owner)}: ${code(justification)}\n`;
}

/** Unfolded by a click; nothing where there are no lines. */
function fold(what: string, lines: readonly string[]): (room: number) => string {
    const begin = `<details><summary>${what}: ${lines.length}</summary>\n\n`;
    const end = "\n</details>\n\n";
    return (room) => (lines.length === 0 ? "" : `${begin}${fitting(lines, room - begin.length - end.length, "more")}${end}`);
}

/** As many as fit, then how many do not. */
function fitting(parts: readonly string[], room: number, rest: string): string {
    const closing = (left: number): string => `${left} ${rest}\n\n`;
    let text = "";
    for (const [index, part] of parts.entries()) {
        if (text.length + part.length > room - closing(parts.length).length) return text + closing(parts.length - index);
        text += part;
    }
    return text;
}

/** A code span (CommonMark 6.1): its fence is longer than any in the text. */
function code(text: string): string {
    const short = oneLine(text).slice(0, mostOfAValue);
    const fence = "`".repeat(1 + Math.max(0, ...[...short.matchAll(/`+/g)].map(([run]) => run.length)));
    const space = short.startsWith("`") || short.endsWith("`") ? " " : "";
    return short === "" ? "none" : `${fence}${space}${short}${space}${fence}`;
}
