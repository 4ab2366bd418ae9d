/** Starts a pack: for one standard, or the joint one, in which a rule that serves both runs once. */
import { appendFileSync } from "node:fs";
import { dirname } from "node:path";
import { type PolicyComplianceFramework, PolicyPack } from "@pulumi/policy";
import { summaryOf } from "./core/assess";
import { Exceptions } from "./core/exceptions";
import { type Beside, policiesOf } from "./core/pack";
import { Regime, type StandardName } from "./core/regime";
import type { Rule } from "./core/rule";
import { controlsServed } from "./core/standard";
import type { Violation } from "./core/violation";
import { mappings, nistName, rules, standards } from "./registry";
import type { PackReport } from "./report";
import { environmentFor, nameProblem, readSettings } from "./settings";
import { environmentVariable, folderVariable, reportVariable } from "./variables";

export interface PackIdentity {
    /** As `colorway-nist-800-53`. */
    readonly name: string;
    readonly displayName: string;
    readonly description: string;
    readonly standards: readonly StandardName[];
    /** Whether Pulumi is told of every rule by itself. @default true */
    readonly listed?: boolean;
    /** What judges beside the rules. @param told what it finds is to be told by this, too */
    readonly beside?: (told: (violation: Violation) => void) => readonly Beside[];
}

export function startPack({ name, displayName, description, standards: wanted, listed = true, beside = () => [] }: PackIdentity): void {
    const settings = readSettings(process.env[folderVariable] ?? dirname(__filename));
    const named = process.env[environmentVariable];
    const problems = [...settings.problems, ...nameProblem(settings, named)];
    if (problems.length > 0) {
        tell({ problems });
        process.stderr.write(`the settings of the policies are not in order\n${problems.join("\n")}\n`);
        process.exit(1);
    }
    const catalogs = standards();
    const configured = configuredEnvironment();
    const regimes = new Map<string | undefined, Regime>();
    const regimeOf = (stack: string | undefined): Regime => {
        const known = regimes.get(stack);
        if (known !== undefined) return known;
        const environment = environmentFor(settings, { named, configured, stack });
        const exceptions = new Exceptions(settings.exceptions, Date.now());
        const made = new Regime({ rules, mappings: mappings(), catalogs, standards: wanted, environment, exceptions });
        regimes.set(stack, made);
        return made;
    };
    const onViolation = (violation: Violation): void => tell({ violation });
    const policies = policiesOf({
        usual: regimeOf(process.env["PULUMI_STACK"] ?? process.env["PULUMI_NODEJS_STACK"]), regimeOf, onViolation,
        listed, beside: beside(onViolation), frameworkOf: (rule) => frameworkOf(rule, wanted),
        onResults: (results, regime, stack) =>
            tell({ results, summaries: regime.assessmentsOf(results).map(summaryOf), warnings: regime.warnings(stack) }),
    });
    new PolicyPack(name, { displayName, description, policies: [...policies] });
}

/** A line for whoever started the engine and asked for it. */
function tell(report: PackReport): void {
    const file = process.env[reportVariable];
    if (file !== undefined && file !== "") appendFileSync(file, `${JSON.stringify(report)}\n`);
}

function configuredEnvironment(): string | undefined {
    const config = JSON.parse(process.env["PULUMI_CONFIG"] ?? "{}") as { readonly [key: string]: string };
    return config["colorway:environment"];
}

/** A policy has one framework: of the joint pack NIST's, where the rule serves it. Tags name the controls of both. */
function frameworkOf({ id }: Rule, wanted: readonly StandardName[]): PolicyComplianceFramework | undefined {
    const served = controlsServed(id, mappings());
    for (const name of wanted) {
        const standard = standards()[name];
        const ids = served[standard.name];
        if (ids === undefined) continue;
        const controls = standard.controls.filter((control) => ids.includes(control.id));
        const titles = controls.map((control) => [control.id, control.title].filter((text) => text !== undefined).join(" "));
        const version = standard.name === nistName ? "Rev. 5" : `v${standard.version}`;
        return { name: standard.name, version, reference: ids.join("; "), specification: titles.join("; ") };
    }
    return undefined;
}
