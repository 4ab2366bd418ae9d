/**
 * Rules as a CrossGuard pack. One function judges a resource by all rules that concern it, and one the stack: the SDK makes properties
 * anew for each function that asks for them, which with a function for each rule would cost more than all the rest of a preview.
 */
import type {
    PolicyComplianceFramework, PolicyResource, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy, StackValidationArgs,
    StackValidationPolicy,
} from "@pulumi/policy";
import type { Result } from "./assess";
import type { RuleResult } from "./evaluate";
import type { Regime } from "./regime";
import type { Rule } from "./rule";
import { type ResourceData, Stack } from "./stack";
import { controlsServed, severityOf } from "./standard";
import { messageOf, type Violation, violationOf } from "./violation";

export interface PackOptions {
    /** Rules that Pulumi is told of, with their levels where it does not say which stack it is about. */
    readonly usual: Regime;
    /** Of the stack of that name. */
    readonly regimeOf: (stack: string) => Regime;
    /** Whether Pulumi is told of every rule, to show what a pack consists of. @default true */
    readonly listed?: boolean;
    /** What else judges, in the same two functions. */
    readonly beside?: readonly Beside[];
    /** Shown by Pulumi with each rule. */
    readonly frameworkOf: (rule: Rule) => PolicyComplianceFramework | undefined;
    readonly onViolation?: (violation: Violation) => void;
    /** Told of everything once all resources are there. */
    readonly onResults?: (results: readonly Result[], regime: Regime, stack: string) => void;
}

/** What judges by other means than rules: a resource by itself, or the stack. */
export interface Beside {
    readonly resource?: (args: ResourceValidationArgs, report: ReportViolation) => void;
    readonly stack?: (args: StackValidationArgs, report: ReportViolation) => void;
}

/** A type that no resource has: the SDK passes over a function for it without making properties. */
const nothing = "colorway:policies:nothing";

/**
 * What the pack is made of: one function for resources, one for the stack, and every rule by name for Pulumi to show. Those are policies of
 * the stack: of one for resources the SDK answers about each resource that it does not apply, a second in all.
 */
export function policiesOf(options: PackOptions): readonly [ResourceValidationPolicy, StackValidationPolicy, ...StackValidationPolicy[]] {
    const { usual, frameworkOf, listed = true } = options;
    const told = (listed ? usual.rules : []).map((rule): StackValidationPolicy => {
        const framework = frameworkOf(rule);
        return {
            name: rule.id,
            displayName: rule.title,
            description: rule.why,
            enforcementLevel: usual.levelOf(rule),
            severity: severityOf(rule.id, usual.mappings),
            ...(framework === undefined ? {} : { framework }),
            tags: Object.entries(controlsServed(rule.id, usual.mappings)).flatMap(([standard, ids]) => ids.map((id) => `${standard}:${id}`)),
            remediationSteps: rule.cure,
            validateStack: Object.assign(() => undefined, { __pulumiType: nothing }),
        };
    });
    const said = new Set<string>();
    const tell = (result: RuleResult, regime: Regime, report: Report): void => {
        const violation = violationOf(result, regime.levelOf(result.rule), regime.mappings);
        if (violation === undefined || regime.excepted(result)) return;
        // What was told of a resource before it was made is found again once all are there.
        const key = `${violation.rule}\0${result.subject.urn}`;
        if (said.has(key)) return;
        said.add(key);
        options.onViolation?.(violation);
        reportTo(report, violation, result.subject.urn);
    };
    const inputs = new Map<string, object>();
    return [resources(options, tell, inputs), stack(options, tell, inputs), ...told];
}

type Report = (message: string) => void;
type Tell = (result: RuleResult, regime: Regime, report: Report) => void;

