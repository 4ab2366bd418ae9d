/** The rules as an environment wants them: which are judged for which resource, with which parameters, how strictly. */
import { assess, type Assessment, type Result, resultsOf } from "./assess";
import type { Environment, Level } from "./environment";
import { evaluate, type Parameters, RuleIndex, type RuleResult } from "./evaluate";
import type { Exceptions } from "./exceptions";
import type { Rule, StackView, Subject } from "./rule";
import { concerns, type Scope, scopeOf } from "./scope";
import { type Baseline, controlsOf, type Mappings, severityOf, type Standard } from "./standard";

export type StandardName = "nist" | "pci";

export interface RegimeOptions {
    readonly rules: readonly Rule[];
    readonly mappings: Mappings;
    readonly catalogs: { readonly [name in StandardName]: Standard };
    /** Standards that are judged for. */
    readonly standards: readonly StandardName[];
    readonly environment: Environment;
    readonly exceptions: Exceptions;
}

export class Regime {
    /** Rules that serve a control of a profile that is judged for. */
    readonly rules: readonly Rule[];
    readonly mappings: Mappings;
    private readonly index: RuleIndex;
    private readonly ofResource: RuleIndex;
    /** Rules that serve a control of the baseline, and for each scope one of PCI DSS. */
    private readonly ofBaseline: ReadonlySet<string>;
    private readonly ofScope: { readonly [scope in Scope]: ReadonlySet<string> };

    constructor(private readonly options: RegimeOptions) {
        const { rules, mappings, catalogs, standards, environment } = options;
        this.mappings = mappings;
        const nist = new Set(controlsOf(catalogs.nist, environment.nist).map(({ id }) => id));
        const ofAccountData = new Map(catalogs.pci.controls.map((control) => [control.id, control.ofAccountData === true]));
        const serving = (name: StandardName, wanted: (control: string) => boolean): ReadonlySet<string> => {
            const own = standards.includes(name) ? rules : [];
            return new Set(own.filter(({ id }) =>
                mappings[id]?.controls[catalogs[name].name]?.some((mapping) => wanted(mapping.id)))
                .map(({ id }) => id));
        };
        const inScope = (scope: Scope): ReadonlySet<string> =>
            serving("pci", (control) => concerns(scope, ofAccountData.get(control) === true));
        this.ofBaseline = serving("nist", (control) => nist.has(control));
        this.ofScope = { cde: inScope("cde"), connected: inScope("connected"), out: inScope("out") };
        this.rules = rules.filter((rule) =>
            (this.ofBaseline.has(rule.id) || this.ofScope.cde.has(rule.id)) && this.levelOf(rule) !== "disabled");
        this.index = new RuleIndex(this.rules);
        this.ofResource = new RuleIndex(this.rules.filter(({ kind }) => kind === "resource"));
    }

    get baseline(): Baseline {
        return this.options.environment.nist;
    }

    /** Values of parameters that the environment sets, by rule. */
    get parameters(): Parameters {
        return this.options.environment.parameters;
    }

    levelOf({ id }: Pick<Rule, "id">): Level {
        const { ruleLevels, levels } = this.options.environment;
        return ruleLevels[id]?.level ?? levels[severityOf(id, this.mappings)];
    }

    /** Whether a rule that needs nothing but the resource judges one of this type. */
    judgesAlone(type: string): boolean {
        return this.ofResource.of(type).length > 0;
    }

    /** By the rules that need nothing but the resource. */
    alone(subject: Subject, stack: StackView): readonly RuleResult[] {
        return this.judged(this.ofResource, [subject], stack);
    }

    all(subjects: readonly Subject[], stack: StackView): readonly RuleResult[] {
        return this.judged(this.index, subjects, stack);
    }

    excepted({ rule, subject }: RuleResult): boolean {
        return this.options.exceptions.of(rule.id, subject.urn) !== undefined;
    }

    resultsOf(verdicts: readonly RuleResult[]): readonly Result[] {
        const found = resultsOf(verdicts, this.mappings, this.options.exceptions);
        return found.map((result, index) => {
            const subject = verdicts[index]?.subject;
            const scope = subject === undefined ? "cde" : this.scopeOf(subject);
            return scope === "cde" ? result : { ...result, scope };
        });
    }

    assessmentsOf(results: readonly Result[]): readonly Assessment[] {
        const { catalogs, standards, mappings } = this.options;
        return standards.map((name) => assess(results, catalogs[name], mappings, name === "nist" ? this.baseline : undefined));
    }

    /** Mistakes: exceptions for resources of the stack that are not there. */
    strangers(stack: string, urns: readonly string[]): readonly string[] {
        return this.options.exceptions.strangers(stack, urns);
    }

    /** What is to be said of a stack's exceptions and of rules that are not judged, after the results were asked for. */
    warnings(stack?: string): readonly string[] {
        const { exceptions, environment } = this.options;
        const disabled = Object.entries(environment.ruleLevels).filter(([, { level }]) => level === "disabled");
        return [...disabled.map(([rule, { reason }]) => `${rule} is disabled: ${reason}`), ...exceptions.warnings(stack)];
    }

    private judged(index: RuleIndex, subjects: readonly Subject[], stack: StackView): readonly RuleResult[] {
        return evaluate(index, subjects, stack, this.options.environment.parameters).map((result) => {
            const { rule, subject, verdict } = result;
            if (verdict.kind === "notApplicable" || this.ofBaseline.has(rule.id)) return result;
            const scope = this.scopeOf(subject);
            if (this.ofScope[scope].has(rule.id)) return result;
            return {
                rule, subject,
                verdict: {
                    kind: "notApplicable",
                    reason: scope === "out" ? "it is out of the scope of PCI DSS" : "it is only connected to account data",
                },
            };
        });
    }

    private scopeOf(subject: Subject): Scope {
        const { scopeTag, scope } = this.options.environment;
        return this.options.standards.includes("pci") ? scopeOf(subject, scopeTag, scope) : "cde";
    }
}
