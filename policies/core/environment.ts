/** What an environment demands: profiles of the standards, how strictly each rule is kept, and values of parameters. */
import { parseDocument } from "yaml";
import { mistakesBy, type Schema } from "./json-schema";
import { nearestName } from "./nearest";
import type { Parameters } from "./evaluate";
import type { Rule, Severity } from "./rule";
import { type Scope, scopes } from "./scope";
import type { Baseline } from "./standard";

/** `mandatory` stops an update, `advisory` is told, `disabled` is not judged. */
export type Level = "advisory" | "mandatory" | "disabled";
const levels: readonly Level[] = ["advisory", "mandatory", "disabled"];

export interface Environment {
    /** Baseline of NIST SP 800-53; rules that serve none of its controls are not judged for it. */
    readonly nist: Baseline;
    /** How near to account data a resource is for which no tag says it. */
    readonly scope: Scope;
    /** Tag, or label in Kubernetes, by which a resource says it. */
    readonly scopeTag: string;
    readonly levels: { readonly [severity in Severity]: Level };
    /** Rules with a level of their own, with the reason. */
    readonly ruleLevels: { readonly [rule: string]: { readonly level: Level; readonly reason: string } };
    readonly parameters: Parameters;
}

/** Where nothing is said, as in a program that has no settings: what is critical or high stops, the rest is told. */
export const defaultEnvironment: Environment = {
    nist: "moderate", scope: "cde", scopeTag: "pci-scope", ruleLevels: {}, parameters: {},
    levels: { critical: "mandatory", high: "mandatory", medium: "advisory", low: "advisory" },
};

/** A file as it is written. */
interface EnvironmentFile {
    readonly extends?: string;
    readonly nist?: { readonly baseline?: Baseline };
    readonly pci?: { readonly scope?: Scope; readonly tag?: string };
    readonly protected?: boolean;
    readonly levels?: { readonly [severity in Severity]?: Level };
    readonly controls?: { readonly [parameter: string]: unknown };
    readonly rules?: { readonly [rule: string]: { readonly level?: Level; readonly reason?: string; readonly parameters?: { readonly [name: string]: unknown } } };
}

/** Schema of a file, for the check and for editors. */
export function environmentSchema(rules: readonly Rule[]): Schema {
    const level = { enum: levels };
    const declared = rules.flatMap(({ parameters = {} }) => Object.values(parameters));
    const byControl = declared.flatMap(({ control, schema, description }) => (control === undefined ? [] : [[control, { description, ...schema }] as const]));
    return {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        title: "What an environment demands of its resources",
        ...closed({
            extends: { type: "string", description: "file of the same folder, without .yaml, whose values hold where this one says nothing" },
            nist: closed({ baseline: { enum: ["low", "moderate", "high"], description: "of NIST SP 800-53" } }),
            pci: closed({
                scope: { enum: scopes, description: "of PCI DSS, for resources that do not say it by the tag" },
                tag: { type: "string", minLength: 1, description: "tag, or label in Kubernetes, by which a resource says its scope" },
            }),
            protected: { type: "boolean", description: "whether the environment is a protected one: the parameter of that name of every rule that has it" },
            levels: { description: "by severity of the rule", ...closed({ critical: level, high: level, medium: level, low: level }) },
            controls: { description: "parameters by the name that the control gives them", ...closed(Object.fromEntries(byControl)) },
            rules: closed(Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)]))),
        }),
    };
}

function ruleSchema({ title, parameters = {} }: Rule): Schema {
    const schemas = Object.entries(parameters).map(([name, { description, schema }]) => [name, { description, ...schema }] as const);
    return {
        description: title,
        ...closed({
            level: { enum: levels, description: "instead of the one by severity" },
            reason: { type: "string", minLength: 1, description: "why the level is another one" },
            ...(schemas.length === 0 ? {} : { parameters: closed(Object.fromEntries(schemas)) }),
        }),
        dependentRequired: { level: ["reason"] },
    };
}

function closed(properties: { readonly [key: string]: Schema }): Schema {
    return { type: "object", properties, additionalProperties: false };
}

export interface ReadEnvironments {
    readonly environments: { readonly [name: string]: Environment };
    /** Every mistake of every file, as `environments/dev.yaml: rules.x: …`. */
    readonly problems: readonly string[];
}

/** @param files text of each by its name, without `.yaml` */
export function readEnvironments(files: { readonly [name: string]: string }, rules: readonly Rule[]): ReadEnvironments {
    const schema = environmentSchema(rules);
    const problems: string[] = [];
    const parsed = new Map<string, EnvironmentFile>();
    for (const [name, text] of Object.entries(files)) {
        const document = parseDocument(text);
        const value: unknown = document.toJS() ?? {};
        const mistakes = document.errors.length > 0 ? document.errors.map(({ message }) => message.split("\n")[0] ?? "") : mistakesBy(schema, value);
        problems.push(...mistakes.map((mistake) => `environments/${name}.yaml: ${mistake}`));
        parsed.set(name, mistakes.length > 0 ? {} : (value as EnvironmentFile));
    }
    const known = [...parsed.keys()];
    const environments = Object.fromEntries(known.map((name) => {
        const chain: EnvironmentFile[] = [];
        const seen = new Set<string>();
        for (let next: string | undefined = name; next !== undefined; next = parsed.get(next)?.extends) {
            const file = parsed.get(next);
            if (file === undefined || seen.has(next)) {
                const near = nearestName(next, known);
                const why = file === undefined ? `there is no ${next}.yaml${near === undefined ? "" : `; did you mean ${near}?`}` : `${next} extends itself`;
                problems.push(`environments/${name}.yaml: extends: ${why}`);
                break;
            }
            seen.add(next);
            chain.unshift(file);
        }
        return [name, chain.reduce((environment, file) => over(environment, file, rules), defaultEnvironment)];
    }));
    return { environments, problems: [...new Set(problems)] };
}

/** What a file says goes before what was said. */
function over(base: Environment, { nist, pci, protected: guarded, levels: own = {}, controls = {}, rules: byRule = {} }: EnvironmentFile, rules: readonly Rule[]): Environment {
    const parameters: { [rule: string]: { readonly [name: string]: unknown } } = { ...base.parameters };
    for (const rule of rules) {
        const set: { [name: string]: unknown } = {};
        for (const [name, { control }] of Object.entries(rule.parameters ?? {})) {
            if (name === "protected" && guarded !== undefined) set[name] = guarded;
            if (control !== undefined && Object.hasOwn(controls, control)) set[name] = controls[control];
        }
        Object.assign(set, byRule[rule.id]?.parameters);
        if (Object.keys(set).length > 0) parameters[rule.id] = { ...parameters[rule.id], ...set };
    }
    const said = Object.entries(byRule).flatMap(([rule, { level, reason = "" }]) => (level === undefined ? [] : [[rule, { level, reason }] as const]));
    return {
        nist: nist?.baseline ?? base.nist,
        scope: pci?.scope ?? base.scope,
        scopeTag: pci?.tag ?? base.scopeTag,
        levels: { ...base.levels, ...own },
        ruleLevels: { ...base.ruleLevels, ...Object.fromEntries(said) },
        parameters,
    };
}