/** Stops what is wrong before it is made. */
function resources({ regimeOf, beside = [] }: PackOptions, tell: Tell, inputs: Map<string, object>): ResourceValidationPolicy {
    return {
        name: "each-resource",
        displayName: "Every resource keeps the rules for its type",
        description: "Judges a resource by all rules that need nothing but the resource.",
        enforcementLevel: "mandatory",
        validateResource: (args, report) => {
            inputs.set(args.urn, args.props);
            const regime = regimeOf(stackNameOf(args.urn));
            if (regime.judgesAlone(args.type)) {
                const view = new Stack([dataOf(args)]);
                for (const result of view.all().flatMap((subject) => regime.alone(subject, view))) tell(result, regime, report);
            }
            for (const each of beside) each.resource?.(args, report);
        },
    };
}

/** Judges by relations, once all resources are there, and again each resource with what is known of it by then. */
function stack({ regimeOf, onResults, onViolation, beside = [] }: PackOptions, tell: Tell, inputs: ReadonlyMap<string, object>): StackValidationPolicy {
    return {
        name: "whole-stack",
        displayName: "The stack keeps the rules between resources",
        description: "Judges by the rules that need other resources than the one that they judge.",
        enforcementLevel: "mandatory",
        validateStack: (args, report) => {
            const { resources: all } = args;
            const [first] = all;
            if (first === undefined) return;
            const name = stackNameOf(first.urn);
            const regime = regimeOf(name);
            const view = new Stack(all.map((resource) => {
                const asked = inputs.get(resource.urn) ?? {};
                return { ...dataOf(resource), ...relationsOf(resource, asked), props: over(resource.props, asked) };
            }));
            const verdicts = regime.all(view.all(), view);
            for (const result of verdicts) tell(result, regime, report);
            const findings = regime.strangers(name, all.map(({ urn }) => urn));
            if (findings.length > 0) {
                onViolation?.({ ...strangeExceptions, findings });
                reportTo(report, { ...strangeExceptions, findings }, "");
            }
            for (const each of beside) each.stack?.(args, report);
            onResults?.(regime.resultsOf(verdicts), regime, name);
        },
    };
}

const strangeExceptions: Violation = {
    rule: "exceptions-are-for-resources", title: "Exceptions are for resources that are there", severity: "medium", level: "mandatory", findings: [],
    controls: {}, why: "An exception for what is not there excepts the next one that gets its name.", cure: "Correct its URN, or remove it.",
};

/** `dev` of `urn:pulumi:dev::…`. */
function stackNameOf(urn: string): string {
    return (urn.split("::")[0] ?? "").slice("urn:pulumi:".length);
}

function dataOf({ type, urn, name, props, opts, provider }: Pick<ResourceValidationArgs, "type" | "urn" | "name" | "props" | "opts" | "provider">): ResourceData {
    return { type, urn, name, props, protect: opts.protect, provider: provider?.props };
}

/**
 * What was asked for goes before what came of it: here the engine gives outputs, which may be cut, or be there for what nobody set.
 * Read only when asked: what is not known yet throws.
 */
function over(outputs: object, inputs: object): object {
    const merged = {};
    for (const source of [outputs, inputs]) {
        for (const key of Object.keys(source)) {
            Object.defineProperty(merged, key, { enumerable: true, configurable: true, get: () => Reflect.get(source, key) as unknown });
        }
    }
    return merged;
}

/** The engine names only the properties that come from other resources (its analyzer_plugin.go); what else is set is an input. */
function relationsOf({ propertyDependencies, parent }: PolicyResource, asked: object): Pick<ResourceData, "from" | "parent"> {
    const own = Object.keys(asked).map((property): readonly [string, readonly string[]] => [property, []]);
    const related = Object.entries(propertyDependencies).map(([property, sources]) => [property, sources.map(({ urn }) => urn)] as const);
    const from = [...own, ...related];
    return { from: Object.fromEntries(from), ...(parent === undefined ? {} : { parent: parent.urn }) };
}

/** In the rule's own name, level and severity. */
export function reportTo(report: Report, violation: Violation, urn: string): void {
    const { rule, why, level, severity } = violation;
    // The SDK takes an object here since 1.18, which its types do not say: it alone lets one function speak for many rules.
    Reflect.apply(report, undefined, [{ name: rule, message: messageOf(violation), description: why, urn, enforcementLevel: level, severity }]);
}
