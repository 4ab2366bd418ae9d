/** One page for an auditor: nothing is loaded, nothing runs; it prints as it stands. */
import { type Assessment, type ControlResult, controlStates, type Result, summaryOf } from "../../core/assess";
import type { Exception } from "../../core/exceptions";
import { severityOf } from "../../core/standard";
import { groupedBy } from "../../lib/groups";
import { catalogOf } from "../catalogs";
import { allKnown, type Evidence, originOf, type ParameterValue, parametersOf, type ToldRule } from "../evidence";
import { nameOf } from "../text";
import { html, Markup, type Part } from "./markup";
import { style } from "./style";

/** What each state says, for who has not read the documentation. */
const meanings: { readonly [state in (typeof controlStates)[number]]: string } = {
    satisfied: "Every rule that serves it is met, and one answers all that it demands of such resources.",
    contributes: "Every rule that serves it is met, but rules are only a part of the answer.",
    "not satisfied": "A rule that serves it is not met.",
    "not yet known": "A value that decides is not known yet.",
    excepted: "A rule is not met, and an exception holds. Never counted as met.",
    "not applicable": "The stack has no resource that its rules are for.",
    manual: "Answered by people and paper.",
    inherited: "Answered by the operator of the cloud.",
    "not covered": "No rule serves it.",
};

export function htmlReport(evidence: Evidence): string {
    const { stack, assessments, time } = evidence;
    const title = `Compliance of ${stack}`;
    const contents = ["Summary", "Violations", "Exceptions", ...assessments.map(({ standard }) => standard), "Rules", "Provenance"];
    const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}, ${time}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<header>
