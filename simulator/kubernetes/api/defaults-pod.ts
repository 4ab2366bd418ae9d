import { Draft, isAbsent, isProps, list, Props, record, records, textOr, Value } from "../../cloud/values";

/** What the API server fills in on pods and templates (k8s.io/kubernetes pkg/apis/core/v1/defaults.go). */
export function podSpecDefaults(spec: Props): Props {
    const filled: Draft = {
        restartPolicy: "Always",
        terminationGracePeriodSeconds: 30,
        dnsPolicy: "ClusterFirst",
        securityContext: {},
        schedulerName: "default-scheduler",
        ...spec,
    };
    const account = textOr(spec, "serviceAccountName", textOr(spec, "serviceAccount", ""));
    if (account !== "") Object.assign(filled, { serviceAccountName: account, serviceAccount: account });
    filled["containers"] = records(spec, "containers").map(containerDefaults);
    if (!isAbsent(spec["initContainers"])) filled["initContainers"] = records(spec, "initContainers").map(containerDefaults);
    if (!isAbsent(spec["volumes"])) filled["volumes"] = records(spec, "volumes").map(volumeDefaults);
    return filled;
}

/** Further defaults of a pod that is no template. */
export function podDefaults(spec: Props): Props {
    const filled: Draft = { enableServiceLinks: true, ...podSpecDefaults(spec) };
    for (const name of ["containers", "initContainers"]) {
        if (!isAbsent(filled[name])) filled[name] = records(filled, name).map(requestsFromLimits);
    }
    return filled;
}

function requestsFromLimits(container: Props): Props {
    const resources = record(container, "resources");
    if (!isProps(resources["limits"])) return container;
    return { ...container, resources: { ...resources, requests: { ...resources["limits"], ...record(resources, "requests") } } };
}

function containerDefaults(container: Props): Props {
    const filled: Draft = {
        resources: {},
        terminationMessagePath: "/dev/termination-log",
        terminationMessagePolicy: "File",
        imagePullPolicy: pullPolicy(textOr(container, "image", "")),
        ...container,
    };
    if (!isAbsent(container["ports"]))
        filled["ports"] = records(container, "ports").map((port) => ({ protocol: "TCP", ...port }));
    if (!isAbsent(container["env"])) filled["env"] = records(container, "env").map(variableDefaults);
    for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
        const given = container[probe];
        if (isProps(given)) filled[probe] = probeDefaults(given);
    }
    const lifecycle = container["lifecycle"];
    if (isProps(lifecycle)) {
        filled["lifecycle"] = Object.fromEntries(
            Object.entries(lifecycle).map(([hook, value]) => [hook, isProps(value) ? handlerDefaults(value) : value]),
        );
    }
    return filled;
}

/** Always for `:latest` and for no tag, which means it; a digest is no tag. */
function pullPolicy(image: string): string {
    const name = image.slice(image.lastIndexOf("/") + 1);
    if (name.includes("@")) return "IfNotPresent";
    return !name.includes(":") || name.endsWith(":latest") ? "Always" : "IfNotPresent";
}

function variableDefaults(variable: Props): Props {
    const from = record(variable, "valueFrom");
    const reference = from["fieldRef"];
    if (!isProps(reference)) return variable;
    return { ...variable, valueFrom: { ...from, fieldRef: { apiVersion: "v1", ...reference } } };
}

function probeDefaults(probe: Props): Props {
    return { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, ...handlerDefaults(probe) };
}

function handlerDefaults(handler: Props): Props {
    const filled: Draft = { ...handler };
    const http = handler["httpGet"];
    if (isProps(http)) filled["httpGet"] = { scheme: "HTTP", ...http, path: textOr(http, "path", "") || "/" };
    const grpc = handler["grpc"];
    if (isProps(grpc)) filled["grpc"] = { service: "", ...grpc };
    return filled;
}

const withMode: readonly string[] = ["configMap", "secret", "projected", "downwardAPI"];

function volumeDefaults(volume: Props): Props {
    const filled: Draft = { ...volume };
    if (!Object.entries(volume).some(([name, value]) => name !== "name" && isProps(value))) filled["emptyDir"] = {};
    for (const name of withMode) {
        const source = volume[name];
        if (isProps(source)) filled[name] = { defaultMode: 0o644, ...source };
    }
    const projected = volume["projected"];
    if (isProps(projected))
        filled["projected"] = { defaultMode: 0o644, ...projected, sources: list(projected, "sources").map(tokenDefaults) };
    return filled;
}

function tokenDefaults(source: Value): Value {
    if (!isProps(source) || !isProps(source["serviceAccountToken"])) return source;
    return { ...source, serviceAccountToken: { expirationSeconds: 3600, ...source["serviceAccountToken"] } };
}

type Quality = "BestEffort" | "Burstable" | "Guaranteed";

/** `status.qosClass` (k8s.io/kubernetes pkg/apis/core/helper/qos). */
export function qualityOf(spec: Props): Quality {
    const all = [...records(spec, "containers"), ...records(spec, "initContainers")].map((container) =>
        record(container, "resources"),
    );
    if (
        all.every(
            (each) => Object.keys(record(each, "limits")).length === 0 && Object.keys(record(each, "requests")).length === 0,
        )
    )
        return "BestEffort";
    const sure = all.every((each) =>
        ["cpu", "memory"].every((name) => {
            const limit = record(each, "limits")[name];
            return limit !== undefined && record(each, "requests")[name] === limit;
        }),
    );
    return sure ? "Guaranteed" : "Burstable";
}
