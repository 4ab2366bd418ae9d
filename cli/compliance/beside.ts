/** What stops an operation beside the rules of the registry, in the form of their results: reports tell of it, too. */
import type { Result } from "../../policies/core/assess";
import type { Mapping, Mappings } from "../../policies/core/standard";
import type { Violation } from "../../policies/core/violation";
import { groupedBy } from "../../policies/lib/groups";
import type { ToldRule } from "../../policies/reports/evidence";
import { projectName } from "../../release/engine/project";

/** The rules' results, and one for each violation of something else. */
export function resultsWith(results: readonly Result[], violations: readonly Violation[], stack: string): readonly Result[] {
    const root = `urn:pulumi:${stack}::${projectName}::pulumi:pulumi:Stack::${projectName}-${stack}`;
    return [...results, ...violations.map(({ rule, severity, urn = root, findings }): Result => (
        { rule, severity, urn, type: typeOf(urn), state: "not met", details: findings }
    ))];
}

export function toldRules(violations: readonly Violation[]): readonly ToldRule[] {
    const rules = groupedBy(violations, ({ rule }) => rule);
    return [...rules].map(([id, of]): ToldRule => {
        const { title = "", why = "", cure = "" } = of[0] ?? {};
        return { id, title, why, cure, kind: "stack", types: [...new Set(of.flatMap(({ urn }) => (urn === undefined ? [] : typeOf(urn))))] };
    });
}

/** Their controls count as not satisfied, as those of the rules. */
export function mappingsWith(known: Mappings, violations: readonly Violation[]): Mappings {
    const own = violations.map(({ rule, severity, controls }) => {
        const served = Object.entries(controls).map(([standard, ids]) => (
            [standard, ids.map((id): Mapping => ({ id, relation: "contributes", source: "own" }))] as const
        ));
        return [rule, { severity, controls: Object.fromEntries(served) }] as const;
    });
    return { ...known, ...Object.fromEntries(own) };
}

/** `aws:s3/bucket:Bucket` of `urn:pulumi:dev::colorway::colorway:edge:Edge$aws:s3/bucket:Bucket::dev-logs`. */
function typeOf(urn: string): string {
    const [, , qualified = ""] = urn.split("::");
    return qualified.slice(qualified.lastIndexOf("$") + 1);
}