<h1>${title}</h1>
<p class="soft">${originOf(evidence)}; ${evidence.commit === undefined ? "" : `commit ${evidence.commit}, `}${time}.</p>
</header>
<nav aria-label="Contents"><ul>
${contents.map((each) => html`<li><a href="#${anchor(each)}">${each}</a></li>
`)}</ul></nav>
<main id="main">
${[summary, violations, exceptions].map((part) => part(evidence))}${assessments.map(controls)}${[rules, provenance].map((part) => part(evidence))}</main>
</body>
</html>
`;
    return page.html;
}

/** As an `id`, and as a class. */
function anchor(text: string): string {
    return text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function state(text: string): Markup {
    return html`<span class="${anchor(text)}">${text}</span>`;
}

function table(caption: string, headings: readonly string[], rows: readonly Markup[]): Markup {
    const head = html`<thead><tr>${headings.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead>`;
    const none = html`<tr><td colspan="${headings.length}">none</td></tr>
`;
    return html`<div class="wide"><table><caption>${caption}</caption>${head}<tbody>
${rows.length === 0 ? none : rows}</tbody></table></div>
`;
}

function row(head: Part, ...cells: readonly Part[]): Markup {
    return html`<tr><th scope="row">${head}</th>${cells.map((each) => (
        typeof each === "number" ? html`<td class="number">${each}</td>` : html`<td>${each}</td>`
    ))}</tr>
`;
}

/** The whole standard is the denominator. */
function summary({ assessments, warnings }: Evidence): Markup {
    const rows = controlStates.map((each) => row(state(each), ...assessments.map(({ counts }) => counts[each]), meanings[each]));
    const all = row("all controls", ...assessments.map((each) => each.controls.length), "");
    return html`<section id="summary"><h2>Summary</h2>
${assessments.map((each) => html`<p>${summaryOf(each)}</p>
${bar(each)}`)}${table("Controls by state", ["State", ...assessments.map(nameOfAssessment), "Meaning"], [...rows, all])}${
    warnings.length === 0 ? "" : html`<h3>Warnings</h3>
<ul>${warnings.map((each) => html`<li>${each}</li>`)}</ul>
`}</section>
`;
}

/** How much of the standard is in which state; the table says the same in numbers. */
function bar({ counts }: Assessment): Markup {
    const parts = controlStates.filter((each) => counts[each] > 0);
    const drawn = parts.map((each) => html`<span class="${anchor(each)}" style="flex-grow: ${counts[each]}"></span>`);
    return html`<div class="bar" aria-hidden="true">${drawn}</div>
`;
}

function nameOfAssessment({ standard, version, baseline }: Assessment): string {
    return `${standard} ${version}${baseline === undefined ? "" : ` ${baseline}`}`;
}

function violations({ results, mappings }: Evidence): Markup {
    const rows = results.filter((result) => result.state === "not met").map(({ rule, urn, severity, details }) => {
        const served = Object.entries(mappings[rule]?.controls ?? {}).filter(([, list]) => list.length > 0);
        const controlsOf = served.map(([standard, list]) => `${standard} ${list.map(({ id }) => id).join(", ")}`);
        return row(link(rule), severity, nameOf(urn), details.join("; "), controlsOf.join("; "));
    });
    const headings = ["Rule", "Severity", "Resource", "What is wrong", "Controls"];
    return html`<section id="violations"><h2>Violations</h2>
${table(`Not met, without exceptions: ${rows.length}`, headings, rows)}</section>
`;
}

/** A block for each: who reads one wants all that was said for it. */
function exceptions({ results }: Evidence): Markup {
    const excepted = results.flatMap((result): readonly Excepted[] => {
        const { exception } = result;
        return exception === undefined ? [] : [{ result, exception }];
    });
    // What came by a file is no longer the same object.
    const groups = [...groupedBy(excepted, ({ exception }) => JSON.stringify(exception)).values()];
    const count = `Excepted, never counted as met: ${excepted.length}.`;
    return html`<section id="exceptions"><h2>Exceptions</h2>
<p>${count}</p>
${groups.map(exceptionOf)}</section>
`;
}

interface Excepted {
    readonly result: Result;
    readonly exception: Exception;
}

function exceptionOf(group: readonly Excepted[]): Part {
    const [first] = group;
    if (first === undefined) return "";
    const { rule, ticket, owner, approver, created, expires, risk, justification, compensatingControl } = first.exception;
    const facts: readonly (readonly [string, string])[] = [
        ["Justification", justification], ["Compensating control", compensatingControl], ["Risk", risk],
        ["Owner", owner], ["Approved by", approver], ["Holds", `${created} to ${expires}`],
    ];
    const rows = group.map(({ result: { urn, details } }) => row(nameOf(urn), details.join("; ")));
    return html`<section class="rule"><h3>${link(rule)}: ${ticket}</h3>
<dl>${facts.map(fact)}</dl>
${table("What it excepts", ["Resource", "What is wrong"], rows)}</section>
`;
}

function controls(assessment: Assessment): Markup {
    const rows = assessment.controls.map(({ control, state: found, rules: serving }) => (
        row(control.id, control.title ?? "", state(found), listOf(serving))
    ));
    return html`<section id="${anchor(assessment.standard)}"><h2>${nameOfAssessment(assessment)}</h2>
${table(`All ${rows.length} controls`, ["Control", "Title", "State", "Rules, and results by resource"], rows)}</section>
`;
}

/** Rules that no resource concerned stand together, behind those that found something. */
function listOf(serving: ControlResult["rules"]): Markup {
    const judged = serving.filter(({ counts }) => Object.keys(counts).length > 0);
    const idle = serving.filter((rule) => !judged.includes(rule));
    const items = judged.map(({ rule, relation, counts }) => {
        const told = Object.entries(counts).map(([found, count]) => `${count} ${found}`);
        return html`<li>${link(rule)} ${relation}: ${told.join(", ")}</li>`;
    });
    const without = idle.length === 0 ? [] : [html`<li class="soft">no resource: ${idle.map(({ rule }) => rule).join(", ")}</li>`];
    return items.length + without.length === 0 ? html`` : html`<ul>${[...items, ...without]}</ul>`;
}

function link(rule: string): Markup {
    return html`<a href="#rule-${rule}">${rule}</a>`;
}

function rules(evidence: Evidence): Markup {
    const { rules: all, results } = evidence;
    const judged = all.flatMap((rule) => {
        const own = results.filter((result) => result.rule === rule.id);
        return own.length === 0 ? [] : [section(rule, own, evidence)];
    });
    return html`<section id="rules"><h2>Rules</h2>
<p>${judged.length} of ${all.length} rules concern a resource of the stack.</p>
${judged}</section>
`;
}

function section(rule: ToldRule, own: readonly Result[], evidence: Evidence): Markup {
    const { id, title, why, cure } = rule;
    const { mappings, levels } = evidence;
    const rows = own.map(({ urn, state: found, details }) => row(nameOf(urn), state(found), details.join("; ")));
    const facts: readonly (readonly [string, string])[] = [
        ["Severity", [severityOf(id, mappings), levels[id]].filter((each) => each !== undefined).join(", ")],
        ["Why", why], ["Cure", cure],
        ...parametersOf(rule, evidence).map(parameterFact),
    ];
    return html`<section class="rule" id="rule-${id}"><h3>${id}: ${title}</h3>
<dl>${facts.map(fact)}</dl>
${table(`Results of ${id}`, ["Resource", "Result", "Details"], rows)}</section>
`;
}

function provenance(evidence: Evidence): Markup {
    const { stack, source, time, actor, commit, dirty, tool, rulesHash, assessments } = evidence;
    const catalogs = assessments.map((each): readonly [string, string] => {
        const catalog = catalogOf(each.standard);
        const from = catalog === undefined ? "" : `, SHA-256 ${catalog.sha256}, ${catalog.source}`;
        return [`Catalog of ${each.standard}`, `${each.version}${from}`];
    });
    const facts: readonly (readonly [string, string])[] = [
        ["Stack", stack], ["Read from", source], ["Time", time], ["Actor", actor],
        ["Commit", `${commit ?? "not in git"}${dirty === true ? ", with changes that no commit has" : ""}`],
        ["Every value was known", allKnown(evidence) ? "yes" : "no"],
        ["Tool", `${tool.name} ${tool.version}`], ["Rules and mappings", `SHA-256 ${rulesHash}`], ...catalogs,
    ];
    return html`<section id="provenance"><h2>Provenance</h2>
<dl>${facts.map(fact)}</dl>
</section>
`;
}

function fact([name, value]: readonly [string, string]): Markup {
    return html`<dt>${name}</dt><dd>${value}</dd>`;
}

/** As `minimumDays (au-11_odp)`: `7, set by the environment`. */
function parameterFact({ name, value, control, set }: ParameterValue): readonly [string, string] {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return [control === undefined ? name : `${name} (${control})`, set ? `${text}, set by the environment` : text];
}
