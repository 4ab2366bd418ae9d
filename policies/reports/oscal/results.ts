/**
 * OSCAL assessment results: an observation for each rule with what it found on each resource, a finding for each control of the
 * whole standard, a risk for each exception. Identifiers come from content: two runs over the same state differ only in time.
 * https://pages.nist.gov/OSCAL/resources/concepts/layer/assessment/assessment-results/
 */
import type { Assessment, ControlResult, ControlState, Result } from "../../core/assess";
import type { Exception } from "../../core/exceptions";
import { type Evidence, originOf, type ToldRule } from "../evidence";
import { nameOf } from "../text";
import { catalogResources, catalogUuid, documentUuid, metadata, oscalText, provenance } from "./document";
import { controlId, list, markdown, namespace, properties, uuidOf } from "./values";

interface Determination {
    readonly state: "satisfied" | "not-satisfied";
    readonly reason: "pass" | "fail" | "other";
    /** Of the control, where it can be told. */
    readonly implementation?: "implemented" | "partial" | "not-applicable";
    readonly remarks: string;
}

/** OSCAL knows two states: only what rules answer whole is satisfied, and the reason tells what is not decided from what fails. */
const determinations: { readonly [state in ControlState]: Determination } = {
    satisfied: {
        state: "satisfied", reason: "pass", implementation: "implemented",
        remarks: "Every rule that serves it is met, and one answers all that it demands of such resources.",
    },
    contributes: {
        state: "not-satisfied", reason: "other", implementation: "partial",
        remarks: "Every rule that serves it is met, but rules are only a part of the answer: further evidence is needed.",
    },
    "not satisfied": { state: "not-satisfied", reason: "fail", remarks: "A rule that serves it is not met." },
    excepted: {
        state: "not-satisfied", reason: "fail",
        remarks: "A rule that serves it is not met; an exception holds, see the risk.",
    },
    "not yet known": { state: "not-satisfied", reason: "other", remarks: "A value that decides is not known yet." },
    "not applicable": {
        state: "not-satisfied", reason: "other", implementation: "not-applicable",
        remarks: "The stack has no resource that the rules that serve it are for.",
    },
    manual: { state: "not-satisfied", reason: "other", remarks: "Answered by people and paper: not assessed here." },
    inherited: { state: "not-satisfied", reason: "other", remarks: "Answered by the operator of the cloud: not assessed here." },
    "not covered": { state: "not-satisfied", reason: "other", remarks: "No rule serves it: not assessed here." },
};

const toolUuid = uuidOf("tool");
const planUuid = uuidOf("plan");
const origins = [{ actors: [{ type: "tool", "actor-uuid": toolUuid }] }];

export function oscalResultsReport(evidence: Evidence): string {
    const { stack, source, assessments } = evidence;
    return oscalText({
        "assessment-results": {
            uuid: documentUuid("assessment-results", evidence),
            metadata: metadata(`Compliance of ${stack}: assessment results`, evidence),
            "import-ap": { href: `#${planUuid}` },
            results: [resultOf(evidence)],
            "back-matter": { resources: [plan(source), ...catalogResources(assessments)] },
        },
    });
}

/** OSCAL demands a plan: the document says itself that there is none. */
function plan(source: Evidence["source"]): object {
    const text = `Rules judge every resource of a stack, from its ${source}, whenever they are run; no plan precedes them.`;
    const value = Buffer.from(text).toString("base64");
    const base64 = { filename: "plan.txt", "media-type": "text/plain", value };
    return { uuid: planUuid, title: "No assessment plan", description: text, base64 };
}

function resultOf(evidence: Evidence): object {
    const { stack, source, time, results, rules, assessments } = evidence;
    const excepted = exceptionsIn(results);
    return {
        uuid: uuidOf("result", stack, source),
        title: markdown(`Rules on the resources of ${stack}`),
        description: `${originOf(evidence)}.`,
        start: time,
        end: time,
        props: provenance(evidence),
        "local-definitions": {
            ...list("inventory-items", inventory(stack, results)),
            "assessment-assets": assets(evidence),
        },
        "reviewed-controls": { "control-selections": assessments.map(selection) },
        ...list("observations", rules.flatMap((rule) => observation(rule, evidence))),
        ...list("risks", excepted.map(({ exception, of }) => risk(exception, of, evidence))),
        findings: assessments.flatMap((assessment) => assessment.controls.map((control) => finding(control, assessment, evidence))),
    };
}

function inventory(stack: string, results: readonly Result[]): readonly object[] {
    const types = new Map(results.map(({ urn, type }) => [urn, type]));
    return [...types].map(([urn, type]) => ({
        uuid: subjectUuid(urn), description: markdown(nameOf(urn)), props: properties({ urn, type, stack }),
    }));
}

function assets({ tool, rulesHash }: Evidence): object {
    return {
        components: [{
            uuid: toolUuid, type: "software", title: markdown(tool.name), description: "Runs the rules and makes this document.",
            props: properties({ "tool-version": tool.version, "rules-sha256": rulesHash }), status: { state: "operational" },
        }],
        "assessment-platforms": [{
            uuid: uuidOf("platform"), title: markdown(tool.name), "uses-components": [{ "component-uuid": toolUuid }],
        }],
    };
}

