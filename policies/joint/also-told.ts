/** Policies that are not rules of the registry, told in the same form. */
import { type ReportViolation, type ResourceValidationPolicy, type StackValidationPolicy, UnknownValueError } from "@pulumi/policy";
import { type Beside, reportTo } from "../core/pack";
import type { Violation } from "../core/violation";

/** The SDK's types do not say that it is an error. */
function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** What the policy judges, whose violations are told by `told` and reported with title and cure. */
export function alsoTold(policy: ResourceValidationPolicy | StackValidationPolicy, told: (violation: Violation) => void): Beside {
    const { name, displayName = name, description: why, severity = "medium", remediationSteps: cure = why } = policy;
    const about = { rule: name, title: displayName, severity, level: "mandatory", controls: {}, why, cure } as const;
    const reporting = (report: ReportViolation, resource: string): ReportViolation => (message, urn = resource) => {
        tell(report, { ...about, findings: [message], ...(urn === "" ? {} : { urn }) });
    };
    const tell = (report: ReportViolation, violation: Violation): void => {
        told(violation);
        reportTo(report, violation, violation.urn ?? "");
    };
    /** A value that is not known yet decides nothing, and keeps nothing else from being judged. */
    const knowing = (report: ReportViolation, urn: string, judge: () => void | Promise<void>): void => {
        try {
            if (judge() instanceof Promise) throw new Error(`${name}: judges later, when nobody waits for it`);
        } catch (error) {
            if (!(error instanceof UnknownValueError)) throw error;
            const findings = [`can't be judged before it is made: ${messageOf(error)}`];
            tell(report, { ...about, level: "advisory", findings, ...(urn === "" ? {} : { urn }) });
        }
    };
    if ("validateStack" in policy) {
        return { stack: (args, report) => knowing(report, "", () => policy.validateStack(args, reporting(report, ""))) };
    }
    const validations = [policy.validateResource ?? []].flat();
    return {
        resource: (args, report) => {
            for (const judge of validations) knowing(report, args.urn, () => judge(args, reporting(report, args.urn)));
        },
    };
}
