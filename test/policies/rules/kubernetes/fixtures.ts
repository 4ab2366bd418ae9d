/** Workloads for fixtures: a Deployment around a pod's spec. */
import type { Verdict } from "../../../../policies/core/outcome";
import { type Fixtures, type Made } from "../harness";

export interface Properties {
    readonly [name: string]: unknown;
}

/** Paths of the pod's spec and of its first container in a Deployment. */
export const pod = "spec.template.spec";
export const first = `${pod}.containers[0]`;

export const labels = { app: "web" };

export function object(type: string, props: Properties = {}, name = "web", namespace = "shop"): Made {
    return { type: `kubernetes:${type}`, name: `${namespace}/${name}`, props: { metadata: { name, namespace }, ...props } };
}

export function workload(spec: Properties, more: Properties = {}, kind = "apps/v1:Deployment"): Made {
    return object(
        kind, { spec: { ...more, template: { metadata: { labels }, spec: { containers: [{ name: "web" }], ...spec } } } },
    );
}

/** A pod's spec with one container of these properties. */
export function container(props: Properties): Properties {
    return { containers: [{ name: "web", ...props }] };
}

/** The same in its security settings. */
export function secured(securityContext: Properties): Properties {
    return container({ securityContext });
}

/** Of pods' specs in a Deployment. A verdict is met where no finding is given. */
export function podFixtures(given: {
    readonly passes: readonly Properties[];
    readonly fails: readonly (readonly [Properties, ...string[]])[];
    /** What a container without the setting counts as. @default met */
    readonly absent?: readonly string[];
    readonly unknown: readonly [Properties, ...string[]];
    readonly notApplicable?: Fixtures["notApplicable"];
    readonly parameters?: Properties;
}): Fixtures {
    const { passes, fails, absent = [], unknown: [undecided, ...paths], notApplicable = {
        otherType: "kubernetes:core/v1:Service",
    }, parameters } = given;
    return {
        passes: passes.map((spec) => [workload(spec)] as const),
        fails: fails.map(([spec, ...findings]) => ({ given: [workload(spec)] as const, findings })),
        absent: { given: [workload({})], verdict: verdict(...absent) },
        unknown: { given: [workload(undecided)], undecided: paths },
        notApplicable,
        ...(parameters === undefined ? {} : { parameters }),
    };
}

export function verdict(...findings: readonly string[]): Verdict {
    return findings.length === 0 ? { kind: "met" } : { kind: "notMet", findings, undecided: [] };
}

export function excused(reason: string, given: Made): Fixtures["notApplicable"] {
    return { given: [given], reason };
}
export const windows = excused("the pod runs on Windows", workload({ os: { name: "windows" } }));