/** The whole standard, or its baseline: what rules cannot see has a finding that says so. */
function selection({ standard, version, baseline, controls, counts }: Assessment): object {
    const told = Object.entries(counts).filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`);
    return {
        description: markdown(`${standard} ${version}${baseline === undefined ? "" : `, baseline ${baseline}`}: ${told.join(", ")}`),
        props: properties({ standard, baseline, controls: String(controls.length) }),
        links: [{ href: `#${catalogUuid(standard)}`, rel: "reference" }],
        ...list("include-controls", controls.map(({ control }) => ({ "control-id": controlId(control.id) }))),
    };
}

function observation(rule: ToldRule, { stack, results, mappings, time }: Evidence): readonly object[] {
    const own = results.filter((result) => result.rule === rule.id);
    if (own.length === 0) return [];
    return [{
        uuid: observationUuid(stack, rule.id),
        title: markdown(rule.title),
        description: markdown(rule.why),
        props: properties({ "rule-id": rule.id, severity: mappings[rule.id]?.severity }),
        methods: ["TEST"],
        types: ["control-objective"],
        origins,
        subjects: own.map(({ urn, state, details, exception }) => ({
            ...subject(urn),
            props: properties({ result: state, detail: details.join("; "), "exception-ticket": exception?.ticket }),
        })),
        collected: time,
        remarks: markdown(`Cure: ${rule.cure}`),
    }];
}

/** A finding has no state for what is excepted: it stays not satisfied, with an accepted deviation as its risk. */
function risk(exception: Exception, of: readonly Result[], { stack, rules }: Evidence): object {
    const { rule, justification, compensatingControl, ticket, owner, approver, created, expires, resource } = exception;
    const told = rules.find(({ id }) => id === rule);
    const uuid = riskUuid(stack, exception);
    return {
        uuid,
        title: markdown(`Exception from ${rule} (${ticket})`),
        description: markdown(`${told?.title ?? rule}: ${[...new Set(of.flatMap(({ details }) => details))].join("; ")}`),
        statement: markdown(justification),
        props: properties({ "rule-id": rule, ticket, owner, approver, created, expires, resource }),
        status: "deviation-approved",
        origins,
        characterizations: [{ origin: origins[0], facets: [{ name: "risk", system: namespace, value: exception.risk }] }],
        "mitigating-factors": [{
            uuid: uuidOf("mitigation", uuid), description: markdown(compensatingControl),
            subjects: of.map(({ urn }) => subject(urn)),
        }],
        deadline: `${expires}T23:59:59Z`,
        ...list("remediations", told === undefined ? [] : [{
            uuid: uuidOf("remediation", uuid), lifecycle: "recommendation", title: "Cure", description: markdown(told.cure),
        }]),
        "related-observations": [{ "observation-uuid": observationUuid(stack, rule) }],
    };
}

function finding({ control, state, rules }: ControlResult, { standard }: Assessment, { stack, results }: Evidence): object {
    const { implementation, remarks, ...status } = determinations[state];
    const judged = rules.filter(({ counts }) => Object.keys(counts).length > 0);
    const risks = exceptionsIn(results.filter(({ rule }) => judged.some((each) => each.rule === rule)));
    const told = rules.map(({ rule, relation, source }) => `${rule} ${relation} (mapping: ${source})`);
    return {
        uuid: uuidOf("finding", stack, standard, control.id),
        title: markdown(`${standard} ${control.id}${control.title === undefined ? "" : `: ${control.title}`}`),
        description: markdown(told.length === 0 ? remarks : `${remarks} Rules: ${told.join("; ")}.`),
        props: properties({ standard, "control-label": control.id, "control-state": state }),
        origins,
        target: {
            type: "statement-id", "target-id": `${controlId(control.id)}_smt`,
            status: { ...status, remarks: markdown(remarks) },
            ...(implementation === undefined ? {} : { "implementation-status": { state: implementation } }),
        },
        ...list("related-observations", judged.map(({ rule }) => ({ "observation-uuid": observationUuid(stack, rule) }))),
        ...list("related-risks", risks.map(({ exception }) => ({ "risk-uuid": riskUuid(stack, exception) }))),
    };
}

interface Excepted {
    readonly exception: Exception;
    readonly of: readonly Result[];
}

function exceptionsIn(results: readonly Result[]): readonly Excepted[] {
    const found = new Map<Exception, Result[]>();
    for (const result of results) {
        if (result.exception !== undefined) found.set(result.exception, [...(found.get(result.exception) ?? []), result]);
    }
    return [...found].map(([exception, of]) => ({ exception, of }));
}

function subject(urn: string): object {
    return { "subject-uuid": subjectUuid(urn), type: "inventory-item", title: markdown(nameOf(urn)) };
}

function subjectUuid(urn: string): string {
    return uuidOf("resource", urn);
}

function observationUuid(stack: string, rule: string): string {
    return uuidOf("observation", stack, rule);
}

function riskUuid(stack: string, { rule, resource, ticket, created }: Exception): string {
    return uuidOf("risk", stack, rule, resource, ticket, created);
}
