/** What the kubelet and the scheduler read from a Pod, with the API's defaults filled in. */

import { isProps, list, numberOr, optionalText, Props, record, records, text, texts, Value } from "../../cloud/values";
import { annotationsOf, KubeObject, labelsOf, namespaceOf, ObjectKey, specOf, statusOf } from "../api/types";
import { amountOf, isQuantity } from "../api/quantity";

/** How a probe asks; ports may be names of container ports. */
export type ProbeAction =
    | { readonly kind: "http"; readonly path: string; readonly port: number | string; readonly scheme: string }
    | { readonly kind: "tcp"; readonly port: number | string }
    | { readonly kind: "unsupported"; readonly name: string };

/** Seconds and counts; defaults of the API reference, `Probe v1 core`. */
export interface ProbeSpec {
    readonly action: ProbeAction;
    readonly initialDelay: number;
    readonly period: number;
    readonly timeout: number;
    readonly successThreshold: number;
    readonly failureThreshold: number;
}

export interface ContainerSpec {
    readonly name: string;
    readonly image: string;
    readonly ports: readonly { readonly name?: string; readonly port: number }[];
    readonly startup?: ProbeSpec;
    readonly liveness?: ProbeSpec;
    readonly readiness?: ProbeSpec;
    /** Seconds that the preStop hook sleeps; 0: there is none. */
    readonly preStop: number;
    /** Bytes; absent: as much as there is. */
    readonly memoryLimit?: number;
}

export function podKey(object: KubeObject): ObjectKey {
    return { apiVersion: "v1", kind: "Pod", namespace: namespaceOf(object) ?? "default", name: object.metadata.name };
}

export function nodeNameOf(pod: KubeObject): string | undefined {
    return optionalText(specOf(pod), "nodeName");
}

export function podIpOf(pod: KubeObject): string | undefined {
    return optionalText(statusOf(pod), "podIP");
}

export function phaseOf(pod: KubeObject): string {
    return optionalText(statusOf(pod), "phase") ?? "Pending";
}

/** Neither ended nor failed for good. */
export function isActive(pod: KubeObject): boolean {
    return phaseOf(pod) !== "Succeeded" && phaseOf(pod) !== "Failed";
}

export function graceSecondsOf(pod: KubeObject): number {
    const own = numberOr(specOf(pod), "terminationGracePeriodSeconds", 30);
    return numberOr(pod.metadata, "deletionGracePeriodSeconds", own);
}

export function readinessGatesOf(pod: KubeObject): readonly string[] {
    return records(specOf(pod), "readinessGates").map((gate) => text(gate, "conditionType"));
}

/** Requests of a pod: CPU in cores, memory in bytes. */
export interface Requests {
    readonly cpu: number;
    readonly memory: number;
}

export function requestsOf(pod: KubeObject): Requests {
    const sum = { cpu: 0, memory: 0 };
    for (const container of records(specOf(pod), "containers")) {
        const resources = record(container, "resources");
        // what has a limit alone requests as much
        const wanted = { ...record(resources, "limits"), ...record(resources, "requests") };
        sum.cpu += quantity(scalar(wanted["cpu"]));
        sum.memory += quantity(scalar(wanted["memory"]));
    }
    return sum;
}

/** Numbers of a pod's container ports by name. */
export function namedPortsOf(pod: KubeObject): { readonly [name: string]: number } {
    const ports = containersOf(pod).flatMap((container) => container.ports);
    return Object.fromEntries(ports.flatMap(({ name, port }) => (name === undefined ? [] : [[name, port]])));
}

export function containersOf(pod: KubeObject): readonly ContainerSpec[] {
    return records(specOf(pod), "containers").map(containerOf);
}

function containerOf(container: Props): ContainerSpec {
    const memoryLimit = scalar(record(record(container, "resources"), "limits")["memory"]);
    return {
        name: text(container, "name"),
        image: optionalText(container, "image") ?? "",
        ports: records(container, "ports").map((port) => ({
            name: optionalText(port, "name"),
            port: numberOr(port, "containerPort", 0),
        })),
        startup: probeOf(container["startupProbe"]),
        liveness: probeOf(container["livenessProbe"]),
        readiness: probeOf(container["readinessProbe"]),
        preStop: sleepOf(record(record(container, "lifecycle"), "preStop")),
        ...(memoryLimit === undefined ? {} : { memoryLimit: quantity(memoryLimit) }),
    };
}

function probeOf(probe: Value | undefined): ProbeSpec | undefined {
    if (!isProps(probe)) return undefined;
    return {
        action: actionOf(probe),
        initialDelay: numberOr(probe, "initialDelaySeconds", 0),
        period: numberOr(probe, "periodSeconds", 10),
        timeout: numberOr(probe, "timeoutSeconds", 1),
        successThreshold: numberOr(probe, "successThreshold", 1),
        failureThreshold: numberOr(probe, "failureThreshold", 3),
    };
}

