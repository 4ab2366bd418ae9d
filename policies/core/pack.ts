/**
 * Rules as a CrossGuard pack. One function judges a resource by all rules that concern it: the SDK makes a resource's properties anew
 * for each function that asks for them, which with a function for each rule would cost more than all the rest of a preview.
 */
import type { PolicyComplianceFramework, PolicyResource, ResourceValidationArgs, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { PolicyPack } from "@pulumi/policy";
import type { Exceptions } from "./exceptions";
import { evaluate, type Parameters, RuleIndex, type RuleResult } from "./evaluate";
import type { Rule, Severity } from "./rule";
import { type ResourceData, Stack } from "./stack";
import type { Mappings } from "./assess";

export type Level = "advisory" | "mandatory" | "disabled";

export interface PackOptions {
    /** As `colorway-nist-800-53`. */
    readonly name: string;
    readonly description: string;
    /** Shown by Pulumi with each rule. */
    readonly framework?: PolicyComplianceFramework;
    readonly rules: readonly Rule[];
    readonly mappings: Mappings;
    readonly level: (rule: Rule) => Level;
    readonly parameters?: Parameters;
    readonly exceptions: Exceptions;
    /** Told of everything at the end of a preview or update. */
    readonly onResults?: (results: readonly RuleResult[]) => void;
}

/** A type that no resource has: the SDK passes over a function for it without making properties. */
const nothing = "colorway:policies:nothing";

/** Starts to serve the pack to the engine. */
export function makePack(options: PackOptions): PolicyPack {
    return new PolicyPack(options.name, { description: options.description, policies: [...policiesOf(options)] });
}

/** What the pack is made of: one function for resources, one for the stack, and every rule by name for Pulumi to show. */
export function policiesOf(options: PackOptions): readonly [ResourceValidationPolicy, StackValidationPolicy, ...ResourceValidationPolicy[]] {
    const { framework, rules, mappings, level } = options;
    const told = rules.map((rule): ResourceValidationPolicy => ({
        name: rule.id,
        displayName: rule.title,
        description: rule.why,
        enforcementLevel: level(rule),
        severity: mappings[rule.id]?.severity ?? "medium",
        ...(framework === undefined ? {} : { framework }),
        tags: tagsOf(rule, mappings),
        remediationSteps: rule.cure,
        validateResource: Object.assign(() => undefined, { __pulumiType: nothing }),
    }));
    return [resources(options), stack(options), ...told];
}

function tagsOf({ id }: Rule, mappings: Mappings): string[] {
    return Object.entries(mappings[id]?.controls ?? {}).flatMap(([standard, controls]) => controls.map((control) => `${standard}:${control.id}`));
}

/** Stops what is wrong before it is made. */
function resources(options: PackOptions): ResourceValidationPolicy {
    const index = new RuleIndex(options.rules.filter(({ kind }) => kind === "resource"));
    return {
        name: "each-resource",
        displayName: "Every resource keeps the rules for its type",
        description: "Judges a resource by all rules that need nothing but the resource.",
        enforcementLevel: "mandatory",
        validateResource: (args, report) => {
            if (index.of(args.type).length === 0) return;
            const view = new Stack([dataOf(args)]);
            for (const result of evaluate(index, view.all(), view, options.parameters)) tell(result, options, report);
        },
    };
}

/** Judges by relations, once all resources are there; gathers every verdict. */
function stack(options: PackOptions): StackValidationPolicy {
    const related = new RuleIndex(options.rules.filter(({ kind }) => kind === "stack"));
    return {
        name: "whole-stack",
        displayName: "The stack keeps the rules between resources",
        description: "Judges by the rules that need other resources than the one that they judge.",
        enforcementLevel: "mandatory",
        validateStack: ({ resources: all }, report) => {
            const view = new Stack(all.map((resource) => ({ ...dataOf(resource), ...relationsOf(resource) })));
            for (const result of evaluate(related, view.all(), view, options.parameters)) tell(result, options, report);
            options.onResults?.(evaluate(new RuleIndex(options.rules), view.all(), view, options.parameters));
        },
    };
}

function dataOf({ type, urn, name, props, opts, provider }: Pick<ResourceValidationArgs, "type" | "urn" | "name" | "props" | "opts" | "provider">): ResourceData {
    return { type, urn, name, props, protect: opts.protect, provider: provider?.props };
}

function relationsOf({ propertyDependencies, parent }: PolicyResource): Pick<ResourceData, "from" | "parent"> {
    const from = Object.entries(propertyDependencies).map(([property, sources]) => [property, sources.map(({ urn }) => urn)] as const);
    return { from: Object.fromEntries(from), ...(parent === undefined ? {} : { parent: parent.urn }) };
}

/** What Pulumi shows of a violation: the rule's own name, level and severity. */
interface Violation {
    readonly name: string;
    readonly message: string;
    readonly description: string;
    readonly urn: string;
    readonly enforcementLevel: Level;
    readonly severity: Severity;
}

function tell({ rule, subject, verdict }: RuleResult, { level, mappings, exceptions }: PackOptions, report: (message: string) => void): void {
    const enforcementLevel = level(rule);
    if (verdict.kind !== "notMet" || enforcementLevel === "disabled" || exceptions.of(rule.id, subject.urn) !== undefined) return;
    const controls = Object.entries(mappings[rule.id]?.controls ?? {}).flatMap(([standard, list]) => (list.length === 0 ? [] : [`${standard} ${list.map(({ id }) => id).join(", ")}`]));
    const lines = [`${rule.title}: ${verdict.findings.join("; ")}`, `cure: ${rule.cure}`, ...(controls.length === 0 ? [] : [`controls: ${controls.join("; ")}`])];
    const violation: Violation = {
        name: rule.id, message: lines.join("\n"), description: rule.why, urn: subject.urn, enforcementLevel, severity: mappings[rule.id]?.severity ?? "medium",
    };
    // The SDK takes an object here since 1.18, which its types do not say: it alone lets one function speak for many rules.
    Reflect.apply(report, undefined, [violation]);
}
