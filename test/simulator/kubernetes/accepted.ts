import { Manifest } from "../../../simulator/kubernetes/api/types";
import {
    autoscaler,
    budget,
    changed,
    configMap,
    container,
    deployment,
    namespace,
    networkPolicy,
    quota,
    service,
} from "./manifests";

const pod = "spec/template/spec";
const first = `${pod}/containers/0`;

/** Manifests at the very edge of what the API server takes. */
export const accepted: readonly (readonly [what: string, manifest: Manifest])[] = [
    ["a namespace of 63 letters", changed(namespace, "metadata/name", "x".repeat(63))],
    ["a Deployment's name of 253 letters", changed(deployment, "metadata/name", "x".repeat(253))],
    ["a Service's name of 63 letters", changed(service, "metadata/name", "x".repeat(63))],
    ["a label value of 63 letters", changed(deployment, "metadata/labels/long", "x".repeat(63))],
    ["an empty label value", changed(deployment, "metadata/labels/empty", "")],
    ["no replicas", changed(deployment, "spec/replicas", 0)],
    ["the last port", changed(deployment, `${first}/ports/0/containerPort`, 65_535)],
    ["a port name of 15 letters", changed(deployment, `${first}/ports/0/name`, "abcdefghijklmno")],
    [
        "a request that is the limit, in another form",
        changed(deployment, `${first}/resources`, { requests: { memory: "131072Ki" }, limits: { memory: "128Mi" } }),
    ],
    ["a sleep of the whole grace", changed(deployment, `${first}/lifecycle`, { preStop: { sleep: { seconds: 30 } } })],
    ["all unavailable", changed(deployment, "spec/strategy", { rollingUpdate: { maxUnavailable: "100%", maxSurge: 0 } })],
    [
        "a deadline one second after minReadySeconds",
        changed(changed(deployment, "spec/minReadySeconds", 29), "spec/progressDeadlineSeconds", 30),
    ],
    [
        "the same variable twice",
        changed(deployment, `${first}/env`, [
            { name: "A", value: "1" },
            { name: "A", value: "2" },
        ]),
    ],
    ["two containers on one port number", changed(deployment, `${pod}/containers`, [container, { ...container, name: "other" }])],
    ["1 MiB of configuration", changed(configMap, "data", { big: "x".repeat(1024 * 1024) })],
    [
        "one port for two protocols",
        changed(service, "spec/ports", [
            { name: "t", port: 53 },
            { name: "u", port: 53, protocol: "UDP" },
        ]),
    ],
    ["a headless Service without ports", changed(service, "spec", { clusterIP: "None", selector: { app: "x" } })],
    ["as many replicas at least as at most", changed(autoscaler, "spec/minReplicas", 6)],
    ["a window of an hour", changed(autoscaler, "spec/behavior", { scaleDown: { stabilizationWindowSeconds: 3600 } })],
    ["a budget of 100%", changed(budget, "spec/maxUnavailable", "100%")],
    ["a policy that allows nothing", changed(networkPolicy, "spec", { podSelector: {}, policyTypes: ["Ingress", "Egress"] })],
    ["a quota of nothing", changed(quota, "spec/hard", { pods: "0" })],
];
