import { NotModeled } from "../../cloud/errors";
import { hasUnknown, isAbsent, isProps, Props, record, textOr, UNKNOWN } from "../../cloud/values";
import {
    CheckFailure,
    CheckRequest,
    CheckResult,
    Created,
    CreateRequest,
    DeleteRequest,
    Diff,
    DiffRequest,
    ReadRequest,
    ReadResult,
    UpdateRequest,
} from "../../protocol/provider";
import { kindOf } from "../api/kinds";
import type { KubeCluster } from "../api/objects";
import { changesBetween, withoutIgnored } from "./changes";
import { Connection } from "./connection";
import { encode, findRelease, releaseSecretType, secretName, StoredRelease } from "./helm";
import type { Chart } from "./charts/chart";
import { charts } from "./helm-charts";
import { autoname } from "./inputs";

/** What a Release reports of a setting that the program leaves out (pulumi/pulumi-kubernetes helm_release.go, `Release`). */
const unset: Props = {
    allowNullValues: false,
    atomic: false,
    cleanupOnFail: false,
    createNamespace: false,
    dependencyUpdate: false,
    description: "",
    devel: false,
    disableCRDHooks: false,
    disableOpenapiValidation: false,
    disableWebhooks: false,
    forceUpdate: false,
    keyring: "",
    lint: false,
    postrender: "",
    recreatePods: false,
    renderSubchartNotes: false,
    replace: false,
    resetValues: false,
    reuseValues: false,
    skipAwait: false,
    skipCrds: false,
    values: {},
    verify: false,
    waitForJobs: false,
};

const settings: ReadonlySet<string> = new Set([
    ...Object.keys(unset),
    "chart",
    "compat",
    "maxHistory",
    "name",
    "namespace",
    "repositoryOpts",
    "timeout",
    "valueYamlFiles",
    "version",
]);

/** Seconds; helm_release.go, `defaultTimeoutSeconds`. */
const defaultTimeout = 300;
/** Seconds that the controller's pods usually take to be ready. */
const usualSeconds = 45;

/** Helm, pkg/chartutil/validate_name.go. */
const nameForm = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const nameText =
    "invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ " +
    "and the length must not be longer than 53";

type Connect = () => Connection;

/** The resource `kubernetes:helm.sh/v3:Release` for the charts that are known. */
export class HelmReleases {
    check(request: CheckRequest, namespace: string): CheckResult {
        const unknown = Object.keys(request.news).filter((name) => !settings.has(name));
        if (unknown.length > 0) throw new NotModeled(`${request.type}: ${unknown.join(", ")}`);
        const held = textOr(request.olds, "name", "");
        const name = request.news["name"] ?? (held === "" ? autoname(request) : held);
        const home = request.news["namespace"] ?? (namespace === "" ? "default" : namespace);
        const waits = request.news["skipAwait"] !== true;
        const given = Object.fromEntries(Object.entries(request.news).filter(([, value]) => !isAbsent(value)));
        const inputs: Props = {
            ...unset,
            ...(waits ? { timeout: defaultTimeout } : { timeout: 0 }),
            ...given,
            name,
            namespace: home,
        };
        if (hasUnknown(inputs)) return { inputs, failures: [] };
        const found = chartOf(inputs);
        if (typeof found !== "string") return { inputs: { ...inputs, version: found.version }, failures: [] };
        const failure: CheckFailure = {
            property: "chart",
            reason: `${found}; check the chart name and repository configuration.`,
        };
        return { inputs, failures: [failure] };
    }

    diff(request: DiffRequest): Diff {
        const before = isProps(request.olds["__inputs"]) ? request.olds["__inputs"] : request.oldInputs;
        const changes = changesBetween(before, request.news, ["name", "namespace"]);
        return { changes: withoutIgnored(changes, request.ignoreChanges), deleteBeforeReplace: false };
    }

    async create(request: CreateRequest, connect: Connect): Promise<Created> {
        const { inputs } = request;
        if (request.preview)
            return { id: "", properties: { ...inputs, __inputs: inputs, resourceNames: UNKNOWN, status: UNKNOWN } };
        const connection = connect();
        if ("unreachable" in connection)
            throw new Error(`can't create Helm Release with unreachable cluster: ${connection.unreachable}`);
        const { cluster } = connection;
        const release = plan(inputs, 1);
        if (!nameForm.test(release.name) || release.name.length > 53) throw new Error(nameText);
        this.checkValues(inputs);
        if (findRelease(cluster, release.namespace, release.name) !== undefined)
            throw new Error("cannot re-use a name that is still in use");
        const home = { apiVersion: "v1", kind: "Namespace", metadata: { name: release.namespace } };
        const isThere = cluster.get({ apiVersion: "v1", kind: "Namespace", name: release.namespace }) !== undefined;
        if (!isThere && inputs["createNamespace"] !== true)
            throw new Error(`create: failed to create: namespaces "${release.namespace}" not found`);
        if (!isThere) cluster.create(home, "Helm");
        if (inputs["skipCrds"] !== true) installDefinitions(cluster, release.chart);
        this.keep(cluster, release);
        if (inputs["skipAwait"] !== true) await cluster.clock.usual(usualSeconds);
        return { id: `${release.namespace}/${release.name}`, properties: state(inputs, release) };
    }

