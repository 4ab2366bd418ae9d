import { helmRules } from "../../../../policies/rules/kubernetes/helm";
import { describeRules, later, type Made } from "../harness";
import { object, verdict } from "./fixtures";

const release = (chart: unknown, repo?: unknown): Made =>
    object("helm.sh/v3:Release", { chart, ...(repo === undefined ? {} : { repositoryOpts: { repo } }) });
const refused = (chart: string, repo: string): string => `chart is "${chart}" of "${repo}", whose objects no rule sees; a `
    + "chart of the parameter allowed, or helm.v4.Chart, is required";
const own = "https://charts.example/stable";

describeRules("Helm", helmRules, {
    "k8s-helm-release-opaque": {
        passes: [[release("web", own)], [release("oci://ghcr.io/own/web")]],
        fails: [
            {
                given: [release("web", "https://charts.example/other")],
                findings: [refused("web", "https://charts.example/other")],
            },
            { given: [release("api", own)], findings: [refused("api", own)] },
        ],
        absent: { given: [release("web")], verdict: verdict(refused("web", "")) },
        unknown: { given: [release("web", later)], undecided: ["repositoryOpts.repo"] },
        notApplicable: { otherType: "kubernetes:helm.sh/v4:Chart" },
        parameters: { allowed: [{ chart: "web", repository: own }, { chart: "oci://ghcr.io/own/web", repository: "" }] },
    },
});