function actionOf(probe: Props): ProbeAction {
    const { httpGet, tcpSocket } = probe;
    if (isProps(httpGet)) {
        return {
            kind: "http",
            path: optionalText(httpGet, "path") ?? "/",
            port: scalar(httpGet["port"]) ?? 80,
            scheme: optionalText(httpGet, "scheme") ?? "HTTP",
        };
    }
    if (isProps(tcpSocket)) return { kind: "tcp", port: scalar(tcpSocket["port"]) ?? 80 };
    return { kind: "unsupported", name: Object.keys(probe).find((name) => name === "exec" || name === "grpc") ?? "none" };
}

/** `sleep: {seconds}` or a command that sleeps. */
function sleepOf(preStop: Props): number {
    const { sleep, exec } = preStop;
    if (isProps(sleep)) return numberOr(sleep, "seconds", 0);
    if (!isProps(exec)) return 0;
    return Number(/\bsleep\s+(\d+(?:\.\d+)?)\b/.exec(texts(exec, "command").join(" "))?.[1] ?? 0);
}

/** The number behind a quantity; 0 for what is none. */
function quantity(value: number | string | undefined): number {
    return value !== undefined && isQuantity(value) ? amountOf(value) : 0;
}

function scalar(value: Value | undefined): number | string | undefined {
    return typeof value === "number" || typeof value === "string" ? value : undefined;
}

/** A port by number or name; undefined: the container has none of that name. */
export function portNumber(port: number | string, container: Pick<ContainerSpec, "ports">): number | undefined {
    if (typeof port === "number") return port;
    return container.ports.find(({ name }) => name === port)?.port;
}

export type Lookup = (key: ObjectKey) => KubeObject | undefined;

/** What a container's environment could not be made of, in the kubelet's words. */
export class EnvironmentError extends Error {}

/** The environment of a container: config first, then its own variables, as the kubelet puts them together. */
export function environmentOf(pod: KubeObject, containerName: string, lookup: Lookup): { readonly [name: string]: string } {
    const container = records(specOf(pod), "containers").find((each) => text(each, "name") === containerName) ?? {};
    const env: { [name: string]: string } = {};
    for (const source of records(container, "envFrom")) {
        const prefix = optionalText(source, "prefix") ?? "";
        for (const [name, value] of Object.entries(dataOf(pod, source, ["configMapRef", "secretRef"], lookup)))
            env[`${prefix}${name}`] = value;
    }
    for (const variable of list(container, "env").filter(isProps)) {
        const value = isProps(variable["valueFrom"])
            ? referenced(pod, variable["valueFrom"], lookup)
            : (optionalText(variable, "value") ?? "");
        if (value !== undefined)
            env[text(variable, "name")] = value.replace(
                /\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g,
                (whole, name: string) => env[name] ?? whole,
            );
    }
    return env;
}

function referenced(pod: KubeObject, from: Props, lookup: Lookup): string | undefined {
    const { fieldRef, configMapKeyRef, secretKeyRef } = from;
    if (isProps(fieldRef)) return field(pod, text(fieldRef, "fieldPath"));
    const reference = isProps(configMapKeyRef) ? configMapKeyRef : secretKeyRef;
    if (!isProps(reference)) return undefined;
    const data = dataOf(pod, from, ["configMapKeyRef", "secretKeyRef"], lookup);
    const key = text(reference, "key");
    if (data[key] !== undefined || reference["optional"] === true) return data[key];
    const kind = reference === configMapKeyRef ? "ConfigMap" : "Secret";
    throw new EnvironmentError(`couldn't find key ${key} in ${kind} ${namespaceOf(pod)}/${optionalText(reference, "name")}`);
}

function dataOf(
    pod: KubeObject,
    source: Props,
    [configMap, secret]: readonly [string, string],
    lookup: Lookup,
): { readonly [name: string]: string } {
    const isConfigMap = isProps(source[configMap]);
    const reference = record(source, isConfigMap ? configMap : secret);
    const name = optionalText(reference, "name") ?? "";
    const object = lookup({ apiVersion: "v1", kind: isConfigMap ? "ConfigMap" : "Secret", namespace: namespaceOf(pod), name });
    if (object === undefined) {
        if (reference["optional"] === true) return {};
        throw new EnvironmentError(`${isConfigMap ? "configmap" : "secret"} "${name}" not found`);
    }
    const entries = Object.entries(record(object, "data")).flatMap(([key, value]): [string, string][] =>
        typeof value === "string" ? [[key, value]] : [],
    );
    return Object.fromEntries(
        isConfigMap ? entries : entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]),
    );
}

function field(pod: KubeObject, path: string): string {
    const map = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
    if (map !== null) return (map[1] === "labels" ? labelsOf(pod) : annotationsOf(pod))[map[2]] ?? "";
    const fields: { readonly [path: string]: string | undefined } = {
        "metadata.name": pod.metadata.name,
        "metadata.namespace": namespaceOf(pod),
        "metadata.uid": pod.metadata.uid,
        "spec.nodeName": nodeNameOf(pod),
        "spec.serviceAccountName": optionalText(specOf(pod), "serviceAccountName"),
        "status.podIP": podIpOf(pod),
        "status.hostIP": optionalText(statusOf(pod), "hostIP"),
    };
    return fields[path] ?? "";
}
