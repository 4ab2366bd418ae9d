/**
 * An OSCAL component definition: each Pulumi component with the controls that its resources serve, and by which rules that is
 * known. Rules are told in the form of compliance-trestle, so that its tools find them:
 * https://oscal-compass.github.io/compliance-trestle/tutorials/ssp_profile_catalog_authoring/component-definition/
 */
import type { Assessment, Result, RuleOfControl } from "../../core/assess";
import { catalogOf } from "../catalogs";
import { type Evidence, parametersOf, type ToldRule } from "../evidence";
import { catalogResources, catalogUuid, documentUuid, metadata, oscalText, provenance } from "./document";
import { controlId, list, markdown, oneLine, properties, type Property, uuidOf } from "./values";

/** Of the properties by which compliance-trestle knows rules. */
const trestle = "https://oscal-compass.github.io/compliance-trestle/schemas/oscal/cd";

interface Component {
    /** As `colorway:database:Database`; of the program itself, what no component has. */
    readonly type: string;
    readonly results: readonly Result[];
}

/** Results of a component by rule. */
type Judged = ReadonlyMap<string, readonly Result[]>;

export function oscalComponentReport(evidence: Evidence): string {
    const { stack, assessments, results } = evidence;
    return oscalText({
        "component-definition": {
            uuid: documentUuid("component-definition", evidence),
            metadata: metadata(`Components of ${stack}`, evidence),
            ...list("components", [...componentsOf(results).map((component) => defined(component, evidence)), ...validation(evidence)]),
            "back-matter": { resources: catalogResources(assessments) },
        },
    });
}

/** By the types above a resource in its URN, as `colorway:edge:Edge$colorway:edge:LogBucket$aws:s3/bucket:Bucket`: the nearest. */
function componentsOf(results: readonly Result[]): readonly Component[] {
    const found = new Map<string, Result[]>();
    for (const result of results) {
        const [, , chain = ""] = result.urn.split("::");
        // Beside the stack and components, a chain may have resources, as the parents of others: their types have a module.
        const above = chain.split("$").slice(0, -1).filter((each) => each !== "pulumi:pulumi:Stack" && !each.includes("/"));
        const type = above.at(-1) ?? "program";
        found.set(type, [...(found.get(type) ?? []), result]);
    }
    return [...found].map(([type, of]) => ({ type, results: of })).sort((a, b) => (a.type < b.type ? -1 : 1));
}

function defined({ type, results }: Component, evidence: Evidence): object {
    const { stack, rules, assessments } = evidence;
    const judged = new Map<string, Result[]>();
    for (const result of results) judged.set(result.rule, [...(judged.get(result.rule) ?? []), result]);
    const types = [...new Set(results.map((result) => result.type))].sort();
    const implementations = assessments.flatMap((assessment) => implementation(type, assessment, judged, evidence));
    return {
        uuid: uuidOf("component", stack, type),
        type: "software",
        title: markdown(type === "program" ? `the program of ${stack}, outside of components` : type),
        description: markdown(`Makes ${types.join(", ")}.`),
        props: [...provenance(evidence), ...rules.filter(({ id }) => judged.has(id)).flatMap(ruleProperties)],
        ...list("control-implementations", implementations),
    };
}

/** What compliance-trestle calls a rule set: properties with the same remarks belong together. */
function ruleProperties({ id, title, parameters = {} }: ToldRule): readonly Property[] {
    const [parameter] = Object.entries(parameters);
    const told = properties({
        Rule_Id: id, Rule_Description: title, Parameter_Id: parameter === undefined ? undefined : `${id}-${parameter[0]}`,
        Parameter_Description: parameter?.[1].description,
    }, trestle);
    return told.map((property) => ({ ...property, remarks: id }));
}

function implementation(
    component: string, assessment: Assessment, judged: Judged, evidence: Evidence,
): readonly object[] {
    const { rules, stack } = evidence;
    const { standard, version, controls } = assessment;
    const requirements = controls.flatMap(({ control, rules: serving }) => {
        const own = serving.filter(({ rule }) => (judged.get(rule) ?? []).some(({ state }) => state !== "not applicable"));
        return own.length === 0 ? [] : [requirement(component, standard, control.id, own, judged, stack)];
    });
    if (requirements.length === 0) return [];
    return [{
        uuid: uuidOf("implementation", stack, component, standard),
        source: catalogOf(standard)?.source ?? `#${catalogUuid(standard)}`,
        description: markdown(`What its resources do for ${standard} ${version}, as rules found it.`),
        ...list("set-parameters", demanded(rules.filter(({ id }) => judged.has(id)), assessment, evidence)),
        "implemented-requirements": requirements,
    }];
}

/** Parameters that the standard leaves to the organization, with the values that the rules demand; one of NIST's is no other's. */
function demanded(rules: readonly ToldRule[], { controls }: Assessment, evidence: Evidence): readonly object[] {
    const told = new Map<string, { readonly values: Set<string>; readonly rules: string[] }>();
    for (const rule of rules) {
        for (const { control: name, value } of parametersOf(rule, evidence)) {
            if (name === undefined || !controls.some(({ control }) => controlId(control.id) === controlOf(name))) continue;
            const parameter = told.get(name) ?? { values: new Set<string>(), rules: [] };
            for (const each of Array.isArray(value) ? value : [value]) {
                parameter.values.add(oneLine(typeof each === "string" ? each : JSON.stringify(each)));
            }
            parameter.rules.push(rule.id);
            told.set(name, parameter);
        }
    }
    return [...told].map(([name, parameter]) => ({
        "param-id": name,
        values: parameter.values.size === 0 ? ["none"] : [...parameter.values],
        remarks: markdown(`Demanded by ${parameter.rules.join(", ")}.`),
    }));
}

/** `cm-07_odp.03` is a parameter of `cm-7`. */
function controlOf(parameter: string): string {
    return parameter.replace(/_.*$/, "").replace(/(^[a-z]{2}-|\.)0+(?=\d)/g, "$1");
}

function requirement(
    component: string, standard: string, id: string, rules: readonly RuleOfControl[], judged: Judged, stack: string,
): object {
    const results = rules.flatMap(({ rule }) => judged.get(rule) ?? []).filter(({ state }) => state !== "not applicable");
    const met = results.filter(({ state }) => state === "met").length;
    const whole = met === results.length && rules.some(({ relation }) => relation === "satisfies");
    const state = met === 0 ? "planned" : whole ? "implemented" : "partial";
    const told = rules.map(({ rule, relation, source }) => `${rule} ${relation} (mapping: ${source})`);
    return {
        uuid: uuidOf("requirement", stack, component, standard, id),
        "control-id": controlId(id),
        description: markdown(`${met} of ${results.length} results of its rules are met: ${told.join("; ")}.`),
        props: [
            { name: "implementation-status", value: state },
            ...rules.flatMap(({ rule }) => properties({ Rule_Id: rule }, trestle)),
        ],
    };
}

/** The rules as checks: what compliance-trestle calls a component of validation. */
function validation({ stack, tool, rules, results }: Evidence): readonly object[] {
    const judged = new Set(results.map(({ rule }) => rule));
    const checks = rules.filter(({ id }) => judged.has(id)).flatMap(({ id, title }) => (
        properties({ Rule_Id: id, Check_Id: id, Check_Description: title }, trestle).map((property) => ({ ...property, remarks: id }))
    ));
    if (checks.length === 0) return [];
    return [{
        uuid: uuidOf("validation", stack), type: "validation", title: markdown(`rules of ${tool.name} ${tool.version}`),
        description: "Each rule is a check of the same name.", props: checks,
    }];
}
