/** Policies that are not rules of the registry, told in the same form. */
import type { ReportViolation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { reportTo } from "../core/pack";
import type { Violation } from "../core/violation";

type OwnPolicy = ResourceValidationPolicy | StackValidationPolicy;

/** The policy, whose violations are told by `told` and reported with title and cure. */
export function alsoTold(policy: OwnPolicy, told: (violation: Violation) => void): OwnPolicy {
    const { name, displayName = name, description: why, severity = "medium", remediationSteps: cure = why } = policy;
    const about = { rule: name, title: displayName, severity, level: "mandatory", controls: {}, why, cure } as const;
    const reporting = (report: ReportViolation, resource: string): ReportViolation => (message, urn = resource) => {
        const violation: Violation = { ...about, findings: [message], ...(urn === "" ? {} : { urn }) };
        told(violation);
        reportTo(report, violation, urn);
    };
    if ("validateStack" in policy) {
        return { ...policy, validateStack: (args, report) => policy.validateStack(args, reporting(report, "")) };
    }
    const { validateResource } = policy;
    if (typeof validateResource !== "function") return policy;
    return { ...policy, validateResource: (args, report) => validateResource(args, reporting(report, args.urn)) };
}
