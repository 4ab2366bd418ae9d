/** Evidence to make reports of: a small one with every kind of result, and one in hostile words. */
import { assess, resultsOf } from "../../../policies/core/assess";
import { isTrue } from "../../../policies/core/conditions";
import { evaluate, RuleIndex } from "../../../policies/core/evaluate";
import { type Exception, Exceptions } from "../../../policies/core/exceptions";
import type { Rule } from "../../../policies/core/rule";
import { Stack } from "../../../policies/core/stack";
import type { Evidence } from "../../../policies/reports/evidence";

export const type = "aws:rds/instance:Instance";

export function urn(name: string): string {
    return `urn:pulumi:prod::colorway::colorway:database:Database$${type}::${name}`;
}

const rule: Rule = {
    id: "rds-encrypted", title: "Storage is encrypted", why: "Who gets the disk reads \"everything\" & more.", cure: "Set storageEncrypted: true.", types: [type],
    kind: "resource", conditions: [isTrue("storageEncrypted")],
};
const nist = "NIST SP 800-53";
const mappings = {
    "rds-encrypted": { severity: "high", controls: { [nist]: [{ id: "SC-28", relation: "satisfies", source: "SecurityHub:RDS.3" }] } },
} as const;
export const exception: Exception = {
    rule: rule.id, resource: urn("old"), owner: "maria", approver: "jonas", justification: "goes in March", compensatingControl: "no account data",
    risk: "low", ticket: "SEC-12", created: "2026-11-01", expires: "2026-11-30",
};

/** What Pulumi gives for a value that is not known yet. */
const notYetKnown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One rule on a resource that keeps it, one that does not, one excepted and one not yet known. */
export function smallEvidence(): Evidence {
    const values: readonly (readonly [string, unknown])[] = [["good", true], ["bad", false], ["old", false], ["new", notYetKnown]];
    const stack = new Stack(values.map(([name, storageEncrypted]) => ({ type, name, urn: urn(name), props: { storageEncrypted } })));
    const exceptions = new Exceptions([exception], Date.parse("2026-11-21"));
    const results = resultsOf(evaluate(new RuleIndex([rule]), stack.all(), stack), mappings, exceptions);
    const standard = { name: nist, version: "5.2.0", controls: [{ id: "SC-28", kind: "technical" }, { id: "AT-2", kind: "manual" }] } as const;
    return {
        source: "state", stack: "prod", time: "2026-11-21T10:00:00.000Z", actor: "maria@build-7", commit: "abc", dirty: false,
        tool: { name: "colorway", version: "0.1.0" }, rulesHash: "00", rules: [rule], mappings, results, levels: { "rds-encrypted": "mandatory" }, parameters: {},
        assessments: [assess(results, standard, mappings)], warnings: exceptions.warnings(),
    };
}

/** The small one, whose rule has two parameters, one named by the control. @param days set by the environment */
export function parameterizedEvidence(days?: number): Evidence {
    const given = smallEvidence();
    const parameters = {
        days: { description: "days at least", default: 365, schema: { type: "integer" }, control: "sc-28_odp.02" },
        names: { description: "names", default: ["a"], schema: { type: "array" } },
    };
    return {
        ...given, rules: given.rules.map((each) => ({ ...each, parameters })), parameters: days === undefined ? {} : { [rule.id]: { days } },
    };
}

/** Letters that would break a report that takes them as they are: HTML, XML, Markdown, formulas, controls. */
export const hostile = "=<script>alert(\"x\")</script>&'`*_[a](javascript:b)\\\u0007\uFFFE\nend ";

/** The small one, with a resource, details and an exception in hostile words. */
export function hostileEvidence(): Evidence {
    const given = smallEvidence();
    const words = { owner: hostile, approver: hostile, justification: hostile, compensatingControl: hostile, ticket: hostile };
    const results = given.results.map((result) => ({
        ...result, urn: `${result.urn}${hostile}`, details: result.details.map((text) => `${text}${hostile}`),
        ...(result.exception === undefined ? {} : { exception: { ...result.exception, ...words } }),
    }));
    const rules = given.rules.map((each) => ({ ...each, title: hostile, why: hostile, cure: hostile }));
    return { ...given, results, rules, stack: "prod", actor: hostile.trim(), commit: hostile, warnings: [hostile] };
}
