/** Charts that are installed out of sight. */
import { met, notMet, unknown } from "../../core/outcome";
import { shown } from "../../core/conditions";
import type { Parameter, Rule } from "../../core/rule";

interface Chart {
    readonly chart: string;
    readonly repository: string;
}

const allowed: Parameter = {
    description: "charts that are known well enough; repository is empty for a chart that names its own place, as "
        + "oci://ghcr.io/own/chart or a folder",
    default: [],
    schema: {
        type: "array",
        items: {
            type: "object", properties: { chart: { type: "string" }, repository: { type: "string" } },
            required: ["chart", "repository"], additionalProperties: false,
        },
    },
};

function isChart(value: unknown): value is Chart {
    return typeof value === "object" && value !== null && "chart" in value && "repository" in value;
}

export const helmRules: readonly Rule[] = [
    {
        id: "k8s-helm-release-opaque",
        title: "Helm releases whose objects nobody checks are of listed charts",
        why: "A v3 Release makes its objects inside the provider: no rule sees a privileged pod in it.",
        cure: "Use helm.v4.Chart, whose objects are checked one by one, or list chart and repository in the parameter allowed.",
        types: ["kubernetes:helm.sh/v3:Release"],
        kind: "resource",
        parameters: { allowed },
        conditions: [({ props }, context) => {
            const list = context.parameter("allowed");
            const charts = Array.isArray(list) ? list.filter(isChart) : [];
            const [chart, repository] = [props.at("chart"), props.at("repositoryOpts.repo")];
            const open = [chart, repository].find(({ reading }) => reading === "unknown");
            if (open !== undefined) return unknown(open.path);
            const known = charts.some((each) => each.chart === chart.text && each.repository === (repository.text ?? ""));
            return known
                ? met
                : notMet(
                    chart.path,
                    `is ${shown(chart.value)} of ${shown(repository.value ?? "")}, whose objects no rule sees; a chart of the `
                        + "parameter allowed, or helm.v4.Chart, is required",
                );
        }],
    },
];
