import { isProps, type Props, record, textOr } from "../../../cloud/values";
import { type Chart, fullName } from "./chart";

/** Source: github.com/grafana-community/helm-charts, charts/loki: Chart.yaml, values.yaml, templates/validate.yaml. */
export const loki: Chart = {
    name: "loki",
    repository: "https://grafana-community.github.io/helm-charts",
    versions: { "18.11.0": "3.7.6" },
    values: new Set([
        "backend",
        "bloomBuilder",
        "bloomGateway",
        "bloomPlanner",
        "chunksCache",
        "commonLabels",
        "compactor",
        "defaults",
        "deploymentMode",
        "distributor",
        "extraObjects",
        "fullnameOverride",
        "gateway",
        "global",
        "ignoreMinioDeprecation",
        "imagePullSecrets",
        "indexGateway",
        "ingester",
        "ingress",
        "kubeVersionOverride",
        "loki",
        "lokiCanary",
        "memberlist",
        "memcached",
        "memcachedExporter",
        "migrate",
        "minio",
        "monitoring",
        "nameOverride",
        "namespaceOverride",
        "networkPolicy",
        "overridesExporter",
        "patternIngester",
        "podDisruptionBudget",
        "querier",
        "queryFrontend",
        "queryScheduler",
        "rbac",
        "read",
        "resultsCache",
        "rollout_operator",
        "route",
        "ruler",
        "serviceAccount",
        "sidecar",
        "singleBinary",
        "tableManager",
        "test",
        "write",
    ]),
    required: {},
    refuse: (_, values) => refusal(values),
    kinds: [],
    resources: (release, namespace, values) => {
        const full = `${namespace}/${textOr(values, "fullnameOverride", fullName("loki", release))}`;
        return {
            "ConfigMap/v1": [full, `${full}-runtime`],
            "Service/v1": [full, `${full}-headless`, `${full}-memberlist`],
            "ServiceAccount/v1": [full],
            "StatefulSet/apps/v1": [full],
        };
    },
};

function refusal(values: Props): string | undefined {
    const own = record(values, "loki");
    const failed = (why: string): string => `execution error at (loki/templates/validate.yaml): ${why}`;
    if (record(values, "lokiCanary")["enabled"] === false && record(values, "test")["enabled"] !== false)
        return failed("Helm test requires the Loki Canary to be enabled");
    if (!isProps(own["schemaConfig"]) && own["useTestSchema"] !== true)
        return failed("You must provide a schema_config for Loki, one is not provided as this will be individual for every Loki cluster.");
    const storage = record(own, "storage");
    if (textOr(storage, "type", "s3") !== "filesystem" && textOr(record(storage, "bucketNames"), "chunks", "") === "")
        return failed("Please define loki.storage.bucketNames.chunks");
    return undefined;
}
