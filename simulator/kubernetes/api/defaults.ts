import { Draft, isAbsent, isProps, list, Props, record, records, textOr } from "../../cloud/values";
import { podDefaults, podSpecDefaults, qualityOf } from "./defaults-pod";
import { Manifest, stringsOf } from "./types";
import { storageClassDefaults } from "./validate-storage";
import type { ClusterView } from "./view";

/** What the API server fills in, for the kinds that it knows (k8s.io/kubernetes pkg/apis, defaults.go of each group). */
export function withDefaults(view: ClusterView, object: Manifest, old: Manifest | undefined): Manifest {
    switch (object.kind) {
        case "Namespace":
            return namespaceDefaults(object);
        case "Service":
            return { ...object, spec: serviceDefaults(view, record(object, "spec"), old) };
        case "Secret":
            return secretDefaults(object);
        case "Pod":
            return { ...object, spec: podDefaults(record(object, "spec")) };
        case "Deployment":
            return { ...object, spec: deploymentDefaults(record(object, "spec")) };
        case "ReplicaSet":
            return { ...object, spec: { replicas: 1, ...templateDefaults(record(object, "spec")) } };
        case "HorizontalPodAutoscaler":
            return { ...object, spec: autoscalerDefaults(record(object, "spec")) };
        case "NetworkPolicy":
            return { ...object, spec: policyDefaults(record(object, "spec")) };
        case "LimitRange":
            return {
                ...object,
                spec: { ...record(object, "spec"), limits: records(record(object, "spec"), "limits").map(limitDefaults) },
            };
        case "RoleBinding":
        case "ClusterRoleBinding":
            return bindingDefaults(object);
        case "StorageClass":
            return storageClassDefaults(object);
        default:
            return object;
    }
}