    read(request: ReadRequest, cluster: KubeCluster): ReadResult | undefined {
        const [namespace = "", name = ""] = request.id.includes("/") ? request.id.split("/") : ["default", request.id];
        const release = findRelease(cluster, namespace, name);
        if (release === undefined) return undefined;
        const held = isProps(request.properties["__inputs"]) ? request.properties["__inputs"] : request.inputs;
        const imported: Props = {
            ...unset,
            timeout: defaultTimeout,
            chart: release.chart,
            name,
            namespace,
            values: release.values,
            version: release.version,
        };
        const inputs = Object.keys(held).length === 0 ? imported : held;
        return { id: request.id, properties: state({ ...inputs, version: release.version }, release), inputs };
    }

    async update(request: UpdateRequest, connect: Connect): Promise<Props> {
        const inputs = request.news;
        if (request.preview) return { ...inputs, __inputs: inputs, resourceNames: UNKNOWN, status: UNKNOWN };
        const connection = connect();
        if ("unreachable" in connection)
            throw new Error(`can't update Helm Release with unreachable cluster: ${connection.unreachable}`);
        const { cluster } = connection;
        const [namespace = "", name = ""] = request.id.split("/");
        const old = findRelease(cluster, namespace, name);
        if (old === undefined) throw new Error(`${JSON.stringify(name)} has no deployed releases`);
        this.checkValues(inputs);
        const release = plan(inputs, old.revision + 1);
        const secret = cluster.need({ apiVersion: "v1", kind: "Secret", namespace, name: secretName(name, old.revision) });
        cluster.update(
            {
                ...secret,
                metadata: { ...secret.metadata, labels: { ...record(secret.metadata, "labels"), status: "superseded" } },
            },
            "Helm",
        );
        this.keep(cluster, release);
        return state(inputs, release);
    }

    /** Removes the release. Custom resource definitions stay, and so does what has a finalizer of the controller. */
    delete(request: DeleteRequest, cluster: KubeCluster): void {
        const [namespace = "", name = ""] = request.id.split("/");
        const secrets = cluster.list("v1", "Secret", namespace, { matchLabels: { owner: "helm", name } });
        if (secrets.length === 0) throw new Error(`uninstall: Release not loaded: ${name}: release: not found`);
        secrets.forEach((secret) => cluster.delete({ apiVersion: "v1", kind: "Secret", namespace, name: secret.metadata.name }));
    }

    private checkValues(inputs: Props): void {
        const found = chartOf(inputs);
        if (typeof found === "string") throw new Error(found);
        const values = record(inputs, "values");
        // Helm itself passes over a value that no template reads; here it is taken for a slip.
        const strange = Object.keys(values).filter((name) => !found.chart.values.has(name));
        if (strange.length > 0)
            throw new Error(`values: ${strange.join(", ")}: no such value in chart ${found.chart.name} ${found.version}`);
        for (const [name, text] of Object.entries(found.chart.required))
            if (textOr(values, name, "") === "") throw new Error(text);
        const refused = found.chart.refuse?.(textOr(inputs, "namespace", "default"), values);
        if (refused !== undefined) throw new Error(refused);
    }

    private keep(cluster: KubeCluster, release: StoredRelease): void {
        const { name, namespace, revision } = release;
        const labels = { owner: "helm", name, status: "deployed", version: String(revision) };
        const metadata = { namespace, name: secretName(name, revision), labels };
        cluster.create(
            { apiVersion: "v1", kind: "Secret", metadata, type: releaseSecretType, data: { release: encode(release) } },
            "Helm",
        );
    }
}

/** The chart that a release asks for with its version, or Helm's text of why there is none. */
function chartOf(inputs: Props): { readonly chart: Chart; readonly version: string } | string {
    const name = textOr(inputs, "chart", "");
    const repository = textOr(record(inputs, "repositoryOpts"), "repo", "").replace(/\/$/, "");
    const chart = charts.find((each) => each.name === name && each.repository === repository);
    const wanted = textOr(inputs, "version", "").replace(/^v/, "");
    const shown = wanted === "" ? `chart "${name}"` : `chart "${name}" version "${wanted}"`;
    if (repository === "") return `failed to download "${name}"`;
    if (chart === undefined && !charts.some((each) => each.repository === repository)) {
        return `looks like "${repository}" is not a valid chart repository or cannot be reached`;
    }
    const version = wanted === "" ? Object.keys(chart?.versions ?? {}).at(-1) : wanted;
    if (chart === undefined || version === undefined || chart.versions[version] === undefined)
        return `${shown} not found in ${repository} repository`;
    return { chart, version };
}

function plan(inputs: Props, revision: number): StoredRelease {
    const found = chartOf(inputs);
    if (typeof found === "string") throw new Error(found);
    const { chart, version } = found;
    return {
        name: textOr(inputs, "name", ""),
        namespace: textOr(inputs, "namespace", "default"),
        chart: chart.name,
        version,
        appVersion: chart.versions[version] ?? "",
        revision,
        values: record(inputs, "values"),
    };
}

function state(inputs: Props, release: StoredRelease): Props {
    const chart = charts.find((each) => each.name === release.chart);
    const { name, namespace, version, appVersion, revision } = release;
    const status = { appVersion, chart: release.chart, name, namespace, revision, status: "deployed", version };
    const resourceNames = chart?.resources(name, namespace, release.values) ?? {};
    return { ...inputs, __inputs: inputs, resourceNames, status };
}

function installDefinitions(cluster: KubeCluster, chart: string): void {
    for (const name of charts.find((each) => each.name === chart)?.kinds ?? []) {
        const slash = name.lastIndexOf("/");
        const kind = kindOf(name.slice(0, slash), name.slice(slash + 1));
        if (kind !== undefined) cluster.define(kind);
    }
}
