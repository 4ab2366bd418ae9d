import type { Props } from "../../../cloud/values";

/** What the simulated cloud knows of a chart, as published. */
export interface Chart {
    readonly name: string;
    readonly repository: string;
    /** Chart version → version of the application. */
    readonly versions: Readonly<Record<string, string>>;
    /** Top-level keys of `values.yaml`. */
    readonly values: ReadonlySet<string>;
    /** Values without which a template fails, with Helm's text. */
    readonly required: Readonly<Record<string, string>>;
    /** What a template of the chart refuses, in Helm's words. */
    readonly refuse?: (namespace: string, values: Props) => string | undefined;
    /** Custom kinds whose definitions it brings, of those that are modeled, as `kyverno.io/v1/ClusterPolicy`. */
    readonly kinds: readonly string[];
    /** Names of what it makes, by `kind/version`, for a release of that name. */
    readonly resources: (release: string, namespace: string, values: Props) => Readonly<Record<string, readonly string[]>>;
}

/** The name that charts give to what they make, by Helm's usual `fullname`. */
export function fullName(chart: string, release: string): string {
    return release.includes(chart) ? release : `${release}-${chart}`;
}
