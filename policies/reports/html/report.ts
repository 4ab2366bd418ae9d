/** One page for an auditor: nothing is loaded, nothing runs; it prints as it stands. */
import { type Assessment, type ControlResult, controlStates, type Result, summaryOf } from "../../core/assess";
import type { Rule } from "../../core/rule";
import { catalogOf } from "../catalogs";
import { allKnown, type Evidence } from "../evidence";
import { nameOf } from "../text";
import { html, Markup } from "./markup";
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
<p class="soft">${evidence.source === "preview" ? "What a preview would make" : "What was made, as the state tells it"}; ${time}.</p>
</header>
<nav aria-label="Contents"><ul>
${["summary", "violations", "exceptions"].map(entry)}${assessments.map((each) => html`<li><a href="#${anchor(each.standard)}">${each.standard}</a></li>
`)}${["rules", "provenance"].map(entry)}</ul></nav>
<main id="main">
${summary(evidence)}${violations(evidence)}${exceptions(evidence)}${assessments.map(controls)}${rules(evidence)}${provenance(evidence)}</main>
</body>
</html>
`;
    return page.html;
}

function entry(id: string): Markup {
    return html`<li><a href="#${id}">${id.slice(0, 1).toUpperCase()}${id.slice(1)}</a></li>
`;
}

/** As an `id`, and as a class. */
function anchor(text: string): string {
    return text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function state(text: string): Markup {
    return html`<span class="${anchor(text)}">${text}</span>`;
}

function table(caption: string, headings: readonly string[], rows: readonly Markup[]): Markup {
    return html`<table><caption>${caption}</caption><thead><tr>${headings.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead><tbody>
${rows.length === 0 ? html`<tr><td colspan="${headings.length}">none</td></tr>
` : rows}</tbody></table>
`;
}

/** The whole standard is the denominator. */
function summary({ assessments, warnings }: Evidence): Markup {
    const rows = controlStates.map((each) => html`<tr><th scope="row">${state(each)}</th>${
        assessments.map(({ counts }) => html`<td class="number">${counts[each]}</td>`)}<td>${meanings[each]}</td></tr>
`);
    const all = html`<tr><th scope="row">all controls</th>${assessments.map((each) => html`<td class="number">${each.controls.length}</td>`)}<td></td></tr>
`;
    return html`<section id="summary"><h2>Summary</h2>
<ul>${assessments.map((each) => html`<li>${summaryOf(each)}</li>`)}</ul>
${table("Controls by state", ["State", ...assessments.map(nameOfAssessment), "Meaning"], [...rows, all])}${
    warnings.length === 0 ? "" : html`<h3>Warnings</h3>
<ul>${warnings.map((each) => html`<li>${each}</li>`)}</ul>
`}</section>
`;
}

function nameOfAssessment({ standard, version, baseline }: Assessment): string {
    return `${standard} ${version}${baseline === undefined ? "" : ` ${baseline}`}`;
}

function violations({ results, mappings }: Evidence): Markup {
    const rows = results.filter((result) => result.state === "not met").map(({ rule, urn, severity, details }) => {
        const served = Object.entries(mappings[rule]?.controls ?? {}).filter(([, list]) => list.length > 0);
        return html`<tr><th scope="row">${link(rule)}</th><td>${severity}</td><td>${nameOf(urn)}</td><td>${details.join("; ")}</td><td>${
            served.map(([standard, list]) => `${standard} ${list.map(({ id }) => id).join(", ")}`).join("; ")}</td></tr>
`;
    });
    const headings = ["Rule", "Severity", "Resource", "What is wrong", "Controls"];
    return html`<section id="violations"><h2>Violations</h2>
${table(`${rows.length} results are not met, without exceptions`, headings, rows)}</section>
`;
}

function exceptions({ results }: Evidence): Markup {
    const rows = results.flatMap(({ rule, urn, details, exception }) => (exception === undefined ? [] : [html`<tr><th scope="row">${
        link(rule)}</th><td>${nameOf(urn)}</td><td>${details.join("; ")}</td><td>${exception.justification}</td><td>${exception.compensatingControl}</td><td>${
        exception.risk}</td><td>${exception.ticket}</td><td>${exception.owner}; approved by ${exception.approver}</td><td>${
        exception.created} to ${exception.expires}</td></tr>
`]));
    const headings = ["Rule", "Resource", "What is wrong", "Justification", "Compensating control", "Risk", "Ticket", "Owner", "Holds"];
    return html`<section id="exceptions"><h2>Exceptions</h2>
${table(`${rows.length} results are excepted; none is counted as met`, headings, rows)}</section>
`;
}

function controls(assessment: Assessment): Markup {
    const rows = assessment.controls.map(({ control, state: found, rules: serving }) => html`<tr><th scope="row">${control.id}</th><td>${
        control.title ?? ""}</td><td>${state(found)}</td><td>${listOf(serving)}</td></tr>
`);
    return html`<section id="${anchor(assessment.standard)}"><h2>${nameOfAssessment(assessment)}</h2>
${table(`All ${rows.length} controls`, ["Control", "Title", "State", "Rules, and results by resource"], rows)}</section>
`;
}

function listOf(serving: ControlResult["rules"]): Markup {
    if (serving.length === 0) return html``;
    return html`<ul>${serving.map(({ rule, relation, counts }) => {
        const told = Object.entries(counts).map(([found, count]) => `${count} ${found}`);
        return html`<li>${told.length === 0 ? rule : link(rule)} ${relation}: ${told.length === 0 ? "no resource" : told.join(", ")}</li>`;
    })}</ul>`;
}

function link(rule: string): Markup {
    return html`<a href="#rule-${rule}">${rule}</a>`;
}

function rules({ rules: all, results, mappings }: Evidence): Markup {
    const judged = all.flatMap((rule) => {
        const own = results.filter((result) => result.rule === rule.id);
        return own.length === 0 ? [] : [section(rule, own, mappings[rule.id]?.severity ?? "medium")];
    });
    return html`<section id="rules"><h2>Rules</h2>
<p>${judged.length} of ${all.length} rules concern a resource of the stack.</p>
${judged}</section>
`;
}

function section({ id, title, why, cure }: Rule, own: readonly Result[], severity: string): Markup {
    const rows = own.map(({ urn, state: found, details }) => html`<tr><th scope="row">${nameOf(urn)}</th><td>${state(found)}</td><td>${details.join("; ")}</td></tr>
`);
    return html`<section class="rule" id="rule-${id}"><h3>${id}: ${title}</h3>
<dl><dt>Severity</dt><dd>${severity}</dd><dt>Why</dt><dd>${why}</dd><dt>Cure</dt><dd>${cure}</dd></dl>
${table(`Results of ${id}`, ["Resource", "Result", "Details"], rows)}</section>
`;
}

function provenance(evidence: Evidence): Markup {
    const { stack, source, time, actor, commit, dirty, tool, rulesHash, assessments } = evidence;
    const catalogs = assessments.map((each): readonly [string, string] => {
        const catalog = catalogOf(each.standard);
        return [`Catalog of ${each.standard}`, catalog === undefined ? each.version : `${each.version}, SHA-256 ${catalog.sha256}, ${catalog.source}`];
    });
    const facts: readonly (readonly [string, string])[] = [
        ["Stack", stack], ["Read from", source], ["Time", time], ["Actor", actor],
        ["Commit", `${commit ?? "not in git"}${dirty === true ? ", with changes that no commit has" : ""}`],
        ["Every value was known", allKnown(evidence) ? "yes" : "no"],
        ["Tool", `${tool.name} ${tool.version}`], ["Rules and mappings", `SHA-256 ${rulesHash}`], ...catalogs,
    ];
    return html`<section id="provenance"><h2>Provenance</h2>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</section>
`;
}
