/** Rules of Prometheus as data, in the form of a PrometheusRule's `spec` (Prometheus documentation, "Recording rules"). */

export interface RecordingRule {
    readonly record: string;
    readonly expr: string;
}

export interface AlertingRule {
    readonly alert: string;
    readonly expr: string;
    /** How long the expression must hold, as `30s`; absent: not at all. */
    readonly for?: string;
    readonly labels: { readonly [name: string]: string };
    readonly annotations: { readonly [name: string]: string };
}

export interface RuleGroup {
    readonly name: string;
    /** Between two evaluations, as `15s`. */
    readonly interval: string;
    readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** What the services of an environment promise, and what their releases are judged by. */
export interface Objectives {
    readonly environment: string;
    /** All services of a slot. */
    readonly services: readonly ObservedService[];
    /** Share of requests in percent that may fail before a release goes back. */
    readonly errorPercent: number;
    /** Quantile of the latency in percent, and its limit in milliseconds. */
    readonly latencyQuantile: number;
    readonly latencyMilliseconds: number;
    /** Share of requests in percent that users are promised, 90–99.999. */
    readonly availabilityPercent: number;
    /** Longest time in seconds for which a rollout shares traffic between two releases. */
    readonly sharedSeconds: number;
    /** What stands before a runbook's file name: an address or a path that ends with a slash. */
    readonly runbooks: string;
}

export interface ObservedService {
    readonly name: string;
    /** Whether users reach it. */
    readonly isPublic: boolean;
}

/**
 * `critical` wakes somebody: users are hurt, or will be within the hour. `warning` is looked at in working hours.
 */
export type Severity = "critical" | "warning";

/** An alert before it is written down. */
export interface AlertPlan {
    /** In the words of an operator, as `HighErrorRate`; two plans may share a name and differ in severity. */
    readonly name: string;
    readonly severity: Severity;
    readonly expr: string;
    /** Beside severity and environment. @default - none */
    readonly labels?: { readonly [name: string]: string };
    /** Seconds for which the expression must hold. @default 0 */
    readonly holds?: number;
    /** One line for a pager. */
    readonly summary: string;
    /** What it means, in a sentence or two, with the figures. */
    readonly description: string;
}

/** File of the runbook of an alert: `high-error-rate.md` for `HighErrorRate`. */
export function runbookOf(alert: string): string {
    return `${alert.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;
}

export function alertingRule(plan: AlertPlan, { environment, runbooks }: Objectives): AlertingRule {
    return {
        alert: plan.name,
        expr: plan.expr,
        ...(plan.holds === undefined ? {} : { for: `${plan.holds}s` }),
        labels: { ...plan.labels, severity: plan.severity, environment },
        annotations: {
            summary: plan.summary,
            description: plan.description,
            runbook_url: `${runbooks}${runbookOf(plan.name)}`,
        },
    };
}