/** The status that a new object has. */
export function firstStatus(object: Manifest): Props | undefined {
    switch (object.kind) {
        case "Namespace":
            return { phase: "Active" };
        case "Service":
            return { loadBalancer: {} };
        case "Pod":
            return { phase: "Pending", qosClass: qualityOf(record(object, "spec")) };
        case "ReplicaSet":
            return { replicas: 0 };
        case "HorizontalPodAutoscaler":
            return { desiredReplicas: 0 };
        case "PodDisruptionBudget":
            return { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
        case "Deployment":
        case "ResourceQuota":
            return {};
        default:
            return undefined;
    }
}

function namespaceDefaults(object: Manifest): Manifest {
    const labels = { ...record(object.metadata, "labels"), "kubernetes.io/metadata.name": textOr(object.metadata, "name", "") };
    return {
        ...object,
        metadata: { ...object.metadata, labels },
        spec: { finalizers: ["kubernetes"], ...record(object, "spec") },
    };
}

function secretDefaults(object: Manifest): Manifest {
    const { stringData, ...rest } = object;
    const plain = Object.entries(stringsOf(stringData)).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
    const data = { ...record(object, "data"), ...Object.fromEntries(plain) };
    return { ...rest, type: textOr(object, "type", "Opaque"), ...(Object.keys(data).length === 0 ? {} : { data }) };
}

/** pkg/registry/core/service/storage: the address and families of a Service, kept by updates that leave them out. */
function serviceDefaults(view: ClusterView, spec: Props, old: Manifest | undefined): Props {
    const type = textOr(spec, "type", "ClusterIP");
    const ports = records(spec, "ports").map((port) => {
        const target = port["targetPort"];
        return {
            protocol: "TCP",
            ...port,
            targetPort: target === "" || isAbsent(target) || target === 0 ? (port["port"] ?? 0) : target,
        };
    });
    const filled: Draft = { type, sessionAffinity: "None", internalTrafficPolicy: "Cluster", ...spec };
    if (ports.length > 0 || !isAbsent(spec["ports"])) filled["ports"] = ports;
    if (spec["sessionAffinity"] === "ClientIP" && isAbsent(spec["sessionAffinityConfig"])) {
        filled["sessionAffinityConfig"] = { clientIP: { timeoutSeconds: 10_800 } };
    }
    if (type === "ExternalName") {
        delete filled["internalTrafficPolicy"];
        return filled;
    }
    const held = old === undefined ? undefined : record(old, "spec")["clusterIP"];
    const address = spec["clusterIP"] ?? held ?? view.freeServiceIp();
    return {
        ...filled,
        clusterIP: address,
        clusterIPs: [address],
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
        ...familiesOf(spec),
    };
}

function familiesOf(spec: Props): Props {
    const given = ["ipFamilies", "ipFamilyPolicy"].filter((name) => !isAbsent(spec[name]));
    return Object.fromEntries(given.map((name) => [name, spec[name] ?? null]));
}

function templateDefaults(spec: Props): Props {
    const template = spec["template"];
    if (!isProps(template)) return spec;
    return { ...spec, template: { ...template, spec: podSpecDefaults(record(template, "spec")) } };
}

function deploymentDefaults(spec: Props): Props {
    const strategy = record(spec, "strategy");
    const type = textOr(strategy, "type", "RollingUpdate");
    const rolling = { maxUnavailable: "25%", maxSurge: "25%", ...record(strategy, "rollingUpdate") };
    const filled = type === "RollingUpdate" ? { ...strategy, type, rollingUpdate: rolling } : { ...strategy, type };
    return { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, ...templateDefaults(spec), strategy: filled };
}

const pods15 = { type: "Pods", value: 4, periodSeconds: 15 };
const all15 = { type: "Percent", value: 100, periodSeconds: 15 };

/** pkg/apis/autoscaling/v2/defaults.go; one rule of a behavior brings the other's defaults. */
function autoscalerDefaults(spec: Props): Props {
    const metrics = list(spec, "metrics");
    const usual = [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }];
    const filled: Draft = { minReplicas: 1, ...spec, metrics: metrics.length === 0 ? usual : metrics };
    const behavior = spec["behavior"];
    if (isProps(behavior)) {
        const up = {
            stabilizationWindowSeconds: 0,
            selectPolicy: "Max",
            policies: [pods15, all15],
            ...record(behavior, "scaleUp"),
        };
        const down = { selectPolicy: "Max", policies: [all15], ...record(behavior, "scaleDown") };
        filled["behavior"] = { scaleUp: up, scaleDown: down };
    }
    return filled;
}

function policyDefaults(spec: Props): Props {
    const rules = (way: string): Props => {
        if (isAbsent(spec[way])) return {};
        const filled = records(spec, way).map((rule) => {
            if (isAbsent(rule["ports"])) return rule;
            return { ...rule, ports: records(rule, "ports").map((port) => ({ protocol: "TCP", ...port })) };
        });
        return { [way]: filled };
    };
    const types = list(spec, "policyTypes");
    const implied = list(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
    return {
        podSelector: {},
        ...spec,
        ...rules("ingress"),
        ...rules("egress"),
        policyTypes: types.length === 0 ? implied : types,
    };
}

/** For containers: limits from the most, requests from the limits or the least. */
function limitDefaults(limit: Props): Props {
    if (limit["type"] !== "Container") return limit;
    const limits = { ...record(limit, "max"), ...record(limit, "default") };
    const requests = { ...record(limit, "min"), ...limits, ...record(limit, "defaultRequest") };
    return {
        ...limit,
        ...(Object.keys(limits).length === 0 ? {} : { default: limits }),
        ...(Object.keys(requests).length === 0 ? {} : { defaultRequest: requests }),
    };
}

function bindingDefaults(object: Manifest): Manifest {
    const group = "rbac.authorization.k8s.io";
    const role = record(object, "roleRef");
    const subjects = records(object, "subjects").map((subject) =>
        subject["kind"] === "ServiceAccount" ? subject : { apiGroup: group, ...subject },
    );
    return {
        ...object,
        roleRef: { ...role, apiGroup: textOr(role, "apiGroup", "") || group },
        ...(subjects.length === 0 ? {} : { subjects }),
    };
}
